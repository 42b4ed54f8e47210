//! Step 2: NFKC, starter by starter so that spans hold.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::Folded;

/// Replaces each run "starter and its marks" by its NFKC form; every resulting character gets the run's span.
pub fn nfkc(work: &mut Vec<Folded>) {
    if work.iter().all(|f| is_stable(f.c)) {
        return;
    }
    let mut out = Vec::with_capacity(work.len());
    let mut at = 0;
    while at < work.len() {
        let mut end = at + 1;
        while end < work.len() && continues(work[end].c) {
            end += 1;
        }
        if end == at + 1 && is_stable(work[at].c) {
            out.push(work[at]);
        } else {
            let (start, stop) = (work[at].start, work[end - 1].end);
            out.extend(work[at..end].iter().map(|f| f.c).nfkc().map(|c| Folded { c, start, end: stop }));
        }
        at = end;
    }
    *work = out;
}

/// Characters that NFKC leaves alone in any surroundings of this module: ASCII and the common Han block.
fn is_stable(c: char) -> bool {
    c.is_ascii() || matches!(c as u32, 0x4E00..=0x9FFF)
}

/// True where a character composes with, or moves among, what stands before it: marks, and what decomposes into one
/// (half-width ﾞ, Tibetan vowels), vowel and final jamo in all their forms, whose own combining class is 0.
fn continues(c: char) -> bool {
    let tail = |d: char| canonical_combining_class(d) != 0 || matches!(d as u32, 0x1161..=0x1175 | 0x11A8..=0x11C2);
    !is_stable(c) && (canonical_combining_class(c) != 0 || std::iter::once(c).nfkd().next().is_some_and(tail))
}
