# links.sh ROOT: every link in a .md file to a file or heading of the project exists, and every page of docs/ is
# reached by a link of another page.
# shellcheck disable=SC2016 # backquotes are meant
set -eu
cd "$1"
status=0
files=$(find . \( -name .git -o -name 'build*' -o -name out -o -name node_modules \) -prune -o -name '*.md' -print | LC_ALL=C sort)

headings() { # file: the anchors of its headings, as GitHub makes them
  awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
    sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

reached=$(mktemp)
trap 'rm -f "$reached"' EXIT
for file in $files; do
  links=$(awk '/^```/ { code = !code; next } !code' "$file" | sed 's/<!--.*-->//' | sed 's/`[^`]*`//g' | grep -o '](\([^)]*\))' | sed 's/^](//; s/)$//; s/ ".*//' || true)
  for link in $links; do
    case $link in http://* | https://* | mailto:*) continue ;; esac
    path=${link%%#*}
    anchor=
    case $link in *'#'*) anchor=${link#*#} ;; esac
    target=$file
    [ -z "$path" ] || target=$(dirname "$file")/$path
    [ "$target" = "$file" ] || [ ! -f "$target" ] || echo "$(cd "$(dirname "$target")" && pwd -P)/$(basename "$target")" >>"$reached"
    if [ ! -e "$target" ]; then
      echo "$file: $link leads nowhere" && status=1
    elif [ -n "$anchor" ] && ! headings "$target" | grep -qxF "$anchor"; then
      echo "$file: $link: no such heading" && status=1
    fi
  done
done
here=$(pwd -P)
for file in $files; do
  case $file in ./docs/*) grep -qxF "$here/${file#./}" "$reached" || { echo "$file: no page leads to it" && status=1; } ;; esac
done
exit "$status"
