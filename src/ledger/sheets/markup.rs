//! The whole text of an XML or HTML file, in the encoding that it states or shows.

use encoding_rs::Encoding;

use crate::ledger::encoding;

/// Bytes in which a declaration of the encoding is looked for, as browsers do.
const DECLARED_WITHIN: usize = 1024;

/// A decoded file.
pub(super) struct Markup {
    pub(super) text: String,
    /// The encoding's name and the ground of the choice.
    pub(super) encoding: (String, String),
    /// True where some bytes could not be decoded and became U+FFFD.
    pub(super) undecodable: bool,
}

/// Decodes a file: by the option, a byte order mark, UTF-8 where all of it is valid, the declaration, or a guess. The
/// declaration comes late because exports often state an encoding that they are not in.
pub(super) fn decoded(bytes: Vec<u8>, forced: Option<&'static Encoding>) -> Markup {
    let head = bytes.get(..DECLARED_WITHIN).unwrap_or(&bytes);
    let (chosen, skip, ground) = match (forced, encoding::guess(&bytes, true)) {
        (Some(forced), guess) => (forced, guess.map_or(0, |g| g.bom), "as the option --encoding says".to_owned()),
        (None, Some(guess)) if guess.bom > 0 || guess.encoding.name().starts_with("UTF-") => {
            (guess.encoding, guess.bom, guess.ground)
        }
        (None, guess) => match (declared(head), guess) {
            (Some(stated), _) if !stated.decode_without_bom_handling(&bytes).1 => {
                (stated, 0, "the file states it".to_owned())
            }
            (_, Some(guess)) => (guess.encoding, guess.bom, guess.ground),
            (_, None) => (encoding_rs::UTF_8, 0, "ASCII only".to_owned()),
        },
    };
    let (text, undecodable) = if chosen == encoding_rs::UTF_8 && skip == 0 {
        // No copy of a valid text.
        match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        }
    } else {
        let (text, undecodable) = chosen.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
        (text.into_owned(), undecodable)
    };
    Markup { text, encoding: (encoding::name(chosen).to_owned(), ground), undecodable }
}

/// The encoding that `<?xml … encoding="…"?>` or `<meta … charset=…>` states.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let stated = |key: &str| {
        let value = head.split(key).nth(1)?.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        encoding::by_label(value.split(['"', '\'', ';', '>', ' ', '/', '?']).next()?)
    };
    // A file that is ASCII in its head is not in UTF-16, whatever it says (a page that a program saved anew).
    stated("encoding").or_else(|| stated("charset")).filter(|e| e.is_ascii_compatible())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stated_encoding_counts_where_the_bytes_are_in_it() {
        let gbk = encoding_rs::GBK.encode("<meta charset=gb2312><td>和田").0.into_owned();
        let french = encoding_rs::WINDOWS_1252.encode("<?xml version='1.0' encoding='ISO-8859-1'?><a>Coton é").0;
        for (bytes, text, encoding) in [
            (gbk, "<meta charset=gb2312><td>和田", "GB18030"),
            ("<meta charset=gb2312><td>和田".into(), "<meta charset=gb2312><td>和田", "UTF-8"),
            (b"\xEF\xBB\xBF<td>a".to_vec(), "<td>a", "UTF-8"),
            (b"<td>a".to_vec(), "<td>a", "UTF-8"),
            (french.into_owned(), "<?xml version='1.0' encoding='ISO-8859-1'?><a>Coton é", "Windows-1252"),
            (b"<\0t\0d\0>\0a\0b\0c\0d\0e\0".to_vec(), "<td>abcde", "UTF-16LE"),
        ] {
            let got = decoded(bytes, None);
            assert_eq!((got.text.as_str(), got.encoding.0.as_str(), got.undecodable), (text, encoding, false));
        }
        assert!(decoded(b"<td>\xFF\xE5".to_vec(), Some(encoding_rs::UTF_8)).undecodable);
    }
}
