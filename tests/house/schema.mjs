// What the program writes as JSON is what docs/schema says: node schema.mjs ROOT TRUNKLINE SCRATCH
// A small validator of the keywords that these schemas use; any other keyword is an error, so that none goes unheeded.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root, trunkline, scratch] = process.argv.slice(2);
const WORDS = new Set(["$schema", "$defs", "title", "description", "$ref", "type", "const", "enum", "required", "properties", "additionalProperties", "items"]);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
function typeOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}
const isOfType = (value, type) => typeOf(value) === type || (type === "integer" && Number.isInteger(value));

function check(value, schema, whole, at, mistakes) {
  if (schema === true) return;
  if (schema === false) return void mistakes.push(`${at} is not in the schema`);
  for (const word of Object.keys(schema)) assert.ok(WORDS.has(word), `the schema uses "${word}", which this test does not know`);
  if (schema.$ref) check(value, whole.$defs[schema.$ref.replace("#/$defs/", "")], whole, at, mistakes);
  if (schema.type && ![schema.type].flat().some((type) => isOfType(value, type))) return void mistakes.push(`${at} is ${typeOf(value)}, not ${schema.type}`);
  if ("const" in schema && value !== schema.const) mistakes.push(`${at} is ${JSON.stringify(value)}, not ${JSON.stringify(schema.const)}`);
  if (schema.enum && !schema.enum.includes(value)) mistakes.push(`${at} is ${JSON.stringify(value)}, not one of ${schema.enum}`);
  if (Array.isArray(value) && schema.items) value.forEach((item, i) => check(item, schema.items, whole, `${at}[${i}]`, mistakes));
  if (!isObject(value)) return;
  for (const key of schema.required ?? []) if (!(key in value)) mistakes.push(`${at}.${key} is missing`);
  for (const [key, member] of Object.entries(value)) {
    const rule = schema.properties?.[key] ?? schema.additionalProperties ?? true;
    check(member, rule, whole, `${at}.${key}`, mistakes);
  }
}

function mistakesOf(document, name) {
  const schema = JSON.parse(readFileSync(join(root, "docs/schema", `${name}.schema.json`), "utf8"));
  const mistakes = [];
  check(document, schema, schema, name, mistakes);
  return mistakes;
}

let failed = 0;
function holds(name, code, ...words) {
  const run = spawnSync(trunkline, [...words, "--json"], { cwd: scratch, encoding: "utf8", maxBuffer: 1 << 28 });
  let mistakes;
  try {
    mistakes = mistakesOf(JSON.parse(run.stdout), name);
  } catch (error) {
    mistakes = [`standard output is not one JSON document: ${error.message}`];
  }
  if (run.status !== code) mistakes.unshift(`exit code ${run.status}, expected ${code}`);
  console.log(`${mistakes.length ? "FAIL" : "ok  "} ${words.join(" ")}`);
  for (const mistake of mistakes.slice(0, 20)) console.log(`     ${mistake}`);
  failed += mistakes.length > 0;
}

rmSync(scratch, { recursive: true, force: true });
mkdirSync(join(scratch, "wrong"), { recursive: true });
const study = join(root, "studies/ukhta-torzhok-2");
writeFileSync(join(scratch, "wrong/study.yml"), readFileSync(join(study, "study.yml"), "utf8").replace("pipes:", "pipse:"));

holds("results", 0, "study", study, "--out", "fits", "--quiet");
holds("results", 3, "study", study, "--out", "too-much", "--quiet", "--set", "flow.volume=150 bcm/a at 20 degC");
holds("results", 2, "study", "wrong", "--out", "wrong-out", "--quiet");
holds("check", 0, "check", study);
holds("check", 2, "check", "wrong");
holds("gas", 0, "gas", "methane=0.97,ethane=0.03", "--p", "75 bar", "--t", "10 degC");
holds("gas", 2, "gas", "methane=0.9,unobtainium=0.1", "--p", "75 bar", "--t", "10 degC");
holds("bench", 0, "bench", "gas", "--n", "1000");

// The validator itself sees what is wrong.
assert.deepEqual(mistakesOf({ bench: 1, figures: [{}], machine: {}, more: 0 }, "bench").slice(0, 2), ["bench.bench is number, not string", "bench.figures[0].name is missing"]);
assert.ok(mistakesOf({ bench: "x", figures: [], machine: {}, more: 0 }, "bench").includes("bench.more is not in the schema"));
process.exit(failed ? 1 : 0);
