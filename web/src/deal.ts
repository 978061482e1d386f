// The pages "Deal" and "Uncertainty": who gets what, at which price it pays, and how sure that is. Tables of the steps
// contract, cash, samples and indices only.
import { rangeBars, swings, tint, type RangeRow } from "./bars";
import { column, countryClass, numberAt, shownRows, table, text, wordAt, type Column, type Table } from "./data";
import { h, Placer, s, textWidth, type Child } from "./dom";
import { level, prose, shown, shownValue, tickLabel, ticks, unitWords } from "./format";
import { picture } from "./picture";
import { tableBelow, tableBlock, tableView } from "./tableview";
import { numberButton, openCell } from "./walkback";

/** Ids of tables that these pages show; the page More tables leaves them out. */
export const DEAL_TABLES = ["party_values", "party_years", "party_years_real", "party_months", "payments", "tax_list", "cash_sums", "tariffs", "break_even", "netback", "debt", "delivered", "border_parity", "price_volume", "price_history", "price_fit", "price_path", "contract_years", "samples", "sample_facts", "sample_answers", "sample_missing", "sample_swings", "sample_indices", "waiting", "bins_break_even", "bins_producer", "bins_border", "bins_capital"];

const block = (title: string, say: string, ...parts: Child[]): HTMLElement => h("section", { class: "block" }, h("h3", {}, title), say ? h("p", { class: "say" }, prose(say)) : null, ...parts);
const rowsOf = (t: Table): number[] => [...Array(shownRows(t)).keys()];
const percent = (part: number): string => `${Math.max(0, Math.min(100, part * 100)).toFixed(2)}%`;
const finite = (values: (number | string | null)[]): number[] => values.filter((v): v is number => typeof v === "number");

/** One bar a row, from nothing to its value, either way. */
function signedBars(t: Table, c: Column, label: Column | undefined, options: { css?: (row: number) => string; note?: (row: number) => string; rows?: number[] } = {}): HTMLElement {
  const rows = (options.rows ?? rowsOf(t)).filter((r) => Number.isFinite(numberAt(c, r)));
  const values = rows.map((r) => numberAt(c, r)), low = Math.min(0, ...values), high = Math.max(0, ...values), width = high - low || 1;
  return h("div", {}, h("div", { class: "bars" }, ...rows.map((r) => {
    const v = numberAt(c, r), bar = h("span", { class: `bar ${options.css?.(r) ?? (v < 0 ? "less" : "own")}` }), zero = h("span", { class: "installed" });
    bar.style.left = percent((Math.min(v, 0) - low) / width);
    bar.style.width = percent(Math.abs(v) / width);
    zero.style.left = percent(-low / width);
    const note = options.note?.(r) ?? "";
    return h("div", { class: "barrow" }, h("div", { class: "barlabel" }, prose(wordAt(label, r)), note ? h("span", { class: "fine" }, prose(note)) : null), h("span", { class: "track", "aria-hidden": "true" }, bar, low < 0 ? zero : null), h("div", { class: "barvalue" }, numberButton(t, r, c)));
  })), h("p", { class: "axisnote" }, `${unitWords(c.show_unit)}.${low < 0 ? " Upright mark: nothing." : ""}`));
}

/** Parts of one sum side by side in one bar; parts are told apart by their pattern and named below. */
export function stackedBars(t: Table, parts: Column[], label: (row: number) => string, note: (row: number) => string, total: Column, rows: number[] = rowsOf(t)): HTMLElement {
  const most = Math.max(...rows.map((r) => Math.max(numberAt(total, r), parts.reduce((a, c) => a + Math.max(0, numberAt(c, r) || 0), 0))), 1e-12);
  return h("div", {}, h("div", { class: "bars" }, ...rows.map((r) => {
    let at = 0;
    const bars = parts.map((c, i) => {
      const v = Math.max(0, numberAt(c, r) || 0), bar = h("span", { class: `bar part${i}`, title: `${c.label}: ${shown(numberAt(c, r), c)}` });
      bar.style.left = percent(at / most);
      bar.style.width = percent(v / most);
      at += v;
      return bar;
    });
    return h("div", { class: "barrow" }, h("div", { class: "barlabel" }, prose(label(r)), h("span", { class: "fine" }, prose(note(r)))), h("span", { class: "track", "aria-hidden": "true" }, ...bars), h("div", { class: "barvalue" }, numberButton(t, r, total)));
  })), h("p", { class: "axisnote keys" }, `${unitWords(total.show_unit)}. `, ...parts.map((c, i) => h("span", { class: "key" }, h("span", { class: `swatch part${i}`, "aria-hidden": "true" }), c.label.replace(/^of which /, "")))));
}

/** Years of one party as bars on a scale that all panels share. */
function partyPanels(t: Table, width: number): SVGElement {
  const year = column(t, "year"), parties = t.columns.filter((c) => c.name.startsWith("party_") || c.name === "project_usd");
  const values = table("party_values"), countryOf = (i: number): string => wordAt(column(values, "country"), i);
  const across = width > 760 ? 3 : width > 480 ? 2 : 1, gap = 18, w = (width - gap * (across - 1)) / across, hgt = 112;
  const all = parties.flatMap((c) => finite(c.values)), low = Math.min(0, ...all), high = Math.max(0, ...all);
  const out: SVGElement[] = [];
  parties.forEach((c, i) => {
    const x0 = (i % across) * (w + gap), y0 = Math.floor(i / across) * (hgt + 40), y = (v: number): number => y0 + 20 + (1 - (v - low) / (high - low || 1)) * (hgt - 20);
    const name = textWidth(c.label, 12, true) > w ? `${c.label.slice(0, Math.floor((w / textWidth(c.label, 12, true)) * c.label.length) - 1)}\u2026` : c.label;
    out.push(s("text", { class: "panelname", x: x0, y: y0 + 11 }, name));
    const step = w / Math.max(1, c.values.length);
    c.values.forEach((v, r) => {
      if (typeof v !== "number") return;
      out.push(s("rect", { class: `yearbar ${c.name === "project_usd" ? "whole" : countryClass(countryOf(i))}`, x: x0 + r * step + 0.4, y: Math.min(y(v), y(0)), width: Math.max(0.8, step - 0.8), height: Math.max(0.4, Math.abs(y(v) - y(0))), tabindex: -1, click: () => openCell(t, r, t.columns.indexOf(c)) }, s("title", {}, `${numberAt(year, r)}: ${shown(v, c)} ${unitWords(c.show_unit)}`)));
    });
    out.push(s("line", { class: "zero", x1: x0, x2: x0 + w, y1: y(0), y2: y(0) }));
    const last = shownRows(t) - 1;
    out.push(s("text", { class: "tick", x: x0, y: y0 + hgt + 13 }, String(numberAt(year, 0))), s("text", { class: "tick", x: x0 + w, y: y0 + hgt + 13, "text-anchor": "end" }, String(numberAt(year, last))));
    const most = finite(c.values).reduce((a, v) => (Math.abs(v) > Math.abs(a) ? v : a), 0);
    out.push(s("text", { class: "tick", x: x0 + w / 2, y: y0 + hgt + 13, "text-anchor": "middle" }, `most ${shown(most, c)}`));
  });
  const height = Math.ceil(parties.length / across) * (hgt + 40);
  return s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${t.title}. ${t.sentence}` }, ...out);
}

/** The formula over the years, a line a scenario, printed prices as strokes over the months for which they hold. */
function priceChart(t: Table, width: number): SVGElement {
  const year = column(t, "year_a"), lines = t.columns.filter((c) => c.name.startsWith("nominal_")), printed = table("price_history");
  const own = printed ? rowsOf(printed).filter((r) => Number.isFinite(numberAt(column(printed, "reported_usd_m3"), r))) : [];
  const seen = column(printed, "printed_usd_m3");
  const hgt = 300, left = 46, right = width - 78, top = 18, bottom = hgt - 26;
  const xs = finite(year?.values ?? []), ys = [...lines.flatMap((c) => finite(c.values)), ...own.map((r) => numberAt(seen, r))];
  const from = Math.min(...xs), to = Math.max(...xs), high = Math.max(...ys) * 1.05;
  const x = (v: number): number => left + ((v - from) / (to - from || 1)) * (right - left), y = (v: number): number => bottom - (v / high) * (bottom - top);
  const c0 = lines[0], out: SVGElement[] = [];
  if (!c0) return s("svg", {});
  const rows = ticks(0, shownValue(high, c0), 5), step = (rows[1] ?? 1) - (rows[0] ?? 0) || 1;
  for (const v of rows) out.push(s("line", { class: "grid", x1: left, x2: right, y1: y(v * c0.show_factor), y2: y(v * c0.show_factor) }), s("text", { class: "tick", x: left - 6, y: y(v * c0.show_factor) + 4, "text-anchor": "end" }, tickLabel(v, step)));
  for (const v of ticks(from, to, Math.max(2, Math.floor(width / 110)))) if (Number.isInteger(v)) out.push(s("text", { class: "tick", x: x(v), y: bottom + 17, "text-anchor": "middle" }, String(v)));
  out.push(s("text", { class: "tick", x: 2, y: 10 }, unitWords(c0.show_unit)));
  const placer = new Placer({ x: left, y: 0, width: width - left, height: hgt });
  lines.forEach((c, i) => {
    let d = "", pen = false, last = -1;
    c.values.forEach((v, r) => {
      if (typeof v !== "number") {
        pen = false;
        return;
      }
      d += `${pen ? "L" : "M"}${x(numberAt(year, r)).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = true;
      last = r;
    });
    out.push(s("path", { class: `formula formula${i}`, d }));
    if (last < 0) return;
    const base = y(numberAt(c, last)), w = textWidth(c.label, 11.5) + 4;
    const box = placer.place([0, 14, -14, 28, -28].map((shift) => ({ x: right + 6, y: base - 8 + shift, width: w, height: 15 })));
    if (box) out.push(s("text", { class: "endname", x: box.x, y: box.y + 12 }, c.label));
  });
  for (const r of own) {
    const a = x(numberAt(column(printed, "begin_a"), r)), b = x(numberAt(column(printed, "end_a"), r)), kind = wordAt(column(printed, "kind"), r), at = y(numberAt(seen, r));
    out.push(s("line", { class: `printed printed-${kind === "forecast" || kind === "view" ? "guess" : kind}`, x1: a, x2: Math.max(b, a + 4), y1: at, y2: at }, s("title", {}, `${wordAt(column(printed, "from"), r)}, ${kind}: ${shown(numberAt(seen, r), seen!)}`)));
  }
  return s("svg", { viewBox: `0 0 ${width} ${hgt}`, role: "img", "aria-label": `${t.title}. ${t.sentence}` }, ...out);
}

/** Value by price (down) and volume (across). */
function priceByVolume(t: Table): HTMLElement | null {
  const volume = column(t, "volume_m3_s"), price = column(t, "price_usd_m3"), value = column(t, "value_usd"), pays = column(t, "break_even_usd_m3"), verdict = column(t, "verdict");
  if (!volume || !price || !value) return null;
  const volumes = [...new Set(finite(volume.values))].sort((a, b) => a - b), prices = [...new Set(finite(price.values))].sort((a, b) => b - a);
  const most = Math.max(...finite(value.values).map(Math.abs), 1e-12);
  const at = (p: number, v: number): number => rowsOf(t).find((r) => numberAt(price, r) === p && numberAt(volume, r) === v) ?? -1;
  const short = (x: number, c: Column): string => level(x, { ...c, show_unit: "" });
  const cellOf = (p: number, v: number): HTMLElement => {
    const r = at(p, v), x = numberAt(value, r);
    const cell = h("td", { class: `heat ${x >= 0 ? "gains" : "loses"}` }, r >= 0 && Number.isFinite(x) ? numberButton(t, r, value) : h("span", { class: "none" }, "no answer"), r >= 0 ? h("span", { class: "fine" }, wordAt(verdict, r)) : null);
    if (Number.isFinite(x)) tint(cell, Math.abs(x) / most);
    return cell;
  };
  const foot = (v: number): HTMLElement => {
    const r = rowsOf(t).find((k) => numberAt(volume, k) === v) ?? -1;
    return h("td", { class: "heat" }, Number.isFinite(numberAt(pays, r)) && pays ? numberButton(t, r, pays) : "none");
  };
  return block(t.title, t.sentence, h("div", { class: "heatbox scroll", tabindex: 0, role: "region", "aria-label": t.title }, h("table", { class: "heattable" }, h("caption", {}, `${value.label}, ${unitWords(value.show_unit)}`),
    h("thead", {}, h("tr", {}, h("th", { class: "corner" }, `Border price, ${unitWords(price.show_unit)} \u2193  Volume, ${unitWords(volume.show_unit)} \u2192`), ...volumes.map((v) => h("th", { scope: "col" }, short(v, volume))))),
    h("tbody", {}, ...prices.map((p) => h("tr", {}, h("th", { scope: "row" }, short(p, price)), ...volumes.map((v) => cellOf(p, v)))), h("tr", {}, h("th", { scope: "row" }, "Pays from"), ...volumes.map(foot))))), tableBelow(t));
}

/** Supplies of one market, each bar its parts in order. */
function deliveredBars(t: Table): HTMLElement[] {
  const market = column(t, "market"), supply = column(t, "supply"), part = column(t, "part"), likely = column(t, "likely_usd_m3"), energy = column(t, "likely_usd_j"), low = column(t, "low_usd_m3"), high = column(t, "high_usd_m3");
  if (!likely) return [];
  const markets = [...new Set(rowsOf(t).map((r) => wordAt(market, r)))];
  const sums = markets.map((m) => [...new Set(rowsOf(t).filter((r) => wordAt(market, r) === m).map((r) => wordAt(supply, r)))].map((name) => {
    const rows = rowsOf(t).filter((r) => wordAt(market, r) === m && wordAt(supply, r) === name), sum = (c: Column | undefined): number => rows.reduce((a, r) => a + numberAt(c, r), 0);
    return { name, rows, likely: sum(likely), low: sum(low), high: sum(high), energy: sum(energy) };
  }));
  const most = Math.max(...sums.flat().map((x) => x.high));
  return markets.map((m, i) => h("div", {}, h("h4", {}, m), rangeBars((sums[i] ?? []).map((x): RangeRow => ({ label: x.name, note: `${x.rows.map((r) => wordAt(part, r)).join("; ")}${energy ? `. ${shown(x.energy, energy)} ${unitWords(energy.show_unit)}` : ""}`, css: x.rows.includes(0) || wordAt(supply, 0) === x.name ? "own" : "said", low: x.low, likely: x.likely, high: x.high, number: shown(x.likely, likely) })), likely, most)));
}

export function dealPage(): Child[] {
  const parts: Child[] = [], even = table("break_even"), path = table("price_path"), years = table("party_years_real"), worth = table("party_values"), tariffs = table("tariffs"), map = table("price_volume"), back = table("netback"), delivered = table("delivered"), parity = table("border_parity");
  const blockOf = (t: Table | undefined, make: (t: Table) => Child[]): void => void (t && parts.push(block(t.title, t.sentence, ...make(t), tableBelow(t))));
  blockOf(even, (t) => [signedBars(t, column(t, "price_usd_m3")!, column(t, "boundary"), { note: (r) => { const e = column(t, "price_usd_j"); return [wordAt(column(t, "in"), r), e ? `${shown(numberAt(e, r), e)} ${unitWords(e.show_unit)}` : "", wordAt(column(t, "note"), r)].filter((x) => x).join(". "); } })]);
  blockOf(worth, (t) => [signedBars(t, column(t, "value_usd")!, column(t, "party"), { css: (r) => (wordAt(column(t, "country"), r) ? countryClass(wordAt(column(t, "country"), r)) : "said"), note: (r) => { const rate = wordAt(column(t, "irr"), r); return `${wordAt(column(t, "role"), r)}${/^none: it builds/.test(rate) || !rate ? "" : `; rate of return ${rate.split(":")[0] ?? ""}`}`; } })]);
  if (years) parts.push(picture(years.title, "Below the line it pays, above it receives. All panels have one scale, so that they can be compared; after tax, without debt.", (w) => partyPanels(years, w), tableBelow(years)));
  blockOf(tariffs, (t) => [stackedBars(t, ["capital_usd_m3", "operation_usd_m3", "fuel_usd_m3", "tax_usd_m3", "rent_usd_m3"].map((n) => column(t, n)).filter((c): c is Column => c !== undefined), (r) => `${wordAt(column(t, "country"), r)}: ${wordAt(column(t, "section"), r)}`, (r) => { const e = column(t, "tariff_usd_j"); return `${wordAt(column(t, "owner"), r)}; paid by the ${wordAt(column(t, "payer"), r)}${e ? `. ${shown(numberAt(e, r), e)} ${unitWords(e.show_unit)}` : ""}`; }, column(t, "tariff_usd_m3")!)]);
  if (path) parts.push(picture(path.title, `${path.sentence} Strokes: printed prices over the months for which they hold; dashed: forecasts.`, (w) => priceChart(path, w), tableBelow(path)));
  for (const id of ["price_fit", "price_history"]) { const t = table(id); if (t) parts.push(tableBlock(t, { first: 14, hide: ["begin_a", "end_a"] })); }
  if (map) parts.push(priceByVolume(map));
  blockOf(back, (t) => [signedBars(t, column(t, "amount_usd_m3")!, column(t, "step"))]);
  if (delivered) parts.push(block(delivered.title, delivered.sentence, ...deliveredBars(delivered), tableBelow(delivered)));
  blockOf(parity, (t) => [signedBars(t, column(t, "likely_usd_m3")!, column(t, "supply"), { note: (r) => wordAt(column(t, "market"), r) })]);
  for (const id of ["contract_years", "debt", "tax_list", "payments", "cash_sums"]) { const t = table(id); if (t) parts.push(tableBlock(t, { first: 40 })); }
  return parts.filter((p) => p);
}

/** Shares of the samples as upright bars. */
function histogram(t: Table, width: number): SVGElement {
  const from = column(t, "from"), to = column(t, "to"), share = column(t, "share"), hgt = 170, left = 40, right = width - 12, top = 14, bottom = hgt - 30;
  const out: SVGElement[] = [], n = shownRows(t);
  if (!from || !to || !share || n === 0) return s("svg", {});
  const low = numberAt(from, 0), high = numberAt(to, n - 1), most = Math.max(...finite(share.values));
  const x = (v: number): number => left + ((v - low) / (high - low || 1)) * (right - left), y = (v: number): number => bottom - (v / most) * (bottom - top);
  for (const v of ticks(0, most * 100, 3)) out.push(s("line", { class: "grid", x1: left, x2: right, y1: y(v / 100), y2: y(v / 100) }), s("text", { class: "tick", x: left - 6, y: y(v / 100) + 4, "text-anchor": "end" }, `${tickLabel(v, 1)} %`));
  for (let r = 0; r < n; r++) out.push(s("rect", { class: `yearbar ${numberAt(to, r) <= 0 ? "loss" : "gain"}`, x: x(numberAt(from, r)) + 0.5, width: Math.max(0.5, x(numberAt(to, r)) - x(numberAt(from, r)) - 1), y: y(numberAt(share, r)), height: Math.max(0, bottom - y(numberAt(share, r))), click: () => openCell(t, r, t.columns.indexOf(share)) }, s("title", {}, `${shown(numberAt(from, r), from)} to ${shown(numberAt(to, r), from)}: ${shown(numberAt(share, r), share)} %`)));
  const marks = ticks(shownValue(low, from), shownValue(high, from), Math.max(2, Math.floor(width / 110))), step = (marks[1] ?? 1) - (marks[0] ?? 0) || 1;
  marks.forEach((v) => out.push(s("text", { class: "tick", x: x(v * from.show_factor), y: bottom + 16, "text-anchor": "middle" }, tickLabel(v, step))));
  if (low < 0 && high > 0) out.push(s("line", { class: "zero", x1: x(0), x2: x(0), y1: top, y2: bottom }));
  out.push(s("text", { class: "tick", x: right, y: hgt - 1, "text-anchor": "end" }, unitWords(from.show_unit)));
  return s("svg", { viewBox: `0 0 ${width} ${hgt}`, role: "img", "aria-label": `${t.title}. ${t.sentence}` }, ...out);
}

function indexBars(t: Table, answer: string, title: string): HTMLElement | null {
  const first = column(t, `${answer}_first`), total = column(t, `${answer}_total`), error = column(t, `${answer}_total_error`);
  if (!first || !total || finite(total.values).length === 0) return null;
  const rows = rowsOf(t).sort((a, b) => numberAt(total, b) - numberAt(total, a)).slice(0, 10).filter((r) => numberAt(total, r) > 0.005);
  return h("div", {}, h("h4", {}, title), rangeBars(rows.map((r): RangeRow => ({ label: wordAt(t.columns[0], r), note: `alone ${shown(numberAt(first, r), first)}`, css: "own", low: numberAt(total, r) - 2 * (numberAt(error, r) || 0), likely: numberAt(total, r), high: numberAt(total, r) + 2 * (numberAt(error, r) || 0), number: numberButton(t, r, total) })), total), h("p", { class: "axisnote" }, "Bar: share of the variance with all others (total order); bracket: two standard errors."));
}

export function uncertaintyPage(): Child[] {
  const answers = table("sample_answers"), missing = table("sample_missing");
  const facts = table("sample_facts"), spread = table("samples"), alone = table("sample_swings"), indices = table("sample_indices"), waiting = table("waiting");
  if (!facts && !indices) return [];
  const parts: Child[] = [];
  if (facts) parts.push(block(facts.title, text("samples.say"), h("dl", { class: "facts" }, ...rowsOf(facts).flatMap((r) => [h("dt", {}, numberButton(facts, r, column(facts, "share")!), "\u00a0%"), h("dd", {}, wordAt(column(facts, "what"), r))])),
    missing && shownRows(missing) > 0 ? h("p", { class: "say" }, `${missing.title}: `, ...rowsOf(missing).flatMap((r) => [r > 0 ? "; " : "", numberButton(missing, r, column(missing, "share")!), `\u00a0% ${wordAt(column(missing, "why"), r)}`]), ".") : null));
  if (answers) parts.push(tableBlock(answers, { first: 60 }));
  for (const id of ["bins_break_even", "bins_producer", "bins_border", "bins_capital"]) {
    const t = table(id);
    if (t) parts.push(picture(t.title, t.sentence, (w) => histogram(t, w), tableBelow(t)));
  }
  if (spread) parts.push(block(spread.title, spread.sentence, tableView(spread)));
  if (alone) {
    for (const [title, name] of [["What moves the break-even price, alone", "break_even"], ["What moves the producer's value, alone", "producer"]] as const) {
      const bars = swings(alone, `${name}_low`, `${name}_high`);
      if (bars) parts.push(block(title, "", bars));
    }
    parts.push(tableBlock(alone, { first: 50 }));
  }
  if (indices) parts.push(block(indices.title, `${indices.sentence} ${text("indices.say")}`, indexBars(indices, "break_even", "Break-even border price"), indexBars(indices, "producer", "Value for the producer"), tableBelow(indices)));
  if (waiting) parts.push(block(waiting.title, waiting.sentence, signedBars(waiting, column(waiting, "value_usd")!, column(waiting, "choice")), tableBelow(waiting)));
  return parts.filter((p) => p);
}
