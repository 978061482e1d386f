/* econ/tli_econ.h - checks that two files of this room share. */
#ifndef TLI_ECON_H
#define TLI_ECON_H

#include "base/tli_base.h"
#include "trunkline/econ_cash.h"

/* A rate per year: above -1 and finite. */
tl_code tli_econ_check_rate(double rate_1_a, const char *what, tl_error *error);
/* Shares of the construction years: none negative, sum 1 within 1e-9. */
tl_code tli_econ_check_shares(const double *shares, size_t years, tl_error *error);
/* Shares of the ramp-up: each 0 .. 1, none below the one before. */
tl_code tli_econ_check_ramp(const double *ramp, size_t years, tl_error *error);
/* A cash flow of one period at least, finite, with a sensible calendar. */
tl_code tli_econ_check_flows(const double *flows, size_t count, const tl_econ_calendar *calendar, const char *what,
                             tl_error *error);

#endif
