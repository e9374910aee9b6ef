#!/usr/bin/env bash
# A script that names its interpreter is started by its own name, as the documentation does. Run in
# the project's root.
set -euo pipefail

scripts=$(find cmake tests -type f \( -name '*.py' -o -name '*.sh' \) ! -perm -u+x -exec \
  awk 'FNR == 1 && /^#!/ { print FILENAME } { nextfile }' {} +)
[[ -z $scripts ]] || { printf 'not executable:\n%s\n' "$scripts"; exit 1; }
