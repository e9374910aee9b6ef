#!/usr/bin/env bash
# pack.sh BUILD FOLDER [--tests]: copies the program, its modules and the shared libraries that a
# plain Linux lacks into FOLDER, which then runs wherever it lies, and packs it as FOLDER.tar.xz.
# NVIDIA's libraries stay out: they are looked up on the host, like its driver.
set -euo pipefail
shopt -s nullglob
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/cmake/launcher/common.sh"

build=$1 folder=$2 tests=${3-}
limit_mib=45
# Every Linux has glibc, and a second one beside it would not start.
host='^(ld-linux-x86-64|lib(c|m|dl|rt|pthread|resolv|util|anl|mvec|nsl))\.so'
nvidia='^lib(cuda|cudart|cublas|cublasLt|cudnn|nccl|nvrtc|nvJitLink|cufft|cusparse|cupti|nvidia-ml)[._]'

# The shared libraries that programs and modules need besides our own, as 'name path' lines; ldd's
# are 'name => path (address)' and 'name => not found'.
needed_libraries() {
  ldd "$@" | sed -nE 's/^\s*(\S+) => not found$/\1 -/p; s/^\s*(\S+) => (.+) \(0x[0-9a-f]+\)$/\1 \2/p' | sort -u |
    grep -Ev "$host" | grep -Ev "$nvidia" | grep -v '^libwarpmark_' || true
}

copy_libraries() {
  local name path
  needed_libraries "$folder"/{bin,lib,tests}/* | while read -r name path; do
    [[ $path != - ]] || fail "pack: $name was not found on this machine"
    cp -L "$path" "$folder/lib/$name"
    copy_licence "$path"
  done
}

# Of the package that a library comes from; packages list some files under /lib, some under /usr/lib.
copy_licence() {
  local file package
  file=$(readlink -f "$1")
  package=$(dpkg-query --search "$file" "${file#/usr}" 2>/dev/null | sed -n '1s/:.*//p') || true
  [[ ! $package ]] || cp "/usr/share/doc/$package/copyright" "$folder/licences/$package"
}

copy_tests() {
  local name labels gpu=()
  while read -r name labels; do
    # It would bring libraries that nothing else needs, and a GPU does not change what it finds.
    [[ " $labels " != *" unbundled "* ]] || continue
    cp "$build/tests/$name" "$folder/tests/"
    [[ " $labels " != *" gpu "* ]] || gpu+=("$name")
  done <"$build/generated/tests.txt"
  cp -r "$build/golden" "$folder/"
  # Without any, it would pass having run nothing.
  ((!${#gpu[@]})) || write_run_gpu_tests "${gpu[@]}"
}

# write_run_gpu_tests NAME…: of these test programs.
write_run_gpu_tests() {
  cat >"$folder/run-gpu-tests" <<SCRIPT
#!/bin/sh
# run-gpu-tests [--sanitizer memcheck|racecheck|synccheck|initcheck] [ARGUMENT…]
# Runs the test programs that need a GPU, under a tool of compute-sanitizer where one is named; exit
# status 1 where one failed or the tool found something, as for want of a GPU or of a library of
# NVIDIA's. The other arguments go to each program.
export WARPMARK_GPU=required
sanitizer=
if [ "\${1-}" = --sanitizer ]; then
  export PATH="\$PATH:\${CUDA_HOME:-/usr/local/cuda}/bin"
  [ "\${2-}" ] || { echo "run-gpu-tests: --sanitizer needs a tool, such as memcheck" >&2; exit 2; }
  command -v compute-sanitizer >/dev/null ||
    { echo "run-gpu-tests: there is no compute-sanitizer; CUDA's toolkit has it" >&2; exit 7; }
  # Some tests ask for what CUDA must refuse.
  sanitizer="compute-sanitizer --tool \$2 --report-api-errors no --error-exitcode 1"
  shift 2
fi
# Programs find NVIDIA's libraries by themselves where they open them, but these are linked to them.
wheels=\$(python3 -c 'import glob, sys
print(":".join(folder for path in sys.path for folder in glob.glob(path + "/nvidia/*/lib")))' 2>/dev/null)
export LD_LIBRARY_PATH="\${CUDA_HOME:-/usr/local/cuda}/lib64\${wheels:+:\$wheels}\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
status=0
for test in $*; do
  \$sanitizer "\$(dirname "\$0")/tests/\$test" "\$@" || status=1
done
exit \$status
SCRIPT
  chmod +x "$folder/run-gpu-tests"
}

rm -rf "$folder" "$folder.tar.xz"
mkdir -p "$folder"/{bin,lib,licences}
cp "$build/bin/warpmark" "$folder/bin/"
cp "$build"/lib/*.so "$folder/lib/"
if [[ $tests == --tests ]]; then
  mkdir "$folder/tests"
  copy_tests
fi
copy_libraries
cp "$root/.deps/wheels/share/doc/onednn/LICENSE" "$folder/licences/onednn"

for file in "$folder"/{bin,lib,tests}/*; do
  strip --strip-unneeded "$file"
  case $file in
    */lib/*) patchelf --set-rpath '$ORIGIN' "$file" ;;
    *) patchelf --set-rpath '$ORIGIN/../lib' "$file" ;;
  esac
done

tar --sort=name --owner=0 --group=0 --numeric-owner -C "$(dirname "$folder")" \
  -cf - "$(basename "$folder")" | xz -T2 -6 >"$folder.tar.xz"
size=$(stat -c %s "$folder.tar.xz")
say "$folder.tar.xz: $((size >> 20)) MiB"
((size <= limit_mib << 20)) || fail "pack: that is more than $limit_mib MiB"
