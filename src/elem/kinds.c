/* The registry of kinds. */
#include "elem/tli_elem.h"

#define KIND(object) extern const tli_kind object;
#include "elem/kinds.def"
#undef KIND

static const tli_kind *const kinds[] = {
#define KIND(object) &object,
#include "elem/kinds.def"
#undef KIND
};

size_t tli_kind_count(void) { return TLI_COUNT(kinds); }
const tli_kind *tli_kind_get(size_t kind) { return kind < TLI_COUNT(kinds) ? kinds[kind] : NULL; }

int tli_kind_find(const char *name) {
  for (size_t k = 0; k < TLI_COUNT(kinds); k++)
    if (tli_text_equal_loose(kinds[k]->name, name)) return (int)k;
  return -1;
}

bool tl_kind_at(size_t index, tl_kind_description *description) {
  const tli_kind *kind = tli_kind_get(index);
  if (kind == NULL) return false;
  *description = (tl_kind_description){kind->name, kind->sentence, kind->theory, kind->fields, kind->field_count};
  return true;
}

tl_code tli_check_params(const tli_kind *kind, const char *id, const void *params, tl_error *error) {
  for (size_t i = 0; i < kind->field_count; i++) {
    const tl_field *field = &kind->fields[i];
    double value = *(const double *)((const char *)params + field->offset);
    if (!(value >= field->min_si && value <= field->max_si))
      return tl_fail(error, TL_ERR_INPUT, "%s \"%s\": %s = %g %s is outside %g .. %g", kind->name, id, field->name,
                     value, tl_quantity_si(field->quantity), field->min_si, field->max_si);
  }
  return TL_OK;
}
