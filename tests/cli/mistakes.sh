# mistakes.sh: every mistake of a study is listed in one pass as file:line: sentence, exit 2, and nothing is written.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

run 2 study "$source/tests/study/mistakes" --out none
silent out
[ ! -e none ] || wrong 'a study with mistakes wrote files'
count=$(grep -c '^[^ ]*mistakes/[a-z]*\.[a-z]*:[0-9][0-9]*: error: ' err)
[ "$count" -ge 40 ] || wrong "only $count mistakes are listed as file:line:"
says 'did you mean' 'errors in the study; nothing was computed'
run 2 study "$source/tests/study/mistakes" --out none --json
is_json out
run 2 study nosuch --out none
says 'nosuch/study.yml'
run 2 study nosuch --out none --json
is_json out

# Nothing in a file is a mistake too, not an answer.
: >empty.yml
printf '# only a comment\n' >comment.yml
for file in empty.yml comment.yml; do
  run 2 check "$file"
  prints "$file:1: error: " '1 error'
  run 2 study "$file" --out none
done

refused() { # what --set gets, words of the answer
  run 2 study "$studies/ukhta-torzhok-2" --out none --set "$1"
  says "$2"
  [ "$(wc -l <err)" -eq 1 ] || { wrong "more than one line on $1:" && cat err; }
}
refused 'sections.ukhta-torzhok.length=0 km' 'outside 1 km .. 10000 km'
refused 'sections.ukhta-torzhok.length=1e9 km' 'outside 1 km .. 10000 km'
refused 'sections.ukhta-torzhok.station_count=500' 'outside 0 .. 200'
refused 'inlet.pressure=-1 bar' 'below vacuum'
refused 'inlet.pressure=0.5 bar' 'outside'
refused 'inlet.temperature=nan degC' 'inlet.temperature'
refused 'flow.volume=45 bcm/a' 'at 20 degC'
refused 'flow.volume=0 bcm/a at 20 degC' 'outside'
refused 'flow.volume=1e400 bcm/a at 20 degC' 'too large'
refused 'pipes.trunk.outside_diameter=1420' 'did you mean 1420 mm?'
refused 'gas.composition=water=1' 'carries liquid'
refused 'gas.composition=methane=0.5' 'sum to 0.5'
refused 'gas.composition=unobtainium=1' 'unobtainium'
refused 'gas.model=gerg2080' 'did you mean gerg2008?'
refused '=3' 'no group of that name'
[ ! -e none ] || wrong 'a refused figure wrote files'

# Extremes that the ranges allow end in an answer or in words, never in silence or a crash.
extreme() {
  code=0
  "$program" study "$studies/ukhta-torzhok-2" --out extreme --steps flow --quiet --set "$1" >out 2>err || code=$?
  case $code in
    0) ;;
    2 | 3) [ -s err ] || wrong "nothing said on $1" ;;
    *) wrong "exit $code on $1" ;;
  esac
}
extreme 'sections.ukhta-torzhok.station_count=0'
extreme 'sections.ukhta-torzhok.station_count=200'
extreme 'sections.ukhta-torzhok.length=1 km'
extreme 'sections.ukhta-torzhok.length=10000 km'
extreme 'flow.volume=0.001 bcm/a at 20 degC'
extreme 'flow.volume=1000 bcm/a at 20 degC'
extreme 'pipes.trunk.inside_diameter=20 mm'
extreme 'pipes.trunk.max_pressure=40 MPa'
extreme 'pipes.trunk.roughness=1 mm'
extreme 'inlet.pressure=1 bar'
extreme 'inlet.temperature=-40 degC'
extreme 'inlet.temperature=100 degC'
extreme 'gas.composition=hydrogen=1'
extreme 'gas.composition=helium=1'
exit "$status"
