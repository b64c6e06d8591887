#!/usr/bin/env bash
# Reads the results that `./test` left: prints the tests' counts and the line coverage of src/ (the practice site aside).
# Usage: scripts/summary.sh RESULTS_FOLDER. Fails when a test failed, none ran, or coverage is under the bar.
set -euo pipefail
results="$1"
bar=85

passed=0
failed=0
while IFS= read -r trx; do
  counters="$(grep -o '<Counters [^>]*>' "$trx" | head -1)"
  p="$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")"
  t="$(sed -E 's/.* total="([0-9]+)".*/\1/' <<<"$counters")"
  passed=$((passed + p))
  failed=$((failed + t - p))
done < <(find "$results" -name '*.trx')

# A line counts once however many test projects ran it: reports are merged by file and line.
coverage="$(find "$results" -name 'coverage.cobertura.xml' -exec cat {} + | awk '
  match($0, /filename="[^"]*"/) { file = substr($0, RSTART + 10, RLENGTH - 11) }
  match($0, /<line number="[0-9]+" hits="[0-9]+"/) {
    split(substr($0, RSTART, RLENGTH), part, "\"")
    key = file ":" part[2]
    if (!(key in hit)) { hit[key] = 0; total++ }
    if (part[4] > 0 && hit[key] == 0) { hit[key] = 1; covered++ }
  }
  END { if (total) printf "%.1f %d %d", 100 * covered / total, covered, total }')"

status=0
if [ -n "$coverage" ]; then
  read -r percent covered total <<<"$coverage"
  echo "Line coverage of src/: $percent % ($covered of $total lines; at least $bar % asked for)"
  awk -v have="$percent" -v want="$bar" 'BEGIN { exit !(have < want) }' && { echo "Coverage is under the bar." >&2; status=1; }
else
  echo "No coverage was written." >&2
  status=1
fi
[ $((passed + failed)) -gt 0 ] || { echo "No test ran." >&2; status=1; }
[ "$failed" -eq 0 ] || status=1
echo "$passed passed, $failed failed"
exit "$status"
