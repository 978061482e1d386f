# headers.sh ROOT SCRATCH CC CXX: each public header compiles alone, twice over, as strict C17 and as C++17 without a
# warning; and two C files and two C++ files that each include them all link into one program.
set -eu
scratch=$2 cc=$3 cxx=$4
include=$1/include
command -v "$cxx" >/dev/null 2>&1 || { echo "skipped: $cxx is not installed" && exit 77; }
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
c_flags='-std=c17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wundef -Werror'
cxx_flags='-std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Werror'
: >all.h
count=0
for header in "$include"/trunkline/*.h; do
  name=trunkline/$(basename "$header")
  echo "#include \"$name\"" >>all.h
  printf '#include "%s"\n#include "%s"\nextern int nothing;\n' "$name" "$name" >alone.c
  cp alone.c alone.cpp
  # shellcheck disable=SC2086 # flags are words
  "$cc" $c_flags -I"$include" -c alone.c -o alone.o && "$cxx" $cxx_flags -I"$include" -c alone.cpp -o alone.o
  count=$((count + 1))
done
for language in c cpp; do
  printf '#include "all.h"\nint other(void);\nint main(void) { return other(); }\n' >"one.$language"
  printf '#include "all.h"\nint other(void);\nint other(void) { return 0; }\n' >"two.$language"
done
# shellcheck disable=SC2086
{
  "$cc" $c_flags -I"$include" one.c two.c -o from_c
  "$cxx" $cxx_flags -I"$include" one.cpp two.cpp -o from_cpp
}
./from_c
./from_cpp
echo "$count headers"
