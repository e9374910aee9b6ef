#!/usr/bin/env bash
# command_line_test.sh ROOT: what is wrong with a command line is said before anything is done, and
# what is right reaches the tools.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"

expect_failure 2 "--toolkit needs a value" "$root/warpmark" --toolkit
expect_failure 2 "--toolkit needs a value" "$root/warpmark" --toolkit= build
expect_failure 2 "--toolkit is 'x'; it can be system, wheels or none" "$root/warpmark" --toolkit x build
expect_failure 2 "--toolkit is 'x=y'; it can be" "$root/warpmark" --toolkit=x=y build
expect_failure 2 "no preset 'nonsense'; CMakePresets.json has release cpu wheels ci asan" \
  "$root/warpmark" --preset nonsense build
expect_failure 2 "no preset 'base'" "$root/warpmark" --preset base build
expect_failure 2 "no preset 'none'" "$root/warpmark" --toolkit=none --preset=none build
expect_failure 2 "build: what is '--preset'? It takes no arguments; options come before" \
  "$root/warpmark" build --preset asan
expect_failure 2 "bundle: what is '--what'?" "$root/warpmark" bundle --what
expect_failure 2 "bundle: --arch needs a value" "$root/warpmark" bundle --arch
expect_failure 2 "bundle: --arch needs a CUDA toolkit" "$root/warpmark" --toolkit none bundle --arch 90a
expect_failure 2 "bundle: for which GPUs?" "$root/warpmark" --toolkit system bundle
[[ ! -e $root/build ]] || { echo "a wrong command line left something behind" && faults=1; }

stub cmake ""
stub ctest "printf '%s\n' \"\$@\""
told=$("$root/warpmark" --toolkit=none test -R 'two words' 2>/dev/null)
# A selection that matches nothing has not passed.
expect "--no-tests" "--no-tests=error" "$(grep -- --no-tests <<<"$told")"
expect "the end of the test's arguments" $'-R\ntwo words' "$(sed -n '/^-R/,$p' <<<"$told")"

# What the launcher fails at is not what the program would say with the same status.
stub ctest "exit 8"
expect_failure 70 "the build left no program in $root/build/cpu/bin" "$root/warpmark" --toolkit none --version
expect_failure 8 "" "$root/warpmark" --toolkit none test
mkdir "$root/build/cpu/bin"
mv "$work/bin/ctest" "$root/build/cpu/bin/warpmark"
expect_failure 70 "ctest" "$root/warpmark" --toolkit none test
expect_failure 8 "" "$root/warpmark" --toolkit none --version
rm "$work/bin/flock"
expect_failure 70 "flock" "$root/warpmark" --toolkit none build

exit "$faults"
