/* Scope: the named items that may be in a cost. Published totals differ mostly by what is in them. */
#include <stdio.h>
#include <string.h>

#include "base/tli_base.h"
#include "trunkline/econ.h"

static const struct {
  const char *name, *sentence;
} items[TL_SCOPE_ITEMS] = {
    [TL_SCOPE_STEEL] = {"steel", "Line pipe: plates, forming and welding into pipes, delivered."},
    [TL_SCOPE_COATING] = {"coating", "Coating outside and inside, and weight coating."},
    [TL_SCOPE_LAYING] = {"laying", "Trench, welding in the field, laying, testing, valves, restoring the ground."},
    [TL_SCOPE_CROSSINGS] = {"crossings", "Rivers, roads, railways, faults."},
    [TL_SCOPE_STATIONS] = {"stations", "Compressor stations with drives, coolers and buildings; metering."},
    [TL_SCOPE_ROADS_POWER] = {"roads_power", "Access roads, power lines, communication, camps."},
    [TL_SCOPE_LAND] = {"land", "Right of way, compensation, permits."},
    [TL_SCOPE_ENGINEERING] = {"engineering", "Surveys, design, owner's team, supervision."},
    [TL_SCOPE_CONTINGENCY] = {"contingency", "What is known to be forgotten at this class of estimate."},
    [TL_SCOPE_LINE_FILL] = {"line_fill", "The first filling with gas."},
    [TL_SCOPE_INTEREST] = {"interest_during_construction", "Interest up to the start of operation: a derived line."},
    [TL_SCOPE_FEEDERS] = {"feeders", "Lines from the fields to the trunk line, and spurs."},
    [TL_SCOPE_UPSTREAM] = {"upstream_fields", "Wells and field plants."},
    [TL_SCOPE_PROCESSING] = {"processing", "Gas processing plants beyond what transport needs."},
    [TL_SCOPE_STORAGE] = {"storage", "Underground storage and its share of the line."},
    [TL_SCOPE_DISTRIBUTION] = {"distribution", "Networks behind the delivery point."},
    [TL_SCOPE_VAT] = {"vat", "Value added tax."},
};

const char *tl_econ_scope_name(tl_scope_item item) {
  return (int)item >= 0 && item < TL_SCOPE_ITEMS ? items[item].name : "";
}

const char *tl_econ_scope_sentence(tl_scope_item item) {
  return (int)item >= 0 && item < TL_SCOPE_ITEMS ? items[item].sentence : "";
}

bool tl_econ_scope_find(const char *name, tl_scope_item *item, const char **near) {
  const char *names[TL_SCOPE_ITEMS];
  if (near != NULL) *near = NULL;
  for (int i = 0; i < TL_SCOPE_ITEMS; i++) {
    names[i] = items[i].name;
    if (!tli_text_equal_loose(name, items[i].name)) continue;
    *item = (tl_scope_item)i;
    return true;
  }
  if (near != NULL) *near = tli_did_you_mean(name, names, TL_SCOPE_ITEMS);
  return false;
}

tl_code tl_econ_scope_read(const char *text, tl_econ_scope *scope, tl_error *error) {
  *scope = 0;
  for (const char *p = text; *p != '\0';) {
    p += strspn(p, " \t\r\n,;+");
    size_t length = strcspn(p, " \t\r\n,;+");
    if (length == 0) break;
    char name[48];
    if (length >= sizeof name)
      return tl_fail(error, TL_ERR_INPUT, "scope item %.40s... is not known; write for example \"steel, laying\"", p);
    memcpy(name, p, length);
    name[length] = '\0';
    tl_scope_item item;
    const char *near;
    if (!tl_econ_scope_find(name, &item, &near)) {
      char all[400];
      if (near != NULL) return tl_fail(error, TL_ERR_INPUT, "scope item %s is not known; did you mean %s?", name, near);
      (void)tl_econ_scope_write(TL_SCOPE_BIT(TL_SCOPE_ITEMS) - 1, all, sizeof all);
      return tl_fail(error, TL_ERR_INPUT, "scope item %s is not known; allowed: %s", name, all);
    }
    *scope |= TL_SCOPE_BIT(item);
    p += length;
  }
  return TL_OK;
}

bool tl_econ_scope_write(tl_econ_scope scope, char *buffer, size_t bytes) {
  size_t used = 0;
  if (bytes > 0) buffer[0] = '\0';
  if (scope == 0) return snprintf(buffer, bytes, "nothing") < (int)bytes;
  for (int i = 0; i < TL_SCOPE_ITEMS; i++) {
    if ((scope & TL_SCOPE_BIT(i)) == 0) continue;
    int n = snprintf(buffer + used, bytes - used, "%s%s", used > 0 ? ", " : "", items[i].name);
    if (n < 0 || (size_t)n >= bytes - used) return false;
    used += (size_t)n;
  }
  return true;
}
