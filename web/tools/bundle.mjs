// Bundles web/src into one script and one style and writes them as C arrays: node bundle.mjs OUT.c LAYERS_FOLDER
// Also lays out the country shapes for the study, and gathers the licences of all packages that went into the script.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const [outFile, layersFolder] = process.argv.slice(2);

async function bundle(entry) {
  const result = await build({
    absWorkingDir: web, entryPoints: [entry], bundle: true, minify: true, write: false, metafile: true,
    format: "iife", target: ["es2020", "chrome90", "firefox90", "safari14.1"], charset: "utf8", legalComments: "none", logLevel: "warning",
  });
  return { text: result.outputFiles[0].text.trim(), inputs: Object.keys(result.metafile.inputs) };
}

function packageOf(name) {
  const folder = join(web, "node_modules", name);
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  return { name, version: about.version, licence: about.license, text: file ? readFileSync(join(folder, file), "utf8").trim() : "" };
}

function cArray(name, text) {
  const bytes = Buffer.from(text, "utf8");
  const lines = [];
  for (let i = 0; i < bytes.length; i += 32) lines.push([...bytes.subarray(i, i + 32)].join(","));
  return `const unsigned char ${name}[] = {\n${lines.join(",\n")}};\nconst size_t ${name}_bytes = sizeof ${name};\n`;
}

const hash = (text) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

const script = await bundle("src/main.ts");
const style = await bundle("src/style.css");
if (/<\/script|<!--/i.test(script.text) || /<\/style/i.test(style.text)) throw new Error("the bundle would end its own element");

const packages = new Set();
for (const input of [...script.inputs, ...style.inputs]) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const notices = [...packages].sort().map(packageOf);
notices.push({ ...packageOf("world-atlas"), text: "Country shapes: Natural Earth (public domain), packaged by world-atlas.\n\n" + packageOf("world-atlas").text });

const policy = `default-src 'none'; script-src ${hash(script.text)}; style-src ${hash(style.text)}; img-src data:; base-uri 'none'; form-action 'none'`;
mkdirSync(dirname(outFile), { recursive: true });
writeFileSync(outFile, `/* Made by web/tools/bundle.mjs from web/src. */\n#include "report/tli_report.h"\n\n` +
  cArray("tli_web_style", style.text) + cArray("tli_web_script", script.text) +
  cArray("tli_web_notices", JSON.stringify(notices)) + cArray("tli_web_policy", policy));

mkdirSync(layersFolder, { recursive: true });
for (const file of ["countries-10m.json", "countries-50m.json", "countries-110m.json", "LICENSE"]) {
  const from = join(web, "node_modules", "world-atlas", file);
  if (existsSync(from)) copyFileSync(from, join(layersFolder, file === "LICENSE" ? "countries-50m.LICENSE" : file));
}
for (const file of readdirSync(join(web, "..", "data", "layers"))) copyFileSync(join(web, "..", "data", "layers", file), join(layersFolder, file));
console.log(`report: script ${Math.round(script.text.length / 1024)} kB, style ${Math.round(style.text.length / 1024)} kB`);
