//! Cells of bytes: one text that is not UTF-8 makes some writers (pyarrow) store a whole column of texts as bytes, each
//! in the encoding of its own source.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::encoding;

/// The encoding that most of these texts seem to be in; `None` where all are UTF-8.
pub(super) fn usual<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Option<&'static Encoding> {
    let mut odd = Vec::new();
    for text in texts.filter(|text| std::str::from_utf8(text).is_err()) {
        odd.extend_from_slice(text);
        odd.push(b'\n');
    }
    (!odd.is_empty()).then(|| encoding::non_ascii(&odd, true).encoding)
}

/// One cell as text, and its encoding where it is not UTF-8; UTF-8 where some bytes became U+FFFD.
///
/// The cell's own bytes decide. A cell of two or three Han characters says too little: where it looks like a Western
/// text and has four high bytes in a row, as hardly any Western word has, it is in the encoding of the others.
pub(super) fn decoded<'b>(
    cell: &'b [u8],
    usual: Option<&'static Encoding>,
) -> (Cow<'b, str>, Option<&'static Encoding>) {
    if let Ok(text) = std::str::from_utf8(cell) {
        return (Cow::Borrowed(text), None);
    }
    let own = encoding::non_ascii(cell, true).encoding;
    let is_western = own.is_single_byte();
    let run = cell.split(u8::is_ascii).map(<[u8]>::len).max().unwrap_or(0);
    let others = usual.filter(|usual| is_western && run >= 4 && !usual.is_single_byte() && *usual != UTF_8);
    for encoding in others.into_iter().chain([own]) {
        // Binary data (a hash, a point) is no text; Western text is letters of ASCII with others among them.
        let is_letters = !encoding.is_single_byte() || cell.iter().any(u8::is_ascii_alphabetic);
        let is_text = is_letters && encoding != UTF_8 && !cell.iter().any(|b| matches!(b, 0..=8 | 14..=31));
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(cell).filter(|_| is_text) {
            return (Cow::Owned(text.into_owned()), Some(encoding));
        }
    }
    (String::from_utf8_lossy(cell), Some(UTF_8))
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030, WINDOWS_1252};

    use super::*;

    #[test]
    fn each_cell_is_read_in_its_own_encoding() {
        let in_ = |text: &str, encoding: &'static Encoding| encoding.encode(text).0.into_owned();
        let usual = usual([in_("新疆天山毛纺织股份有限公司", GB18030).as_slice(), b"Mill Ltd"].into_iter());
        for (text, encoding) in [
            ("和田泰达服装有限公司", GB18030),
            ("喀什", GB18030),
            ("合盛矽業股份有限公司", BIG5),
            ("Müller & Söhne GmbH", WINDOWS_1252),
            ("Société Générale du Coton", WINDOWS_1252),
        ] {
            let bytes = in_(text, encoding);
            let got = decoded(&bytes, usual);
            assert_eq!((got.0.as_ref(), got.1), (text, Some(encoding)));
        }
        assert_eq!(decoded("和田".as_bytes(), usual), ("和田".into(), None));
        // A long text with one damaged byte, and bytes that are no text.
        for bytes in ["和田泰达服装有限公司".as_bytes().get(1..).unwrap_or_default(), b"\x00\xFF\x01", b"\xFF"]
        {
            assert_eq!(decoded(bytes, None).1, Some(UTF_8));
        }
    }
}
