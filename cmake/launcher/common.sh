# How the launcher speaks and fails. Exit statuses are the program's: 2 usage, 70 anything else.

say() { echo "warpmark: $*" >&2; }
fail() { say "$*"; exit 70; }
# Past the trap that makes every other status 70.
usage_error() { say "$*"; trap - EXIT; exit 2; }

# can_write FOLDER: which is made where there is none.
can_write() { mkdir -p "$1" 2>/dev/null && [[ -w $1 ]]; }
