# What the launcher's tests share: a copy of it in a temporary folder, a PATH that holds nothing but
# harmless tools and the stubs of a test, and comparisons. Takes the path of the project's root.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/checkout
mkdir -p "$root/.deps/wheels" "$work/bin"
cp -r "$1"/{.ci,warpmark,CMakeLists.txt,CMakePresets.json,cmake} "$root"
cp "$root/cmake/wheels.txt" "$root/.deps/wheels/requirements.txt"  # as if they were there

for tool in bash cat chmod cmp dirname echo env flock grep mkdir mv nproc paste readlink rm sed sort touch true xargs; do
  ln -s "$(type -P "$tool")" "$work/bin/$tool"
done
# Debian's and Ubuntu's, which takes less than gawk does.
ln -s "$(type -P mawk || type -P awk)" "$work/bin/awk"
export PATH=$work/bin

# stub NAME COMMANDS: what the program NAME does.
stub() {
  printf '#!/usr/bin/env bash\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# launcher NAME…: sources parts of it.
launcher() {
  local part
  for part; do source "$root/cmake/launcher/$part.sh"; done
}

# expect WHAT WANTED GOT
faults=0
expect() {
  [[ $3 == "$2" ]] || { echo "$1: '$3', not '$2'" && faults=1; }
}

# expect_failure STATUS PIECE COMMAND…: it ends with STATUS and says PIECE on stderr.
expect_failure() {
  local status=0
  ("${@:3}") >/dev/null 2>"$work/said" || status=$?
  expect "status of ${*:3}" "$1" "$status"
  [[ $(<"$work/said") == *"$2"* ]] || { echo "${*:3}: no '$2' in '$(<"$work/said")'" && faults=1; }
}
