#!/usr/bin/env bash
# DuckDB 1.4.1 (PyPI), seen on 2026-11-30 with Python 3.11.
#
# DuckDB's levenshtein and damerau_levenshtein count bytes of UTF-8, not characters: one wrong Han character costs 1, 2 or 3 edits
# as its bytes happen to differ, and an accent costs 2:
#   新疆天业 / 新江天业 -> 3        合盛硅业 / 合盛矽业 -> 2        Zoë / Zoe -> 2
# rapidfuzz 3.13.0 gives 1 for each of them.
#
# One would expect an edit to be a character, as length('新疆') is 2 in DuckDB itself. Whoever joins a ledger with a watchlist in
# DuckDB on `levenshtein(a, b) <= 2`, a usual bar for names, misses a Chinese name with one wrong character or finds it, by chance
# of the code points; and lets Latin names differ in as many letters as the bar says.
#
# Fails where that changes. Needs python3 with venv, and PyPI.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --disable-pip-version-check duckdb==1.4.1 rapidfuzz==3.13.0
"$place/env/bin/python" - << 'PYTHON'
import duckdb
from rapidfuzz.distance import Levenshtein

expected = {("新疆天业", "新江天业"): 3, ("合盛硅业", "合盛矽业"): 2, ("Zoë", "Zoe"): 2}
assert duckdb.execute("select length('新疆')").fetchone() == (2,)
for (a, b), bytes_off in expected.items():
    seen = duckdb.execute("select levenshtein(?, ?), damerau_levenshtein(?, ?)", [a, b, a, b]).fetchone()
    characters_off = Levenshtein.distance(a, b)
    print(f"{a} / {b}: DuckDB {seen[0]} and {seen[1]}, rapidfuzz {characters_off}")
    assert seen == (bytes_off, bytes_off) and characters_off == 1, f"behaves differently now: {a}, {b}"
PYTHON
echo "as described"
