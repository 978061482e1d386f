// The page "Shares and dependence": who would gain what by which rule, and who needs whom.
import { column, countryClass, numberAt, shownRows, table, text, wordAt, type Table } from "./data";
import { h, s, textWidth, type Child } from "./dom";
import { rangeBars } from "./bars";
import { unitWords } from "./format";
import { picture } from "./picture";
import { tableBelow, tableView } from "./tableview";
import { numberButton } from "./walkback";
import { waysMap } from "./waysmap";
import { xyChart } from "./xychart";

export const SHARES_TABLES = ["way_designs", "coalitions", "shares", "agencies", "cutting", "core_points", "game_properties", "shares_outsiders", "shares_by_rate", "shares_varied", "shares_switch", "outside_options", "shares_sunk", "shares_time", "price_set", "supply_shares", "dependence", "bilateral", "switching", "at_stake"];

const block = (t: Table, ...parts: Child[]): HTMLElement => h("section", { class: "block" }, h("h3", {}, t.title), t.sentence ? h("p", { class: "say" }, t.sentence) : null, ...parts);

/** Each side's share of the whole, by the default rule. */
function shareBars(t: Table): HTMLElement | null {
  const c = column(t, "owen_usd"), part = column(t, "owen_share");
  if (!c) return null;
  const rows = [...Array(shownRows(t)).keys()].map((r) => ({ label: wordAt(column(t, "player"), r), note: Number.isFinite(numberAt(part, r)) ? `${Math.round(100 * numberAt(part, r))} % of the whole` : "", css: countryClass(wordAt(column(t, "player"), r)), low: NaN, likely: numberAt(c, r), high: NaN, number: numberButton(t, r, c) }));
  return h("div", {}, rangeBars(rows, c), h("p", { class: "axisnote" }, `${unitWords(c.show_unit)}, ${c.label}.`));
}

/** Splits among three sides as points of a triangle: at a corner one side has all. */
function triangle(t: Table): HTMLElement | null {
  const what = column(t, "what"), sides = t.columns.filter((c) => !c.is_text);
  if (sides.length !== 3 || !what) return null;
  const rows = [...Array(shownRows(t)).keys()];
  return picture(t.title, t.sentence, (width) => {
    const side = Math.min(width - 40, 460), height = side * 0.87, left = (width - side) / 2, top = 26;
    const corners = [[left, top + height], [left + side, top + height], [left + side / 2, top]] as const;
    const place = (r: number): [number, number] => {
      const v = sides.map((c) => Math.max(0, numberAt(c, r))), sum = v[0]! + v[1]! + v[2]! || 1;
      return [0, 1].map((k) => corners.reduce((total, corner, i) => total + (v[i]! / sum) * corner[k as 0 | 1], 0)) as [number, number];
    };
    const svg = s("svg", { viewBox: `0 0 ${width} ${height + top + 30}`, role: "img", "aria-label": t.title });
    svg.append(s("path", { class: "outline", d: `M${corners.map((c) => c.join(" ")).join("L")}Z` }));
    const core = rows.filter((r) => wordAt(what, r) === "corner of the core").map(place);
    if (core.length > 0) {
      const middle = [0, 1].map((k) => core.reduce((sum, p) => sum + p[k as 0 | 1], 0) / core.length);
      const around = [...core].sort((a, b) => Math.atan2(a[1] - middle[1]!, a[0] - middle[0]!) - Math.atan2(b[1] - middle[1]!, b[0] - middle[0]!));
      svg.append(s("path", { class: "core", d: `M${around.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("L")}Z` }));
    }
    sides.forEach((c, i) => svg.append(s("text", { class: "cornername", x: corners[i]![0] + (i === 0 ? -18 : i === 1 ? 18 : 0), y: i === 2 ? top - 9 : top + height + 20, "text-anchor": i === 0 ? "start" : i === 1 ? "end" : "middle" }, `All to ${c.label}`)));
    rows.filter((r) => wordAt(what, r) !== "corner of the core").forEach((r, i) => {
      const [x, y] = place(r), words = wordAt(what, r), before = x + 12 + textWidth(words, 12) > width;
      svg.append(s("circle", { class: "ruledot", cx: x, cy: y, r: 5 }), s("text", { class: "rulename", x: before ? x - 9 : x + 9, y: y + 4 + (i % 2 === 0 ? -7 : 9), "text-anchor": before ? "end" : "start" }, words));
    });
    return h("div", { class: "chart" }, svg);
  }, h("p", { class: "axisnote" }, "The nearer to a corner, the more goes to that side. Shaded: splits that no coalition could better by itself (the core)."), tableBelow(t, {}));
}

/** Tables with more rows than this are closed until asked for. */
const OPEN_ROWS = 6;

const SHARE_COLUMNS = ["player", "share", "share_usd", "whole_usd", "builds"];

const NOTES: [string, string][] = [
  ["What is computed", "For each set of sides: which lines it would build on the land and from the fields that are its own, each the cheapest of the catalogue by the search of the page Design, run through the simulator and priced by the study's costs, and what it would gain by them. From these gains each rule derives a split."],
  ["What is assumed", "One market with a straight demand, one discount rate for all, rivals at the costs listed, and sides that keep agreements. Sides are countries; how finely a country lists its agencies moves nothing between countries."],
  ["What it cannot say", "What will be agreed. A rule is an answer to one idea of fairness or strength, not a forecast; politics, trust and time are outside of it. Lines follow the tables of ways: a way that nobody listed is in no coalition."],
];

export function sharesPage(): Child[] {
  const shares = table("shares"), rate = table("shares_by_rate"), sunk = table("shares_sunk"), time = table("shares_time"), prices = table("price_set"), core = table("core_points"), supply = table("supply_shares"), pairs = table("bilateral");
  const blocks = (...ids: string[]): Child[] => ids.map((id) => {
    const t = table(id);
    return t ? block(t, shownRows(t) > OPEN_ROWS ? tableBelow(t) : tableView(t)) : null;
  });
  if (!shares) return [];
  return [
    h("p", { class: "note" }, "Each rule below answers one question: if all sides worked together, how could the common gain be divided so that nobody is treated worse than the rule allows? The gain rests on the costs, the demand and the alternatives that the study assumes; money that passes between the sides (prices, fees, taxes) does not change it. No rule says what will be agreed."),
    h("dl", { class: "waynotes" }, ...NOTES.flatMap(([term, words]) => [h("dt", {}, term), h("dd", {}, words)])),
    block(shares, shareBars(shares), tableView(shares)),
    core ? triangle(core) : text("shares.no_triangle") ? h("p", { class: "say" }, text("shares.no_triangle")) : null,
    ...blocks("agencies", "cutting"),
    waysMap(),
    ...blocks("coalitions", "game_properties"),
    prices ? xyChart({ title: prices.title, sentence: prices.sentence, table: prices, x: "volume_m3_a", y: "most_usd_m3", band: "least_usd_m3", group: "way" }) : null,
    time ? xyChart({ title: time.title, sentence: time.sentence, table: time, x: "year", y: "share", group: "player" }) : null,
    sunk ? xyChart({ title: sunk.title, sentence: sunk.sentence, table: sunk, x: "sunk", y: "net_usd", group: "player" }) : null,
    rate ? xyChart({ title: rate.title, sentence: rate.sentence, table: rate, x: "rate_1_a", y: "share", group: "player", columns: ["rate_1_a", "given", ...SHARE_COLUMNS] }) : null,
    ...blocks("shares_varied", "shares_switch", "outside_options", "shares_outsiders"),
    h("h3", { class: "parthead" }, "Who depends on whom"),
    supply ? xyChart({ title: supply.title, sentence: supply.sentence, table: supply, x: "year", y: "of_imports", group: "supply" }) : null,
    ...blocks("dependence"),
    pairs ? xyChart({ title: pairs.title, sentence: pairs.sentence, table: pairs, x: "year", y: "asymmetry", group: "seller" }) : null,
    ...blocks("switching", "at_stake", "way_designs"),
  ];
}
