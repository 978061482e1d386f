// Settings that the search finds, typed back into `trunkline steady --set`, lead to the same state: the simulator knows
// nothing of the search. On the way the answer of stations that the core solves is printed, in JSON and as text.
// usage: node set_points.mjs PROGRAM SOURCE_FOLDER
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const [program, source] = process.argv.slice(2);
const data = process.env.TRUNKLINE_DATA ?? join(source, "../shared/data");
if (!existsSync(join(data, "gaslib"))) {
  console.log("the folder of GasLib networks is not there: skipped");
  process.exit(77);
}

let wrong = 0;
function expect(holds, sentence) {
  if (holds) return;
  console.log(`WRONG: ${sentence}`);
  wrong++;
}

function run(...words) {
  const done = spawnSync(program, ["steady", ...words], { encoding: "utf8", maxBuffer: 1 << 28 });
  expect(done.signal === null, `${words.join(" ")} ended by ${done.signal}`);
  return done;
}

for (const name of ["GasLib-11", "GasLib-40"]) {
  const net = join(data, "gaslib", name, `${name}.net`);
  const found = JSON.parse(run(net, "--stations", "", "--json").stdout);
  expect(found.outcome === "solved", `${name}: the search says ${found.outcome}`);
  const settings = found.links
    .filter((l) => l.kind === "station")
    .map((l) => `${l.id}.ratio=${Math.max(1, l.p_to_pa / l.p_from_pa)}`);
  const source_node = found.nodes.reduce((a, b) => (b.injection_kg_s > a.injection_kg_s ? b : a));
  settings.push(`${source_node.id}.p_pa=${source_node.p_pa}`);
  const typed = [net, "--stations", "", ...settings.flatMap((s) => ["--set", s])];
  const again = JSON.parse(run(...typed, "--json").stdout);
  expect(again.outcome === "solved", `${name}: typed back it is ${again.outcome}`);
  expect(again.certificate.rungs.some((r) => r !== "general"), `${name}: not solved by the core`);
  const p = new Map(again.nodes.map((n) => [n.id, n.p_pa]));
  const q = new Map(again.links.map((l) => [l.id, l.q_kg_s]));
  // a certified setting keeps the simulator's pressures to 1 Pa and its flows to 1e-5 kg/s
  for (const n of found.nodes)
    expect(Math.abs(p.get(n.id) - n.p_pa) < 1, `${name}, ${n.id}: ${p.get(n.id)} Pa, found were ${n.p_pa}`);
  for (const l of found.links)
    expect(Math.abs(q.get(l.id) - l.q_kg_s) < 1e-5, `${name}, ${l.id}: ${q.get(l.id)} kg/s, found were ${l.q_kg_s}`);
  const text = run(...typed);
  const stations = found.links.filter((l) => l.kind === "station");
  expect(text.status === 0, `${name}: as text it ends in ${text.status}`);
  for (const l of stations) expect(text.stdout.includes(l.id), `${name}: the text does not name ${l.id}`);
}
process.exit(wrong === 0 ? 0 : 1);
