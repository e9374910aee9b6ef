#!/usr/bin/env bash
# read_only_test.sh ROOT: what may not be written is not built; a program that is there is used.
# Root may write everything unless it gives that up.
give_up=()
((EUID)) || give_up=("$(type -P setpriv)" --bounding-set=-dac_override)
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"

warpmark=("${give_up[@]}" "$root/warpmark" --toolkit none)
build=$root/build/cpu
stub cmake "echo >>'$work/built'"
mkdir -p "$build"
chmod a-w "$root"/{build,build/cpu,.deps}
expect_failure 70 "nothing can be built: $build cannot be written" "${warpmark[@]}" run
expect_failure 70 "cannot be written" "${warpmark[@]}" --preset asan run

chmod u+w "$build"
mkdir "$build/bin"
stub program 'echo "ran $*"'
mv "$work/bin/program" "$build/bin/warpmark"
chmod a-w "$build"
expect "what the program says" "ran run quick" "$("${warpmark[@]}" run quick 2>"$work/said")"
expect "what the launcher says" "warpmark: $build cannot be written; the program there is used as it is" \
  "$(<"$work/said")"
for command in build test bundle; do
  expect_failure 70 "cannot be written" "${warpmark[@]}" $command
done
[[ ! -e $work/built ]] || { echo "it was built all the same" && faults=1; }

chmod u+w "$root"/{build,build/cpu}
expect_failure 70 "nothing can be fetched: $root/.deps cannot be written" "${warpmark[@]}" build

chmod u+w "$root/.deps"  # or it could not be removed
exit "$faults"
