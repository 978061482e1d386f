import { gunzipSync, strFromU8 } from "fflate";

// The document inside the report: see docs/report.md for what each part means.
export interface Origin {
  step: string;
  formula: string;
  theory: string;
  inputs: string;
}
export interface Column {
  name: string;
  label: string;
  quantity: string;
  is_text: boolean;
  si_unit: string;
  show_unit: string;
  show_factor: number;
  show_offset: number;
  digits: number;
  origin: Origin;
  values: (number | string | null)[];
}
export interface Table {
  id: string;
  title: string;
  sentence: string;
  rows: number; // in the results; the report may hold every n-th only
  every: number;
  columns: Column[];
}
export interface Source {
  id: string;
  citation: string;
  date: string;
  url: string;
}
export interface Input {
  id: string;
  label: string;
  text: string;
  si: number | null;
  unit: string;
  file: string;
  line: number;
  source: string;
  date: string;
  confidence: string;
  note: string;
}
export interface Section {
  id: string;
  name: string;
  country: string;
  role?: string;
  points: [number, number][];
}
export interface RouteMap {
  sections?: Section[];
  stations?: { id: string; name: string; lon: number; lat: number; section?: string }[];
  waypoints?: { name: string; lon: number; lat: number }[];
  centre?: [number, number];
  countries?: { name: string; id: string; rings: ([number, number] | number)[][] }[]; // pairs, or flat: lon, lat, lon, lat, ...
}
export interface MapLayer {
  id: string;
  row: number; // of the table `layers`
  areas: { name: string; rings: ([number, number] | number)[][] }[];
}
export interface MapWay {
  id: string;
  row: number; // of the table `alternatives`
  points: [number, number][];
}
export interface Axis {
  id: string;
  label: string;
  unit: string;
  values?: (number | string)[];
}
export interface Limit {
  column: string;
  section?: string;
  min?: number;
  max?: number;
  label: string;
  input?: string;
}
export interface Binding {
  chainage_m: number;
  column: string;
  sentence: string;
}
export interface Notice {
  name: string;
  version: string;
  licence: string;
  text: string;
}
interface Document_ {
  trunkline: string;
  texts: Record<string, string>;
  json: Record<string, unknown>;
  sources: Source[];
  inputs: Input[];
  tables: Table[];
}

function embedded<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

/** The document: gzipped and in base64, see src/report/pack.c. */
function unpacked<T>(id: string): T {
  const bytes = Uint8Array.from(atob(document.getElementById(id)?.textContent ?? ""), (c) => c.charCodeAt(0));
  return JSON.parse(strFromU8(gunzipSync(bytes))) as T;
}

export const data = unpacked<Document_>("data");
export const date = embedded<string | null>("date") ?? "";
export const notices = embedded<Notice[]>("notices") ?? [];

export const text = (key: string): string => data.texts[key] ?? "";
export const table = (id: string): Table | undefined => data.tables.find((t) => t.id === id && shownRows(t) > 0);
export const value = <T>(key: string): T | undefined => data.json[key] as T | undefined;
export const shownRows = (t: Table): number => t.columns[0]?.values.length ?? 0;
export const columnAt = (t: Table, name: string): number => t.columns.findIndex((c) => c.name === name);
export const column = (t: Table | undefined, name: string): Column | undefined => t?.columns.find((c) => c.name === name);

export function numberAt(c: Column | undefined, row: number): number {
  const v = c?.values[row];
  return typeof v === "number" ? v : NaN;
}
export function wordAt(c: Column | undefined, row: number): string {
  const v = c?.values[row];
  return typeof v === "string" ? v : "";
}

export const sourceOf = (id: string): Source | undefined => (id ? data.sources.find((x) => x.id === id) : undefined);

/** Inputs named by a space-separated list of ids or prefixes ending in ".*". */
export function inputsOf(list: string): Input[] {
  const wanted = list.split(/\s+/).filter((x) => x !== "");
  return data.inputs.filter((input) => wanted.some((w) => (w.endsWith("*") ? input.id.startsWith(w.slice(0, -1)) : input.id === w)));
}

/** All countries the study names, in alphabetical order: their place in this list is their colour everywhere. */
export const countries: string[] = (() => {
  const names = new Set<string>();
  for (const t of data.tables) for (const v of column(t, "country")?.values ?? []) if (typeof v === "string" && v) names.add(v);
  for (const section of value<RouteMap>("map")?.sections ?? []) if (section.country) names.add(section.country);
  return [...names].sort((a, b) => a.localeCompare(b, "en"));
})();

/** Class that gives an element the colour of its country ("k0" .. "k5"). */
export function countryClass(name: string): string {
  const at = countries.indexOf(name);
  return at < 0 ? "knone" : `k${at % 6}`;
}
