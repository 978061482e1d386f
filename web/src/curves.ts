// Curves of one quantity over another, one for each value of a third: each named at its end, no legend.
import { column, numberAt, shownRows, type Column, type Table } from "./data";
import { h, Placer, s, textWidth } from "./dom";
import { heading, shown, shownValue, tickLabel, ticks, unitWords } from "./format";
import { picture } from "./picture";
import { tableBelow } from "./tableview";

interface Curve {
  name: string;
  points: { x: number; y: number; row: number }[];
}

/** Rows in the order of the table, joined where they share the value that names the curve. */
function curvesOf(t: Table, x: Column, y: Column, by: Column): Curve[] {
  const found = new Map<number, Curve>();
  for (let row = 0; row < shownRows(t); row++) {
    const key = numberAt(by, row), px = shownValue(numberAt(x, row), x), py = shownValue(numberAt(y, row), y);
    if (![key, px, py].every(Number.isFinite)) continue;
    const curve = found.get(key) ?? { name: shown(key, by).replace(/\.0$/, ""), points: [] };
    curve.points.push({ x: px, y: py, row });
    found.set(key, curve);
  }
  return [...found.values()].filter((c) => c.points.length > 1);
}

const SMALL = 11.5;

export function curvePicture(t: Table, xName: string, yName: string, byName: string, say: string): HTMLElement | null {
  const x = column(t, xName), y = column(t, yName), by = column(t, byName);
  if (!x || !y || !by) return null;
  const curves = curvesOf(t, x, y, by);
  if (curves.length === 0) return null;
  const all = curves.flatMap((c) => c.points);
  const low = Math.min(...all.map((p) => p.y)), high = Math.min(Math.max(...all.map((p) => p.y)), 3 * low);
  const left = Math.min(...all.map((p) => p.x)), right = Math.max(...all.map((p) => p.x));
  return picture(t.title, say || t.sentence, (width) => {
    const f = { left: 54, right: width - 64, top: 26, bottom: 262 };
    const px = (v: number): number => f.left + (f.right - f.left) * (v - left) / (right - left || 1);
    const py = (v: number): number => f.bottom - (f.bottom - f.top) * (v - 0.95 * low) / (high - 0.95 * low || 1);
    const down = ticks(0.95 * low, high, 5), over = ticks(left, right, width < 520 ? 4 : 7);
    const step = (list: number[]): number => (list.length > 1 ? (list[1] ?? 0) - (list[0] ?? 0) : 1);
    const alt = `${heading(y)} over ${heading(x)}, a curve for each ${heading(by)}; the table below has the values.`;
    const svg = s("svg", { viewBox: `0 0 ${width} 300`, role: "img", "aria-label": alt });
    for (const v of down) svg.append(s("line", { class: "grid", x1: f.left, x2: f.right, y1: py(v), y2: py(v) }), s("text", { class: "tick", x: f.left - 7, y: py(v) + 4, "text-anchor": "end" }, tickLabel(v, step(down))));
    for (const v of over) svg.append(s("line", { class: "grid", x1: px(v), x2: px(v), y1: f.bottom, y2: f.bottom + 4 }), s("text", { class: "tick", x: px(v), y: f.bottom + 18, "text-anchor": "middle" }, tickLabel(v, step(over))));
    svg.append(s("text", { class: "tick unitname", x: 2, y: f.top - 10 }, unitWords(y.show_unit)));
    const placer = new Placer({ x: 0, y: 0, width, height: 300 });
    for (const c of curves) {
      const seen = c.points.filter((p) => p.y <= high * 1.0001);
      if (seen.length < 2) continue;
      svg.append(s("path", { class: "curve plain", d: seen.map((p, i) => `${i === 0 ? "M" : "L"}${px(p.x).toFixed(1)} ${py(p.y).toFixed(1)}`).join("") }));
      const end = seen[seen.length - 1] ?? { x: right, y: low }, wide = textWidth(c.name, SMALL) + 4;
      const wish = (dx: number, dy: number): { x: number; y: number; width: number; height: number } => ({ x: px(end.x) + dx, y: py(end.y) + dy, width: wide, height: 14 });
      const box = placer.place([wish(5, -7), wish(5, -19), wish(5, 5), wish(-wide, -20), wish(-wide, 8), wish(5, -33), wish(5, 19)]);
      if (box) svg.append(s("text", { class: "tick", x: box.x, y: box.y + 11 }, c.name));
    }
    return svg;
  }, h("p", { class: "axisnote" }, `${heading(y)}, over the ${heading(x).replace(/^./, (c) => c.toLowerCase())}; each curve is named by its ${heading(by).replace(/^./, (c) => c.toLowerCase())}.`), tableBelow(t));
}
