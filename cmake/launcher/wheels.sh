# What comes from PyPI: pinned in cmake/*wheels.txt, unpacked under .deps/.

# install_wheels NAME REQUIREMENTS: fills .deps/NAME unless it was filled from these requirements.
install_wheels() {
  local folder=$root/.deps/$1 requirements=$root/cmake/$2
  cmp -s "$requirements" "$folder/requirements.txt" && return
  say "fetching $(grep -c == "$requirements") wheels into .deps/$1: $(grep -o '^[^#=]*' "$requirements" | xargs)"
  local download=$root/.deps/download
  rm -rf "$folder" "$download"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$download" \
      --requirement "$requirements" >&2 ||
    fail "pip could not fetch what $2 lists: is there a way to PyPI from here?"
  mkdir -p "$folder"
  python3 "$root/cmake/launcher/unpack_wheels.py" "$folder" "$download"/*.whl >&2 ||
    fail "the wheels could not be unpacked into .deps/$1: is the disk full?"
  rm -rf "$download"
  cp "$requirements" "$folder/requirements.txt"
}
