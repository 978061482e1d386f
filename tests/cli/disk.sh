# disk.sh: a full disk, a folder that cannot be written, a run that is killed: exit 4 or death, and no half file.
# shellcheck disable=SC1091
. "$(dirname "$0")/claims.sh"

run 0 study "$studies/nord-stream" --out whole --quiet
size=$(wc -c <whole/report.html)

# RLIMIT_FSIZE in blocks of 512 bytes; the signal that comes with it is ignored, as a full disk sends none.
for blocks in 0 1 8 64 $((size / 1024)); do
  rm -rf full
  code=0
  (
    trap '' XFSZ
    ulimit -f "$blocks"
    exec "$program" study "$studies/nord-stream" --out full --quiet
  ) >/dev/null 2>err || code=$?
  [ "$code" -eq 4 ] || wrong "exit $code instead of 4 with $blocks blocks"
  [ ! -e full/report.html ] || wrong "a report was left with $blocks blocks"
  for file in $(find full -type f 2>/dev/null); do
    same "$file" "whole/${file#full/}"
  done
done
# An earlier report survives a run that finds the disk full.
cp -R whole kept
code=0
(
  trap '' XFSZ
  ulimit -f 1
  exec "$program" study "$studies/nord-stream" --out kept --quiet
) >/dev/null 2>&1 || code=$?
[ "$code" -eq 4 ] || wrong "exit $code instead of 4 over an earlier report"
same kept/report.html whole/report.html

run 4 study "$studies/nord-stream" --out /dev/null/x --quiet
says 'cannot write'
echo file >occupied
run 4 study "$studies/nord-stream" --out occupied --quiet
says 'cannot write'
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked
  chmod 555 locked
  run 4 study "$studies/nord-stream" --out locked/x --quiet
  says 'cannot write'
  chmod 755 locked
fi

# Killed at any moment: what stands under its final name is whole.
run 0 study "$studies/power-of-siberia-2" --out big --quiet
for share in 1 2 3 4 5 6 7 8 9; do
  rm -rf killed
  "$program" study "$studies/nord-stream" --out killed --quiet --threads 1 >/dev/null 2>&1 &
  victim=$!
  sleep "0.0$share"
  kill -KILL "$victim" 2>/dev/null || true
  wait "$victim" 2>/dev/null || true
  for file in $(find killed -type f ! -name '*.part*' ! -name '*.tmp*' 2>/dev/null); do
    same "$file" "whole/${file#killed/}"
  done
done
exit "$status"
