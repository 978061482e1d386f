# format.sh ROOT CLANG_FORMAT: the C sources are laid out by .clang-format; names those that are not.
set -eu
cd "$1"
command -v "$2" >/dev/null 2>&1 || { echo "skipped: $2 is not installed" && exit 77; }
found=$(find src include cli tests examples -name '*.[ch]' 2>/dev/null | LC_ALL=C sort |
  xargs "$2" --dry-run -Werror --style=file 2>&1 | sed -n 's/^\([^ :]*\):[0-9].*/\1/p' | LC_ALL=C sort -u)
[ -z "$found" ] || { printf 'not laid out; run %s -i on\n%s\n' "$2" "$found" && exit 1; }
