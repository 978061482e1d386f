# statics.sh ROOT STATIC: the library keeps no mutable variable: nothing in .data, .bss or thread-local storage.
# (.data.rel.ro is constant: pointers that are filled in when the program is loaded.)
set -eu
found=$(objdump -t "$2" | awk '
  / file format / { object = $1 }
  # address, seven columns of flags, section, size, name
  match($0, /^[0-9a-f]+ [^.*]*O (\.data|\.bss|\.tdata|\.tbss|\*COM\*)/) {
    if ($0 !~ /O \.data\.rel\.ro/) print object " " $NF
  }')
[ -z "$found" ] || { printf 'mutable variables:\n%s\n' "$found" && exit 1; }
