#!/usr/bin/env bash
# driver_test.sh BUILD: no program or library needs libcuda or NVML to be loaded.
set -euo pipefail

for file in "$1"/bin/* "$1"/lib/*.so "$1"/tests/*; do
  [[ $file == *.so || (-f $file && -x $file) ]] || continue
  if readelf --dynamic "$file" | grep -E 'NEEDED.*\[lib(cuda|nvidia-ml)\.so'; then
    echo "$file links the driver"
    exit 1
  fi
done
