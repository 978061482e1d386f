#!/bin/sh
# A sample of `trunkline bench robust`: each random nomination is solved and certified, or refused with the element named.
# usage: robust.sh SOURCE_FOLDER PROGRAM
set -eu
data=${TRUNKLINE_DATA-$1/../shared/data}
if [ ! -d "$data/gaslib" ]; then
  echo "the folder of GasLib networks is not there: skipped"
  exit 77
fi
answer=$(TRUNKLINE_DATA=$data "$2" bench robust --n 60 --json | tr -d ' \n')
for want in '"name":"unclassified","value":0.0,' '"name":"scenarios","value":180.0,'; do
  case $answer in
  *"$want"*) ;;
  *)
    echo "WRONG: $want is not in $answer"
    exit 1
    ;;
  esac
done
