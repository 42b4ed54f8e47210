#!/usr/bin/env python3
"""Compares the reports of two builds of tamis, byte for byte.

    python3 scripts/golden.py --program NEW --against OLD              # made ledgers, eval and validate
    python3 scripts/golden.py --program NEW --against OLD FILE...      # and ledgers of your own
    python3 scripts/golden.py --program NEW --digests                  # prints one digest per report file

Each ledger is screened at 1, 2 and 8 threads; all three must give the same bytes. Fields of run.json that describe the
run and not the result (time, machine, version, settings digest) are left out, and so is MANIFEST.sha256, which holds a
digest of run.json. A difference is printed as a unified diff, at most 40 lines a file. `--expect 'old=new'` replaces a
wording in the reports of OLD first, for a change of wording that is wanted. Exit status 1 where anything differs.
Python 3, nothing else.
"""

import argparse
import difflib
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benches"))
import ratios  # noqa: E402  The generator of the benches makes the ledgers.

OF_THE_RUN = {"started", "finished", "seconds", "machine", "host", "version", "threads", "command", "tool_version", "settings_sha256"}

MALFORMED = (
    'Title of the export;;;\r\n'
    'vendor;city;country;goods\r\n'
    '"Hetian Taida Apparel Co., Ltd.";"Hetian";CN;shirts\r\n'
    '"Unclosed quote;Hotan;CN;cotton yarn\r\n'
    'Hangzhou Hikvision "Digital" Technology;Hangzhou;CN;cameras\r\n'
    'too few\r\n'
    'Aksu Huafu Textiles;Aksu;CN;yarn;one;two\r\n'
    '"Yili Zhuowan"" Garment";Yining;CN;"line one\r\nline two"\r\n'
    '\r\n'
    'DJI;Shenzhen;CN;drones\rChangji Esquel Textile;Changji;CN;shirts\n'
    '"Nanjing Synergy Textiles Co., Ltd.";Nanjing;CN;"last, unclosed\r\n'
)


def write_ledgers(folder):
    """The ten kinds of ledger that the gate covers, the same bytes on every machine."""
    usual = ratios.ledger(folder / "repeated.csv", 40_000, vendors=3_000)
    ratios.ledger(folder / "distinct.csv", 20_000, None)
    ratios.ledger(folder / "chinese.csv", 20_000, None, 0.9)
    ratios.ledger(folder / "flagged.csv", 30_000, None, flagged_every=1)
    (folder / "malformed.csv").write_bytes(MALFORMED.encode())
    head = usual.read_text(encoding="utf-8").splitlines()[:3_000]
    rows = list(__import__("csv").reader(head))
    (folder / "utf16.txt").write_bytes(b"\xff\xfe" + "\r\n".join("\t".join(r) for r in rows).encode("utf-16-le"))
    (folder / "gb18030.csv").write_bytes("\n".join(head).encode("gb18030"))
    (folder / "lines.jsonl").write_text("".join(json.dumps(dict(zip(rows[0], r)), ensure_ascii=False) + "\n" for r in rows[1:]), encoding="utf-8")
    (folder / "packed.csv.gz").write_bytes(gzip.compress("\n".join(head).encode(), mtime=0))
    (folder / "no_header.csv").write_text("\n".join(head[1:]), encoding="utf-8")
    return sorted(p for p in folder.iterdir() if p.is_file())


def masked(path):
    if path.name != "run.json":
        return path.read_bytes()

    def clean(value):
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if k not in OF_THE_RUN and k != "run"}
        return [clean(v) for v in value] if isinstance(value, list) else value

    return json.dumps(clean(json.loads(path.read_text(encoding="utf-8"))), ensure_ascii=False, indent=1).encode()


def screen(program, ledger, threads, folder):
    """Name and bytes of each report file, and what the run printed."""
    out = folder / "report"
    command = [program, "screen", ledger, "-o", out, "--force", "--as-of", ratios.AS_OF, "--threads", str(threads), "--quiet"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    files = {"(status)": str(done.returncode).encode(), "(stderr)": done.stderr}
    if done.returncode in (0, 1, 3) and out.exists():
        files |= {p.name: masked(p) for p in sorted(out.iterdir()) if p.is_file() and p.name != "MANIFEST.sha256"}
    return files


def printed(program, *args):
    done = subprocess.run([program, *args], stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT)
    return {"(status)": str(done.returncode).encode(), "(stdout)": done.stdout, "(stderr)": done.stderr}


def compare(what, old, new):
    """True where all files are equal; prints the difference otherwise."""
    same = True
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name, b""), new.get(name, b"")
        if a == b:
            continue
        same = False
        print(f"\n{what}: {name} differs")
        lines = difflib.unified_diff(a.decode(errors="replace").splitlines(), b.decode(errors="replace").splitlines(), lineterm="", n=0)
        for number, line in enumerate(lines):
            if number == 40:
                print("  …")
                break
            print("  " + line[:400])
    return same


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--program", required=True)
    parse.add_argument("--against", help="the former build; without it only the thread counts are compared")
    parse.add_argument("--digests", action="store_true")
    parse.add_argument("--expect", action="append", default=[], metavar="OLD=NEW")
    parse.add_argument("--no-validate", action="store_true", help="leave out `validate`, which takes longest")
    parse.add_argument("ledgers", nargs="*", type=Path)
    args = parse.parse_args()
    same = True
    with tempfile.TemporaryDirectory() as name:
        folder, made = Path(name), Path(name) / "ledgers"
        made.mkdir()
        for ledger in [*write_ledgers(made), *args.ledgers]:
            runs = [screen(args.program, ledger, threads, folder) for threads in (1, 2, 8)]
            for threads, run in zip((2, 8), runs[1:]):
                same &= compare(f"{ledger.name}, {threads} threads against 1", runs[0], run)
            if args.digests:
                for file, data in runs[0].items():
                    print(hashlib.sha256(data).hexdigest()[:16], ledger.name, file, sep="\t")
            if args.against:
                same &= compare(ledger.name, reworded(screen(args.against, ledger, 2, folder), args.expect), runs[0])
        commands = [("eval", "tests/data/dev_cases.tsv", "--as-of", ratios.AS_OF)]
        if not args.no_validate:
            commands.append(("validate", "--as-of", ratios.AS_OF))
        for command in commands if args.against else []:
            same &= compare(command[0], reworded(printed(args.against, *command), args.expect), printed(args.program, *command))
    print("\nall the same" if same else "\nthere are differences", file=sys.stderr)
    sys.exit(not same)


def reworded(files, replacements):
    for pair in replacements:
        old, new = pair.split("=", 1)
        files = {name: data.replace(old.encode(), new.encode()) for name, data in files.items()}
    return files


if __name__ == "__main__":
    main()
