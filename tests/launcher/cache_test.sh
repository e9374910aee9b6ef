#!/usr/bin/env bash
# cache_test.sh ROOT: where ccache keeps its files.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
unset CCACHE_DIR
stub cmake "echo \"\${CCACHE_DIR-its own}\" >'$work/folder'"

# folder WHAT WANTED [NAME=VALUE]: of ccache while CMake runs.
folder() {
  env "${@:3}" "$root/warpmark" --toolkit none build 2>/dev/null
  expect "$1" "$2" "$(<"$work/folder")"
}

folder "without ccache" "its own"
stub ccache "echo '$work/home/.cache/ccache'"
folder "with a home" "its own"
touch "$work/file"
stub ccache "echo '$work/file/.cache/ccache'"
folder "with a home that cannot be written" "$root/.deps/ccache"
folder "that is chosen" /elsewhere CCACHE_DIR=/elsewhere
stub ccache "exit 1"
folder "that ccache cannot tell" "$root/.deps/ccache"

exit "$faults"
