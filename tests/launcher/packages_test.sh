#!/usr/bin/env bash
# packages_test.sh ROOT: what is missing, and who may install it.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
launcher common packages

# dpkg-query knows one of them not at all, and of another the configuration alone.
stub dpkg-query "echo -n 'installed=cmake installed=libfmt-dev config-files=git '; exit 1"
# With dpkg alone, as on Fedora, nothing can be installed, and nothing is asked.
install_packages git
stub apt-get ""
expect "missing" "git zlib1g-dev " "$(missing_packages cmake git libfmt-dev zlib1g-dev)"
expect "missing of what is there" "" "$(missing_packages libfmt-dev cmake)"
expect "missing with the start of a name" "libfmt " "$(missing_packages libfmt)"

apt_line="sudo apt-get install --yes --no-install-recommends git zlib1g-dev"
stub id "echo 1000"
expect_failure 70 "$apt_line" install_packages cmake git zlib1g-dev
stub sudo "exit 1"
expect_failure 70 "$apt_line" install_packages cmake git zlib1g-dev
expect_failure 70 "${apt_line% git *} g++ libbenchmark-dev " "$root/warpmark" --toolkit none build

# optional_packages_say WHAT WANTED PACKAGE…
build=$work
optional_packages_say() {
  install_optional_packages "${@:3}" 2>"$work/said"
  expect "$1" "$2" "$(<"$work/said")"
}
going_on="warpmark: going on without them"
optional_packages_say "optional ones that are here" "" cmake
optional_packages_say "optional ones" "warpmark: these packages are missing, and installing them needs root. Please run:
  $apt_line
$going_on" cmake git zlib1g-dev
optional_packages_say "optional ones, once more" "" cmake git zlib1g-dev

stub apt-get "echo \"\$@\" >>'$work/apt'"
stub sudo "[[ \$1 == -n ]] && \"\${@:2}\""
install_packages cmake git zlib1g-dev 2>/dev/null
expect "apt's last order" "-q -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends git zlib1g-dev" \
  "$(sed -n '$p' "$work/apt")"
optional_packages_say "optional ones that apt installs" "warpmark: installing git" git
stub apt-get "exit 100"
expect_failure 70 "apt could not install git" install_packages git
optional_packages_say "optional ones that it does not" "warpmark: installing git
warpmark: apt's lists could not be refreshed; trying with those that are here
warpmark: apt could not install git; its message is above
$going_on" git

# .ci/run requires a browser.
unset WARPMARK_BROWSER
launcher packages
all="${test_packages[*]} ${optional_test_packages[*]}"
WARPMARK_BROWSER=required
launcher packages
expect "packages of tests that require a browser" "${all% }" "${test_packages[*]}"

exit "$faults"
