#!/usr/bin/env python3
"""Whole runs of tamis as ratios: against ripgrep, xan and the csv crate on the same ledger, and against itself as rows,
vendors, listed names and threads grow.

    python3 benches/ratios.py                     # the table of ratios, ledgers of 1,000,000 rows
    python3 benches/ratios.py --growth            # and the table of growth, four sizes each
    python3 benches/ratios.py --ledger FILE       # on a ledger of your own instead

Builds the release program and the csv yardstick, makes the ledgers (the same on every machine) in a temporary folder, runs
every command in turn, round by round, so that all share what the machine does meanwhile, and prints medians. Wall
seconds are the clock's; CPU is user and system time and the peak the largest resident size, both as the system
accounts them for the finished process. What is not installed (rg, xan) is left out. Python 3, nothing else.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-11-24"

CONSONANTS = "b br ch d dr f g gr h j k kl l m n p q r s sh st t v w x z zh".split()
VOWELS = "a e i o u ai ea ou uo ia".split()
ENDS = ["", "n", "ng", "r", "l", "s"]
TRADES = "Textile Trading Plastics Electronics Foods Hardware Apparel Logistics Tools Chemical Packaging Technology Industrial".split()
FORMS = ["Co., Ltd.", "GmbH", "Inc.", "Ltd", "Company Limited", "LLC"]
# No town of Xinjiang: an ordinary row must stay clear.
TOWNS = [("Ningbo", "CN"), ("Shenzhen", "CN"), ("Suzhou", "CN"), ("Dhaka", "BD"), ("Leeds", "GB"), ("Izmir", "TR"), ("Chicago", "US"), ("Hamburg", "DE"), ("Hanoi", "VN")]
GOODS = ["steel hinges", "LED drivers", "corrugated boxes", "MEN'S SHIRTS OF COTTON", "injection moulds", "hex bolts M8", "office chairs", "ball bearings", "ceramic tiles", "water pumps",
         "gloves, knitted", "PVC pipes", "printed labels", "copper wire", "zip fasteners", "glass jars"]
HAN_TOWNS = "宁波 深圳 苏州 青岛 温州 成都 厦门 东莞".split()
HAN_TRADE = "鼎晟瑞博恒嘉铭弘旭锐骏凯盛朗翔泓岳锦毅栋涛裕澜霖皓曜煜"
HAN_BUSINESS = "电子科技 五金制品 塑胶 机械 贸易 包装材料 化工 家具".split()
LISTED = ["Hetian Taida Apparel Co., Ltd.", "CHANGJI ESQUEL TEXTILE CO LTD", "Hefei Bitland Information Technology Co. Ltd", "Nanjing Synergy Textiles Co., Ltd.", "Aksu Huafu Textiles Co"]


def word(rng):
    return ("".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.choice((2, 3, 3, 4)))) + rng.choice(ENDS)).capitalize()


def vendor(rng, han):
    if rng.random() < han:
        town = rng.choice(HAN_TOWNS)
        name = town + "".join(rng.choice(HAN_TRADE) for _ in range(3)) + rng.choice(HAN_BUSINESS) + "有限公司"
        return f"{name},{town}{word(rng)}路{rng.randrange(1, 900)}号,{town},CN"
    town, country = rng.choice(TOWNS)
    return f'"{word(rng)} {word(rng)} {rng.choice(TRADES)} {rng.choice(FORMS)}","{rng.randrange(1, 900)} {word(rng)} Street, {town}",{town},{country}'


def ledger(path, rows, vendors=61_000, han=0.1, flagged_every=2_000):
    """A ledger whose first vendors come most often, as in real ones; `vendors=None`: every row another vendor."""
    rng = random.Random(0x7A315)
    known = [vendor(rng, han) for _ in range(vendors)] if vendors else None
    with open(path, "w", encoding="utf-8") as out:
        out.write("vendor_id,vendor_name,address,city,country,product_description,hts_code,amount_usd\n")
        for row in range(rows):
            at = int(vendors ** rng.random()) - 1 if known and rng.random() < 0.8 else rng.randrange(vendors or 1)
            who = known[at] if known else vendor(rng, han)
            if row % flagged_every == 0:
                who = f'"{LISTED[row // flagged_every % len(LISTED)]}","1 Road",Town,CN'
            goods = f"{rng.choice(GOODS)} {rng.randrange(1200)}"
            out.write(f'V{at:07},{who},"{goods}",{rng.randrange(10**9, 10**10)},{rng.randrange(10**6) / 100}\n')
    return path


def own_list(path, names):
    rng = random.Random(0x115)
    texts = set()
    while len(texts) < names:
        texts.add(f"{word(rng)} {word(rng)} {rng.choice(TRADES)} {rng.choice(FORMS)}" if rng.random() < 0.7 else rng.choice(HAN_TOWNS) + "".join(rng.choice(HAN_TRADE) for _ in range(4)) + rng.choice(HAN_BUSINESS) + "有限公司")
    path.write_text("name,country\n" + "".join(f'"{t}",CN\n' for t in sorted(texts)), encoding="utf-8")
    return path


def run(command):
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"status {child.returncode}: {' '.join(map(str, command))}")
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def medians(commands, runs):
    """Every command once a round; the first round warms up and is not counted."""
    seen = {name: [] for name in commands}
    for at in range(runs + 1):
        for name, command in commands.items():
            one = run(command)
            if at:
                seen[name].append(one)
    return {name: tuple(map(statistics.median, zip(*all_runs))) for name, all_runs in seen.items()}


def show(title, rows, yardstick=None):
    print(f"\n{title}\n\n| what | wall s | CPU s | peak MB |" + (" wall ÷ | CPU ÷ |" if yardstick else ""))
    print("|---|---|---|---|" + ("---|---|" if yardstick else ""))
    for name, (wall, cpu, peak) in rows.items():
        line = f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} |"
        if yardstick:
            line += f" {wall / rows[yardstick][0]:.2f} | {cpu / rows[yardstick][1]:.2f} |"
        print(line)


def build():
    def made(args, name):
        told = subprocess.run(["cargo", "build", "--release", "--message-format=json", *args], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
        parts = [json.loads(line) for line in told.splitlines() if line.startswith(b"{")]
        return next(p["executable"] for p in parts if p.get("executable") and p["target"]["name"] == name)

    return made(["--bin", "tamis"], "tamis"), made(["--bench", "csv_parse"], "csv_parse")


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--ledger", type=Path, help="measure the ratios on this ledger")
    parse.add_argument("--rows", type=int, default=1_000_000)
    parse.add_argument("--runs", type=int, default=5)
    parse.add_argument("--growth", action="store_true", help="also measure growth, four sizes each")
    parse.add_argument("--rg", default=shutil.which("rg"))
    parse.add_argument("--xan", default=shutil.which("xan"))
    parse.add_argument("--names", type=Path, help="patterns for ripgrep, one a line; by default the names of the bundled lists")
    args = parse.parse_args()
    tamis, csv_parse = build()
    with tempfile.TemporaryDirectory() as folder:
        measure(args, tamis, csv_parse, Path(folder))


def measure(args, tamis, csv_parse, folder):
    def screen(path, threads=2, *more):
        return [tamis, "screen", path, "-o", folder / "report", "--force", "--quiet", "--as-of", AS_OF, "--threads", str(threads), *more]

    usual = args.ledger or ledger(folder / "usual.csv", args.rows)
    patterns = folder / "names.txt"
    if args.names:
        names = args.names.read_text(encoding="utf-8").splitlines()
    else:
        exported = subprocess.run([tamis, "lists", "export", "--format", "jsonl"], check=True, stdout=subprocess.PIPE).stdout
        names = [n["text"] for line in exported.splitlines() for n in json.loads(line)["names"]]
    # An empty pattern matches every line.
    patterns.write_text("\n".join(sorted({n for n in names if n.strip()})) + "\n", encoding="utf-8")
    long_list = own_list(folder / "list30000.csv", 30_000)

    commands = {"csv crate, parse only": [csv_parse, usual]}
    if args.xan:
        commands["xan count"] = [args.xan, "count", usual]
    if args.rg:
        commands["ripgrep -i -F -c -f names"] = [args.rg, "-i", "-F", "-c", "-f", patterns, usual]
    commands["tamis screen, 2 threads"] = screen(usual)
    commands["tamis screen, 1 thread"] = screen(usual, 1)
    commands["tamis screen, 30,000 further names"] = screen(usual, 2, "--list", long_list)
    commands["tamis check, one name"] = [tamis, "check", "Hetian Taida"]
    yardstick = "ripgrep -i -F -c -f names" if args.rg else "csv crate, parse only"
    rows = medians(commands, args.runs)
    show(f"{usual.name}, {usual.stat().st_size / 1e6:.0f} MB; medians of {args.runs}; ratios to {yardstick}", rows, yardstick)
    cpu = rows["tamis screen, 2 threads"][1] / rows["csv crate, parse only"][1]
    print(f"\nCPU of a screen over the csv crate's parse: {cpu:.1f}")

    third = max(args.rows // 3, 1)
    kinds = {"every vendor different": ledger(folder / "distinct.csv", third, None), "the same, nine in ten Chinese": ledger(folder / "han.csv", third, None, 0.9)}
    commands = {name: screen(path, 1) for name, path in kinds.items()}
    commands["every vendor different, 16,000 further names"] = screen(kinds["every vendor different"], 1, "--list", own_list(folder / "list16000.csv", 16_000))
    rows = medians(commands, args.runs)
    show(f"{third:,} rows, one thread", rows)
    for name, (_, cpu, _) in rows.items():
        print(f"  {name}: {third / cpu:,.0f} rows a second and core")
    if args.growth:
        growth(args, screen, folder)


def growth(args, screen, folder):
    base = args.rows
    sizes = [base // 4, base // 2, base, base * 2]
    show("Rows", medians({f"{n:,} rows": screen(ledger(folder / f"rows{n}.csv", n)) for n in sizes}, args.runs))
    vendors = [1_000, 10_000, 61_000, 250_000]
    show(f"Vendors, {base:,} rows", medians({f"{v:,} vendors": screen(ledger(folder / f"vendors{v}.csv", base, v)) for v in vendors}, args.runs))
    usual = folder / f"rows{base}.csv"
    lists = {f"{n:,} further names": screen(usual, 2, "--list", own_list(folder / f"names{n}.csv", n)) for n in (4_000, 8_000, 16_000, 30_000)}
    show("Listed names", medians(lists, args.runs))
    show("Threads", medians({f"{t} threads": screen(usual, t) for t in (1, 2, 4, 8)}, args.runs))
    show("Flagged rows", medians({f"one row in {n}": screen(ledger(folder / f"flagged{n}.csv", base, flagged_every=n)) for n in (1, 10, 100, 1_000)}, args.runs))


if __name__ == "__main__":
    main()
