// The stations over the year: power used and available by month, and every unit on its map.
import { column, columnAt, numberAt, shownRows, table, text, wordAt, type Table } from "./data";
import { h, Placer, s, textWidth, type Child } from "./dom";
import { prose, shownValue, tickLabel, ticks, unitWords, withUnit } from "./format";
import { picture } from "./picture";
import { tableBelow, tableBlock } from "./tableview";
import { openCell } from "./walkback";
import { xyChart } from "./xychart";

export const MACHINE_TABLES = ["station_units", "year_months", "unit_points", "unit_map", "j_curve", "frozen_ground", "frost_heave", "gas_warmth", "cold_warnings", "best_operation", "best_operation_sums", "best_operation_course", "best_operation_flows"];

const LEFT = 54, TOP = 20, BOTTOM = 34, SMALL = 12;

/** A bar a month for the power used, a mark above it for what is available. */
function monthPicture(t: Table): HTMLElement | null {
  const used = column(t, "used_w"), available = column(t, "available_w"), month = column(t, "of_year"), left = column(t, "left");
  if (!used || !available || !month) return null;
  const rows = [...Array(shownRows(t)).keys()], show = (c: typeof used, r: number): number => shownValue(numberAt(c, r), c);
  const most = Math.max(...rows.flatMap((r) => [show(used, r), show(available, r)]).filter(Number.isFinite));
  if (!Number.isFinite(most)) return null;
  return picture(t.title, t.sentence, (width) => {
    const height = 260, right = width - 8, bottom = height - BOTTOM, step = (right - LEFT) / rows.length;
    const yt = ticks(0, most, 5), gap = yt.length > 1 ? yt[1]! - yt[0]! : 1, top = Math.max(most, yt[yt.length - 1] ?? most);
    const py = (v: number): number => bottom - (v / top) * (bottom - TOP);
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${t.title}, ${unitWords(used.show_unit)}.` });
    for (const v of yt) svg.append(s("line", { class: v === 0 ? "axis" : "grid", x1: LEFT, x2: right, y1: py(v), y2: py(v) }), s("text", { class: "tick", x: LEFT - 6, y: py(v) + 4, "text-anchor": "end" }, tickLabel(v, gap)));
    for (const r of rows) {
      const x = LEFT + step * r + step * 0.16, w = step * 0.68, name = wordAt(month, r);
      if (Number.isFinite(show(used, r))) {
        const bar = s("rect", { class: "usedbar", x, width: w, y: py(show(used, r)), height: bottom - py(show(used, r)) }, s("title", {}, `${name}: ${withUnit(numberAt(used, r), used)} used of ${withUnit(numberAt(available, r), available)}${left ? `; least left at a station ${withUnit(numberAt(left, r), left)}` : ""}`));
        bar.addEventListener("click", () => openCell(t, r, columnAt(t, "used_w")));
        svg.append(bar);
      }
      if (Number.isFinite(show(available, r))) svg.append(s("line", { class: "availablemark", x1: x - step * 0.1, x2: x + w + step * 0.1, y1: py(show(available, r)), y2: py(show(available, r)) }));
      svg.append(s("text", { class: "tick", x: x + w / 2, y: bottom + 18, "text-anchor": "middle" }, name.slice(0, width < 520 ? 1 : 3)));
    }
    return h("div", { class: "chart" }, svg);
  }, h("p", { class: "axisnote" }, `${unitWords(used.show_unit)}. Bar: power used by all stations; mark above it: available without the spare units.`), tableBelow(t));
}

/** The map in shares of the design point, with each unit of each month: July full, January hollow, the others small. */
function mapPicture(map: Table, points: Table): HTMLElement | null {
  const line = column(map, "line"), kind = column(map, "kind"), x = column(map, "flow"), y = column(map, "head");
  const px0 = column(points, "flow"), py0 = column(points, "head"), station = column(points, "station"), month = column(points, "of_year"), speed = column(points, "speed"), eta = column(points, "efficiency");
  if (!line || !x || !y || !px0 || !py0) return null;
  const groups = new Map<string, number[]>();
  for (let r = 0; r < shownRows(map); r++) groups.set(wordAt(line, r), [...(groups.get(wordAt(line, r)) ?? []), r]);
  const rows = [...Array(shownRows(points)).keys()];
  const xs = [...x.values, ...px0.values].filter((v): v is number => typeof v === "number"), ys = [...y.values, ...py0.values].filter((v): v is number => typeof v === "number");
  return picture("Every unit on its map", points.sentence, (width) => {
    const height = Math.min(420, width * 0.75), names = Math.min(width * 0.24, textWidth("efficiency 0.88", SMALL) + 12), right = width - names, bottom = height - BOTTOM;
    const x1 = Math.max(...xs) * 1.02, y1 = Math.max(...ys) * 1.05;
    const px = (v: number): number => LEFT + (v / x1) * (right - LEFT), py = (v: number): number => bottom - (v / y1) * (bottom - TOP);
    const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Head over flow of every unit, both over the design point, among lines of equal speed and efficiency, surge and choke." });
    const yt = ticks(0, y1, 5), xt = ticks(0, x1, width < 520 ? 4 : 7), yg = yt.length > 1 ? yt[1]! - yt[0]! : 1, xg = xt.length > 1 ? xt[1]! - xt[0]! : 1;
    for (const v of yt) svg.append(s("line", { class: v === 0 ? "axis" : "grid", x1: LEFT, x2: right, y1: py(v), y2: py(v) }), s("text", { class: "tick", x: LEFT - 6, y: py(v) + 4, "text-anchor": "end" }, tickLabel(v, yg)));
    for (const v of xt) svg.append(s("text", { class: "tick", x: px(v), y: bottom + 18, "text-anchor": "middle" }, tickLabel(v, xg)));
    const placer = new Placer({ x: 0, y: 0, width, height }), labels: SVGElement[] = [];
    for (const [name, at] of groups) {
      const what = wordAt(kind, at[0]!), css = what === "surge" || what === "choke" ? "mapedge" : what === "efficiency" ? "mapeta" : "mapspeed";
      const low = what === "efficiency" ? at.reduce((k, r, i) => (i > 0 && numberAt(x, r) - numberAt(x, at[i - 1]!) > numberAt(x, at[k]!) - numberAt(x, at[k - 1] ?? at[0]!) ? i : k), 0) : 0; // from its left side to its right there is no line
      const path = (rows: number[]): string => `M${rows.map((r) => `${px(numberAt(x, r)).toFixed(1)} ${py(numberAt(y, r)).toFixed(1)}`).join("L")}`;
      svg.append(s("path", { class: css, d: low > 0 ? path(at.slice(0, low)) + path(at.slice(low)) : path(at) }));
      const last = what === "efficiency" ? at[0]! : at[at.length - 1]!, lx = px(numberAt(x, last)), ly = py(numberAt(y, last));
      const w = textWidth(name, SMALL) + 4;
      const left = what === "surge" ? [[-w - 4, -4], [-w - 4, -16]] : what === "choke" ? [[6, -14]] : []; // outside of the lines
      const box = placer.place([...left, [6, -4], [6, 8], [6, -16], [-w - 4, -18], [-w - 4, 4], [6, 22]].map(([dx, dy]) => ({ x: lx + dx!, y: ly + dy!, width: w, height: 14 })));
      if (box) labels.push(s("text", { class: "mapname", x: box.x, y: box.y + 11 }, name));
    }
    svg.append(...labels); // over all lines, which keep off them by the labels' rims
    const order = [...rows].sort((a, b) => Number(/July|January/.test(wordAt(month, a))) - Number(/July|January/.test(wordAt(month, b))));
    for (const r of order) {
      const m = wordAt(month, r), css = m === "July" ? "unitdot warm" : m === "January" ? "unitdot cold" : "unitdot";
      const dot = s("circle", { class: css, cx: px(numberAt(px0, r)), cy: py(numberAt(py0, r)), r: m === "July" || m === "January" ? 3.6 : 1.8 }, s("title", {}, `${wordAt(station, r)}, ${m}${speed ? `: speed ${withUnit(numberAt(speed, r), speed)}` : ""}${eta ? `, efficiency ${withUnit(numberAt(eta, r), eta)}` : ""}`));
      dot.addEventListener("click", () => openCell(points, r, columnAt(points, "head")));
      svg.append(dot);
    }
    return h("div", { class: "chart" }, svg);
  }, h("p", { class: "axisnote" }, "Head over flow, both over the design point. Full dots: July; hollow: January; small: the other months. A click on a dot shows where it comes from."), tableBelow(points, { first: 24 }));
}

/** The best operation: its sentence, how good it is, the pressures, station by station. */
function operationPart(): HTMLElement | null {
  const say = text("operation.best"), sums = table("best_operation_sums"), course = table("best_operation_course"), flows = table("best_operation_flows"), each = table("best_operation");
  if (!say) return null;
  return h("section", { class: "block" }, h("h3", {}, "The best operation"), h("p", { class: "say" }, prose(say)),
    sums ? tableBlock(sums) : null,
    course ? xyChart({ title: course.title, sentence: course.sentence, table: course, x: "chainage_m", y: "p_pa", group: "line" }) : null,
    flows ? tableBlock(flows) : null,
    each ? tableBlock(each, { first: 30, cell: (c, r) => (c.is_text ? wordAt(c, r).replace(/ /g, "\u00a0") : undefined) }) : null);
}

/** What stands on the page Stations below the power of the reference scenario. */
export function machineParts(): Child[] {
  const months = table("year_months"), units = table("station_units"), map = table("unit_map"), points = table("unit_points"), cost = table("j_curve");
  return [
    units ? tableBlock(units, { cell: (c, r) => (c.name === "unit" || c.name === "limit" ? wordAt(c, r).replace(/ /g, "\u00a0") : undefined) }) : null,
    months ? monthPicture(months) : null,
    map && points ? mapPicture(map, points) : null,
    cost ? xyChart({ title: cost.title, sentence: cost.sentence, table: cost, x: "flow_m3_s", y: "cost_usd_m3", group: "line" }) : null,
    operationPart(),
    ...["cold_warnings", "gas_warmth", "frozen_ground", "frost_heave"].map((id) => { const t = table(id); return t ? tableBlock(t, { first: 24 }) : null; }),
  ];
}
