// scenarios.mjs PROGRAM SOURCE SCRATCH: the scenarios of examples/in-time as a newcomer runs them, with the physics that
// each must show; bad scenarios are findings with their line; Ctrl-C leaves a usable answer.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [program, source, scratch] = process.argv.slice(2);
mkdirSync(scratch, { recursive: true });
let status = 0;
const claim = (good, words) => {
  if (good) return;
  console.log(`WRONG: ${words}`);
  status = 1;
};
const near = (label, value, wanted, tolerance) =>
  claim(Math.abs(value - wanted) <= tolerance, `${label}: ${value} instead of ${wanted} within ${tolerance}`);

const line = join(source, "examples/in-time/line.yml");
const run = (...words) => spawnSync(program, ["transient", ...words], { cwd: scratch, encoding: "utf8", maxBuffer: 1 << 28 });
function day(name, ...words) {
  const done = run(line, "--scenario", join(source, `examples/in-time/${name}.yml`), "--json", ...words);
  claim(done.status === 0, `${name}: exit ${done.status}: ${done.stderr}`);
  const d = JSON.parse(done.stdout);
  const node = (id) => d.nodes.find((n) => n.id === id), link = (id) => d.links.find((l) => l.id === id);
  const at = (hours) => d.times_s.findLastIndex((t) => t <= hours * 3600 + 1e-6);
  claim(d.certificate.mass_drift_rel <= 1e-13, `${name}: mass drifts by ${d.certificate.mass_drift_rel}`);
  for (const n of d.nodes) claim(n.p_pa.every((p) => p > 9e4), `${name}: pressure below the open air at ${n.id}`);
  return { d, node, link, at, city: d.deliveries.find((x) => x.id === "city"), event: (what) => d.events.filter((e) => e.what === what) };
}
const bar = (series, index) => series[index] * 1e-5;

{ // a trip: suction and discharge meet, the city's pressure falls; the start brings all back
  const { node, link, at, city, event } = day("trip-and-start");
  near("tripped, in and out", bar(node("in2").p_pa, at(4.9)), bar(node("out2").p_pa, at(4.9)), 0.01);
  claim(bar(node("city").p_pa, at(4.9)) < 58, "trip: the city's pressure does not fall");
  near("started: discharge", bar(node("out2").p_pa, at(24)), 75, 0.01);
  near("started: city", bar(node("city").p_pa, at(24)), bar(node("city").p_pa, 0), 0.05);
  claim(city.unserved_kg === 0 && event("trip").length === 1 && event("start").length === 1, "trip: events or deliveries");
  claim(event("holds its outlet pressure").some((e) => e.where_id === "CS2" && e.at_s > 5 * 3600), "trip: the set point is not said to hold");
  claim(link("CS2").mode === "running", `trip: CS2 ends ${link("CS2").mode}`);
}
{ // nothing passes a shut station; the city lives on the linepack, to the limit
  const { d, link, at, city } = day("emergency-shutdown");
  claim(link("CS1").q_from_kg_s.every((q, i) => d.times_s[i] < 3700 || Math.abs(q) < 1e-6), "shutdown: gas passes");
  near("shutdown: survival h", city.survival_s / 3600, 6.6, 0.2);
  near("shutdown: asked and served", city.asked_kg - city.served_kg, city.unserved_kg, 1e-6 * city.asked_kg);
  claim(bar(d.nodes.find((n) => n.id === "city").p_pa, at(12)) > 39, "shutdown: delivered below the limit");
}
{ // a closed valve parts the line: pressures on both sides go their ways, then meet
  const { d, node, link, at } = day("valve");
  const between = d.times_s.findIndex((t) => t > 3.5 * 3600);
  near("valve: flow while closed", link("V1").q_from_kg_s[between], 0, 1e-6);
  claim(bar(node("before").p_pa, between) > bar(node("behind").p_pa, between) + 5, "valve: no difference of pressures");
  near("valve: open again", bar(node("before").p_pa, at(12)), bar(node("behind").p_pa, at(12)), 0.01);
}
{ // ramps end where they were sent
  const { node, at, event } = day("ramp");
  near("ramp: half way bar", bar(node("out1").p_pa, at(2.5)), 72.5, 2.5);
  claim(event("change").every((e) => e.unit === (e.where_id === "city" ? "kg/s" : "Pa")), "ramp: units of what is changed");
  near("ramp: set point", bar(node("out1").p_pa, at(24)), 70, 0.01);
  near("ramp: flow half way", node("city").withdrawal_kg_s[at(3)], 280, 0.01);
  near("ramp: flow", node("city").withdrawal_kg_s[at(24)], 300, 1e-6);
}
{ // line-break valves isolate the break: what is lost is what lay between them and what came in until they were shut
  const { d, event } = day("rupture");
  const closings = event("line-break valve closes");
  claim(closings.length === 2, `rupture: ${closings.length} valves close`);
  // the wave runs 20 and 40 km at some 400 m/s, then 10 s confirm
  for (const c of closings) claim(c.at_s > 3600 + 20e3 / 450 && c.at_s < 3600 + 180, `rupture: a valve at ${c.at_s} s`);
  const between = d.links.find((l) => l.id === "P2").linepack_kg[0] * 0.6;
  claim(d.lost_kg > 0.9 * between && d.lost_kg < 1.3 * between, `rupture: ${d.lost_kg} kg lost of ${between} between the valves`);
}
{ // all of P3 leaves through the stack
  const { d, node, link, at } = day("blowdown");
  const held = link("P3").linepack_kg;
  near("blowdown: pressure bar", bar(node("out2").p_pa, at(12)), 1.013, 0.02);
  near("blowdown: lost kg", d.lost_kg, held[at(2)] - held[held.length - 1], 1e-6 * held[0]);
}
{ // the packed line carries the city through
  const { node, at, city, event } = day("maintenance");
  claim(city.unserved_kg === 0 && event("start").length === 1, "maintenance: gas is lacking");
  claim(bar(node("city").p_pa, at(8)) > bar(node("city").p_pa, 0) + 2, "maintenance: the line is not packed before");
}
{ // asked is the sum of the hours
  const { city } = day("hourly-nominations");
  const text = readFileSync(join(source, "examples/in-time/hourly-nominations.yml"), "utf8");
  const hours = [...text.slice(text.indexOf("withdrawal")).matchAll(/(\d+) kg\/s/g)].map((m) => +m[1]);
  claim(hours.length === 24, "nominations: 24 hours");
  near("nominations: asked kg", city.asked_kg, hours.reduce((a, b) => a + b) * 3600, 1);
  claim(city.unserved_kg === 0, "nominations: not served");
}
{ // the linepack swings against the offtake and comes back
  const { d, link, at, city } = day("take-or-pay", "--every", "6 h");
  const held = d.links[0].linepack_kg.map((_, i) => ["P1", "P2", "P3", "P4"].reduce((s, id) => s + link(id).linepack_kg[i], 0));
  claim(held[at(240)] > held[at(480)] * 1.03, "take-or-pay: the linepack does not swing");
  near("take-or-pay: asked kg", city.asked_kg, 86400 * (220 * 10 + 260 + 300 * 9 + 280 + 260 * 9), 100);
}
{ // hydrogen with heat: the batch stays whole through two stations, which its gas leaves warmer; mass and energy are kept
  const { d, node, at } = day("hydrogen-with-heat", "--heat");
  claim(d.certificate.energy_drift_rel <= 1e-10, `heat: energy drifts by ${d.certificate.energy_drift_rel}`);
  const city = node("city");
  claim(city.hydrogen.every((h) => h < 1e-9 || h > 0.25 - 1e-9) && city.hydrogen.at(-1) > 0.2, "heat: the front is smeared");
  for (const n of d.nodes) near(`heat: nothing moves before 2 h, ${n.id} K`, n.t_k[at(2)], n.t_k[0], 1e-8);
  // 75 bar from less than before: (p2/p1)^((k-1)/k/eta) of hydrogen's gas, which cools less on the way
  claim(node("out1").t_k.at(-1) > node("out1").t_k[0] + 3 && node("out2").t_k.at(-1) > node("out2").t_k[0] + 6, "heat: stations");
  claim(node("in1").t_k.every((t) => t > 282 && t < 288.2), "heat: colder than expansion makes it, or warmer than what enters");
}
{ // two gases of which one comes through a station that heats it, mixed at a fork, with heat
  const words = [join(source, "examples/two-sources.yml"), "--scenario", join(source, "examples/hydrogen-from-six.yml")];
  const d = JSON.parse(run(...words, "--model", "papay", "--cell", "5 km", "--until", "10 h", "--heat", "--json").stdout);
  claim(d.certificate.mass_drift_rel <= 1e-13 && d.certificate.energy_drift_rel <= 1e-10, "two gases with heat: balances");
  const fork = d.nodes.find((n) => n.id === "fork"), works = d.nodes.find((n) => n.id === "works");
  claim(fork.hydrogen[0] > 0.03 && fork.hydrogen[0] < 0.06, `two gases with heat: ${fork.hydrogen[0]} hydrogen at the fork`);
  claim(works.t_k.every((t) => t > 281 && t < 286), "two gases with heat: works is not between ground and stations");
}
{ // hydrogen: before 06:00 only where it came from, at the end up to 20 %; heating value and molar mass follow; a checkpoint
  const two = join(source, "examples/two-sources.yml"), scenario = join(source, "examples/hydrogen-from-six.yml");
  const words = [two, "--scenario", scenario, "--model", "papay", "--cell", "5 km", "--json"];
  const d = JSON.parse(run(...words, "--netcdf", "day.nc", "--until", "18 h").stdout);
  const works = d.nodes.find((n) => n.id === "works"), west = d.nodes.find((n) => n.id === "west");
  claim(west.hydrogen[0] === 0 && Math.abs(west.hydrogen.at(-1) - 0.2) < 1e-9, "hydrogen: the change of west");
  claim(works.hydrogen[0] > 0.005 && works.hydrogen[0] < 0.06, `hydrogen: works at first ${works.hydrogen[0]}`);
  claim(works.hydrogen.at(-1) > 0.18 && works.hydrogen.at(-1) < 0.2 + 1e-9, `hydrogen: works at last ${works.hydrogen.at(-1)}`);
  claim(works.gross_j_m3.at(-1) < 0.92 * works.gross_j_m3[0] && works.molar_mass_kg_mol.at(-1) < 0.015, "hydrogen: heating value");
  const file = readFileSync(join(scratch, "day.nc")).toString("latin1");
  for (const name of ["gross", "molar_mass", "hydrogen"]) claim(file.includes(name), `hydrogen: no ${name} in the NetCDF file`);
  const text = run(...words.slice(0, -1), "--until", "1 h").stdout;
  claim(/gas delivered.*gross MJ\/m3/.test(text) && /25 degC, volume at 20 degC/.test(text), "hydrogen: the text says nothing of it");
  run(...words, "--until", "8 h", "--save", "eight");
  const on = JSON.parse(run(...words, "--until", "10 h", "--resume", "eight").stdout);
  const again = JSON.parse(run(...words, "--until", "10 h", "--resume", "eight").stdout);
  claim(JSON.stringify(on.nodes) === JSON.stringify(again.nodes) && on.nodes[0].hydrogen.length > 3, "hydrogen: a restart differs");
}

// ---- what is wrong is said with its line
const bad = [
  ["profiles:\n  - {node: city, withdrawal: [1 kg/s, 2 kg/s], times: [0 h, 2 h]}\n  - {node: city, withdrawal: [3 kg/s], times: [1 h]}\n", 3, "two profiles"],
  ["profiles:\n  - {node: city, withdrawal: [1 kg/s, 2 kg/s], times: [3 h, 2 h]}\n", 2, "times must rise"],
  ["profiles:\n  - {node: city, withdrawal: [1 kg/s, 2 kg/s], times: [-1 h, 2 h]}\n", 2, "before the start"],
  ["profiles:\n  - {node: city, withdrawal: [1 kg/s, 2 kg/s], times: [0 h]}\n", 2, "1 times but 2 values"],
  ["events:\n  - {at: 1 h, trip: CS9}\n", 2, "no element \"CS9\"; did you mean CS"],
  ["events:\n  - {at: 1 h, node: citty, withdrawal: 1 kg/s}\n", 2, "no node \"citty\"; did you mean city"],
  ["events:\n  - {at: -1 h, trip: CS1}\n", 2, "before the start"],
  ["step: 10 min\nevents:\n  - {at: 1 h, close: V1, over: 60 s}\n", 3, "shorter than the step"],
  ["step: 1 h\nprofiles:\n  - {node: city, withdrawal: [1 kg/s, 2 kg/s], times: [0 h, 30 min]}\n", 3, "finer than the step"],
  ["events:\n  - {at: 1 h, rupture: P1, position: 200 km}\n", 2, "not inside the pipe"],
  ["events:\n  - {at: 1 h, rupture: CS1, position: 2 km}\n", 2, "wanted is a pipe"],
  ["events:\n  - {at: 1 h, node: city, gas: \"methane=0.5\"}\n", 2, "gas"],
  ["events:\n  - {at: 1 h, set: CS1, field: outlet_p, to: 70 bar}\n", 2, "no field"],
  ["events:\n  - {at: 1 h, set: CS1, field: power, to: 70 MW}\n", 2, "did you mean max_power_w"],
  ["events:\n  - {at: 1 h, set: CS1, field: outlet_p_pa, to: 70}\n", 2, "to"],
  ["events:\n  - {trip: CS1}\n", 2, "at is missing"],
  ["evnts:\n  - {at: 1 h, trip: CS1}\n", 1, "did you mean events"],
  ["line_break_valves:\n  - {pipe: P1, position: 2 km, fall: 3 bar, within: 0 s, closing: 60 s}\n", 2, "within"],
];
for (const [text, at, words] of bad) {
  writeFileSync(join(scratch, "bad.yml"), text);
  const done = run(line, "--scenario", "bad.yml", "--until", "2 h");
  claim(done.status === 2 && new RegExp(`^bad\\.yml:${at}: error: `, "m").test(done.stderr) && done.stderr.includes(words),
    `no finding at line ${at} with "${words}" for\n${text}but ${done.status}: ${done.stderr}`);
}
const missing = run("no such folder", "--until", "1 h");
claim(missing.status === 2 && /no such folder: error: cannot open "no such folder": No such file or directory/.test(missing.stderr),
  `a missing folder: ${missing.stderr}`);
mkdirSync(join(scratch, "empty"), { recursive: true });
const empty = run("empty", "--until", "1 h");
claim(empty.status === 2 && empty.stderr.includes('"empty" is a folder; give the name of a file in it'), `an empty folder: ${empty.stderr}`);
writeFileSync(join(scratch, "bare.yml"), readFileSync(line, "utf8").replace(/^scenario:.*\n/m, ""));
const bare = run("bare.yml", "--until", "1 h");
claim(bare.status === 2 && bare.stderr.includes("scenario: {id:"), `a file without a scenario: ${bare.stderr}`);

// ---- progress: what it says is left is what the time since it began and the share done since then give; a run that is
// resumed began where half was done. A busy machine stretches both alike.
const fixed = (days) => ["transient", line, "--until", `${days} d`, "--cell", "1 km", "--step", "60 s"];
const timed = (words) => {
  const begun = Date.now();
  spawnSync(program, [...words, "--quiet"], { cwd: scratch });
  return (Date.now() - begun) / 1000;
};
function watched(words) { // on a terminal; script(1) gives it one
  const quoted = [program, ...words].map((w) => `'${w}'`).join(" ");
  return new Promise((resolve) => {
    const said = [], begun = Date.now();
    let rest = ""; // a line may come in pieces
    const child = spawn("script", ["-qfec", quoted, "/dev/null"], { cwd: scratch, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", (piece) => {
      rest += piece;
      for (const m of rest.matchAll(/transient +(\d+) %, (\d+) s to go/g))
        said.push({ at: (Date.now() - begun) / 1000, share: +m[1], left: +m[2] });
      rest = rest.slice(rest.lastIndexOf("\r") + 1).replace(/^.* s to go/, "");
    });
    child.on("close", () => resolve({ said, took: (Date.now() - begun) / 1000 }));
  });
}
const days = Math.ceil((9 * 40) / timed(fixed(40)));
run(...fixed(days).slice(1), "--save", "half", "--quiet");
for (const [what, words, from] of [["progress", fixed(days), 0], ["progress, resumed", [...fixed(2 * days), "--resume", "half"], 50]]) {
  const { said, took } = await watched(words);
  const telling = said.filter((s) => s.at >= 3 && s.share >= from + 5); // both are told in whole numbers
  claim(telling.length > 0, `${what}: nothing is said in ${took} s`);
  for (const { at, share, left } of telling) {
    const expected = (at * (100 - share)) / (share - from);
    claim(left < 1.6 * expected + 1.5 && left + 1.5 > expected / 2.5, `${what}: at ${at} s (${share} %) ${left} s to go, not about ${expected}`);
  }
}

// ---- Ctrl-C: what was computed is answered
const child = spawn(program, ["transient", line, "--until", "20000 d", "--cell", "1 km", "--step", "60 s", "--json"], { cwd: scratch });
let out = "";
child.stdout.on("data", (piece) => (out += piece));
setTimeout(() => child.kill("SIGINT"), 2000);
child.on("close", (code) => {
  const d = JSON.parse(out);
  claim(code === 0 && d.stopped === true && d.time_s > 0 && d.time_s < 20000 * 86400, `Ctrl-C: exit ${code}, time ${d.time_s}`);
  claim(d.times_s.length > 0 && d.nodes.every((n) => n.p_pa.length === d.times_s.length), "Ctrl-C: no series");
  process.exit(status);
});
