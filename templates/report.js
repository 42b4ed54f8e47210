// The parties of the page: filter, sort, search, and the cards of those that are looked at. All text of ledgers and
// lists becomes text nodes, never markup.
"use strict";
(() => {
  const PAGE = 20; // parties on a page
  const PRINTED = 3000; // parties printed at most
  const NAMES = 12; // names and addresses of an entry that are seen before the rest is opened
  const VERDICTS = ["advisory", "review", "match"];
  const AGREEMENT = ["agrees", "differs", "missing in the row", "missing in the list", "cannot be compared"];
  const METHODS = {
    identifier: "a listed identifier", exact: "a listed name, letter for letter", variant: "another form of a listed name",
    cross_script: "a listed name in another script", fuzzy: "a listed name with letters that differ",
    affiliation: "a sign of a group or body", goods: "the goods", region: "a place", official: "an office or title",
    licensing: "goods under a licensing policy", advisory: "an advisory", mid: "a manufacturer code", address: "a listed address",
  };
  // The same set as in src/report/html/excerpt.rs.
  const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0001}-\u{e007f}]/u;

  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  $("data").textContent = "";
  const { parties, entries, headers, countries, texts, steps, tables, ledgers } = data;
  parties.forEach((party, place) => { party.place = place; });

  // ---- elements

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") node.className = value;
      else if (value !== undefined) node.setAttribute(key, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "") node.append(child);
    }
    return node;
  }

  /** Text in which characters without a shape are seen as their code. */
  function shown(text) {
    if (!UNSEEN.test(text)) return text;
    const all = document.createDocumentFragment();
    let plain = "";
    for (const c of text) {
      if (!UNSEEN.test(c)) { plain += c; continue; }
      const code = "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      all.append(plain, el("span", { class: "code" }, code));
      plain = "";
    }
    all.append(plain);
    return all;
  }

  /** Text of a ledger or list, which may run in another direction. */
  const foreign = (text) => el("bdi", {}, shown(text));
  const number = (n) => n.toLocaleString("en-US");
  const counted = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;
  const badge = (verdict) => el("span", { class: `badge ${VERDICTS[verdict]}` }, VERDICTS[verdict]);
  /** `new` or `known` where the report was compared with an earlier one. */
  const since = (line) => (line.z === undefined ? "" : texts[line.z]);
  const isNew = (party) => party.m.some((line) => since(line) === "new");
  const newBadge = () => el("span", { class: "badge new" }, "new");
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const left = (n) => (n ? el("span", { class: "under" }, ` [${counted(n, "more character", "more characters")}] `) : "");
  const cardId = (party) => `party-${party.m[0].i}`;

  function link(url) {
    if (!/^https?:\/\//i.test(url)) return foreign(url);
    return el("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, shown(url));
  }

  // ---- what differs between the words of the cell and the listed name

  const fold = (text) => {
    const lower = text.toLowerCase();
    return /^[\u0020-\u007e]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  };

  function words(text) {
    const found = [];
    for (const { 0: word, index } of text.matchAll(/\p{Script=Han}|[\p{Script=Latin}\p{M}\p{N}]+|[\p{L}\p{M}\p{N}]/gu)) {
      found.push({ word, start: index, key: fold(word), rest: null });
    }
    return found;
  }

  /** The places of both keys that are in no longest common subsequence. */
  function unlike(a, b) {
    const [x, y] = [[...a].slice(0, 60), [...b].slice(0, 60)];
    const best = Array.from({ length: x.length + 1 }, () => new Uint8Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i--) {
      for (let j = y.length - 1; j >= 0; j--) {
        best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
      }
    }
    const only = [new Set(), new Set()];
    let [i, j] = [0, 0];
    while (i < x.length || j < y.length) {
      if (i < x.length && j < y.length && x[i] === y[j]) { i++; j++; }
      else if (j >= y.length || (i < x.length && best[i + 1][j] >= best[i][j + 1])) only[0].add(i++);
      else only[1].add(j++);
    }
    return { only, share: best[0][0] / Math.max(x.length, y.length, 1) };
  }

  /** Both texts as words with the characters that differ; nothing where the scripts have none in common. */
  function compare(cell, listed, around) {
    if (cell.length + listed.length > 800) return null;
    const [a, b] = [words(cell), words(listed)];
    for (const word of a) {
      const same = b.find((other) => !other.rest && other.key === word.key);
      if (same) word.rest = same.rest = new Set();
    }
    let alike = a.some((word) => word.rest);
    for (const word of a.filter((w) => !w.rest)) {
      let [best, found] = [null, { share: 0.5 }];
      for (const other of b.filter((o) => !o.rest)) {
        const likeness = unlike(word.key, other.key);
        if (likeness.share > found.share) [best, found] = [other, likeness];
      }
      if (best) { [word.rest, best.rest] = found.only; alike = true; }
    }
    // Words of the listed name that the finding did not need, but that the cell has next to the others.
    const near = new Set(words(around).map((word) => word.key));
    for (const word of b) if (!word.rest && near.has(word.key)) word.rest = new Set();
    return alike ? [a, b] : null;
  }

  /** The text with the characters that differ marked. */
  function marked(text, parts) {
    const out = el("bdi");
    let at = 0;
    for (const { word, start, rest } of parts) {
      if (rest && rest.size === 0) continue;
      out.append(shown(text.slice(at, start)));
      const letters = [...word];
      // Places count folded characters: where folding changed their number the whole word is marked.
      const exact = rest && [...fold(word)].length === letters.length;
      letters.forEach((letter, place) => {
        out.append(!exact || rest.has(place) ? el("span", { class: "differs" }, letter) : letter);
      });
      at = start + word.length;
    }
    out.append(shown(text.slice(at)));
    return out;
  }

  // ---- a card

  function place([ledger, row, line]) {
    return [foreign(ledgers[ledger]), row ? `, row ${number(row)}, line ${number(line)}` : `, title line ${number(line)}`];
  }

  const stepsOf = (line) => (line.t === undefined ? null : steps[line.t]);
  const isName = (line) => line.h === "identifier" || (line.t !== undefined && steps[line.t][1] > 0);

  function cellPart(party, line, likeness) {
    const quoted = texts[line.q];
    const box = el("div", { class: "box cell-box" }, el("h5", {}, "In your ledger", line.f !== undefined ? [": ", foreign(headers[line.f])] : ""));
    if (!line.c) {
      box.append(el("p", { class: "cell" }, el("mark", {}, foreign(quoted))));
      return box;
    }
    const [before, after, skipped = 0, more = 0, words = quoted] = line.c;
    const mark = (text) => el("mark", {}, likeness && text === quoted ? marked(text, likeness[0]) : foreign(text));
    box.append(el("p", { class: "cell", dir: "auto" }, left(skipped), shown(before), words ? mark(words) : "", shown(after), left(more)));
    if (!words && quoted) {
      box.append(el("p", { class: "under" }, "Matched words, from several cells or repaired: "), el("p", { class: "cell" }, mark(quoted)));
    }
    const at = line.p || (party.x && party.x[0][0]);
    if (at) box.append(el("p", { class: "under" }, place(at)));
    return box;
  }

  function listPart(line, entry, likeness) {
    const listed = texts[line.n];
    const title = isName(line) ? "On the list" : "In the measure";
    const box = el("div", { class: "box list-box" }, el("h5", {}, title, ": ", el("code", {}, shown(entry.id))));
    box.append(el("p", { class: "cell", dir: "auto" }, likeness ? marked(listed, likeness[1]) : foreign(listed)));
    if (entry.name !== listed) box.append(el("p", { class: "under" }, "of: ", foreign(entry.name)));
    if (isName(line)) {
      const differs = likeness && likeness.flat().some((word) => !word.rest || word.rest.size);
      box.append(el("p", { class: "under" }, likeness ? (differs ? "Letters that differ are underlined twice." : "The same letters, but for case, marks and order.") : "Written in another form or script."));
    }
    const others = entry.names.filter((name) => name !== listed);
    const facts = [["Other names", others], ["Listed addresses", entry.addresses], ["Listed identifiers", entry.ids]];
    for (const [label, all] of facts) {
      if (!all || !all.length) continue;
      const items = (some) => el("ul", { class: "inline" }, some.map((one) => el("li", {}, foreign(one))));
      box.append(el("p", { class: "under" }, `${label}:`), items(all.slice(0, NAMES)));
      const rest = all.slice(NAMES);
      if (rest.length) box.append(el("details", {}, el("summary", {}, `${number(rest.length)} more`), items(rest)));
    }
    return box;
  }

  function stepsPart(line) {
    if (!stepsOf(line)) return el("p", { class: "under steps" }, "How row and list agree is not kept for this line; flagged.jsonl (form jsonl) has it.");
    const [kind, share, address, country, identifier] = stepsOf(line);
    const result = (n) => el("td", { class: n === 0 ? "agrees" : n === 1 ? "differ" : undefined }, AGREEMENT[n]);
    const row = (fact, cell) => el("tr", {}, el("th", { scope: "row" }, fact), cell);
    const name = share > 0 ? `${share} % of the listed name is in the row` : "not compared: found by " + METHODS[line.h];
    return el("table", { class: "steps" },
      el("caption", {}, "Do the row and the list agree?"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Fact"), el("th", { scope: "col" }, "Result"))),
      el("tbody", {}, row("Kind of party", result(kind)), row("Name", el("td", {}, name)), row("Address", result(address)),
        row("Country", result(country)), row("Identifier", result(identifier))));
  }

  function lawPart(line, entry, rows) {
    const facts = [
      ["Goods", entry.goods], ["Authority", entry.authority], ["Law", entry.law], ["Effective", entry.effective], ["Removed", entry.removed], ["Status", entry.status],
      ["Later measures", entry.further], ["Citation", entry.citation],
    ];
    const dl = el("dl", { class: "law" });
    const add = (key, ...value) => dl.append(el("div", {}, el("dt", {}, key), el("dd", {}, ...value)));
    for (const [key, value] of facts) if (value) add(key, foreign(value));
    (entry.sources || []).forEach((url, at) => add(at ? "Also" : "Source", link(url)));
    add("List", foreign(entry.title), " (", el("code", {}, shown(entry.list)), ")");
    add("Found by", METHODS[line.h]);
    if (line.w && line.w !== rows) add("Rows", number(line.w));
    return dl;
  }

  function nextPart(line, entry) {
    const check = isName(line)
      ? "Compare your row with the listed party: kind, name, address, country and identifier. A finding is a possible match, never a violation."
      : "Check the words marked in your row: are the goods, the place or the office those that the measure names? A finding is a possible match, never a violation.";
    const source = entry.sources ? ["Read the measure at its source: ", link(entry.sources[0]), "."] : "No source link is on the list; ask who keeps it.";
    return el("div", { class: "next" }, el("h5", {}, "What to do next"),
      el("ol", {}, el("li", {}, check), el("li", {}, "If it is so: ", foreign(entry.means)), el("li", {}, source)));
  }

  function copy(button, id) {
    const say = (text) => { $("status").textContent = text; };
    const choose = () => {
      getSelection().selectAllChildren($(`id-${id}`));
      say(`Finding id ${id} is selected: press Ctrl+C.`);
    };
    if (!navigator.clipboard) return choose();
    navigator.clipboard.writeText(id).then(() => { button.textContent = "Copied"; say(`Finding id ${id} copied.`); }, choose);
  }

  function measurePart(party, line) {
    const rows = party.k;
    const entry = entries[line.e];
    const likeness = isName(line) ? compare(texts[line.q], texts[line.n], line.c ? `${line.c[0]} ${line.c[1]}` : "") : null;
    const button = el("button", { type: "button", "aria-label": `Copy finding id ${line.i}` }, "Copy");
    button.addEventListener("click", () => copy(button, line.i));
    const id = el("p", { class: "id" }, "Finding id ", el("code", { id: `id-${line.i}` }, line.i), " ", button);
    const why = line.y === undefined ? "" : texts[line.y];
    const compared = since(line) ? el("p", { class: "under" }, `${capital(since(line))} since the earlier report${why ? `: ${why}` : ""}.`) : "";
    const head = [
      el("h4", {}, badge(line.v), ` ${line.s} · `, capital(entry.bars), ": ", foreign(entry.measure)),
      el("p", { class: "reason" }, foreign(texts[line.r])),
      compared,
    ];
    const section = { class: "measure" };
    // A programme-wide advisory says all in its reason.
    if (line.a) {
      const source = entry.sources ? el("p", { class: "under" }, "Source: ", link(entry.sources[0])) : "";
      return el("div", section, head, source, id);
    }
    return el("div", section, head,
      el("div", { class: "facts" },
        el("div", { class: "column" }, cellPart(party, line, likeness), stepsPart(line), nextPart(line, entry)),
        el("div", { class: "column" }, listPart(line, entry, likeness), lawPart(line, entry, rows))),
      id);
  }

  function runs(party) {
    const byLedger = new Map();
    let kept = 0;
    for (const [ledger, first, last] of party.r) {
      const text = first ? (first === last ? number(first) : `${number(first)}–${number(last)}`) : `title line ${number(last)}`;
      if (first) kept += last - first + 1;
      byLedger.set(ledger, [...(byLedger.get(ledger) || []), text]);
    }
    const items = [...byLedger].map(([ledger, all]) => el("li", {}, foreign(ledgers[ledger]), `: ${all.join(", ")}`));
    if (party.k > kept) items.push(el("li", {}, `and ${counted(party.k - kept, "more row", "more rows")}; flagged.csv (form csv) has them`));
    return el("ul", {}, items);
  }

  /** The first rows with their cells: a column a row, so that wide ledgers fit on a page. */
  function samplesPart(party) {
    const byTable = new Map();
    for (const sample of party.x) byTable.set(sample[1], [...(byTable.get(sample[1]) || []), sample]);
    return [...byTable].map(([table, samples]) => {
      const width = Math.max(...samples.map(([, , cells]) => cells.length));
      const head = el("tr", {}, el("th", { scope: "col" }, "Column"), samples.map(([at]) =>
        el("th", { scope: "col" }, at[1] ? `row ${number(at[1])}` : `title line ${number(at[2])}`)));
      const lines = [];
      for (let column = 0; column < width; column++) {
        if (samples.every(([, , cells]) => !cells[column] || cells[column] === " ")) continue;
        const title = samples.every(([at]) => !at[1]);
        const name = (!title && tables[table][column]) || `column ${column + 1}`;
        const cell = ([, , cells]) => {
          const [text, more] = Array.isArray(cells[column]) ? cells[column] : [cells[column] || "", 0];
          return el("td", {}, foreign(text), left(more));
        };
        lines.push(el("tr", {}, el("th", { scope: "row" }, foreign(name)), samples.map(cell)));
      }
      const region = { class: "scroll", role: "group", tabindex: "0", "aria-label": `Cells of rows of ${party.n}` };
      return el("div", region, el("table", {}, el("caption", {}, foreign(ledgers[samples[0][0][0]])),
        el("thead", {}, head), el("tbody", {}, lines)));
    });
  }

  function card(party) {
    const id = cardId(party);
    const first = party.m[0];
    const about = `${counted(party.m.length, "measure", "measures")}, ${party.k === undefined ? "" : party.k ? counted(party.k, "row", "rows") : "in a title line"}`;
    const article = el("article", { class: "card", id, tabindex: "-1", "aria-labelledby": `${id}-title` },
      el("header", {}, el("h3", { id: `${id}-title` }, foreign(party.n)),
        el("p", {}, badge(first.v), isNew(party) ? newBadge() : "", `score ${first.s}, ${about}`)),
      party.m.map((line) => measurePart(party, line)));
    if (party.x) {
      article.append(el("div", { class: "rows" },
        el("h4", {}, "Rows of this party"), runs(party),
        party.k > party.x.length ? el("p", { class: "under" }, `The cells of the first ${party.x.length}:`) : "",
        samplesPart(party),
        el("p", { class: "back" }, el("a", { href: "#parties-title" }, "Back to the list"))));
    }
    return article;
  }

  // ---- filter, sort, search

  const FILTERS = {
    verdict: (line) => VERDICTS[line.v],
    bars: (line) => entries[line.e].bars,
    list: (line) => entries[line.e].list,
    measure: (line) => entries[line.e].measure,
    country: (line) => (line.o === undefined ? "" : countries[line.o] || "(not given)"),
    column: (line) => (line.f === undefined ? "" : headers[line.f]),
    since: (line) => since(line),
  };
  const SORTS = {
    strength: (a, b) => b.place - a.place,
    score: (a, b) => a.m[0].s - b.m[0].s,
    party: (a, b) => collator.compare(a.n, b.n),
    measure: (a, b) => collator.compare(entries[a.m[0].e].measure, entries[b.m[0].e].measure),
    measures: (a, b) => a.m.length - b.m.length,
    rows: (a, b) => (a.k || 0) - (b.k || 0),
  };
  const collator = new Intl.Collator("en", { numeric: true });
  const state = { sort: "strength", down: true, page: 0, found: parties, printing: false };

  const ledgersOf = (party) => new Set((party.r || []).map(([ledger]) => ledger));

  function fillFilters() {
    const counts = Object.fromEntries(Object.keys(FILTERS).map((key) => [key, new Map()]));
    const byLedger = new Map();
    const add = (map, key) => map.set(key, (map.get(key) || 0) + 1);
    for (const party of parties) {
      for (const [key, word] of Object.entries(FILTERS)) {
        const all = party.m.length === 1 ? [word(party.m[0])] : new Set(party.m.map(word));
        for (const one of all) if (one) add(counts[key], one);
      }
      for (const ledger of ledgersOf(party)) add(byLedger, ledger);
    }
    const option = (value, label, n) => el("option", { value }, `${label.slice(0, 60)} (${number(n)})`);
    for (const [key, map] of Object.entries(counts)) {
      const sorted = [...map].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
      $(`by-${key}`).append(...sorted.map(([word, n]) => option(word, word.replace(new RegExp(UNSEEN, "gu"), "·"), n)));
    }
    $("since").hidden = !counts.since.size;
    const sorted = [...byLedger].sort((a, b) => a[0] - b[0]);
    $("by-ledger").append(...sorted.map(([ledger, n]) => option(ledger, ledgers[ledger], n)));
  }

  const entryText = entries.map((e) => fold([e.id, e.name, e.measure, e.title, e.list, e.citation, ...e.names].join("\n")));

  const foldedTexts = [];
  const folded = (index) => (foldedTexts[index] ??= fold(texts[index]));

  function searchText(party) {
    if (party.text === undefined) {
      const parts = [party.n];
      for (const line of party.m) parts.push(line.i, ...(line.c ? [line.c[0], line.c[1]] : []));
      for (const [, , cells] of party.x || []) for (const cell of cells) parts.push(Array.isArray(cell) ? cell[0] : cell);
      const own = [fold(parts.join("\n"))];
      for (const line of party.m) own.push(folded(line.q), folded(line.n), folded(line.r));
      party.text = own.join("\n");
    }
    return party.text;
  }

  /** Search texts are made while nobody waits, so that the first search is as fast as the others. */
  function prepare(from) {
    const later = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 20));
    later((deadline) => {
      let at = from;
      do {
        for (const end = Math.min(at + 50, parties.length); at < end; at++) searchText(parties[at]);
      } while (at < parties.length && deadline.timeRemaining() > 2);
      if (at < parties.length) prepare(at);
    });
  }

  function select() {
    const wanted = Object.keys(FILTERS).map((key) => [FILTERS[key], $(`by-${key}`).value]).filter(([, value]) => value);
    const ledger = $("by-ledger").value;
    const terms = fold($("search").value).split(/\s+/).filter(Boolean);
    const found = parties.filter((party) =>
      (!wanted.length || party.m.some((line) => wanted.every(([word, value]) => word(line) === value)))
      && (!ledger || ledgersOf(party).has(Number(ledger)))
      && terms.every((term) => searchText(party).includes(term) || party.m.some((line) => entryText[line.e].includes(term))));
    const order = SORTS[state.sort];
    if (state.sort !== "strength" || !state.down) found.sort((a, b) => (state.down ? order(b, a) : order(a, b)) || a.place - b.place);
    state.found = found;
    state.page = 0;
    show();
  }

  // ---- the page

  function listLine(party) {
    const entry = entries[party.m[0].e];
    return el("tr", {},
      el("td", { "data-label": "Verdict" }, badge(party.m[0].v), isNew(party) ? [" ", newBadge()] : ""),
      el("td", { class: "number", "data-label": "Score" }, String(party.m[0].s)),
      el("th", { scope: "row" }, el("a", { href: `#${cardId(party)}` }, foreign(party.n.length > 200 ? party.n.slice(0, 200) + "…" : party.n))),
      el("td", { "data-label": "First measure" }, foreign(entry.measure), `: ${entry.bars}`),
      el("td", { class: "number", "data-label": "Measures" }, number(party.m.length)),
      el("td", { class: "number", "data-label": "Rows" }, party.k ? number(party.k) : "–"));
  }

  function show() {
    const { found, page } = state;
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const seen = state.printing ? found.slice(0, PRINTED) : found.slice(page * PAGE, (page + 1) * PAGE);
    $("lines").replaceChildren(...seen.map(listLine));
    $("cards").replaceChildren(...seen.map(card));
    const which = found.length === parties.length ? "" : ` of ${number(parties.length)}`;
    const from = found.length ? `; ${number(page * PAGE + 1)} to ${number(page * PAGE + seen.length)} are shown` : "";
    const printed = found.length > seen.length ? `; the first ${number(seen.length)} are printed, filters choose others` : "";
    $("status").textContent = `${number(found.length)}${which} ${found.length === 1 && !which ? "party" : "parties"}${state.printing ? printed : pages > 1 ? from : ""}.`;
    $("pager").hidden = pages === 1;
    if ($("page").length !== pages) {
      const all = [];
      for (let n = 1; n <= pages; n++) all.push(el("option", { value: n - 1 }, `${number(n)} of ${number(pages)}`));
      $("page").replaceChildren(...all);
    }
    $("page").value = page;
    $("previous").disabled = page === 0;
    $("next").disabled = page >= pages - 1;
  }

  function turn(page) {
    state.page = page;
    show();
    $("parties-title").focus();
    $("parties-title").scrollIntoView();
  }

  /** Opens the page of the party that the address names. */
  function follow() {
    const id = location.hash.slice(1);
    if (!id.startsWith("party-")) return;
    const at = state.found.findIndex((party) => cardId(party) === id);
    if (at >= 0 && Math.floor(at / PAGE) !== state.page) {
      state.page = Math.floor(at / PAGE);
      show();
    }
    const target = $(id);
    if (target) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
  }

  function sortBy(key) {
    const down = { strength: true, score: true, measures: true, rows: true }[key] === true;
    state.down = state.sort === key ? !state.down : down;
    state.sort = key;
    for (const button of document.querySelectorAll("[data-sort]")) {
      const heading = button.parentElement;
      if (button.dataset.sort === key) heading.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else heading.removeAttribute("aria-sort");
    }
    select();
  }

  fillFilters();
  let waiting = 0;
  $("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(select, 120); });
  $("filters").addEventListener("change", (event) => { if (event.target.id !== "search") select(); });
  $("filters").addEventListener("reset", () => setTimeout(select, 0));
  $("filters").addEventListener("submit", (event) => { event.preventDefault(); select(); });
  for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => sortBy(button.dataset.sort));
  $("previous").addEventListener("click", () => turn(state.page - 1));
  $("next").addEventListener("click", () => turn(state.page + 1));
  $("page").addEventListener("change", () => turn(Number($("page").value)));
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", () => {
    state.printing = true;
    show();
    for (const details of document.querySelectorAll("#cards details")) details.open = true;
  });
  window.addEventListener("afterprint", () => { state.printing = false; show(); });
  if (parties.length) {
    $("filters").hidden = false;
    $("list").hidden = false;
  }
  show();
  follow();
  prepare(0);
})();
