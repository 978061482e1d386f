// Numbers and units as people of the trade write them.
import type { Column } from "./data";

const MINUS = "\u2212";
const SUPER = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

export function unitWords(unit: string): string {
  return unit
    .replace(/\bdegC\b/g, "\u00b0C")
    .replace(/\bdeg\b/g, "\u00b0")
    .replace(/\bum\b/g, "\u00b5m")
    .replace(/\bm3\b/g, "m\u00b3")
    .replace(/\bm2\b/g, "m\u00b2")
    .replace(/\b1000 /g, "1000\u00a0");
}

/** Units inside sentences of a study: only where they cannot be anything else. */
export function prose(words: string): string {
  return words
    .replace(/\bdegC\b/g, "\u00b0C")
    .replace(/(\d) ?um\b/g, "$1\u00a0\u00b5m")
    .replace(/\b(k?)m2\b/g, "$1m\u00b2")
    .replace(/\bm3\b/g, "m\u00b3");
}

function power(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((d) => SUPER[Number(d)]).join("");
  return (exponent < 0 ? "\u207b" : "") + digits;
}

function grouped(plain: string): string {
  const [whole = "", rest] = plain.split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, whole.length > 4 ? "," : "") + (rest === undefined ? "" : `.${rest}`);
}

/** A number with `digits` significant digits: 2463.2 -> "2463" (4), 0.1234 -> "0.123", 1.3e-13 -> "1.3 x 10^-13". */
export function significant(x: number, digits: number): string {
  if (!Number.isFinite(x)) return "\u2013";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const n = Math.max(1, Math.min(digits, 15));
  let shown: string;
  if (size < 1e-3 || size >= 1e9) {
    const [mantissa = "", exponent = "0"] = size.toExponential(n - 1).split("e");
    shown = `${mantissa}\u00a0\u00d7\u00a010${power(Number(exponent))}`;
  } else {
    const rounded = Number(size.toPrecision(n));
    const decimals = Math.max(0, n - 1 - Math.floor(Math.log10(rounded)));
    shown = grouped(rounded.toFixed(Math.min(decimals, 12)));
  }
  return (x < 0 ? MINUS : "") + shown;
}

export function shownValue(si: number, c: Column): number {
  return (si - c.show_offset) / c.show_factor;
}

const decimalsKept = new WeakMap<Column, number>();

/** Decimals that give the largest value of the column its significant digits; the others line up with it. */
function columnDecimals(c: Column, digits: number): number {
  let decimals = decimalsKept.get(c);
  if (decimals === undefined) {
    const most = c.values.reduce<number>((m, v) => (typeof v === "number" ? Math.max(m, Math.abs(shownValue(v, c))) : m), 0);
    decimals = most > 0 ? Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(most)))) : 0;
    decimalsKept.set(c, decimals);
  }
  return decimals;
}

/** An input level: as short as it can be written. */
export function level(si: number, c: Column): string {
  const x = Number(shownValue(si, c).toPrecision(6));
  const number = significant(x, 6).replace(/(\.\d*?)0+(?=$|\u00a0)/, "$1").replace(/\.(?=$|\u00a0)/, "");
  return c.show_unit ? `${number}\u00a0${unitWords(c.show_unit)}` : number;
}

/** A value as the report shows it, without its unit. Temperatures have fixed decimals: their zero is arbitrary. */
export function shown(si: number | null, c: Column): string {
  if (si === null || !Number.isFinite(si)) return "\u2013";
  const x = shownValue(si, c);
  const digits = c.digits > 0 ? c.digits : 3;
  if (c.quantity === "yes or no") return si !== 0 ? "yes" : "no";
  if (c.quantity === "date") return new Date(si * 86400000).toISOString().slice(0, 10);
  if (c.show_offset !== 0) {
    const plain = Math.abs(x).toFixed(Math.max(0, digits - 2));
    return (x < 0 && Number(plain) !== 0 ? MINUS : "") + plain;
  }
  if (c.quantity === "length" && /^(chainage|height|length|geodesic|published|all|inside|lowest|highest|least|most|rise|fall|given|raster|difference)/.test(c.name)) {
    const plain = grouped(Math.abs(x).toFixed(columnDecimals(c, digits)));
    return (x < 0 && Number(plain) !== 0 ? MINUS : "") + plain;
  }
  if (c.quantity === "angle") return (x < 0 ? MINUS : "") + Math.abs(x).toFixed(2);
  if (c.quantity === "whole number") return (x < 0 ? MINUS : "") + grouped(String(Math.round(Math.abs(x))));
  return significant(x, digits);
}

export function withUnit(si: number | null, c: Column): string {
  const number = shown(si, c);
  const unit = unitWords(c.show_unit);
  return unit && number !== "\u2013" ? `${number}\u00a0${unit}` : number;
}

export const heading = (c: Column): string => (c.show_unit ? `${prose(c.label)}, ${unitWords(c.show_unit)}` : prose(c.label));

/** Round steps for an axis: about `count` of them between from and to. */
export function ticks(from: number, to: number, count: number): number[] {
  if (!(to > from)) return [from];
  const raw = (to - from) / Math.max(1, count);
  const base = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * base).find((m) => m >= raw * 0.999) ?? 10 * base;
  const out: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++) out.push(i * step);
  return out;
}

export function tickLabel(x: number, step: number): string {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
  const fixed = Math.abs(x).toFixed(String(step).includes("2.5") || /25$/.test(step.toFixed(decimals + 1)) ? decimals + 1 : decimals);
  return (x < 0 && Number(fixed) !== 0 ? MINUS : "") + grouped(fixed);
}
