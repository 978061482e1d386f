// Bars with ranges, and bars of a part used: plain HTML, so that words wrap and nothing lies on anything.
import { column, countryClass, numberAt, wordAt, type Column, type Table } from "./data";
import { h, type Child } from "./dom";
import { prose, shown, shownValue, unitWords } from "./format";
import { numberButton, openSum } from "./walkback";

export interface Triple {
  low: Column | undefined;
  likely: Column;
  high: Column | undefined;
}

/** Columns low_*, likely_*, high_* with the given ending ("_usd_m3"), or the first such triple. */
export function triple(t: Table, quantity?: string): Triple | null {
  const likely = t.columns.find((c) => c.name.startsWith("likely_") && (!quantity || c.quantity === quantity));
  if (!likely) return null;
  const rest = likely.name.slice("likely_".length);
  return { low: column(t, `low_${rest}`), likely, high: column(t, `high_${rest}`) };
}

const percent = (part: number): string => `${Math.max(0, Math.min(100, part * 100)).toFixed(2)}%`;

function track(low: number, likely: number, high: number, most: number, css: string): HTMLElement {
  const bar = h("span", { class: `bar ${css}` });
  bar.style.width = percent(likely / most);
  const box = h("span", { class: "track", "aria-hidden": "true" }, bar);
  if (Number.isFinite(low) && Number.isFinite(high) && high > low) {
    const range = h("span", { class: "range" });
    range.style.left = percent(low / most);
    range.style.width = percent((high - low) / most);
    box.append(range);
  }
  return box;
}

export interface RangeRow {
  label: string;
  note?: string;
  css: string;
  low: number;
  likely: number;
  high: number;
  number: Child;
}

function rangeWords(low: number, high: number, c: Column): string {
  return Number.isFinite(low) && Number.isFinite(high) && high > low ? `${shown(low, c)} to ${shown(high, c)}` : "";
}

export function rangeBars(rows: RangeRow[], c: Column, most?: number): HTMLElement {
  const top = most ?? Math.max(...rows.flatMap((r) => [r.likely, r.high]).filter((x) => Number.isFinite(x)), 0);
  return h("div", { class: "bars" }, ...rows.map((r) => h("div", { class: "barrow" },
    h("div", { class: "barlabel" }, r.label, r.note ? h("span", { class: "fine" }, r.note) : null),
    track(r.low, r.likely, r.high, top || 1, r.css),
    h("div", { class: "barvalue" }, r.number, h("span", { class: "fine" }, rangeWords(r.low, r.high, c))))));
}

export function rangeBarsOf(t: Table, q: Triple, label: Column | undefined, options: { css?: (row: number) => string; note?: (row: number) => string } = {}): HTMLElement {
  const rows: RangeRow[] = [];
  q.likely.values.forEach((v, r) => {
    if (typeof v !== "number") return;
    rows.push({ label: wordAt(label, r), note: prose((options.note?.(r) ?? "").replace(/_/g, " ")), css: options.css?.(r) ?? countryClass(wordAt(column(t, "country"), r)),
      low: numberAt(q.low, r), likely: v, high: numberAt(q.high, r), number: numberButton(t, r, q.likely) });
  });
  return h("div", {}, rangeBars(rows, q.likely), h("p", { class: "axisnote" }, `${unitWords(q.likely.show_unit)}. Bar: likely; bracket: low to high.`));
}

/** Money by section, each opening into its items. Sums of lows (highs) are the extremes: all items low (high) at once. */
export function costTree(t: Table): HTMLElement | null {
  const q = triple(t), section = column(t, "section"), item = column(t, "item");
  if (!q || !section) return null;
  const groups = new Map<string, number[]>();
  section.values.forEach((v, r) => {
    if (typeof v !== "string") return;
    groups.set(v, [...(groups.get(v) ?? []), r]);
  });
  const sum = (c: Column | undefined, rows: number[]): number => (c ? rows.reduce((total, r) => total + numberAt(c, r), 0) : NaN);
  const totals = [...groups].map(([name, rows]) => ({ name, rows, low: sum(q.low, rows), likely: sum(q.likely, rows), high: sum(q.high, rows) }));
  const most = Math.max(...totals.flatMap((g) => [g.likely, g.high]).filter((x) => Number.isFinite(x)));
  const sumButton = (name: string, total: number, count: number): HTMLElement =>
    h("button", { type: "button", class: "n", "aria-label": `${name}, likely: where it comes from`, click: (event) => {
      event.preventDefault();
      openSum(`${name}: likely cost`, total, q.likely, `Sum of ${count} items of the table \u201c${t.title}\u201d.`);
    } }, shown(total, q.likely));
  const bars = totals.map((g) => h("details", { class: "tree" },
    h("summary", {}, rangeBars([{ label: g.name, css: countryClass(wordAt(column(t, "country"), g.rows[0] ?? 0)), low: g.low, likely: g.likely, high: g.high, number: sumButton(g.name, g.likely, g.rows.length) }], q.likely, most)),
    h("div", { class: "leaves" }, rangeBars(g.rows.map((r) => ({ label: wordAt(item, r) || wordAt(section, r), css: countryClass(wordAt(column(t, "country"), r)),
      low: numberAt(q.low, r), likely: numberAt(q.likely, r), high: numberAt(q.high, r), number: numberButton(t, r, q.likely) })), q.likely, most))));
  const all = totals.flatMap((g) => g.rows);
  const total = { low: sum(q.low, all), likely: sum(q.likely, all), high: sum(q.high, all) };
  return h("div", {},
    h("p", { class: "total" }, "In all ", h("strong", {}, sumButton("All sections", total.likely, all.length), `\u00a0${unitWords(q.likely.show_unit)}`), rangeWords(total.low, total.high, q.likely) ? `, ${rangeWords(total.low, total.high, q.likely)} with all unit costs low or all high.` : "."),
    h("div", { class: "bars" }, ...bars),
    h("p", { class: "axisnote" }, `${unitWords(q.likely.show_unit)}. Bar: likely; bracket: low to high. A section opens into its items.`));
}

/** Used of installed power, one row per station. */
export function stationBars(t: Table): HTMLElement | null {
  const used = column(t, "power_w"), installed = column(t, "installed_w"), name = column(t, "name");
  const ratio = column(t, "ratio"), binding = column(t, "binding");
  if (!used || !name) return null;
  const most = Math.max(...[...used.values, ...(installed?.values ?? [])].filter((v): v is number => typeof v === "number"));
  const some = installed?.values.some((v) => typeof v === "number") ?? false;
  const rows = used.values.map((v, r) => {
    if (typeof v !== "number") return null;
    const has = numberAt(installed, r);
    const over = Number.isFinite(has) && v > has;
    const bar = h("span", { class: `bar ${countryClass(wordAt(column(t, "country"), r))}` });
    bar.style.width = percent(v / most);
    const box = h("span", { class: "track", "aria-hidden": "true" }, bar);
    if (Number.isFinite(has)) {
      const mark = h("span", { class: "installed" });
      mark.style.left = percent(has / most);
      box.append(mark);
    }
    const what = wordAt(binding, r);
    return h("div", { class: `barrow${over ? " over" : ""}` },
      h("div", { class: "barlabel" }, wordAt(name, r), h("span", { class: "fine" }, [ratio ? `ratio ${shown(numberAt(ratio, r), ratio)}` : "", what && !/^(none|within limits)$/.test(what) ? `binds: ${what}` : ""].filter((x) => x).join("; "))),
      box,
      h("div", { class: "barvalue" }, numberButton(t, r, used), Number.isFinite(has) ? h("span", { class: "of" }, ` of ${shown(has, used)}`) : "", over || (!Number.isFinite(has) && some) ? h("span", { class: "fine" }, over ? "more than installed" : "installed: not given") : null));
  });
  return h("div", { class: "bars" }, ...rows);
}

/** What moves the answer most, alone: bars to either side of the reference. */
export function tornado(t: Table): HTMLElement | null {
  const change = t.columns.find((c) => !c.is_text), [what, value] = t.columns.filter((c) => c.is_text);
  if (!change || !what) return null;
  const rows = change.values.map((v, r) => ({ v, r })).filter((x): x is { v: number; r: number } => typeof x.v === "number");
  const most = Math.max(...rows.map((x) => Math.abs(x.v)), 1e-12);
  return h("div", {}, h("div", { class: "bars" }, ...rows.sort((a, b) => Math.abs(b.v) - Math.abs(a.v)).map(({ v, r }) => {
    const bar = h("span", { class: `bar ${v < 0 ? "less" : "own"}` });
    const half = Math.abs(v) / most / 2;
    const number = numberButton(t, r, change);
    number.textContent = shownValue(v, change).toFixed(1).replace("-", "\u2212").replace("\u22120.0", "0.0"); // side by side they need the same decimals
    bar.style.left = percent(v < 0 ? 0.5 - half : 0.5);
    bar.style.width = percent(half);
    return h("div", { class: "barrow" }, h("div", { class: "barlabel" }, wordAt(what, r), h("span", { class: "fine" }, value ? prose(wordAt(value, r)) : "")),
      h("span", { class: "track middle", "aria-hidden": "true" }, bar), h("div", { class: "barvalue" }, number, h("span", { class: "of" }, `\u00a0${unitWords(change.show_unit)}`)));
  })), h("p", { class: "axisnote" }, `${change.label}. Left of the middle: less than the reference case; right: more.`));
}

/** What one answer becomes at the low and the high end of each unknown, as bars from the reference case (row 0). */
export function swings(t: Table, lowName: string, highName: string, most = 12): HTMLElement | null {
  const low = column(t, lowName), high = column(t, highName), what = column(t, "unknown");
  const ends = { low: column(t, "low"), high: column(t, "high") };
  if (!low || !high || !what) return null;
  const reference = numberAt(low, 0);
  if (!Number.isFinite(reference)) return null;
  const all = low.values.map((_, r) => r).slice(1).map((r) => {
    const sides = (["low", "high"] as const).map((side) => ({ side, words: wordAt(ends[side], r), x: numberAt(side === "low" ? low : high, r) })).filter((s) => s.words !== "");
    const none = sides.some((s) => !Number.isFinite(s.x));
    return { r, sides, none, span: none ? Infinity : Math.max(...sides.map((s) => s.x), reference) - Math.min(...sides.map((s) => s.x), reference) };
  });
  const moving = all.filter((x) => x.none || x.span > 5e-4 * Math.abs(reference)).sort((a, b) => (a.span === b.span ? a.r - b.r : b.span - a.span));
  const rows = moving.slice(0, most);
  const found = rows.flatMap((x) => x.sides.map((s) => s.x)).filter((x) => Number.isFinite(x));
  const from = Math.min(reference, ...found), to = Math.max(reference, ...found), width = to - from || 1;
  const at = (x: number): number => 0.02 + 0.96 * (x - from) / width;
  const rest = all.length - rows.length;
  const unit = unitWords(low.show_unit);
  return h("div", {}, h("div", { class: "bars" }, ...rows.map(({ r, sides }) => {
    const mark = h("span", { class: "installed" });
    mark.style.left = percent(at(reference));
    const bars = sides.filter((s) => Number.isFinite(s.x)).map((s) => {
      const bar = h("span", { class: `bar ${s.side === "low" ? "atlow" : "athigh"}` });
      bar.style.left = percent(Math.min(at(s.x), at(reference)));
      bar.style.width = percent(Math.abs(at(s.x) - at(reference)));
      return bar;
    });
    return h("div", { class: "barrow" },
      h("div", { class: "barlabel" }, wordAt(what, r), h("span", { class: "fine" }, prose(sides.map((s) => s.words).join(" or ")))),
      h("span", { class: "track", "aria-hidden": "true" }, ...bars, mark),
      h("div", { class: "barvalue" }, ...sides.flatMap((s, i) => [i > 0 ? " | " : "", Number.isFinite(s.x) ? numberButton(t, r, s.side === "low" ? low : high) : "no answer"])));
  })), h("p", { class: "axisnote" }, `${unit ? `${unit}. ` : ""}Upright mark: reference case, ${shown(reference, low)}. Hatched bar: at the lower figure; full bar: at the higher one.${rest > 0 ? ` ${rest} more move it less or not at all: see the table.` : ""}`));
}

/** A tint between nothing and full for a value within a range, as a class-free colour the style sheet fades. */
export function tint(element: HTMLElement, part: number): void {
  element.style.setProperty("--share", String(Math.round(8 + 34 * Math.max(0, Math.min(1, part)))) + "%");
}

