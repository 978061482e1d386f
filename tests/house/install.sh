# install.sh ROOT BUILD SCRATCH: a stranger installs the library, moves the tree, and builds C and C++ programs against
# it: by find_package(Trunkline), shared and static, and by pkg-config, shared and static. All must print our version.
set -eu
root=$1 build=$2 scratch=$3
command -v c++ >/dev/null 2>&1 || { echo "skipped: c++ is not installed" && exit 77; }
rm -rf "$scratch"
mkdir -p "$scratch/stranger"
cmake --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/moved"
prefix=$scratch/moved
cp "$root"/tests/house/stranger/* "$scratch/stranger/"
cd "$scratch/stranger"
version=$(sed -n 's/^project(trunkline VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")

try() { # program
  said=$("$@")
  [ "$said" = "trunkline $version" ] || { echo "$1 said \"$said\", expected \"trunkline $version\"" && exit 1; }
  echo "$(basename "$1"): $said"
}

cmake -G Ninja -S . -B by_cmake -DCMAKE_PREFIX_PATH="$prefix" >log 2>&1 || { cat log && exit 1; }
cmake --build by_cmake >log 2>&1 || { cat log && exit 1; }
for program in c_shared cpp_shared c_static; do try "by_cmake/$program"; done

pc=$(dirname "$(find "$prefix" -name trunkline.pc)")
libdir=$(dirname "$pc")
export PKG_CONFIG_PATH="$pc"
# shellcheck disable=SC2046 # flags are words
{
  cc stranger.c -o c_pkgconfig $(pkg-config --cflags --libs trunkline) -Wl,-rpath,"$libdir"
  c++ stranger.cpp -o cpp_pkgconfig $(pkg-config --cflags --libs trunkline) -Wl,-rpath,"$libdir"
  cc stranger.c -o c_pkgconfig_static $(pkg-config --cflags trunkline) "$libdir/libtrunkline.a" \
    $(pkg-config --static --libs trunkline | sed 's/-ltrunkline//')
}
for program in c_pkgconfig cpp_pkgconfig c_pkgconfig_static; do try "./$program"; done
if [ -x "$prefix/bin/trunkline" ]; then "$prefix/bin/trunkline" --help >/dev/null; fi
