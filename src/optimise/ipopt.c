/* Ipopt behind one function (Waechter and Biegler, On the implementation of an interior-point filter line-search
 * algorithm, Math. Program. 106, 2006). Its own files of options are not read and it prints nothing. */
#include <coin/IpStdCInterface.h>
#include <math.h>
#include <stdint.h>

#include "optimise/tli_nlp.h"
#include "optimise/tli_smooth.h"

static Bool objective(Index n, Number *x, Bool fresh, Number *value, UserDataPtr user) {
  (void)n;
  (void)fresh;
  const tli_smooth *s = user;
  *value = s->objective(s->of, x);
  return TRUE;
}

static Bool gradient(Index n, Number *x, Bool fresh, Number *values, UserDataPtr user) {
  (void)n;
  (void)fresh;
  const tli_smooth *s = user;
  s->gradient(s->of, x, values);
  return TRUE;
}

static Bool constraints(Index n, Number *x, Bool fresh, Index m, Number *values, UserDataPtr user) {
  (void)n;
  (void)fresh;
  (void)m;
  const tli_smooth *s = user;
  s->constraints(s->of, x, values);
  return TRUE;
}

static Bool jacobian(Index n, Number *x, Bool fresh, Index m, Index count, Index *row, Index *column, Number *values,
                     UserDataPtr user) {
  const tli_smooth *s = user;
  (void)n;
  (void)fresh;
  (void)m;
  if (values != NULL) {
    s->jacobian(s->of, x, values);
    return TRUE;
  }
  for (Index e = 0; e < count; e++) {
    row[e] = s->entry_row[e];
    column[e] = s->entry_column[e];
  }
  return TRUE;
}

static Bool hessian(Index n, Number *x, Bool fresh, Number factor, Index m, Number *multipliers, Bool fresh_multipliers,
                    Index count, Index *row, Index *column, Number *values, UserDataPtr user) {
  const tli_smooth *s = user;
  (void)n;
  (void)fresh;
  (void)m;
  (void)fresh_multipliers;
  (void)count;
  if (values != NULL)
    s->hessian(s->of, x, factor, multipliers, values);
  else
    (void)s->hessian_entries(s->of, row, column);
  return TRUE;
}

static Bool go_on(Index mode, Index iteration, Number value, Number primal, Number dual, Number barrier, Number step,
                  Number shift, Number dual_share, Number primal_share, Index trials, UserDataPtr user) {
  const tli_smooth *s = user;
  (void)mode, (void)iteration, (void)value, (void)primal, (void)dual, (void)barrier, (void)step;
  (void)shift, (void)dual_share, (void)primal_share, (void)trials;
  return s->go_on(s->watch) ? TRUE : FALSE;
}

/* Ipopt's interface takes its texts without const. */
static void set_text(IpoptProblem problem, const char *name, const char *value) {
  char a[64], b[64];
  size_t i = 0;
  for (; name[i] != '\0' && i + 1 < sizeof a; i++) a[i] = name[i];
  a[i] = '\0';
  for (i = 0; value[i] != '\0' && i + 1 < sizeof b; i++) b[i] = value[i];
  b[i] = '\0';
  (void)AddIpoptStrOption(problem, a, b);
}

static void set_options(IpoptProblem problem) {
  char print_level[] = "print_level", max_iter[] = "max_iter", tol[] = "tol", feasible[] = "constr_viol_tol",
       relax[] = "bound_relax_factor";
  set_text(problem, "sb", "yes");
  set_text(problem, "option_file_name", "");
  set_text(problem, "mu_strategy", "adaptive");
  set_text(problem, "fixed_variable_treatment", "relax_bounds"); /* else fewer unknowns than equations may be left */
  set_text(problem, "linear_solver", "mumps");
  (void)AddIpoptIntOption(problem, print_level, 0);
  (void)AddIpoptIntOption(problem, max_iter, 400);
  (void)AddIpoptNumOption(problem, tol, 1e-9);
  (void)AddIpoptNumOption(problem, feasible, 1e-9);
  (void)AddIpoptNumOption(problem, relax, 0.0);
}

tl_code tli_smooth_solve(const tli_smooth *s, double *x, bool *solved, double *value, tl_error *error) {
  *solved = false;
  *value = INFINITY;
  IpoptProblem problem = CreateIpoptProblem(
      (Index)s->unknowns, s->low, s->high, (Index)s->rows, s->row_low, s->row_high, (Index)s->entries,
      (Index)s->hessian_entries(s->of, NULL, NULL), 0, objective, constraints, gradient, jacobian, hessian);
  if (problem == NULL) return TLI_NO_MEMORY(error, "a nonlinear program");
  set_options(problem);
  if (s->go_on != NULL) (void)SetIntermediateCallback(problem, go_on);
  tli_smooth *user = (tli_smooth *)(uintptr_t)s; /* Ipopt hands it back to the functions above, which only read */
  const enum ApplicationReturnStatus status =
      IpoptSolve(problem, x, NULL, value, s->row_price, s->low_price, s->high_price, user);
  FreeIpoptProblem(problem);
  if (status == Insufficient_Memory) return TLI_NO_MEMORY(error, "a nonlinear program");
  *solved = status == Solve_Succeeded || status == Solved_To_Acceptable_Level || status == Feasible_Point_Found;
  return TL_OK;
}

static double nlp_objective(const void *of, const double *x) { return tli_nlp_objective(of, x); }
static void nlp_gradient(const void *of, const double *x, double *gradient) { tli_nlp_gradient(of, x, gradient); }
static void nlp_constraints(const void *of, const double *x, double *g) { tli_nlp_constraints(of, x, g); }
static void nlp_jacobian(const void *of, const double *x, double *values) { tli_nlp_jacobian(of, x, values); }
static size_t nlp_hessian_entries(const void *of, int *row, int *column) {
  return tli_nlp_hessian_entries(of, row, column);
}
static void nlp_hessian(const void *of, const double *x, double factor, const double *multipliers, double *values) {
  tli_nlp_hessian(of, x, factor, multipliers, values);
}

tl_code tli_ipopt_solve(const tli_nlp *nlp, double *x, bool *solved, double *value, tl_error *error) {
  *solved = false;
  *value = INFINITY;
  if (nlp->empty) return TL_OK;
  const tli_smooth s = {.of = nlp,
                        .unknowns = nlp->unknowns,
                        .rows = nlp->rows,
                        .entries = nlp->entries,
                        .entry_row = nlp->entry_row,
                        .entry_column = nlp->entry_column,
                        .low = nlp->low,
                        .high = nlp->high,
                        .row_low = nlp->row_low,
                        .row_high = nlp->row_high,
                        .objective = nlp_objective,
                        .gradient = nlp_gradient,
                        .constraints = nlp_constraints,
                        .jacobian = nlp_jacobian,
                        .hessian_entries = nlp_hessian_entries,
                        .hessian = nlp_hessian};
  return tli_smooth_solve(&s, x, solved, value, error);
}
