// The map: an equal-area projection turned to the route, so that the antimeridian and the pole are far from view.
import { geoAzimuthalEqualArea, geoArea, geoContains, geoDistance, geoGraticule10, geoInterpolate, geoPath, type GeoProjection } from "d3-geo";
import type { Feature, MultiPoint, Polygon } from "geojson";
import { column, columnAt, countryClass, numberAt, shownRows, table, text, value, wordAt, type MapLayer, type MapWay, type RouteMap, type Section } from "./data";
import { h, Placer, s, textWidth, type Box } from "./dom";
import { linkToProfile } from "./maplink";
import { picture } from "./picture";
import { openRow } from "./walkback";

const EARTH_RADIUS_KM = 6371.0088; // mean radius, IUGG
const LONGEST_EDGE_DEG = 1;
export type Point = [number, number];

/** Edges of a country stay straight in longitude and latitude, as the layer means them, not great circles. */
function dense(ring: Point[]): Point[] {
  const out: Point[] = [];
  ring.forEach((b, i) => {
    const a = ring[i - 1];
    if (a) {
      let east = b[0] - a[0];
      if (Math.abs(east) > 180) east -= Math.sign(east) * 360; // a step over the antimeridian is a short one
      const n = Math.ceil(Math.max(Math.abs(east), Math.abs(b[1] - a[1])) / LONGEST_EDGE_DEG);
      for (let k = 1; k < n; k++) out.push([a[0] + (east * k) / n, a[1] + ((b[1] - a[1]) * k) / n]);
    }
    out.push(b);
  });
  return out;
}

/** A ring as pairs, whether it came as pairs or flat. */
export function pairs(ring: (Point | number)[]): Point[] {
  const out: Point[] = [];
  for (let i = 0; i < ring.length; i++) {
    const p = ring[i], q = ring[i + 1];
    if (typeof p === "number" && typeof q === "number") {
      out.push([p, q]);
      i++;
    } else if (Array.isArray(p)) {
      out.push(p);
    }
  }
  return out;
}

/** A ring as a polygon on the sphere that encloses the smaller side, whichever way the ring runs. */
export function land(ring: Point[]): Polygon | null {
  const points = dense(ring);
  const first = points[0], last = points[points.length - 1];
  if (!first || !last || points.length < 3) return null;
  if (first[0] !== last[0] || first[1] !== last[1]) points.push(first);
  const polygon: Polygon = { type: "Polygon", coordinates: [points] };
  return geoArea(polygon) > 2 * Math.PI ? { type: "Polygon", coordinates: [[...points].reverse()] } : polygon;
}

export function projectionFor(map: RouteMap, points: Point[], width: number, height: number): GeoProjection {
  const middle = map.centre ?? points[Math.floor(points.length / 2)] ?? [0, 0];
  const around: MultiPoint = { type: "MultiPoint", coordinates: points };
  const edge = Math.max(26, Math.min(70, width * 0.07));
  return geoAzimuthalEqualArea().rotate([-middle[0], -middle[1]]).clipAngle(80)
    .fitExtent([[edge, edge], [width - edge, height - edge]], around).clipExtent([[0, 0], [width, height]]).precision(0.3);
}

/** Height that suits the route's own shape. */
export function heightFor(map: RouteMap, points: Point[], width: number): number {
  const p = projectionFor(map, points, 1000, 1000).clipExtent(null);
  const xy = points.map((q) => p(q)).filter((q): q is Point => q !== null);
  const wide = Math.max(...xy.map((q) => q[0])) - Math.min(...xy.map((q) => q[0]));
  const high = Math.max(...xy.map((q) => q[1])) - Math.min(...xy.map((q) => q[1]));
  return Math.round(width * Math.min(width < 520 ? 1.25 : 0.68, Math.max(0.42, (high / Math.max(wide, 1)) * 1.08)));
}

export function scaleBar(projection: GeoProjection, width: number, height: number): SVGElement[] {
  const a = projection.invert?.([width / 2 - 50, height / 2]), b = projection.invert?.([width / 2 + 50, height / 2]);
  if (!a || !b) return [];
  const kmPerPixel = (geoDistance(a, b) * EARTH_RADIUS_KM) / 100;
  const room = Math.min(150, width * 0.3) * kmPerPixel;
  const base = 10 ** Math.floor(Math.log10(room));
  const km = [5, 2, 1].map((m) => m * base).find((v) => v <= room) ?? base;
  const w = km / kmPerPixel, x = 14, y = height - 14;
  return [s("rect", { class: "scaleback", x: x - 6, y: y - 22, width: Math.max(w, textWidth(`${km} km`, 11.5)) + 12, height: 28 }), s("path", { class: "scale", d: `M${x} ${y - 5}v5h${w}v-5` }), s("text", { class: "tick", x: x + 3, y: y - 8 }, `${km} km`)];
}

function around(words: string, x: number, y: number, size: number, gap: number, bold = false): Box[] {
  const w = textWidth(words, size, bold) + 4, t = size + 3;
  return [[gap, -t / 2], [-gap - w, -t / 2], [-w / 2, -gap - t], [-w / 2, gap], [gap * 0.7, -gap * 0.7 - t], [gap * 0.7, gap * 0.7], [-gap * 0.7 - w, -gap * 0.7 - t], [-gap * 0.7 - w, gap * 0.7]].map(([dx = 0, dy = 0]) => ({ x: x + dx, y: y + dy, width: w, height: t }));
}

interface Label {
  name: string;
  x: number;
  y: number;
  area: number;
  on: boolean;
  polygon: Polygon;
}

/** Places for the name of a country that lie in it from end to end, those near its middle first. */
function placesInside(label: Label, width: number, projection: GeoProjection, [[left, top], [right, bottom]]: [Point, Point]): Box[] {
  const out: { box: Box; far: number }[] = [];
  const inside = (x: number, y: number): boolean => {
    const at = projection.invert?.([x, y]);
    return at ? geoContains(label.polygon, at) : false;
  };
  const n = 14;
  for (let i = 0; i <= n; i++)
    for (let k = 0; k <= n; k++) {
      const x = left + ((right - left) * i) / n, y = top + ((bottom - top) * k) / n;
      out.push({ box: { x: x - width / 2, y: y - 9, width, height: 18 }, far: Math.hypot(x - label.x, y - label.y) });
    }
  out.push({ box: { x: label.x - width / 2, y: label.y - 9, width, height: 18 }, far: 0 });
  return out.sort((a, b) => a.far - b.far).map((p) => p.box).filter((b) => [0, 0.5, 1].every((f) => inside(b.x + f * b.width, b.y + 9)));
}

/** Feeders, spurs and the way on to a market are no part of the line itself. */
export const isAside = (section: Section): boolean => /feed|spur|market|branch/.test(section.role ?? "");

/** A thing on the map that the reader can switch on and off. */
interface Switch {
  key: string;
  words: string;
  on: boolean;
}

function switchesOf(map: RouteMap): Switch[] {
  const layers = table("layers"), ways = table("alternatives"), crossings = table("layer_crossings");
  const out: Switch[] = [{ key: "countries", words: "Countries", on: true }, { key: "stations", words: "Stations", on: true }, { key: "places", words: "Places", on: true }];
  if (crossings) out.push({ key: "crossings", words: "Crossings", on: true });
  for (const l of value<MapLayer[]>("map_layers") ?? []) out.push({ key: `layer ${l.id}`, words: wordAt(column(layers, "layer"), l.row) || l.id, on: false });
  for (const w of value<MapWay[]>("map_alternatives") ?? []) out.push({ key: `way ${w.id}`, words: wordAt(column(ways, "way"), w.row) || w.id, on: false });
  return out.filter((x) => (x.key !== "countries" || map.countries?.length) && (x.key !== "stations" || map.stations?.length) && (x.key !== "places" || map.waypoints?.length));
}

/** Crossings of the first layer that has some: the others tell the same border again. */
function crossingDots(projection: GeoProjection): SVGElement[] {
  const t = table("layer_crossings"), lat = column(t, "lat"), lon = column(t, "lon"), layer = column(t, "layer");
  if (!t) return [];
  return [...Array(shownRows(t)).keys()].filter((r) => wordAt(layer, r) === wordAt(layer, 0)).flatMap((r) => {
    const at = projection([numberAt(lon, r), numberAt(lat, r)]);
    if (!at) return [];
    const words = `From ${wordAt(column(t, "from"), r)} to ${wordAt(column(t, "to"), r)}`;
    const dot = s("path", { class: "crossing", d: `M${at[0]} ${at[1] - 7}l6 7l-6 7l-6 -7z` }, s("title", {}, `${words}, ${wordAt(layer, r)}`));
    dot.addEventListener("click", () => openRow(t, r));
    return [dot];
  });
}

const LABEL_GAP = 7; // pixels between the places of a line that labels keep off

/** Places of a line on the page, its points and what lies between them. */
function along(points: Point[], projection: GeoProjection): Point[] {
  const out: Point[] = [];
  points.forEach((b, i) => {
    const a = points[i - 1], from = a && projection(a), to = projection(b);
    if (a && from && to) {
      const between = geoInterpolate(a, b), n = Math.min(400, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / LABEL_GAP));
      for (let k = 1; k < n; k++) {
        const at = projection(between(k / n));
        if (at) out.push(at);
      }
    }
    if (to) out.push(to);
  });
  return out;
}

/** The point of another way that is furthest from the line: where its name belongs. */
function farFrom(points: Point[], line: Point[]): Point {
  const away = (p: Point): number => Math.min(...line.map((q) => geoDistance(p, q)));
  return points.reduce((best, p) => (away(p) > away(best) ? p : best), points[0] ?? [0, 0]);
}

function drawMap(map: RouteMap, width: number, switches: Switch[]): SVGSVGElement {
  const on = (key: string): boolean => switches.find((x) => x.key === key)?.on ?? false;
  const sections = map.sections ?? [];
  const ways = (value<MapWay[]>("map_alternatives") ?? []).filter((w) => on(`way ${w.id}`));
  const points = [...ways.flatMap((w) => w.points), ...sections.flatMap((x) => x.points), ...(map.stations ?? []).map((x): Point => [x.lon, x.lat])];
  const height = heightFor(map, points, width);
  const projection = projectionFor(map, points, width, height);
  const path = geoPath(projection);
  const placer = new Placer({ x: 2, y: 2, width: width - 4, height: height - 4 });
  const names = [...new Set(sections.map((x) => x.country))];
  const svg = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "map", "aria-label": `Map of the route through ${names.join(", ")}, with ${map.stations?.length ?? 0} compressor stations.` });
  svg.append(s("rect", { class: "water", width, height }));
  const labels: Label[] = [];
  for (const country of on("countries") ? map.countries ?? [] : []) {
    const named = names.includes(country.name);
    for (const ring of country.rings) {
      const polygon = land(pairs(ring));
      const d = polygon && path(polygon);
      if (!polygon || !d) continue;
      svg.append(s("path", { class: `land ${named ? countryClass(country.name) : ""}`, d }, s("title", {}, country.name)));
      const area = path.area(polygon), [x, y] = path.centroid(polygon);
      const known = labels.find((l) => l.name === country.name);
      if (known && known.area < area) Object.assign(known, { x, y, area, polygon });
      else if (!known && area > 900) labels.push({ name: country.name, x, y, area, on: named, polygon });
    }
  }
  for (const layer of value<MapLayer[]>("map_layers") ?? [])
    for (const area of on(`layer ${layer.id}`) ? layer.areas : [])
      for (const ring of area.rings) {
        const polygon = land(pairs(ring)), d = polygon && path(polygon);
        if (d) svg.append(s("path", { class: "overlay", d }, s("title", {}, area.name)));
      }
  svg.append(s("path", { class: "graticule", d: path(geoGraticule10()) ?? "" }));
  const wayName = (way: MapWay): string => wordAt(column(table("alternatives"), "way"), way.row) || way.id;
  for (const way of ways) svg.append(s("path", { class: `otherway way${way.row % 3}`, d: path({ type: "LineString", coordinates: way.points }) ?? "" }, s("title", {}, wayName(way))));
  for (const section of sections) {
    const feature: Feature = { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: section.points } };
    const d = path(feature) ?? "";
    const feeder = isAside(section);
    if (!feeder) svg.append(s("path", { class: "routehalo", d }));
    svg.append(s("path", { class: `route ${countryClass(section.country)}${feeder ? " feeder" : ""}`, d }, s("title", {}, `${section.name}, ${section.country}`)));
    for (const at of along(section.points, projection)) placer.block({ x: at[0] - 2, y: at[1] - 2, width: 4, height: 4 });
  }
  const scale = scaleBar(projection, width, height);
  placer.block({ x: 6, y: height - 38, width: Math.min(150, width * 0.3) + 20, height: 34 });
  const dots: SVGElement[] = [], words: SVGElement[] = [];
  const stations = table("stations");
  for (const station of on("stations") ? map.stations ?? [] : []) {
    const at = projection([station.lon, station.lat]);
    if (!at) continue;
    const row = stations ? (stations.columns[columnAt(stations, "name")]?.values.indexOf(station.name) ?? -1) : -1;
    const dot = s("circle", { class: "station", cx: at[0], cy: at[1], r: 4.2 }, s("title", {}, `Compressor station ${station.name}`));
    if (stations && row >= 0) {
      dot.classList.add("hot");
      dot.addEventListener("click", () => openRow(stations, row));
    }
    dots.push(dot);
    placer.block({ x: at[0] - 5, y: at[1] - 5, width: 10, height: 10 });
  }
  for (const label of [...labels].filter((l) => l.on).sort((a, b) => a.area - b.area)) {
    const w = textWidth(label.name.toUpperCase(), 13, true) * 1.12 + 6;
    const box = placer.place(placesInside(label, w, projection, path.bounds(label.polygon)));
    if (box) words.push(s("text", { class: `countryname ${countryClass(label.name)}`, x: box.x + w / 2, y: box.y + 13, "text-anchor": "middle" }, label.name.toUpperCase()));
  }
  for (const way of ways) {
    const at = projection(farFrom(way.points, sections.filter((x) => !isAside(x)).flatMap((x) => x.points)));
    const box = at && placer.place(around(wayName(way), at[0], at[1], 11.5, 7));
    if (box) words.push(s("text", { class: "wayname", x: box.x + 2, y: box.y + 11.5 }, wayName(way)));
  }
  for (const place of on("places") ? map.waypoints ?? [] : []) {
    const at = projection([place.lon, place.lat]);
    if (!at) continue;
    const short = place.name.replace(/\s*[(/].*$/, "");
    const box = placer.place(around(short, at[0], at[1], 11.5, 7));
    if (box) {
      dots.unshift(s("circle", { class: "waypoint", cx: at[0], cy: at[1], r: 2.2 }, s("title", {}, place.name)));
      words.push(s("text", { class: "placename", x: box.x + 2, y: box.y + 11.5 }, short));
    }
  }
  for (const station of on("stations") ? map.stations ?? [] : []) {
    const at = projection([station.lon, station.lat]);
    const box = at && placer.place(around(station.name, at[0], at[1], 10.5, 7));
    if (box) words.push(s("text", { class: "stationname", x: box.x + 2, y: box.y + 10.5 }, station.name));
  }
  for (const label of labels.filter((l) => !l.on)) {
    const w = textWidth(label.name, 11.5) + 4;
    const box = placer.place([0, -24, 24].map((dy) => ({ x: label.x - w / 2, y: label.y + dy - 8, width: w, height: 15 })));
    if (box && label.area > w * 40) words.push(s("text", { class: "neighbour", x: box.x + 2, y: box.y + 11.5 }, label.name));
  }
  svg.append(...(on("crossings") ? crossingDots(projection) : []), ...dots, ...words, ...scale);
  linkToProfile(svg, sections.filter((x) => !isAside(x)), projection);
  return svg;
}

export function mapPicture(sentence: string): HTMLElement | null {
  const map = value<RouteMap>("map");
  if (!map?.sections?.some((x) => x.points.length > 1)) return null;
  const stations = table("stations");
  const list = stations ? [...Array(shownRows(stations)).keys()].map((r) => wordAt(stations.columns[columnAt(stations, "name")], r)).filter((x) => x) : [];
  const feeders = map.sections.some(isAside);
  const switches = switchesOf(map);
  const figure = picture("The route and the countries it crosses", sentence, (width) => drawMap(map, width, switches),
    h("fieldset", { class: "switches" }, h("legend", {}, "On the map"), ...switches.map((x) => h("label", {}, h("input", { type: "checkbox", checked: x.on, change: (event) => {
      x.on = (event.target as HTMLInputElement).checked;
      figure.dispatchEvent(new Event("redraw"));
    } }), ` ${x.words}`))),
    h("p", { class: "axisnote" }, list.length > 0 ? "Ringed dots are compressor stations. " : "", feeders ? "Dashed: feeders and spurs. " : "", table("layer_crossings") ? "Diamonds are crossings. " : "", table("alternatives") ? "Dash and dot: other ways. " : "", "Equal-area projection. Borders: ", text("map.layer_source") || "as given by the study", ".", h("span", { class: "onscreen" }, " Point at the line, or use the arrow keys on the height profile, to see the same place on both.")));
  return figure;
}
