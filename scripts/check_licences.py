#!/usr/bin/env python3
"""Checks that every dependency may be shipped under MIT OR Apache-2.0.

    cargo metadata --format-version 1 > metadata.json
    python3 scripts/check_licences.py metadata.json

A licence expression passes if one of its alternatives names allowed licences only. Prints each package that does not
pass and ends with status 1. Standard library only.
"""
import collections, json, re, sys

# Permissive licences: attribution at most. A licence that is missing here is a decision, not an oversight.
ALLOWED = {
    'MIT', 'MIT-0', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0', 'CC0-1.0',
    # For data: its text must be passed on with them. Of Mozilla's root certificates, compiled for WebAssembly only.
    'CDLA-Permissive-2.0',
    'ISC', 'Unicode-3.0', 'Unlicense', 'Zlib',
}


def passes(expression):
    """True if the SPDX expression (`/` is the old spelling of OR) can be met by allowed licences."""
    tokens = re.findall(r'[()]|[^\s()]+', expression.replace('/', ' OR '))
    at = 0

    def either():
        nonlocal at
        good = both()
        while at < len(tokens) and tokens[at] == 'OR':
            at += 1
            good = both() or good
        return good

    def both():
        nonlocal at
        good = one()
        while at < len(tokens) and tokens[at] == 'AND':
            at += 1
            good = one() and good
        return good

    def one():
        nonlocal at
        if tokens[at] == '(':
            at += 1
            good = either()
            at += 1
            return good
        name = tokens[at]
        at += 1
        if at < len(tokens) and tokens[at] == 'WITH':
            name = ' '.join(tokens[at - 1:at + 2])
            at += 2
        return name in ALLOWED

    return either()


def main():
    with open(sys.argv[1], encoding='utf-8') as f:
        packages = json.load(f)['packages']
    bad = [p for p in packages if not passes(p['license'] or 'none')]
    for p in bad:
        print(f"{p['name']} {p['version']}: licence {p['license'] or 'not stated'}; choose another package, or allow it in {sys.argv[0]}")
    counts = collections.Counter(p['license'] for p in packages)
    print(f'{len(packages)} packages, {len(counts)} licence expressions, {len(bad)} not allowed')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
