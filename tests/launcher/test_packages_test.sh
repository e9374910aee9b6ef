#!/usr/bin/env bash
# test_packages_test.sh ROOT: what tests alone use is fetched once, and no test fails for want of it.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
launcher common wheels
requirements=$root/cmake/test-packages.txt
stub cp 'cat "$1" >"$2"'

# install WHAT TIMES: how often pip was asked by now.
install() {
  said=$(install_test_packages 2>&1) || { echo "$1: status $?" && faults=1; }
  expect "times pip was asked, $1" "$2" "$(grep -c . "$work/asked")"
}

stub python3 "echo >>'$work/asked' \"\$@\"; exit 1"
install "without a way to PyPI" 1
expect "what is said" "warpmark: pip could not fetch it: tests that use safetensors will be skipped" \
  "$(sed -n '$p' <<<"$said")"
install "without a way to PyPI, again" 2
stub python3 "echo >>'$work/asked' \"\$@\"; mkdir -p '$root/.deps/tests'"
install "with one" 3
expect "what is said" "warpmark: fetching safetensors into .deps/tests" "$said"
install "when it is there" 3
expect "what is said" "" "$said"
echo "another==1" >>"$requirements"
install "with other requirements" 4

exit "$faults"
