# sizes.sh ROOT: a file tells one story. Past SOON lines it is named; past LIMIT lines the test fails.
# Tables of published coefficients (*_data.c, *_table.c, *.def) have the length of their source.
# The length of functions is watched by clang-tidy (readability-function-size).
set -eu
SOON=600 LIMIT=750
cd "$1"
find src include cli tests tools run web -name node_modules -prune -o \
  \( -name '*.c' -o -name '*.h' -o -name '*.ts' -o -name '*.sh' -o -name run \) -type f -print 2>/dev/null |
  grep -v -E '_(data|tables?)\.[ch]$' |
  while read -r file; do echo "$(wc -l <"$file") $file"; done | sort -rn |
  awk -v soon="$SOON" -v limit="$LIMIT" '
    $1 > limit { print $2 ": " $1 " lines; at most " limit ": split it by what it tells"; failed = 1; next }
    $1 > soon { print $2 ": " $1 " lines, growing long" }
    END { exit failed }'
