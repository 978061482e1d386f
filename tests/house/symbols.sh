# symbols.sh ROOT SHARED STATIC: the shared library exports tl_ names only, and all that the public headers promise;
# inside the static library every global name begins with tl_ or tli_, so that it can meet no one else's.
set -eu
cd "$1"
status=0
exported=$(nm -D --defined-only "$2" | awk '{ print $NF }' | LC_ALL=C sort)
strange=$(echo "$exported" | grep -v '^tl_[a-z0-9]' || true)
[ -z "$strange" ] || { printf 'exported, but not tl_:\n%s\n' "$strange" && status=1; }
strange=$(nm -g --defined-only "$3" | awk 'NF == 3 { print $3 }' | grep -v -E '^tli?_[a-z0-9]' || true)
[ -z "$strange" ] || { printf 'global in the static library, but neither tl_ nor tli_:\n%s\n' "$strange" && status=1; }

promised=$(cat include/trunkline/*.h | tr '\n' ' ' | grep -o -E 'TL_API[^;{]*\)' | grep -o -E 'tl_[a-z0-9_]+[ ]*\(' | tr -d '( ' | LC_ALL=C sort -u)
for name in $promised; do
  echo "$exported" | grep -qxF "$name" || { echo "$name: in a public header, but not in the library" && status=1; }
done
for name in $exported; do
  echo "$promised" | grep -qxF "$name" || { echo "$name: exported, but in no public header" && status=1; }
done
[ "$status" != 0 ] || echo "$(echo "$exported" | wc -l) exported names"
exit "$status"
