//! Readings that many cells have in common: a legal form and nothing else, a town and its country.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::cells::{CellFacts, Gist};
use crate::lexicon::PlaceIx;
use crate::lexicon::countries::Country;

use super::store::At;
use super::table::Table;

/// Those of one place at most are not kept for a cell but made of its gist where they are wanted, which is in one row of six. Others are
/// kept once by each worker.
#[derive(Debug, Default)]
pub(super) struct Plain {
    made: FxHashMap<MadeKey, Arc<CellFacts>>,
    kept: FxHashMap<PlainKey, At>,
}

/// All that a reading says which is made of a gist and a place.
type MadeKey = (bool, bool, Option<Country>, Option<Country>, Option<PlaceIx>);

/// The same of one with more places.
type PlainKey = (bool, bool, Option<Country>, Option<Country>, Box<[PlaceIx]>);

impl Plain {
    /// Readings kept, some 400 bytes each; then all are forgotten.
    const MOST: usize = 8192;

    /// Where a reading is kept, or what it is made of beside its gist.
    pub(super) fn keep(&mut self, reading: CellFacts, table: &mut Table) -> At {
        match reading.elsewhere.as_slice() {
            _ if !reading.is_plain() => table.hold(reading),
            [] => At::place(None),
            [place] => At::place(Some(*place)),
            _ => {
                if self.kept.len() >= Self::MOST {
                    self.kept.clear();
                }
                let key = (
                    reading.legal_form,
                    reading.han,
                    reading.country,
                    reading.whole_country,
                    reading.elsewhere.as_slice().into(),
                );
                *self.kept.entry(key).or_insert_with(|| table.hold(reading))
            }
        }
    }

    /// Forgets what is kept in a table that was forgotten.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }

    /// Forgets where there are too many. Between rows: what was made for one is asked for at its end.
    pub(super) fn make_room(&mut self) {
        if self.made.len() >= Self::MOST {
            self.made.clear();
        }
    }

    /// Makes the reading of a gist and a place, for [`Self::made`].
    pub(super) fn make(&mut self, gist: Gist, place: Option<PlaceIx>) {
        self.made.entry(made_key(gist, place)).or_insert_with(|| {
            let Gist { whole_country, country, han, legal_form, .. } = gist;
            Arc::new(CellFacts {
                whole_country,
                country,
                han,
                legal_form,
                elsewhere: place.into_iter().collect(),
                ..CellFacts::default()
            })
        });
    }

    /// The reading of a gist and a place, where it was made.
    pub(super) fn made(&self, gist: Gist, place: Option<PlaceIx>) -> Option<&Arc<CellFacts>> {
        self.made.get(&made_key(gist, place))
    }
}

fn made_key(gist: Gist, place: Option<PlaceIx>) -> MadeKey {
    (gist.legal_form, gist.han, gist.country, gist.whole_country, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_a_gist_and_a_place_says_all_that_was_read() {
        let country = |code: &[u8; 2]| Some(Country(*code));
        let readings = [
            CellFacts::default(),
            CellFacts { legal_form: true, ..CellFacts::default() },
            CellFacts { han: true, country: country(b"CN"), ..CellFacts::default() },
            CellFacts { whole_country: country(b"GB"), ..CellFacts::default() },
            CellFacts { legal_form: true, elsewhere: vec![PlaceIx(7)], ..CellFacts::default() },
            CellFacts { elsewhere: vec![PlaceIx(0)], country: country(b"HK"), han: true, ..CellFacts::default() },
        ];
        let (mut plain, mut table) = (Plain::default(), Table::default());
        for reading in readings {
            let gist = reading.gist();
            let Some(place) = plain.keep(reading.clone(), &mut table).made_of() else {
                panic!("kept whole: {reading:?}")
            };
            plain.make(gist, place);
            assert_eq!(format!("{:?}", plain.made(gist, place)), format!("{:?}", Some(Arc::new(reading))));
        }
    }

    #[test]
    fn what_says_more_is_kept_whole() {
        let (mut plain, mut table) = (Plain::default(), Table::default());
        let places = CellFacts { elsewhere: vec![PlaceIx(1), PlaceIx(2)], ..CellFacts::default() };
        let titled = CellFacts { titles: vec!["director".into()], ..CellFacts::default() };
        for reading in [places, titled] {
            let at = plain.keep(reading.clone(), &mut table);
            assert_eq!(
                (at.made_of(), plain.keep(reading.clone(), &mut table) == at),
                (None, reading.is_plain()),
                "plain ones once"
            );
            assert_eq!(format!("{:?}", table.reading(at)), format!("{:?}", Some(Arc::new(reading))));
        }
    }
}
