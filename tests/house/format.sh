# format.sh ROOT CLANG_FORMAT: the C sources are laid out by .clang-format.
set -eu
cd "$1"
command -v "$2" >/dev/null 2>&1 || { echo "skipped: $2 is not installed" && exit 77; }
find src include cli tests examples -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | xargs "$2" --dry-run -Werror --style=file
