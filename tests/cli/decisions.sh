# decisions.sh: combined decisions (.cdf) in a plain simulation: one taken, each tried, directions looked at.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

shows() { # patterns that standard output must match
  for pattern in "$@"; do
    grep -qE -e "$pattern" out || { wrong "standard output does not show \"$pattern\" but:" && cat out; }
  done
}

# Two ways from S to E: through valve near and pipe one, or through regulator far and pipe two, three times as long.
cat >ways.net <<'END'
<network><information/><nodes>
<source id="S"><height value="0" unit="m"/><molarMass value="18" unit="kg_per_kmol"/><normDensity value="0.8" unit="kg_per_m_cube"/><pseudocriticalPressure value="46" unit="bar"/><pseudocriticalTemperature value="192" unit="K"/><calorificValue value="36" unit="MJ_per_m_cube"/></source>
<innode id="A"><height value="0" unit="m"/></innode><innode id="B"><height value="0" unit="m"/></innode>
<sink id="E"><height value="0" unit="m"/></sink></nodes><connections>
<valve id="near" from="A" to="S"/>
<controlValve id="far" from="S" to="B"><pressureDifferentialMin value="0" unit="bar"/></controlValve>
<pipe id="one" from="A" to="E"><length value="20" unit="km"/><diameter value="500" unit="mm"/><roughness value="0.05" unit="mm"/></pipe>
<pipe id="two" from="B" to="E"><length value="60" unit="km"/><diameter value="500" unit="mm"/><roughness value="0.05" unit="mm"/></pipe>
</connections></network>
END
cat >ways.scn <<'END'
<boundaryValue><scenario id="day">
<node type="entry" id="S"><pressure bound="both" value="60" unit="bar"/></node>
<node type="exit" id="E"><flow bound="both" value="40" unit="kg_per_s"/></node></scenario></boundaryValue>
END
cat >ways.cdf <<'END'
<combinedDecisions><decisionGroup id="way">
<decision id="short"><valve id="near" value="1" flowDirection="1"/><controlValve id="far" value="0"/></decision>
<decision id="long"><valve id="near" value="0"/><controlValve id="far" value="1" flowDirection="0"/></decision>
<decision id="turned"><valve id="near" value="1" flowDirection="0"/><controlValve id="far" value="0"/></decision>
<decision id="none"><valve id="near" value="0"/><controlValve id="far" value="0"/></decision>
</decisionGroup></combinedDecisions>
END

run 0 steady ways.net --decision way=short
shows 'one .*40 ' 'two .* 0 ' 'MJ/m3'
run 0 steady ways.net --decision way=long --set 'far.outlet_p_pa=55 bar'
shows 'one .* 0 ' 'two .*40 ' 'B  *55.00000'
run 0 steady ways.net --decision way=turned
says 'near' '40.0000 kg/s flow against the direction'
run 3 steady ways.net --decision way=none
says 'Nothing gives a pressure' 'open the element that cuts it off'
run 3 steady ways.net --decision way=long
says 'without a set point, first "far"'

# Each tried: one holds, one has no set point, one runs the wrong way, one cuts the exit off.
run 0 steady ways.net --decision all
shows 'way=short: holds, 0 bounds broken; shown below' 'way=long: not_solved: .*without a set point' \
  'way=turned: solved: .*against the direction' 'way=none: .*' 'one .*40 '
run 0 steady ways.net --decision all --set 'far.outlet_p_pa=55 bar' --json
[ "$(grep -c '"holds": true' out)" -eq 2 ] || { wrong 'two of the four should hold:' && cat out; }
is_json out
run 3 steady ways.net --decision all --set 'E.withdrawal_kg_s=4000'
says 'none of 4 combinations of decisions holds'

run 1 steady ways.net --decision way=shrot
says 'no decision of that id; its first is short'
run 1 steady ways.net --decision wey=short
says 'no group of that id; its first is way'
run 1 steady ways.net --decision short
says 'write GROUP=DECISION'
run 1 steady ways.net --decision all --decision way=short
says 'name none beside it'
run 1 steady ways.net --decisions '' --decision all
says 'no file of combined decisions'
run 1 steady ways.net --decisions '' --decision way=short
says 'name one with --decisions'
exit "$status"
