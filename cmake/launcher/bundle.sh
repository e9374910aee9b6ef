# ./warpmark bundle: builds for the architectures asked for and packs the result.

bundle() {
  local architectures='' options=()
  while (($#)); do
    case $1 in
      --arch)
        [[ ${2-} ]] || usage_error "bundle: --arch needs a value, such as 90a or 80,90a"
        architectures=$2 && shift 2 ;;
      --tests) options+=(--tests) && shift ;;
      *) usage_error "bundle: what is '$1'? It takes --arch 90a[,…] and --tests" ;;
    esac
  done

  packages+=("${bundle_packages[@]}")
  build=$root/build/bundle
  local name
  name=warpmark-$(sed -n 's/^project(warpmark VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")-linux-x86_64
  if [[ $toolkit == none ]]; then
    [[ ! $architectures ]] ||
      usage_error "bundle: --arch needs a CUDA toolkit, and none is used; --toolkit wheels fetches one"
    prepare all
  else
    [[ $architectures ]] || usage_error "bundle: for which GPUs? Say --arch 90a, or --arch 80,90a"
    prepare all -D "CMAKE_CUDA_ARCHITECTURES=${architectures//,/;}"
    name+=-sm${architectures//,/-sm}
  fi
  "$root/cmake/launcher/pack.sh" "$build" "$root/dist/$name" "${options[@]}"
}
