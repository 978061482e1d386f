# words.sh ROOT: no unfinished work, no path of somebody's machine, no trailing blanks in what we keep.
set -eu
cd "$1"
# What belongs to the project: everything but what was built, fetched or computed.
files=$(find . \( -name .git -o -name 'build*' -o -name out -o -name node_modules \) -prune -o -type f -print |
  grep -E '\.(c|h|cpp|ts|js|mjs|css|html|json|md|txt|cmake|in|yml|yaml|csv|sh|def)$|/run$|/tools/[^/.]*$|/NOTICE$|/\.clang' |
  grep -v -E '/package-lock\.json$|/words\.sh$' | LC_ALL=C sort)
status=0
refuse() { # pattern, sentence
  # shellcheck disable=SC2086 # the names of our files have no spaces
  found=$(grep -n -I -E -e "$1" $files /dev/null || true)
  [ -z "$found" ] || { printf '%s\n%s\n' "$2:" "$found" && status=1; }
}
refuse '(^|[^A-Za-z])(TODO|FIXME|XXX|HACK)([^A-Za-z]|$)' 'unfinished work; finish it, or name it in the list of known gaps'
refuse '(^|[[:space:]"'\''(=])/(home|root|work|Users|mnt|media)/[A-Za-z0-9]' 'a path of one machine'
refuse '[A-Z]:\\\\?Users' 'a path of one machine'
refuse '^(<{7}|>{7}) ' 'an unfinished merge'
refuse '[[:space:]]+$' 'blanks at the end of a line'
exit "$status"
