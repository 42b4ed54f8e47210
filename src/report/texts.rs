//! Texts that repeat, each kept once.

use std::sync::Arc;

use rustc_hash::FxHashSet;

/// The texts so far.
#[derive(Debug, Default)]
pub(super) struct Texts(FxHashSet<Arc<str>>);

impl Texts {
    /// The one copy of a text.
    pub(super) fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&new));
        new
    }
}
