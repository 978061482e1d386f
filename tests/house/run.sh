# run.sh ROOT: the script ./run itself: it helps, refuses what it does not know with exit code 1, and its list of
# packages is complete: a group, a name and a purpose on each line, one line per package and group.
set -eu
cd "$1"
fail() { echo "$*" && exit 1; }
expect() { # exit code, words of the answer, command...
  code=$1 words=$2
  shift 2
  got=0
  answer=$("$@" 2>&1) || got=$?
  [ "$got" = "$code" ] || fail "$*: exit code $got, expected $code"
  case $answer in *"$words"*) ;; *) fail "$*: no \"$words\" in: $answer" ;; esac
}
expect 0 'usage: ./run' ./run
expect 0 'usage: ./run' ./run help
expect 1 'unknown command "chekc"' ./run chekc
expect 1 'no group "nothing"' ./run install nothing
expect 1 'there is no study folder "studies/none"' ./run study studies/none
awk '/^#/ { next }
  NF < 3 { print "tools/packages.txt:" FNR ": needs a group, a package and a purpose"; failed = 1 }
  seen[$1, $2]++ { print "tools/packages.txt:" FNR ": " $2 " stands twice in group " $1; failed = 1 }
  END { exit failed }' tools/packages.txt
for preset in release dev fuzz valgrind; do
  grep -q "\"name\": \"$preset\"" CMakePresets.json || fail "CMakePresets.json: no preset $preset"
done
