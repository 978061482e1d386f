# claims.sh: what the tests of the program share. Sourced with the arguments PROGRAM SOURCE SCRATCH JSON_READS.
set -eu
program=$1 source=$2 scratch=$3 json_reads=$4
studies=$source/studies
status=0
rm -rf "$scratch"
mkdir -p "$scratch"
cd "$scratch"
ulimit -c 0

wrong() {
  echo "WRONG: $1"
  status=1
}

run() { # expected exit code, then the program's arguments; leaves the files out and err
  wanted=$1
  shift
  code=0
  "$program" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
  [ "$code" -eq "$wanted" ] || { wrong "exit $code instead of $wanted: trunkline $*" && cat "$scratch/err"; }
}

says() { # words that standard error must contain
  for words in "$@"; do
    grep -qF -e "$words" err || { wrong "standard error does not say \"$words\" but:" && cat err; }
  done
}

prints() { # words that standard output must contain
  for words in "$@"; do
    grep -qF -e "$words" out || wrong "standard output does not say \"$words\""
  done
}

silent() { # out or err
  [ ! -s "$1" ] || { wrong "$1 should be empty but says:" && head -n 5 "$1"; }
}

is_json() { "$json_reads" "$@" || wrong "not one JSON document: $*"; }

same() { cmp -s "$1" "$2" || wrong "$1 and $2 differ"; }
