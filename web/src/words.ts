// Abbreviations spelled out once, those only that the report uses.
import { data } from "./data";
import { h } from "./dom";

const WORDS: [RegExp, string, string][] = [
  [/\bbcm\b/, "bcm", "billion cubic metres of gas, at the temperature stated and 101.325 kPa; bcm/a is that volume in a year of 365 days"],
  [/\bMPa\b/, "MPa", "megapascal, absolute unless marked (g); 1 MPa is 10 bar"],
  [/\bMMBtu\b/, "MMBtu", "million British thermal units, on gross heating value; 1.055 GJ"],
  [/\bMW\b/, "MW", "megawatt of shaft power"],
  [/\bMAOP\b/, "MAOP", "maximum allowable operating pressure"],
  [/\bDN ?\d/, "DN", "nominal diameter in millimetres"],
  [/\bCS\b/, "CS", "compressor station"],
  [/\bUSD\(/, "USD(year)", "US dollars at the prices of that year"],
  [/\bgeodesic/i, "geodesic", "the shortest line between two places over the surface of the earth"],
  [/\braster/i, "raster", "a grid of values over longitude and latitude, one to each cell"],
  [/\blevelised/i, "levelised cost", "what a cubic metre must pay over the life of the line to cover capital, fuel and running cost; not a tariff that anybody set"],
  [/\bGCV\b/, "GCV", "gross calorific (heating) value"],
];

export function glossary(): HTMLElement | null {
  const all = [...Object.values(data.texts), ...data.tables.flatMap((t) => [t.title, t.sentence, ...t.columns.flatMap((c) => [c.label, c.show_unit, ...(c.is_text ? c.values.map(String) : [])])])].join("\n");
  const used = WORDS.filter(([pattern]) => pattern.test(all));
  if (used.length === 0) return null;
  return h("section", { class: "block glossary" }, h("h3", {}, "Words and units"), h("dl", {}, ...used.flatMap(([, word, meaning]) => [h("dt", {}, word), h("dd", {}, meaning)])),
    h("p", { class: "fine" }, "Every figure with a dotted line below it leads to how it was made and to the file, line and source of its inputs."));
}
