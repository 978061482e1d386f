// The pages Cost, Deal and Uncertainty of the shipped study in a browser: node money.mjs TRUNKLINE SOURCE FOLDER
// Few samples: what is tried is the page, not the spread. Skipped (exit 77) where no Chromium is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { browserOrSkip, claim, crowdedTexts, faintTexts, finish, go, idsOf, launch, open } from "./page.mjs";

const [program, source, folder] = process.argv.slice(2);
const executablePath = browserOrSkip("report_money");
mkdirSync(folder, { recursive: true });
execFileSync(program, ["study", join(source, "studies/power-of-siberia-2"), "--out", folder, "--quiet", "--steps", "flow,cost,contract,cash,claims,samples,indices",
  "--set", "uncertainty.samples=64", "--set", "uncertainty.index_samples=16"], { stdio: ["ignore", "inherit", "inherit"] });
const report = join(folder, "report.html");

/** A table of the study as rows by column name, from the CSV (SI units). */
function rowsOf(id) {
  const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1).map((m) => m[1].replace(/^"|"$/g, "").replace(/""/g, '"'));
  const lines = readFileSync(join(folder, "tables", `${id}.csv`), "utf8").trim().split(/\r?\n/);
  const names = cells(`${lines[0]},`).map((n) => n.replace(/ \[.*/, ""));
  return lines.slice(1).map((line) => Object.fromEntries(cells(`${line},`).map((c, i) => [names[i], c])));
}

const digits = (x, n) => Number(Number(x).toPrecision(n));
const browser = await launch(executablePath);
const desk = await open(browser, report, { viewport: { width: 1280, height: 900 } });
const words = (selector) => desk.locator(`.page.current ${selector}`).allInnerTexts();
const block = (title) => desk.locator(".page.current .block").filter({ has: desk.locator(`h3:text-is("${title}")`) });

await claim("the report has the three pages, weighs less than 1 MB, and asks nothing of a network", async () => {
  const ids = await idsOf(desk);
  for (const id of ["cost", "deal", "uncertainty"]) assert.ok(ids.includes(id), id);
  assert.ok(statSync(report).size < 1e6);
  assert.ok(desk.requested.every((url) => url.startsWith("file:") || url.startsWith("data:")), desk.requested.join());
});

await go(desk, "cost");

await claim("the cost tree opens into items that sum to its total, hard ground and crossings apart", async () => {
  const total = rowsOf("capex_totals")[0];
  assert.equal(digits((await words(".total strong"))[0].replace(/[^\d.].*$/, ""), 3), digits(total.likely_usd / 1e9, 3));
  const items = rowsOf("capex_items");
  const sum = items.reduce((a, r) => a + Number(r.likely_usd), 0);
  assert.ok(Math.abs(sum - total.likely_usd) < 1, `${sum} and ${total.likely_usd}`);
  await desk.locator(".page.current details.tree > summary .barlabel").first().click();
  const leaves = (await words("details.tree[open] .leaves")).join("\n");
  for (const item of ["Permafrost, on top", "Seismic ground, on top", "Crossings of large rivers", "Swamp, on top", "Contingency"]) assert.ok(leaves.includes(item), item);
});

await claim("each published total stands with its declared scope beside the computed one", async () => {
  const bars = (await block("Published totals beside the computed one").innerText()).replace(/\s+/g, " ");
  for (const row of rowsOf("capex_totals")) assert.ok(bars.includes(row.name), row.name);
  assert.ok(bars.includes("scope not declared") && bars.includes("crossings"), bars.slice(0, 400));
});

await claim("regressions, interest, line fill and operation stand on the page with their numbers", async () => {
  const regressions = await block("Cross-check: regressions on lines that were built").innerText();
  for (const name of ["Parker 2004", "McCoy and Rubin 2008", "Rui et al. 2011", "Brown et al. 2022", "extrapolated"]) assert.ok(regressions.includes(name), name);
  const onTop = await desk.locator('.page.current', { hasText: "What comes on top of the overnight cost" }).innerText();
  assert.ok(onTop.includes(String(digits(rowsOf("capex_on_top").at(-1).interest_usd / 1e9, 3))));
  const operation = await block("Cost of operation in a year at full flow").innerText();
  for (const part of ["Maintenance", "Labour", "Power", "Fuel gas"]) assert.ok(operation.includes(part), part);
});

await claim("claims about cost are on the page of cost, each with a verdict", async () => {
  const list = desk.locator(".page.current .claimlist");
  assert.ok((await list.locator("dt").count()) >= 10);
  assert.equal(await list.locator("dd .chip").count(), await list.locator("dt").count());
});

await go(desk, "deal");

await claim("the border price at which it pays is that of the table, per volume and per MMBtu, each boundary named", async () => {
  const rows = rowsOf("break_even"), text = await block("The border price at which it pays, by what is counted").innerText();
  for (const row of rows) assert.ok(text.includes(row.boundary), row.boundary);
  assert.ok(text.includes(String(Math.round(rows[0].price_usd_m3 * 1000))), "per 1000 m3");
  assert.ok(text.includes((rows[0].price_usd_j * 1055.05585262e6).toFixed(2)), "per MMBtu");
});

await claim("the heat map of price by volume has a number or a reason in every cell", async () => {
  const cells = await desk.locator(".page.current .heattable tbody tr td").allInnerTexts();
  assert.equal(cells.length, 6 * 10);
  assert.ok(cells.every((c) => /\d|none|no answer/.test(c)), cells.join("|"));
  assert.ok(cells.some((c) => /does not pay/.test(c)) && cells.some((c) => /\bpays/.test(c)));
});

await claim("at Beijing and Shanghai this line stands beside Central Asia, LNG, domestic gas and the line to the east", async () => {
  const text = await desk.locator(".page.current").innerText();
  for (const name of ["Beijing", "Shanghai", "Central Asia (Turkmenistan)", "Liquefied natural gas", "Domestic gas (Ordos)", "Power of Siberia 1"]) assert.ok(text.includes(name), name);
});

await claim("a number on the deal page leads back to its formula and inputs", async () => {
  await desk.locator(".page.current .barvalue button.n").first().click();
  const walk = desk.locator("dialog[open], .walk").first();
  await walk.waitFor();
  assert.match(await walk.innerText(), /nil|price/);
  await desk.keyboard.press("Escape");
});

await go(desk, "uncertainty");

await claim("the page says which share of the samples has no answer, why, and on what the spreads are conditional", async () => {
  const facts = await desk.locator(".page.current").innerText(), missing = rowsOf("sample_missing");
  const share = 1 - Number(rowsOf("sample_answers")[0].solved);
  assert.ok(share > 0 && missing.length > 0, "the study draws axes at which the line does not work");
  assert.ok(facts.includes(`In ${digits(100 * share, 2)} % of the samples`), facts.slice(0, 900));
  for (const row of missing) assert.ok(facts.includes(row.why), row.why);
  assert.match(facts, /On what the spreads are conditional/);
  assert.match(facts, /on condition that the line works/);
});

await claim("histograms, tornado, indices, waiting and stages are drawn", async () => {
  assert.ok((await desk.locator(".page.current svg rect.yearbar").count()) > 40);
  const text = await desk.locator(".page.current").innerText();
  for (const title of ["What moves the break-even price, alone", "What moves the producer's value, alone", "total order", "What waiting or building in stages would be worth"]) assert.ok(text.includes(title), title);
});

await claim("in any width and theme nothing lies on another, all can be read, and no page scrolls sideways", async () => {
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [360, "dark"], [360, "light"]]) {
    const page = await open(browser, report, { viewport: { width, height: 800 }, colorScheme });
    for (const id of ["cost", "deal", "uncertainty"]) {
      await go(page, id);
      assert.deepEqual(await page.evaluate(crowdedTexts), [], `${id}, ${width} px`);
      assert.deepEqual(await page.evaluate(faintTexts), [], `${id}, ${width} px, ${colorScheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${id}: no sideways scrolling`);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});

await browser.close();
finish();
