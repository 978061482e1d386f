# settings.sh: the text of a nomination's answer names the settings found, in words that a shell takes back to that state.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

# S at 60 bar, a regulator that must bring it below 40 bar at E, and as many valves in a row as are asked for.
network() { # how many valves
  cat <<'END'
<network><information/><nodes>
<source id="S"><height value="0" unit="m"/><molarMass value="18" unit="kg_per_kmol"/><normDensity value="0.8" unit="kg_per_m_cube"/><pseudocriticalPressure value="46" unit="bar"/><pseudocriticalTemperature value="192" unit="K"/><calorificValue value="36" unit="MJ_per_m_cube"/></source>
<sink id="E"><height value="0" unit="m"/></sink>
END
  valve=0
  while [ "$valve" -le "$1" ]; do
    echo "<innode id=\"n$valve\"><height value=\"0\" unit=\"m\"/></innode>"
    valve=$((valve + 1))
  done
  cat <<'END'
</nodes><connections>
<controlValve id="Tom's $main.reg=1" from="S" to="n0"><pressureDifferentialMin value="0" unit="bar"/><pressureDifferentialMax value="100" unit="bar"/></controlValve>
END
  valve=0
  while [ "$valve" -lt "$1" ]; do
    echo "<valve id=\"v$valve\" from=\"n$valve\" to=\"n$((valve + 1))\"/>"
    valve=$((valve + 1))
  done
  cat <<END
<pipe id="P" from="n$1" to="E"><length value="20" unit="km"/><diameter value="500" unit="mm"/><roughness value="0.05" unit="mm"/></pipe>
</connections></network>
END
}
cat >day.scn <<'END'
<boundaryValue><scenario id="day">
<node type="entry" id="S"><pressure bound="lower" value="60" unit="bar"/><pressure bound="upper" value="60" unit="bar"/><flow bound="both" value="40" unit="kg_per_s"/></node>
<node type="exit" id="E"><pressure bound="upper" value="40" unit="bar"/><flow bound="both" value="40" unit="kg_per_s"/></node></scenario></boundaryValue>
END

network 2 >few.net
run 0 steady few.net --scenario day.scn
prints 'behind --set' 'S                            is given ' 'bar behind it' 'v1                           open '
grep -q 'more: --json' out && wrong 'something is left out of a short table'
sed '1,/behind --set/d' out | cut -c 63- >words
[ "$(wc -l <words)" -eq 4 ] || { wrong 'not four settings but:' && cat words; }
pressure=$(sed -n 's/^n2  *\([0-9.]*\) .*/\1/p' out)
eval "run 0 steady few.net --scenario day.scn $(sed 's/^/--set /' words | tr '\n' ' ')"
again=$(sed -n 's/^n2  *\([0-9.]*\) .*/\1/p' out)
prints 'solved in'
case $pressure in [0-9]*) [ "$pressure" = "$again" ] || wrong "typed back n2 has $again bar, found were $pressure" ;; *) wrong 'the text has no pressure of n2' ;; esac
run 0 steady few.net --scenario day.scn --quiet
silent out

# An entry that the scenario gives its pressure keeps the flow that is given beside it, or takes what the others leave.
scenario() { # of S, of E
  echo "<boundaryValue><scenario id=\"day\"><node type=\"entry\" id=\"S\"><pressure bound=\"both\" value=\"60\" unit=\"bar\"/>$1</node>"
  echo "<node type=\"exit\" id=\"E\"><pressure bound=\"$2\" value=\"39\" unit=\"bar\"/>$3</node></scenario></boundaryValue>"
}
flow='<flow bound="both" value="40" unit="kg_per_s"/>'
scenario "$flow" upper "$flow" >both.scn
scenario '' upper "$flow" >open.scn
scenario '' both '' >two.scn
for name in both open; do
  run 0 steady few.net --scenario "$name.scn"
  grep -Eq '^S +60.00000 +40 ' out || { wrong "$name.scn: S does not bring 40 kg/s:" && cat out; }
done
run 2 steady few.net --scenario two.scn
says 'gives "S" and "E" a pressure and no flow: a nomination needs the flow of every node but one'
[ "$(grep -c 'error:' err)" -eq 1 ] || { wrong 'more than one error:' && cat err; }

# Of many those with figures come first, and the rest is counted.
network 60 >many.net
run 0 steady many.net --scenario day.scn
sed '1,/behind --set/d' out >table
[ "$(wc -l <table)" -eq 41 ] || wrong "41 lines were expected, not $(wc -l <table)"
head -n 2 table | grep -q 'is given' || wrong 'figures do not come first'
tail -n 1 table | grep -qx 'and 22 more: --json has all 62 as "settings"' || { wrong 'the rest is not counted:' && tail -n 1 table; }
exit "$status"
