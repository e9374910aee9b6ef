# What comes from the distribution (Debian 12, Ubuntu 22.04 and later).

packages=(ccache cmake g++ git libbenchmark-dev libcli11-dev libcsv-dev libfmt-dev libgmock-dev
  libgtest-dev libopenblas-openmp-dev libssl-dev ninja-build nlohmann-json3-dev python3 python3-pip
  zlib1g-dev)
bundle_packages=(binutils patchelf xz-utils)
test_packages=(clang-format curl "${bundle_packages[@]}")
# The report is looked at in a browser. Ubuntu has this one as a snap alone, which containers lack.
if grep -qsx 'ID=debian' /etc/os-release; then test_packages+=(chromium); fi

missing_packages() {
  local installed
  installed=" $(dpkg-query --show --showformat='${db:Status-Status}=${Package} ' "$@" 2>/dev/null) "
  local package
  for package; do
    [[ $installed == *" installed=$package "* ]] || echo -n "$package "
  done
}

install_packages() {
  # Elsewhere the libraries may come from anywhere; CMake will say which it does not find.
  command -v dpkg-query >/dev/null || return 0
  local missing as_root=()
  missing=$(missing_packages "$@" | xargs)
  [[ $missing ]] || return 0
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo -n)
    "${as_root[@]}" true 2>/dev/null ||
      fail "these packages are missing, and installing them needs root. Please run:
  sudo apt-get install --yes --no-install-recommends $missing"
  fi
  say "installing $missing"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  "${apt[@]}" update </dev/null >&2 ||
    say "apt's lists could not be refreshed; trying with those that are here"
  "${apt[@]}" install --yes --no-install-recommends $missing </dev/null >&2 ||
    fail "apt could not install $missing; its message is above"
}
