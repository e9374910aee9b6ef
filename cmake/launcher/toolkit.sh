# Which CUDA toolkit: the system's, else NVIDIA's wheels where there is a driver, else none.

# A test puts folders of its own in their place.
cuda_folder=/usr/local/cuda driver_folder=/proc/driver/nvidia

# The first nvcc of CUDA 13 or newer, which an older one of the distribution may precede on the PATH.
system_nvcc() {
  local found nvcc release
  mapfile -t found < <(type -aP nvcc)
  for nvcc in "${found[@]}" "$cuda_folder/bin/nvcc"; do
    release=$("$nvcc" --version 2>/dev/null | sed -n 's/.*release \([0-9]*\).*/\1/p') || continue
    ((${release:-0} < 13)) || { echo "$nvcc" && return; }
  done
  return 1
}

driver_present() { [[ -e $driver_folder/version ]] || command -v nvidia-smi >/dev/null; }

detect_toolkit() {
  if system_nvcc >/dev/null; then
    echo system
  elif driver_present; then
    echo wheels
  else
    echo none
  fi
}

# The architectures of this machine's GPUs as CMake takes them: 9.0 is 90a. Empty: the preset's. Where
# driver and nvidia-smi are of different versions, nvidia-smi fails, and prints why as if it were an answer.
gpu_architectures() {
  command -v nvidia-smi >/dev/null || return 0
  { nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null || true; } | sort -u |
    awk -F. '/^[0-9]+\.[0-9]+$/ && 10 * $1 + $2 >= 75 {
      printf "%s%s%s%s", separator, $1, $2, ($1 >= 9 ? "a" : "")
      separator = ";"
    }'
}

# One line that changes where gpu_architectures may answer otherwise: nvidia-smi takes too long to be
# asked at every start. With another driver, it may answer where it failed.
gpus_in_sight() {
  command -v nvidia-smi >/dev/null || return 0
  { echo nvidia-smi; cat "$driver_folder"/{version,gpus/*/information} 2>/dev/null || true; } |
    grep -E '^(nvidia-smi|NVRM|Model)' | LC_ALL=C sort -u | paste -sd,
}
