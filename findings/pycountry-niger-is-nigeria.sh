#!/usr/bin/env bash
# pycountry 24.6.1 (PyPI), seen on 2026-11-30 with Python 3.11.
#
# pycountry.countries.search_fuzzy puts another country before the one whose exact name was asked, and gives the People's
# Republic alone for the official name of Taiwan:
#   Niger             -> Nigeria, Niger
#   Republic of China -> China
#
# The usual call takes the first result. Subdivisions count for their country (Nigeria has a state called Niger), and a text is
# met anywhere in a name. A screener that reads a ledger's country cell so calls every vendor of Niger Nigerian, and a vendor
# that writes Taiwan's official name comes out as one of the mainland, where origin decides about the Xinjiang measures.
#
# Fails where that changes. Needs python3 with venv, and PyPI.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/pip" install --quiet --disable-pip-version-check pycountry==24.6.1
"$place/env/bin/python" - << 'PYTHON'
import pycountry

expected = {"Niger": ["Nigeria", "Niger"], "Republic of China": ["China"]}
seen = {name: [country.name for country in pycountry.countries.search_fuzzy(name)] for name in expected}
for name, countries in seen.items():
    print(f"{name} -> {', '.join(countries)}")
assert seen == expected, f"pycountry behaves differently now: {seen}"
PYTHON
echo "as described"
