# newcomer.sh: what somebody does who knows nothing yet: odd files, odd words, a network through formats that say it in
# another way. Each ends in an answer or in a sentence that says what to do.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

pair() { # one link between A, held, and B
  cat <<END
trunkline: network
version: 1
gas: {model: "gerg2008"}
nodes:
- {id: "A", role: "source", gas_t: 20 degC, composition: "methane=0.96,ethane=0.04"}
- {id: "B", role: "sink"}
links:
- {id: "P1", from: "A", to: "B", $1}
scenario: {id: "day"}
demands:
- {id: "A", type: "entry", p: 62 bar}
- {id: "B", type: "exit", $2}
END
}
pair 'kind: "pipe", length: 10 km, diameter: 0.5 m, roughness: 0.01 mm' 'flow: 3 kg/s' >pair.yml

# Line ends and a byte order mark change nothing; other encodings, an empty file and an empty name are told.
run 0 steady pair.yml
cp out plain
sed 's/$/\r/' pair.yml >crlf.yml
{ printf '\357\273\277' && cat pair.yml; } >mark.yml
tr '\n' '\r' <pair.yml >cr.yml
for file in crlf.yml mark.yml cr.yml; do
  run 0 steady "$file"
  same out plain
done
for code in UTF-16 UTF-16LE UTF-16BE UTF-32; do
  iconv -f UTF-8 -t "$code" pair.yml >wide.yml
  run 2 steady wide.yml
  says 'wide.yml: error: the file is UTF-16 or UTF-32: save it as UTF-8'
done
: >empty.yml
run 2 steady empty.yml
says 'empty.yml: error: the file is empty'
for command in steady check optimise; do
  run 2 "$command" ''
  cat out err >both
  grep -q '^error: cannot open "": ' both || wrong "$command '' does not say what it cannot open"
  grep -q 'study:' both && wrong "$command '' speaks of a study"
done

# Settings that cannot be are told with the words that were typed.
run 2 steady pair.yml --set P1.length_m=abc
says '--set P1.length_m=abc: "abc": expected a number with a unit of length'
run 1 steady pair.yml --set P2.length_m=3
says 'neither a link nor a node "P2"; did you mean P1'
run 1 steady pair.yml --set A.t_k=0
says '--set A.t_k=0: a temperature is above 0 K'

run 1 describe pipe valve
says 'one name is enough; unexpected "valve"'

# What is to be large is told as it is: a capacity is no negative number, and what binds it makes it larger.
sed 's/p: 62 bar/p: 62 bar, flow_upper: 50 kg\/s/; s/{id: "B", role: "sink"}/{id: "B", role: "sink", p_min: 60 bar}/' pair.yml >most.yml
for objective in capacity throughput load; do
  run 0 optimise most.yml --objective "$objective" --seconds 20
  grep -Eq "^$objective: [0-9].*, nothing goes above [0-9]" out || { wrong "a $objective is not told as it is:" && cat out; }
done

# Out of service is out of service: of two pipes and a valve side by side one pipe carries all.
cat >service.m <<'END'
mgc.units = 'si';
mgc.gas_molar_mass = 0.018;
mgc.temperature = 288;
% id p_min p_max p_nominal junction_type status
mgc.junction = [
1 1 7e6 6e6 1 1
2 1 7e6 5e6 0 1
];
% id fr_junction to_junction diameter length friction_factor p_min p_max status
mgc.pipe = [
1 1 2 0.5 55000 0.01 0 20000000 1
2 1 2 0.5 55000 0.01 0 20000000 0
];
% id fr_junction to_junction status
mgc.valve = [
3 1 2 0
];
% id junction_id withdrawal_min withdrawal_max withdrawal_nominal
mgc.delivery = [
1 2 30 30 30
];
END
run 0 steady service.m
for flow in 'pipe_1 .* 30' 'pipe_2 .* 0' 'valve_3 .* 0'; do
  grep -Eq "^$flow( |\$)" out || { wrong "not $flow kg/s:" && cat out; }
done

# An ideal gas stays one in MatGas, so that the state is the same; another law is said to be lost.
run 0 convert pair.yml law.m
says 'MatGas has one compressibility factor for all: the composition or the gas law was left out'
sed 's/^gas: .*/gas: {model: "ideal", t_k: 288.15, molar_mass_kg_mol: 0.018}/; s/, gas_t: .*"}/}/; s/roughness: 0.01 mm/friction_factor: 0.011/; s/: 3 kg/: 60 kg/' pair.yml >ideal.yml
run 0 steady ideal.yml --json
sed -n 's/.*"p_pa": \([0-9.]*\).*/\1/p' out >before
run 0 convert ideal.yml ideal.m
grep -q 'gas law' err && wrong 'the law of an ideal gas is said to be lost'
run 0 steady ideal.m --json
sed -n 's/.*"p_pa": \([0-9.]*\).*/\1/p' out >after
[ "$(wc -l <before)" -eq 2 ] || wrong 'no two pressures before the conversion'
same before after

# GasLib -> MatGas: flows, the pressure that is given and friction arrive, what has no place is named once for all
# elements, with the file; and back again flows, lengths and diameters are what they were.
cat >line.net <<'END'
<network><information/><nodes>
<source id="S"><height value="7" unit="m"/><molarMass value="18" unit="kg_per_kmol"/><normDensity value="0.8" unit="kg_per_m_cube"/><pseudocriticalPressure value="46" unit="bar"/><pseudocriticalTemperature value="192" unit="K"/><calorificValue value="36" unit="MJ_per_m_cube"/></source>
<innode id="M"><height value="7" unit="m"/></innode><sink id="E"><height value="7" unit="m"/></sink></nodes><connections>
<pipe id="one" from="S" to="M"><length value="20" unit="km"/><diameter value="500" unit="mm"/><roughness value="0.05" unit="mm"/></pipe>
<pipe id="two" from="M" to="E"><length value="12.5" unit="km"/><diameter value="500" unit="mm"/><roughness value="0.05" unit="mm"/></pipe>
</connections></network>
END
cat >line.scn <<'END'
<boundaryValue><scenario id="day"><node type="entry" id="S"><pressure bound="both" value="60" unit="bar"/></node>
<node type="exit" id="E"><flow bound="lower" value="40" unit="kg_per_s"/><flow bound="upper" value="40" unit="kg_per_s"/></node></scenario></boundaryValue>
END
run 0 convert line.net line.m
says 'line.m: warning: MatGas has no place for height_m: left out of 3 elements' \
  'MatGas has a friction factor in the place of roughness_m: that of the fully rough pipe was written for 2 pipes'
grep -q 'flow:' err && wrong 'flows are said to be lost'
grep -q '^study' err && wrong 'a conversion speaks of a study'
run 0 steady line.m
for pipe in pipe_1 pipe_2; do # 1/(2 log10(3.71/1e-4))^2
  grep -Eq "^$pipe +pipe +40 .* 0\.01197 " out || { wrong "$pipe does not carry 40 kg/s with lambda 0.01197:" && cat out; }
done
grep -Eq '^1 +60\.00000 ' out || { wrong 'node 1 does not hold 60 bar:' && cat out; }
pair 'kind: "valve", open: 0' 'flow: 0 kg/s' >shut.yml
run 0 convert shut.yml shut.m
grep -q open err && wrong 'that a valve is shut is said to be lost'
run 0 convert shut.m shut2.yml
grep -q 'status: 0' shut2.yml || { wrong 'a shut valve does not come back out of service:' && cat shut2.yml; }
run 0 convert line.m back.net
run 0 convert line.m back.scn
silent err
grep -q 'value="40"' back.scn || wrong 'the flow is not 40 kg/s'
for figure in '20000' '12500' '0.5'; do
  grep -q "value=\"$figure\"" back.net || wrong "$figure m is not in the network that came back"
done
exit "$status"
