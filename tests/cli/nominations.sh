# nominations.sh: GasLib-582 with its combined decisions: its nomination as given, times 2 and 5, and six drawn ones,
# among them two (3, 6) whose decisions the first relaxed point gets wrong, are all classified.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

data=${TRUNKLINE_DATA:-$source/../shared/data}
if [ ! -d "$data/gaslib" ]; then
  echo "the folder of GasLib networks is not there: skipped"
  exit 77
fi
run 0 bench nominations "$data/gaslib/GasLib-582-v2" --n 6 --seconds 120
grep -q ' 9 nominations: 5 solved, 4 proved infeasible, 0 open' out || {
  wrong "of GasLib-582's nominations some are left open:" && cat out
}
exit "$status"
