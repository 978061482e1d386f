// What the browser tests of the report share: the browser, claims about a page, and what to look for on it.
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function chromiumOnPath() {
  for (const name of ["chromium", "chromium-browser"])
    for (const place of (process.env.PATH ?? "").split(delimiter)) {
      try {
        accessSync(join(place, name), constants.X_OK);
        return join(place, name);
      } catch {
        // look on
      }
    }
  return null;
}

/** The path of a browser; ends the test as skipped (77) where there is none. */
export function browserOrSkip(test) {
  const found = chromiumOnPath();
  if (found) return found;
  console.log(`${test}: skipped, no chromium on PATH`);
  process.exit(77);
}

export async function launch(executablePath) {
  const { chromium } = createRequire(join(here, "../../web/package.json"))("playwright-core");
  return chromium.launch({ executablePath, args: FLAGS });
}

const failures = [];
let claims = 0;

/** A claim about the page; all of them are tried. */
export async function claim(words, check) {
  claims++;
  try {
    await check();
    console.log(`ok   ${words}`);
  } catch (error) {
    failures.push(words);
    console.log(`FAIL ${words}\n     ${String(error.message).split("\n").slice(0, 12).join("\n     ")}`);
  }
}

/** Ends the test: 0 if all claims hold. */
export function finish() {
  console.log(`${claims - failures.length} of ${claims} claims hold`);
  process.exit(failures.length === 0 ? 0 : 1);
}

export async function open(browser, report, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.complaints = [];
  page.requested = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && page.complaints.push(m.text()));
  page.on("pageerror", (e) => page.complaints.push(e.message));
  page.on("request", (r) => page.requested.push(r.url()));
  await page.goto(pathToFileURL(report).href);
  return page;
}

export async function go(page, id) {
  await page.evaluate((x) => (location.hash = x), id);
  await page.waitForFunction((x) => document.getElementById(`page-${x}`)?.classList.contains("current"), id);
}

export const idsOf = (page) => page.$$eval(".page", (all) => all.map((p) => p.id.replace("page-", "")));

/** Texts of a picture that lie on each other or stick out of it. */
export function crowdedTexts() {
  const bad = [];
  for (const svg of document.querySelectorAll(".page.current svg")) {
    const frame = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll("text")].map((t) => ({ words: t.textContent, box: t.getBoundingClientRect() })).filter((t) => t.box.width > 0);
    boxes.forEach(({ words, box }, i) => {
      if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2) bad.push(`"${words}" sticks out`);
      for (const other of boxes.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 3) bad.push(`"${words}" on "${other.words}"`);
      }
    });
  }
  return bad;
}

/** Texts with too little contrast (WCAG 2.2, 1.4.3: 4.5 to 1, large text 3 to 1). */
export function faintTexts() {
  const parse = (css) => {
    const n = (css.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    return css.startsWith("color(") ? [n[0] * 255, n[1] * 255, n[2] * 255, n[3] ?? 1] : [n[0] ?? 0, n[1] ?? 0, n[2] ?? 0, css === "transparent" ? 0 : (n[3] ?? 1)];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const back = parse(getComputedStyle(e).backgroundColor);
      if (back[3] > 0.99) return back;
    }
    return parse(getComputedStyle(document.documentElement).backgroundColor);
  };
  const bad = new Set();
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.checkVisibility() || ["SCRIPT", "STYLE", "OPTION", "TITLE", "title"].includes(e.tagName)) continue;
    const style = getComputedStyle(e), svg = e.namespaceURI.endsWith("svg");
    if (svg && e.tagName !== "text") continue;
    let back = behind(e);
    if (svg && e.classList.contains("bandname")) back = parse(getComputedStyle(e.previousElementSibling).fill);
    else if (svg && e.closest(".map")) back = parse(getComputedStyle(e.closest(".map").querySelector(".land")).fill);
    const a = light(parse(svg ? style.fill : style.color)), b = light(back);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 600);
    if (ratio < (large ? 3 : 4.5)) bad.add(`${ratio.toFixed(2)} "${e.textContent.trim().slice(0, 30)}" (${e.tagName}.${e.getAttribute("class") ?? ""})`);
  }
  return [...bad];
}
