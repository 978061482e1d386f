/* trunkline/trunkline.h - everything public. */
#ifndef TRUNKLINE_TRUNKLINE_H
#define TRUNKLINE_TRUNKLINE_H

#include "trunkline/base.h"
#include "trunkline/case.h"
#include "trunkline/econ.h"
#include "trunkline/econ_cash.h"
#include "trunkline/econ_contract.h"
#include "trunkline/econ_fiscal.h"
#include "trunkline/econ_sample.h"
#include "trunkline/elements.h"
#include "trunkline/game.h"
#include "trunkline/gamefile.h"
#include "trunkline/gas.h"
#include "trunkline/geo.h"
#include "trunkline/geofile.h"
#include "trunkline/ground.h"
#include "trunkline/netfile.h"
#include "trunkline/network.h"
#include "trunkline/raster.h"
#include "trunkline/report.h"
#include "trunkline/result.h"
#include "trunkline/route.h"
#include "trunkline/steady.h"
#include "trunkline/study.h"
#include "trunkline/units.h"

#endif
