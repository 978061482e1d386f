#!/bin/sh
# A sample of `trunkline bench modes`: with random set points and limits of stations of machines each scenario is solved
# within all limits, or refused with the element named; none goes round in circles.
# usage: modes.sh SOURCE_FOLDER PROGRAM
set -eu
data=${TRUNKLINE_DATA-$1/../shared/data}
if [ ! -d "$data/gaslib" ]; then
  echo "the folder of GasLib networks is not there: skipped"
  exit 77
fi
answer=$(TRUNKLINE_DATA=$data "$2" bench modes --n 60 --json | tr -d ' \n')
for name in unclassified cycling beyond_limits; do
  case $answer in
  *"\"name\":\"$name\",\"value\":0,"*) ;;
  *)
    echo "WRONG: $name is not 0 in $answer"
    exit 1
    ;;
  esac
done
case $answer in
*'"name":"scenarios","value":120,'*) ;;
*)
  echo "WRONG: not 120 scenarios in $answer"
  exit 1
  ;;
esac

# A part between a held inlet and a held outlet crosses from one corner to the next at a nearly upright place of the
# path: with a K of the path a hundred times larger this draw took 19,738 steps, on some machines for nothing.
answer=$(TRUNKLINE_DATA=$data TRUNKLINE_FIRST_SCENARIO=22288 "$2" bench modes --n 1 --json | tr -d ' \n')
case $answer in
*'"name":"unclassified","value":0,'*) ;;
*)
  echo "WRONG: draw 22288 is not classified in $answer"
  exit 1
  ;;
esac
steps=$(echo "$answer" | sed 's/.*"name":"most_steps","value":\([0-9]*\).*/\1/')
if [ "$steps" -gt 2000 ]; then
  echo "WRONG: draw 22288 takes $steps steps"
  exit 1
fi
