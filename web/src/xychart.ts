// Lines over a number: one line a group, named at its end. Any table with an x, a y and a column of groups will do.
import { column, columnAt, countryClass, numberAt, shownRows, wordAt, type Column, type Table } from "./data";
import { h, Placer, s, textWidth } from "./dom";
import { heading, shownValue, tickLabel, ticks, withUnit } from "./format";
import { picture } from "./picture";
import { tableBelow } from "./tableview";
import { openCell } from "./walkback";

export interface XyOptions {
  title: string;
  sentence: string;
  table: Table;
  x: string;
  y: string;
  group: string;
  band?: string; // a second column: the room between y and it is shaded
  columns?: string[]; // of the table below
}

const LEFT = 54, TOP = 14, BOTTOM = 34, SMALL = 12;

interface Series {
  name: string;
  rows: number[];
}

function seriesOf(t: Table, group: Column | undefined): Series[] {
  const out = new Map<string, number[]>();
  for (let r = 0; r < shownRows(t); r++) out.set(wordAt(group, r), [...(out.get(wordAt(group, r)) ?? []), r]);
  return [...out].map(([name, rows]) => ({ name, rows }));
}

/** Colour of each line: that of the country it is named after, else one that none of them has. */
function lineClasses(names: string[]): string[] {
  const own = names.map(countryClass), left = ["k3", "k4", "k5", "k0", "k1", "k2"].filter((k) => !own.includes(k));
  return own.map((k) => (k === "knone" ? left.shift() ?? "knone" : k));
}

export function xyChart(o: XyOptions): HTMLElement | null {
  const x = column(o.table, o.x), y = column(o.table, o.y), band = o.band ? column(o.table, o.band) : undefined;
  if (!x || !y) return null;
  const series = seriesOf(o.table, column(o.table, o.group));
  const classes = lineClasses(series.map((g) => g.name));
  const show = (c: Column, r: number): number => shownValue(numberAt(c, r), c);
  const xs = x.values.map((_, r) => show(x, r)).filter(Number.isFinite);
  const ys = [y, ...(band ? [band] : [])].flatMap((c) => c.values.map((_, r) => show(c, r))).filter(Number.isFinite);
  if (xs.length === 0 || ys.length === 0) return null;
  return picture(o.title, o.sentence, (width) => {
    const height = 280, names = Math.min(width * 0.3, Math.max(...series.map((g) => textWidth(g.name, SMALL))) + 14);
    const right = width - names, bottom = height - BOTTOM;
    const x0 = Math.min(...xs), x1 = Math.max(...xs) > x0 ? Math.max(...xs) : x0 + 1;
    const yt = ticks(Math.min(0, ...ys), Math.max(...ys, 1e-12), 5), step = yt.length > 1 ? yt[1]! - yt[0]! : 1;
    const y0 = Math.min(0, ...ys), y1 = Math.max(...ys, yt[yt.length - 1] ?? 1);
    const px = (v: number): number => LEFT + ((v - x0) / (x1 - x0)) * (right - LEFT);
    const py = (v: number): number => bottom - ((v - y0) / (y1 - y0 || 1)) * (bottom - TOP);
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${o.title}. ${heading(y)} over ${heading(x)}.` });
    for (const v of yt) svg.append(s("line", { class: v === 0 ? "axis" : "grid", x1: LEFT, x2: right, y1: py(v), y2: py(v) }), s("text", { class: "tick", x: LEFT - 6, y: py(v) + 4, "text-anchor": "end" }, tickLabel(v, step)));
    const xt = ticks(x0, x1, width < 520 ? 4 : 8), xstep = xt.length > 1 ? xt[1]! - xt[0]! : 1;
    for (const v of xt) svg.append(s("text", { class: "tick", x: px(v), y: bottom + 18, "text-anchor": "middle" }, tickLabel(v, xstep)));
    const placer = new Placer({ x: right, y: 0, width: names, height });
    series.forEach((g, i) => {
      const rows = g.rows.filter((r) => Number.isFinite(show(x, r)) && Number.isFinite(show(y, r)));
      if (rows.length === 0) return;
      const css = classes[i]!;
      if (band) {
        const there = rows.filter((r) => Number.isFinite(show(band, r)));
        svg.append(s("path", { class: `area ${css}`, d: `M${there.map((r) => `${px(show(x, r)).toFixed(1)} ${py(show(y, r)).toFixed(1)}`).join("L")}L${[...there].reverse().map((r) => `${px(show(x, r)).toFixed(1)} ${py(show(band, r)).toFixed(1)}`).join("L")}Z` }));
        svg.append(s("path", { class: `curve second ${css}`, d: `M${there.map((r) => `${px(show(x, r)).toFixed(1)} ${py(show(band, r)).toFixed(1)}`).join("L")}` }));
      }
      svg.append(s("path", { class: `curve ${css}`, d: `M${rows.map((r) => `${px(show(x, r)).toFixed(1)} ${py(show(y, r)).toFixed(1)}`).join("L")}` }));
      for (const r of rows) {
        const dot = s("circle", { class: `dot ${css}`, cx: px(show(x, r)), cy: py(show(y, r)), r: 4 }, s("title", {}, `${g.name}, ${withUnit(numberAt(x, r), x)}: ${withUnit(numberAt(y, r), y)}`));
        dot.addEventListener("click", () => openCell(o.table, r, columnAt(o.table, o.y)));
        svg.append(dot);
      }
      const last = rows[rows.length - 1]!, at = py(show(y, last));
      const box = placer.place([0, -8, 8, -16, 16, -24, 24, -34, 34, 46, -46].map((d) => ({ x: right + 1, y: at - 8 + d, width: names - 2, height: 15 })));
      if (box) svg.append(s("text", { class: `linename ${css}`, x: right + 8, y: box.y + 12 }, g.name));
    });
    return h("div", { class: "chart" }, svg);
  }, h("p", { class: "axisnote" }, `${heading(y)}${band ? ` (full) and ${heading(band).replace(/^./, (c) => c.toLowerCase())} (dashed)` : ""}, over: ${heading(x).replace(/^./, (c) => c.toLowerCase())}. A click on a dot shows where it comes from.`),
  tableBelow(o.table, o.columns ? { columns: o.columns } : {}));
}
