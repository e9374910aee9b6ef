# Which CUDA toolkit: the system's, else NVIDIA's wheels where there is a driver, else none.

system_nvcc() {
  local nvcc
  nvcc=$(command -v nvcc || command -v /usr/local/cuda/bin/nvcc) || return
  local release
  release=$("$nvcc" --version | sed -n 's/.*release \([0-9]*\).*/\1/p')
  ((release >= 13))
}

driver_present() { [[ -e /proc/driver/nvidia/version ]] || command -v nvidia-smi >/dev/null; }

detect_toolkit() {
  if system_nvcc; then
    echo system
  elif driver_present; then
    echo wheels
  else
    echo none
  fi
}

# The architectures of this machine's GPUs as CMake takes them: 9.0 is 90a. Empty: the preset's.
gpu_architectures() {
  command -v nvidia-smi >/dev/null || return 0
  nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | sort -u |
    awk -F. '$1 $2 >= 75 { printf "%s%s%s%s", separator, $1, $2, $1 >= 9 ? "a" : ""; separator = ";" }'
}
