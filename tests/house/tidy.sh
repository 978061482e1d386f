# tidy.sh ROOT CLANG_TIDY BUILD FOLDER: no findings of clang-tidy (.clang-tidy) in the C files below FOLDER.
set -eu
cd "$1"
command -v "$2" >/dev/null 2>&1 || { echo "skipped: $2 is not installed" && exit 77; }
# Only what this build compiles: sources of other builds have no compile command.
files=$(find "$4" -name '*.c' | LC_ALL=C sort | while read -r file; do
  ! grep -q "\"file\": \"$1/$file\"" "$3/compile_commands.json" || echo "$file"
done)
[ -n "$files" ] || { echo "no C files of this build below $4" && exit 1; }
# Following every path through a program is for what users run; tests are run themselves, with sanitizers.
checks=
case $4 in tests/*) checks='-clang-analyzer-*' ;; esac
# The analyser follows a function for a third of its usual steps, which takes half the time: with all steps the check
# would take more than twenty minutes on two processors. `clang-tidy-14 -p build-check FILE` takes them all.
steps='-Xclang -analyzer-config -Xclang max-nodes=75000'
for word in $steps; do set -- "$@" "--extra-arg=$word"; done
tidy=$2 build=$3
shift 4
# One file a time: given several, clang-tidy 14 takes each va_list after the first file for uninitialised.
echo "$files" | xargs -n 1 "$tidy" --quiet --checks="$checks" -p "$build" --warnings-as-errors='*' "$@" 2>/dev/null
