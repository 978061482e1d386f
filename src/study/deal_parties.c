/* The parties of a deal: the producer, the owner of each section, the buyer, each state. Every payment has two sides;
 * what goes to suppliers, or comes from final customers, passes the boundary. docs/theory/deal.md */
#include "study/deal_parties.h"

const char *tli_party_kind_words(tli_party_kind kind) {
  static const char *const words[] = {"producer", "owner of a section", "buyer", "state"};
  return words[kind];
}

typedef struct booking {
  const tli_deal *d;
  tli_arena *arena;
  tli_parties *p;
  size_t party_room, payment_room;
  bool lost;
} booking;

static size_t add_party(booking *b, const char *name, const char *country, tli_party_kind kind, double rate_1_a) {
  tli_parties *p = b->p;
  if (name == NULL || !TLI_PUSH_ROOM(b->arena, p->parties, b->party_room, p->count)) {
    b->lost = true;
    return 0;
  }
  p->parties[p->count] = (tli_party){.name = name, .country = country, .kind = kind, .rate_1_a = rate_1_a};
  return p->count++;
}

static size_t state_of(booking *b, const char *code) {
  const char *country = tli_country_name(code);
  for (size_t i = 0; i < b->p->count; i++)
    if (b->p->parties[i].kind == TLI_STATE && tli_text_equal(b->p->parties[i].country, country)) return i;
  const tli_study *s = b->d->study;
  double rate = s->economics.discount_rate.si;
  for (size_t i = 0; i < s->rate_count; i++)
    if (tli_text_equal(s->rates[i].id, code)) rate = s->rates[i].discount_rate.si;
  return add_party(b, tli_arena_printf(b->arena, "State of %s", country), country, TLI_STATE, rate);
}

static void pay(booking *b, const char *name, size_t payer, size_t payee, const double *amounts) {
  if (name == NULL || !TLI_PUSH_ROOM(b->arena, b->p->payments, b->payment_room, b->p->payment_count)) {
    b->lost = true;
    return;
  }
  b->p->payments[b->p->payment_count++] = (tl_econ_payment){name, payer, payee, amounts};
}

static void pay_taxes(booking *b, const tli_deal_taxes *t, size_t payer) {
  for (size_t k = 0; k < t->regime.regime.tax_count; k++) {
    const tli_study_tax *tax = t->regime.given[k];
    pay(b, tax->title[0] != '\0' ? tax->title : tax->id, payer, state_of(b, tax->country), t->paid[k]);
  }
}

static void pay_leg(booking *b, const tli_deal_leg *leg, size_t owner, size_t producer, size_t buyer) {
  const size_t shipper = leg->seller_pays ? producer : buyer;
  const char *name = leg->name;
  const tli_study_section *section = &b->d->study->sections[leg->section];
  pay(b, tli_arena_printf(b->arena, "Tariff of %s", section->title[0] != '\0' ? section->title : section->id), shipper,
      owner, leg->revenue);
  pay(b, tli_arena_printf(b->arena, "Construction: %s", name), owner, TL_ECON_OUTSIDE, leg->spending);
  pay(b, tli_arena_printf(b->arena, "Line fill: %s", name), owner, shipper, leg->fill);
  pay(b, tli_arena_printf(b->arena, "Maintenance: %s", name), owner, TL_ECON_OUTSIDE, leg->maintenance);
  pay(b, tli_arena_printf(b->arena, "Labour: %s", name), owner, TL_ECON_OUTSIDE, leg->labour);
  pay(b, tli_arena_printf(b->arena, "Power: %s", name), owner, TL_ECON_OUTSIDE, leg->power);
  pay(b, tli_arena_printf(b->arena, "Fuel gas: %s", name), owner, shipper, leg->fuel);
  pay(b, tli_arena_printf(b->arena, "Carbon: %s", name), owner, state_of(b, section->country), leg->carbon);
  pay_taxes(b, &leg->taxes, owner);
}

tl_code tli_parties_of(const tli_deal *d, tli_arena *arena, tli_parties *p, tl_error *error) {
  const tli_study *s = d->study;
  *p = (tli_parties){0};
  booking b = {.d = d, .arena = arena, .p = p};
  const size_t producer =
      add_party(&b, s->deal.producer, tli_country_name(d->producer_country), TLI_PRODUCER, d->producer_rate_1_a);
  size_t *owners = TLI_NEW_N(arena, size_t, d->leg_count);
  if (owners == NULL) return TLI_NO_MEMORY(error, "the parties");
  for (size_t i = 0; i < d->leg_count; i++) {
    owners[i] = add_party(&b, d->legs[i].name, d->legs[i].country, TLI_OWNER, d->legs[i].rate_1_a);
    if (!b.lost) p->parties[owners[i]].leg = &d->legs[i];
  }
  const size_t buyer = add_party(&b, s->deal.buyer, tli_country_name(d->buyer_country), TLI_BUYER, d->buyer_rate_1_a);
  pay(&b, "Gas under the contract", buyer, producer, d->payment);
  pay(&b, "Gas sold on the way", TL_ECON_OUTSIDE, producer, d->offtake_sales);
  pay(&b, "Production of the gas", producer, TL_ECON_OUTSIDE, d->production_cost);
  pay(&b, "Feeders", producer, TL_ECON_OUTSIDE, d->feeder_cost);
  pay_taxes(&b, &d->producer_taxes, producer);
  for (size_t i = 0; i < d->leg_count; i++) pay_leg(&b, &d->legs[i], owners[i], producer, buyer);
  pay(&b, "Gas sold at the end of the line", TL_ECON_OUTSIDE, buyer, d->sales);
  pay_taxes(&b, &d->buyer_taxes, buyer);
  double *flows = TLI_NEW_N(arena, double, p->count * d->months);
  p->project = TLI_NEW_N(arena, double, d->months);
  if (b.lost || flows == NULL || p->project == NULL) return TLI_NO_MEMORY(error, "the parties");
  for (size_t i = 0; i < p->count; i++) p->parties[i].flow = flows + i * d->months;
  return tl_econ_parties(p->payments, p->payment_count, p->count, d->months, flows, p->project, &p->remainder, error);
}
