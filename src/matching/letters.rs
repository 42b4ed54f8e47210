//! Two names letter by letter, blanks left out: `Yibni Sanjiang Machine oC.` has four letters of `Yibin Sanjiang
//! Machine Co.` wrong, wherever its words begin and end.

use crate::text::letter_set;

/// One wrong letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrong {
    /// Among the letters of the cell.
    pub cell: usize,
    /// Among those of the listed name.
    pub listed: usize,
}

/// Names of more letters are not compared.
const LONGEST: usize = 200;

/// The letters that differ (one more, one less, another, two swapped), at most `limit` of them; `None` where there are
/// more.
pub fn differences(cell: &str, listed: &str, limit: usize) -> Option<Vec<Wrong>> {
    // A wrong letter changes two of the letters of a name at most: most pairs end here.
    let ascii = cell.is_ascii() && listed.is_ascii();
    if ascii && (letter_set(cell) ^ letter_set(listed)).count_ones() as usize > 2 * limit {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (cell.chars().collect(), listed.chars().collect());
    if a.len().abs_diff(b.len()) > limit || a.len().max(b.len()) > LONGEST {
        return None;
    }
    let costs = Costs::of(&a, &b, limit)?;
    let (mut i, mut j) = (a.len(), b.len());
    let mut out = Vec::with_capacity(limit);
    while i > 0 || j > 0 {
        let here = costs.at(i, j);
        let by = |di: usize, dj: usize, cost: usize| i >= di && j >= dj && costs.at(i - di, j - dj) + cost == here;
        let (di, dj) = if i > 0 && j > 0 && a[i - 1] == b[j - 1] && by(1, 1, 0) {
            (1, 1)
        } else {
            let step = if swapped(&a, &b, i, j) && by(2, 2, 1) {
                (2, 2)
            } else if by(1, 1, 1) {
                (1, 1)
            } else if by(1, 0, 1) {
                (1, 0)
            } else {
                (0, 1)
            };
            out.push(Wrong { cell: i.saturating_sub(1), listed: j.saturating_sub(1) });
            step
        };
        (i, j) = (i - di, j - dj);
    }
    Some(out)
}

/// The least numbers of wrong letters between the first `i` letters of one name and the first `j` of the other. Only
/// those near the diagonal are counted: further off more letters are wrong than the limit allows.
struct Costs {
    limit: usize,
    band: Vec<usize>,
}

impl Costs {
    /// `None` where more letters are wrong than the limit.
    fn of(a: &[char], b: &[char], limit: usize) -> Option<Self> {
        let width = 2 * limit + 1;
        let mut it = Self { limit, band: vec![limit + 1; (a.len() + 1) * width] };
        for i in 0..=a.len() {
            let mut least = limit + 1;
            for j in i.saturating_sub(limit)..=(i + limit).min(b.len()) {
                let cost = match (i, j) {
                    (0, n) | (n, 0) => n,
                    _ => {
                        let replaced = it.at(i - 1, j - 1) + usize::from(a[i - 1] != b[j - 1]);
                        let best = replaced.min(it.at(i - 1, j) + 1).min(it.at(i, j - 1) + 1);
                        if swapped(a, b, i, j) { best.min(it.at(i - 2, j - 2) + 1) } else { best }
                    }
                };
                it.band[i * width + j + limit - i] = cost;
                least = least.min(cost);
            }
            if least > limit {
                return None;
            }
        }
        (it.at(a.len(), b.len()) <= limit).then_some(it)
    }

    fn at(&self, i: usize, j: usize) -> usize {
        let near = i.abs_diff(j) <= self.limit;
        if near { self.band[i * (2 * self.limit + 1) + j + self.limit - i] } else { self.limit + 1 }
    }
}

fn swapped(a: &[char], b: &[char], i: usize, j: usize) -> bool {
    i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_letter_has_its_place() {
        let places = |a: &str, b: &str| {
            let mut wrong = differences(a, b, 3)?.iter().map(|w| w.listed).collect::<Vec<_>>();
            wrong.sort_unstable();
            Some(wrong)
        };
        assert_eq!(places("yibnisanjiang", "yibinsanjiang"), Some(vec![4]));
        assert_eq!(places("asaytrade", "asaytrade"), Some(vec![]));
        assert_eq!(places("aaytrde", "asaytrade"), Some(vec![1, 6]));
        assert_eq!(places("uralvagonzavodcorponation", "uralvagonzavodcorporation"), Some(vec![19]));
        assert_eq!(places("future", "frontier"), None);
    }
}
