//! Whole names: cells that hold a listed name as a whole, cut at a field limit, with one Han character wrong, two
//! letters wrong, or written out in pinyin, where its words one by one say too little.

pub mod han;
pub mod misspelt;
pub mod pinyin;
pub mod truncated;
