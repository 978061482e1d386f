// schemas.mjs PROGRAM SOURCE SCRATCH: what the program prints as JSON keeps to the schemas in docs/schema, with and
// without an answer; and the schemas refuse documents that do not.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [program, source, scratch] = process.argv.slice(2);
const modules = join(source, "web", "node_modules");
if (!existsSync(join(modules, "ajv"))) {
  console.log("skipped: the JSON Schema validator (ajv) is not installed in web/node_modules");
  process.exit(77);
}
const Ajv = createRequire(join(modules, "ajv", "package.json"))("ajv/dist/2020.js").default;
mkdirSync(scratch, { recursive: true });
let status = 0;
const wrong = (words) => {
  console.log(`WRONG: ${words}`);
  status = 1;
};
const validator = (name) =>
  new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(
    JSON.parse(readFileSync(join(source, "docs/schema", `${name}.schema.json`), "utf8")));
const schemas = { study: validator("results"), gas: validator("gas"), check: validator("check"), bench: validator("bench"),
  steady: validator("steady"), design: validator("design"), optimise: validator("optimise"), game: validator("game"),
  route: validator("route"), corridor: validator("corridor"), ground: validator("ground"), transient: validator("transient") };

const documents = {};
function check(label, code, ...words) {
  const run = spawnSync(program, [...words, "--json"], { cwd: scratch, encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== code) wrong(`${label}: exit ${run.status} instead of ${code}: ${run.stderr}`);
  let document;
  try {
    document = JSON.parse(run.stdout);
  } catch (error) {
    wrong(`${label}: ${error.message}`);
    return;
  }
  documents[label] = document;
  const valid = schemas[words[0]];
  if (!valid(document))
    wrong(`${label}: ` + valid.errors.slice(0, 5).map((e) => `${e.instancePath} ${e.message}`).join("; "));
}

const study = (name) => join(source, "studies", name);
const lines = ["nord-stream", "ukhta-torzhok-2", "yamal-europe-poland", "tanap", "power-of-siberia-1-stage-1"];
for (const name of ["power-of-siberia-2", ...lines]) check(name, 0, "study", study(name), "--out", name);
check("one step", 0, "study", study("tanap"), "--steps", "flow", "--out", "x");
check("impossible", 3, "study", study("power-of-siberia-2"), "--set", "flow.volume=80 bcm/a at 20 degC", "--out", "x");
check("short", 3, "study", study("ukhta-torzhok-2"), "--set", "delivery.min_pressure=9.7 MPa", "--out", "x");
check("backwards", 3, "study", study("nord-stream"), "--set", "delivery.min_pressure=230 bar(g)", "--out", "x");
check("mistakes", 2, "study", join(source, "tests/study/mistakes"), "--out", "x");
check("no such study", 2, "study", "nosuch", "--out", "x");
check("no such field", 2, "study", study("tanap"), "--set", "flow.volum=1", "--out", "x");
check("no disk", 4, "study", study("tanap"), "--out", "/dev/null/x");
for (const name of ["skane", "ibn-ezra", "transit"]) check(`game ${name}`, 0, "game", join(source, `examples/games/${name}.csv`));
const design = join(source, "tests/cli/design.yml");
check("design", 0, "design", design);
check("design of too much", 3, "design", design, "--set", "flow.volume=400 bcm/a at 20 degC");
check("design without costs", 2, "design", study("tanap"));
check("design of nothing", 1, "design");
const ring = join(source, "tests/cli/optimise.m");
check("optimise", 0, "optimise", ring);
check("optimise capacity", 0, "optimise", ring, "--objective", "capacity", "--from", "1", "--to", "3");
check("optimise build", 0, "optimise", ring, "--objective", "build");
check("optimise too much", 3, "optimise", ring, "--objective", "fuel");
check("optimise nothing", 1, "optimise");
check("optimise a study", 2, "optimise", design);
check("no game", 2, "game", join(source, "studies/tanap/study.yml"));
const state = ["--p", "75 bar", "--t", "10 degC"];
for (const model of ["gerg2008", "aga8-detail", "aga8-gross1", "aga8-gross2", "sgerg88", "peng-robinson", "srk", "papay",
  "aga8-88", "cnga", "cnga-simple", "ideal"])
  check(model, 0, "gas", "west-siberia-dry", ...state, "--model", model);
check("two phases", 0, "gas", "ekofisk", "--p", "40 bar", "--t", "-40 degC");
check("two roots", 0, "gas", "methane", "--p", "12 bar", "--t", "150 K");
check("extended", 0, "gas", "methane", "--p", "500 bar", "--t", "10 degC");
check("liquid water", 0, "gas", "water=1", ...state);
check("all wrong", 1, "gas", "methan=1", "--p", "70", "--mdoel", "x");
check("sum", 2, "gas", "methane=0.5", ...state);
check("component", 2, "gas", "methan=0.5,unobtainium=0.5", ...state);
check("two checks", 0, "check", study("tanap"));
check("check of mistakes", 2, "check", join(source, "tests/study/mistakes"));
const two = join(source, "examples/two-sources.yml");
check("network", 0, "steady", two);
check("too much", 3, "steady", two, "--set", "town.withdrawal_kg_s=900");
check("no such network", 2, "steady", "nosuch.yml");
check("no such setting", 1, "steady", two, "--set", "P1.lenght_m=1");
check("no network", 1, "steady");
const pipe = { pipe_id: 1, from_node: 1, to_node: 2, diameter: 0.9, length: 50000, friction_factor: 0.01 };
const machine = { comp_id: 1, from_node: 2, to_node: 3 };
mkdirSync(join(scratch, "net"), { recursive: true });
const put = (name, value) => writeFileSync(join(scratch, name), typeof value === "string" ? value : JSON.stringify(value));
put("net/network.json", { nodes: { 1: { node_id: 1, slack_bool: 1 }, 2: { node_id: 2 }, 3: { node_id: 3 }, 4: { node_id: 4 } },
  pipes: { 1: pipe, 2: { ...pipe, pipe_id: 2, from_node: 3, to_node: 4 } }, compressors: { 1: machine } });
put("net/params.json", { simulation_params: { "Temperature (K):": 288.7, "Gas specific gravity (G):": 0.6 } });
put("net/bc.json", { boundary_pslack: { 1: 5e6 }, boundary_nonslack_flow: { 4: 150 },
  boundary_compressor: { 1: { control_type: 0, value: 1.3 } } });
put("day.yml", "until: 6 h\nevents:\n  - {at: 1 h, trip: c1}\n  - {at: 2 h, rupture: p2, position: 10 km}\n");
put("wrong.yml", "events:\n  - {at: -1 h, trip: c9}\n");
check("trip and rupture", 0, "transient", "net", "--scenario", "day.yml");
check("outages", 0, "transient", "net", "--until", "6 h", "--outages");
check("wrong scenario", 2, "transient", "net", "--scenario", "wrong.yml", "--until", "1 h");
check("no end", 1, "transient", "net");
check("too much", 3, "transient", "net", "--until", "1 h", "--set", "4.withdrawal_kg_s=1500");
check("bench", 0, "bench", "gas", "--n", "1000");

const grounds = join(source, "tests/cli/ground"), atlas = join(modules, "world-atlas");
const world = ["--layer", join(atlas, "countries-110m.json")];
check("route", 0, "route", join(grounds, "line.geojson"), ...world, "--heights", join(grounds, "heights.asc"), "--value", "cost=5");
check("route of metres", 2, "route", join(grounds, "metres.geojson"));
check("corridor", 0, "corridor", join(grounds, "heights.asc"), "--from", "46, 96", "--to", "53, 114");
check("no corridor", 2, "corridor", join(grounds, "heights.asc"), "--from", "0, 0", "--to", "53, 114");
check("ground", 0, "ground", ...world, "--sketch", join(source, "data/layers/treaties-1858-1860.geojson"));
check("ground without layers", 0, "ground");
check("bench of geo", 0, "bench", "geo", "--n", "100");
check("bench of stations", 0, "bench", "stations", "--only", "GasLib-11");

// Each change must be seen: a schema that lets all through proves nothing.
function refuses(label, kind, change) {
  const document = structuredClone(documents[label]);
  change(document);
  if (schemas[kind](document)) wrong(`the schema lets through ${label} after ${change}`);
}
refuses("tanap", "study", (d) => delete d.scenarios);
refuses("tanap", "study", (d) => (d.outcome = "done"));
refuses("tanap", "study", (d) => (d.scenarios[0].balance = null));
refuses("tanap", "study", (d) => (d.scenarios[0].capacity_m3_a = "much"));
refuses("tanap", "study", (d) => (d.more = 1));
refuses("impossible", "study", (d) => (d.reason = null));
refuses("impossible", "study", (d) => (d.scenarios[0].delivered_m3_a = 80e9));
refuses("mistakes", "study", (d) => (d.findings[0].line = -1));
refuses("gerg2008", "gas", (d) => delete d.z);
refuses("network", "steady", (d) => delete d.certificate);
refuses("network", "steady", (d) => (d.nodes[0].p_pa = -1));
refuses("network", "steady", (d) => delete d.links[0].mach);
refuses("network", "steady", (d) => (d.outcome = "infeasible"));
refuses("too much", "steady", (d) => (d.reason = null));
refuses("gerg2008", "gas", (d) => (d.hydrate.risk_t_k = null));
refuses("two roots", "gas", (d) => (d.validity = "fine"));
refuses("bench", "bench", (d) => (d.bench = 1));
refuses("bench", "bench", (d) => delete d.figures[0].name);
refuses("route", "route", (d) => delete d.routes[0].length_m);
refuses("route", "route", (d) => (d.routes[0].layers[0].classes[0].length_m = "long"));
refuses("route of metres", "route", (d) => (d.reason = null));
refuses("corridor", "corridor", (d) => delete d.line);
refuses("ground", "ground", (d) => (d.claims[0].verdict = "wrong"));
refuses("trip and rupture", "transient", (d) => (d.events[0].at_s = "soon"));
refuses("trip and rupture", "transient", (d) => delete d.findings);
refuses("two checks", "check", (d) => (d.findings = "none"));
process.exit(status);
