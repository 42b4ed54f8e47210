//! The fuzz targets over their stored corpus, and over a fixed number of mutations of each file: quick, the same every
//! time. `fuzz/README.md` says how to run them without bound.

mod common;
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use common::{Rng, one};

/// Mutations of each file.
const MUTATIONS: usize = 60;

/// Pieces that readers stumble over.
const PIECES: [&[u8]; 16] = [
    b"\"",
    b"\r",
    b"\n",
    b"\0",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\x81\x30\x81",
    b"\t",
    b"</row>",
    b"<c r=\"XFD1048576\">",
    b"&#x110000;",
    b"_xD800_",
    b"{\"a\":[",
    b"99999999999999999999",
    b"table:number-rows-repeated=\"4294967295\"",
    b"\xFF\xFF\xFF\x7F",
];

fn mutated(bytes: &[u8], other: &[u8], numbers: &mut Rng) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + numbers.below(4) {
        let at = numbers.below(out.len() + 1);
        let end = (at + numbers.below(24)).min(out.len());
        match numbers.below(6) {
            0 if at < out.len() => out[at] ^= 1 << numbers.below(8),
            1 => drop(out.drain(at..end)),
            2 => {
                let piece = one(numbers, &PIECES);
                out.splice(at..at, piece.iter().copied());
            }
            3 => out.extend_from_within(at..end),
            4 => out.truncate(at),
            _ => {
                let from = numbers.below(other.len() + 1);
                let to = (from + numbers.below(40)).min(other.len());
                out.splice(at..end, other[from..to].iter().copied());
            }
        }
    }
    out
}

#[test]
fn no_stored_or_mutated_input_breaks_a_reader() {
    for (name, target) in targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
            .map(|f| f.unwrap().path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{} is empty", folder.display());
        let inputs: Vec<Vec<u8>> = files.iter().map(|f| fs::read(f).unwrap()).collect();
        let mut numbers = Rng::from_state(42);
        for (file, input) in files.iter().zip(&inputs) {
            for round in 0..=MUTATIONS {
                let other = &inputs[numbers.below(inputs.len())];
                let bytes = if round == 0 { input.clone() } else { mutated(input, other, &mut numbers) };
                if catch_unwind(|| target(&bytes)).is_err() {
                    let kept = std::env::temp_dir().join(format!("tamis-fuzz-{name}-{round}"));
                    fs::write(&kept, &bytes).unwrap();
                    panic!(
                        "{name}: {}, mutation {round}, breaks it; the bytes are in {}",
                        file.display(),
                        kept.display()
                    );
                }
            }
        }
    }
}
