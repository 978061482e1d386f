// When something breaks: how long each place lasts, pressures over distance and time, gas held, flow served.
import { column, columnAt, countryClass, numberAt, shownRows, table, text, value, wordAt, type Column, type Table } from "./data";
import { h, Placer, s, textWidth, type Child } from "./dom";
import { prose, shownValue, tickLabel, ticks, unitWords, withUnit } from "./format";
import { picture } from "./picture";
import { tableBelow, tableBlock, tableView } from "./tableview";
import { openCell } from "./walkback";

interface TimeMap {
  case: string;
  from_m: number;
  to_m: number;
  unit_pa: number;
  t_s: number[];
  p: number[][]; // row, place
}

const SMALL = 11.5, LEFT = 54, RIGHT = 12;
const LOOKS = ["k0", "k1", "k2", "k3", "k4", "k5"];
const rowsOf = (t: Table, word: string): number[] => {
  const c = column(t, "case");
  return [...Array(shownRows(t)).keys()].filter((r) => wordAt(c, r) === word);
};

/** Opens where a value comes from, from the pointer and from Enter. */
function opening(box: HTMLElement, open: (event?: MouseEvent) => void): void {
  box.addEventListener("click", (event) => open(event));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    open();
  });
}

// ---- survival -------------------------------------------------------------------------------------------------

/** One line a station: where each place runs short, in hours, and what is carried for good. */
function survival(t: Table): HTMLElement | null {
  const station = column(t, "station"), what = column(t, "what"), place = column(t, "place"), lasts = column(t, "survival_s"), share = column(t, "carried_share");
  if (!station || !place || !lasts) return null;
  const rows = [...Array(shownRows(t)).keys()].filter((r) => wordAt(what, r) === "the station");
  const stations = [...new Set(rows.map((r) => wordAt(station, r)))], places = [...new Set(rows.map((r) => wordAt(place, r)))];
  const most = Math.max(0, ...rows.map((r) => numberAt(lasts, r)).filter((v) => Number.isFinite(v)));
  if (!(most > 0)) return null;
  return picture("How long each place lasts when a station stops", text("time.outages"), (width) => {
    const line = 21, left = Math.max(...stations.map((w) => textWidth(w, SMALL))) + 12, right = width - 74, top = 40, bottom = top + stations.length * line;
    const x = (si: number): number => left + (si / most) * (right - left);
    const svg = s("svg", { viewBox: `0 0 ${width} ${bottom + 26}`, role: "img", "aria-label": `Survival time by station: ${text("time.outages")}` });
    const marks = ticks(0, shownValue(most, lasts), Math.max(2, Math.floor((right - left) / 70))), step = (marks[1] ?? 1) - (marks[0] ?? 0) || 1;
    for (const v of marks) {
      const at = x(v * lasts.show_factor);
      svg.append(s("line", { class: "grid", x1: at, x2: at, y1: top - 4, y2: bottom }), s("text", { class: "tick", x: at, y: bottom + 16, "text-anchor": "middle" }, `${tickLabel(v, step)}${v === marks[marks.length - 1] ? `\u00a0${unitWords(lasts.show_unit)}` : ""}`));
    }
    svg.append(s("text", { class: "tick", x: width - 2, y: 14, "text-anchor": "end" }, "carried"), s("text", { class: "tick", x: width - 2, y: 28, "text-anchor": "end" }, "for good"));
    let at = left;
    places.forEach((name, i) => { // the key stands over the plot: shape, then name
      svg.append(symbol(i, at + 6, 10), s("text", { class: "tick", x: at + 16, y: 14 }, name));
      at += textWidth(name, SMALL) + 36;
    });
    stations.forEach((name, k) => {
      const y = top + k * line + line / 2;
      svg.append(s("text", { class: "tick name", x: left - 8, y: y + 4, "text-anchor": "end" }, name));
      const here = rows.filter((r) => wordAt(station, r) === name), ends = here.map((r) => numberAt(lasts, r)).filter((v) => Number.isFinite(v));
      svg.append(s("line", { class: "lasts", x1: left, x2: ends.length > 0 ? x(Math.max(...ends)) : right, y1: y, y2: y }));
      here.forEach((r) => {
        const v = numberAt(lasts, r), mark = symbol(places.indexOf(wordAt(place, r)), Number.isFinite(v) ? x(v) : right, y, !Number.isFinite(v));
        mark.append(s("title", {}, `${name} out: ${wordAt(place, r)} ${Number.isFinite(v) ? `lasts ${withUnit(v, lasts)}` : "keeps its pressure for the time followed"}`));
        mark.setAttribute("data-cell", `${t.id}/${r}/survival_s`);
        svg.append(mark);
      });
      if (share && here[0] !== undefined) svg.append(s("text", { class: "tick", x: width - 2, y: y + 4, "text-anchor": "end" }, withUnit(numberAt(share, here[0]), share)));
    });
    return svg;
  }, h("p", { class: "axisnote" }, "Hours from the outage until the pressure is down to the least allowed there. A hollow mark at the right edge: it stays above. Carried for good: share of the flow asked that can go on until the station is mended. A click on a mark shows where it comes from."),
  tableBelow(t, { first: 60, hide: column(t, "trouble")?.values.some((v) => v) ? [] : ["trouble"] }));
}

function symbol(kind: number, x: number, y: number, hollow = false): SVGElement {
  const shapes = [`M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`, `M${x} ${y - 6}l6 6l-6 6l-6 -6z`, `M${x - 5} ${y - 5}h10v10h-10z`, `M${x} ${y - 6}l6 11h-12z`];
  return s("g", { class: `fate ${LOOKS[kind % LOOKS.length]}${hollow ? " hollow" : ""}` }, s("path", { d: shapes[kind % shapes.length] ?? "" }));
}

// ---- distance and time ------------------------------------------------------------------------------------------

/** Dark blue to pale yellow with evenly rising lightness: the same order in grey print and for colour-blind readers. */
const RAMP: [number, number, number][] = [[0, 32, 81], [35, 72, 108], [87, 107, 110], [126, 143, 116], [190, 184, 109], [253, 234, 69]];
function colour(part: number): [number, number, number] {
  const at = Math.min(Math.max(part, 0), 1) * (RAMP.length - 1), i = Math.min(Math.floor(at), RAMP.length - 2), w = at - i;
  const a = RAMP[i] ?? [0, 0, 0], b = RAMP[i + 1] ?? a;
  return [0, 1, 2].map((k) => Math.round((a[k] ?? 0) * (1 - w) + (b[k] ?? 0) * w)) as [number, number, number];
}

/** Each row of pixels is one of equal times: the rows of the map are taken as straight between them. */
function paint(m: TimeMap, low: number, high: number): HTMLCanvasElement {
  const places = m.p[0]?.length ?? 0, lines = 240, last = m.t_s[m.t_s.length - 1] ?? 1;
  const canvas = h("canvas", { class: "field", width: places, height: lines, "aria-hidden": "true" }), pen = canvas.getContext("2d");
  const image = pen?.createImageData(places, lines);
  if (!pen || !image) return canvas;
  let r = 0;
  for (let k = 0; k < lines; k++) {
    const t = (k / (lines - 1)) * last;
    while (r < m.t_s.length - 2 && (m.t_s[r + 1] ?? 0) < t) r++;
    const t0 = m.t_s[r] ?? 0, t1 = m.t_s[r + 1] ?? t0, w = t1 > t0 ? Math.min(Math.max((t - t0) / (t1 - t0), 0), 1) : 0;
    for (let i = 0; i < places; i++) {
      const p = ((m.p[r]?.[i] ?? 0) * (1 - w) + (m.p[r + 1]?.[i] ?? m.p[r]?.[i] ?? 0) * w) * m.unit_pa;
      image.data.set([...colour((p - low) / (high - low)), 255], 4 * (k * places + i));
    }
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function pressureMap(m: TimeMap, title: string, sentence: string, course: Table, minutes: boolean): HTMLElement | null {
  const p = course.columns.find((c) => /^p_\d+_pa$/.test(c.name));
  const all = m.p.flat().map((v) => v * m.unit_pa);
  if (!p || all.length === 0) return null;
  const low = Math.min(...all), high = Math.max(...all), last = m.t_s[m.t_s.length - 1] ?? 1;
  const per = minutes ? 60 : last > 240 * 3600 ? 86400 : 3600, unit = minutes ? "min" : per === 86400 ? "d" : "h";
  return picture(title, sentence, (width) => {
    const height = width < 520 ? 300 : 360, left = LEFT, right = width - RIGHT, top = 34, bottom = height - 62;
    const x = (m_: number): number => left + ((m_ - m.from_m) / (m.to_m - m.from_m)) * (right - left), y = (t: number): number => top + (t / last) * (bottom - top);
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}. Pressure between ${withUnit(low, p)} and ${withUnit(high, p)}.` });
    const hours = ticks(0, last / per, 6), step = (hours[1] ?? 1) - (hours[0] ?? 0) || 1;
    for (const v of hours) svg.append(s("line", { class: "tickmark", x1: left - 4, x2: left, y1: y(v * per), y2: y(v * per) }), s("text", { class: "tick", x: left - 7, y: y(v * per) + 4, "text-anchor": "end" }, tickLabel(v, step)));
    svg.append(s("text", { class: "tick unitname", x: 2, y: top - 8 }, unit));
    const along = ticks(m.from_m / 1e3, m.to_m / 1e3, Math.max(2, Math.floor((right - left) / 80))), wide = (along[1] ?? 1) - (along[0] ?? 0) || 1;
    along.forEach((v, i) => {
      const words = tickLabel(v, wide) + (i === along.length - 1 ? "\u00a0km" : ""), over = Math.min(0, right + 8 - (x(v * 1e3) + textWidth(words, SMALL) / 2));
      svg.append(s("line", { class: "tickmark", x1: x(v * 1e3), x2: x(v * 1e3), y1: bottom, y2: bottom + 4 }), s("text", { class: "tick", x: x(v * 1e3) + over, y: bottom + 17, "text-anchor": "middle" }, words));
    });
    svg.append(...stationsOver(m, x, top, left, right), ...scale(low, high, p, left, right, height - 28));
    const canvas = paint(m, low, high), output = h("output", { class: "readout", "aria-live": "polite" });
    Object.assign(canvas.style, { left: `${(100 * left) / width}%`, top: `${(100 * top) / height}%`, width: `${(100 * (right - left)) / width}%`, height: `${(100 * (bottom - top)) / height}%` });
    const box = h("div", { class: "chart fieldbox", tabindex: 0, role: "group", "aria-label": `${title}: arrow keys read the pressures, Enter shows where they come from` }, output, h("div", { class: "fieldplace" }, canvas, svg));
    let r = 0, i = 0;
    const say = (): void => {
      const places = m.p[0]?.length ?? 1, at = m.from_m + (i / (places - 1)) * (m.to_m - m.from_m), t = (m.t_s[r] ?? 0) / per;
      output.textContent = `km ${Math.round(at / 1e3).toLocaleString("en")}, ${t < 10 ? Math.round(t * 10) / 10 : Math.round(t)} ${unit}: ${withUnit((m.p[r]?.[i] ?? 0) * m.unit_pa, p)}`;
    };
    box.addEventListener("pointermove", (event) => {
      const b = svg.getBoundingClientRect(), px = ((event.clientX - b.left) / b.width) * width, py = ((event.clientY - b.top) / b.height) * height;
      if (px < left || px > right || py < top || py > bottom) return;
      i = Math.round(((px - left) / (right - left)) * ((m.p[0]?.length ?? 1) - 1));
      const t = ((py - top) / (bottom - top)) * last;
      r = m.t_s.reduce((best, v, k) => (Math.abs(v - t) < Math.abs((m.t_s[best] ?? 0) - t) ? k : best), 0);
      say();
    });
    box.addEventListener("keydown", (event) => {
      const move: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }, by = move[event.key];
      if (!by) return;
      event.preventDefault();
      r = Math.min(Math.max(r + by[0], 0), m.t_s.length - 1);
      i = Math.min(Math.max(i + by[1], 0), (m.p[0]?.length ?? 1) - 1);
      say();
    });
    const rows = rowsOf(course, m.case), times = column(course, "time_s");
    opening(box, () => openCell(course, rows.reduce((best, k) => (Math.abs(numberAt(times, k) - (m.t_s[r] ?? 0)) < Math.abs(numberAt(times, best) - (m.t_s[r] ?? 0)) ? k : best), rows[0] ?? 0), columnAt(course, p.name)));
    return box;
  }, h("p", { class: "axisnote" }, `Across: distance along the line. Downwards: time. Dark is low pressure, light is high.`, h("span", { class: "onscreen" }, " Point at the picture, or use the arrow keys, to read it; a click shows where the pressures come from.")));
}

/** Stations as triangles over the picture; names where there is room. */
function stationsOver(m: TimeMap, x: (along: number) => number, top: number, left: number, right: number): SVGElement[] {
  const stations = table("stations"), at = column(stations, "chainage_m"), name = column(stations, "name"), out: SVGElement[] = [];
  if (!stations || !at) return out;
  const placer = new Placer({ x: left - 10, y: 0, width: right - left + 20, height: top });
  for (let r = 0; r < shownRows(stations); r++) {
    const along = numberAt(at, r);
    if (!(along >= m.from_m && along <= m.to_m)) continue;
    const px = x(along), words = wordAt(name, r), w = textWidth(words, SMALL) + 8;
    out.push(s("path", { class: "stationmark", d: `M${px - 4} ${top - 8}h8l-4 6z` }, s("title", {}, words)));
    const box = placer.place([0, w / 2 - 4, 4 - w / 2].map((shift) => ({ x: px - w / 2 + shift, y: 4, width: w, height: 16 })));
    if (box) out.push(s("text", { class: "stationname", x: box.x + 4, y: box.y + 12 }, words));
  }
  return out;
}

function scale(low: number, high: number, p: Column, left: number, right: number, y: number): SVGElement[] {
  const parts = 48, width = Math.min(260, right - left - 140), out: SVGElement[] = [];
  const a = withUnit(low, p), from = left + textWidth(a, SMALL) + 6;
  for (let k = 0; k < parts; k++) out.push(s("rect", { x: from + (k / parts) * width, y, width: width / parts + 0.6, height: 12, fill: `rgb(${colour((k + 0.5) / parts).join(",")})` }));
  return [...out, s("text", { class: "tick", x: from - 6, y: y + 10, "text-anchor": "end" }, a), s("text", { class: "tick", x: from + width + 6, y: y + 10 }, withUnit(high, p))];
}

// ---- over time --------------------------------------------------------------------------------------------------

interface Line {
  column: Column;
  label: string;
  css: string;
  from?: number; // taken off each value: what is shown is the change
  dashed?: boolean;
}

/** Lines over time with their names at their ends; levels are dashed across. */
function timeChart(course: Table, rows: number[], title: string, sentence: string, lines: Line[], levels: { si: number; label: string }[] = []): HTMLElement | null {
  const time = column(course, "time_s"), first = lines[0];
  if (!time || !first || rows.length < 2) return null;
  const of = (l: Line, r: number): number => numberAt(l.column, r) - (l.from ?? 0);
  const values = [...lines.flatMap((l) => rows.map((r) => of(l, r))), ...levels.map((l) => l.si)].filter((v) => Number.isFinite(v));
  let low = Math.min(...values), high = Math.max(...values);
  if (!(high > low)) high = low + Math.max(Math.abs(low) * 0.05, first.column.show_factor);
  const room = (high - low) * 0.06, last = numberAt(time, rows[rows.length - 1] ?? 0), days = last > 240 * 3600, per = days ? 86400 : 3600;
  low -= room;
  high += room;
  return picture(title, sentence, (width) => {
    const height = 230, narrow = width < 520, left = LEFT, right = width - (narrow ? RIGHT : Math.max(...lines.map((l) => textWidth(l.label, SMALL))) + 16), top = narrow ? 30 + 16 * lines.length : 26, bottom = height + (narrow ? 16 * lines.length : 0) - 26;
    const x = (t: number): number => left + (t / last) * (right - left), y = (v: number): number => bottom - ((v - low) / (high - low)) * (bottom - top);
    const svg = s("svg", { viewBox: `0 0 ${width} ${bottom + 26}`, role: "img", "aria-label": `${title}. ${sentence}` });
    const f = first.column.show_factor, rowsUp = ticks(low / f, high / f, 5), stepUp = (rowsUp[1] ?? 1) - (rowsUp[0] ?? 0) || 1;
    for (const v of rowsUp) svg.append(s("line", { class: "grid", x1: left, x2: right, y1: y(v * f), y2: y(v * f) }), s("text", { class: "tick", x: left - 7, y: y(v * f) + 4, "text-anchor": "end" }, tickLabel(v, stepUp)));
    svg.append(s("text", { class: "tick unitname", x: 2, y: 12 }, unitWords(first.column.show_unit)));
    const across = ticks(0, last / per, Math.max(2, Math.floor((right - left) / 70))), step = (across[1] ?? 1) - (across[0] ?? 0) || 1;
    across.forEach((v, i) => svg.append(s("text", { class: "tick", x: Math.min(x(v * per), right - 8), y: bottom + 17, "text-anchor": "middle" }, tickLabel(v, step) + (i === across.length - 1 ? (days ? "\u00a0d" : "\u00a0h") : ""))));
    for (const l of levels) svg.append(s("line", { class: "limit", x1: left, x2: right, y1: y(l.si), y2: y(l.si) }), s("text", { class: "limitname", x: right - 6, y: y(l.si) - 5, "text-anchor": "end" }, l.label));
    const free = new Placer({ x: right, y: 0, width: width - right, height: bottom + 10 });
    lines.forEach((l, k) => {
      const d = rows.map((r, i) => `${i > 0 ? "L" : "M"}${x(numberAt(time, r)).toFixed(1)} ${y(of(l, r)).toFixed(1)}`).join("");
      svg.append(s("path", { class: `curve ${l.css}${l.dashed ? " second" : ""}`, d }));
      if (narrow) svg.append(s("line", { class: `curve ${l.css}${l.dashed ? " second" : ""}`, x1: left, x2: left + 18, y1: 26 + 16 * k, y2: 26 + 16 * k }), s("text", { class: "tick", x: left + 24, y: 30 + 16 * k }, l.label));
      const end = y(of(l, rows[rows.length - 1] ?? 0));
      const box = narrow ? null : free.place([0, -14, 14, -28, 28, -42, 42].map((shift) => ({ x: right + 5, y: end + shift - 8, width: textWidth(l.label, SMALL), height: 15 })));
      if (box) svg.append(s("text", { class: `endname ${l.css}`, x: box.x, y: box.y + 12 }, l.label));
    });
    const output = h("output", { class: "readout", "aria-live": "polite" }), mark = s("g", { class: "cursor", visibility: "hidden" });
    svg.append(mark);
    const box = h("div", { class: "chart", tabindex: 0, role: "group", "aria-label": `${title}: arrow keys read the values, Enter shows where one comes from` }, output, svg);
    let at = 0;
    const say = (): void => {
      const r = rows[at] ?? 0, t = numberAt(time, r), px = x(t);
      mark.replaceChildren(s("line", { x1: px, x2: px, y1: top, y2: bottom }));
      mark.setAttribute("visibility", "visible");
      output.textContent = `${days ? `day ${(t / 86400).toFixed(1)}` : withUnit(t, time)}: ${lines.map((l) => `${l.label} ${withUnit(of(l, r), l.column)}`).join("; ")}`;
    };
    box.addEventListener("pointermove", (event) => {
      const b = svg.getBoundingClientRect(), t = ((((event.clientX - b.left) / b.width) * width - left) / (right - left)) * last;
      at = rows.reduce((best, r, k) => (Math.abs(numberAt(time, r) - t) < Math.abs(numberAt(time, rows[best] ?? 0) - t) ? k : best), 0);
      say();
    });
    box.addEventListener("pointerleave", () => {
      mark.setAttribute("visibility", "hidden");
      output.textContent = "";
    });
    box.addEventListener("keydown", (event) => {
      const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (by === 0) return;
      event.preventDefault();
      at = Math.min(Math.max(at + by * (event.shiftKey ? 10 : 1), 0), rows.length - 1);
      say();
    });
    opening(box, () => openCell(course, rows[at] ?? 0, columnAt(course, first.column.name)));
    return box;
  });
}

/** Sections take the colour of their country. */
function heldLines(course: Table, rows: number[]): Line[] {
  const profile = table("profile"), section = column(profile, "section"), country = column(profile, "country");
  const all = column(course, "held_m3"), out: Line[] = [];
  for (const c of course.columns) {
    const name = c.label.replace(/^of it /, "");
    if (!/^held_.+_m3$/.test(c.name)) continue;
    const r = section?.values.indexOf(name) ?? -1, land = r >= 0 ? wordAt(country, r) : "";
    out.push({ column: c, label: land || name, css: countryClass(land), from: numberAt(c, rows[0] ?? 0) });
  }
  if (all && out.length > 1) out.push({ column: all, label: "all together", css: "knone", from: numberAt(all, rows[0] ?? 0) });
  return out.length > 0 || !all ? out : [{ column: all, label: "held", css: "k0", from: numberAt(all, rows[0] ?? 0) }];
}

function pressureLines(course: Table): Line[] {
  return course.columns.filter((c) => /^p_\d+_pa$/.test(c.name)).map((column_, i) => ({ column: column_, label: column_.label.replace("Pressure at ", ""), css: LOOKS[i % LOOKS.length] ?? "k0" }));
}

/** The least pressures that some place must have, once each. */
function levels(): { si: number; label: string }[] {
  const t = table("cold_month"), least = column(t, "least_p_pa"), place = column(t, "place"), found = new Map<number, string[]>();
  for (let r = 0; t && r < shownRows(t); r++) found.set(numberAt(least, r), [...(found.get(numberAt(least, r)) ?? []), wordAt(place, r)]);
  return [...found].map(([si, names]) => ({ si, label: `least pressure${found.size > 1 ? ` at ${names.join(", ")}` : ""}` }));
}

function flowLines(course: Table): Line[] {
  const asked = column(course, "asked_kg_s"), served = column(course, "served_kg_s");
  return asked && served ? [{ column: asked, label: "asked", css: "knone", dashed: true }, { column: served, label: "served", css: "k0" }] : [];
}

function block(title: string, say: string, ...parts: Child[]): HTMLElement {
  return h("section", { class: "block" }, h("h3", {}, title), say ? h("p", { class: "say" }, prose(say)) : null, ...parts);
}

export function breaksPage(): Child[] {
  const outages = table("station_outages"), course = table("time_course"), maps = value<TimeMap[]>("time_maps") ?? [];
  if (!outages || !course) return [];
  const map = (id: string, title: string, sentence: string, minutes = false): Child => {
    const m = maps.find((x) => x.case === id);
    return m ? pressureMap(m, title, sentence, course, minutes) : null;
  };
  const worst = rowsOf(course, "outage"), month = rowsOf(course, "month"), rupture = rowsOf(course, "rupture");
  const view = (id: string): Child => {
    const t = table(id);
    return t ? tableView(t, { hide: column(t, "trouble")?.values.some((v) => v) ? [] : ["trouble"] }) : null;
  };
  return [
    survival(outages),
    map("outage", "Pressure along the line after the quickest outage", "The station stops at the top; below it the pressure before it rises and the pressure behind it falls, span by span."),
    timeChart(course, worst, "Gas held after the quickest outage", "Change since the outage: what is behind the station is used up, what is before it is packed.", heldLines(course, worst)),
    timeChart(course, worst, "Pressure where gas is handed over, after the quickest outage", "Where a curve meets the dashed line, that place is at its least pressure.", pressureLines(course), levels()),
    block("A cold month", text("time.month"), view("take_or_pay"), view("cold_month")),
    timeChart(course, month, "Flow asked and served in the cold month", "Where the two part, the line cannot give what is asked.", flowLines(course)),
    timeChart(course, month, "Gas held in the cold month", "Change since its beginning: the line is filled on mild days and drawn down in the cold.", heldLines(course, month)),
    map("month", "Pressure along the line in the cold month", "Each dark tooth is a span between stations; the cold spell shows as a darker band."),
    block("A rupture", text("time.rupture"), view("rupture"), view("rupture_places")),
    map("rupture", "Pressure beside the break in the first two hours", "The break empties what is between the closed valves within minutes; beyond them the line keeps its gas.", true),
    timeChart(course, rupture, "Pressure where gas is handed over, after the rupture", "What is behind the break lives on the gas held there.", pressureLines(course), levels()),
    ...["rupture_valves", "time_check"].flatMap((id) => {
      const t = table(id);
      return t ? [tableBlock(t)] : [];
    }),
    tableBelow(course),
  ];
}
