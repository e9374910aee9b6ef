#!/usr/bin/env bash
# bundle_test.sh SOURCE BUILD: packs BUILD, unpacks the archive elsewhere, and uses it there with an
# empty environment.
set -euo pipefail
source=$1 build=$2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$source/cmake/launcher/pack.sh" "$build" "$work/packed/warpmark" --tests
mkdir "$work/elsewhere"
tar -xJf "$work/packed/warpmark.tar.xz" -C "$work/elsewhere"
rm -r "$work/packed"
here=$work/elsewhere/warpmark

for file in "$here"/bin/* "$here"/lib/* "$here"/tests/*; do
  if env -i /usr/bin/ldd "$file" | grep -F -e "$build" -e "$source" -e "$work/packed"; then
    echo "$file uses a library of the build"
    exit 1
  fi
  if env -i /usr/bin/ldd "$file" | grep 'not found' | grep -Ev 'lib(cublas|cublasLt|cudnn|cupti|nvrtc)\.so'; then
    echo "$file lacks a library"
    exit 1
  fi
done

case_id=$(env -i "$here/bin/warpmark" list --filter '^stream\.openmp\..*timing=hot' |
  awk 'NR == 1 { print $1 }')
echo "running $case_id"
env -i "$here/bin/warpmark" run --filter "^$case_id\$" --max-time 1 --out "$work/results"
grep -F "$case_id" "$work/results/results.csv"

# Where there is no GPU, tests that need one fail; where none was built, nothing pretends to run them.
if ! awk '!/ unbundled/ && / gpu/ { found = 1 } END { exit !found }' "$build/generated/tests.txt"; then
  [[ ! -e $here/run-gpu-tests ]] || { echo "run-gpu-tests would run nothing"; exit 1; }
elif env -i "$here/bin/warpmark" env | grep -F '"gpus": []'; then
  status=0
  env -i "$here/run-gpu-tests" --gtest_brief=1 >"$work/log" 2>&1 || status=$?
  ((status == 1)) || { tail -n 30 "$work/log"; echo "run-gpu-tests ended with $status"; exit 1; }

  # The same under a tool, which is told which one to be and what to run.
  mkdir "$work/cuda" "$work/cuda/bin"
  echo 'echo "$@" >>"$0.log"' | install /dev/stdin "$work/cuda/bin/compute-sanitizer"
  env -i CUDA_HOME="$work/cuda" "$here/run-gpu-tests" --sanitizer racecheck --gtest_filter=None
  grep -E '^--tool racecheck .*/tests/cuda_test --gtest_filter=None$' "$work/cuda/bin/compute-sanitizer.log"
  status=0
  env -i CUDA_HOME="$work" PATH=/nowhere /bin/sh "$here/run-gpu-tests" --sanitizer memcheck >"$work/log" 2>&1 || status=$?
  ((status == 7)) || { cat "$work/log"; echo "without the tool, run-gpu-tests ended with $status"; exit 1; }
  grep -F 'no compute-sanitizer' "$work/log"
fi
