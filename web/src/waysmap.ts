// The map of what each coalition would build: all ways thin, those it builds thick by what flows.
import { geoPath } from "d3-geo";
import { countryClass, text, value, type RouteMap } from "./data";
import { h, s } from "./dom";
import { heightFor, isAside, land, pairs, projectionFor, scaleBar, type Point } from "./map";
import { picture } from "./picture";

interface Builds {
  ways: { title: string; points: Point[] | null }[]; // null: the line as studied
  coalitions: { name: string; flows: number[] }[]; // bcm a year by each way; 0: not built
}

const flowWords = (flow: number): string => `${Number(flow.toPrecision(3))} bcm/a`;

function draw(map: RouteMap, builds: Builds, flows: number[], width: number, name: string): SVGSVGElement {
  const line = (map.sections ?? []).filter((x) => !isAside(x)).flatMap((x) => x.points);
  const ways = builds.ways.map((w, i) => ({ title: w.title, points: w.points ?? line, flow: flows[i] ?? 0 }));
  const all = ways.flatMap((w) => w.points);
  const height = heightFor(map, all, width), projection = projectionFor(map, all, width, height), path = geoPath(projection);
  const built = ways.filter((w) => w.flow > 0);
  const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "map", "aria-label": `Map: ${name} would build ${built.map((w) => `${w.title} (${flowWords(w.flow)})`).join(", ") || "nothing"}.` });
  svg.append(s("rect", { class: "water", width, height }));
  for (const country of map.countries ?? [])
    for (const ring of country.rings) {
      const polygon = land(pairs(ring)), d = polygon && path(polygon);
      if (d) svg.append(s("path", { class: `land ${countryClass(country.name)}`, d }, s("title", {}, country.name)));
    }
  for (const w of [...ways].sort((a, b) => a.flow - b.flow))
    svg.append(s("path", { class: w.flow > 0 ? "builtway" : "idleway", d: path({ type: "LineString", coordinates: w.points }) ?? "", "stroke-width": w.flow > 0 ? 2.5 + Math.sqrt(w.flow) : 1.5 }, s("title", {}, w.flow > 0 ? `${w.title}, ${flowWords(w.flow)}` : `${w.title}, not built`)));
  built.forEach((w, i) => {
    const at = projection(w.points[Math.floor(w.points.length / 2)] ?? [0, 0]);
    if (at) svg.append(s("circle", { class: "waynumber", cx: at[0], cy: at[1], r: 9 }), s("text", { class: "waydigit", x: at[0], y: at[1] + 4, "text-anchor": "middle" }, String(i + 1)));
  });
  svg.append(...scaleBar(projection, width, height));
  return svg;
}

export function waysMap(): HTMLElement | null {
  const map = value<RouteMap>("map"), builds = value<Builds>("map_builds");
  if (!map || !builds || builds.coalitions.length === 0) return null;
  let at = 0;
  const list = h("ol", { class: "builds" });
  const say = (): void => {
    const c = builds.coalitions[at];
    list.replaceChildren(...builds.ways.map((w, i) => ({ w, flow: c?.flows[i] ?? 0 })).filter((x) => x.flow > 0).map((x) => h("li", {}, `${x.w.title}: ${flowWords(x.flow)}`)));
  };
  say();
  const figure = picture("What each coalition would build", "Thick: what it would build, the thicker the more flows. Thin: ways it would leave. All together first; coalitions that are not listed would build nothing.", (width) => draw(map, builds, builds.coalitions[at]?.flows ?? [], width, builds.coalitions[at]?.name ?? ""),
    h("label", { class: "choice" }, "Coalition ", h("select", { change: (event) => {
      at = Number((event.target as HTMLSelectElement).value);
      say();
      figure.dispatchEvent(new Event("redraw"));
    } }, ...builds.coalitions.map((c, i) => h("option", { value: String(i) }, c.name.split("+").join(" + "))))),
    list,
    h("p", { class: "axisnote" }, "Straight between known points. Equal-area projection. Borders: ", text("map.layer_source") || "as given by the study", "."));
  return figure;
}
