#!/usr/bin/env python3
"""Writes what README.md quotes of the program: excerpts of a report, the table of lists, the figures of quality.

    cargo build --profile quick && python3 scripts/readme.py             writes README.md
    python3 scripts/readme.py --check --program target/debug/tamis       status 1 if README.md is out of date

What stands between `<!-- NAME -->` and `<!-- end -->` is replaced by what the program prints, as of a fixed day, so that
it stays true and the same in every year. Standard library only.
"""
import argparse, csv, json, os, re, subprocess, sys, tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
DAY = '2026-11-24'
# Findings shown: vendor and entry in the example ledger.
SHOWN = [('Changji Esquell Textle Co Ltd', 'EL-C6'), ('Korla Jinfeng Ginning Factory', 'WRO-1')]
FIELDS = ['finding_id', 'verdict', 'score', 'list_id', 'entry_id', 'entry_name', 'method', 'field', 'quoted', 'measure', 'effective', 'citation', 'reason', 'row', 'ledger.Vendor Name', 'ledger.Product Description']


def run(program, *args):
    done = subprocess.run([program, *args], cwd=ROOT, capture_output=True, text=True, encoding='utf-8')
    if done.returncode != 0:
        sys.exit(f'{program} {" ".join(args)}: status {done.returncode}\n{done.stderr}')
    return done.stdout


def fenced(text):
    return '```\n' + text.rstrip('\n') + '\n```'


def report(program):
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, 'tamis-report')
        summary = run(program, 'screen', 'examples/ledger.csv', '-o', target, '--as-of', DAY)
        with open(os.path.join(target, 'flagged.csv'), encoding='utf-8-sig', newline='') as f:
            findings = list(csv.DictReader(f))
    # The speed differs from run to run, and the folder is ours.
    lines = [l.replace(os.path.join(folder, ''), '') for l in summary.splitlines() if not re.search(r'rows in [\d.]+ s', l)]
    shown = []
    for vendor, entry in SHOWN:
        found = [f for f in findings if f['ledger.Vendor Name'] == vendor and f['entry_id'] == entry]
        if not found:
            sys.exit(f'the example ledger has no finding of {entry} for {vendor}; choose another in {__file__}')
        shown.append('\n'.join(f'{field:<26} {found[0][field]}' for field in FIELDS))
    return fenced('\n'.join(lines)), fenced('\n\n'.join(shown))


def lists(program):
    text = run(program, 'lists', '--as-of', DAY)
    return fenced('\n'.join(l.rstrip() for l in text.splitlines() if re.match(r'(list|us-|xpcc)| {4}.*, digest ', l)))


def quality(program):
    figures = json.loads(run(program, 'eval', 'tests/data/dev_cases.tsv', '--as-of', DAY, '--json'))
    about_xinjiang = recall(program, '--without-list', 'us-bis-entity-list-rest')
    rows = [f'| {kind} | {about_xinjiang[kind]} | {found} |' for kind, found in recall(program).items()]
    return '\n'.join([
        f'- **Labelled rows** (`tamis eval tests/data/dev_cases.tsv --as-of {DAY}`): of {figures["pos"]} hits {figures["hit_recall"]:g} % are flagged at `review` or higher against the',
        f'  right entry ({figures["hit_as_match"]:g} % as `match`), of {figures["rev"]} cases for review {figures["review_recall"]:g} % are not silent, of {figures["neg"]} other rows {figures["neg_false_match"]:g} % are called `match` and',
        f'  {figures["neg_false_review"]:g} % `review` without cause. Matching was tuned on these rows.',
        f'- **Listed names, changed in named ways** (`tamis validate --as-of {DAY}`): found at `review` or higher. *All*: names not too common to count alone;',
        '  *distinctive*: those of them that keep a word which tells the party from others. Left: the lists about Xinjiang and forced labour',
        '  (`--without-list us-bis-entity-list-rest`); right: all lists, whose thousands of general names are judged more strictly.',
        '',
        '| kind of change | tried | found, all | found, distinctive | all lists: tried | found, all | found, distinctive |',
        '|---|---|---|---|---|---|---|',
        *rows,
    ])


def recall(program, *flags):
    """By kind of change: tried, found of all names, found of distinctive ones."""
    table = run(program, 'validate', '--as-of', DAY, *flags)
    rows = {}
    for line in table.splitlines():
        if line.startswith('by list and kind'):
            break
        m = re.match(r'(\S.*?)\s{2,}(\d+)\s+(\d+)\s+([\d.]+)\s+[\d.]+\s+(\d+)\s+(\d+)\s+([\d.]+|-)', line)
        if m:
            rows[m[1]] = f'{int(m[2]):,} | {m[4]} % | {m[7]} %'
    if len(rows) < 10:
        sys.exit('the table of `tamis validate` has another form; see scripts/readme.py')
    return rows


def main():
    args = argparse.ArgumentParser(description='Writes what README.md quotes of the program.')
    args.add_argument('--program', default='target/quick/tamis')
    args.add_argument('--check', action='store_true', help='write nothing; status 1 if README.md is out of date')
    args = args.parse_args()
    program = os.path.abspath(args.program)
    summary, finding = report(program)
    parts = {'summary': summary, 'finding': finding, 'lists': lists(program), 'quality': quality(program)}
    path = os.path.join(ROOT, 'README.md')
    with open(path, encoding='utf-8') as f:
        old = new = f.read()
    for name, text in parts.items():
        new, n = re.subn(rf'(<!-- {name} -->\n).*?(\n<!-- end -->)', lambda m: m[1] + text + m[2], new, flags=re.S)
        if n != 1:
            sys.exit(f'README.md: the marks <!-- {name} --> … <!-- end --> stand {n} times')
    if args.check:
        if new != old:
            sys.exit('README.md quotes what the program no longer prints: run `python3 scripts/readme.py` and read the difference')
        print('README.md quotes what the program prints')
        return
    with open(path, 'w', encoding='utf-8') as f:
        f.write(new)


if __name__ == '__main__':
    main()
