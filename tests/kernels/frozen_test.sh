#!/usr/bin/env bash
# The code that the canaries run is what it was when their times were first compared. Run in the
# project's root.
set -euo pipefail
list=tests/kernels/canaries.sha256

if ! sha256sum --check --quiet --strict "$list"; then
  cat <<'MESSAGE'
The canaries are frozen: every run is held against their times, and runs of years ago are compared by
them. Was the change not meant for them, undo it. If it must be, raise `version` in
kernels/ceilings/ceilings.cpp, which gives the canaries new case hashes, say in the commit that
baselines start anew, and update the list:
  sha256sum $(awk '{ print $2 }' tests/kernels/canaries.sha256) > canaries.new
  mv canaries.new tests/kernels/canaries.sha256
Does the change leave alone what canaries run (a comment, another function of a header), the list
alone is updated.
MESSAGE
  exit 1
fi
for source in kernels/ceilings/*_cpu.cpp kernels/ceilings/*.cu kernels/ceilings/*.cuh; do
  grep -q "  $source\$" "$list" || { echo "$source is not in $list"; exit 1; }
done
