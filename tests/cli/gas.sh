# gas.sh: properties of a gas on the command line: all mistakes at once, marks of validity, water and hydrate.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

# Every mistake of the call and of the composition, in one pass.
run 1 gas methan=0.5,ethane=0.2,ethane=-0.1 --p 70 --t 10 --model gerg --reference 7/8 --dew-point '900 degC' --ref x
says 'unknown option "--ref"; did you mean --reference?' '"10" has no unit' '"70" has no unit' 'did you mean "gerg2008"?' \
  '7 degC' '200 .. 510 K' 'did you mean "methane"?' 'ethane = -0.1 is outside'
run 1 gas
says 'a state needs --t' 'no composition'
run 1 gas mehtane --p '70 bar' --t '10 degC'
says 'did you mean methane'
run 2 gas methane=0.97,ethane=0.05 --p '70 bar' --t '10 degC'
says 'off by +0.02' 'divide each by 1.02'
run 2 gas methane=0.9,CH4=0.1 --p '70 bar' --t '10 degC'
says 'methane is given twice'
run 2 gas methane=nan,ethane=inf --p '70 bar' --t '10 degC'
says 'methane = "nan"' 'ethane = "inf"'
run 1 gas methane --p '-70 bar' --t '-300 degC'
says 'below vacuum' 'below absolute zero'
run 2 gas nitrogen=1 --p '70 bar' --t '10 degC' --model sgerg88
says 'take gerg2008'

# Marks.
run 0 gas methane --p '70 bar' --t '10 degC'
silent err
if grep -qE 'warning|note' out; then wrong 'a plain state is warned of'; fi
prints '25/20 degC' 'methane number             108' '1 m3 at 20 degC is 0.931287 m3 at 0 degC, 0.982'
run 0 gas methane --p '500 bar' --t '10 degC'
prints 'note: in the extended range'
run 0 gas methane --p '5000 bar' --t '10 degC'
prints 'warning: outside the range'
run 0 gas ekofisk --p '40 bar' --t '-40 degC'
prints 'warning: the gas splits into two phases'
run 0 gas methane --p '12 bar' --t '150 K'
prints 'warning: the model has two densities'

# Water: the quality norm by default, a dew point as given, or what the composition says; hydrate below the lower line.
run 0 gas gulf-coast --p '70 bar' --t '-20 degC'
prints 'quality norm: dew point -8 degC' 'only after water ingress' 'warning: hydrate can form'
run 0 gas gulf-coast --p '70 bar' --t '0 degC'
if grep -q 'warning' out; then wrong 'hydrate at 0 degC in gas within the norm'; fi
run 0 gas gulf-coast --p '70 bar' --t '0 degC' --dew-point '10 degC'
prints 'dew point as given' 'warning: hydrate can form'
run 0 gas methane=0.999,water=0.001 --p '70 bar' --t '30 degC'
prints '1000 ppm (composition)' 'water drops out'

# What describes a gas says its quality, too.
run 0 describe gulf-coast
prints 'methane              0.965222' 'Wobbe index' 'methane number       98.1'
run 0 describe hydrogen-blend-20
prints 'no hydrogen'

# 60 degF is a reference temperature of its own.
run 0 gas methane --p '1 atm' --t '60 degF' --reference 60F/60F
prints '37.7038 MJ/m3 gross'
run 0 gas methane --p '1 atm' --t '60 degF' --reference 15.55/15.55
prints '37.7038 MJ/m3 gross'
exit "$status"
