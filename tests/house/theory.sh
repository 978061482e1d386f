# theory.sh ROOT: every theory page that a column, a kind of element or a page of the documents names exists, every page
# is listed in docs/theory/index.md, and every test that a page names exists.
# shellcheck disable=SC2016 # backquotes are meant
set -eu
cd "$1"
status=0

# A table's columns take the page of tli_table_begin's last argument; a kind of element has its own field.
code=$(mktemp)
trap 'rm -f "$code"' EXIT
find src/study src/elem src/steady -name '*.c' -exec cat {} + | tr '\n' ' ' >"$code"
begun=$(grep -oE 'tli_table_begin\(' "$code" | wc -l)
named=$(sed 's/tli_table_begin(/\n&/g' "$code" |
  sed -nE 's/^tli_table_begin\(([^;"]|"[^"]*")*, *"([a-z0-9-]+)"\) *;.*/\2/p')
defined=$(grep -ohE 'tli_columns tli_table_begin\(' "$code" | wc -l)
found=$(printf '%s\n' "$named" | grep -c . || true)
if [ "$((begun - defined))" != "$found" ] || [ "$found" = 0 ]; then
  echo "$found of $((begun - defined)) tables name their theory page as a text: give tli_table_begin a text as its last argument" && status=1
fi
kinds=$(sed 's/\.theory = /\n&/g' "$code" | sed -nE 's/^\.theory = "([^"]*)".*/\1/p')
for page in $(printf '%s\n%s\n' "$named" "$kinds" | LC_ALL=C sort -u); do
  [ -f "docs/theory/$page.md" ] || { echo "src names the theory page \"$page\": there is no docs/theory/$page.md" && status=1; }
done

for file in docs/theory/*.md; do
  page=${file##*/}
  [ "$page" != index.md ] || continue
  grep -qF "($page)" docs/theory/index.md || { echo "docs/theory/index.md: $page is not in the list" && status=1; }
  grep -q '^#' "$file" || { echo "$file: no heading" && status=1; }
  # What begins with "Tests" (a paragraph, a list entry, a heading) names files and test functions.
  tests=$(awk '/^(- |#+ )?Tests?(:|$)/ { on = 1 } on && /^#/ && !/Tests/ { on = 0 } on' "$file" | grep -o '`[^`]*`' | tr -d '`' | LC_ALL=C sort -u)
  [ -n "$tests" ] || { echo "$file: no line \"Tests:\" names a test" && status=1; }
  for name in $tests; do
    case $name in
      */*) [ -e "$name" ] ;;
      *.*) find tests -name "$name" | grep -q . ;;
      *_*) grep -rqwF -e "$name" tests src --include='*.c' --include='*.h' --include='*.mjs' ;;
      *) true ;; # a word of the trade
    esac || { echo "$file: no test is called $name" && status=1; }
  done
done
exit "$status"
