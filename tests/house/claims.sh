# claims.sh ROOT: every row of docs/verification.md names tests that exist: in the last column, in backquotes, the names
# of test functions (C), of test files, or of ctest entries.
# shellcheck disable=SC2016 # backquotes are meant
set -eu
cd "$1"
status=0
names=$(awk -F '|' '/^\|/ && !/^\| *(claim|-)/ { print $(NF - 1) }' docs/verification.md | grep -o '`[^`]*`' | tr -d '`' | LC_ALL=C sort -u)
[ -n "$names" ] || { echo "docs/verification.md names no tests" && exit 1; }
for name in $names; do
  if [ -e "$name" ] || grep -rqwF -e "$name" tests web 2>/dev/null --include='*.c' --include='CMakeLists.txt' --include='*.sh' --include='*.ts' --include='*.mjs'; then
    continue
  fi
  case $name in house.* | fuzz.* | build.*)
    base=${name#*.}
    grep -qwF -e "$base" tests/house/CMakeLists.txt || [ -f "tests/fuzz/fuzz_$base.c" ] && continue ;;
  esac
  echo "docs/verification.md: no test is called $name" && status=1
done
exit "$status"
