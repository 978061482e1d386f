# rules.sh ROOT SCRATCH: the house rules can fail. Each is run on a small copy of the tree, where it must pass, and
# again after one thing was made wrong, where it must fail and say so in the words given here.
# shellcheck disable=SC2016 # what stands in single quotes is evaluated later
set -eu
root=$1 scratch=$2
status=0

fresh() { # a small copy of the tree
  rm -rf "$scratch"
  mkdir -p "$scratch"
  cd "$scratch"
  cp -R "$root/layers.txt" "$root/src" "$root/include" "$root/tools" "$root/run" "$root/.ci" .
  mkdir -p docs
  cp -R "$root/tests" .
  cp -R "$root/docs/theory" docs/
  printf '[verification](verification.md) [theory](theory/index.md)\n' >docs/index.md
  echo '[documents](docs/index.md)' >README.md
  printf '| claim | test |\n|---|---|\n| a rule | `layers.sh` |\n' >docs/verification.md
}

breaks() { # rule, words of its answer, shell words that make one thing wrong
  fresh
  sh "$root/tests/house/$1.sh" . >before 2>&1 || { echo "$1 fails on a good tree:" && cat before && status=1; }
  eval "$3"
  if sh "$root/tests/house/$1.sh" . >after 2>&1; then
    echo "$1 does not see: $3" && status=1
  else
    grep -qF -e "$2" after || { echo "$1 saw \"$3\" but said:" && cat after && status=1; }
  fi
}

breaks layers 'room base must not include "units/x.h"' 'echo "#include \"units/x.h\"" >>src/base/text.c'
breaks layers 'room base must not include "trunkline/gas.h"' 'echo "#include \"trunkline/gas.h\"" >>src/base/text.c'
breaks layers 'write the room: "base/tli_base.h"' 'echo "#include \"tli_base.h\"" >>src/base/text.c'
breaks layers 'room base is part of a circle' 'sed "s/^base:.*/base: gas/" layers.txt >l && mv l layers.txt'
breaks layers 'names "cellar", which is no room' 'sed "s/^units:.*/units: base cellar/" layers.txt >l && mv l layers.txt'
breaks layers 'room attic is missing' 'mkdir src/attic'
breaks layers 'belongs to no room' 'echo >include/trunkline/attic.h'
breaks layers 'uses the inside of a room' 'mkdir cli && echo "#include \"base/tli_base.h\"" >cli/main.c'
breaks words 'unfinished work' 'echo "/* TO""DO */" >>src/base/text.c'
breaks words 'a path of one machine' 'echo "see /ho""me/someone" >>docs/verification.md'
breaks words 'blanks at the end' 'echo "int x; " >>src/base/text.c'
breaks sizes 'at most 750' 'yes "/* line */" | head -n 751 >>src/base/text.c'
breaks links 'leads nowhere' 'echo "[gone](gone.md)" >>docs/verification.md'
breaks links 'no such heading' 'echo "[gone](#gone)" >>docs/verification.md'
breaks links 'no page leads to it' 'echo "# Lonely" >docs/lonely.md'
breaks claims 'no test is called nothing' 'echo "| x | \`nothing\"\"_like_it\` |" >>docs/verification.md'
breaks theory 'there is no docs/theory/attic.md' 'echo "void f(void) { tli_table_begin(r, \"a; b\", \"c\", \"d\", \"attic\"); }" >>src/study/run.c'
breaks theory 'name their theory page as a text' 'echo "void f(void) { tli_table_begin(r, \"a\", page); }" >>src/study/run.c'
breaks theory 'is not in the list' 'echo "# Attic" >docs/theory/attic.md'
breaks theory 'no test is called no_such_claim' 'echo "Tests: \`no_such_claim\`" >>docs/theory/pipe.md'
breaks shell 'Syntax error' 'echo "if then" >>run'
breaks shell 'has no "set -eu"' 'sed "/^set -eu/d" run >r && mv r run'
breaks shell 'not POSIX sh' 'echo "[[ a = b ]]" >>run'

# Those that look at what the compiler made.
fresh
cat >rule.c <<'END'
int counter;
static int calls;
int tl_count(void);
int tl_count(void) { return ++calls + counter; }
END
cc -std=c17 -fPIC -c rule.c
ar rc librule.a rule.o
cc -shared rule.o -o librule.so
sh "$root/tests/house/statics.sh" . librule.a >after 2>&1 && echo "statics does not see a variable" && status=1
for name in calls counter; do
  grep -q "$name" after || { echo "statics does not name $name:" && cat after && status=1; }
done
sh "$root/tests/house/symbols.sh" . ./librule.so ./librule.a >after 2>&1 && echo "symbols does not see a strange name" && status=1
grep -q counter after || { echo "symbols names too little:" && cat after && status=1; }
grep -q 'tl_version: in a public header, but not in the library' after || { echo "symbols misses a broken promise" && status=1; }
exit "$status"
