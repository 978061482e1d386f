# cache.sh: steps that take long are kept between runs, shown while nothing has changed, and named when left out.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"
SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH

cp -R "$studies/tanap" copy
steps() { sed -n 's/.*"steps":{\([^}]*\)}.*/\1/p' "$1/results.json"; }
holds() { steps "$1" | grep -q "$2" || wrong "steps of $1 are $(steps "$1"), not $2"; }

# Never run: left out by name, with the command that runs it, and without its table.
run 0 study copy --out plain
prints 'Left out, since it takes longer: sensitivity' 'no answer of an earlier run is kept' 'trunkline study copy --all'
holds plain '"cached":\[\],"left_out":\[\(.*,\)\?"sensitivity"[],]'
[ ! -e plain/tables/sensitivity.csv ] || wrong 'a table of a step that did not run'

# Run, then recalled: the same bytes but for the list of steps.
run 0 study copy --out kept --all --quiet
holds kept '"run":\[.*"sensitivity".*\],"cached":\[\],"left_out":\[[^]]*\]'
cp -R kept first
run 0 study copy --out kept
grep -q 'Left out' out && wrong 'left out in spite of the cache'
holds kept '"cached":\["sensitivity"\]'
same kept/report.html first/report.html
for table in first/tables/*; do same "kept/tables/${table##*/}" "$table"; done
same kept/cache/sensitivity.cache first/cache/sensitivity.cache
run 0 study copy --out kept --threads 1 --quiet
same kept/report.html first/report.html

# A comment changes nothing; a figure, or the same figure set for the run, makes the answer stale.
sed 's/^study:/# a comment\nstudy:/' copy/study.yml >changed && cp changed copy/study.yml
run 0 study copy --out kept --quiet
holds kept '"cached":\["sensitivity"\]'
run 0 study copy --out kept --set 'inlet.temperature=21 degC'
prints 'of other inputs or another program'
holds kept '"cached":\[\]'
[ ! -e kept/tables/sensitivity.csv ] || wrong 'a stale table was left'

# Damaged files are told, not used; --all makes them anew.
for damage in 'head -c 3000' 'tr 0 1' 'cat /dev/null' 'echo foreign'; do
  sh -c "$damage" <first/cache/sensitivity.cache >kept/cache/sensitivity.cache
  run 0 study copy --out kept
  says 'damaged'
  holds kept '"cached":\[\]'
done
run 0 study copy --out kept --all --quiet
same kept/cache/sensitivity.cache first/cache/sensitivity.cache

# Two at once into one folder: both answer, and what they leave is whole.
"$program" study copy --out kept --all --quiet &
other=$!
run 0 study copy --out kept --all --quiet
wait "$other" || wrong 'the other of two runs at once failed'
run 0 study copy --out kept --quiet
holds kept '"cached":\["sensitivity"\]'
leftovers=$(find kept -name '*.part*')
[ -z "$leftovers" ] || wrong "left behind: $leftovers"

# Nowhere to keep it: the answer is an answer all the same.
rm -rf kept/cache && echo occupied >kept/cache
run 0 study copy --out kept --all
says 'could not be kept'
holds kept '"run":\[.*"sensitivity"'

# A study that has no answer has nothing to do after it.
run 3 study "$studies/power-of-siberia-2" --out none --all --set 'flow.volume=80 bcm/a at 20 degC' --quiet
holds none '"run":\["flow","route"\(,"ground","alternatives"\)\?\(,"claims"\)\?\],"cached":\[\]'
exit "$status"
