#!/usr/bin/env bash
# toolkit_test.sh ROOT: which toolkit is used, and for which GPUs.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
launcher toolkit
cuda_folder=$work/cuda driver_folder=$work/driver

# architectures WHAT WANTED COMMANDS: of a machine whose nvidia-smi does COMMANDS.
architectures() {
  stub nvidia-smi "$3"
  expect "$1" "$2" "$(gpu_architectures || echo "status $?")"
}

expect "without nvidia-smi" "" "$(gpu_architectures || echo "status $?")"
architectures "two of one kind" 90a "echo 9.0; echo 9.0"
architectures "two kinds" "80;90a" "echo 9.0; echo 8.0"
architectures "a number of two digits" 100a "echo 10.0"
architectures "too old" "" "echo 7.0"
architectures "the oldest" 75 "echo 7.0; echo 7.5"
architectures "nothing but a status" "" "exit 9"
architectures "an error" "" "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18"
architectures "no answer" "" "echo '[N/A]'"

# toolkit WHAT WANTED
toolkit() { expect "$1" "$2" "$(detect_toolkit)"; }
nvcc_of() { echo "echo 'Cuda compilation tools, release $1, V$1.88'"; }

toolkit "nvidia-smi alone" wheels
rm "$work/bin/nvidia-smi"
toolkit "nothing" none
stub nvcc "$(nvcc_of 12.9)"
toolkit "an old nvcc without a driver" none
mkdir "$driver_folder"
touch "$driver_folder/version"
toolkit "an old nvcc and a driver" wheels
stub nvcc "exit 1"
toolkit "an nvcc that fails" wheels
stub nvcc "$(nvcc_of 13.0)"
toolkit "a new nvcc" system
mkdir -p "$cuda_folder/bin"
mv "$work/bin/nvcc" "$cuda_folder/bin/"
toolkit "a new nvcc that is not on the PATH" system
expect "that nvcc" "$cuda_folder/bin/nvcc" "$(system_nvcc)"
stub nvcc "$(nvcc_of 12.9)"
toolkit "an old nvcc on the PATH before a new one" system
expect "the new one" "$cuda_folder/bin/nvcc" "$(system_nvcc)"
mkdir "$work/other folder"
mv "$cuda_folder/bin/nvcc" "$work/other folder/"
PATH+=":$work/other folder"
expect "the first new one" "$work/other folder/nvcc" "$(system_nvcc)"

exit "$faults"
