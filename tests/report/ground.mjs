// The map and the page "The ground" of real studies in a browser: node ground.mjs TRUNKLINE SOURCE FOLDER
// The study that is shipped, and two that this test makes: across 180 degrees, and over the pole.
// Skipped (exit 77) where no Chromium is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserOrSkip, claim, crowdedTexts, faintTexts, finish, go, launch, open } from "./page.mjs";

const [program, source, folder] = process.argv.slice(2);
const executablePath = browserOrSkip("report_ground");

function run(study, name) {
  const out = join(folder, name);
  mkdirSync(out, { recursive: true });
  execFileSync(program, ["study", study, "--out", out, "--quiet"], { stdio: ["ignore", "inherit", "inherit"] });
  return { report: join(out, "report.html"), features: JSON.parse(readFileSync(join(out, "route.geojson"), "utf8")).features };
}

const HEAD = `gas: {composition: methane, model: ideal}
flow: {mode: given, volume: 5 bcm/a at 20 degC}
inlet: {pressure: 7 MPa, temperature: 10 degC}
delivery: {min_pressure: 3 MPa}
pipes:
  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}
`;

/** A study whose line runs through two named places, over areas of its own. */
function made(name, points, areas) {
  const place = join(folder, `${name}-study`);
  mkdirSync(place, { recursive: true });
  const features = areas.map(([title, ring]) => ({ type: "Feature", properties: { name: title }, geometry: { type: "Polygon", coordinates: [ring] } }));
  writeFileSync(join(place, "areas.geojson"), JSON.stringify({ type: "FeatureCollection", features }));
  writeFileSync(join(place, "study.yml"), `study: {title: ${name}}\n${HEAD}sections:\n  line: {title: The line, from: p0, to: p${points.length - 1}, pipe: trunk}\nwaypoints:\n${
    points.map(([lat, lon], i) => `  p${i}: {name: Place ${i}, lat: ${lat} deg, lon: ${lon} deg, height: 0 m}\n`).join("")}map: {countries: areas.geojson}\nlayers:\n  ice: {title: Ice, file: areas.geojson, kind: permafrost}\n`);
  return run(place, name);
}

mkdirSync(folder, { recursive: true });
const browser = await launch(executablePath);
const pos2 = run(join(source, "studies/power-of-siberia-2"), "pos2");
const RADIUS_KM = 6371.0088;

/** Kilometres between two positions on the sphere (haversine). */
function apart([lonA, latA], [lonB, latB]) {
  const rad = Math.PI / 180, a = Math.sin(((latB - latA) * rad) / 2) ** 2 + Math.cos(latA * rad) * Math.cos(latB * rad) * Math.sin(((lonB - lonA) * rad) / 2) ** 2;
  return 2 * RADIUS_KM * Math.asin(Math.sqrt(a));
}

const map = (page) => page.locator(".page.current .map");
const switches = (page) => page.locator(".page.current .switches label");

/** Sets every switch of the map. */
async function setAll(page, on) {
  for (const box of await switches(page).locator("input").all()) await box.setChecked(on);
}

/** Kilometres to a pixel of the drawing, by its scale bar. */
const byTheBar = (page) => map(page).evaluate((svg) => {
  const bar = svg.querySelector(".scale").getBBox(), words = [...svg.querySelectorAll("text.tick")].find((t) => / km$/.test(t.textContent)).textContent;
  return Number(words.replace(/[^\d.]/g, "")) / bar.width;
});

const desk = await open(browser, pos2.report, { viewport: { width: 1280, height: 900 } });
await go(desk, "line");

await claim("the report with three maps of the world behind it weighs less than 1 MB", () => assert.ok(statSync(pos2.report).size < 1e6));

await claim("each switch of the map takes its things away and brings them back", async () => {
  const shapes = { Countries: ".land", Stations: ".station", Places: ".waypoint", Crossings: ".crossing" };
  await setAll(desk, true);
  const labels = await switches(desk).allInnerTexts();
  assert.ok(labels.length >= 8, labels.join());
  for (const label of labels.map((x) => x.trim())) {
    const box = switches(desk).filter({ hasText: label }).locator("input").first();
    const what = shapes[label] ?? (/sketch/.test(label) ? ".overlay" : ".otherway");
    const count = () => map(desk).locator(what).count();
    const before = await count();
    assert.ok(before > 0, `${label}: nothing on the map`);
    await box.setChecked(false);
    const without = await count();
    assert.ok(shapes[label] || what === ".overlay" ? without === 0 : without === before - 1, `${label}: ${before} then ${without}`);
    await box.setChecked(true);
    assert.equal(await count(), before, label);
  }
  await setAll(desk, false);
  assert.equal(await map(desk).locator(".land, .station, .waypoint, .crossing, .overlay, .otherway").count(), 0);
  assert.ok((await map(desk).locator(".route").count()) >= 3, "the line itself stays");
  await setAll(desk, true);
});

await claim("other ways have their names on the map", async () => {
  assert.deepEqual((await map(desk).locator(".wayname").allTextContents()).sort(), ["Along the existing line to the east", "Through Altai to Xinjiang", "Through Mongolia, crossing further east"]);
});

await claim("with everything switched on no label lies on another, in any width and theme, and all can be read", async () => {
  for (const [width, colorScheme] of [[1280, "light"], [1280, "dark"], [768, "light"], [360, "dark"], [360, "light"]]) {
    const page = await open(browser, pos2.report, { viewport: { width, height: 800 }, colorScheme });
    for (const id of ["line", "ground"]) {
      await go(page, id);
      await setAll(page, true);
      assert.deepEqual(await page.evaluate(crowdedTexts), [], `${id}, ${width} px`);
      assert.deepEqual(await page.evaluate(faintTexts), [], `${id}, ${width} px, ${colorScheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${id}: no sideways scrolling`);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  }
});

await claim("the scale bar is as long as it says", async () => {
  await setAll(desk, true);
  const perPixel = await byTheBar(desk);
  const dots = await map(desk).locator(".station").evaluateAll((all) => all.map((c) => [c.querySelector("title").textContent.replace("Compressor station ", ""), Number(c.getAttribute("cx")), Number(c.getAttribute("cy"))]));
  const places = new Map(pos2.features.filter((f) => f.properties.kind === "station").map((f) => [f.properties.name, f.geometry.coordinates]));
  assert.equal(dots.length, 22);
  let worst = 0;
  for (let i = 8; i + 1 < 20; i++) { // the middle of the map, where the bar holds
    const [nameA, xA, yA] = dots[i], [nameB, xB, yB] = dots[i + 1];
    const km = apart(places.get(nameA), places.get(nameB));
    worst = Math.max(worst, Math.abs((Math.hypot(xB - xA, yB - yA) * perPixel) / km - 1));
  }
  console.log(`     stations against the bar: ${(worst * 100).toFixed(2)} % at most`);
  assert.ok(worst < 0.03, `${worst}`);
});

await claim("areas on the map are true: Mongolia has its 1.56 million km2 (equal-area projection)", async () => {
  const perPixel = await byTheBar(desk);
  const pixels = await map(desk).evaluate((svg) => {
    let sum = 0;
    for (const path of svg.querySelectorAll(".land")) {
      if (path.querySelector("title").textContent !== "Mongolia") continue;
      const n = 4000, length = path.getTotalLength();
      let before = path.getPointAtLength(0);
      for (let i = 1; i <= n; i++) {
        const p = path.getPointAtLength((length * i) / n);
        sum += (before.x * p.y - p.x * before.y) / 2;
        before = p;
      }
    }
    return Math.abs(sum);
  });
  const km2 = pixels * perPixel ** 2;
  console.log(`     Mongolia: ${Math.round(km2)} km2`);
  assert.ok(Math.abs(km2 / 1564116 - 1) < 0.02, `${km2}`); // National Statistics Office of Mongolia; the bar is read to 1 %
});

await claim("map and height profile of the study point at the same place, both ways", async () => {
  const mark = map(desk).locator(".pointed"), chart = desk.locator(".page.current .chart").first();
  await chart.focus();
  for (let i = 0; i < 6; i++) await desk.keyboard.press("Shift+ArrowRight");
  assert.equal(await mark.getAttribute("visibility"), "visible");
  const readout = async () => Number(((await chart.locator(".readout").textContent()).match(/([\d,]+(\.\d+)?)\s*km/) ?? ["", "NaN"])[1].replace(/,/g, ""));
  const at = await readout();
  assert.ok(at > 0, `${at}`);
  const station = async (name) => desk.evaluate((wanted) => {
    const svg = document.querySelector(".page.current .map");
    svg.scrollIntoView({ block: "center" });
    const dot = [...svg.querySelectorAll(".station")].find((c) => c.querySelector("title").textContent.endsWith(wanted)).getBoundingClientRect();
    return [dot.x + dot.width / 2, dot.y + dot.height / 2];
  }, name);
  for (const f of pos2.features.filter((x) => x.properties.kind === "station" && ["Russia 7", "Mongolia 3", "China 2"].includes(x.properties.name))) {
    const [x, y] = await station(f.properties.name);
    await desk.mouse.move(x + 150, y - 150);
    await desk.mouse.move(x, y);
    const km = await readout(), wanted = f.properties.chainage_m / 1000;
    assert.ok(Math.abs(km - wanted) < 40, `${f.properties.name}: the profile points at ${km} km, the station stands at ${wanted} km`);
  }
});

await claim("a diamond and a station of the map lead to their rows", async () => {
  for (const [what, words] of [[".crossing", /Distance along the line/], [".station.hot", /Suction pressure|Shaft power/]]) {
    await map(desk).locator(what).first().click({ force: true });
    assert.match(await desk.locator("dialog[open]").innerText(), words);
    await desk.keyboard.press("Escape");
  }
});

await claim("page The ground: an area a row for each layer, crossings, ways with their cost, layers with their citations", async () => {
  await go(desk, "ground");
  const words = await desk.locator("#page-ground").innerText();
  for (const expected of ["Russia", "Mongolia", "China", "outside its areas", "Through Altai to Xinjiang", "Natural Earth, countries at 1:110, 1:50 and 1:10 million", "the line is laid over the finest map of this source"])
    assert.ok(words.includes(expected), expected);
  const lengths = await desk.$$eval("#page-ground section:first-of-type td .n[data-cell$='/length_m']", (all) => all.map((n) => Number(n.textContent.replace(/,/g, ""))));
  assert.ok(Math.abs(lengths.slice(0, 3).reduce((x, y) => x + y, 0) - 4222.9) < 0.2, `${lengths}`);
  await desk.locator("#page-ground td .n").first().click();
  assert.match(await desk.locator("dialog[open]").innerText(), /docs\/theory\/study-ground\.md/);
  await desk.keyboard.press("Escape");
});

await claim("printed, the map keeps its layers and needs no switch", async () => {
  await desk.emulateMedia({ media: "print" });
  assert.ok(await desk.locator("#page-line .map .land").count() > 10);
  assert.equal(await desk.locator("#page-line .onscreen").first().evaluate((e) => getComputedStyle(e).display), "none");
  assert.equal(await desk.locator("#page-line .switches").evaluate((e) => getComputedStyle(e).display), "none");
  await desk.emulateMedia({ media: null });
});

await claim("nothing was asked for outside, and the browser had no complaint", () => {
  assert.equal(desk.requested.length, 1);
  assert.deepEqual(desk.complaints, []);
});
await desk.context().close();

// --- 180 degrees and the pole ---------------------------------------------------------------------------------------
const box = (west, south, east, north) => [[west, south], [east, south], [east, north], [west, north], [west, south]];
const seam = made("seam", [[60, 176], [61, 179], [61, -178], [60, -175]], [["West", box(170, 55, 180, 65)], ["East", box(-180, 55, -170, 65)]]);
const pole = made("pole", [[86, 20], [88, 20], [88, -160], [86, -160]], [["Near", box(0, 84, 40, 87)], ["Far", box(-180, 84, -140, 87)]]);

for (const [name, study] of [["across 180 degrees", seam], ["over the pole", pole]]) {
  const page = await open(browser, study.report, { viewport: { width: 1200, height: 900 } });
  await go(page, "line");
  await setAll(page, true);
  await claim(`${name}: the line is one stroke, as long as it is`, async () => {
    const strokes = await map(page).locator(".route").evaluateAll((all) => all.map((p) => [(p.getAttribute("d").match(/M/g) ?? []).length, p.getTotalLength()]));
    assert.equal(strokes.length, 1);
    assert.equal(strokes[0][0], 1, "the line is torn");
    const km = study.features[0].properties.length_m / 1000, drawn = strokes[0][1] * (await byTheBar(page));
    assert.ok(Math.abs(drawn / km - 1) < 0.03, `${drawn} km drawn, ${km} km long`);
  });
  await claim(`${name}: no area is drawn round the globe the other way`, async () => {
    const wide = await map(page).evaluate((svg) => [...svg.querySelectorAll(".land, .overlay")].map((p) => [p.querySelector("title").textContent, p.getBBox().width * p.getBBox().height, svg.viewBox.baseVal.width * svg.viewBox.baseVal.height]));
    assert.ok(wide.length >= 4, JSON.stringify(wide));
    for (const [title, area, whole] of wide) assert.ok(area < 0.75 * whole, `${title} covers ${((area / whole) * 100).toFixed(0)} % of the map`);
  });
  await claim(`${name}: route.geojson cuts the line at 180 degrees and nowhere else`, () => {
    const { type, coordinates } = study.features[0].geometry;
    const pieces = type === "LineString" ? [coordinates] : coordinates;
    assert.equal(pieces.length, study === seam ? 2 : 1);
    for (const piece of pieces) for (let i = 1; i < piece.length; i++) assert.ok(Math.abs(piece[i][0] - piece[i - 1][0]) <= 180);
  });
  await claim(`${name}: the borders are those of the study's own file, and the map says so`, async () => {
    const words = await page.locator(".page.current .axisnote").first().innerText();
    assert.match(words, /Borders: areas\.geojson/);
    assert.ok(!words.includes("Natural Earth"), words);
  });
  await claim(`${name}: no label lies on the line`, async () => {
    const on = await map(page).evaluate((svg) => {
      const line = svg.querySelector(".route"), length = line.getTotalLength(), labels = [...svg.querySelectorAll(".placename")].map((t) => [t.textContent, t.getBBox()]);
      return labels.filter(([, b]) => [...Array(400).keys()].some((i) => {
        const p = line.getPointAtLength((length * i) / 399);
        return p.x > b.x && p.x < b.x + b.width && p.y > b.y + 3 && p.y < b.y + b.height - 3;
      })).map(([words]) => words);
    });
    assert.deepEqual(on, []);
  });
  await claim(`${name}: no label lies on another, no complaint`, async () => {
    assert.deepEqual(await page.evaluate(crowdedTexts), []);
    assert.deepEqual(page.complaints, []);
  });
  await page.screenshot({ path: join(folder, `${study === seam ? "seam" : "pole"}.png`) });
  await page.context().close();
}
await browser.close();
finish();
