# answers.sh: a study writes its files, twice the same; a question without an answer is exit 3 and no report.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

# The big one, plain: all files, the report below 1 MB, bytes that depend neither on threads nor on the run.
run 0 study "$studies/power-of-siberia-2" --out first --threads 1
prints 'The report: first/report.html'
for file in report.html results.json route.geojson tables/stations.csv tables/scenarios.csv tables/claims.csv; do
  [ -s "first/$file" ] || wrong "first/$file is missing or empty"
done
is_json first/results.json first/route.geojson
[ "$(wc -c <first/report.html)" -lt 1000000 ] || wrong 'the report has 1 MB or more'
run 0 study "$studies/power-of-siberia-2" --out second --threads 2 --quiet
silent out
silent err
diff -r first second >differences || true
[ "$(grep -c '^[<>]' differences || true)" -le 2 ] || { wrong 'more than one line differs' && cut -c 1-200 differences; }
grep '^[<>]' differences | grep -v 'Computed on' | cut -c 1-200 >others || true
silent others
SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
run 0 study "$studies/tanap" --out third --threads 1 --quiet
run 0 study "$studies/tanap" --out fourth --threads 2 --quiet
diff -r third fourth >differences || wrong 'bytes differ with SOURCE_DATE_EPOCH'
grep -q 'Computed on' third/report.html && wrong 'a date line in spite of SOURCE_DATE_EPOCH'
unset SOURCE_DATE_EPOCH
leftovers=$(find . -name '*.part' -o -name '*.tmp' -o -name '*.tmp.*')
[ -z "$leftovers" ] || wrong "left behind: $leftovers"

# --out defaults to out/NAME below the current folder; a study.yml counts as its folder; --json prints the document.
mkdir elsewhere
cd elsewhere
run 0 study "$studies/tanap/study.yml" --json
cd ..
[ -s elsewhere/out/tanap/report.html ] || wrong 'out/tanap/report.html was not written'
is_json out
silent err
same out elsewhere/out/tanap/results.json

# What --set says holds against the axes, and a note says so.
run 0 study "$studies/power-of-siberia-2" --set 'delivery.min_pressure=60 bar' --steps flow,scenarios --json --out set
is_json out
prints 'axes.delivery: delivery.min_pressure = 60 bar is set for this run' '60 bar (set for this run)'
grep -q '"delivery":"10 MPa"' out && wrong 'an axis overrides --set'

# The impossible: place, shortfall, cures, the cheapest first where costs are known; the numbers of an earlier run do not stay beside it.
for study in power-of-siberia-2 ukhta-torzhok-2; do
  run 0 study "$studies/$study" --out "no-$study" --quiet
  run 3 study "$studies/$study" --set 'delivery.min_pressure=60 bar' --set 'flow.volume=80 bcm/a at 20 degC' \
    --out "no-$study"
  says 'no answer' 'The pressure runs out in pipe' 'kg/s short' 'still beyond a limit'
  case $study in power-of-siberia-2) says 'Cheapest cure: ' ;; *) says ' Cures: loops over the last' ;; esac
  [ ! -e "no-$study/report.html" ] || wrong "$study: a report of a run without an answer"
  is_json "no-$study/results.json"
  grep -q '"outcome":"infeasible"' "no-$study/results.json" || wrong "$study: results.json does not say infeasible"
  run 3 study "$studies/$study" --set 'delivery.min_pressure=60 bar' --set 'flow.volume=80 bcm/a at 20 degC' \
    --out "fresh-$study" --json
  diff "no-$study/tables" "fresh-$study/tables" || wrong "$study: old tables stand beside the new results"
  is_json out
  prints '"cures":[{"cure":'
done
run 3 study "$studies/nord-stream" --set 'delivery.min_pressure=230 bar(g)' --out back
says 'Nothing flows'
run 3 study "$studies/tanap" --set 'inlet.pressure=1 bar' --out low
says 'Station "large-CS1"'

# With heat and fuel more than one state may be possible: what the search ran into is no proof that there is none.
run 3 steady "$source/examples/two-sources.yml" --set town.withdrawal_kg_s=900
says 'not_solved: The pressure runs out in'
run 3 steady "$source/examples/two-sources.yml" --set town.withdrawal_kg_s=900 --json
prints '"outcome": "not_solved"'
exit "$status"
