#!/usr/bin/env python3
"""Fits the weights of src/policy/likelihood.rs and prints them with their cross-validation.

    python3 scripts/fit_names.py LIST.csv QUERIES.csv OTHERS.csv SHORTER.csv ALIASES.csv

LIST.csv: id, name, aliases (separated by `;`). QUERIES.csv: `Vendor Name` and the `expected_id` on the list: names that were
misspelt, cut, shuffled. OTHERS.csv: `Vendor Name` of firms that are on no list. ALIASES.csv: as the queries, names that
SHORTER.csv, the list without them, has no longer. The program writes what agrees, is missing and is added for each name and
each listed name that its index proposes (the ignored test `write_measures`); a logistic regression tells proposals of the
expected entry from all others. Of each query and each other firm the likeliest proposal counts.

Needs Python 3 and scikit-learn 1.5 or later. Last made on 2026-11-30 from half of the Consolidated Screening List of 2022 (3,291
parties, 8,182 names), 570 changed names of it, 8,707 trade names and 1,579 aliases:
  list     sha256 bbe3ddf47b06d2fe54568eefe61f1040702f9f5ecde13457b080bc20365610ea
  queries  sha256 ca794380a80029525b299d1564ff44b9b4558b8a455cb9a487d0642501742fd2
  others   sha256 d3743a7ff23815d8a85e427662d53ec18571675e77818251c029749d9d4f8cc0
  shorter  sha256 6cc8152ca4b4bb9c318ce852d188afc4efc92274225c0e5166daf929e9548812
  aliases  sha256 3509abc7c2af835031e6d942a0d0ba880b5d0efd7a0c287472486cd2bd2fa3c4
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
            heads = next(file).rstrip("\n").split("\t")[2:]
            for line in file:
                name, entry, *numbers = line.rstrip("\n").split("\t")
                out[name].append((entry, [float(n) for n in numbers]))
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
    return [(n, int(sum(score > line[n - 1] for score in best.values())), round(float(line[n - 1]), 2)) for n in (9, 17, 26, 44, 87)]


def carriers(entries):
    """The entries that carry each name, by its letters."""
    same = collections.defaultdict(set)
    for entry, names in entries.items():
        for name in names:
            same[letters(name)].add(entry)
    return same


def asked_of(list_path, queries_path):
    """Each name that is asked, with the entries that are right: the expected one and those of its names."""
    entries = {r["id"]: [r["name"], *filter(None, r["aliases"].split(";"))] for r in rows(list_path)}
    same = carriers(entries)
    right = lambda entry: {entry}.union(*(same[letters(name)] for name in entries.get(entry, [])))
    return [(r["Vendor Name"], right(r["expected_id"])) for r in rows(queries_path)]


def proposals(list_path, asked, group):
    """The measures of each proposal, whether it is right, and the number of its name."""
    heads, found = measures(list_path, [name for name, _ in asked])
    return heads, [(f, entry in right, i) for i, (name, right) in enumerate(asked, group) for entry, f in found.get(name, [])]


def main(list_path, queries_path, others_path, shorter_path, aliases_path):
    for path in (list_path, queries_path, others_path, shorter_path, aliases_path):
        print(os.path.basename(path), "sha256", hashlib.sha256(open(path, "rb").read()).hexdigest())
    queries, aliases = asked_of(list_path, queries_path), asked_of(shorter_path, aliases_path)
    others = [(r["Vendor Name"], set()) for r in rows(others_path)]
    heads, table = proposals(list_path, queries + others, 0)
    first_alias = len(queries) + len(others)
    table += proposals(shorter_path, aliases, first_alias)[1]
    x = np.array([f for f, _, _ in table], float)
    y, group = np.array([right for _, right, _ in table]), np.array([i for _, _, i in table])
    odds = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, y, group):
        part = LogisticRegression(max_iter=5000).fit(x[train], y[train])
        odds[test] = part.decision_function(x[test])
    model = LogisticRegression(max_iter=5000).fit(x, y)
    lines = group < first_alias
    print("other firms, queries above them, log odds:")
    print("  cross-validation", curve(odds[lines], y[lines], group[lines], len(queries)))
    print("  fit             ", curve(model.decision_function(x)[lines], y[lines], group[lines], len(queries)))
    print(f"BASE {model.intercept_[0]:.3f}")
    for head, weight in zip(heads, model.coef_[0]):
        print(f'("{head}", {weight:.3f}),')


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
