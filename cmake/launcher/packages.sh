# What comes from the distribution (Debian 12, Ubuntu 22.04 and later). Optional is what all else works
# without: the compiler's cache, the commit in results, the browser that looks at the report.

packages=(cmake g++ libbenchmark-dev libcli11-dev libcsv-dev libfmt-dev libgmock-dev libgtest-dev
  libopenblas-openmp-dev libssl-dev ninja-build nlohmann-json3-dev python3 python3-pip zlib1g-dev)
optional_packages=(ccache git)
bundle_packages=(binutils patchelf xz-utils)
# Tests list the sources with git.
test_packages=(clang-format curl git "${bundle_packages[@]}")
optional_test_packages=()
# Ubuntu has this one as a snap alone, which containers lack.
if grep -qsx 'ID=debian' /etc/os-release; then
  optional_test_packages=(chromium)
  if [[ ${WARPMARK_BROWSER-} == required ]]; then
    test_packages+=("${optional_test_packages[@]}")
  fi
fi

missing_packages() {
  # Elsewhere the libraries may come from anywhere; CMake will say which it does not find.
  command -v apt-get >/dev/null || return 0
  local installed
  installed=" $(dpkg-query --show --showformat='${db:Status-Status}=${Package} ' "$@" 2>/dev/null) "
  local package
  for package; do
    [[ $installed == *" installed=$package "* ]] || echo -n "$package "
  done
}

install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [[ ! $missing ]] || apt_install $missing || exit 70
}

# What could not be installed is not tried again for the same build: without a network it takes long.
install_optional_packages() {
  local missing tried=$build/launcher.tried
  missing=$(missing_packages "$@")
  [[ $missing ]] && ! grep -qsxF "$missing" "$tried" || return 0
  apt_install $missing || {
    say "going on without them"
    echo "$missing" >>"$tried"
  }
}

# apt_install PACKAGE…: false, and says why, where it cannot.
apt_install() {
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo -n)
    "${as_root[@]}" true 2>/dev/null || {
      say "these packages are missing, and installing them needs root. Please run:
  sudo apt-get install --yes --no-install-recommends $*"
      return 1
    }
  fi
  say "installing $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
  "${apt[@]}" update </dev/null >&2 ||
    say "apt's lists could not be refreshed; trying with those that are here"
  "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null >&2 || {
    say "apt could not install $*; its message is above"
    return 1
  }
}
