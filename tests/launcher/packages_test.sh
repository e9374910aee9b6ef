#!/usr/bin/env bash
# packages_test.sh ROOT: what is missing, and who may install it.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
launcher common packages

install_packages anything  # where there is no dpkg, nothing is asked
# dpkg-query knows one of them not at all, and of another the configuration alone.
stub dpkg-query "echo -n 'installed=cmake installed=libfmt-dev config-files=git '; exit 1"
expect "missing" "git zlib1g-dev " "$(missing_packages cmake git libfmt-dev zlib1g-dev)"
expect "missing of what is there" "" "$(missing_packages libfmt-dev cmake)"
expect "missing with the start of a name" "libfmt " "$(missing_packages libfmt)"

apt_line="sudo apt-get install --yes --no-install-recommends git zlib1g-dev"
stub id "echo 1000"
expect_failure 70 "$apt_line" install_packages cmake git zlib1g-dev
stub sudo "exit 1"
expect_failure 70 "$apt_line" install_packages cmake git zlib1g-dev
expect_failure 70 "${apt_line% git *} ccache g++ git " "$root/warpmark" --toolkit none build

stub apt-get "echo \"\$@\" >>'$work/apt'"
stub sudo "[[ \$1 == -n ]] && \"\${@:2}\""
install_packages cmake git zlib1g-dev 2>/dev/null
expect "apt's last order" "-q -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends git zlib1g-dev" \
  "$(sed -n '$p' "$work/apt")"
stub apt-get "exit 100"
expect_failure 70 "apt could not install git" install_packages git

exit "$faults"
