/* English short names of countries (ISO 3166-1, lists of the United Nations Statistics Division), for those that trunk
 * lines cross; others are shown by their code. */
#include "study/run.h"

static const struct {
  const char *code, *name;
} countries[] = {
    {"AE", "United Arab Emirates"}, {"AF", "Afghanistan"}, {"AL", "Albania"}, {"AM", "Armenia"}, {"AR", "Argentina"},
    {"AT", "Austria"}, {"AU", "Australia"}, {"AZ", "Azerbaijan"}, {"BE", "Belgium"}, {"BG", "Bulgaria"}, {"BO", "Bolivia"},
    {"BR", "Brazil"}, {"BY", "Belarus"}, {"CA", "Canada"}, {"CH", "Switzerland"}, {"CL", "Chile"}, {"CN", "China"},
    {"CZ", "Czechia"}, {"DE", "Germany"}, {"DK", "Denmark"}, {"DZ", "Algeria"}, {"EE", "Estonia"}, {"EG", "Egypt"},
    {"ES", "Spain"}, {"FI", "Finland"}, {"FR", "France"}, {"GB", "United Kingdom"}, {"GE", "Georgia"}, {"GR", "Greece"},
    {"HR", "Croatia"}, {"HU", "Hungary"}, {"ID", "Indonesia"}, {"IE", "Ireland"}, {"IL", "Israel"}, {"IN", "India"},
    {"IQ", "Iraq"}, {"IR", "Iran"}, {"IT", "Italy"}, {"JO", "Jordan"}, {"JP", "Japan"}, {"KG", "Kyrgyzstan"},
    {"KP", "DPR Korea"}, {"KR", "Republic of Korea"}, {"KZ", "Kazakhstan"}, {"LT", "Lithuania"}, {"LV", "Latvia"},
    {"LY", "Libya"}, {"MA", "Morocco"}, {"MD", "Moldova"}, {"MM", "Myanmar"}, {"MN", "Mongolia"}, {"MX", "Mexico"},
    {"MY", "Malaysia"}, {"NG", "Nigeria"}, {"NL", "Netherlands"}, {"NO", "Norway"}, {"OM", "Oman"}, {"PE", "Peru"},
    {"PK", "Pakistan"}, {"PL", "Poland"}, {"PT", "Portugal"}, {"QA", "Qatar"}, {"RO", "Romania"}, {"RS", "Serbia"},
    {"RU", "Russia"}, {"SA", "Saudi Arabia"}, {"SE", "Sweden"}, {"SI", "Slovenia"}, {"SK", "Slovakia"}, {"SY", "Syria"},
    {"TH", "Thailand"}, {"TJ", "Tajikistan"}, {"TM", "Turkmenistan"}, {"TN", "Tunisia"}, {"TR", "T\xc3\xbcrkiye"},
    {"UA", "Ukraine"}, {"US", "United States"}, {"UZ", "Uzbekistan"}, {"VE", "Venezuela"}, {"VN", "Viet Nam"}};

const char *tli_country_name(const char *alpha2) {
  for (size_t i = 0; i < TLI_COUNT(countries); i++)
    if (tli_text_equal(countries[i].code, alpha2)) return countries[i].name;
  return alpha2;
}
