# columns.sh: the table of links stays a table however small flows are: 64/Re is 1e8 and more there, and none at rest.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

star() { # flows of three pipes that leave one node
  cat <<END
trunkline: network
version: 1
gas: {model: "gerg2008"}
nodes:
- {id: "A", role: "source", gas_t: 20 degC, composition: "methane=0.96,ethane=0.04"}
- {id: "B", role: "inner"}
- {id: "C", role: "inner"}
- {id: "D", role: "inner"}
- {id: "E", role: "inner"}
links:
- {id: "P1", kind: "pipe", from: "A", to: "B", length: 90 km, diameter: 0.9 m, roughness: 0.012 mm}
- {id: "P2", kind: "pipe", from: "B", to: "C", length: 90 km, diameter: 0.9 m, roughness: 0.012 mm}
- {id: "P3", kind: "pipe", from: "D", to: "B", length: 90 km, diameter: 0.9 m, roughness: 0.012 mm}
- {id: "P4", kind: "pipe", from: "B", to: "E", length: 90 km, diameter: 0.9 m, roughness: 0.012 mm}
scenario: {id: "day"}
demands:
- {id: "A", type: "entry", p: 62 bar}
- {id: "C", type: "exit", flow: $1 kg/s}
- {id: "D", type: "exit", flow: $2 kg/s}
- {id: "E", type: "exit", flow: $3 kg/s}
END
}

for flows in '1e-12 1e-5 100' '1e-50 -1e-90 1e-9' '1e-200 0 0'; do
  # shellcheck disable=SC2086 # three words
  star $flows >star.yml
  run 0 steady star.yml
  sed -n '/^link/,/^$/p' out | sed '$d' >table
  [ "$(wc -l <table)" -eq 5 ] || wrong "flows $flows: the table has not five lines"
  [ "$(awk '{ print length($0) }' table | sort -u | wc -l)" -eq 1 ] || { wrong "flows $flows: columns are not in line:" && cat table; }
  awk 'NR > 1 && NF != 8' table >odd
  silent odd
  grep -q nan table && { wrong "flows $flows: nan" && cat table; }
done
star 1e-12 1e-5 100 >star.yml
run 0 steady star.yml
awk '$1 == "P2" { re = $5; lambda = $6 } END { exit !(re < 1e-6 && lambda * re > 63 && lambda * re < 65) }' out ||
  { wrong 'the friction factor of P2 is not 64/Re:' && cat out; }
exit "$status"
