// Opens the report in a browser as a reader does: node browser.mjs WRITE_FIXTURE COUNTRIES.topo.json FOLDER
// Skipped (exit 77) where no Chromium is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { browserOrSkip, claim, crowdedTexts, faintTexts, finish, go, idsOf, launch, open as openReport } from "./page.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [writeFixture, atlas, folder] = process.argv.slice(2);
const BYTES = 1000000;
const PAGES = ["Summary", "The line", "Flow", "Stations", "When something breaks", "Claims", "Cost", "Scenarios", "What matters", "More tables", "Assumptions", "Proof"];

const executablePath = browserOrSkip("report_browser");
mkdirSync(folder, { recursive: true });
const countries = join(folder, "countries.json"), report = join(folder, "report.html");
execFileSync(process.execPath, [join(here, "layer.mjs"), atlas, countries]);
execFileSync(writeFixture, [folder, countries], { stdio: "inherit" });
assert.ok(statSync(report).size < BYTES, "the report weighs less than 1 MB");

const browser = await launch(executablePath);
const open = (options) => openReport(browser, report, options);

for (const colorScheme of ["light", "dark"]) {
  const page = await open({ viewport: { width: 1200, height: 900 }, colorScheme });
  await claim(`${colorScheme}: all pages are there, in reading order`, async () => {
    assert.deepEqual(await page.$$eval("nav a", (all) => all.map((a) => a.textContent)), PAGES);
  });
  for (const id of await idsOf(page)) {
    await go(page, id);
    await claim(`${colorScheme}: page ${id} can be read (contrast)`, async () => assert.deepEqual(await page.evaluate(faintTexts), []));
    if (colorScheme === "light") await claim(`page ${id}: no label on another`, async () => assert.deepEqual(await page.evaluate(crowdedTexts), []));
  }
  await claim(`${colorScheme}: no complaint of the browser`, async () => assert.deepEqual(page.complaints, []));
  await claim(`${colorScheme}: nothing asked for but the file itself`, async () => assert.deepEqual(page.requested, [pathToFileURL(report).href]));
  await page.context().close();
}

const phone = await open({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
for (const id of await idsOf(phone)) {
  await go(phone, id);
  await claim(`360 px: page ${id} needs no sideways scrolling`, async () => assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360));
  await claim(`360 px: page ${id}: no label on another`, async () => assert.deepEqual(await phone.evaluate(crowdedTexts), []));
}
await phone.context().close();

const desk = await open({ viewport: { width: 1200, height: 900 } });
await claim("a number leads back to formula, file, line and source", async () => {
  await go(desk, "stations");
  await desk.locator("#page-stations td .n").nth(1).click();
  const words = await desk.locator("dialog[open]").innerText();
  for (const expected of ["Inlet pressure", "MPa", "In SI units", "arrival pressure less piping loss", "docs/theory/pipe_flow.md", "studies/example/stations.csv:6", "Example Publisher", "assumption"]) assert.ok(words.includes(expected), `"${expected}" in the panel:\n${words.slice(0, 900)}`);
  await desk.keyboard.press("Escape");
  assert.equal(await desk.locator("dialog[open]").count(), 0);
});
await claim("a number opens from the keyboard, arrows walk over a table", async () => {
  await desk.locator("#page-stations td .n").first().focus();
  await desk.keyboard.press("ArrowRight");
  await desk.keyboard.press("ArrowDown");
  assert.match(await desk.evaluate(() => document.activeElement.dataset.cell), /^stations\/1\/inlet_p_pa$/);
  await desk.keyboard.press("Enter");
  assert.equal(await desk.locator("dialog[open]").count(), 1);
  await desk.keyboard.press("Escape");
  assert.match(await desk.evaluate(() => document.activeElement.dataset.cell), /^stations\/1\/inlet_p_pa$/);
});
await claim("a point of a curve leads back, by pointer and by keys", async () => {
  await go(desk, "flow");
  const chart = desk.locator("#page-flow .chart").first();
  await chart.locator("svg").click({ position: { x: 400, y: 150 } });
  assert.match(await desk.locator("dialog[open]").innerText(), /momentum balance/);
  await desk.keyboard.press("Escape");
  await chart.focus();
  await desk.keyboard.press("ArrowRight");
  assert.match(await chart.locator("output").innerText(), /km.*MPa/);
  await desk.keyboard.press("Enter");
  assert.equal(await desk.locator("dialog[open]").count(), 1);
  await desk.keyboard.press("Escape");
});
await claim("the headline leads back to its scenario", async () => {
  await go(desk, "summary");
  await desk.locator(".cardnumber .n").first().click();
  assert.match(await desk.locator("dialog[open]").innerText(), /largest flow that keeps every limit/);
  await desk.keyboard.press("Escape");
});
await claim("every input can be found by words, file and line", async () => {
  await go(desk, "assumptions");
  await desk.fill("input[type=search]", "gas.csv:5");
  const rows = await desk.locator(".inputtable tbody tr").count();
  assert.ok(rows >= 1 && rows < 150, `${rows} rows`);
  await desk.fill("input[type=search]", "no such thing");
  assert.equal(await desk.locator(".inputtable tbody tr").count(), 0);
  await desk.fill("input[type=search]", "");
});
await claim("the list of scenarios narrows with the levels chosen", async () => {
  await go(desk, "scenarios");
  const list = desk.locator("#page-scenarios .block").nth(1);
  await list.locator("select").first().selectOption({ index: 1 });
  assert.match(await list.locator("[aria-live]").innerText(), /^256 of 512/);
});
await claim("a table sorts by the column asked for", async () => {
  await go(desk, "stations");
  await desk.locator("#page-stations th .sort", { hasText: "Pressure ratio" }).click();
  const ratios = await desk.$$eval("#page-stations td .n[data-cell$='/ratio']", (all) => all.map((n) => Number(n.textContent)));
  assert.equal(ratios.length, 20);
  assert.deepEqual(ratios, [...ratios].sort((a, b) => a - b));
});
await claim("markup in a study's words stays words", async () => {
  await go(desk, "more");
  assert.equal(await desk.title(), "More tables: Example Line");
  assert.match(await desk.locator("#page-more").innerText(), /<\/script><script>document\.title='broken'<\/script>/);
});
await claim("landmarks, headings, captions and alt text are there", async () => {
  for (const landmark of ["header", "nav", "main", "footer"]) assert.equal(await desk.locator(landmark).count() > 0, true, landmark);
  assert.equal(await desk.locator("h1").count(), 1);
  const lacking = await desk.evaluate(() => [
    ...[...document.querySelectorAll("svg")].filter((x) => !x.getAttribute("aria-label")?.length || x.getAttribute("role") !== "img").map(() => "svg without alt text"),
    ...[...document.querySelectorAll("table")].filter((x) => !x.caption?.textContent).map(() => "table without caption"),
    ...[...document.querySelectorAll("button, a")].filter((x) => !(x.getAttribute("aria-label") || x.textContent.trim()) && !x.hidden).map((x) => `unnamed ${x.className}`),
    ...[...document.querySelectorAll("figure")].filter((x) => !x.querySelector("h3")?.textContent).map(() => "picture without title"),
  ]);
  assert.deepEqual(lacking, []);
});
await claim("the theme can be switched and wins over the system's", async () => {
  const paper = () => desk.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const before = await paper();
  await desk.locator(".theme").click();
  assert.notEqual(await paper(), before);
});
await claim("printing shows every page on A4", async () => {
  await desk.emulateMedia({ media: "print" });
  assert.deepEqual(await desk.$$eval(".page", (all) => all.map((p) => getComputedStyle(p).display)), PAGES.map(() => "block"));
  assert.equal(await desk.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)");
  const pdf = await desk.pdf({ preferCSSPageSize: true, printBackground: true });
  assert.ok((pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length >= PAGES.length);
  await desk.emulateMedia({ media: null });
});
await claim("what is on the map can be switched off and on, by keyboard too", async () => {
  await go(desk, "line");
  const stations = () => desk.locator(".page.current .map .station").count();
  const box = desk.locator(".page.current .switches label", { hasText: "Stations" }).locator("input");
  const before = await stations();
  assert.ok(before > 0);
  await box.focus();
  await desk.keyboard.press("Space");
  assert.equal(await stations(), 0);
  await desk.keyboard.press("Space");
  assert.equal(await stations(), before);
});
await claim("map and height profile point at the same place, by keyboard and by pointer", async () => {
  await go(desk, "line");
  const mark = desk.locator(".page.current .map .pointed"), chart = desk.locator(".page.current .chart").first();
  await chart.focus();
  await desk.keyboard.press("ArrowRight");
  assert.equal(await mark.getAttribute("visibility"), "visible");
  const first = await mark.getAttribute("cx");
  for (let i = 0; i < 5; i++) await desk.keyboard.press("Shift+ArrowRight");
  assert.notEqual(await mark.getAttribute("cx"), first);
  const at = await desk.evaluate(() => {
    const map = document.querySelector(".page.current .map"), route = map.querySelector(".route:not(.feeder)");
    map.scrollIntoView({ block: "center" });
    const p = route.getPointAtLength(route.getTotalLength() / 2), m = map.getScreenCTM();
    return [p.x * m.a + m.e, p.y * m.d + m.f];
  });
  await desk.mouse.move(at[0] + 200, at[1] + 200);
  await desk.mouse.move(at[0], at[1]);
  assert.match(await chart.locator(".readout").textContent(), /km/);
});
await claim("nothing was asked for outside, after all of it", async () => {
  assert.deepEqual(desk.requested, [pathToFileURL(report).href]);
  assert.deepEqual(desk.complaints, []);
});
await browser.close();
finish();
