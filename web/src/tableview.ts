// A table for reading: caption, sortable heads, numbers that lead back, a button that copies it.
import { shownRows, sourceOf, type Column, type Table } from "./data";
import { h, type Child } from "./dom";
import { heading, prose, shownValue, unitWords } from "./format";
import { numberButton } from "./walkback";

export interface TableOptions {
  columns?: string[]; // names to leave in; all if not given
  hide?: string[];
  rows?: number[];
  first?: number; // rows shown before "show all"
  cell?: (c: Column, row: number) => Child | undefined; // a cell drawn otherwise
}

async function copy(words: string, button: HTMLElement): Promise<void> {
  let done = true;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const area = h("textarea", { class: "offscreen", readonly: true });
    area.value = words;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent ?? "";
  button.textContent = done ? "Copied" : "Copying is not allowed here";
  setTimeout(() => (button.textContent = before), 1600);
}

function asText(columns: Column[], rows: number[]): string {
  const plain = (c: Column, r: number): string => {
    const v = c.values[r];
    if (typeof v === "number") return String(Number(shownValue(v, c).toPrecision(10)));
    return (v ?? "").replace(/[\t\n]/g, " ");
  };
  return [columns.map(heading).join("\t"), ...rows.map((r) => columns.map((c) => plain(c, r)).join("\t"))].join("\n");
}

/** One tab stop per table; arrow keys walk over its numbers. */
function walkWithArrows(body: HTMLElement): void {
  const first = body.querySelector<HTMLElement>("button.n");
  if (first) first.tabIndex = 0;
  body.addEventListener("keydown", (event) => {
    const cell = (event.target as Element).closest("td");
    const row = cell?.parentElement;
    if (!cell || !(row instanceof HTMLTableRowElement)) return;
    const step: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = step[event.key];
    if (!move) return;
    const rows = [...body.querySelectorAll("tr")];
    let r = rows.indexOf(row), c = cell.cellIndex;
    for (;;) {
      r += move[0];
      c += move[1];
      const next = rows[r]?.cells[c];
      if (!next) return;
      const button = next.querySelector<HTMLElement>("button.n");
      if (!button) continue;
      event.preventDefault();
      for (const other of body.querySelectorAll<HTMLElement>("button.n[tabindex='0']")) other.tabIndex = -1;
      button.tabIndex = 0;
      button.focus();
      return;
    }
  });
}

/** The words of a cell; of a source its citation, not its id. */
function wordsOf(c: Column, r: number): string {
  const words = (c.values[r] as string | null) ?? "";
  return (c.name === "source" && sourceOf(words)?.citation) || words;
}

export function tableView(t: Table, options: TableOptions = {}): HTMLElement {
  const columns = t.columns.filter((c) => (!options.columns || options.columns.includes(c.name)) && !options.hide?.includes(c.name));
  const country = t.columns.find((c) => c.name === "country"), section = columns.findIndex((c) => c.name === "section");
  if (country && columns.includes(country) && section >= 0 && columns[section]?.values.every((v, r) => v === country.values[r])) columns.splice(section, 1); // says nothing more
  for (const empty of columns.filter((c) => c.is_text && c.values.length > 0 && c.values.every((v) => v === null || v === ""))) columns.splice(columns.indexOf(empty), 1);
  if (options.columns) columns.sort((a, b) => options.columns!.indexOf(a.name) - options.columns!.indexOf(b.name));
  const all = options.rows ?? [...Array(shownRows(t)).keys()].filter((r) => t.columns.some((c) => c.values[r] !== null));
  let order = all;
  let limit = options.first ?? 40;
  let sorted = -1, down = false;
  const body = h("tbody");
  const more = h("button", { type: "button", class: "plain more" });

  const widths = new Map(columns.filter((c) => c.is_text).map((c) => {
    const longest = all.reduce((m, r) => Math.max(m, wordsOf(c, r).length), 0);
    return [c, longest > 70 ? " wide" : longest > 24 ? " mid" : ""] as const;
  }));
  const draw = (): void => {
    body.replaceChildren(...order.slice(0, limit).map((r) => h("tr", {}, ...columns.map((c, i) => {
      const drawn = options.cell?.(c, r);
      const content = drawn !== undefined ? drawn : c.is_text ? prose(wordsOf(c, r)) : numberButton(t, r, c, false);
      return i === 0 && c.is_text ? h("th", { scope: "row", class: `words${widths.get(c) ?? ""}` }, content) : h("td", { class: c.is_text ? `words${widths.get(c) ?? ""}` : "num" }, content);
    }))));
    const button = body.querySelector<HTMLElement>("button.n");
    if (button) button.tabIndex = 0;
    more.hidden = order.length <= limit;
    more.textContent = `Show all ${order.length} rows`;
  };
  more.addEventListener("click", () => {
    limit = Infinity;
    draw();
  });

  const heads = columns.map((c, i) => {
    const head = h("th", { scope: "col", class: c.is_text ? "words" : "num" });
    head.append(h("button", { type: "button", class: "sort", title: "Sort by this column", click: () => {
      down = sorted === i ? !down : false;
      sorted = i;
      const key = (r: number): number | string => c.values[r] ?? (c.is_text ? "\uffff" : Infinity);
      order = [...all].sort((a, b) => {
        const p = key(a), q = key(b);
        const order_ = typeof p === "number" && typeof q === "number" ? p - q : String(p).localeCompare(String(q), "en", { numeric: true });
        return (order_ || a - b) * (down ? -1 : 1);
      });
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      draw();
    } }, prose(c.label)));
    if (c.show_unit) head.append(h("span", { class: "unit" }, unitWords(c.show_unit)));
    const least = Math.ceil(Math.max(c.label.length / 4, (c.show_unit ?? "").length / 3)); // about five lines at most
    if (!c.is_text && least > 6) head.style.minWidth = `${least}ch`;
    return head;
  });
  draw();
  walkWithArrows(body);

  const copyButton = h("button", { type: "button", class: "plain copy" }, "Copy table");
  copyButton.addEventListener("click", () => void copy(asText(columns, order), copyButton));
  const thinned = t.every > 1 ? h("p", { class: "fine" }, `Every ${t.every}th of ${t.rows} rows; all of them are in tables/${t.id}.csv.`) : null;
  return h("div", { class: "tablebox" },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t.title },
      h("table", {}, h("caption", { class: "hidden" }, t.sentence ? `${t.title}. ${t.sentence}` : t.title), h("thead", {}, h("tr", {}, ...heads)), body)),
    h("div", { class: "tools" }, more, copyButton, thinned));
}

/** The table under a picture, closed until asked for; its rows are made when it is opened. */
export function tableBelow(t: Table, options: TableOptions = {}): HTMLElement {
  const box = h("details", { class: "below" }, h("summary", {}, "The numbers as a table"));
  box.addEventListener("toggle", () => {
    if (box.open && box.childElementCount === 1) box.append(tableView(t, { first: 60, ...options }));
  });
  return box;
}

/** A heading, the table's sentence, then the table. */
export function tableBlock(t: Table, options: TableOptions = {}): HTMLElement {
  return h("section", { class: "block" }, h("h3", {}, prose(t.title)), t.sentence ? h("p", { class: "say" }, prose(t.sentence)) : null, tableView(t, options));
}

