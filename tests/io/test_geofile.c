/* Claims about the readers of geographic files: the same line from each format, bad input named with its place. */
#define _POSIX_C_SOURCE 200809L
#include <netcdf.h>
#include <shapefil.h>
#include <unistd.h>

#include "io/geofile.h"
#include "out_of_memory.h"
#include "testing.h"
#include "trunkline/ground.h"

/* A file in memory, perhaps with others beside it. */
typedef struct named {
  const char *name, *bytes;
  size_t length;
} named;

static tl_code read_named(void *context, const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  (void)arena;
  for (const named *n = context; n->name != NULL; n++) {
    if (strcmp(n->name, path) != 0) continue;
    *file = tli_file_of_bytes(n->bytes, n->length);
    return TL_OK;
  }
  return tl_fail(error, TL_ERR_INPUT, "cannot open \"%s\"", path);
}

static tl_geofile *open_named(named *files, tl_code expected) {
  const tli_files from = {read_named, files};
  tl_geofile *file;
  tl_error error = {0};
  const tl_code code = tli_geofile_open(files[0].name, &from, NULL, &file, &error);
  assert_non_null(file);
  if (code != expected)
    for (size_t i = 0; i < tl_findings_count(tl_geofile_findings(file)); i++)
      print_error("%s: %s\n", files[0].name, tl_findings_at(tl_geofile_findings(file), i)->sentence);
  assert_int_equal(code, expected);
  return file;
}

static tl_geofile *open_text(const char *name, const char *text, tl_code expected) {
  named files[] = {{name, text, strlen(text)}, {NULL, NULL, 0}};
  return open_named(files, expected);
}

static const tl_finding *find(tl_geofile *file, const char *words) {
  const tl_findings *findings = tl_geofile_findings(file);
  for (size_t i = 0; i < tl_findings_count(findings); i++)
    if (strstr(tl_findings_at(findings, i)->sentence, words) != NULL) return tl_findings_at(findings, i);
  for (size_t i = 0; i < tl_findings_count(findings); i++) print_error("%s\n", tl_findings_at(findings, i)->sentence);
  fail_msg("no finding says \"%s\"", words);
  return NULL;
}

/* --- the same line from each format ---------------------------------------------------------------------------------
 */

static void check_line(tl_geofile *file, const char *format) {
  static const tl_geo_position expected[] = {{49.5, 105.25}, {48, 106}, {43.75, 111.5}};
  assert_string_equal(tl_geofile_format(file), format);
  assert_int_equal(tl_geofile_lines(file), 1);
  tl_route *route;
  tl_error error = {0};
  if (tl_geofile_route(file, 0, NULL, &route, &error) != TL_OK) fail_msg("%s", error.sentence);
  size_t count;
  const tl_geo_position *at = tl_route_section(route, 0, &count, NULL);
  assert_int_equal(count, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_true(at[i].lat_deg == expected[i].lat_deg);
    assert_true(at[i].lon_deg == expected[i].lon_deg);
  }
  tl_route_destroy(route);
  tl_geofile_close(file);
}

static void the_same_line_comes_from_every_text_format(void **state) {
  (void)state;
  check_line(
      open_text("a.geojson",
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":{"
                "\"type\":\"LineString\",\"coordinates\":[[105.25,49.5],[106,48,1300],[111.5,43.75]]}}]}",
                TL_OK),
      "geojson");
  check_line(
      open_text("a.json",
                "{\"type\":\"MultiLineString\",\"coordinates\":[[[106,48],[111.5,43.75]],[[105.25,49.5],[106,48]]]}",
                TL_OK),
      "geojson");
  check_line(
      open_text(
          "a.json",
          "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.25,0.25],\"translate\":[100,40]},\"objects\":{\"l\":"
          "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"LineString\",\"arcs\":[0,-2]}]}},"
          "\"arcs\":[[[21,38],[3,-6]],[[46,15],[-22,17]]]}",
          TL_OK),
      "topojson");
  check_line(
      open_text("a.wkt",
                "# a comment\nSRID=4326;MULTILINESTRING Z ((105.25 49.5 3, 106 48 4),\n (106 48 1, 111.5 43.75 2))",
                TL_OK),
      "wkt");
  check_line(
      open_text("a.kml",
                "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document><name>t</name><Folder>"
                "<Placemark id='p1'><name>Line</name><MultiGeometry><LineString><coordinates>\n105.25,49.5,0 "
                "106,48\n111.5,43.75 </coordinates></LineString></MultiGeometry></Placemark></Folder></Document></kml>",
                TL_OK),
      "kml");
  check_line(
      open_text("a.csv", "name,Longitude,Latitude,seq\nc,111.5,43.75,30\na,105.25,49.5,1\n\"b, quoted\",106,48,2\n",
                TL_OK),
      "waypoints");
}

static void properties_name_lines_and_layers(void **state) {
  (void)state;
  tl_geofile *f = open_text(
      "a.geojson",
      "{\"type\":\"FeatureCollection\",\"name\":\"Title\",\"source\":\"Office\",\"date\":\"2024-10\",\"features\":[\n"
      "{\"type\":\"Feature\",\"id\":\"P1\",\"properties\":{\"name\":\"One\",\"capacity\":50,\"areas\":\"Mongolia\"},"
      "\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}},\n\n"
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"Land\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
      "[[[0,0],[2,0],[2,2],[0,0]]]}},\n"
      "{\"type\":\"Feature\",\"properties\":{\"id\":\"P2\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[5,"
      "5],[6,6]]}}]}",
      TL_OK);
  assert_int_equal(tl_geofile_lines(f), 2);
  assert_string_equal(tl_geofile_line_id(f, 0), "P1");
  assert_string_equal(tl_geofile_line_name(f, 0), "One");
  assert_string_equal(tl_geofile_line_property(f, 0, "capacity"), "50");
  assert_string_equal(tl_geofile_line_property(f, 0, "nothing"), "");
  assert_string_equal(tl_geofile_line_id(f, 1), "P2");
  assert_string_equal(tl_geofile_line_id(f, 9), "");
  const char *key, *value;
  assert_true(tl_geofile_line_property_at(f, 0, 1, &key, &value));
  assert_string_equal(key, "capacity");
  assert_false(tl_geofile_line_property_at(f, 0, 99, &key, &value));
  size_t parts;
  assert_int_equal(tl_geofile_line_parts(f, 0, &parts)->line, 2);
  assert_int_equal(tl_geofile_line_parts(f, 1, &parts)->line, 5);
  assert_string_equal(tl_geofile_title(f), "Title");
  assert_string_equal(tl_geofile_source(f), "Office");
  assert_string_equal(tl_geofile_date(f), "2024-10");
  assert_int_equal(tl_geo_layer_areas(tl_geofile_layer(f)), 1);
  assert_null(tl_geofile_raster(f));
  assert_string_equal(tl_geofile_path(f), "a.geojson");
  tl_geofile_close(f);
}

static void polygons_come_from_wkt_and_kml(void **state) {
  (void)state;
  static const char wkt[] =
      "POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))\nMULTIPOLYGON(((20 0,21 0,21 1,20 0)))";
  static const char kml[] =
      "<kml><Placemark><name>Box</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 10,0 10,10 0,10 0,0"
      "</coordinates></LinearRing></outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>4,4 6,4 6,6 4,6 4,4"
      "</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark></kml>";
  for (int i = 0; i < 2; i++) {
    tl_geofile *f = open_text(i == 0 ? "a.wkt" : "a.kml", i == 0 ? wkt : kml, TL_OK);
    const tl_geo_layer *layer = tl_geofile_layer(f);
    assert_int_equal(tl_geo_layer_areas(layer), i == 0 ? 2 : 1);
    assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){2, 2}), 0);
    assert_int_equal(tl_geo_layer_at(layer, (tl_geo_position){5, 5}), -1);
    tl_geofile_close(f);
  }
}

/* Written by shapelib itself into a folder of its own. */
static void a_shapefile_is_read_with_its_table_and_system(void **state) {
  (void)state;
  char folder[] = "/tmp/trunkline-shapes-XXXXXX", path[64], other[64];
  assert_non_null(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/line.shp", folder);
  double x[] = {105.25, 106, 106, 111.5}, y[] = {49.5, 48, 48, 43.75};
  int starts[] = {0, 2};
  SHPHandle shp = SHPCreate(path, SHPT_ARC);
  SHPObject *shape = SHPCreateObject(SHPT_ARC, -1, 2, starts, NULL, 4, x, y, NULL, NULL);
  (void)SHPWriteObject(shp, -1, shape);
  SHPDestroyObject(shape);
  SHPClose(shp);
  (void)snprintf(other, sizeof other, "%s/line.dbf", folder);
  DBFHandle dbf = DBFCreate(other);
  (void)DBFAddField(dbf, "NAME", FTString, 20, 0);
  (void)DBFWriteStringAttribute(dbf, 0, 0, "Trunk");
  DBFClose(dbf);
  for (int system = 0; system < 3; system++) {
    static const char *const texts[] = {
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137,298.257223563]]]",
        "PROJCS[\"WGS_1984_UTM_Zone_48N\",GEOGCS[\"GCS_WGS_1984\"]]", "GEOGCS[\"GCS_Pulkovo_1942\"]"};
    (void)snprintf(other, sizeof other, "%s/line.prj", folder);
    FILE *prj = fopen(other, "w");
    assert_non_null(prj);
    (void)fputs(texts[system], prj);
    (void)fclose(prj);
    tl_geofile *f;
    assert_int_equal(tl_geofile_open(path, NULL, &f, NULL), system == 1 ? TL_ERR_INPUT : TL_OK);
    assert_true(tl_geofile_knows(path));
    if (system == 1) assert_int_equal(find(f, "WGS_1984_UTM_Zone_48N")->line, 1);
    if (system == 2) assert_int_equal(find(f, "is not WGS84")->severity, TL_WARNING);
    if (system == 0) assert_string_equal(tl_geofile_line_name(f, 0), "Trunk");
    check_line(f, "shapefile");
  }
  static const char *const endings[] = {"shp", "shx", "dbf", "prj"};
  for (int i = 0; i < 4; i++) {
    (void)snprintf(other, sizeof other, "%s/line.%s", folder, endings[i]);
    assert_int_equal(remove(other), 0);
  }
  assert_int_equal(rmdir(folder), 0);
}

/* --- bad input
 * -------------------------------------------------------------------------------------------------------- */

static tl_geo_index *two_countries(tl_geo_layer **layer) {
  const tl_geo_position a[] = {{42, 88}, {42, 120}, {52, 120}, {52, 88}},
                        b[] = {{52, 60}, {52, 140}, {72, 140}, {72, 60}};
  *layer = tl_geo_layer_create(NULL);
  assert_int_equal(tl_geo_layer_add_area(*layer, "Mongolia", "496", NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(*layer, a, 4, NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_area(*layer, "Russia", "643", NULL), TL_OK);
  assert_int_equal(tl_geo_layer_add_ring(*layer, b, 4, NULL), TL_OK);
  return tl_geo_index_create(*layer, NULL);
}

static void exchanged_coordinates_are_found_by_the_countries(void **state) {
  (void)state;
  static const char right[] =
      "{\"type\":\"Feature\",\"id\":\"L\",\"properties\":{\"areas\":\"Russia, Mongolia\"},\"geometry\":{"
      "\"type\":\"LineString\",\"coordinates\":[[84,56],[89,54],[89,50]]}}";
  static const char wrong[] =
      "{\"type\":\"Feature\",\"id\":\"L\",\"properties\":{\"areas\":\"Russia, Mongolia\"},\"geometry\":{"
      "\"type\":\"LineString\",\"coordinates\":[[56,84],[54,89],[50,89]]}}";
  tl_geo_layer *layer;
  tl_geo_index *index = two_countries(&layer);
  for (int turned = 0; turned < 2; turned++) {
    tl_geofile *f = open_text("a.geojson", turned ? wrong : right, TL_OK);
    tl_route *route;
    assert_int_equal(tl_geofile_route(f, 0, NULL, &route, NULL), TL_OK);
    assert_int_equal(tl_geofile_check_countries(f, 0, route, index, NULL, NULL), TL_OK);
    assert_int_equal(tl_findings_total(tl_geofile_findings(f), TL_ERROR), turned);
    if (turned) assert_string_equal(find(f, "latitude and longitude are in exchange")->id, "L");
    tl_route_destroy(route);
    tl_geofile_close(f);
  }
  /* nothing says what it should cross: only a line that lies nowhere at all is suspect */
  for (int turned = 0; turned < 2; turned++) {
    tl_geofile *silent = open_text("a.wkt", turned ? "LINESTRING(56 84, 54 89)" : "LINESTRING(84 56, 89 54)", TL_OK);
    tl_route *route;
    assert_int_equal(tl_geofile_route(silent, 0, NULL, &route, NULL), TL_OK);
    assert_int_equal(tl_geofile_check_countries(silent, 0, route, index, NULL, NULL), TL_OK);
    assert_int_equal(tl_findings_count(tl_geofile_findings(silent)), turned);
    if (turned) assert_int_equal(find(silent, "written the wrong way round")->severity, TL_WARNING);
    tl_route_destroy(route);
    tl_geofile_close(silent);
  }
  tl_geofile *f = open_text("a.geojson", right, TL_OK);
  tl_route *route;
  assert_int_equal(tl_geofile_route(f, 0, NULL, &route, NULL), TL_OK);
  tl_geo_layer *none = tl_geo_layer_create(NULL);
  assert_int_equal(tl_geofile_check_countries(f, 0, route, index, "Mongolia; Rusia; China", NULL), TL_OK);
  assert_int_equal(find(f, "\"Rusia\" is no area of the layer; did you mean Russia?")->severity, TL_NOTE);
  tl_geo_layer_destroy(none);
  tl_route_destroy(route);
  tl_geofile_close(f);
  tl_geo_index_destroy(index);
  tl_geo_layer_destroy(layer);
}

static void bad_files_are_named_with_file_and_place(void **state) {
  (void)state;
  static const struct {
    const char *name, *text, *sentence;
    int line;
  } cases[] = {
      {"a.geojson", "", "the file is empty", 0},
      {"a.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", "no point, line or polygon", 0},
      {"a.geojson", "{\"type\":\"FeatureCollection\",\n\"features\":[", "not JSON", 2},
      {"a.geojson",
       "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::"
       "3857\"}},"
       "\"features\":[{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[["
       "1,1],[2,2]]}}]}",
       "EPSG::3857", 1},
      {"a.geojson",
       "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":"
       "\"LineString\",\"coordinates\":[[11700000,6300000],[11800000,6200000]]}}]}",
       "metres of a projection", 2},
      {"a.wkt", "LINESTRING(1 2,\n3 x)", "a position (longitude latitude) was expected, but there is \"x)\"", 2},
      {"a.wkt", "CIRCLE(1 2)", "POINT, LINESTRING", 1},
      {"a.wkt", "SRID=32648;LINESTRING(1 2, 3 4)", "EPSG:32648", 1},
      {"a.csv", "name,lat\nx,5\n", "no column for the longitude", 1},
      {"a.csv", "lat,lon\n\"49,5\",105\n48,106\n47,107\n", "write decimals with a point", 2},
      {"a.csv", "lat,lon\n49,105\n105,49\n47,107\n", "latitude and longitude in exchange", 3},
      {"a.kml", "<kml><Placemark><LineString>\n<coordinates>1;2 3;4</coordinates></LineString></Placemark></kml>",
       "longitude,latitude", 2},
      {"a.kml", "<kml><Placemark>", "", 0},
      {"a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3", "the end where value 4 of 4", 6},
      {"a.asc", "ncols 2\nnrows 2\nxllcorner 500000\nyllcorner 6000000\ncellsize 30\n1 2 3 4", "metres of a projection",
       0},
      {"a.asc", "ncols 2\nnrow 2\n", "\"nrow\" is not known", 2},
      {"x.hgt", "abcdefgh", "N49E105.hgt", 0},
      {"N49E105.hgt", "abcdefg", "no square", 0},
      {"a.json", "{\"rows\":2,\"cols\":2,\"dlat\":1,\"lon0\":0,\"dlon\":1,\"type\":\"int16\"}", "the header lacks lat0",
       0},
      {"a.json", "{\"rows\":2,\"cols\":2,\"lat0\":0,\"dlat\":1,\"lon0\":0,\"dlon\":1,\"type\":\"int17\"}", "\"int17\"",
       0},
      {"a.json", "{\"rows\":2,\"cols\":2,\"lat0\":0,\"dlat\":1,\"lon0\":0,\"dlon\":1,\"type\":\"int16\"}", "0 bytes",
       0},
      {"a.nc", "CDF\001garbage", "no NetCDF file", 0},
      {"a.shp", "nothing", ".shx", 0},
      {"a.xyz", "1 2 3", "no geographic file of a known format", 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    tl_geofile *f = open_text(cases[i].name, cases[i].text, TL_ERR_INPUT);
    const tl_finding *found = find(f, cases[i].sentence);
    assert_string_equal(found->file, cases[i].name);
    if (cases[i].line > 0) assert_int_equal(found->line, cases[i].line);
    tl_geofile_close(f);
  }
  tl_geofile *f;
  assert_int_equal(tl_geofile_open("/nonexistent/a.geojson", NULL, &f, NULL), TL_ERR_INPUT);
  (void)find(f, "cannot open");
  tl_geofile_close(f);
  assert_false(tl_geofile_knows("/nonexistent/a.geojson"));
}

static void polygons_that_touch_themselves_are_named(void **state) {
  (void)state;
  tl_geofile *f = open_text("a.wkt", "POLYGON((0 0, 2 2, 0 2, 2 0, 0 0))", TL_OK);
  (void)find(f, "crosses itself at 1.00000, 1.00000");
  tl_geofile_close(f);
  f = open_text("a.wkt", "POLYGON((50 0, 54 0, 52 4, 52 0, 52 -4, 50 0))", TL_OK);
  (void)find(f, "itself at 0.00000, 52.00000");
  tl_geofile_close(f);
}

/* --- rasters
 * ------------------------------------------------------------------------------------------------------------ */

static void check_raster(tl_geofile *f, const char *format) {
  const tl_raster *r = tl_geofile_raster(f);
  assert_string_equal(tl_geofile_format(f), format);
  assert_non_null(r);
  const double expected[] = {11, 12, 13, 21, 22, 23}; /* south row, then north row */
  for (int row = 0; row < 2; row++)
    for (int column = 0; column < 3; column++)
      assert_close(tl_raster_sample(r, 0, (tl_geo_position){50 + row, 100 + column}), expected[3 * row + column], 1e-6);
  tl_geofile_close(f);
}

static void the_same_heights_come_from_every_format(void **state) {
  (void)state;
  check_raster(
      open_text("a.asc",
                "ncols 3\nnrows 2\nxllcenter 100\nyllcenter 50\ncellsize 1\nNODATA_value -9999\n21 22 23\n11 12 13\n",
                TL_OK),
      "esri-ascii");
  check_raster(
      open_text("a.asc", "NCOLS 3\nNROWS 2\nXLLCORNER 99.5\nYLLCORNER 49.5\nCELLSIZE 1\n21 22 23 11 12 13", TL_OK),
      "esri-ascii");
  static const char header[] =
      "{\"rows\":2,\"cols\":3,\"lat0\":50,\"dlat\":1,\"lon0\":100,\"dlon\":1,\"type\":\"int16 little endian\"}";
  static const char low[] = {11, 0, 12, 0, 13, 0, 21, 0, 22, 0, 23, 0};
  named raw[] = {{"d/a.json", header, sizeof header - 1}, {"d/a_int16le_2x3.bin", low, sizeof low}, {NULL, NULL, 0}};
  check_raster(open_named(raw, TL_OK), "raw-grid");
  static const char big_header[] =
      "{\"rows\":2,\"cols\":3,\"lat0\":51,\"dlat\":-1,\"lon0\":100,\"dlon\":1,\"type\":\"int16 big "
      "endian\",\"file\":\"b.dat\",\"scale\":0.5,\"offset\":1}";
  static const char big[] = {0, 40, 0, 42, 0, 44, 0, 20, 0, 22, 0, 24};
  named raw_big[] = {{"d/a.json", big_header, sizeof big_header - 1}, {"d/b.dat", big, sizeof big}, {NULL, NULL, 0}};
  check_raster(open_named(raw_big, TL_OK), "raw-grid");
}

static void an_srtm_tile_lies_where_its_name_says(void **state) {
  (void)state;
  static const char tile[] = {0, 21, 0, 22, 0, 23, 0, 16, 0, 17, (char)0x80, 0, 0, 11, 0, 12, 0, 13};
  named files[] = {{"x/S03W071.hgt", tile, sizeof tile}, {NULL, NULL, 0}};
  tl_geofile *f = open_named(files, TL_OK);
  const tl_raster *r = tl_geofile_raster(f);
  assert_close(tl_raster_sample(r, 0, (tl_geo_position){-3, -71}), 11, 1e-9);
  assert_close(tl_raster_sample(r, 0, (tl_geo_position){-2, -70}), 23, 1e-9);
  assert_close(tl_raster_sample(r, 0, (tl_geo_position){-2.5, -70.5}), 17, 1e-9);
  assert_true(isnan(tl_raster_sample(r, 0, (tl_geo_position){-2.5, -70})));
  assert_string_equal(tl_raster_unit(r), "m");
  tl_geofile_close(f);
}

/* Written by the NetCDF library: heights, then twelve months of temperature with a scale. */
static void netcdf_grids_are_read_with_scale_and_months(void **state) {
  (void)state;
  char path[] = "/tmp/trunkline-grid-XXXXXX";
  const int handle = mkstemp(path);
  assert_true(handle >= 0);
  (void)close(handle);
  for (int months = 0; months < 2; months++) {
    int nc, dims[3], lat, lon, var;
    const double lats[] = {51, 50}, lons[] = {100, 101, 102}, scale = 0.1, offset = -5;
    const short heights[] = {21, 22, 23, 11, 12, 13}, fill = -999;
    short temperatures[72];
    for (int i = 0; i < 72; i++) temperatures[i] = (short)(i / 6 * 10 + 50);
    temperatures[6] = -999;
    assert_int_equal(nc_create(path, months ? NC_NETCDF4 : NC_CLOBBER, &nc), NC_NOERR);
    assert_int_equal(nc_def_dim(nc, "month", 12, &dims[0]), NC_NOERR);
    assert_int_equal(nc_def_dim(nc, "lat", 2, &dims[1]), NC_NOERR);
    assert_int_equal(nc_def_dim(nc, "lon", 3, &dims[2]), NC_NOERR);
    assert_int_equal(nc_def_var(nc, "lat", NC_DOUBLE, 1, &dims[1], &lat), NC_NOERR);
    assert_int_equal(nc_def_var(nc, "lon", NC_DOUBLE, 1, &dims[2], &lon), NC_NOERR);
    assert_int_equal(nc_def_var(nc, "z", NC_SHORT, months ? 3 : 2, months ? dims : dims + 1, &var), NC_NOERR);
    if (months) {
      assert_int_equal(nc_put_att_short(nc, var, "_FillValue", NC_SHORT, 1, &fill), NC_NOERR);
      assert_int_equal(nc_put_att_double(nc, var, "scale_factor", NC_DOUBLE, 1, &scale), NC_NOERR);
      assert_int_equal(nc_put_att_double(nc, var, "add_offset", NC_DOUBLE, 1, &offset), NC_NOERR);
      assert_int_equal(nc_put_att_text(nc, var, "units", 4, "degC"), NC_NOERR);
    }
    assert_int_equal(nc_enddef(nc), NC_NOERR);
    assert_int_equal(nc_put_var_double(nc, lat, lats), NC_NOERR);
    assert_int_equal(nc_put_var_double(nc, lon, lons), NC_NOERR);
    assert_int_equal(nc_put_var_short(nc, var, months ? temperatures : heights), NC_NOERR);
    assert_int_equal(nc_close(nc), NC_NOERR);
    tl_geofile *f;
    assert_int_equal(tl_geofile_open(path, NULL, &f, NULL), TL_OK);
    if (!months) {
      check_raster(f, "netcdf");
      continue;
    }
    const tl_raster *r = tl_geofile_raster(f);
    assert_int_equal(tl_raster_frame_of(r)->layers, 12);
    assert_string_equal(tl_raster_unit(r), "degC");
    for (size_t m = 0; m < 12; m++) assert_close(tl_raster_sample(r, m, (tl_geo_position){50, 101}), (double)m, 1e-6);
    assert_true(isnan(tl_raster_sample(r, 1, (tl_geo_position){51, 100})));
    tl_geofile_close(f);
  }
  assert_int_equal(remove(path), 0);
}

/* --- memory ----------------------------------------------------------------------------------------------------------
 */

static tl_code open_with(const tl_allocator *allocator, void *context) {
  const tli_files from = {read_named, context};
  tl_geofile *file = NULL;
  tl_route *route = NULL;
  tl_code code = tli_geofile_open(((named *)context)->name, &from, allocator, &file, NULL);
  if (code == TL_OK && tl_geofile_lines(file) > 0) code = tl_geofile_route(file, 0, NULL, &route, NULL);
  tl_route_destroy(route);
  tl_geofile_close(file);
  return code;
}

static void memory_that_runs_out_is_said(void **state) {
  (void)state;
  static const struct {
    const char *name, *text;
  } cases[] = {
      {"a.geojson",
       "{\"type\":\"FeatureCollection\",\"name\":\"t\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":"
       "\"x\"},\"geometry\":{"
       "\"type\":\"LineString\",\"coordinates\":[[105.25,49.5],[106,48],[111.5,43.75]]}}]}"},
      {"a.wkt", "LINESTRING(1 2,3 4)\nPOLYGON((0 0,10 0,10 10,0 0))"},
      {"a.kml",
       "<kml><Placemark><name>n</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark></kml>"},
      {"a.csv", "lat,lon,name\n1,2,x\n3,4,x\n"},
      {"a.asc", "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    named files[] = {{cases[i].name, cases[i].text, strlen(cases[i].text)}, {NULL, NULL, 0}};
    (void)oom_sweep(open_with, files, 2000);
  }
}

static void every_format_has_a_name_a_suffix_and_a_sentence(void **state) {
  (void)state;
  tl_geofile_format_description d;
  size_t count = 0;
  for (; tl_geofile_format_at(count, &d); count++) {
    assert_true(strlen(d.name) > 0 && strlen(d.sentence) > 0);
    assert_true(d.suffix[0] == '.');
  }
  assert_int_equal(count, 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_line_comes_from_every_text_format),
      cmocka_unit_test(properties_name_lines_and_layers),
      cmocka_unit_test(polygons_come_from_wkt_and_kml),
      cmocka_unit_test(a_shapefile_is_read_with_its_table_and_system),
      cmocka_unit_test(exchanged_coordinates_are_found_by_the_countries),
      cmocka_unit_test(bad_files_are_named_with_file_and_place),
      cmocka_unit_test(polygons_that_touch_themselves_are_named),
      cmocka_unit_test(the_same_heights_come_from_every_format),
      cmocka_unit_test(an_srtm_tile_lies_where_its_name_says),
      cmocka_unit_test(netcdf_grids_are_read_with_scale_and_months),
      cmocka_unit_test(memory_that_runs_out_is_said),
      cmocka_unit_test(every_format_has_a_name_a_suffix_and_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
