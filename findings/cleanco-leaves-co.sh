#!/usr/bin/env bash
# cleanco 2.3 (PyPI), seen on 2026-11-30 with Python 3.11.
#
# cleanco.basename takes one legal form off the end of a name and stops, so the most common form of a Chinese firm keeps a
# part of itself, and a bracket in front of the form is opened and never closed:
#   Qilian Looms Co             -> Qilian Looms
#   Qilian Looms Ltd            -> Qilian Looms
#   Qilian Looms Co., Ltd.      -> Qilian Looms Co.
#   Peridot Anchors (Private) Limited -> Peridot Anchors (Private
#
# One would expect the three spellings of one firm to give one base name. Whoever joins a ledger with a watchlist on cleanco's
# base names (a usual first step before fuzzy matching) loses the firms that one side writes with `Co., Ltd.` and the other
# with `Co` or `Ltd`, and keeps `Co.` as a word that agrees between thousands of strangers.
#
# Fails where that changes. Needs python3 with venv, and PyPI.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --disable-pip-version-check cleanco==2.3
"$place/env/bin/python" - << 'PYTHON'
import cleanco

expected = {
    "Qilian Looms Co": "Qilian Looms",
    "Qilian Looms Ltd": "Qilian Looms",
    "Qilian Looms Co., Ltd.": "Qilian Looms Co.",
    "Peridot Anchors (Private) Limited": "Peridot Anchors (Private",
}
seen = {name: cleanco.basename(name) for name in expected}
for name, base in seen.items():
    print(f"{name} -> {base}")
assert seen == expected, f"cleanco behaves differently now: {seen}"
PYTHON
echo "as described"
