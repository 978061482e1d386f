# words.sh: usage mistakes are exit 1 with a sentence that helps; what describes itself does.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

run 1
says 'trunkline study'
run 0 --help
prints 'trunkline describe'
run 0 --version
prints 'trunkline '
for command in study check steady convert gas bench describe; do
  run 0 $command --help
  prints "trunkline $command"
  silent err
done

run 1 hlep
says 'did you mean help?'
run 0 version
prints 'trunkline '
run 0 help study
prints 'trunkline study DIR'
run 0 bench
prints 'nominations' 'geo'
run 1 bench gass
says 'did you mean gas?'
run 1 steady "$studies/tanap"
says 'is a study, not a network' 'trunkline study'
run 1 optimise "$studies/tanap/study.yml"
says 'tanap is a study, not a network' 'trunkline design'
run 1 transient "$studies/tanap" --until '1 h'
says 'is a study, not a network'
run 1 convert "$studies/tanap/study.yml" x.geojson
says 'is a study, not a network'
run 2 study "$source/examples/two-sources.yml"
says 'this is a network, not a study'
[ "$(wc -l <err)" -eq 2 ] || { wrong 'a network given as a study should be one mistake:' && cat err; }
run 1 convert "$source/examples/two-sources.yml" x.geojson --scenaro y
says 'did you mean --scenario'
run 1 studdy
says 'no command is called "studdy"' 'did you mean study?'
run 1 study
says 'which study?'
run 1 study ''
says 'which study?'
run 1 study "$studies/tanap" --ouput x
says 'unknown option --ouput' 'did you mean --out?'
run 1 study "$studies/tanap" --out
says 'a value must follow --out'
run 1 study "$studies/tanap" --out ''
says '--out takes the name of a folder'
run 1 study "$studies/tanap" "$studies/nord-stream"
says 'one study at a time' 'nord-stream'
run 1 study "$studies/tanap" --threads 0
says '--threads takes 1 .. 64, not 0'
run 1 study "$studies/tanap" --threads two
says '--threads takes 1 .. 64, not two'
run 1 study "$studies/tanap" --set flow.volume
says '--set takes key=value'
run 1 study "$studies/tanap" --all --steps flow
says 'exclude each other'
run 1 study "$studies/tanap" --steps flow,clams
says 'step "clams" is unknown' 'did you mean claims?'
[ ! -e out/tanap ] || wrong 'a usage mistake wrote files'
run 1 check
says 'which study or network?'
run 1 check --jsn
says 'did you mean --json?'
run 1 steady
says 'no network given'
run 1 steady "$source/examples/two-sources.yml" --scenaro x
says 'did you mean --scenario'
run 1 steady "$source/examples/two-sources.yml" --velocity-limit '3 kg'
says 'write a velocity above 0'
run 2 steady nosuch.yml
says 'cannot open'
run 0 steady "$source/examples/two-sources.yml" --velocity-limit '6 m/s'
prints 'gas law gerg2008' 'over the velocity limit' 'set point, ratio'
silent err
sed 's/, outlet_p: 75 bar//' "$source/examples/two-sources.yml" >free.yml
run 3 steady free.yml
says '1 element without a set point, first "C1"'
run 0 steady free.yml --set C1.ratio=1.25 --quiet
sed 's/id: "town", role: "sink"/&, p_min: 70 bar/' "$source/examples/two-sources.yml" >bounds.yml
run 0 steady bounds.yml
says 'bounds.yml:12: warning: "town": pressure = 67.2987 bar is below its bound 70.0000 bar'
run 1 convert free.yml
says 'which files?'
run 1 convert free.yml out.nowhere
says 'no format is written into such a file'
run 2 convert free.yml out.cdf
says 'there is no decisions in what was read'
run 0 convert free.yml out.geojson
is_json out.geojson
run 0 convert free.yml out.net
says 'GasLib keeps the scenario in a file of its own'
run 0 convert free.yml out.scn
run 0 check out.net
mkdir -p empty
: >empty/network.json
run 2 check empty
prints 'empty/network.json'
run 1 gas
run 1 describe nonsense
says 'nothing is called "nonsense"' 'models'
run 1 describe gerg2080
says 'did you mean gerg2008?'

# Every list, and every name that the lists give.
run 0 describe
for list in study elements models formats steps gases components units; do
  run 0 describe $list
  silent err
  [ "$(wc -l <out)" -ge 2 ] || wrong "describe $list is empty"
  [ $list != units ] || continue # its lines are not names
  sed -n 's/^  \([^ ][^ ]*\) .*/\1/p' out >names
  while read -r name; do
    run 0 describe "$name"
    prints "$name"
    silent err
  done <names
done
for model in gerg2008 aga8-detail aga8-gross1 aga8-gross2 sgerg88 peng-robinson srk papay aga8-88 cnga cnga-simple ideal; do
  run 0 describe $model
done

run 0 check "$studies"/*
silent err
run 0 check "$studies/tanap" "$studies/nord-stream" --json
is_json out
run 2 check "$source/tests/study/mistakes" --json
is_json out
silent err
run 2 check nosuch
prints 'nosuch: 1 error'
run 0 gas methane=1 --p '75 bar' --t '10 degC' --json
is_json out
silent err
exit "$status"
