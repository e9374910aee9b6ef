#!/usr/bin/env bash
# ci_test.sh ROOT: what .ci/run has the launcher do.
source "$(dirname "${BASH_SOURCE[0]}")/stubs.sh"
sed -i "s|^cuda_folder=.*|cuda_folder=$work/cuda driver_folder=$work/driver|" "$root/cmake/launcher/toolkit.sh"
stub launcher "echo \"\$@\"; [[ \"\$*\" != \${failing-} ]]"
mv "$work/bin/launcher" "$root/warpmark"

# ci WHAT TOOLKIT
ci() { expect "$1" "--preset asan test"$'\n'"--toolkit $2 --preset ci test" "$("$root/.ci/run" || echo "status $?")"; }

# GPU code that is not compiled passes as if it were right.
ci "without toolkit and driver" wheels
stub nvidia-smi ""
ci "without a toolkit" wheels
stub nvcc "echo release 13.0"
ci "with a toolkit" system
failing="--preset asan test" expect_failure 1 "" "$root/.ci/run"

exit "$faults"
