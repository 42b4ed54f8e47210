#!/usr/bin/env python3
"""Checks the word tables: header, columns, order, duplicates, and that examples and counter-examples hold.

    python3 scripts/check_words.py [folder of the repository]

Prints each fault as file:line: what, and ends with status 1 if there was one. Standard library only.
"""
import os, re, sys, unicodedata

ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
# file, columns, number of leading columns that must be unique together (given as column indexes)
TABLES = {
    'src/text/tables/trad_simp.tsv': ('trad simp', (0,)),
    'src/text/tables/confusables.tsv': ('char latin', (0,)),
    'src/text/tables/entities.tsv': ('name code', (0,)),
    'src/text/tables/ordinals.tsv': ('word', (0,)),
    'src/text/tables/pinyin_phrases.tsv': ('han pinyin', (0,)),
    'src/text/tables/pinyin_surnames.tsv': ('han pinyin', (0,)),
    'watchlists/words/address_words.tsv': ('word use meaning', (0, 1)),
    'watchlists/words/business.tsv': ('concept english han kind', (0,)),
    'watchlists/words/business_groups.tsv': ('group kind concepts', (0,)),
    'watchlists/words/function_words.tsv': ('word use', (0, 1)),
    'watchlists/words/unit_words.tsv': ('word use number', (0, 1)),
    'watchlists/words/han_compounds.tsv': ('han concepts', (0,)),
    'watchlists/words/legal_forms.tsv': ('form language', (0,)),
    'watchlists/words/china_places.tsv': ('han pinyin english level province_pinyin common', (0,)),
    'watchlists/words/frequency.tsv': ('token script count', (0, 1)),
    'watchlists/words/header_words.tsv': ('use word meaning', (0, 1)),
    'watchlists/words/header_phrases.tsv': ('order phrase role', (1,)),
    'watchlists/words/cell_words.tsv': ('kind word', (0, 1)),
    'watchlists/words/countries.tsv': ('code2 code3 english aliases numeric whole', (0,)),
    'watchlists/words/country_names.tsv': ('code2 names', (0,)),
    'watchlists/words/goods.tsv': ('class word script use example counter', (0, 1, 3)),
    'watchlists/words/goods_hts.tsv': ('class prefix note', (0, 1)),
    'watchlists/words/negations.tsv': ('pattern use script example counter', (0,)),
    'watchlists/words/origin_words.tsv': ('word use position script example counter', (0, 1, 2)),
    'watchlists/words/given_names.tsv': ('name', (0,)),
    'watchlists/words/titles.tsv': ('title script example counter', (0,)),
    'watchlists/words/surveillance.tsv': ('word class script example counter', (0,)),
    'watchlists/words/programme_words.tsv': ('word needs script example counter', (0,)),
    'watchlists/words/street_words.tsv': ('word position script kind example counter', (0, 1)),
}
KINDS = {'business', 'body', 'branch', 'group', 'generic'}
CJK = re.compile('[\u3040-\u9fff\uac00-\ud7af]')
faults = []


# Tables whose head says that the order of the rows counts.
ORDERED_BY_MEANING = ('ordinals.tsv', 'function_words.tsv')


def fault(file, line, what):
    faults.append('%s:%d: %s' % (file, line, what))


def load(file, columns, unique):
    rows, seen, header, previous = [], {}, None, None
    with open(os.path.join(ROOT, file), encoding='utf-8', newline='') as f:
        text = f.read()
    if '\r' in text or not text.endswith('\n'):
        fault(file, 0, 'lines must end in LF')
    for number, line in enumerate(text[:-1].split('\n'), 1):
        if line.startswith('#') and header is None:
            continue
        cells = line.split('\t')
        if header is None:
            header = cells
            if cells != columns.split():
                fault(file, number, 'header is %s' % cells)
            continue
        if len(cells) != len(header):
            fault(file, number, '%d cells' % len(cells))
            continue
        if any(c != c.strip() or unicodedata.normalize('NFC', c) != c for c in cells):
            fault(file, number, 'blank at an end of a cell, or not NFC')
        key = tuple(cells[i] for i in unique)
        if key in seen:
            fault(file, number, 'same as line %d' % seen[key])
        seen[key] = number
        order = (cells[1], cells[0]) if file.endswith('frequency.tsv') else tuple(cells)
        if previous is not None and order < previous and not file.endswith(ORDERED_BY_MEANING):
            fault(file, number, 'out of order')
        previous = order
        rows.append((number, cells))
    return rows


def fold(text):
    """Lower case, hyphens and punctuation to blanks (% and figures stay)."""
    text = unicodedata.normalize('NFKC', text).lower().replace('w/o', 'without').replace("'", '')
    return ' ' + re.sub(r"[^\w%]+", ' ', text).strip() + ' '


def has(cell, word):
    if re.search('[\u3040-\u9fff\uac00-\ud7af]', word):
        return word.lower() in unicodedata.normalize('NFKC', cell).lower()
    return fold(word) in fold(cell)


def goods_fire(cell, cls, goods, traps, negations):
    """A plain reading of the tables: traps and negated words are taken out, then the words are looked for."""
    text = fold(cell)
    for trap in traps.get(cls, ()):
        t = fold(trap)
        if re.search('[\u3040-\u9fff]', trap):
            text = text.replace(t.strip(), ' ')
        else:
            while t in text:
                text = text.replace(t, ' ')
    def spell(word):
        return fold(word).strip() if CJK.search(word) else fold(word)

    for word in goods[cls]:
        if spell(word) not in text:
            continue
        for use, pattern in negations:
            slot = fold(pattern.replace('{}', 'xslotx'))
            phrase = slot.replace('xslotx', fold(word).strip())
            phrase = phrase.strip() if CJK.search(word) else phrase
            if phrase in text and use == 'keep':
                return word
            text = text.replace(phrase, '  ')
        if spell(word) in text:
            return word
    return None


def main():
    t = {file: load(file, *spec) for file, spec in TABLES.items()}

    file = 'watchlists/words/business.tsv'
    concepts, han = {c[0] for _, c in t[file]}, {}
    for n, (concept, english, words, kind) in t[file]:
        if kind not in KINDS:
            fault(file, n, 'kind ' + kind)
        if not re.fullmatch(r'[a-z0-9_]+', concept):
            fault(file, n, 'concept ' + concept)
        for word in filter(None, words.split(';')):
            if word in han:
                fault(file, n, word + ' also under ' + han[word])
            han[word] = concept
    file = 'watchlists/words/han_compounds.tsv'
    for n, (word, parts) in t[file]:
        for part in parts.split('+'):
            if part not in concepts:
                fault(file, n, 'no concept ' + part)
        if word in han:
            fault(file, n, word + ' is also one concept')

    file = 'src/text/tables/trad_simp.tsv'
    keys = {c[0] for _, c in t[file]}
    for n, (a, b) in t[file]:
        if len(a) != 1 or len(b) != 1 or b in keys:
            fault(file, n, 'not one to one without chains')
    file = 'src/text/tables/pinyin_phrases.tsv'
    for n, (a, b) in t[file]:
        if len(a) != len(b.split(' ')):
            fault(file, n, 'syllables do not fit')

    words = 'watchlists/words/'
    goods, traps = {}, {}
    for _, (cls, word, _, use, _, _) in t[words + 'goods.tsv']:
        if use != 'alone':
            (goods if use == 'good' else traps).setdefault(cls, []).append(word)
    for lists in (goods, traps):
        for cls in lists:
            lists[cls].sort(key=lambda w: (-len(w), w))
    negations = sorted(((c[1], c[0]) for _, c in t[words + 'negations.tsv']), key=lambda p: (p[0] == 'negate', -len(p[1]), p[1]))
    for n, (cls, word, _, use, example, counter) in t[words + 'goods.tsv']:
        if not has(example, word):
            fault(words + 'goods.tsv', n, 'the example does not hold the word')
        if use == 'alone':
            items = [[i.strip() for i in re.split('[,;，；、 ]', cell)] for cell in (example, counter)]
            if word not in items[0] or word in items[1]:
                fault(words + 'goods.tsv', n, 'must stand alone in the example, and not in the counter')
            continue
        fired = goods_fire(example, cls, goods, traps, negations)
        if use == 'good' and not fired:
            fault(words + 'goods.tsv', n, 'does not fire on: ' + example)
        if use == 'trap' and fired:
            fault(words + 'goods.tsv', n, '%s fires on: %s' % (fired, example))
        if use == 'good' and (fired := goods_fire(counter, cls, goods, traps, negations)):
            fault(words + 'goods.tsv', n, '%s fires on the counter: %s' % (fired, counter))
    for n, (pattern, use, _, example, counter) in t[words + 'negations.tsv']:
        if use == 'keep':
            if not any(goods_fire(example, c, goods, traps, negations) for c in ('cotton', 'tomato', 'seafood')):
                fault(words + 'negations.tsv', n, 'does not keep: ' + example)
            continue
        if any(goods_fire(example, c, goods, traps, negations) for c in ('cotton', 'tomato')):
            fault(words + 'negations.tsv', n, 'does not act on: ' + example)
        if not any(goods_fire(counter, c, goods, traps, negations) for c in ('cotton', 'tomato', 'apparel', 'lead')):
            fault(words + 'negations.tsv', n, 'acts on the counter: ' + counter)
    for name, column in (('surveillance.tsv', 3), ('programme_words.tsv', 3), ('titles.tsv', 2), ('origin_words.tsv', 4), ('street_words.tsv', 4)):
        for n, cells in t[words + name]:
            if not has(cells[column], cells[0]):
                fault(words + name, n, 'the example does not hold the word')
            if name in ('surveillance.tsv', 'programme_words.tsv') and has(cells[4], cells[0]) and cells[1] not in ('region', 'china'):
                fault(words + name, n, 'the counter holds the word')

    for f in faults:
        print(f)
    for file in TABLES:
        print('%-40s %6d rows' % (file, len(t[file])))
    sys.exit(1 if faults else 0)


if __name__ == '__main__':
    main()
