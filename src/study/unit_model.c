/* A unit of a library's class: power of the drive over air and speed, energy at part load, and its compressor's map for
 * a design point. docs/theory/study-stations.md
 *     P_max = P_iso (1 - k (T - 15 degC)) (2 y - y2),  y = n/n_rated      k: power_per_kelvin; electric: P_iso y
 *     E     = (idle P_iso + (1 - idle) P)/eta_iso
 *     map   Q = x Q_d y, H = h H_d y2 for each point (x, h) of the wheel and speeds from the least to the largest */
#include "study/months.h"

static const double iso_k = 288.15;
enum { SPEEDS = 6 };

static void set_drive(const tli_study_machine *m, tl_drive *drive) {
  const double power = m->power.si, n = m->speed.si, loss = m->power_per_kelvin.si, iso_c = iso_k - 273.15;
  *drive = (tl_drive){.kind = TL_DRIVE_ELECTRIC};
  if (tli_text_equal(m->kind, "electric")) {
    drive->power_w.c[1] = power / n;
  } else {
    const double still = power * (1.0 + loss * iso_c), by_degree = -power * loss;
    drive->kind = TL_DRIVE_GAS_TURBINE;
    drive->power_w.c[1] = 2.0 * still / n;
    drive->power_w.c[2] = -still / (n * n);
    drive->power_w.c[4] = 2.0 * by_degree / n;
    drive->power_w.c[5] = -by_degree / (n * n);
  }
  drive->energy[0] = m->idle_share.si * power / m->efficiency.si;
  drive->energy[1] = (1.0 - m->idle_share.si) / m->efficiency.si;
}

tl_code tli_unit_make(const tli_study *study, const tli_study_machine *machine, double flow_m3_s, double head_j_kg,
                      tli_arena *arena, tli_unit_model *model, tl_error *error) {
  const size_t points = study->wheel_count;
  tl_map_row *rows = TLI_NEW_N(arena, tl_map_row, points * SPEEDS);
  tl_findings *findings = tl_findings_create(tli_arena_allocator(arena));
  if (rows == NULL || findings == NULL) return TLI_NO_MEMORY(error, "a machine");
  *model = (tli_unit_model){.machine = machine, .flow_m3_s = flow_m3_s, .head_j_kg = head_j_kg};
  set_drive(machine, &model->drive);
  const double low = machine->least_speed.si, high = machine->most_speed.si;
  for (size_t k = 0; k < SPEEDS; k++)
    for (size_t i = 0; i < points; i++) {
      const double y = low + (high - low) * (double)k / (SPEEDS - 1);
      const tli_study_wheel *w = &study->wheel[i];
      rows[k * points + i] =
          (tl_map_row){y * machine->speed.si, w->flow.si * flow_m3_s * y, w->head.si * head_j_kg * y * y,
                       w->efficiency.si * machine->compressor_efficiency.si};
    }
  const tl_code code = tl_measured_map_create(rows, points * SPEEDS, machine->id, NULL, tli_arena_allocator(arena),
                                              &model->map, findings, error);
  tl_findings_destroy(findings);
  model->unit = (tl_unit){.map = model->map, .drive = &model->drive};
  return code;
}

tl_site tli_unit_site(const tli_study_machine *machine, double air_k, double altitude_m) {
  const double loss = machine->power_per_kelvin.si;
  const double coldest_k = loss > 0.0 ? iso_k - (machine->most_power.si - 1.0) / loss : 0.0;
  return (tl_site){.ambient_k = fmax(air_k, coldest_k),
                   .altitude_m = altitude_m,
                   .inlet_loss_pa = machine->duct_in.si,
                   .exhaust_loss_pa = machine->duct_out.si,
                   .degradation = machine->degradation.si};
}

double tli_unit_power(const tli_unit_model *model, double air_k, double altitude_m) {
  const tl_site site = tli_unit_site(model->machine, air_k, altitude_m);
  return tl_drive_power_max(&model->drive, model->machine->speed.si, &site, NULL);
}
