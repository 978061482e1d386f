/* study/deal_parties.h - the parties of a deal and every payment between them, booked on both sides. */
#ifndef TLI_STUDY_DEAL_PARTIES_H
#define TLI_STUDY_DEAL_PARTIES_H

#include "study/deal.h"

typedef enum tli_party_kind { TLI_PRODUCER, TLI_OWNER, TLI_BUYER, TLI_STATE } tli_party_kind;

typedef struct tli_party {
  const char *name, *country; /* country as a word */
  tli_party_kind kind;
  const tli_deal_leg *leg; /* of an owner */
  double rate_1_a;         /* real */
  double *flow;            /* nominal, by month */
} tli_party;

typedef struct tli_parties {
  tli_party *parties;
  size_t count;
  tl_econ_payment *payments;
  size_t payment_count;
  double *project;  /* what passes the boundary, by month */
  double remainder; /* largest difference between the sum of the parties and the project in a month, relative */
} tli_parties;

/* Of a deal whose flows were computed. */
TL_MUST_USE tl_code tli_parties_of(const tli_deal *deal, tli_arena *arena, tli_parties *parties, tl_error *error);
const char *tli_party_kind_words(tli_party_kind kind);

#endif
