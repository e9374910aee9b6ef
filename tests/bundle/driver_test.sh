#!/usr/bin/env bash
# driver_test.sh BUILD: no program or library needs libcuda or NVML to be loaded.
set -euo pipefail

for folder in "$1"/{bin,lib,tests}; do
  looked_at=0
  for file in "$folder"/*; do
    [[ -f $file && ($file == *.so || -x $file) ]] || continue
    needed=$(readelf --dynamic "$file")
    if grep -E 'NEEDED.*\[lib(cuda|nvidia-ml)\.so' <<<"$needed"; then
      echo "$file links the driver"
      exit 1
    fi
    ((++looked_at))
  done
  ((looked_at)) || { echo "there is no program or library in $folder"; exit 1; }
done
