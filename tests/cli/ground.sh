# ground.sh: routes, corridors and claims about the ground, as a user asks for them.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"
here=$source/tests/cli/ground
world=$(dirname "$program")/layers/countries-50m.json
[ -f "$world" ] || world=$source/web/node_modules/world-atlas/countries-50m.json
[ -f "$world" ] || { echo "skipped: no country shapes (npm's world-atlas)" && exit 77; }

# Unordered pieces become one line, by country, with heights; the output opens as GeoJSON and holds the results.
run 0 route "$here/line.geojson" --id L1 --layer "$world" --heights "$here/heights.asc" --from Russia \
  --value 'investment=100' --out route.geojson
prints 'L1 From Irkutsk to Erenhot' 'Russia -> Mongolia' 'Mongolia -> China' 'investment' 'along the slope'
says 'coarse'
is_json route.geojson
grep -q '"km_1_Mongolia"' route.geojson || wrong 'route.geojson has no column km_1_Mongolia'
run 0 route "$here/line.geojson" --layer "$world" --json
is_json out
silent err
run 0 route "$here/line.geojson" --quiet
silent out
silent err

# What is wrong with the input is said with file and line.
run 2 route "$here/exchanged.geojson" --layer "$world"
says 'exchanged.geojson:3: error: latitude and longitude are in exchange'
run 2 route "$here/metres.geojson"
says 'metres.geojson' 'metres of a projection'
run 2 check "$here/metres.geojson"
prints 'metres.geojson:2: error:' 'metres of a projection'
run 2 check "$here/exchanged.geojson" "$here/metres.geojson"
run 0 check "$here/line.geojson" "$here/heights.asc" "$source/data/layers/treaties-1858-1860.geojson"
prints 'geojson, 2 lines' 'a raster of 12 x 25 cells' '0 lines, 2 areas'
run 2 route nosuch.geojson
says 'nosuch.geojson'
run 1 route "$here/line.geojson" --id L9
says 'did you mean L1?'
run 1 route "$here/line.geojson" --layr x
says 'did you mean --layer?'
run 1 route
run 1 route "$here/line.geojson" --from 'Rusia' --layer "$world"
says 'did you mean Russia?'
run 4 route "$here/line.geojson" --out /dev/null/x
run 0 route --help
prints '--heights'

# A corridor costs no more than the grid's path; where there is none, it says so.
run 0 corridor "$here/heights.asc" --from '46, 96' --to '53, 114' --out corridor.geojson
prints 'straight lines'
is_json corridor.geojson
printf 'ncols 3\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 -1 1\n' >wall.asc
run 3 corridor wall.asc --from '0.5, 0.5' --to '0.5, 2.5'
says 'no way leads'
run 2 corridor wall.asc --from '0.5, 1.5' --to '0.5, 2.5'
says 'cannot be entered'
run 1 corridor wall.asc --from 'here' --to '0.5, 2.5'
run 1 corridor wall.asc
run 1 corridor wall.asc --frm '0, 0'
says 'did you mean --from?'
run 1 route "$here/line.geojson" --jump 400
says '--jump 400 has no unit; did you mean "400 km"?'

# Claims: decided by what is given, and by nothing else.
run 0 ground
prints 'not computed'
run 0 ground --layer "$world" --sketch "$source/data/layers/treaties-1858-1860.geojson"
prints 'not decided by these layers' 'land named in the treaties'
# Natural Earth's three scales: the border grows, and the finest does not decide.
finest=$(dirname "$world")/countries-10m.json
run 0 ground --layer "$finest" --layer "$world" --layer "$(dirname "$world")/countries-110m.json"
prints '2,960 km at 1:110 million' '3,135 km at 1:50 million' '3,550 km at 1:10 million' 'not decided by these layers' '600,000 km2'
run 0 check "$world"
prints '0 errors, 0 warnings'
run 0 ground --layer "$world" --between 'Mongolia,China' --json
is_json out
run 2 ground --layer "$world" --between 'Mongolei,China'
run 1 ground --layer nothing.json
says 'its scale is not in its name'

# Every format is listed.
run 0 describe formats
prints 'shapefile' 'srtm' 'esri-ascii' 'netcdf' 'wkt' 'kml' 'waypoints' 'topojson' 'raw-grid'
exit "$status"
