# Configures and builds. A build folder remembers how it was configured, so that a second call finds
# nothing to do.

# Sets preset, toolkit, build and all, what `build` makes, from the options given.
choose_build() {
  all=all
  case ${preset:-} in
    cpu | asan | tsan) : "${toolkit:=none}" ;;
    fuzz) : "${toolkit:=none}"; packages+=(clang libomp-dev); all=fuzz_results ;;
    wheels) : "${toolkit:=wheels}" ;;
  esac
  if [[ ! $toolkit ]]; then
    toolkit=$(detect_toolkit)
    [[ $toolkit != none ]] || nothing_found=1
  fi
  case $toolkit in
    system) : "${preset:=release}" ;;
    wheels) : "${preset:=wheels}" ;;
    none) : "${preset:=cpu}" ;;
    *) usage_error "--toolkit is '$toolkit'; it can be system, wheels or none" ;;
  esac
  build=$root/build/$preset
  [[ " $(known_presets) " == *" $preset "* ]] ||
    usage_error "there is no preset '$preset'; CMakePresets.json has $(known_presets)"
}

known_presets() {
  grep -B1 displayName "$root/CMakePresets.json" | sed -n 's/.*"name": "\(.*\)",/\1/p' | xargs
}

# prepare TARGET [CMAKE OPTION…]: everything up to a build of TARGET that is up to date. The program
# that another user built, or that lies in a read-only checkout, is used as it is.
prepare() {
  local target=$1
  shift
  if ! can_write "$build"; then
    [[ $target == program && -x $build/bin/warpmark ]] ||
      fail "nothing can be built: $build cannot be written"
    say "$build cannot be written; the program there is used as it is"
    return
  fi
  install_packages "${packages[@]}"
  install_optional_packages "${optional_packages[@]}"
  exec {lock}>"$build/launcher.lock"
  flock "$lock"
  install_all_wheels
  choose_cache
  configure "$@"
  # These steps run every time and are no news.
  cmake --build "$build" --target "$target" 2>&1 | sed -u '/Recording the commit/d; /Re-checking globbed/d; /no work to do/d' >&2 ||
    fail "the build failed; the compiler's messages are above"
  exec {lock}>&-
}

# Every build folder takes them from .deps, and two presets may be built at once.
install_all_wheels() {
  can_write "$root/.deps" || fail "nothing can be fetched: $root/.deps cannot be written"
  exec {wheels_lock}>"$root/.deps/lock"
  flock "$wheels_lock"
  install_wheels wheels wheels.txt
  [[ $toolkit != wheels ]] || install_wheels toolkit toolkit-wheels.txt
  [[ ! ${for_tests-} ]] || install_test_packages
  exec {wheels_lock}>&-
}

# ccache fails where it has no folder, as for a container's user without a home.
choose_cache() {
  [[ ! ${CCACHE_DIR-} ]] && command -v ccache >/dev/null || return 0
  can_write "$(ccache --get-config cache_dir 2>/dev/null)" || export CCACHE_DIR=$root/.deps/ccache
}

configure() {
  local options=(--log-level=NOTICE --preset "$preset" -B "$build" "$@")
  case $toolkit in
    system) options+=(-D WARPMARK_CUDA=ON -D "WARPMARK_NVCC=$(system_nvcc)") ;;
    wheels) options+=(-D WARPMARK_CUDA=ON -D "WARPMARK_TOOLKIT_ROOT=$root/.deps/toolkit") ;;
    none) options+=(-D WARPMARK_CUDA=OFF) ;;
  esac
  local gpus=''
  if [[ $toolkit != none && ${options[*]} != *CMAKE_CUDA_ARCHITECTURES* ]]; then
    gpus=$(gpus_in_sight)
  fi
  local remembered=$build/launcher.configured wanted="${options[*]}${gpus:+ for $gpus}"
  [[ $build/build.ninja -ot $root/CMakePresets.json ||
    $(cat "$remembered" 2>/dev/null) != "$wanted" ]] || return 0

  [[ ! ${nothing_found-} ]] ||
    say "there is neither a CUDA toolkit (13 or newer) nor an NVIDIA driver: building for the CPU only"
  local architectures=''
  [[ ! $gpus ]] || architectures=$(gpu_architectures)
  rm -rf "$remembered" "$build/CMakeCache.txt" "$build/CMakeFiles"
  (cd "$root" && cmake "${options[@]}" ${architectures:+-D "CMAKE_CUDA_ARCHITECTURES=$architectures"} >&2) ||
    fail "CMake could not configure $build; its message is above. The packages it needs are called
  ${packages[*]} on Debian and Ubuntu"
  echo "$wanted" >"$remembered"
}
