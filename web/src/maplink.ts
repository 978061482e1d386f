// The map and the pictures along the line point at the same place.
import { geoDistance, geoInterpolate, type GeoProjection } from "d3-geo";
import { column, numberAt, shownRows, table, wordAt, type Section } from "./data";
import { s } from "./dom";
import { onPointAt, pointAt } from "./picture";

type Point = [number, number];
interface Leg {
  from: number; // chainage [m]
  to: number;
  a: Point;
  b: Point;
}

/** The legs of the line with their chainage: each section is stretched to its length used. */
function legsOf(sections: Section[]): Leg[] {
  const t = table("sections"), legs: Leg[] = [];
  let start = 0;
  for (const section of sections) {
    const row = [...Array(t ? shownRows(t) : 0).keys()].find((r) => wordAt(column(t, "name"), r) === section.name);
    const length = row === undefined ? NaN : numberAt(column(t, "length_m") ?? column(t, "published_m"), row);
    if (!(length > 0)) return [];
    const parts = section.points.slice(1).map((b, i) => geoDistance(section.points[i] ?? b, b));
    const whole = parts.reduce((x, y) => x + y, 0) || 1;
    let at = start;
    parts.forEach((part, i) => {
      const a = section.points[i], b = section.points[i + 1], to = at + (part / whole) * length;
      if (a && b) legs.push({ from: at, to, a, b });
      at = to;
    });
    start += length;
  }
  return legs;
}

const STEPS = 8; // places tried on a leg
const NEAR = 30; // pixels from the line that still count as pointing at it

export function linkToProfile(svg: SVGSVGElement, sections: Section[], projection: GeoProjection): void {
  const legs = legsOf(sections);
  if (legs.length === 0) return;
  const mark = s("circle", { class: "pointed", r: 6.5, visibility: "hidden" });
  svg.append(mark);
  const show = (along: number): void => {
    const leg = legs.find((l) => along <= l.to) ?? legs[legs.length - 1];
    const at = leg && Number.isFinite(along) ? projection(geoInterpolate(leg.a, leg.b)(Math.min(1, Math.max(0, (along - leg.from) / (leg.to - leg.from || 1))))) : null;
    mark.setAttribute("visibility", at ? "visible" : "hidden");
    if (!at) return;
    mark.setAttribute("cx", String(at[0]));
    mark.setAttribute("cy", String(at[1]));
  };
  onPointAt(svg, show);
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
    let best = NEAR, along = NaN;
    for (const leg of legs)
      for (let k = 0; k <= STEPS; k++) {
        const p = projection(geoInterpolate(leg.a, leg.b)(k / STEPS));
        const far = p ? Math.hypot(p[0] - x, p[1] - y) : Infinity;
        if (far < best) {
          best = far;
          along = leg.from + (k / STEPS) * (leg.to - leg.from);
        }
      }
    pointAt(along);
  });
  svg.addEventListener("pointerleave", () => pointAt(NaN));
}
