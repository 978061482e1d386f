// Settings that the search finds, typed back into `trunkline steady --set`, lead to the same state: the simulator knows
// nothing of the search.
// usage: node set_points.mjs PROGRAM SOURCE_FOLDER
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

// With machines their stations of the second run hold their own limits, too. At 1.6 times its loads GasLib-11 needs a
// station, whose fuel is in the withdrawals.
const cases = [
  ["GasLib-11", ["--stations", ""]],
  ["GasLib-24", ["--stations", ""]], // stations with losses of their piping, which lower the pressure
  ["GasLib-40", ["--stations", ""]],
  ["GasLib-135", ["--stations", ""]], // bypasses through which gas flows back
  ["GasLib-24", []],
  ["GasLib-40", []],
  ["GasLib-135", []],
  ["GasLib-11", [], 1.6],
];

function scaled(name, factor) {
  const scenario = readFileSync(join(data, "gaslib", name, `${name}.scn`), "utf8");
  const path = join(mkdtempSync(join(tmpdir(), "trunkline-")), "scaled.scn");
  writeFileSync(path, scenario.replace(/(<flow[^>]*value=")([^"]+)/g, (_, head, v) => head + Number(v) * factor));
  return ["--scenario", path];
}

for (const [name, words, factor] of cases) {
  const net = join(data, "gaslib", name, `${name}.net`);
  const asked = [net, ...words, ...(factor ? scaled(name, factor) : [])];
  const found = JSON.parse(run(...asked, "--json").stdout);
  expect(found.outcome === "solved", `${name}: the search says ${found.outcome}`);
  const controls = found.links.filter((l) => l.mode !== "");
  for (const l of controls)
    expect(found.settings.some((s) => s.startsWith(`${l.id}.`)), `${name}: there is no setting of ${l.id}`);
  const told = run(...asked).stdout.split("\n");
  for (const s of found.settings) expect(told.some((l) => l.endsWith(` ${s}`)), `${name}: the text does not say ${s}`);
  const typed = [...asked, ...found.settings.flatMap((s) => ["--set", s])];
  const again = JSON.parse(run(...typed, "--json").stdout);
  expect(again.outcome === "solved", `${name}: typed back it is ${again.outcome}: ${again.reason?.sentence}`);
  const p = new Map(again.nodes.map((n) => [n.id, n.p_pa]));
  const q = new Map(again.links.map((l) => [l.id, l.q_kg_s]));
  // a certified setting keeps the simulator's pressures to 1 Pa and its flows to 1e-5 kg/s; nodes and piping that the
  // search has inside of stations are none of the network's own
  for (const n of found.nodes.filter((n) => !n.id.includes("/")))
    expect(Math.abs(p.get(n.id) - n.p_pa) < 1, `${name}, ${n.id}: ${p.get(n.id)} Pa, found were ${n.p_pa}`);
  for (const l of found.links.filter((l) => !l.id.includes("/")))
    expect(Math.abs(q.get(l.id) - l.q_kg_s) < 1e-5, `${name}, ${l.id}: ${q.get(l.id)} kg/s, found were ${l.q_kg_s}`);
  const text = run(...typed);
  expect(text.status === 0, `${name}: as text it ends in ${text.status}`);
  for (const l of controls) expect(text.stdout.includes(l.id), `${name}: the text does not name ${l.id}`);
}

// In time the same networks start from that setting, and stay there; machines have rows in the table of outages.
function inTime(name, words, factor) {
  const net = join(data, "gaslib", name, `${name}.net`), asked = factor ? scaled(name, factor) : [];
  const found = JSON.parse(run(net, ...words, ...asked, "--json").stdout);
  const boundary = asked.length > 0 ? ["--boundary", asked[1]] : [];
  const time = (...more) => JSON.parse(spawnSync(program, ["transient", net, ...words, ...boundary, "--json", ...more],
    { encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
  const day = time("--until", "24 h", "--every", "6 h");
  expect(day.outcome === "solved", `${name} in time: ${day.outcome}, ${day.reason?.sentence}`);
  expect(JSON.stringify(day.settings) === JSON.stringify(found.settings), `${name} in time starts from another setting`);
  for (const n of day.nodes) {
    const drift = Math.abs(n.p_pa.at(-1) / n.p_pa[0] - 1);
    expect(drift < 1e-10, `${name}, ${n.id}: after a day at rest ${drift} of the pressure has gone`);
  }
  return { day, outages: () => time("--until", "6 h", "--outages").outages };
}
inTime("GasLib-24", []);
inTime("GasLib-40", ["--stations", ""]); // ends at 6 bar: convection counts there
const { outages } = inTime("GasLib-11", [], 1.6);
const units = outages().filter((row) => row.unit !== "");
expect(units.length > 0 && units.every((row) => row.outcome === "solved"), `GasLib-11: outages of machines: ${JSON.stringify(units)}`);

const net = join(data, "gaslib", "GasLib-11", "GasLib-11.net");
const bad = run(net, "--stations", "", "--set", "CS01_entry03_N01.state=3");
expect(bad.status === 2 && bad.stderr.includes("state = 3 is none of 0 works, 1 in bypass, 2 shut"), bad.stderr);
const pipe = run(net, "--set", "pipe01_entry01_entry03.state=1");
expect(pipe.status === 1 && pipe.stderr.includes('a pipe has no field "state"'), pipe.stderr);
process.exit(wrong === 0 ? 0 : 1);
