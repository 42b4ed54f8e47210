#!/usr/bin/env python3
"""Draws recall against false alarms on a general list: docs/curve.svg.

    python3 scripts/curve.py PROGRAM LIST.csv QUERIES.csv OTHERS.csv docs/curve.svg

LIST, QUERIES and OTHERS are those of scripts/fit_names.py. Each vendor's best score, of a finding or of a near miss, is taken; a
query counts where the best score of its expected entry (or of one that carries the same name) is above a threshold, an ordinary
firm where any score is. Beside it stand rapidfuzz's token_sort_ratio and Jaro-Winkler on the same names (pip install rapidfuzz).
Needs Python 3.9 or later.
"""

import collections
import csv
import os
import subprocess
import sys
import tempfile

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

SHARES = [0.1, 0.2, 0.3, 0.5, 1.0]
COLOURS = {"tamis": "#0b6e4f", "Jaro-Winkler": "#b35900", "token_sort_ratio": "#5b5b8c"}


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def letters(name):
    return "".join(c for c in name.casefold() if c.isalnum())


def best_scores(program, listed, ledger):
    """For each vendor, by its letters: the best score of each entry."""
    with tempfile.TemporaryDirectory() as place:
        report = os.path.join(place, "report")
        wanted = ["--no-bundled", "--list", listed, "--near", "1", "--format", "csv", "--quiet", "--map", "name=Vendor Name"]
        subprocess.run([program, "screen", ledger, "-o", report, *wanted], check=True, capture_output=True)
        best = collections.defaultdict(dict)
        for file in ("parties.csv", "near-misses.csv"):
            for row in rows(os.path.join(report, file)):
                scores = best[letters(row["party"])]
                scores[row["entry_id"]] = max(scores.get(row["entry_id"], 0), float(row["score"]))
        return best


def line(found, noise):
    """Per cent of the queries found where so many per cent of the ordinary firms are flagged."""
    noise = sorted(noise, reverse=True)
    cuts = [noise[int(len(noise) * share / 100)] for share in SHARES]
    return [100 * sum(score > cut for score in found) / len(found) for cut in cuts]


def of_tamis(program, paths, right):
    found = best_scores(program, paths[0], paths[1])
    noise = best_scores(program, paths[0], paths[2])
    best = [max([found[letters(name)].get(entry, 0) for entry in entries], default=0) for name, entries in right]
    return line(best, [max(noise[letters(r["Vendor Name"])].values(), default=0) for r in rows(paths[2])])


def of_measure(scorer, names, paths, right):
    texts = [name.casefold() for name, _ in names]
    def best(vendor, entries=None):
        scores = process.cdist([vendor.casefold()], texts, scorer=scorer)[0]
        return max((s for s, (_, entry) in zip(scores, names) if entries is None or entry in entries), default=0)
    return line([best(name, entries) for name, entries in right], [best(r["Vendor Name"]) for r in rows(paths[2])])


def draw(lines):
    x = lambda share: 70 + 560 * (SHARES.index(share)) / (len(SHARES) - 1)
    y = lambda recall: 330 - 290 * (recall - 60) / 40
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 400" font-family="sans-serif" font-size="13" role="img">']
    out.append("<title>Changed names found, by share of ordinary firms flagged</title>")
    out.append('<rect width="820" height="400" fill="#fff"/>')
    for recall in range(60, 101, 10):
        out.append(f'<path d="M70 {y(recall):.0f}H630" stroke="#ddd"/><text x="62" y="{y(recall) + 4:.0f}" text-anchor="end">{recall} %</text>')
    for share in SHARES:
        out.append(f'<text x="{x(share):.0f}" y="352" text-anchor="middle">{share} %</text>')
    out.append('<text x="350" y="382" text-anchor="middle">ordinary firms flagged</text>')
    out.append('<text x="70" y="24">changed names found on the right entry</text>')
    for name, recalls in lines.items():
        points = " ".join(f"{x(s):.0f},{y(max(r, 60)):.1f}" for s, r in zip(SHARES, recalls))
        colour = COLOURS[name]
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<text x="638" y="{y(recalls[-1]) + 4:.0f}" fill="{colour}">{name} {recalls[-1]:.1f} %</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def main(program, listed, queries, others, target):
    entries = {r["id"]: [r["name"], *filter(None, r["aliases"].split(";"))] for r in rows(listed)}
    names = [(name, entry) for entry, all_names in entries.items() for name in all_names]
    same = collections.defaultdict(set)
    for name, entry in names:
        same[letters(name)].add(entry)
    right = [(r["Vendor Name"], set().union(*(same[letters(n)] for n in entries[r["expected_id"]]))) for r in rows(queries)]
    paths = (listed, queries, others)
    lines = {"tamis": of_tamis(program, paths, right)}
    lines["Jaro-Winkler"] = of_measure(JaroWinkler.similarity, names, paths, right)
    lines["token_sort_ratio"] = of_measure(fuzz.token_sort_ratio, names, paths, right)
    for name, recalls in lines.items():
        print(name, " ".join(f"{share} %: {recall:.1f}" for share, recall in zip(SHARES, recalls)))
    with open(target, "w", encoding="utf-8") as file:
        file.write(draw(lines))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
