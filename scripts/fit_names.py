#!/usr/bin/env python3
"""Fits the weights of src/policy/likelihood.rs and prints them with their cross-validation.

    python3 scripts/fit_names.py LIST.csv QUERIES.csv OTHERS.csv

LIST.csv: id, name, aliases (separated by `;`). QUERIES.csv: `Vendor Name` and the `expected_id` on the list: names that were
misspelt, cut, shuffled. OTHERS.csv: `Vendor Name` of firms that are on no list. The program writes what agrees, is missing and
is added for each name and each listed name that its index proposes (the ignored test `write_measures`); a logistic regression
tells proposals of the expected entry from all others. Of each query and each other firm the likeliest proposal counts.

Needs Python 3 and scikit-learn 1.5 or later. Last made on 2026-11-30 from half of the Consolidated Screening List of 2022 (3,291
parties, 8,182 names), 570 changed names of it and 8,707 trade names:
  list     sha256 bbe3ddf47b06d2fe54568eefe61f1040702f9f5ecde13457b080bc20365610ea
  queries  sha256 ca794380a80029525b299d1564ff44b9b4558b8a455cb9a487d0642501742fd2
  others   sha256 d3743a7ff23815d8a85e427662d53ec18571675e77818251c029749d9d4f8cc0
"""

import collections
import csv
import hashlib
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def letters(name):
    return "".join(c for c in name.casefold() if c.isalnum())


def measures(list_path, names):
    """The program's measures, by name: entry id and features of each proposal."""
    with tempfile.TemporaryDirectory() as place:
        wanted, found = os.path.join(place, "names"), os.path.join(place, "measures")
        with open(wanted, "w", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in names))
        environment = {"TAMIS_LIST": os.path.abspath(list_path), "TAMIS_NAMES": wanted, "TAMIS_MEASURES": found}
        test = ["cargo", "test", "--lib", "likelihood::tests::write_measures", "--", "--ignored"]
        subprocess.run(test, env=os.environ | environment, check=True, capture_output=True)
        out = collections.defaultdict(list)
        with open(found, encoding="utf-8") as file:
            heads = next(file).rstrip("\n").split("\t")[3:]
            for line in file:
                name, entry, listed, *numbers = line.rstrip("\n").split("\t")
                out[name].append((entry, [float(n) for n in numbers], listed))
        return heads, out


def curve(odds, truth, group, queries):
    """Queries above so many of the other firms."""
    best, others = {}, {}
    for score, right, name in zip(odds, truth, group):
        if name < queries:
            best[name] = max(best.get(name, -99), score if right else -99)
        else:
            others[name] = max(others.get(name, -99), score)
    line = sorted(others.values(), reverse=True)
    return [(n, sum(score > line[n - 1] for score in best.values()), round(line[n - 1], 2)) for n in (9, 17, 26, 44, 87)]


def main(list_path, queries_path, others_path):
    for path in (list_path, queries_path, others_path):
        print(os.path.basename(path), "sha256", hashlib.sha256(open(path, "rb").read()).hexdigest())
    same = collections.defaultdict(set)
    entries = {r["id"]: [r["name"], *filter(None, r["aliases"].split(";"))] for r in rows(list_path)}
    for entry, names in entries.items():
        for name in names:
            same[letters(name)].add(entry)
    queries = [(r["Vendor Name"], set().union(*(same[letters(n)] for n in entries[r["expected_id"]]))) for r in rows(queries_path)]
    asked = queries + [(r["Vendor Name"], set()) for r in rows(others_path)]
    heads, found = measures(list_path, [name for name, _ in asked])
    table = [(f, entry in right, i) for i, (name, right) in enumerate(asked) for entry, f, _ in found.get(name, [])]
    x = np.array([f for f, _, _ in table], float)
    y, group = np.array([right for _, right, _ in table]), np.array([i for _, _, i in table])
    odds = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, y, group):
        part = LogisticRegression(max_iter=5000).fit(x[train], y[train])
        odds[test] = part.decision_function(x[test])
    model = LogisticRegression(max_iter=5000).fit(x, y)
    print("other firms, queries above them, log odds:")
    print("  cross-validation", curve(odds, y, group, len(queries)))
    print("  fit             ", curve(model.decision_function(x), y, group, len(queries)))
    print(f"BASE {model.intercept_[0]:.3f}")
    for head, weight in zip(heads, model.coef_[0]):
        print(f'("{head}", {weight:.3f}),')


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
