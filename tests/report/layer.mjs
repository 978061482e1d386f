// Country shapes around the fixture's route, as map.countries wants them: node layer.mjs COUNTRIES.topo.json OUT.json
import { readFileSync, writeFileSync } from "node:fs";

const WINDOW = { west: 40, east: 150, south: 22, north: 80 };
const [from, to] = process.argv.slice(2);
const topology = JSON.parse(readFileSync(from, "utf8"));
const { scale, translate } = topology.transform;
const arcs = topology.arcs.map((arc) => {
  let x = 0, y = 0;
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
});
// The atlas is stitched on the sphere: a ring may step from 180 to -180 degrees.
const unwrapped = (ring) => ring.reduce((out, [x, y]) => {
  const last = out[out.length - 1];
  out.push([last && x - last[0] > 180 ? x - 360 : last && last[0] - x > 180 ? x + 360 : x, y]);
  return out;
}, []);
const points = (ring) => ring.flatMap((a, i) => (a < 0 ? [...arcs[~a]].reverse() : arcs[a]).slice(i > 0 ? 1 : 0));
const clampTo = ([x, y]) => [Math.min(WINDOW.east, Math.max(WINDOW.west, x)), Math.min(WINDOW.north, Math.max(WINDOW.south, y))];
const countries = [];
for (const g of topology.objects.countries.geometries) {
  const polygons = g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : [];
  const rings = [];
  for (const polygon of polygons) {
    const ring = unwrapped(points(polygon[0]));
    if (!ring.some(([x, y]) => x > WINDOW.west && x < WINDOW.east && y > WINDOW.south && y < WINDOW.north)) continue;
    const out = [];
    for (const p of ring.map(clampTo)) {
      const last = out[out.length - 1];
      if (!last || Math.hypot(p[0] - last[0], p[1] - last[1]) > 0.12) out.push([Math.round(p[0] * 1000) / 1000, Math.round(p[1] * 1000) / 1000]);
    }
    if (out.length > 3) rings.push([...out, out[0]].flat());
  }
  if (rings.length > 0) countries.push({ name: g.properties.name, id: g.id ?? "", rings });
}
countries.sort((a, b) => (a.name < b.name ? -1 : 1));
writeFileSync(to, JSON.stringify(countries));
