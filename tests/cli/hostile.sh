# hostile.sh: network files made to hang, fill or fool their reader are refused: exit 2, a sentence with file and line,
# few words, and soon. `HOSTILE_SIZE=1000000 sh hostile.sh ...` prints the table of docs/verification.md (with GNU time).
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"
size=${HOSTILE_SIZE-20000}
measure=
[ -z "${HOSTILE_SIZE-}" ] || measure='/usr/bin/time -o cost -f %es,%MkB'
ulimit -t 60 # CPU seconds; a reader that loops is ended

refused() { # what, file, words of the answer
  what=$1 file=$2
  shift 2
  code=0
  # shellcheck disable=SC2086 # words
  $measure "$program" convert "$file" "refused.yml" >out 2>err </dev/null || code=$?
  [ "$code" -eq 2 ] || { wrong "$what: exit $code instead of 2" && head -c 2000 err; }
  grep -qF -e "$file" err || wrong "$what: the file is not named"
  [ "$(wc -c <err)" -lt 400000 ] || wrong "$what: $(wc -c <err) bytes said"
  [ ! -e refused.yml ] || wrong "$what: something was written"
  for words in "$@"; do
    grep -qF -e "$words" err || { wrong "$what: not said: $words" && head -c 2000 err; }
  done
  [ -z "$measure" ] || printf '| %s | %s bytes | %s | %s |\n' "$what" "$(wc -c <"$file")" "$(tail -n 1 cost)" "$(head -n 1 err | cut -c1-110)"
}

repeat() { # text, times
  awk -v text="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'
}

# Entities: ten that each hold ten of the one before, and one that reads a file of the machine.
{
  printf '<?xml version="1.0"?>\n<!DOCTYPE network [<!ENTITY a0 "ha">'
  for i in 1 2 3 4 5 6 7 8 9 10; do
    printf '<!ENTITY a%s "' "$i" && repeat "&a$((i - 1));" 10 && printf '">'
  done
  printf ']>\n<network><nodes><sink id="&a10;"/></nodes></network>\n'
} >bomb.net
refused 'entity bomb' bomb.net 'document type declaration' 'bomb.net:2'
printf 'a secret\n' >secret
printf '<!DOCTYPE network [<!ENTITY x SYSTEM "file://%s/secret">]>\n<network><nodes>&x;</nodes></network>\n' "$scratch" >outside.net
refused 'external entity' outside.net 'document type declaration'
if grep -q 'a secret' err out; then wrong 'an entity brought in a file'; fi

# Nesting.
repeat '<a>' "$size" >deep.net
refused 'nested XML' deep.net 'nested deeper than 64'
{ printf '{"nodes":' && repeat '[' "$size"; } >deep.json
refused 'nested JSON' deep.json
{ printf 'nodes: ' && repeat '[' "$size"; } >deep.yml
refused 'nested YAML' deep.yml

# Packed files that end early, or unfold to far more than a network.
{ printf '<network><nodes>\n' && repeat '<sink id="S"/>\n' 3000 && printf '</nodes></network>\n'; } | gzip -c >whole.net.gz
head -c $(($(wc -c <whole.net.gz) / 2)) whole.net.gz >half.net.gz
refused 'truncated gzip' half.net.gz
if [ -n "$measure" ]; then
  dd if=/dev/zero bs=1000000 count=2000 2>/dev/null | gzip -c >zeros.net.gz
  refused 'gzip bomb, 2 GB of nothing' zeros.net.gz
fi

# Ids twice, ends that are no node, lengths below zero: all in one pass, each on its line.
{
  printf '<network><nodes>\n<source id="A"/>\n<sink id="A"/>\n<sink id="B"/>\n</nodes><connections>\n'
  printf '<pipe id="P" from="A" to="B"><length unit="km" value="-5"/><diameter unit="m" value="1"/></pipe>\n'
  printf '<pipe id="P" from="A" to="nowhere"><length unit="km" value="5"/><diameter unit="m" value="1"/></pipe>\n'
  printf '</connections></network>\n'
} >wrong.net
refused 'ids twice, dangling end, negative length' wrong.net 'wrong.net:3' 'wrong.net:6' 'wrong.net:7' 'nowhere'

# More mistakes than anybody reads: the first are listed, the rest counted.
{
  printf '<network><nodes>\n<source id="A"/></nodes><connections>\n'
  awk -v n="$size" 'BEGIN { for (i = 0; i < n; i++) printf "<pipe id=\"P%d\" from=\"A\" to=\"B%d\"/>\n", i, i }'
  printf '</connections></network>\n'
} >many.net
refused "$size findings" many.net 'many.net:3' more
exit "$status"
