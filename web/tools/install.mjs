// Brings the packages of package-lock.json, unless they are there: node install.mjs NPM
// The lock is copied beside the packages, so that any build folder can see without the network that
// they match it; it is written anew each time, so that it is never older than what it was made from.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const npm = process.argv[2];
const lock = readFileSync(join(web, "package-lock.json"), "utf8");
const seal = join(web, "node_modules", ".trunkline-lock");
if (!existsSync(seal) || readFileSync(seal, "utf8") !== lock) {
  const run = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: web, stdio: ["ignore", "inherit", "inherit"] });
  if (run.status !== 0) {
    console.error("npm ci failed in web/: the report's packages could not be fetched; check the network and run it again");
    process.exit(1);
  }
}
writeFileSync(seal, lock);
