// A quantity along the line: coloured by country, stations marked, limits shaded, the binding place called out.
// Read it with the pointer or the arrow keys; a click or Enter walks back from the nearest point.
import { column, columnAt, countryClass, numberAt, shownRows, wordAt, type Binding, type Column, type Limit, type Table } from "./data";
import { h, Placer, s, textWidth, type Box } from "./dom";
import { heading, shownValue, tickLabel, ticks, unitWords, withUnit } from "./format";
import { onPointAt, picture, pointAt } from "./picture";
import { tableBelow } from "./tableview";
import { openCell } from "./walkback";

export interface ChartOptions {
  title: string;
  sentence: string;
  table: Table;
  y: string;
  area?: boolean;
  stations?: Table | undefined;
  limits?: Limit[];
  binding?: Binding | undefined;
  second?: string; // a second column of the same unit, drawn thin and dashed
}

const SMALL = 11.5;
const LINE = 16;
const LEFT = 54, RIGHT = 10, EDGES = LEFT + RIGHT;

/** The sentence of the binding place, in as many lines as the width asks for. */
function callLines(binding: Binding | undefined, width: number): string[] {
  const lines: string[] = [];
  for (const word of binding?.sentence.split(/\s+/) ?? []) {
    const last = lines[lines.length - 1];
    if (last !== undefined && textWidth(`${last} ${word}`, SMALL, true) <= width - 8) lines[lines.length - 1] = `${last} ${word}`;
    else if (word) lines.push(word);
  }
  return lines;
}

interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number; // of the plot itself
  x: (si: number) => number;
  y: (si: number) => number;
  placer: Placer;
  from: number;
  to: number;
}

interface Run {
  country: string;
  section: string;
  from: number;
  to: number;
  rows: number[];
}

/** Stretches of one country and section, in order. */
function runsOf(t: Table, x: Column): Run[] {
  const country = column(t, "country"), section = column(t, "section");
  const runs: Run[] = [];
  for (let r = 0; r < shownRows(t); r++) {
    const at = numberAt(x, r);
    if (!Number.isFinite(at)) continue;
    const name = wordAt(country, r), part = wordAt(section, r);
    const last = runs[runs.length - 1];
    if (last && last.country === name && last.section === part) {
      last.rows.push(r);
      last.to = at;
    } else {
      runs.push({ country: name, section: part, from: last && at >= last.to ? last.to : at, to: at, rows: [r] });
    }
  }
  return runs;
}

function frameFor(o: ChartOptions, width: number, height: number, x: Column, ys: Column[], narrow: boolean): Frame {
  const xs = x.values.filter((v): v is number => typeof v === "number");
  let from = Math.min(...xs), to = Math.max(...xs);
  if (!(to > from)) to = from + 1;
  const values = ys.flatMap((c) => c.values.filter((v): v is number => typeof v === "number"));
  for (const l of o.limits ?? []) values.push(...[l.min, l.max].filter((v): v is number => typeof v === "number"));
  let low = Math.min(...values), high = Math.max(...values);
  if (o.area) low = Math.min(low, 0);
  if (!(high > low)) high = low + Math.max(Math.abs(low) * 0.1, ys[0]?.show_factor ?? 1);
  const left = LEFT, right = width - RIGHT, bottom = height - 46 - (narrow ? LINE : 0);
  const top = 24 + (o.stations ? 18 : 0) + callLines(o.binding, right - left).length * LINE;
  const room = ((high - low) / Math.max(40, bottom - top)) * 22; // space for the words beyond a limit
  high += (o.limits ?? []).some((l) => l.max !== undefined) ? room : (high - low) * 0.06;
  if (!o.area) low -= (o.limits ?? []).some((l) => l.min !== undefined) ? room : (high - low) * 0.06;
  return {
    left, right, top, bottom, from, to,
    x: (si) => left + ((si - from) / (to - from)) * (right - left),
    y: (si) => bottom - ((si - low) / (high - low)) * (bottom - top),
    placer: new Placer({ x: left - 14, y: 0, width: right - left + 24, height }),
  };
}

/** Neighbouring stretches of one country as one. */
function countryBands(runs: Run[]): Run[] {
  const bands: Run[] = [];
  for (const run of runs) {
    const last = bands[bands.length - 1];
    if (last && last.country === run.country) last.to = run.to;
    else bands.push({ ...run });
  }
  return bands;
}

/** Some band is too narrow for its name, which then stands below it. */
function hasNarrowBand(runs: Run[], width: number): boolean {
  const bands = countryBands(runs);
  const whole = (bands[bands.length - 1]?.to ?? 1) - (bands[0]?.from ?? 0) || 1;
  return bands.some((b) => textWidth(b.country, SMALL, true) >= ((b.to - b.from) / whole) * (width - EDGES) - 6);
}

function axes(f: Frame, x: Column, y: Column, runs: Run[]): SVGElement[] {
  const out: SVGElement[] = [];
  const inShown = (c: Column, v: number): number => v * c.show_factor + c.show_offset;
  const low = shownValue(invert(f, f.bottom), y), high = shownValue(invert(f, f.top), y);
  const rows = ticks(Math.min(low, high), Math.max(low, high), Math.max(3, Math.floor((f.bottom - f.top) / 42)));
  const rowStep = (rows[1] ?? 1) - (rows[0] ?? 0) || 1;
  for (const v of rows) {
    const at = f.y(inShown(y, v));
    out.push(s("line", { class: "grid", x1: f.left, x2: f.right, y1: at, y2: at }), s("text", { class: "tick", x: f.left - 7, y: at + 4, "text-anchor": "end" }, tickLabel(v, rowStep)));
  }
  out.push(s("text", { class: "tick unitname", x: 2, y: f.top - 9 }, unitWords(y.show_unit)));
  const columns = ticks(shownValue(f.from, x), shownValue(f.to, x), Math.max(2, Math.floor((f.right - f.left) / 75)));
  const columnStep = (columns[1] ?? 1) - (columns[0] ?? 0) || 1;
  const unit = unitWords(x.show_unit);
  columns.forEach((v, i) => {
    const at = f.x(inShown(x, v));
    const words = tickLabel(v, columnStep) + (i === columns.length - 1 ? `\u00a0${unit}` : "");
    const over = Math.min(0, f.right + 8 - (at + textWidth(words, SMALL) / 2));
    out.push(s("line", { class: "grid", x1: at, x2: at, y1: f.bottom, y2: f.bottom + 4 }), s("text", { class: "tick", x: at + over, y: f.bottom + 17, "text-anchor": "middle" }, words));
  });
  const bands = countryBands(runs);
  const below = new Placer({ x: 0, y: 0, width: f.right + 10, height: f.bottom + 64 });
  for (const band of bands) {
    const a = f.x(band.from), b = f.x(band.to);
    out.push(s("rect", { class: `band ${countryClass(band.country)}`, x: a, y: f.bottom + 25, width: Math.max(1, b - a), height: 18 }));
    if (textWidth(band.country, SMALL, true) < b - a - 6)
      out.push(s("text", { class: "bandname", x: (a + b) / 2, y: f.bottom + 38, "text-anchor": "middle" }, band.country));
    else {
      const w = textWidth(band.country, SMALL, true), middle = Math.min(Math.max((a + b) / 2, f.left + w / 2), f.right + 5 - w / 2);
      const box = below.place([0, 4, -4, 8, -8, 16, -16, w / 2, -w / 2, w, -w].map((shift) => ({ x: middle + shift - w / 2 - 1, y: f.bottom + 45, width: w + 2, height: 16 })));
      if (box) out.push(s("text", { class: `bandbelow ${countryClass(band.country)}`, x: box.x + 1, y: box.y + 12 }, band.country));
    }
  }
  return out;
}

function invert(f: Frame, pixel: number): number {
  const y0 = f.y(0), y1 = f.y(1);
  return (pixel - y0) / (y1 - y0);
}

function boxFor(words: string, x: number, baseline: number, anchor: "start" | "middle" | "end"): Box {
  const w = textWidth(words, SMALL) + 6;
  return { x: anchor === "start" ? x - 3 : anchor === "end" ? x - w + 3 : x - w / 2, y: baseline - 12, width: w, height: 16 };
}

function limitMarks(f: Frame, limits: Limit[], runs: Run[], c: Column): SVGElement[] {
  const out: SVGElement[] = [];
  for (const limit of limits) {
    const where = limit.section ? runs.filter((r) => r.section === limit.section || r.country === limit.section) : runs;
    if (where.length === 0) continue;
    const a = f.x(Math.min(...where.map((r) => r.from))), b = f.x(Math.max(...where.map((r) => r.to)));
    for (const [si, beyond] of [[limit.max, f.top], [limit.min, f.bottom]] as [number | undefined, number][]) {
      if (si === undefined) continue;
      const at = f.y(si);
      out.push(s("rect", { class: "beyond", x: a, y: Math.min(at, beyond), width: b - a, height: Math.abs(beyond - at) }));
      out.push(s("line", { class: "limit", x1: a, x2: b, y1: at, y2: at }));
      const words = `${limit.label} ${withUnit(si, c)}`;
      const baseline = beyond < at ? at - 6 : at + 15;
      const wishes: [number, "start" | "middle" | "end"][] = [[a + 6, "start"], [b - 6, "end"], [(a + b) / 2, "middle"], [a + (b - a) / 3, "middle"]];
      if (b - a < textWidth(words, SMALL) + 12) wishes.unshift([Math.min(Math.max((a + b) / 2, f.left + textWidth(words, SMALL) / 2 + 6), f.right - textWidth(words, SMALL) / 2 - 6), "middle"]);
      const box = f.placer.place(wishes.map(([x, anchor]) => boxFor(words, x, baseline, anchor)));
      if (box) out.push(s("text", { class: "limitname", x: box.x + 3, y: box.y + 12 }, words));
      if (box || !limit.section) continue;
      const named = `${limit.section}: ${words}`; // beside its stretch it must say whose it is
      const beside = f.placer.place([boxFor(named, a - 6, baseline, "end"), boxFor(named, b + 6, baseline, "start"), boxFor(named, a - 6, baseline + 16, "end")]);
      if (beside) out.push(s("text", { class: "limitname", x: beside.x + 3, y: beside.y + 12 }, named));
    }
  }
  return out;
}

function stationMarks(f: Frame, stations: Table, row: number): SVGElement[] {
  const out: SVGElement[] = [];
  const x = column(stations, "chainage_m"), name = column(stations, "name");
  for (let r = 0; r < shownRows(stations); r++) {
    const at = numberAt(x, r);
    if (!Number.isFinite(at) || at < f.from || at > f.to) continue;
    const px = f.x(at), words = wordAt(name, r);
    out.push(s("line", { class: "stationline", x1: px, x2: px, y1: f.top, y2: f.bottom }));
    out.push(s("path", { class: "stationmark", d: `M${px - 4} ${f.top - 6}h8l-4 6z` }, s("title", {}, words)));
    const box = f.placer.place([boxFor(words, px, row, "middle"), boxFor(words, px - 2, row, "start"), boxFor(words, px + 2, row, "end")]);
    if (box) out.push(s("text", { class: "stationname", x: box.x + 3, y: box.y + 12 }, words));
  }
  return out;
}

/** Drawn first, so that other words keep clear of it. */
function callout(f: Frame, o: ChartOptions, x: Column, y: Column): SVGElement[] {
  const b = o.binding;
  if (!b) return [];
  const nearest = nearestRow(o.table, x, y, b.chainage_m);
  if (nearest < 0) return [];
  const px = f.x(numberAt(x, nearest)), py = f.y(numberAt(y, nearest));
  const lines = callLines(b, f.right - f.left);
  const w = Math.max(...lines.map((words) => textWidth(words, SMALL, true)));
  const start = Math.min(Math.max(px - w / 2, f.left), f.right - w), under = lines.length * LINE;
  f.placer.block({ x: start, y: 0, width: w, height: under + 1 });
  f.placer.block({ x: px - 4, y: under, width: 8, height: py + 8 - under });
  return [s("line", { class: "call", x1: px, x2: px, y1: under + 1, y2: py - 6 }), s("circle", { class: "callring", cx: px, cy: py, r: 6 }), ...lines.map((words, i) => s("text", { class: "callname", x: start, y: 12 + i * LINE }, words))];
}

function nearestRow(t: Table, x: Column, y: Column, si: number): number {
  let best = -1, distance = Infinity;
  for (let r = 0; r < shownRows(t); r++) {
    const d = Math.abs(numberAt(x, r) - si);
    if (d < distance && Number.isFinite(numberAt(y, r))) {
      best = r;
      distance = d;
    }
  }
  return best;
}

function line(f: Frame, runs: Run[], x: Column, y: Column, css: string): SVGElement[] {
  return runs.map((run) => {
    let d = "", pen = false;
    for (const r of run.rows) {
      const a = numberAt(x, r), b = numberAt(y, r);
      if (Number.isFinite(a) && Number.isFinite(b)) d += `${pen ? "L" : "M"}${f.x(a).toFixed(1)} ${f.y(b).toFixed(1)}`;
      pen = Number.isFinite(a) && Number.isFinite(b);
    }
    return s("path", { class: `${css} ${countryClass(run.country)}`, d });
  });
}

function area(f: Frame, runs: Run[], x: Column, y: Column): SVGElement[] {
  return runs.map((run) => {
    const points = run.rows.filter((r) => Number.isFinite(numberAt(y, r))).map((r) => `${f.x(numberAt(x, r)).toFixed(1)} ${f.y(numberAt(y, r)).toFixed(1)}`);
    const d = points.length > 1 ? `M${f.x(run.from).toFixed(1)} ${f.bottom}L${points.join("L")}L${f.x(run.to).toFixed(1)} ${f.bottom}Z` : "";
    return s("path", { class: `area ${countryClass(run.country)}`, d });
  });
}

function altText(o: ChartOptions, y: Column): string {
  const values = y.values.filter((v): v is number => typeof v === "number");
  return `${o.title}. ${y.label} from ${withUnit(Math.min(...values), y)} to ${withUnit(Math.max(...values), y)}.`;
}

/** Lets pointer and keys read the curve. */
function readable(svg: SVGSVGElement, f: Frame, o: ChartOptions, x: Column, y: Column): HTMLElement {
  const output = h("output", { class: "readout", "aria-live": "polite" });
  const mark = s("g", { class: "cursor", visibility: "hidden" });
  svg.append(mark);
  let row = -1;
  let own = false; // the place was pointed at here, not in another picture
  const show = (next: number, tell = true): void => {
    if (next < 0) return;
    row = next;
    if (tell) {
      own = true;
      pointAt(numberAt(x, row));
      own = false;
    }
    const px = f.x(numberAt(x, row)), py = f.y(numberAt(y, row));
    mark.replaceChildren(s("line", { x1: px, x2: px, y1: f.top, y2: f.bottom }), s("circle", { cx: px, cy: py, r: 4 }));
    mark.setAttribute("visibility", "visible");
    const place = wordAt(column(o.table, "section"), row);
    output.textContent = `${withUnit(numberAt(x, row), x)}${place ? `, ${place}` : ""}: ${withUnit(numberAt(y, row), y)}`;
  };
  const at = (event: PointerEvent | MouseEvent): number => {
    const box = svg.getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    return nearestRow(o.table, x, y, f.from + ((px - f.left) / (f.right - f.left)) * (f.to - f.from));
  };
  const open = (): void => {
    if (row >= 0) openCell(o.table, row, columnAt(o.table, o.y));
  };
  const box = h("div", { class: "chart", tabindex: 0, role: "group", "aria-label": `${o.title}: arrow keys read the values, Enter shows where one comes from` }, output, svg);
  box.addEventListener("pointermove", (event) => show(at(event)));
  const hide = (): void => {
    mark.setAttribute("visibility", "hidden");
    output.textContent = "";
  };
  box.addEventListener("pointerleave", () => {
    hide();
    pointAt(NaN);
  });
  if (o.area)
    onPointAt(box, (along) => {
      if (own) return;
      if (Number.isFinite(along)) show(nearestRow(o.table, x, y, along), false);
      else hide();
    });
  svg.addEventListener("click", (event) => {
    show(at(event));
    open();
  });
  box.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      let next = row < 0 ? 0 : row + step * (event.shiftKey ? 20 : 1);
      next = Math.max(0, Math.min(shownRows(o.table) - 1, next));
      while (next > 0 && next < shownRows(o.table) - 1 && !Number.isFinite(numberAt(y, next))) next += step;
      show(next);
    } else if (event.key === "Enter") {
      event.preventDefault(); // or the key would press the panel's own button
      open();
    }
  });
  return box;
}

/** NULL-safe: no picture without the columns it needs. */
export function lineChart(o: ChartOptions): HTMLElement | null {
  const x = column(o.table, "chainage_m"), y = column(o.table, o.y);
  if (!x || !y || !y.values.some((v) => typeof v === "number")) return null;
  const second = o.second ? column(o.table, o.second) : undefined;
  const limits = (o.limits ?? []).filter((l) => l.column === o.y);
  const binding = o.binding?.column === o.y ? o.binding : undefined;
  const options = { ...o, limits, binding };
  return picture(o.title, o.sentence, (width) => {
    const runs = runsOf(o.table, x), narrow = hasNarrowBand(runs, width);
    const height = (width < 520 ? 250 : 290) + (narrow ? LINE : 0);
    const f = frameFor(options, width, height, x, second ? [y, second] : [y], narrow);
    const stationRow = f.top - 10;
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": altText(o, y) }, ...axes(f, x, y, runs));
    const call = callout(f, options, x, y);
    if (o.area) svg.append(...area(f, runs, x, y));
    if (o.stations) svg.append(...stationMarks(f, o.stations, stationRow));
    const marks = limitMarks(f, limits, runs, y);
    svg.append(...marks.filter((m) => m.tagName !== "text"));
    if (second) svg.append(...line(f, runs, x, second, "curve second"));
    svg.append(...line(f, runs, x, y, "curve"), ...marks.filter((m) => m.tagName === "text"), ...call);
    return readable(svg, f, o, x, y);
  }, h("p", { class: "axisnote" }, `${heading(y)}, over the ${heading(x).replace(/^./, (c) => c.toLowerCase())}.${o.stations ? " \u25be compressor station." : ""}`, h("span", { class: "onscreen" }, " Point at the curve, or use the arrow keys, to read it; a click shows where a value comes from.")),
  tableBelow(o.table, { columns: ["chainage_m", "section", o.y, ...(o.second ? [o.second] : [])] }));
}

