/* Ipopt behind one function (Waechter and Biegler, On the implementation of an interior-point filter line-search
 * algorithm, Math. Program. 106, 2006). Its own files of options are not read and it prints nothing. */
#include <coin/IpStdCInterface.h>
#include <math.h>
#include <stdint.h>

#include "optimise/tli_nlp.h"

static Bool objective(Index n, Number *x, Bool fresh, Number *value, UserDataPtr user) {
  (void)n;
  (void)fresh;
  *value = tli_nlp_objective(user, x);
  return TRUE;
}

static Bool gradient(Index n, Number *x, Bool fresh, Number *values, UserDataPtr user) {
  (void)n;
  (void)fresh;
  tli_nlp_gradient(user, x, values);
  return TRUE;
}

static Bool constraints(Index n, Number *x, Bool fresh, Index m, Number *values, UserDataPtr user) {
  (void)n;
  (void)fresh;
  (void)m;
  tli_nlp_constraints(user, x, values);
  return TRUE;
}

static Bool jacobian(Index n, Number *x, Bool fresh, Index m, Index count, Index *row, Index *column, Number *values,
                     UserDataPtr user) {
  const tli_nlp *nlp = user;
  (void)n;
  (void)fresh;
  (void)m;
  if (values != NULL) {
    tli_nlp_jacobian(nlp, x, values);
    return TRUE;
  }
  for (Index e = 0; e < count; e++) {
    row[e] = nlp->entry_row[e];
    column[e] = nlp->entry_column[e];
  }
  return TRUE;
}

static Bool hessian(Index n, Number *x, Bool fresh, Number factor, Index m, Number *multipliers, Bool fresh_multipliers,
                    Index count, Index *row, Index *column, Number *values, UserDataPtr user) {
  (void)n;
  (void)fresh;
  (void)m;
  (void)fresh_multipliers;
  if (values != NULL) {
    tli_nlp_hessian(user, x, factor, multipliers, values);
    return TRUE;
  }
  (void)count;
  (void)tli_nlp_hessian_entries(user, row, column);
  return TRUE;
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

tl_code tli_ipopt_solve(const tli_nlp *nlp, double *x, bool *solved, double *value, tl_error *error) {
  *solved = false;
  *value = INFINITY;
  if (nlp->empty) return TL_OK;
  IpoptProblem problem = CreateIpoptProblem(
      (Index)nlp->unknowns, nlp->low, nlp->high, (Index)nlp->rows, nlp->row_low, nlp->row_high, (Index)nlp->entries,
      (Index)tli_nlp_hessian_entries(nlp, NULL, NULL), 0, objective, constraints, gradient, jacobian, hessian);
  if (problem == NULL) return TLI_NO_MEMORY(error, "a nonlinear program");
  set_options(problem);
  tli_nlp *user = (tli_nlp *)(uintptr_t)nlp; /* Ipopt hands it back to the functions above, which only read */
  const enum ApplicationReturnStatus status = IpoptSolve(problem, x, NULL, value, NULL, NULL, NULL, user);
  FreeIpoptProblem(problem);
  if (status == Insufficient_Memory) return TLI_NO_MEMORY(error, "a nonlinear program");
  *solved = status == Solve_Succeeded || status == Solved_To_Acceptable_Level || status == Feasible_Point_Found;
  return TL_OK;
}
