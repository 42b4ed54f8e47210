#!/usr/bin/env python3
"""Writes watchlists/words/frequency.tsv: how common a word is in ordinary supplier names.

    python3 scripts/frequency.py --registrants /usr/share/ieee-data --chinese-names names_cn.tsv.gz \\
        --words watchlists/words > watchlists/words/frequency.tsv

Inputs:
- --registrants: folder with oui.csv, mam.csv, oui36.csv, iab.csv and, where it exists, cid.csv of the Debian package
  `ieee-data` (public domain). Column "Organization Name"; every organisation counts once, however many blocks of
  addresses it holds, and however its legal form is written.
- --chinese-names: tab-separated lines name, address, city (may be gzipped): 20,000 Chinese company names whose trade
  names come from wainshine/Company-Names-Corpus (Apache-2.0, commit b71e78e). The city in front and the line of
  business and legal form behind are cut off, since in that file they are made up; what is left is the trade name.
- --words: folder with business.tsv, han_compounds.tsv, legal_forms.tsv and china_places.tsv.

Needs PyPI `pypinyin` (MIT) for the rows of script `pinyin`. The same inputs give the same bytes.

Names of listed vendors that also register hardware addresses are left out (LISTED), so that a brand does not look
common because it has many subsidiaries.
"""
import argparse, collections, csv, gzip, os, re, sys, unicodedata

LISTED = re.compile(r'hikvision|iflytek|sense ?time|megvii|cloud ?walk|\byitu\b|intellifusion|\bdji\b|fiber ?home|net ?posa|\bbitland\b', re.I)
FILES = ('oui.csv', 'mam.csv', 'oui36.csv', 'iab.csv', 'cid.csv')


def table(folder, name):
    """Rows of one table as lists, comment lines and the header line left out."""
    with open(os.path.join(folder, name), encoding='utf-8') as f:
        rows = [line.rstrip('\n').split('\t') for line in f if not line.startswith('#')]
    return rows[1:]


def words(name):
    """Lower-case words without accents, split at everything that is no letter or digit."""
    plain = ''.join(c for c in unicodedata.normalize('NFKD', name) if not unicodedata.combining(c))
    return re.findall(r'[^\W_]+', plain.lower())


def registrants(folder, forms):
    """Distinct organisations, keyed by their words without the legal form."""
    names = {}
    for file in FILES:
        path = os.path.join(folder, file)
        if not os.path.exists(path):
            continue
        with open(path, encoding='utf-8', newline='') as f:
            for row in csv.DictReader(f):
                name = row['Organization Name']
                if not name or name.lower() in ('private', 'ieee registration authority') or LISTED.search(name):
                    continue
                full = words(name)
                key = list(full)
                while key and key[-1] in forms:
                    key.pop()
                names.setdefault(' '.join(key) or ' '.join(full), full)
    return names


def trade_names(path, places, lines, forms):
    """Trade names (字号) of Chinese company names."""
    opener = gzip.open if path.endswith('.gz') else open
    kept = []
    with opener(path, 'rt', encoding='utf-8') as f:
        for line in f:
            name, _, city = (line.rstrip('\n').split('\t') + ['', ''])[:3]
            name = re.sub(r'[（(].*?[）)]', '', name)
            if city and name.startswith(city):
                name = name[len(city):]
                name = name[1:] if name.startswith('市') else name
            elif name[:3] in places or name[:2] in places:
                name = name[3:] if name[:3] in places else name[2:]
            form = next((s for s in forms if name.endswith(s)), '')
            name = name[:len(name) - len(form)] if form else name
            # In this file one made-up line of business stands behind the trade name, at times with 集团 or 实业 behind it.
            for _ in range(3):
                word = next((w for n in range(6, 1, -1) if (w := name[-n:]) in lines and len(name) - n >= 2), '')
                if not word:
                    break
                name = name[:len(name) - len(word)]
            name = name[:-1] if name.endswith('厂') and len(name) > 2 else name
            if len(name) >= 2 and re.fullmatch(r'[\u3400-\u9fff]+', name):
                kept.append(name)
    return kept


def main():
    p = argparse.ArgumentParser(description='word frequencies of ordinary supplier names')
    p.add_argument('--registrants', required=True)
    p.add_argument('--chinese-names', required=True)
    p.add_argument('--words', required=True)
    a = p.parse_args()
    from pypinyin import lazy_pinyin

    forms_all = [r[0] for r in table(a.words, 'legal_forms.tsv')]
    latin_forms = {f for f in forms_all if f.isascii() and ' ' not in f}
    han_forms = sorted((f for f in forms_all if re.fullmatch(r'[\u3400-\u9fff]+', f)), key=lambda f: (-len(f), f))
    places = {r[0] for r in table(a.words, 'china_places.tsv')}
    lines = {w for r in table(a.words, 'business.tsv') for w in r[2].split(';') if len(w) > 1}
    lines |= {r[0] for r in table(a.words, 'han_compounds.tsv')}

    organisations = registrants(a.registrants, latin_forms)
    latin = collections.Counter()
    for full in organisations.values():
        latin.update(set(full))
    trades = trade_names(a.chinese_names, places, lines, han_forms)
    whole, two, one, pinyin = (collections.Counter() for _ in range(4))
    for t in trades:
        whole[t] += 1
        one.update(set(t))
        two.update({t[i:i + 2] for i in range(len(t) - 1)})
        pinyin[''.join(lazy_pinyin(t)).replace('ü', 'v')] += 1

    rows = []
    for counter, script in ((latin, 'latn'), (pinyin, 'pinyin'), (whole, 'hani'), (two, 'hani2'), (one, 'hani1')):
        for token, n in counter.items():
            if n >= 2 or (script == 'latn' and token.isalpha() and token.isascii()) or script in ('pinyin', 'hani'):
                rows.append((script, token, n))
    rows.sort()
    out = sys.stdout
    out.reconfigure(encoding='utf-8', newline='\n')
    out.write('# How often a word occurs in ordinary supplier names: the number of names that hold it.\n')
    out.write('# Source: Debian package ieee-data 20220827.1 (public domain), organisation names; wainshine/Company-Names-Corpus (Apache-2.0, commit b71e78e), 20,000 short names. Made by scripts/frequency.py. Date: 2026-11-24.\n')
    out.write('# script latn: words of registrant names (once a name); pinyin: whole Chinese trade names in joined pinyin (ü as v); hani: whole Chinese trade names; hani2, hani1: two neighbouring and single characters inside trade names (2 or more names).\n')
    out.write('# Names of listed vendors that register hardware addresses themselves are left out.\n')
    out.write('# total latn names: %d; total latn words: %d; total hani names: %d\n' % (len(organisations), sum(latin.values()), len(trades)))
    out.write('token\tscript\tcount\n')
    for script, token, n in rows:
        out.write('%s\t%s\t%d\n' % (token, script, n))


if __name__ == '__main__':
    main()
