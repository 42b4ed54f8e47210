//! Counts as horizontal bars: an SVG without a style of its own, and the same numbers as a table.

use super::super::page::clip;
use super::super::words::{counted, thousands};
use super::excerpt::visible;

/// Bars of a chart at most; the rest is summed in the last line of the table.
const MOST_BARS: usize = 12;
/// Columns of a label under the SVG's bars.
const LABEL: usize = 40;
/// Width of the longest bar.
const WIDTH: u64 = 300;
/// Height of a bar with its label.
const STEP: usize = 34;

/// One chart.
pub(super) struct Chart {
    /// Unique in the page.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What a bar stands for.
    pub(super) of: &'static str,
    pub(super) bars: Vec<Bar>,
    /// What is not shown, in words; empty where nothing is.
    pub(super) more: String,
}

/// One bar.
pub(super) struct Bar {
    pub(super) label: String,
    /// The label as it fits over the bar.
    pub(super) short: String,
    pub(super) number: String,
    pub(super) width: u64,
    /// Baseline of the label.
    pub(super) text_y: usize,
    pub(super) bar_y: usize,
    /// The class of its colour; empty for the plain one.
    pub(super) class: &'static str,
}

impl Chart {
    /// A chart of counts in their order.
    pub(super) fn new(id: &'static str, [title, of]: [&'static str; 2], counts: &[(&str, u64)]) -> Self {
        let most = counts.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
        let bar = |(place, (label, n)): (usize, &(&str, u64))| Bar {
            label: name(label),
            short: clip(&name(label), LABEL),
            number: thousands(*n),
            // A bar of one party is seen next to one of thousands.
            width: if *n == 0 { 0 } else { (*n * WIDTH / most).max(2) },
            text_y: place * STEP + 13,
            bar_y: place * STEP + 18,
            class: "",
        };
        let left = counts.len().saturating_sub(MOST_BARS) as u64;
        let more = if left > 0 { counted(left, "more, not drawn", "more, not drawn") } else { String::new() };
        Self { id, title, of, bars: counts.iter().take(MOST_BARS).enumerate().map(bar).collect(), more }
    }

    /// The same with a colour for each bar.
    pub(super) fn coloured(mut self, classes: &[&'static str]) -> Self {
        for (bar, class) in self.bars.iter_mut().zip(classes) {
            bar.class = class;
        }
        self
    }

    /// Height of the drawing.
    pub(super) fn height(&self) -> usize {
        self.bars.len().max(1) * STEP
    }
}

fn name(label: &str) -> String {
    if label.is_empty() { "(not given)".to_owned() } else { visible(label).into_owned() }
}
