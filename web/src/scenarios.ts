// The table of all combinations: as a small table of two axes, as panels over a third, and as a list that can be narrowed.
import { column, countries, numberAt, shownRows, table, value, wordAt, type Axis, type Column, type Table } from "./data";
import { h, type Child } from "./dom";
import { level, prose, unitWords } from "./format";
import { tint } from "./bars";
import { tableView } from "./tableview";
import { numberButton } from "./walkback";

type Level = number | string;

export interface Study {
  table: Table;
  axes: { column: Column; label: string; levels: Level[] }[];
  metrics: Column[];
  reference: Map<string, Level>;
}

const same = (a: Level | null | undefined, b: Level): boolean =>
  typeof a === "number" && typeof b === "number" ? Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) : a === b;

/** Scenarios with their axes; null if the study has none that vary. */
export function scenarioStudy(): Study | null {
  const t = table("scenarios");
  const named = value<Axis[]>("axes");
  if (!t || !Array.isArray(named)) return null;
  const axes = named.flatMap((axis) => {
    const c = column(t, axis.id);
    if (!c) return [];
    const levels: Level[] = [];
    for (const v of c.values) if (v !== null && !levels.some((l) => same(v, l))) levels.push(v);
    const given = axis.values ?? []; // words keep the order the study gives them
    levels.sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : given.indexOf(a) - given.indexOf(b)));
    return [{ column: c, label: axis.label || c.label, levels }];
  });
  const metrics = t.columns.filter((c) => !c.is_text && !axes.some((a) => a.column === c));
  const given = value<Record<string, Level>>("reference_scenario") ?? {};
  const reference = new Map<string, Level>();
  for (const a of axes) {
    const wish = given[a.column.name];
    const level = a.levels.find((l) => wish !== undefined && (same(l, wish) || (typeof l === "number" && typeof wish === "number" && same((l - a.column.show_offset) / a.column.show_factor, wish))));
    reference.set(a.column.name, level ?? a.levels[0] ?? 0);
  }
  return metrics.length > 0 && axes.some((a) => a.levels.length > 1) ? { table: t, axes, metrics, reference } : null;
}

export const levelWords = (c: Column, l: Level): string => (typeof l === "number" ? level(l, c) : prose(l));

function rowOf(study: Study, at: Map<string, Level>): number {
  for (let r = 0; r < shownRows(study.table); r++)
    if (study.axes.every((a) => same(a.column.values[r], at.get(a.column.name) ?? a.levels[0] ?? 0))) return r;
  return -1;
}

/** One small table: rows and columns are the levels of two axes, the rest is fixed. */
export function heat(study: Study, metric: Column, down: number, across: number, fixed: Map<string, Level>, caption: string, range?: [number, number]): HTMLElement {
  const a = study.axes[down], b = study.axes[across];
  if (!a || !b) return h("div");
  const cells = a.levels.map((x) => b.levels.map((y) => rowOf(study, new Map([...fixed, [a.column.name, x], [b.column.name, y]]))));
  const values = metric.values.filter((v): v is number => typeof v === "number");
  const [low, high] = range ?? [Math.min(...values), Math.max(...values)];
  const verdict = study.table.columns.find((c) => c.name === "verdict");
  const rows = a.levels.map((x, i) => h("tr", {}, h("th", { scope: "row" }, levelWords(a.column, x)), ...b.levels.map((y, j) => {
    const r = cells[i]?.[j] ?? -1;
    const v = r < 0 ? null : metric.values[r];
    const cell = h("td", { class: "heat" }, typeof v === "number" ? numberButton(study.table, r, metric) : h("span", { class: "none" }, r < 0 ? "not computed" : noAnswer(study.table, r)), verdict && r >= 0 && metric === study.metrics[0] ? h("span", { class: "fine" }, wordAt(verdict, r)) : null);
    if (typeof v === "number") tint(cell, high > low ? (v - low) / (high - low) : 0.5);
    if (same(study.reference.get(a.column.name), x) && same(study.reference.get(b.column.name), y) && [...fixed].every(([k, l]) => k === a.column.name || k === b.column.name || same(study.reference.get(k), l))) {
      cell.classList.add("here");
      cell.title = "The reference case";
    }
    return cell;
  })));
  return h("div", { class: "heatbox" }, h("table", { class: "heattable" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, h("th", { class: "corner" }, `${a.label} \u2193  ${b.label} \u2192`), ...b.levels.map((y) => h("th", { scope: "col" }, levelWords(b.column, y))))), h("tbody", {}, ...rows)));
}

/** Lower case at the start unless the word is a name: "Working pressure" but "Mongolian off-take". */
const lower = (words: string): string => (countries.some((c) => words.startsWith(c.slice(0, 4))) ? words : words.replace(/^./, (x) => x.toLowerCase()));

const varying = (study: Study): number[] => study.axes.map((_, i) => i).filter((i) => (study.axes[i]?.levels.length ?? 0) > 1);

/** For the first page: the first two axes, and what matters first. */
export function summaryHeat(): HTMLElement | null {
  const study = scenarioStudy();
  if (!study) return null;
  const [first = 0, second = 0] = varying(study);
  if (first === second) return null;
  const beside = study.metrics.find((c) => c.quantity.includes("money")) ?? column(study.table, "max_power_w") ?? column(study.table, "max_ratio");
  const metrics = [study.metrics[0], beside].filter((c, i, all): c is Column => c !== undefined && all.indexOf(c) === i);
  const rest = study.axes.filter((_, i) => i !== first && i !== second && (study.axes[i]?.levels.length ?? 0) > 1).map((a) => `${lower(a.label)} ${levelWords(a.column, study.reference.get(a.column.name) ?? "")}`);
  return h("section", { class: "block" }, h("h3", {}, `What the answer turns on: ${lower(study.axes[first]?.label ?? "")} and ${lower(study.axes[second]?.label ?? "")}`),
    h("p", { class: "say" }, `The framed cell is the reference case. Held at it: ${rest.join(", ") || "nothing else"}.`),
    h("div", { class: "panels" }, ...metrics.map((m) => heat(study, m, first, second, study.reference, captionOf(m), rangeOver(study, m, study.reference, first, second)))));
}

/** Why there is no number: the outcome in words. */
const noAnswer = (t: Table, row: number): string => (wordAt(column(t, "outcome"), row) === "infeasible" ? "no flow possible" : "no answer");

const captionOf = (m: Column): string => (m.show_unit ? `${m.label}, ${unitWords(m.show_unit)}` : m.label);

function rangeOver(study: Study, m: Column, fixed: Map<string, Level>, ...free: number[]): [number, number] {
  const values: number[] = [];
  for (let r = 0; r < shownRows(study.table); r++) {
    const v = m.values[r];
    if (typeof v === "number" && study.axes.every((a, i) => free.includes(i) || same(a.column.values[r], fixed.get(a.column.name) ?? ""))) values.push(v);
  }
  return [Math.min(...values), Math.max(...values)];
}

function choice(label: string, options: string[], chosen: number, change: (index: number) => void): HTMLElement {
  const select = h("select", {}, ...options.map((o, i) => h("option", { value: i, selected: i === chosen }, o)));
  select.addEventListener("change", () => change(select.selectedIndex));
  return h("label", { class: "choice" }, h("span", {}, label), select);
}

/** Panels over a third axis; the reader chooses what is shown over what. */
export function heatPanels(study: Study): HTMLElement {
  const free = varying(study);
  let metric = 0, down = free[0] ?? 0, across = free[1] ?? 0, panel = free[2] ?? -1;
  const fixed = new Map(study.reference);
  const place = h("div", { class: "panels" }), controls = h("div", { class: "choices" });
  const draw = (): void => {
    const m = study.metrics[metric];
    if (!m) return;
    const third = panel >= 0 && panel !== down && panel !== across ? study.axes[panel] : undefined;
    const range = rangeOver(study, m, fixed, down, across, third ? panel : down);
    place.replaceChildren(...(third ? third.levels.map((l) => heat(study, m, down, across, new Map([...fixed, [third.column.name, l]]), `${third.label}: ${levelWords(third.column, l)}`, range)) : [heat(study, m, down, across, fixed, captionOf(m), range)]));
    const names = free.map((i) => study.axes[i]?.label ?? "");
    controls.replaceChildren(
      choice("Shown", study.metrics.map(captionOf), metric, (i) => { metric = i; draw(); }),
      choice("Down", names, free.indexOf(down), (i) => { const next = free[i] ?? down; if (next === across) across = down; down = next; draw(); }),
      choice("Across", names, free.indexOf(across), (i) => { const next = free[i] ?? across; if (next === down) down = across; across = next; draw(); }),
      choice("One panel for each", ["(one panel)", ...names], panel < 0 ? 0 : free.indexOf(panel) + 1, (i) => { panel = i === 0 ? -1 : (free[i - 1] ?? -1); draw(); }),
      ...free.filter((i) => i !== down && i !== across && i !== panel).map((i) => {
        const a = study.axes[i]!;
        return choice(a.label, a.levels.map((l) => levelWords(a.column, l)), a.levels.findIndex((l) => same(l, fixed.get(a.column.name) ?? "")), (k) => { fixed.set(a.column.name, a.levels[k] ?? 0); draw(); });
      }));
  };
  draw();
  return h("section", { class: "block" }, h("h3", {}, "How the answer moves"), h("p", { class: "say" }, "Darker is more. The framed cell is the reference case; choose what to see over what."), controls, place);
}

function levelButton(t: Table, row: number, c: Column): HTMLElement {
  const button = numberButton(t, row, c, false);
  button.textContent = level(numberAt(c, row), { ...c, show_unit: "" });
  return button;
}

/** The list of all combinations, narrowed by the levels chosen. */
export function scenarioList(study: Study, verdictCell: (c: Column, row: number) => Child | undefined): HTMLElement {
  const chosen = new Map<number, number>();
  const names = study.table.columns.map((c) => c.name);
  const ahead = ["outcome", "verdict", study.metrics[0]?.name ?? ""].filter((n) => names.includes(n)); // what one wants to see without scrolling
  const order = [...ahead, ...names.filter((n) => !ahead.includes(n))];
  const place = h("div"), count = h("p", { class: "fine", "aria-live": "polite" }), controls = h("div", { class: "choices" });
  const draw = (): void => {
    const rows = [...Array(shownRows(study.table)).keys()].filter((r) => [...chosen].every(([i, k]) => {
      const a = study.axes[i];
      const level = a?.levels[k];
      return !a || level === undefined || same(a.column.values[r], level);
    }));
    count.textContent = `${rows.length} of ${shownRows(study.table)} combinations`;
    place.replaceChildren(tableView(study.table, { rows, first: 24, columns: order, cell: (c, r) => (study.axes.some((a) => a.column === c) && typeof c.values[r] === "number" ? levelButton(study.table, r, c) : verdictCell(c, r)) }));
  };
  study.axes.forEach((a, i) => {
    if (a.levels.length > 1)
      controls.append(choice(a.label, ["any", ...a.levels.map((l) => levelWords(a.column, l))], 0, (k) => {
        if (k === 0) chosen.delete(i);
        else chosen.set(i, k - 1);
        draw();
      }));
  });
  draw();
  return h("section", { class: "block" }, h("h3", {}, study.table.title || "All combinations"), study.table.sentence ? h("p", { class: "say" }, prose(study.table.sentence)) : null, controls, count, place);
}

