#!/usr/bin/env python3
"""Opens report.html in headless Chromium and uses it as a reader would.

    tests/browser/run.py TAMIS [--axe FOLDER] [--keep FOLDER]

TAMIS is the built program. With --axe, axe-core is fetched by npm into that folder and its rules are run; it is a tool
of the test (MPL-2.0) and never part of the repository. --keep leaves the reports, pictures and the PDF in a folder.
"""

import argparse
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from chrome import Chrome  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
AXE = "4.14.1"

# Each in every column: ends of elements, formulas, directions, what has no shape, joined emoji, rare characters, length.
HOSTILE = [
    "</script><script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">",
    "<!--<script>", "=cmd|' /C calc'!A0", "\u202egnp.exe\u202c", "\u200bzero\ufeffwidth", "👩‍🔧🏭", "𠀀𪚥𫝀", "&lt;b&gt; &amp;",
    "{{ data }} ${1+1} `x`", "javascript:document.title='owned'", "x" * 10_000, "新疆" * 5_000, "a\u0000b\u001b[31m", "\u2028\u2029",
]


def check(value, what):
    """Ends the test where something does not hold."""
    if not value:
        raise SystemExit(f"FAILED: {what}")
    print(f"ok: {what}")


def screen(program, ledger, report, *words):
    """Runs `tamis screen`."""
    command = [program, "screen", str(ledger), "-o", str(report), "--format", "csv,html", "--as-of", "2026-11-30", "-q", *map(str, words)]
    subprocess.run(command, check=True)
    return report / "report.html"


def hostile_ledger(path):
    """A ledger with hostile text in every column, next to a listed name that makes each row a finding."""
    header = ["Vendor Name", "Address", "City", "Country", "Product <script>", "HTS Code", "Note"]
    lines = [header]
    for text in HOSTILE:
        lines.append(["Hetian Taida Apparel Co., Ltd. " + text, *[text] * 5, "Hetian Taida Apparel"])
        lines.append([text, text, text, text, text, text, "supplier: Hetian Taida Apparel Co., Ltd. " + text])
    quoted = ('"' + cell.replace('"', '""') + '"' for line in lines for cell in line)
    cells = list(quoted)
    rows = [",".join(cells[at:at + len(header)]) for at in range(0, len(cells), len(header))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def long_ledger(path, vendors):
    """So many vendors with a finding each."""
    with path.open("w", encoding="utf-8") as out:
        out.write("Vendor No,Vendor Name,Address,City,Country,Product\n")
        for n in range(vendors):
            name = ["Hetian Taida Apparel", "Aksu Huafu Textiles", "Hefei Bitland Information Technology"][n % 3]
            out.write(f"V{n},Branch {n:05} {name},{n % 97} Renmin Road,Hotan,CN,cotton shirts no {n}\n")


def quiet(chrome, what):
    """No message in the console, and no request but for the file itself."""
    bad = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    chrome.run("new Promise(done => setTimeout(done, 50))")
    messages = [event for event in chrome.events if event["method"] in bad]
    check(not messages, f"{what}: no console message {json.dumps(messages)[:300] if messages else ''}")
    asked = [e["params"]["request"]["url"] for e in chrome.events if e["method"] == "Network.requestWillBeSent"]
    check(len(asked) == 1 and asked[0].startswith("file:"), f"{what}: no request leaves the file {asked[1:]}")


def status(chrome):
    return chrome.run("document.getElementById('status').textContent")


def choose(chrome, field, value):
    chrome.run(f"(() => {{ const f = document.getElementById({json.dumps(field)}); f.value = {json.dumps(value)};"
               " f.dispatchEvent(new Event('change', { bubbles: true })); })()")


def search(chrome, text):
    chrome.run("(() => { const f = document.getElementById('search'); f.focus(); f.select(); })()")
    chrome.key("Delete", "Delete")
    chrome.run("document.getElementById('search').value = ''")
    if text:
        chrome.type(text)
    else:
        chrome.run("document.getElementById('search').dispatchEvent(new Event('input', { bubbles: true }))")
    chrome.run("new Promise(done => setTimeout(done, 250))")


def names(chrome):
    return chrome.run("[...document.querySelectorAll('#lines th')].map(x => x.textContent)")


def used_as_a_reader(chrome, page):
    """Open, filter, sort, search, marks."""
    chrome.open(page.as_uri())
    quiet(chrome, "example")
    parties = json.loads((page.parent / "run.json").read_text())["counts"]["parties"]
    total = sum(parties.values())
    check(status(chrome) == f"{total} parties.", f"all {total} parties are counted")
    check(len(names(chrome)) == min(total, 20), "one line a party")
    check(chrome.run("document.querySelectorAll('#cards article').length") == min(total, 20), "one card a party")

    choose(chrome, "by-verdict", "match")
    found = int(status(chrome).split()[0])
    check(found >= parties["match"], f"filter by verdict: {found}")
    choose(chrome, "by-bars", "all dealings barred")
    check(0 < int(status(chrome).split()[0]) < found, "two filters hold for the same measure")
    chrome.run("document.getElementById('reset').click()")
    chrome.run("new Promise(done => setTimeout(done, 50))")
    check(status(chrome) == f"{total} parties.", "all filters cleared")

    before = names(chrome)
    chrome.run("document.querySelector('[data-sort=party]').click()")
    check(sorted(names(chrome)) == sorted(before) and names(chrome) != before, "sorted by party")
    check(chrome.run("document.querySelector('[data-sort=party]').parentElement.getAttribute('aria-sort')") == "ascending",
          "the heading says so")
    chrome.run("document.querySelector('[data-sort=strength]').click()")
    check(names(chrome) == before, "and back")

    search(chrome, "esquel")
    check(any("Esquell" in name for name in names(chrome)) and len(names(chrome)) < total, f"search: {names(chrome)}")
    differs = chrome.run("[...document.querySelectorAll('#cards mark .differs')].map(x => x.textContent).join('')")
    check(differs, f"letters that differ are marked: {differs!r}")
    search(chrome, "海康威视")
    check(len(names(chrome)) >= 1, "search in Chinese")
    mark = chrome.run("document.querySelector('#cards mark').textContent")
    check(mark and mark in chrome.run("document.querySelector('#cards .cell').textContent"), f"marked in its cell: {mark}")
    search(chrome, "qqzzxx")
    check(status(chrome).startswith("0 of"), "search without a result says so")
    search(chrome, "")
    check(status(chrome) == f"{total} parties.", "search cleared")
    widths = []
    for width in (320, 700, 1400):
        chrome.size(width, 900)
        widths.append(chrome.run("document.documentElement.scrollWidth") <= width)
    check(all(widths), "no sideways scrolling at 320, 700 (200 % of 1400) and 1400 pixels")


def what_is_new(chrome, page, compared):
    """Marks and filter of what is new since an earlier report; none where there is nothing to compare with."""
    chrome.open(page.as_uri())
    check(chrome.run("document.getElementById('since').hidden"), "no filter for new findings without an earlier report")
    chrome.open(compared.as_uri())
    quiet(chrome, "compared")
    total = int(status(chrome).split()[0])
    choose(chrome, "by-since", "new")
    found = names(chrome)
    check(len(found) == 1 and "Luopu Haishi" in found[0], f"the one new party of {total}: {found}")
    badges = chrome.run("document.querySelectorAll('#lines .badge.new').length")
    reason = chrome.run("document.querySelector('#cards .measure').textContent")
    check(badges == 1 and "New since the earlier report: new or changed row" in reason, "marked as new, with the reason")
    choose(chrome, "by-since", "known")
    check(int(status(chrome).split()[0]) == total - 1, "all others are known")


def used_by_keyboard(chrome, page):
    """Reaches every control with Tab, filters, sorts and opens a card without a mouse."""
    chrome.size(1400, 900)
    chrome.open(page.as_uri() + "?keyboard")
    active = "(document.activeElement.id || document.activeElement.dataset.sort || document.activeElement.hash || '')"
    chrome.key("Tab")
    check(chrome.run(active) == "#parties", "the first stop skips to the parties")
    stops = []
    for _ in range(60):
        chrome.key("Tab")
        stops.append(chrome.run(active))
    for stop in ("search", "by-verdict", "by-ledger", "reset", "strength", "rows"):
        check(stop in stops, f"Tab reaches {stop}")
    chrome.run("document.querySelector('[data-sort=party]').focus()")
    before = names(chrome)
    chrome.key("Enter")
    check(names(chrome) != before, "Enter sorts")
    chrome.run("document.getElementById('search').focus()")
    chrome.type("korla")
    chrome.run("new Promise(done => setTimeout(done, 250))")
    check(status(chrome).split()[1] == "of", "typing filters")
    chrome.run("document.querySelector('#lines a').focus()")
    chrome.key("Enter")
    chrome.run("new Promise(done => setTimeout(done, 100))")
    check(chrome.run("document.activeElement.tagName") == "ARTICLE", "Enter on a party moves to its card")
    outline = chrome.run("(() => { const b = document.querySelector('.id button'); b.focus({focusVisible: true});"
                         " return getComputedStyle(b).outlineStyle; })()")
    check(outline != "none", "the focus is seen")


def pdf_text(pdf):
    """Number of pages, and whether the PDF has text."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), b"/Font" in pdf or any(
        b"BT" in zlib.decompress(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S)[:1])


def printed(chrome, page, keep):
    chrome.open(page.as_uri() + "?print")
    chrome.run("window.addEventListener('beforeprint', () => setTimeout(() => {}, 0));"
               "window.addEventListener('afterprint', () => {}); window.printedCards = 0;"
               "window.addEventListener('beforeprint', () => { window.printedCards = document.querySelectorAll('#cards article').length;"
               " window.closedDetails = document.querySelectorAll('#cards details:not([open])').length; })")
    pdf = chrome.pdf()
    pages, has_text = pdf_text(pdf)
    total = chrome.run("document.getElementById('status').textContent.split(' ')[0]")
    check(chrome.run("String(printedCards)") == total.replace(",", ""), f"all {total} cards are printed, on {pages} pages")
    check(has_text and chrome.run("closedDetails") == 0, "and nothing of them is closed")
    if keep:
        (keep / "report.pdf").write_bytes(pdf)


def inert(chrome, page):
    """Hostile text does nothing, and can be read."""
    chrome.open(page.as_uri())
    quiet(chrome, "hostile")
    check(chrome.run("document.title").startswith("tamis:"), "no script of a ledger ran")
    check(chrome.run("document.querySelectorAll('img, iframe, object, embed, link, base, script:not(#data)').length") == 1,
          "no element of a ledger was made")
    seen = ""
    for at in range(50):
        seen += chrome.run("document.getElementById('cards').textContent")
        if chrome.run("document.getElementById('next').disabled"):
            break
        chrome.run("document.getElementById('next').click()")
    for text in ["</script><script>", "<img src=x onerror", "=cmd|' /C calc'!A0", "👩‍🔧🏭", "𠀀𪚥𫝀", "&lt;b&gt; &amp;", "U+202E", "U+200B",
                 "more characters", "${1+1}"]:
        check(text in seen, f"readable: {text}")
    check("\u202e" not in seen and "\u0000" not in seen, "no mark turns the text of the page round")
    links = chrome.run("[...document.querySelectorAll('a')].map(a => a.protocol).filter(p => !['http:', 'https:', 'file:'].includes(p))")
    check(links == [], "no link runs a script")
    check(chrome.run("document.title").startswith("tamis:"), "still none ran after all pages were seen")
    chrome.size(320, 900)
    check(chrome.run("document.documentElement.scrollWidth") <= 320, "10,000 characters make no sideways scrolling")


def fast(chrome, page, vendors):
    """Fifty thousand findings: opens, filters, sorts and searches."""
    chrome.size(1400, 900)
    chrome.send("Network.setCacheDisabled", cacheDisabled=True)
    loaded = chrome.open(page.as_uri())
    paint = chrome.run("new Promise(done => requestAnimationFrame(() => setTimeout(() => done("
                       "(performance.getEntriesByName('first-contentful-paint')[0] || { startTime: performance.now() }).startTime)))) ")
    check(f"{vendors:,} parties" in status(chrome), f"{vendors:,} parties, {page.stat().st_size / 1e6:.1f} MB")

    def took(script):
        return chrome.run("new Promise(done => { const start = performance.now(); " + script + "; requestAnimationFrame(() =>"
                          " setTimeout(() => done(performance.now() - start))); })") / 1000

    times = {
        "opened": loaded, "first paint": paint / 1000,
        "filter": took("document.getElementById('by-verdict').selectedIndex = 1;"
                       "document.getElementById('by-verdict').dispatchEvent(new Event('change', { bubbles: true }))"),
        "sort": took("document.querySelector('[data-sort=party]').click()"),
        "search": took("document.getElementById('search').value = '04999 hefei';"
                       "document.getElementById('filters').dispatchEvent(new Event('submit', { cancelable: true }))"),
        "next page": took("document.getElementById('reset').click(); document.getElementById('next').click()"),
    }
    print("   " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in times.items()))
    # Wide limits: a busy machine of two cores must pass, a page that hangs must not.
    check(loaded < 8 and all(seconds < 4 for what, seconds in times.items() if what != "opened"), "usable")


def accessible(chrome, page, axe):
    """The rules of axe-core, in both colour schemes."""
    script = axe.read_text(encoding="utf-8")
    for scheme, width in (("light", 1400), ("dark", 1400), ("light", 320)):
        chrome.size(width, 900)
        chrome.media(scheme)
        chrome.open(page.as_uri() + f"?axe-{scheme}-{width}")
        chrome.run("document.querySelectorAll('.card').forEach(c => c.scrollIntoView())")
        # The debugger may run what the page's policy forbids.
        chrome.run(script + "; 0")
        result = chrome.run("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v =>"
                            " [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary]))")
        for violation in result:
            print("   ", violation)
        grave = [v for v in result if v[0] in ("serious", "critical")]
        check(not grave, f"axe-core, {scheme}, {width} px: nothing serious or critical ({len(result)} lesser)")
    chrome.media("light")


def fetch_axe(folder):
    """axe-core by npm, once."""
    script = folder / f"axe-{AXE}.js"
    if not script.exists():
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(["npm", "pack", f"axe-core@{AXE}", "--silent"], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
            with tarfile.open(next(pathlib.Path(scratch).glob("*.tgz"))) as packed:
                script.write_bytes(packed.extractfile("package/axe.min.js").read())
    print(f"   axe-core {AXE}, SHA-256 {hashlib.sha256(script.read_bytes()).hexdigest()}")
    return script


def pictures(chrome, page, keep):
    for name, width, scheme in (("wide", 1400, "light"), ("narrow", 360, "light"), ("dark", 1400, "dark")):
        chrome.size(width, 1600)
        chrome.media(scheme)
        chrome.open(page.as_uri() + f"?picture-{name}")
        (keep / f"{name}.png").write_bytes(chrome.picture())
        chrome.run("document.querySelector('#cards article').scrollIntoView()")
        (keep / f"{name}-card.png").write_bytes(chrome.picture())
    chrome.media("light")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("--axe", type=pathlib.Path)
    arguments.add_argument("--keep", type=pathlib.Path)
    arguments.add_argument("--vendors", type=int, default=50_000)
    given = arguments.parse_args()
    program = given.program.resolve()
    browser = next((found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None)
    if browser is None:
        raise SystemExit("chromium is missing: install it first (Debian: chromium)")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        hostile_ledger(folder / "hostile.csv")
        long_ledger(folder / "long.csv", given.vendors)
        example = screen(program, ROOT / "examples/ledger.csv", folder / "example", "--force")
        hostile = screen(program, folder / "hostile.csv", folder / "hostile", "--force")
        long = screen(program, folder / "long.csv", folder / "long", "--force", "--only-list", "us-uflpa")
        ledger = (ROOT / "examples/ledger.csv").read_text(encoding="utf-8")
        (folder / "later").mkdir(exist_ok=True)
        (folder / "later/ledger.csv").write_text(ledger + "V9001,Luopu Haishi Dingxin Hair Products,,,Hetian,CN,,Wigs,6704.20,,,10\n", encoding="utf-8")
        compared = screen(program, folder / "later/ledger.csv", folder / "compared", "--force", "--since", folder / "example")
        with Chrome(browser) as chrome:
            used_as_a_reader(chrome, example)
            what_is_new(chrome, example, compared)
            used_by_keyboard(chrome, example)
            printed(chrome, example, given.keep)
            inert(chrome, hostile)
            fast(chrome, long, given.vendors)
            if given.axe:
                given.axe.mkdir(parents=True, exist_ok=True)
                axe = fetch_axe(given.axe)
                accessible(chrome, example, axe)
            if given.keep:
                pictures(chrome, example, given.keep)
    print(f"The report works in the browser ({time.monotonic() - started:.0f} s).")


if __name__ == "__main__":
    main()
