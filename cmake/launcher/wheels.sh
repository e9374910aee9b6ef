# What comes from PyPI: pinned in cmake/*wheels.txt and cmake/test-packages.txt, unpacked under .deps/.

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

# What tests alone use, as Python finds it. Without it they skip themselves: no other test shall wait
# for a way to PyPI.
install_test_packages() {
  local folder=$root/.deps/tests requirements=$root/cmake/test-packages.txt
  cmp -s "$requirements" "$folder/requirements.txt" && return
  local names
  names=$(grep -o '^[^#=]*' "$requirements" | xargs)
  say "fetching $names into .deps/tests"
  rm -rf "$folder" && python3 -m pip install -qq --disable-pip-version-check --retries 1 --no-deps \
      --only-binary :all: --target "$folder" --requirement "$requirements" >&2 &&
    cp "$requirements" "$folder/requirements.txt" ||
    say "pip could not fetch it: tests that use $names will be skipped"
}
