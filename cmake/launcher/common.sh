# How the launcher speaks and fails. Exit statuses are the program's: 2 usage, 70 anything else.

say() { echo "warpmark: $*" >&2; }
fail() { say "$*"; exit 70; }
usage_error() { say "$*"; exit 2; }
