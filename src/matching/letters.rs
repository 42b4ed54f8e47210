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
    let costs = costs(&a, &b, limit)?;
    let (mut i, mut j) = (a.len(), b.len());
    if costs[i][j] > limit {
        return None;
    }
    let mut out = Vec::with_capacity(costs[i][j]);
    while i > 0 || j > 0 {
        let here = costs[i][j];
        let by = |di: usize, dj: usize, cost: usize| i >= di && j >= dj && costs[i - di][j - dj] + cost == here;
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

/// The least number of wrong letters between the first `i` and the first `j` letters; `None` where all are above the
/// limit.
fn costs(a: &[char], b: &[char], limit: usize) -> Option<Vec<Vec<usize>>> {
    let mut costs: Vec<Vec<usize>> = Vec::with_capacity(a.len() + 1);
    for i in 0..=a.len() {
        costs.push(vec![0; b.len() + 1]);
        for j in 0..=b.len() {
            costs[i][j] = match (i, j) {
                (0, n) | (n, 0) => n,
                _ => {
                    let replaced = costs[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let best = replaced.min(costs[i - 1][j] + 1).min(costs[i][j - 1] + 1);
                    if swapped(a, b, i, j) { best.min(costs[i - 2][j - 2] + 1) } else { best }
                }
            };
        }
        if costs[i].iter().all(|cost| *cost > limit) {
            return None;
        }
    }
    Some(costs)
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
