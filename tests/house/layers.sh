# layers.sh ROOT: every #include keeps to layers.txt. Rooms lean one way only: a room includes itself and the rooms
# declared for it, the declarations have no circle, public headers follow the room they belong to, and the command
# line and the examples see public headers only.
set -eu
cd "$1"
status=0

sources=$(find src include cli examples -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
# shellcheck disable=SC2086 # the names of our sources have no spaces
awk '
  function bad(sentence) { print FILENAME ":" FNR ": " sentence; failed = 1 }

  # May `room` include what belongs to `other`?
  function check(room, other, name) {
    if (!(other in rooms)) bad("\"" name "\" belongs to no room of layers.txt")
    else if (room != other && !((room, other) in allowed))
      bad("room " room " must not include \"" name "\" (room " other "); layers.txt allows:" allowed_text[room])
  }

  FILENAME == "layers.txt" {
    sub(/#.*/, "")
    if ($0 ~ /^[ \t]*$/) next
    if ($2 == "=") {                      # <klu.h> = la, or include/trunkline/network.h = net
      for (i = 3; i <= NF; i++) {          # a library may serve more rooms than one
        if (!($i in rooms)) bad("no room \"" $i "\"")
        shares[$1, $i]
        owner[$1] = (i == 3 ? "" : owner[$1] " ") $i
      }
      next
    }
    room = $1
    if (sub(/:$/, "", room) != 1) { bad("expected \"room: rooms it may include\""); next }
    if (room in rooms) bad("room " room " is declared twice")
    rooms[room]
    for (i = 2; i <= NF; i++) {
      needs[room] = needs[room] " " $i
      allowed[room, $i]
      allowed_text[room] = allowed_text[room] " " $i
    }
    next
  }

  FNR == 1 {
    split(FILENAME, part, "/")
    place = part[1]
    room = part[2]
    if (place == "src" && !(room in rooms)) bad("room " room " is not declared in layers.txt")
    if (place == "include") {
      room = part[3]
      sub(/\.h$/, "", room)
      if (FILENAME in owner) room = owner[FILENAME]
      else if (room != "trunkline" && !(room in rooms))
        bad("belongs to no room; name it after its room, or add \"" FILENAME " = ROOM\" to layers.txt")
    }
  }

  /^[ \t]*#[ \t]*include/ {
    name = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
    if (name ~ /^</) {
      sub(/>.*/, ">", name)
      if (name in owner && !(place == "src" && ((name, room) in shares)))
        bad(name " is for room " owner[name] " alone")
      next
    }
    sub(/^"/, "", name)
    sub(/".*/, "", name)
    if (name ~ /^trunkline\//) {
      other = name
      sub(/^trunkline\//, "", other)
      sub(/\.h$/, "", other)
      if (("include/" name) in owner) other = owner["include/" name]
      if (place == "src" && other == "trunkline") bad("a room names the headers it needs, not trunkline.h")
      else if (place == "src" || (place == "include" && room != "trunkline")) check(room, other, name)
      next
    }
    if (place == "include") bad("a public header includes public headers only, not \"" name "\"")
    else if (place == "src") {
      if (name !~ /\//) { bad("write the room: \"" room "/" name "\""); next }
      if (name ~ /^\.\.?\//) { bad("write the room instead of dots: \"" name "\""); next }
      other = name
      sub(/\/.*/, "", other)
      check(room, other, name)
    } else {                              # cli, examples: their own headers beside the file, or public ones
      first = name
      sub(/\/.*/, "", first)
      if (first in rooms || name ~ /^\.\./ || name ~ /tli_/) bad("uses the inside of a room: \"" name "\"")
    }
  }

  END {
    # A circle: take away rooms that depend on nothing left, until none is left or none can go.
    do {
      taken = 0
      for (r in rooms) {
        if (r in gone) continue
        free = 1
        n = split(needs[r], need, " ")
        for (i = 1; i <= n; i++) {
          if (!(need[i] in rooms)) { print "layers.txt: room " r " names \"" need[i] "\", which is no room"; failed = 1 }
          else if (!(need[i] in gone)) free = 0
        }
        if (free) { gone[r]; taken = 1 }
      }
    } while (taken)
    for (r in rooms) if (!(r in gone)) { print "layers.txt: room " r " is part of a circle, or leans on one"; failed = 1 }
    exit failed
  }' layers.txt $sources || status=1

for folder in src/*/; do
  room=$(basename "$folder")
  grep -q "^$room:" layers.txt || { echo "layers.txt: room $room is missing" && status=1; }
done
[ "$status" != 0 ] || echo "$(echo "$sources" | wc -l) files keep to layers.txt"
exit "$status"
