# walk.sh ROOT TRUNKLINE SCRATCH: the study that docs/study.md walks through is what the page says: its file passes the
# check, its figures come out, its mistakes are told, and what cannot be ends with exit code 3.
set -eu
page=$1/docs/study.md trunkline=$2 scratch=$3
rm -rf "$scratch"
mkdir -p "$scratch/small" "$scratch/wrong"
cd "$scratch"
awk '/^## Making your own/ { here = 1 } here && /^```yaml/ { on = 1; next } on && /^```/ { exit } on' "$page" >small/study.yml
[ -s small/study.yml ] || { echo "docs/study.md: no study below \"Making your own\"" && exit 1; }
status=0
run() { # exit code, command...
  code=$1 got=0
  shift
  "$@" >answer 2>&1 || got=$?
  [ "$got" = "$code" ] || { echo "$*: exit code $got, expected $code" && cat answer && status=1; }
}
says() { # words: the last answer has them, and so has the page
  for words; do
    grep -qF -e "$words" answer || { echo "the answer lacks \"$words\":" && cat answer && status=1; }
    grep -qF -e "$words" "$page" || { echo "docs/study.md lacks \"$words\"" && status=1; }
  done
}
run 0 "$trunkline" check small
says 'small: 0 errors, 0 warnings'

sed 's|{value: 30 bcm/a at 20 degC,|{value: 30 bcm/a,|; s/^    wall:/    wal:/' small/study.yml >wrong/study.yml
run 2 "$trunkline" check wrong
says 'study.yml:10: error: flow: volume = "30 bcm/a": a volume of gas says nothing without its reference temperature' \
  'study.yml:18: error: pipes.trunk: "wal" is not known; did you mean wall?'

run 0 "$trunkline" study small --out out/small
cat out/small/tables/claims.csv >>answer
says '34.1 bcm/a' '32.2' 'station power' 'does not fit in any combination'
for file in report.html results.json route.geojson tables/stations.csv; do
  [ -s "out/small/$file" ] || { echo "no out/small/$file" && status=1; }
done
awk -F, 'NR > 1 && (sprintf("%.0f", $9 / 1e6) != 20 || sprintf("%.2f", $8) != "1.22" && NR > 2) { print "docs/study.md: station " $1 ": " $9 " W at " $8; bad = 1 } END { exit bad }' \
  out/small/tables/stations.csv || status=1

run 0 "$trunkline" study small --out out/stronger --set 'limits.max_station_power=40 MW'
cat out/stronger/tables/scenarios.csv >>answer
says '34.8 bcm/a' 'gas velocity'
run 0 "$trunkline" study small --out out/faster --set 'limits.max_station_power=40 MW' --set 'limits.max_velocity=15 m/s'
cat out/faster/tables/claims.csv >>answer
says 'depends'
run 3 "$trunkline" study small --out out/too-much --set 'flow.volume=60 bcm/a at 20 degC'
for cure in stations string 'working pressure' 'ask for'; do
  grep -qF "$cure" answer || { echo "no cure names \"$cure\":" && cat answer && status=1; }
done
exit "$status"
