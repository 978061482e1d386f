/* The one table of units: exact factors, each with the document that defines it.
 *
 * si = number * factor + offset. Time: a = 365 days (the contract year of gas sales), month = a/12.
 * Sources: SI     BIPM, The International System of Units, 9th edition (2019), tables 4, 7 and 8
 *          SP811  NIST Special Publication 811 (2008), appendix B.8; bold factors there are exact
 *          YP     International yard and pound agreement of 1959: ft = 0.3048 m, lb = 0.453 592 37 kg, both exact
 *          13443  ISO 13443:1996, Natural gas - Standard reference conditions: 15 degC and 101.325 kPa
 *          DIN    DIN 1343:1990, normal conditions: 0 degC and 101.325 kPa
 *          AGA    AGA Report No. 3 / API MPMS 14.3: 60 degF; the base pressure is taken as 101.325 kPa (14.696 psia)
 */
#include "units/tli_units.h"

#include <string.h>

#define FOOT 0.3048
#define INCH 0.0254
#define POUND 0.45359237
#define GRAVITY 9.80665 /* m/s2, standard acceleration, 3rd CGPM (1901) */
#define POUND_FORCE (POUND * GRAVITY)
#define BTU_IT 1055.05585262 /* J, exact: ISO 80000-5; SP811 */
#define CALORIE_IT 4.1868    /* J, exact */
#define DAY 86400.0
#define YEAR TLI_CONTRACT_YEAR_S
#define PI 3.14159265358979323846
#define T0 273.15
#define T15 288.15
#define T60F ((60.0 + 459.67) * 5.0 / 9.0)

#define SI_ "SI Brochure, 9th edition (2019)"
#define SP811 "NIST SP 811 (2008), appendix B.8"
#define YP "International yard and pound agreement (1959)"
#define STANDARD "ISO 13443:1996: 15 degC, 101.325 kPa"
#define NORMAL "DIN 1343:1990: 0 degC, 101.325 kPa"
#define US "AGA Report No. 3: 60 degF; 101.325 kPa; foot of 0.3048 m"
#define CONTRACT "contract year of 365 days"

static const tli_unit_row rows[] = {
    {TL_NUMBER, "%", "percent|per cent|pct|mol%", 0.01, 0, 0, SI_},
    {TL_NUMBER, "ppm", "", 1e-6, 0, 0, "ISO 80000-1:2022"},
    {TL_NUMBER, "1", "mol/mol|m3/m3|kg/kg", 1, 0, 0, SI_},

    {TL_LENGTH, "m", "metre|metres|meter|meters", 1, 0, 0, SI_},
    {TL_LENGTH, "km", "kilometre|kilometres|kilometer|kilometers", 1e3, 0, 0, SI_},
    {TL_LENGTH, "mm", "millimetre|millimetres|millimeter|millimeters", 1e-3, 0, 0, SI_},
    {TL_LENGTH, "cm", "centimetre|centimetres|centimeter|centimeters", 1e-2, 0, 0, SI_},
    {TL_LENGTH, "um", "micrometre|micrometres|micrometer|micrometers|micron|microns", 1e-6, 0, 0, SI_},
    {TL_LENGTH, "in", "inch|inches|\"", INCH, 0, 0, YP},
    {TL_LENGTH, "ft", "foot|feet", FOOT, 0, 0, YP},
    {TL_LENGTH, "yd", "yard|yards", 3 * FOOT, 0, 0, YP},
    {TL_LENGTH, "mi", "mile|miles", 5280 * FOOT, 0, 0, YP},
    {TL_LENGTH, "nmi", "nautical mile|nautical miles", 1852, 0, 0, SI_},

    {TL_AREA, "m2", "sqm|square metre|square metres", 1, 0, 0, SI_},
    {TL_AREA, "km2", "sqkm|square kilometre|square kilometres", 1e6, 0, 0, SI_},
    {TL_AREA, "ha", "hectare|hectares", 1e4, 0, 0, SI_},
    {TL_AREA, "cm2", "", 1e-4, 0, 0, SI_},
    {TL_AREA, "mm2", "", 1e-6, 0, 0, SI_},
    {TL_AREA, "in2", "", INCH *INCH, 0, 0, YP},
    {TL_AREA, "ft2", "", FOOT *FOOT, 0, 0, YP},
    {TL_AREA, "mi2", "square mile|square miles", 5280 * FOOT * 5280 * FOOT, 0, 0, YP},

    {TL_ANGLE, "deg", "degree|degrees", 1, 0, 0, SI_},
    {TL_ANGLE, "rad", "radian|radians", 180 / PI, 0, 0, SI_},
    {TL_ANGLE, "arcmin", "'", 1.0 / 60, 0, 0, SI_},
    {TL_ANGLE, "arcsec", "\"", 1.0 / 3600, 0, 0, SI_},

    {TL_PRESSURE, "MPa", "", 1e6, 0, 0, SI_},
    {TL_PRESSURE, "bar", "", 1e5, 0, 0, SI_},
    {TL_PRESSURE, "kPa", "", 1e3, 0, 0, SI_},
    {TL_PRESSURE, "Pa", "pascal|pascals", 1, 0, 0, SI_},
    {TL_PRESSURE, "hPa", "", 1e2, 0, 0, SI_},
    {TL_PRESSURE, "GPa", "", 1e9, 0, 0, SI_},
    {TL_PRESSURE, "mbar", "", 1e2, 0, 0, SI_},
    {TL_PRESSURE, "psi", "lbf/in2", POUND_FORCE / (INCH * INCH), 0, 0, SP811},
    {TL_PRESSURE, "kgf/cm2", "kp/cm2|kG/cm2", GRAVITY * 1e4, 0, 0, SP811},
    {TL_PRESSURE, "atm", "", 101325, 0, 0, SP811},
    {TL_PRESSURE, "mmHg", "", 133.322387415, 0, 0, "BS 350:2004, conventional millimetre of mercury"},
    {TL_PRESSURE, "Torr", "torr", 101325.0 / 760, 0, 0, SP811},

    {TL_STRESS, "MPa", "N/mm2", 1e6, 0, 0, SI_},
    {TL_STRESS, "ksi", "", 1e3 * POUND_FORCE / (INCH * INCH), 0, 0, SP811},
    {TL_STRESS, "psi", "lbf/in2", POUND_FORCE / (INCH * INCH), 0, 0, SP811},
    {TL_STRESS, "Pa", "N/m2", 1, 0, 0, SI_},
    {TL_STRESS, "kPa", "", 1e3, 0, 0, SI_},
    {TL_STRESS, "GPa", "", 1e9, 0, 0, SI_},
    {TL_STRESS, "bar", "", 1e5, 0, 0, SI_},
    {TL_STRESS, "kgf/mm2", "", GRAVITY * 1e6, 0, 0, SP811},

    {TL_TEMPERATURE, "degC", "C|celsius|Celsius|degree C|degrees C|degrees Celsius", 1, T0, 0, SI_},
    {TL_TEMPERATURE, "K", "kelvin|Kelvin", 1, 0, 0, SI_},
    {TL_TEMPERATURE, "degF", "F|fahrenheit|Fahrenheit|degrees F|degrees Fahrenheit", 5.0 / 9, 459.67 * 5 / 9, 0, SP811},
    {TL_TEMPERATURE, "degR", "rankine|Rankine", 5.0 / 9, 0, 0, SP811},
    {TL_TEMPERATURE_DIFFERENCE, "K", "kelvin|Kelvin|degC|C", 1, 0, 0, SI_},
    {TL_TEMPERATURE_DIFFERENCE, "degF", "F|degR", 5.0 / 9, 0, 0, SP811},

    {TL_MASS, "kg", "kilogram|kilograms", 1, 0, 0, SI_},
    {TL_MASS, "t", "tonne|tonnes", 1e3, 0, 0, SI_},
    {TL_MASS, "kt", "thousand t|1000 t|thousand tonnes|kilotonnes", 1e6, 0, 0, SI_},
    {TL_MASS, "Mt", "million t|million tonnes|mln t|megatonnes", 1e9, 0, 0, SI_},
    {TL_MASS, "g", "gram|grams", 1e-3, 0, 0, SI_},
    {TL_MASS, "lb", "lbs|lbm|pound|pounds", POUND, 0, 0, YP},
    {TL_MASS, "short ton", "short tons", 2000 * POUND, 0, 0, YP},
    {TL_MASS, "long ton", "long tons", 2240 * POUND, 0, 0, YP},

    {TL_GAS_VOLUME, "m3", "cubic metre|cubic metres|cubic meter|cubic meters|cu m", 1, 0, 0, SI_},
    {TL_GAS_VOLUME, "1000 m3", "thousand m3|10^3 m3|thousand cubic metres|thousand cubic meters|1,000 m3", 1e3, 0, 0,
     SI_},
    {TL_GAS_VOLUME, "million m3", "Mm3|MMm3|mln m3|mn m3|10^6 m3|MMcm|mmcm|million cubic metres|million cubic meters",
     1e6, 0, 0, SI_},
    {TL_GAS_VOLUME, "bcm", "BCM|Bcm|bn m3|bln m3|billion m3|10^9 m3|billion cubic metres|billion cubic meters", 1e9, 0,
     0, SI_},
    {TL_GAS_VOLUME, "trillion m3", "tn m3|trn m3|10^12 m3|trillion cubic metres|trillion cubic meters", 1e12, 0, 0,
     SI_},
    {TL_GAS_VOLUME, "Sm3", "m3(s)|m3(S)|scm", 1, 0, T15, STANDARD},
    {TL_GAS_VOLUME, "kSm3", "1000 Sm3|thousand Sm3|10^3 Sm3", 1e3, 0, T15, STANDARD},
    {TL_GAS_VOLUME, "MSm3", "million Sm3|mln Sm3|mn Sm3|10^6 Sm3", 1e6, 0, T15, STANDARD},
    {TL_GAS_VOLUME, "GSm3", "bn Sm3|billion Sm3|10^9 Sm3", 1e9, 0, T15, STANDARD},
    {TL_GAS_VOLUME, "Nm3", "m3(n)|m3(N)|m3N", 1, 0, T0, NORMAL},
    {TL_GAS_VOLUME, "kNm3", "1000 Nm3|thousand Nm3|10^3 Nm3", 1e3, 0, T0, NORMAL},
    {TL_GAS_VOLUME, "MNm3", "million Nm3|mln Nm3|mn Nm3|10^6 Nm3", 1e6, 0, T0, NORMAL},
    {TL_GAS_VOLUME, "GNm3", "bn Nm3|billion Nm3|10^9 Nm3", 1e9, 0, T0, NORMAL},
    {TL_GAS_VOLUME, "scf", "SCF|Scf", FOOT *FOOT *FOOT, 0, T60F, US},
    {TL_GAS_VOLUME, "Mscf", "MSCF|thousand scf", 1e3 * FOOT *FOOT *FOOT, 0, T60F, US},
    {TL_GAS_VOLUME, "MMscf", "MMSCF|mmscf|million scf", 1e6 * FOOT *FOOT *FOOT, 0, T60F, US},
    {TL_GAS_VOLUME, "Bscf", "BSCF|bscf|billion scf", 1e9 * FOOT *FOOT *FOOT, 0, T60F, US},
    {TL_GAS_VOLUME, "ft3", "cf|cubic feet|cubic foot|cu ft", FOOT *FOOT *FOOT, 0, 0, YP},
    {TL_GAS_VOLUME, "MMcf", "million cf|million ft3|MMft3", 1e6 * FOOT *FOOT *FOOT, 0, 0, YP},
    {TL_GAS_VOLUME, "Bcf", "bcf|billion cf|billion ft3", 1e9 * FOOT *FOOT *FOOT, 0, 0, YP},

    {TL_MASS_FLOW, "Mt/a", "Mtpa|MTPA|mtpa|MMtpa", 1e9 / YEAR, 0, 0, CONTRACT},
    {TL_GAS_VOLUME_FLOW, "bcm/a", "bcma|BCMA|bcmpa", 1e9 / YEAR, 0, 0, CONTRACT},
    {TL_GAS_VOLUME_FLOW, "MMscf/d", "MMscfd|MMSCFD|mmscfd|MMSCF/D", 1e6 * FOOT *FOOT *FOOT / DAY, 0, T60F, US},

    {TL_TIME, "s", "sec|second|seconds", 1, 0, 0, SI_},
    {TL_TIME, "min", "minute|minutes", 60, 0, 0, SI_},
    {TL_TIME, "h", "hr|hrs|hour|hours", 3600, 0, 0, SI_},
    {TL_TIME, "d", "day|days", DAY, 0, 0, SI_},
    {TL_TIME, "week", "weeks", 7 * DAY, 0, 0, "seven days"},
    {TL_TIME, "month", "months|mo", YEAR / 12, 0, 0, "a twelfth of the contract year"},
    {TL_TIME, "a", "y|yr|yrs|year|years|annum", YEAR, 0, 0, CONTRACT},

    {TL_VELOCITY, "m/s", "mps", 1, 0, 0, SI_},
    {TL_VELOCITY, "km/h", "kmh|kph", 1 / 3.6, 0, 0, SI_},
    {TL_VELOCITY, "ft/s", "", FOOT, 0, 0, YP},

    {TL_POWER, "MW", "", 1e6, 0, 0, SI_},
    {TL_POWER, "kW", "", 1e3, 0, 0, SI_},
    {TL_POWER, "W", "watt|watts", 1, 0, 0, SI_},
    {TL_POWER, "GW", "", 1e9, 0, 0, SI_},
    {TL_POWER, "hp", "HP|horsepower", 550 * FOOT *POUND_FORCE, 0, 0, "NIST SP 811: 550 ft lbf/s"},
    {TL_POWER, "PS", "metric hp|hp(metric)", 75 * GRAVITY, 0, 0, "NIST SP 811: 75 kgf m/s"},

    {TL_ENERGY, "MJ", "", 1e6, 0, 0, SI_},
    {TL_ENERGY, "J", "joule|joules", 1, 0, 0, SI_},
    {TL_ENERGY, "kJ", "", 1e3, 0, 0, SI_},
    {TL_ENERGY, "GJ", "", 1e9, 0, 0, SI_},
    {TL_ENERGY, "TJ", "", 1e12, 0, 0, SI_},
    {TL_ENERGY, "PJ", "", 1e15, 0, 0, SI_},
    {TL_ENERGY, "EJ", "", 1e18, 0, 0, SI_},
    {TL_ENERGY, "kWh", "kW h", 3.6e6, 0, 0, SI_},
    {TL_ENERGY, "Wh", "", 3600, 0, 0, SI_},
    {TL_ENERGY, "MWh", "MW h", 3.6e9, 0, 0, SI_},
    {TL_ENERGY, "GWh", "", 3.6e12, 0, 0, SI_},
    {TL_ENERGY, "TWh", "", 3.6e15, 0, 0, SI_},
    {TL_ENERGY, "MMBtu", "MMBTU|mmBtu|mmbtu|million Btu|million BTU|mln Btu", BTU_IT * 1e6, 0, 0,
     "ISO 80000-5: Btu_IT = 1055.05585262 J"},
    {TL_ENERGY, "Btu", "BTU|Btu_IT", BTU_IT, 0, 0, "ISO 80000-5: Btu_IT = 1055.05585262 J"},
    {TL_ENERGY, "therm", "therms|thm", BTU_IT * 1e5, 0, 0, "NIST SP 811: therm (EC)"},
    {TL_ENERGY, "kcal_IT", "", CALORIE_IT * 1e3, 0, 0, SP811},
    {TL_ENERGY, "Gcal_IT", "", CALORIE_IT * 1e9, 0, 0, SP811},
    {TL_ENERGY, "kcal_th", "", 4184, 0, 0, SP811},
    {TL_ENERGY, "Gcal_th", "", 4184e6, 0, 0, SP811},
    {TL_ENERGY, "toe", "", 41.868e9, 0, 0, "IEA Energy Statistics Manual (2005): 10 Gcal_IT"},

    {TL_HEAT_TRANSFER, "W/(m2 K)", "W/m2/K|W/m2K|W/(m2 degC)|W/m2 degC", 1, 0, 0, SI_},
    {TL_HEAT_TRANSFER, "kcal_IT/(m2 h K)", "kcal_IT/(m2 h degC)", CALORIE_IT * 1e3 / 3600, 0, 0, SP811},
    {TL_HEAT_TRANSFER, "Btu/(h ft2 degF)", "Btu/(ft2 h degF)|Btu/h/ft2/degF|Btu/(hr ft2 degF)",
     BTU_IT / (3600 * FOOT * FOOT * 5 / 9), 0, 0, SP811},

    {TL_VISCOSITY, "Pa s", "kg/(m s)|kg/m/s|N s/m2", 1, 0, 0, SI_},
    {TL_VISCOSITY, "mPa s", "", 1e-3, 0, 0, SI_},
    {TL_VISCOSITY, "uPa s", "", 1e-6, 0, 0, SI_},
    {TL_VISCOSITY, "cP", "cp|centipoise", 1e-3, 0, 0, SP811},
    {TL_VISCOSITY, "P", "poise", 0.1, 0, 0, SP811},

    {TL_DENSITY, "kg/m3", "", 1, 0, 0, SI_},
    {TL_DENSITY, "g/cm3", "kg/l|kg/L|t/m3|kg/dm3", 1e3, 0, 0, SI_},
    {TL_DENSITY, "g/l", "g/L", 1, 0, 0, SI_},
    {TL_DENSITY, "lb/ft3", "lbm/ft3", POUND / (FOOT * FOOT * FOOT), 0, 0, YP},

    {TL_CONDUCTIVITY, "W/(m K)", "W/m/K|W/mK|W/(m degC)", 1, 0, 0, SI_},
    {TL_CONDUCTIVITY, "Btu/(h ft degF)", "Btu/(ft h degF)", BTU_IT / (3600 * FOOT * 5 / 9), 0, 0, SP811},

    {TL_RATE, "%/a", "%|percent/a", 0.01, 0, 0, CONTRACT},
    {TL_RATE, "1/a", "/a|a-1", 1, 0, 0, CONTRACT},
};

const tli_unit_row *tli_unit_rows(size_t *count) {
  *count = TLI_COUNT(rows);
  return rows;
}

static const char *const none[] = {NULL};
static const char *const mass_flow[] = {"kg/s", "t/h", "t/d", "kg/h", "lb/h", NULL};
static const char *const gas_flow[] = {"million m3/d", "thousand m3/h", "m3/h",  "m3/s",   "m3/d",   "MSm3/d",
                                       "Sm3/h",        "MNm3/d",        "Nm3/h", "kSm3/h", "kNm3/h", NULL};
static const char *const heating[] = {"MJ/m3",  "kWh/m3",  "kJ/m3",   "J/m3", "MJ/Sm3",
                                      "MJ/Nm3", "kWh/Nm3", "Btu/scf", NULL};
static const char *const money[] = {"USD", "k USD", "M USD", "bn USD", NULL};
static const char *const money_length[] = {"M USD/km", "USD/m", NULL};
static const char *const money_power[] = {"USD/kW", "M USD/MW", NULL};
static const char *const money_mass[] = {"USD/t", "USD/kg", NULL};
static const char *const money_volume[] = {"USD/1000 m3", "USD/m3", NULL};
static const char *const money_energy[] = {"USD/MMBtu", "EUR/MWh", "USD/GJ", NULL};
static const char *const money_time[] = {"bn USD/a", "M USD/a", NULL};
static const char *const power[] = {"GWh/d", "MMBtu/d", "TWh/a", NULL};
static const char *const velocity[] = {"m/min", NULL};
static const char *const rate[] = {"%/month", NULL};

const char *const *tli_unit_common(tl_quantity quantity) {
  switch (quantity) {
    case TL_MASS_FLOW:
      return mass_flow;
    case TL_GAS_VOLUME_FLOW:
      return gas_flow;
    case TL_HEATING_VALUE:
      return heating;
    case TL_MONEY:
      return money;
    case TL_MONEY_PER_LENGTH:
      return money_length;
    case TL_MONEY_PER_POWER:
      return money_power;
    case TL_MONEY_PER_MASS:
      return money_mass;
    case TL_MONEY_PER_GAS_VOLUME:
      return money_volume;
    case TL_MONEY_PER_ENERGY:
      return money_energy;
    case TL_MONEY_PER_TIME:
      return money_time;
    case TL_POWER:
      return power;
    case TL_VELOCITY:
      return velocity;
    case TL_RATE:
      return rate;
    default:
      return none;
  }
}

static const struct {
  const char *spellings, *sentence;
} ambiguous[] = {
    {"mcm|Mcm|MCM", "is a thousand cubic metres to some and a million to others; write \"1000 m3\" or \"million m3\""},
    {"tcm|Tcm|TCM",
     "is a thousand cubic metres to some and a trillion to others; write \"1000 m3\" or \"trillion m3\""},
    {"km3|Gm3|Tm3",
     "is a cube of kilometres (or more) in the SI and a thousand cubic metres to some; write \"1000 m3\""},
    {"Mcf|mcf|MCF", "is a thousand cubic feet to some and a million to others; write \"ft3\" or \"MMcf\""},
    {"MBtu|mBtu|MBTU|mbtu", "is a thousand Btu to some and a million to others; write \"MMBtu\""},
    {"cal|kcal|Mcal|Gcal", "has two values (4.1868 J and 4.184 J for the calorie); write \"kcal_IT\" or \"kcal_th\""},
    {"at|ata|ati|atu", "is the old technical atmosphere; write \"kgf/cm2\", with \"(g)\" for gauge"},
    {"ton|tons|T", "may be metric, short or long; write \"t\", \"short ton\" or \"long ton\""},
    {"kton|ktons|Mton|Mtons", "may be metric, short or long tons; write \"kt\" or \"Mt\" for metric ones"},
};

const char *tli_unit_ambiguous(const char *spelling) {
  for (size_t i = 0; i < TLI_COUNT(ambiguous); i++)
    if (tli_unit_spelled(ambiguous[i].spellings, spelling, strlen(spelling))) return ambiguous[i].sentence;
  return NULL;
}

bool tli_unit_spelled(const char *list, const char *spelling, size_t length) {
  for (const char *p = list; *p != '\0';) {
    size_t matched = 0;
    bool same = true;
    for (; *p != '\0' && *p != '|'; p++) {
      if (*p == ' ') continue;
      if (matched < length && spelling[matched] == *p)
        matched++;
      else
        same = false;
    }
    if (same && matched == length && length > 0) return true;
    if (*p == '|') p++;
  }
  return false;
}

/* ISO 4217:2015 list one (active codes, 2024), without funds, metals and test codes. */
static const char currencies[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW";

bool tli_currency_known(const char *code) {
  for (const char *p = currencies; strlen(p) >= 3; p += p[3] == '\0' ? 3 : 4)
    if (strncmp(p, code, 3) == 0) return true;
  return false;
}

size_t tli_money_scale(const char *text, double *scale) {
  static const struct {
    const char *word;
    double scale;
  } words[] = {{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}, {"trillion", 1e12}, {"mln", 1e6},
               {"mio", 1e6},      {"bln", 1e9},     {"mrd", 1e9},     {"trn", 1e12},      {"mn", 1e6},
               {"bn", 1e9},       {"tn", 1e12},     {"k", 1e3},       {"M", 1e6}};
  for (size_t i = 0; i < TLI_COUNT(words); i++) {
    if (tli_starts_with(text, words[i].word)) {
      *scale = words[i].scale;
      return strlen(words[i].word);
    }
  }
  return 0;
}
