#!/usr/bin/env python3
"""Instructions of whole runs, counted by valgrind: what a noisy machine hides in seconds shows here to the percent.

    python3 benches/instructions.py            # count, and compare with benches/instructions.tsv
    python3 benches/instructions.py --write    # count, and write that table

Builds the release program, makes three ledgers of 20,000 rows (the same on every machine) in a temporary folder, and runs each
on one thread under valgrind's callgrind, which counts but neither samples nor times. The start of the program, measured on a
ledger without rows, is taken off; what is printed is instructions a row. SHA-256 counts for more here than it costs:
valgrind knows no instruction for it. Exit status 1 where a ledger takes over 3 per cent more than the table says: less than
that may come from the compiler. Wants valgrind and Python 3, nothing else; too slow and too dependent on the compiler for
the gate.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from ratios import AS_OF, ROOT, build, ledger

TABLE = ROOT / "benches" / "instructions.tsv"
ROWS = 20_000
MORE = 1.03


def count(tamis, path, folder):
    screen = [tamis, "screen", path, "-o", folder / "report", "--force", "--quiet", "--as-of", AS_OF, "--threads", "1"]
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'counted'}", *screen]
    done = subprocess.run(command, capture_output=True, text=True)
    refs = re.search(r"refs:\s+([\d,]+)", done.stderr)
    if done.returncode not in (0, 1) or not refs:
        sys.exit(f"valgrind did not count: {done.stderr[-500:]}")
    return int(refs[1].replace(",", ""))


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--write", action="store_true", help="write the table")
    args = parse.parse_args()
    tamis, _ = build()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = {"usual": (1_500, 0.1), "every vendor different": (None, 0.1), "nine in ten Chinese": (None, 0.9)}
        start = count(tamis, ledger(folder / "none.csv", 0), folder)
        found = {"start": start}
        for kind, (vendors, han) in kinds.items():
            path = ledger(folder / "ledger.csv", ROWS, vendors, han)
            found[kind] = (count(tamis, path, folder) - start) // ROWS
    known = dict(line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]) if TABLE.exists() else {}
    worse = []
    for kind, n in found.items():
        before = int(known.get(kind, n))
        print(f"{kind:24} {n:>14,}  was {before:>14,}  {n / before - 1:+.1%}")
        if n > before * MORE:
            worse.append(kind)
    if args.write:
        TABLE.write_text("ledger\tinstructions\n" + "".join(f"{kind}\t{n}\n" for kind, n in found.items()), encoding="utf-8")
    elif worse:
        sys.exit(f"more than before: {', '.join(worse)}")


if __name__ == "__main__":
    main()
