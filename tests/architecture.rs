//! The shape of the sources: which module may use which, and the limits that keep a file readable.
//!
//! A new module is written into [`MAY_USE`] with what it needs; an edge that is missing there was not meant. Sources
//! are parsed; items under `#[cfg(test)]` and files of tests are left out, except for the width of lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Each module of the crate, and the modules that it may use. The command line may use all.
const MAY_USE: [(&str, &[&str]); 14] = [
    // The words of the field use no other module.
    ("model", &[]),
    // Text uses no list, no file and no score.
    ("text", &["model"]),
    ("lexicon", &["model", "text"]),
    // Lists and ledgers come from files. A list of the user's is a table like a ledger and is read by the
    // same readers; ledgers know no lists. Both look words up in text and lexicon.
    ("watchlist", &["ledger", "lexicon", "model", "text"]),
    ("ledger", &["lexicon", "model", "text"]),
    // Files of publishers are checked by the readers of lists; nothing else knows that there is a network.
    ("updates", &["model", "text", "watchlist"]),
    // From a cell to findings: no files, no threads, no output.
    ("matching", &["lexicon", "model", "text"]),
    ("cells", &["lexicon", "matching", "model", "text"]),
    ("policy", &["cells", "lexicon", "matching", "model", "text"]),
    ("screener", &["cells", "lexicon", "matching", "model", "policy", "text"]),
    // Reports do not know how a finding was reached.
    ("report", &["model", "text"]),
    ("pipeline", &["ledger", "model", "report", "screener"]),
    ("eval", &["model", "screener"]),
    // The words of a name come from the vocabulary, and entries that are one body from the lists, not from the
    // matching engine that is tried.
    ("validate", &["ledger", "lexicon", "model", "screener", "text", "watchlist"]),
];

/// What a path names, why it matters, and the modules that may name it. `""` is `main.rs` and `lib.rs`.
const MAY_NAME: [(&[&str], &str, &[&str]); 5] = [
    (&["println", "print", "eprintln", "eprint", "indicatif", "clap", "IsTerminal"], "the terminal", &["cli", ""]),
    (&["std::env"], "the environment", &["cli", "report", ""]),
    (&["std::fs"], "files", &["cli", "eval", "ledger", "report", "updates", "watchlist"]),
    (
        &["std::thread", "rayon"],
        "threads",
        &["cli", "ledger", "matching", "pipeline", "updates", "validate", "watchlist"],
    ),
    (&["Instant::now", "SystemTime::now", "Timestamp::now", "Zoned::now", "rand"], "clock or chance", &["cli"]),
];

/// A source of the crate, parsed.
#[derive(Default)]
struct Source {
    /// Its path from the root of the repository.
    file: String,
    /// Its module: `["ledger", "sheets"]`; empty for `main.rs` and `lib.rs`.
    module: Vec<String>,
    /// All paths that its code names, as they are written.
    paths: BTreeSet<Vec<String>>,
    /// The names that its `use` items bring in, with their paths.
    imports: BTreeMap<String, Vec<String>>,
    /// Functions with a tuple as the pattern of a parameter.
    packed: Vec<String>,
}

impl Source {
    /// The module that the path begins in, as a path from the root of the crate; `None` outside the crate.
    fn absolute(&self, path: &[String], modules: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let child = || [&self.module[..], &path[..1]].concat();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([&self.module[..], &path[1..]].concat()),
            "super" => Some([&self.module[..self.module.len() - supers], &path[supers..]].concat()),
            _ => modules.contains(&child()).then(|| [&self.module[..], path].concat()),
        }
    }

    fn import(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            syn::UseTree::Glob(_) => drop(self.paths.insert(before.to_vec())),
            syn::UseTree::Name(name) if name.ident == "self" => drop(self.paths.insert(before.to_vec())),
            syn::UseTree::Name(name) => self.keep_import(&name.ident, with(&name.ident)),
            syn::UseTree::Rename(rename) => self.keep_import(&rename.rename, with(&rename.ident)),
        }
    }

    fn keep_import(&mut self, name: &syn::Ident, path: Vec<String>) {
        self.imports.insert(name.to_string(), path.clone());
        self.paths.insert(path);
    }

    /// The paths in the tokens of a macro call.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match &token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => {
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Ident(ident) => {
                    self.paths.insert(std::mem::replace(&mut path, vec![ident.to_string()]));
                    colons = 0;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => colons = 0,
            }
        }
        self.paths.insert(path);
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs[..],
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            _ => &[],
        };
        let is_test =
            |a: &syn::Attribute| matches!(&a.meta, syn::Meta::List(list) if list.tokens.to_string() == "test");
        if !attributes.iter().any(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(path.segments.iter().map(|s| s.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        let packed = |input: &syn::FnArg| matches!(input, syn::FnArg::Typed(t) if matches!(*t.pat, syn::Pat::Tuple(_)));
        if signature.inputs.iter().any(packed) {
            self.packed.push(signature.ident.to_string());
        }
        visit::visit_signature(self, signature);
    }
}

/// The Rust files under folders of the repository, by their paths from its root, with their texts.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).expect("a folder of the sources").map(|entry| entry.expect("an entry").path())
        {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|x| x == "rs") {
                let file = path.strip_prefix(root).expect("a path under the root").to_string_lossy().into_owned();
                found.push((file, fs::read_to_string(path).expect("a source")));
            }
        }
    }
    found.sort();
    found
}

fn parsed(file: &str, text: &str) -> Source {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let parts = inside.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    let mut source = Source { file: file.to_owned(), module: parts.map(str::to_owned).collect(), ..Source::default() };
    source.visit_file(&syn::parse_file(text).unwrap_or_else(|e| panic!("{file}: {e}")));
    source
}

fn sources() -> Vec<Source> {
    let code = files(&["src"]).into_iter().filter(|(file, _)| !file.ends_with("tests.rs"));
    code.map(|(file, text)| parsed(&file, &text)).collect()
}

/// The modules that the paths of each source lead to; a name that a module only passes on leads to where it comes from.
fn edges(sources: &[Source]) -> Vec<(&Source, BTreeSet<Vec<String>>)> {
    let modules: BTreeSet<Vec<String>> = sources.iter().map(|s| s.module.clone()).collect();
    let by_module: BTreeMap<&[String], &Source> = sources.iter().map(|s| (&s.module[..], s)).collect();
    let target = |source: &Source, path: &[String]| {
        let mut at = source.absolute(path, &modules)?;
        for _ in 0..8 {
            let depth = (0..=at.len()).rev().find(|n| modules.contains(&at[..*n]))?;
            let module = by_module.get(&at[..depth])?;
            let passed_on = at.get(depth).and_then(|name| module.imports.get(name));
            match passed_on.and_then(|path| module.absolute(path, &modules)) {
                Some(next) => at = next,
                None => return Some(at[..depth].to_vec()),
            }
        }
        None
    };
    sources.iter().map(|s| (s, s.paths.iter().filter_map(|path| target(s, path)).collect())).collect()
}

#[test]
fn no_module_uses_one_that_it_must_not() {
    let mut wrong = String::new();
    let sources = sources();
    for (source, targets) in edges(&sources) {
        let Some((own, may)) = MAY_USE.iter().find(|(name, _)| source.module.first().is_some_and(|own| own == name))
        else {
            continue;
        };
        for other in targets.iter().filter_map(|target| target.first()) {
            if other != own && !may.contains(&other.as_str()) {
                let may = may.join(", ");
                let _ = writeln!(wrong, "{}: `{own}` must not use `{other}`; it may use: {may}", source.file);
            }
        }
    }
    assert!(wrong.is_empty(), "edges that the map does not draw:\n{wrong}");
}

#[test]
fn terminal_files_threads_and_clock_are_named_where_they_belong() {
    let mut wrong = String::new();
    for source in sources() {
        let own = source.module.first().map_or("", String::as_str);
        for path in source.paths.iter().map(|path| format!("::{}::", path.join("::"))) {
            for (names, what, may) in MAY_NAME {
                if names.iter().any(|name| path.contains(&format!("::{name}::"))) && !may.contains(&own) {
                    let _ = writeln!(wrong, "{}: `{own}` must not use {what}: {path}", source.file);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_module_is_in_the_map() {
    let found: BTreeSet<String> = sources().into_iter().filter_map(|s| s.module.into_iter().next()).collect();
    let drawn: BTreeSet<String> = MAY_USE.iter().map(|(name, _)| *name).chain(["cli"]).map(str::to_owned).collect();
    assert_eq!(found, drawn, "left: the sources, right: the map in tests/architecture.rs");
}

/// Fails where there are files of this kind.
fn none<'s>(broken: impl Iterator<Item = &'s str>, kind: &str) {
    let wrong: Vec<&str> = broken.collect();
    assert!(wrong.is_empty(), "{kind}: {}", wrong.join(", "));
}

/// The modules that each module uses.
type Graph<'s> = BTreeMap<&'s [String], BTreeSet<Vec<String>>>;

fn reached<'g>(graph: &'g Graph<'_>, from: &'g [String]) -> BTreeSet<&'g [String]> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        open.extend(graph.get(at).into_iter().flatten().map(Vec::as_slice).filter(|next| seen.insert(*next)));
    }
    seen
}

/// A file may use the modules that it lies in: their types are its vocabulary.
#[test]
fn files_of_a_module_do_not_import_each_other_in_a_circle() {
    let sources = sources();
    let outside = |s: &Source, targets: BTreeSet<Vec<String>>| {
        targets.into_iter().filter(|target| !s.module.starts_with(target)).collect()
    };
    let graph: Graph<'_> =
        edges(&sources).into_iter().map(|(s, targets)| (&s.module[..], outside(s, targets))).collect();
    let circle = sources.iter().filter(|s| reached(&graph, &s.module).contains(&s.module[..]));
    none(circle.map(|s| &*s.file), "files that reach themselves over their imports");
}

#[test]
fn no_function_takes_several_values_in_one_parameter() {
    let sources = sources();
    let packed = sources.iter().filter(|s| !s.packed.is_empty()).inspect(|s| println!("{}: {:?}", s.file, s.packed));
    none(packed.map(|s| &*s.file), "files with a function that has a tuple as parameter");
}

#[test]
fn files_and_lines_are_not_too_long() {
    let all = files(&["src", "tests", "benches", "examples", "fuzz/src", "fuzz/fuzz_targets"]);
    let long = all.iter().filter(|(file, text)| file.starts_with("src/") && text.lines().count() > 500);
    none(long.map(|(file, _)| &**file), "files of over 500 lines");
    let wide = all.iter().filter(|(_, text)| text.lines().any(|line| line.chars().count() > 120));
    none(wide.map(|(file, _)| &**file), "files with lines of over 120 columns");
}

#[test]
fn edges_are_seen_however_they_are_written() {
    let text = "use crate::model::Day; use crate::{text::{self, normalize}, report}; use super::eval::read;\n\
                // crate::cli\nfn f(x: &crate::ledger::Row) { assert!(crate::policy::run(x)); inner::g() }\n\
                #[cfg(test)] mod tests { use crate::screener; }";
    let names = ["model", "text", "report", "eval", "cli", "ledger", "policy", "screener", "cells"];
    let mut sources: Vec<Source> = names.iter().map(|name| parsed(&format!("src/{name}.rs"), "")).collect();
    sources.extend([parsed("src/cells/inner.rs", "use super::Day;"), parsed("src/cells/mod.rs", text)]);
    sources.retain(|s| s.file != "src/cells.rs");
    let seen: Vec<String> = edges(&sources)
        .into_iter()
        .flat_map(|(s, to)| {
            let from = s.module.join("::");
            to.into_iter().map(move |to| format!("{from} {}", to.join("::")))
        })
        .collect();
    let cells = ["cells::inner", "eval", "ledger", "model", "policy", "report", "text"].map(|to| format!("cells {to}"));
    assert_eq!(seen, [&["cells::inner model".to_owned()][..], &cells].concat());
}
