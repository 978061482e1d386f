// The pages. Each is made only when the study delivered something for it; nothing empty, nothing promised.
import { lineChart } from "./chart";
import { curvePicture } from "./curves";
import { column, data, date, notices, numberAt, shownRows, sourceOf, table, text, value, wordAt, type Binding, type Column, type Input, type Limit, type Table } from "./data";
import { breaksPage } from "./breaks";
import { costTree, rangeBars, rangeBarsOf, stationBars, swings, tornado, triple, type RangeRow } from "./bars";
import { DEAL_TABLES, dealPage, stackedBars, uncertaintyPage } from "./deal";
import { h, type Child } from "./dom";
import { prose, shown, unitWords } from "./format";
import { glossary } from "./words";
import { MACHINE_TABLES, machineParts } from "./machines";
import { mapPicture } from "./map";
import { sharesPage, SHARES_TABLES } from "./shares";
import { heatPanels, scenarioList, scenarioStudy, summaryHeat } from "./scenarios";
import { tableBelow, tableBlock, tableView } from "./tableview";
import { confidenceWords, numberButton, openInput, sourceLine } from "./walkback";

export interface Page {
  id: string;
  name: string;
  intro: string;
  parts: Child[];
}

const KNOWN = new Set([
  "waypoints", "sections", "profile", "stations", "balance", "scenarios", "claims", "capex_items", "capex_totals", "capex_on_top", "capex_regressions", "operation", "levelised", "gas_properties", "gas_laws", "segmentation", "proof", "unknowns", "starting_points", "cures", "hydrate", "sensitivity", "findings",
  "layers", "layer_classes", "layer_sections", "layer_crossings", "rasters", "relief", "heights_compared", "ground_compared", "ground_months", "alternatives", "alternative_areas",
  "station_outages", "time_course", "time_check", "cold_month", "take_or_pay", "rupture", "rupture_places", "rupture_valves",
  "designs", "designs_next", "design_curves", "design_months", "design_spares", "design_store", "design_phases",
  ...DEAL_TABLES, ...SHARES_TABLES, ...MACHINE_TABLES,
]);

const present = (parts: Child[]): Child[] => parts.filter((p) => p);
const section = (title: string, say: string, ...parts: Child[]): HTMLElement => h("section", { class: "block" }, h("h3", {}, title), say ? h("p", { class: "say" }, prose(say)) : null, ...parts);
const tablesOf = (...ids: string[]): HTMLElement[] => ids.flatMap((id) => {
  const t = table(id);
  return t ? [tableBlock(t)] : [];
});

/** A verdict in words, with a sign that needs no colour. */
export function chip(verdict: string): HTMLElement {
  const words = verdict.replace(/_/g, " "), w = words.toLowerCase();
  const kind = /^open|^not (computed|judged|compar|solved)|cannot/.test(w) ? "open" : /^depends|^partly|only (if|for|beyond)/.test(w) ? "part" : /not fit|does not|not agree|^differs|inconsisten|fail|contradict|wrong|no answer|infeasible|not hold/.test(w) ? "bad" : /depends|needs|warning/.test(w) ? "part" : /fit|hold|pass|agree|consistent|within|solved|ok\b/.test(w) ? "good" : "open";
  const sign = { bad: "\u2715", part: "\u25d0", good: "\u2713", open: "?" }[kind];
  return h("span", { class: `chip chip-${kind}` }, h("span", { "aria-hidden": "true" }, `${sign}\u00a0`), words);
}

/** A verdict is a few words, then perhaps a colon and what they rest on. */
const head = (verdict: string): string => verdict.split(":")[0] ?? verdict;
const detail = (verdict: string): string => verdict.slice(head(verdict).length + 1).trim().replace(/^./, (c) => c.toUpperCase());

const chipCell = (c: Column, row: number): Child | undefined => (c.is_text && (c.name === "verdict" || c.name === "outcome") && c.values[row] ? chip(String(c.values[row])) : undefined);

function answerCards(): HTMLElement | null {
  const cards: HTMLElement[] = [];
  for (let i = 1; i <= 5; i++) {
    const question = text(`summary.${i}.question`), answer = text(`summary.${i}.answer`);
    if (!question && !answer) continue;
    const number = prose(text(`summary.${i}.number`)), range = prose(text(`summary.${i}.range`)), cell = text(`summary.${i}.cell`);
    cards.push(h("article", { class: "card" }, h("h3", {}, question),
      number ? h("p", { class: "cardnumber" }, cell ? h("button", { type: "button", class: "n", "data-cell": cell, "aria-label": `${number}: where it comes from` }, number) : number) : null,
      range ? h("p", { class: "cardrange" }, range) : null, h("p", {}, prose(answer).replace(/([( ])-(?=\d)/g, "$1\u2212"))));
  }
  return cards.length > 0 ? h("div", { class: `cards cards-${cards.length}` }, ...cards) : null;
}

function summaryPage(): Child[] {
  const note = text("neutrality_note");
  return [noAnswer(), answerCards(), mapPicture(mapSentence()), summaryHeat(), note ? h("p", { class: "note" }, note) : null, glossary()];
}

/** The study asked for what cannot be: where, how much is missing, what would cure it. */
function noAnswer(): HTMLElement | null {
  const beyond = text("beyond_limit.where"), where = text("no_answer.where") || beyond, cures = table("cures");
  if (!where && !cures) return null;
  return h("section", { class: "block noanswer" }, h("h3", {}, beyond ? "What was asked for goes beyond a limit" : "What was asked for is not possible"), where ? h("p", {}, prose(where)) : null, cures ? tableBlock(cures) : null);
}

function mapSentence(): string {
  const sections = table("sections"), length = column(sections, "published_m");
  if (!sections || !length) return "";
  const along = new Set(column(table("profile"), "section")?.values ?? []);
  const main = [...Array(shownRows(sections)).keys()].filter((r) => numberAt(length, r) > 0 && (along.size === 0 || along.has(wordAt(column(sections, "name"), r)))).map((r) => `${wordAt(column(sections, "name"), r)} ${Math.round(numberAt(length, r) / 1000).toLocaleString("en")} km`);
  return main.length > 0 ? `Published lengths: ${main.join("; ")}.` : "";
}

const stationsForCharts = (): Table | undefined => {
  const t = table("stations");
  return t && column(t, "chainage_m") ? t : undefined;
};

function linePage(): Child[] {
  const profile = table("profile");
  const parts: Child[] = [mapPicture(mapSentence())];
  if (profile) {
    parts.push(lineChart({ title: "How high the line runs", sentence: extreme(profile, "height_m", "Highest"), table: profile, y: "height_m", area: true, stations: stationsForCharts() }));
    parts.push(lineChart({ title: "How cold the ground is", sentence: extreme(profile, "ground_t_k", "Warmest", "coldest"), table: profile, y: "ground_t_k" }));
  }
  return present([...parts, ...tablesOf("sections", "waypoints", "relief", "heights_compared", "ground_months", "ground_compared", "rasters")]);
}

/** "Highest at 1,830 km (Russia): 900 m." */
function extreme(t: Table, name: string, most: string, least?: string): string {
  const c = column(t, name), x = column(t, "chainage_m");
  if (!c || !x) return "";
  let high = -1, low = -1;
  c.values.forEach((v, r) => {
    if (typeof v !== "number") return;
    if (high < 0 || v > numberAt(c, high)) high = r;
    if (low < 0 || v < numberAt(c, low)) low = r;
  });
  const at = (r: number): string => `${show(c, r)} at ${show(x, r)}${wordAt(column(t, "country"), r) ? ` (${wordAt(column(t, "country"), r)})` : ""}`;
  if (high < 0) return "";
  return least ? `${most} ${at(high)}, ${least} ${at(low)}.` : `${most} ${at(high)}.`;
}

function show(c: Column, r: number): string {
  const number = (numberAt(c, r) - c.show_offset) / c.show_factor;
  return `${(Math.abs(number) >= 100 ? Math.round(number) : Math.round(number * 10) / 10).toLocaleString("en").replace("-", "\u2212")}\u00a0${unitWords(c.show_unit)}`;
}

/** What is said of each way in words, below the table of its figures. */
function wayNotes(ways: Table): HTMLElement {
  const say = (r: number): string => [wordAt(column(ways, "note"), r), wordAt(column(ways, "sureness"), r) && `how sure its points are: ${wordAt(column(ways, "sureness"), r)}`, wordAt(column(ways, "assumed"), r) && `assumed: ${wordAt(column(ways, "assumed"), r)}`].filter((x) => x).map((x) => `${x.replace(/^./, (c) => c.toUpperCase())}.`).join(" ");
  return h("dl", { class: "waynotes" }, ...[...Array(shownRows(ways)).keys()].flatMap((r) => [h("dt", {}, prose(wordAt(column(ways, "way"), r))), h("dd", {}, prose(say(r)))]));
}

/** What the line crosses, and the other ways it could run. */
function groundPage(): Child[] {
  const ways = table("alternatives"), range = ways && triple(ways);
  return present([
    ...tablesOf("layer_classes", "layer_crossings"),
    ways ? section(ways.title, ways.sentence, range ? h("h4", {}, "Capital cost") : null, range ? rangeBarsOf(ways, range, ways.columns.find((c) => c.is_text), { css: (r) => (r === 0 ? "own" : "said"), note: (r) => wordAt(column(ways, "countries"), r) }) : null, tableView(ways, { hide: range ? ["countries", "sureness", "assumed", "note"] : ["sureness", "assumed", "note"] }), wayNotes(ways)) : null,
    ...tablesOf("alternative_areas", "layer_sections", "layers"),
  ]);
}

function flowPage(): Child[] {
  const profile = table("profile");
  if (!profile || !column(profile, "p_pa")) return [];
  const limits = value<Limit[]>("limits") ?? [], binding = value<Binding>("binding"), stations = stationsForCharts();
  const common = { table: profile, stations, limits, binding };
  return present([
    lineChart({ ...common, title: "Pressure along the line", sentence: "Friction and height take the pressure away between stations; each station gives it back. Shaded: beyond a limit.", y: "p_pa" }),
    lineChart({ ...common, title: "Gas temperature along the line", sentence: "Hot behind each cooler, then drawn towards the ground (dashed) and below it where expansion cools the gas.", y: "t_k", second: "ground_t_k" }),
    lineChart({ ...common, title: "Gas velocity along the line", sentence: "The gas speeds up as its pressure falls; fastest just before a station.", y: "velocity_m_s" }),
    ...tablesOf("gas_properties", "gas_laws", "hydrate"),
  ]);
}

function stationsPage(): Child[] {
  const t = table("stations");
  if (!t) return [];
  const bars = stationBars(t), some = column(t, "installed_w")?.values.some((v) => typeof v === "number");
  return present([
    bars ? section(some ? "Power used of power installed" : "Power used", t.sentence, bars, h("p", { class: "axisnote" }, `${unitWords(column(t, "power_w")?.show_unit ?? "")}. ${some ? "Bar: used; upright mark: installed." : table("station_units") ? "No installed power is published; units that would do it are listed below." : "The installed power of these stations is not given."}`)) : null,
    section("All stations", bars ? "" : t.sentence, tableView(t)),
    ...machineParts(),
  ]);
}

function claimsPage(): Child[] {
  const t = table("claims");
  if (!t) return [];
  const counts = new Map<string, number>();
  for (const v of column(t, "verdict")?.values ?? []) if (typeof v === "string") counts.set(head(v), (counts.get(head(v)) ?? 0) + 1);
  const col = (name: string): Column | undefined => column(t, name);
  const said = col("claim") ?? col("id");
  const pair = (name: string, c: Column | undefined, r: number): Child => {
    if (!c || c.values[r] === null || c.values[r] === "") return null;
    return h("div", {}, h("dt", {}, name), h("dd", {}, c.is_text ? prose(wordAt(c, r)) : numberButton(t, r, c), c.is_text ? "" : `\u00a0${unitWords(c.show_unit)}`));
  };
  const claim = (r: number): HTMLElement => h("article", { class: "claim", id: wordAt(col("id"), r) || null },
    h("div", { class: "claimhead" }, h("h4", {}, prose(wordAt(said, r))), wordAt(col("verdict"), r) ? chip(head(wordAt(col("verdict"), r))) : null),
    h("p", { class: "fine" }, [wordAt(col("who"), r), wordAt(col("date"), r)].filter((x) => x).join(", "), wordAt(col("printed_in"), r) ? `. Printed in: ${wordAt(col("printed_in"), r)}` : "", sourceOf(wordAt(col("source"), r)) ? ". Source: " : "", sourceOf(wordAt(col("source"), r)) ? sourceLine(wordAt(col("source"), r), "") : wordAt(col("source"), r) ? `. ${wordAt(col("source"), r)}` : "", wordAt(col("sureness"), r) ? " " : "", wordAt(col("sureness"), r) ? h("span", { class: `sure sure-${wordAt(col("sureness"), r)}` }, confidenceWords({ confidence: wordAt(col("sureness"), r) } as Input)) : null),
    h("dl", {}, pair(col("published")?.label ?? "Published", col("published"), r), pair(col("computed")?.label ?? "Computed", col("computed"), r)),
    detail(wordAt(col("verdict"), r)) ? h("p", { class: "why" }, h("strong", {}, prose(detail(wordAt(col("verdict"), r))))) : null,
    wordAt(col("reason"), r) ? h("p", { class: "why" }, prose(wordAt(col("reason"), r))) : null);
  const rows = [...Array(shownRows(t)).keys()];
  return [
    h("p", { class: "counts" }, ...[...counts].sort((a, b) => b[1] - a[1]).map(([words, n]) => h("span", { class: "count" }, h("strong", {}, String(n)), chip(words)))),
    section(t.title, t.sentence, h("div", { class: "claims" }, ...rows.map(claim)), tableBelow(t, { cell: chipCell })),
    ...tablesOf("starting_points"),
  ];
}

/** Claims with verdict on the page they speak about: those set against one of the checks, or printed per unit of gas. */
function claimsOn(checks: string[], printed?: RegExp): HTMLElement | null {
  const t = table("claims"), check = column(t, "check"), verdict = column(t, "verdict");
  if (!t || !check || !verdict) return null;
  const rows = [...Array(shownRows(t)).keys()].filter((r) => checks.includes(wordAt(check, r)) || (wordAt(check, r) === "context" && (printed?.test(wordAt(column(t, "published"), r)) ?? false)));
  if (rows.length === 0) return null;
  return section("Claims about it", "What was printed, what is computed, and whether the two agree; all claims are on the page Claims.", h("dl", { class: "claimlist" }, ...rows.flatMap((r) => {
    const v = wordAt(verdict, r);
    return [h("dt", {}, prose(wordAt(column(t, "claim"), r)), h("span", { class: "fine" }, [wordAt(column(t, "who"), r), wordAt(column(t, "date"), r)].filter((x) => x).join(", "))),
      h("dd", {}, chip(head(v)), " ", prose([detail(v), wordAt(column(t, "computed"), r)].filter((x) => x).join(". ")))];
  })));
}

/** Each section's own cost beside what each regression gives, in the study's money. */
function regressionBars(t: Table): HTMLElement | null {
  const own = column(t, "own_usd"), other = column(t, "regressed_usd"), place = column(t, "section");
  if (!own || !other) return null;
  const most = Math.max(...[...own.values, ...other.values].filter((v): v is number => typeof v === "number"));
  const sections = [...new Set([...Array(shownRows(t)).keys()].map((r) => wordAt(place, r)))];
  return h("div", {}, ...sections.map((name) => {
    const rows = [...Array(shownRows(t)).keys()].filter((r) => wordAt(place, r) === name), first = rows[0] ?? 0;
    const bar = (label: string, note: string, css: string, c: Column, r: number): RangeRow => ({ label, note, css, low: NaN, likely: numberAt(c, r), high: NaN, number: numberButton(t, r, c) });
    return h("div", {}, h("h4", {}, name), rangeBars([bar("This study", "", "own", own, first), ...rows.filter((r) => Number.isFinite(numberAt(other, r))).map((r) => bar(wordAt(column(t, "regression"), r), [wordAt(column(t, "where"), r), wordAt(column(t, "note"), r)].filter((x) => x).join("; "), "said", other, r))], own, most));
  }), h("p", { class: "axisnote" }, `${unitWords(own.show_unit)}.`));
}

function costPage(): Child[] {
  const items = table("capex_items"), totals = table("capex_totals"), levelised = table("levelised");
  const parts: Child[] = [];
  if (items) parts.push(section(items.title, items.sentence, costTree(items), tableBelow(items)));
  const totalRange = totals && triple(totals);
  if (totals) {
    const kind = column(totals, "kind"), scope = column(totals, "scope"), date = column(totals, "date");
    parts.push(section(totals.title, totals.sentence, totalRange ? rangeBarsOf(totals, totalRange, totals.columns.find((c) => c.is_text), {
      css: (r) => (wordAt(kind, r) === "computed" ? "own" : "said"), note: (r) => [wordAt(date, r), wordAt(scope, r).replace("roads_power", "roads and power supply").replace("undeclared", "scope not declared")].filter((x) => x).join("; ") }) : null, totalRange ? tableBelow(totals) : tableView(totals)));
  }
  const claims = claimsOn(["capex", "capex_per_length", "transit_fee"]);
  if (claims) parts.push(claims);
  const regressions = table("capex_regressions"), operation = table("operation");
  if (regressions) parts.push(section(regressions.title, regressions.sentence, regressionBars(regressions), tableBelow(regressions)));
  parts.push(...tablesOf("capex_on_top"));
  if (operation) {
    const all = column(operation, "all_usd"), used = ["maintenance_usd", "labour_usd", "power_usd", "fuel_usd"].map((n) => column(operation, n)).filter((c): c is Column => c !== undefined);
    const per = column(operation, "per_volume_usd_m3");
    parts.push(section(operation.title, operation.sentence, all ? stackedBars(operation, used, (r) => wordAt(column(operation, "section"), r), (r) => (per ? `${shown(numberAt(per, r), per)} ${unitWords(per.show_unit)}` : ""), all) : null, tableBelow(operation)));
  }
  if (levelised) {
    const label = levelised.columns.find((c) => c.is_text);
    const volume = triple(levelised, "money per gas volume") ?? triple(levelised), energy = levelised.columns.find((c) => c.name.startsWith("likely_") && c !== volume?.likely);
    const other = energy && triple({ ...levelised, columns: levelised.columns.filter((c) => c !== volume?.likely) });
    parts.push(section(levelised.title, levelised.sentence, volume ? rangeBarsOf(levelised, volume, label) : null, other ? h("h4", {}, "The same per unit of energy") : null, other ? rangeBarsOf(levelised, other, label) : null, volume ? tableBelow(levelised) : tableView(levelised)));
  }
  return parts;
}

function scenariosPage(): Child[] {
  const study = scenarioStudy();
  if (!study) return tablesOf("scenarios");
  return [heatPanels(study), scenarioList(study, chipCell)];
}

function mattersPage(): Child[] {
  const t = table("unknowns"), each = table("sensitivity");
  const answers: [string, string, string, string][] = [
    ["The largest flow", "sensitivity.capacity", "capacity_low_m3_s", "capacity_high_m3_s"],
    ["The cost of transport", "sensitivity.cost", "cost_low_usd_m3", "cost_high_usd_m3"],
    ["The fuel that the stations burn", "sensitivity.fuel", "fuel_low", "fuel_high"],
  ];
  return present([
    ...(each ? answers.map(([title, say, low, high]) => {
      const bars = swings(each, low, high);
      return bars ? section(title, text(say), bars) : null;
    }) : []),
    each ? tableBlock(each, { first: 60 }) : null,
    t ? section(t.title, t.sentence, tornado(t), tableBelow(t)) : null,
  ]);
}

function designPage(): Child[] {
  const best = table("designs"), next = table("designs_next"), curves = table("design_curves");
  const say = text("design.best");
  return present([
    say && best ? h("p", { class: "say" }, prose(say)) : null,
    best ? tableBlock(best, { cell: chipCell }) : null,
    curves ? curvePicture(curves, "flow_m3_s", "cost_usd_m3", "diameter_m", "") : null,
    next ? tableBlock(next, { cell: chipCell }) : null,
    ...([["design_months", ""], ["design_spares", ""], ["design_store", "design.store"], ["design_phases", "design.phases"]] as const).map(([id, key]) => {
      const t = table(id);
      return t ? h("div", {}, tableBlock(t), key && text(key) ? h("p", { class: "say" }, prose(text(key))) : null) : null;
    }),
  ]);
}

/** The folder that all files share, with its slash; "" if none. */
function commonFolder(files: string[]): string {
  const parts = (files[0] ?? "").split("/").slice(0, -1);
  while (parts.length > 0 && !files.every((f) => f.startsWith(`${parts.join("/")}/`))) parts.pop();
  return parts.length > 0 ? `${parts.join("/")}/` : "";
}

function assumptionsPage(): Child[] {
  if (data.inputs.length === 0) return [];
  const count = h("p", { class: "fine", "aria-live": "polite" }), body = h("tbody"), more = h("button", { type: "button", class: "plain more" });
  const search = h("input", { type: "search", placeholder: "Search name, value, file, source", "aria-label": "Search the assumptions" });
  const only = h("select", { "aria-label": "Confidence" }, h("option", { value: "" }, "any confidence"), ...[...new Set(data.inputs.map((i) => i.confidence))].map((c) => h("option", { value: c }, confidenceWords({ confidence: c } as Input))));
  let limit = 50;
  const folder = commonFolder(data.inputs.map((i) => i.file).filter((f) => f.includes("/")));
  const draw = (): void => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter((w) => w);
    const found = data.inputs.filter((i) => {
      const words = [i.id, i.label, i.text, i.file, `${i.file}:${i.line}`, i.note, i.date, i.source, sourceOf(i.source)?.citation ?? ""].join(" ").toLowerCase();
      return (!only.value || i.confidence === only.value) && wanted.every((w) => words.includes(w));
    });
    count.textContent = found.length === 0 ? "Nothing found; try fewer words." : `${found.length} of ${data.inputs.length} inputs`;
    more.hidden = found.length <= limit;
    more.textContent = `Show all ${found.length} rows`;
    body.replaceChildren(...found.slice(0, limit).map((i) => h("tr", {},
      h("th", { scope: "row" }, i.label || i.id, h("span", { class: "fine" }, i.id)),
      h("td", { class: "num" }, h("button", { type: "button", class: "n", "aria-label": `${i.label || i.id} ${i.text}: where it comes from`, click: () => openInput(i) }, unitWords(i.text))),
      h("td", { class: "words" }, h("span", { class: `sure sure-${i.confidence}` }, confidenceWords(i))),
      h("td", { class: "words" }, sourceLine(i.source, i.source) ?? "none: an assumption", i.date && !sourceOf(i.source)?.date && !(sourceOf(i.source)?.citation ?? "").includes(i.date) ? `, ${i.date}` : "", i.note ? h("span", { class: "fine" }, prose(i.note)) : null),
      h("td", { class: "words" }, h("code", {}, (i.file.startsWith(folder) ? i.file.slice(folder.length) : i.file) + (i.line > 0 ? `:${i.line}` : ""))))));
  };
  search.addEventListener("input", draw);
  only.addEventListener("change", draw);
  more.addEventListener("click", () => {
    limit = Infinity;
    draw();
  });
  draw();
  const head = ["Input", "As written", "How sure", "Source", folder ? `Where, in ${folder}` : "Where it is written"];
  return [...tablesOf("findings"), section("Every input of the study", "What is not sourced is marked as an assumption; change a figure in the file named and run the study again.",
    h("div", { class: "choices" }, search, only), count,
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Inputs" }, h("table", { class: "inputtable" }, h("caption", { class: "hidden" }, "Every input of the study with source and place"),
      h("thead", {}, h("tr", {}, ...head.map((x, i) => h("th", { scope: "col", class: i === 1 ? "num" : "words" }, x)))), body)), h("div", { class: "tools" }, more))];
}

function proofPage(): Child[] {
  const facts: [string, string][] = [["Made with", text("version") || `Trunkline ${data.trunkline}`], ["Study file", text("study_file")], ["Date", date],
    ["Steps in this report", text("steps.shown")], ["Left out, since it takes longer", text("steps.left_out") ? `${text("steps.left_out")}. To run it: trunkline study FOLDER --all` : ""]];
  const hashes = Object.entries(data.texts).filter(([key]) => key.startsWith("hash."));
  const own = text("notices");
  return present([
    section("This run", "", h("dl", { class: "facts" }, ...facts.filter(([, w]) => w).flatMap(([a, b]) => [h("dt", {}, a), h("dd", {}, b)]))),
    ...["proof", "balance", "segmentation"].flatMap((id) => {
      const t = table(id);
      return t ? [tableBlock(t, { cell: chipCell })] : [];
    }),
    hashes.length > 0 ? section("Fingerprints of the input files", "The same files with the same version give the same report, byte for byte.", h("dl", { class: "facts hashes" }, ...hashes.flatMap(([key, hash]) => [h("dt", {}, h("code", {}, key.slice(5))), h("dd", {}, h("code", {}, hash))]))) : null,
    section("Notices", "The code and data inside this file and their terms.", own ? h("pre", { class: "notice" }, own) : null,
      ...notices.map((n) => h("details", { class: "below" }, h("summary", {}, `${n.name} ${n.version}, ${n.licence}`), h("pre", { class: "notice" }, n.text)))),
  ]);
}

function morePage(): Child[] {
  return data.tables.filter((t) => !KNOWN.has(t.id) && shownRows(t) > 0).map((t) => tableBlock(t, { cell: chipCell, first: 40 }));
}

/** All pages that have something to show, in reading order. */
export function pages(): Page[] {
  const list: [string, string, () => Child[]][] = [
    ["summary", "Summary", summaryPage], ["line", "The line", linePage], ["ground", "The ground", groundPage], ["flow", "Flow", flowPage], ["stations", "Stations", stationsPage], ["breaks", "When something breaks", breaksPage], ["claims", "Claims", claimsPage],
    ["design", "Design", designPage], ["cost", "Cost", costPage], ["deal", "Deal", (): Child[] => { const parts = dealPage(); return parts.length > 0 ? [...parts, claimsOn(["border_price"], /1000 m3/)] : parts; }], ["uncertainty", "Uncertainty", uncertaintyPage], ["scenarios", "Scenarios", scenariosPage], ["matters", "What matters", mattersPage], ["shares", "Shares and dependence", sharesPage], ["more", "More tables", morePage], ["assumptions", "Assumptions", assumptionsPage], ["proof", "Proof", proofPage],
  ];
  return list.map(([id, name, make]) => ({ id, name, intro: prose(text(`page.${id}.intro`)), parts: present(make()) })).filter((p) => p.parts.length > 0);
}

