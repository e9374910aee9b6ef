#!/usr/bin/env bash
# configure_test.sh ROOT: a build folder is configured once, and again where something has changed.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
launcher common packages wheels toolkit build
cuda_folder=$work/cuda driver_folder=$work/driver
toolkit=system preset=release build=$root/build/release
mkdir -p "$build" "$driver_folder/gpus/0000:01:00.0"

stub cmake "echo \"\$@\" >>'$work/configured'; touch '$build/build.ninja'"
stub nvcc "echo release 13.0"
stub nvidia-smi "echo >>'$work/asked'; cat '$work/capabilities'"
gpu() {
  printf 'Model: \t\t %s\nIRQ: 1\n' "$1" >"$driver_folder/gpus/0000:01:00.0/information"
  echo "$2" >"$work/capabilities"
}
driver() { printf 'NVRM version: %s\nGCC version: 14\n' "$1" >"$driver_folder/version"; }

# configured WHAT TIMES ARCHITECTURES [CMAKE OPTION…]: how often by now, and for which GPUs at last.
configured() {
  configure "${@:4}" 2>/dev/null
  expect "times configured, $1" "$2" "$(grep -c . "$work/configured")"
  expect "architectures, $1" "$3" "$(sed -n '$s/.*CMAKE_CUDA_ARCHITECTURES=\([^ ]*\).*/\1/p' "$work/configured")"
}

touch "$work/asked"
mv "$work/bin/nvidia-smi" "$work/"
configured "without a GPU" 1 ""
configured "without a GPU, again" 1 ""
mv "$work/nvidia-smi" "$work/bin/"
driver 1
gpu "NVIDIA H200" 9.0
configured "with a GPU" 2 90a
configured "with a GPU, again" 2 90a
gpu "NVIDIA GeForce RTX 4090" 8.9
configured "with another GPU" 3 89
gpu "NVIDIA GeForce RTX 4090" "Failed to initialize NVML: Driver/library version mismatch"
driver 2
configured "before the new driver runs" 4 ""
gpu "NVIDIA GeForce RTX 4090" 8.9
driver 3
configured "with the new driver" 5 89
touch -d '1 hour ago' "$build/build.ninja"
configured "with other presets" 6 89
expect "times nvidia-smi was asked" 5 "$(grep -c '' "$work/asked")"
configured "for GPUs that are named" 7 80 -D CMAKE_CUDA_ARCHITECTURES=80
gpu "NVIDIA H200" 9.0
configured "for GPUs that are named, on another" 7 80 -D CMAKE_CUDA_ARCHITECTURES=80
expect "times nvidia-smi was asked at last" 5 "$(grep -c '' "$work/asked")"
expect "times CMake was told the nvcc" 7 "$(grep -c -- "-D WARPMARK_NVCC=$work/bin/nvcc" "$work/configured")"
mkdir -p "$cuda_folder/bin"
mv "$work/bin/nvcc" "$cuda_folder/bin/"
configured "with another nvcc" 8 90a

exit "$faults"
