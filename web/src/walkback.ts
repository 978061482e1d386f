// The way back from a number: what it is, how it was made, from which inputs, written where, taken from whom.
import { column, data, inputsOf, shownRows, sourceOf, wordAt, type Column, type Input, type Table } from "./data";
import { h, type Child } from "./dom";
import { shown, significant, unitWords, withUnit } from "./format";

const CONFIDENCE: Record<string, string> = { H: "high confidence", M: "medium confidence", L: "low confidence", assumption: "assumption" };
const INPUTS_SHOWN = 8;

const panel = h("dialog", { class: "walk", "aria-labelledby": "walk-title" });

function show(title: string, body: Child[]): void {
  const close = h("button", { type: "button", class: "plain", click: () => panel.close() }, "Close");
  panel.replaceChildren(h("header", {}, h("h2", { id: "walk-title" }, title), close), h("div", { class: "walk-body" }, ...body));
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  close.focus();
}

export function installPanel(): void {
  document.body.append(panel);
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close(); // the backdrop
  });
  document.addEventListener("click", (event) => {
    const hit = (event.target as Element | null)?.closest<HTMLElement>("[data-cell]");
    if (!hit) return;
    const [id = "", row = "0", name = ""] = (hit.dataset["cell"] ?? "").split("/");
    const t = data.tables.find((x) => x.id === id);
    const at = t?.columns.findIndex((c) => c.name === name) ?? -1;
    if (t && at >= 0) openCell(t, Number(row), at);
  });
}

export const confidenceWords = (input: Input): string => CONFIDENCE[input.confidence] ?? input.confidence;

export function sourceLine(id: string, fallback: string): Child {
  const source = sourceOf(id);
  if (!source) return fallback ? h("span", {}, fallback) : null;
  const words = source.date && !source.citation.includes(source.date) ? `${source.citation}, ${source.date}` : source.citation;
  return /^https?:\/\//.test(source.url) ? h("a", { href: source.url, rel: "noopener noreferrer", target: "_blank" }, words) : h("span", {}, words);
}

export function inputCard(input: Input): HTMLElement {
  const line = input.line > 0 ? `${input.file}:${input.line}` : input.file;
  return h("li", { class: "input" },
    h("p", {}, h("strong", {}, input.label || input.id), ": ", h("span", { class: "written" }, input.text),
      " ", h("span", { class: `sure sure-${input.confidence}` }, confidenceWords(input))),
    h("p", { class: "fine" }, h("code", {}, line)),
    h("p", { class: "fine" }, sourceLine(input.source, input.source) ?? "No source: an assumption of this study", input.date && !sourceOf(input.source) ? `, ${input.date}` : ""),
    input.note ? h("p", { class: "fine" }, input.note) : null);
}

/** Those that name what the row is about come first. */
function inputList(ids: string, about: string[]): Child[] {
  const near = (input: Input): number => (about.some((w) => `${input.id} ${input.label}`.toLowerCase().includes(w)) ? 0 : 1);
  const inputs = inputsOf(ids).sort((a, b) => near(a) - near(b));
  if (inputs.length === 0) return [];
  const first = inputs.slice(0, INPUTS_SHOWN);
  const rest = inputs.slice(INPUTS_SHOWN);
  return [
    h("h3", {}, `From ${inputs.length === 1 ? "this input" : `these ${inputs.length} inputs`}`),
    h("ul", { class: "inputs" }, ...first.map(inputCard)),
    rest.length > 0 ? h("details", {}, h("summary", {}, `The other ${rest.length}`), h("ul", { class: "inputs" }, ...rest.map(inputCard))) : null,
  ];
}

function originList(c: Column, about: string[] = []): Child[] {
  const o = c.origin;
  const facts: [string, Child][] = [["Made by step", o.step], ["How", o.formula], ["Theory", o.theory ? h("code", {}, `docs/theory/${o.theory}.md`) : ""]];
  return [h("dl", {}, ...facts.filter(([, words]) => words).flatMap(([name, words]) => [h("dt", {}, name), h("dd", {}, words)])), ...inputList(o.inputs, about)];
}

/** What a row is called: its first words. */
export function rowName(t: Table, row: number): string {
  const named = t.columns.find((c) => c.is_text && wordAt(c, row));
  const section = column(t, "section");
  const name = named ? wordAt(named, row) : "";
  const where = section && section !== named ? wordAt(section, row) : "";
  return [name, where !== name ? where : ""].filter((x) => x).join(", ");
}

export function openCell(t: Table, row: number, at: number): void {
  const c = t.columns[at];
  const v = c?.values[row];
  if (!c || v === undefined) return;
  const place = rowName(t, row);
  const x = column(t, "chainage_m");
  const where = x && x !== c ? `at ${withUnit(x.values[row] as number | null, x)}` : "";
  const body: Child[] = [h("p", { class: "fine" }, [t.title, place, where].filter((w) => w).join(" \u00b7 "))];
  if (typeof v === "number") {
    body.push(h("p", { class: "big" }, withUnit(v, c)));
    const si = c.si_unit.replace("currency", /[A-Z]{3}(\(\d{4}\))?/.exec(c.show_unit)?.[0] ?? "currency");
    if (si && si !== "1" && si !== c.show_unit) body.push(h("p", { class: "fine" }, `In SI units: ${significant(v, 7)}\u00a0${unitWords(si)}`));
  } else {
    body.push(h("p", { class: "big words" }, v ?? "not given"));
  }
  body.push(...originList(c, t.columns.filter((w) => w.is_text).map((w) => wordAt(w, row).toLowerCase()).filter((w) => w.length > 1 && w.length < 40)));
  body.push(h("p", { class: "fine" }, "All digits: ", h("code", {}, `tables/${t.id}.csv`), `, column ${c.name}`));
  show(c.label, body);
}

/** A number the report itself made from cells, by adding them up. */
export function openSum(label: string, total: number, c: Column, what: string): void {
  show(label, [h("p", { class: "big" }, withUnit(total, c)), h("p", {}, what), ...originList(c)]);
}

export function openRow(t: Table, row: number): void {
  if (row < 0 || row >= shownRows(t)) return;
  show(rowName(t, row) || t.title, [
    h("p", { class: "fine" }, t.title),
    h("dl", {}, ...t.columns.flatMap((c) => {
      const v = c.values[row];
      if (v === null || v === undefined || v === "") return [];
      return [h("dt", {}, c.label), h("dd", {}, typeof v === "number" ? numberButton(t, row, c) : v, typeof v === "number" && c.show_unit ? `\u00a0${unitWords(c.show_unit)}` : "")];
    })),
  ]);
}

export function openInput(input: Input): void {
  show(input.label || input.id, [h("ul", { class: "inputs" }, inputCard(input))]);
}

/** A number that leads back to where it comes from. */
export function numberButton(t: Table, row: number, c: Column, tabbable = true): HTMLElement {
  const v = c.values[row];
  if (typeof v !== "number") return h("span", { class: "none" }, "\u2013");
  return h("button", { type: "button", class: "n", "data-cell": `${t.id}/${row}/${c.name}`, tabindex: tabbable ? null : -1,
    "aria-label": `${c.label} ${withUnit(v, c)}: where it comes from` }, shown(v, c));
}
