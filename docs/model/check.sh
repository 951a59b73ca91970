#!/usr/bin/env bash
# Checks the symbolic models: runs the checker as expected.txt says and compares what it finds, query by query.
#
#   check.sh [-v] [folder of the models]
#
# Exit status: 0 if all is as expected, 1 if something differs or the checker is missing. With ALLOW_MISSING=1 a missing checker is
# no failure: nothing is checked then, and the last line says "skipped". -v shows every query.
set -euo pipefail

version=1.6.7
limit=${MODEL_SECONDS:-300} # for one run; an idle machine needs at most some 10

verbose=false
if [[ ${1:-} == -v ]]; then verbose=true; shift; fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
models=${1:-$here}
if [[ ! -f $models/expected.txt ]]; then echo "no expected.txt in $models" >&2; exit 1; fi

if ! command -v verifpal >/dev/null; then
    cat >&2 <<EOF
verifpal is not on the PATH. To install it (some 3 minutes; it asks for a newer Rust than it needs):
    cargo install verifpal --version $version --locked --ignore-rust-version
EOF
    if [[ ${ALLOW_MISSING:-} == 1 ]]; then echo "skipped: the models were not checked"; exit 0; fi
    exit 1
fi
if [[ $(verifpal --version) != "verifpal $version" ]]; then
    echo "warning: $(verifpal --version), while expected.txt was made with $version" >&2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The model $1 with the alterations $2 made, and without the queries for which $3 has "--".
altered() {
    awk -v names="$2" -v asked="$3" '
        function flush() { if (has) print held }
        BEGIN {
            if (names != "-") { n = split(names, list, ","); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
            queries = split(asked, ask, " ")
        }
        match($0, /^[ \t]*\/\/[~+] [a-z0-9_]+:/) {
            mark = substr($0, RSTART, RLENGTH)
            line = substr($0, RSTART + RLENGTH + 1)
            adds = mark ~ /\/\/\+/
            gsub(/[^a-z0-9_]/, "", mark)
            if (mark in wanted) {
                made[mark] = 1
                if (adds) flush()
                held = line; has = 1
            }
            next
        }
        /^[ \t]*[a-z]+\? / { if (ask[++query] == "--") next }
        { flush(); held = $0; has = 1 }
        END {
            flush()
            for (name in wanted) if (!(name in made)) { print "no alteration " name > "/dev/stderr"; failed = 1 }
            if (query != queries) { print query " queries, but " queries " results expected" > "/dev/stderr"; failed = 1 }
            exit failed
        }' "$1"
}

# The checker's verdicts in its output, one a line: letter, 0 or 1, a space, the query.
verdicts() {
    sed -nE 's/^ *(PASS|FAIL) [+x] (c|a|e|f|u)([a-z]+\? [^[]*[^[ ]).*$/\2\1 \2\3/p' | sed -E 's/^(.)PASS/\10/; s/^(.)FAIL/\11/'
}

passed=0 failed=0
while read -r model sessions names expected; do
    [[ -z $model || $model == \#* ]] && continue
    label="$model, $sessions session(s), $names"
    file=$work/$model.vp
    start=$SECONDS
    problem=
    if ! altered "$models/$model.vp" "$names" "$expected" >"$file" 2>"$work/problem"; then
        problem=$(<"$work/problem")
    elif ! timeout "$limit" verifpal verify "$file" --sessions "$sessions" --quiet --color never >"$work/out" 2>&1; then
        problem="the checker failed or took longer than $limit s: $(tail -n 3 "$work/out")"
    elif grep -q 'search truncated' "$work/out"; then
        problem="the checker did not search to the end"
    else
        verdicts <"$work/out" >"$work/found"
        tr -s ' ' '\n' <<<"$expected" | grep -v -e '^--$' -e '^$' >"$work/wanted"
        if [[ $(cut -c1-2 "$work/found") != "$(<"$work/wanted")" ]]; then
            problem="expected $(paste -sd' ' "$work/wanted"), found:"$'\n'$(<"$work/found")
        fi
    fi
    if [[ -z $problem ]]; then
        passed=$((passed + 1))
        echo "ok      $label ($((SECONDS - start)) s)"
        if $verbose; then sed -E 's/^.0 /          holds   /; s/^.1 /          attack  /' "$work/found"; fi
    else
        failed=$((failed + 1))
        echo "DIFFERS $label ($((SECONDS - start)) s)"
        sed 's/^/          /' <<<"$problem"
    fi
done <"$models/expected.txt"

# A query that is never seen to fail says nothing, and an alteration that no run makes is dead.
while read -r complaint; do
    failed=$((failed + 1))
    echo "DIFFERS $complaint"
done < <(
    awk '!/^#/ && NF { for (i = 4; i <= NF; i++) seen[$1, i - 3, substr($i, 2)] = 1; if (NF - 3 > most[$1]) most[$1] = NF - 3 }
        END { for (model in most) for (i = 1; i <= most[model]; i++)
            if (!((model, i, "1") in seen)) print model ": query " i " is not seen to fail in any run" }' "$models/expected.txt"
    for file in "$models"/*.vp; do
        model=$(basename "$file" .vp)
        for name in $(sed -nE 's,^[ \t]*//[~+] ([a-z0-9_]+):.*,\1,p' "$file" | sort -u); do
            awk -v model="$model" -v name="$name" '$1 == model && ("," $3 ",") ~ ("," name ",") { used = 1 } END { exit !used }' \
                "$models/expected.txt" || echo "$model: no run makes the alteration $name"
        done
    done
)

echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
