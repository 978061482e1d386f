# build.sh ROOT PRESET BUILD: configures, builds and tests another preset of CMakePresets.json, without the house rules.
set -eu
cd "$1"
jobs=$(getconf _NPROCESSORS_ONLN)
compiler=$(awk -v preset="\"$2\"," '$1 == "\"name\":" { here = $2 == preset } here && /CMAKE_C_COMPILER/ { gsub(/[",]/, "", $2); print $2; exit }' CMakePresets.json)
command -v "$compiler" >/dev/null 2>&1 || { echo "skipped: $compiler is not installed" && exit 77; }
cmake --preset "$2" -B "$3"
cmake --build "$3" -j "$jobs"
# The scripts over the program, and the longest tests, would take the whole check beyond twenty minutes here:
# `ctest --test-dir build-check/san` (or clang) runs them, too.
left_out='^(cli_|optimise$|optimise_(gaslib|stations)$|flow_(published|files|heights)$)'
ctest --test-dir "$3" --output-on-failure -j "$jobs" -E "$left_out"
