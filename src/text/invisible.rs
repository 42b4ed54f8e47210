//! Step 3: invisible characters.

use super::Folded;

/// Drops zero-width, direction, variation and soft-hyphen characters; turns controls into blanks.
pub fn strip(work: &mut Vec<Folded>) {
    work.retain(|f| !is_invisible(f.c));
    for f in work {
        if f.c.is_control() || f.c.is_whitespace() {
            f.c = ' ';
        }
    }
}

/// Default-ignorable characters that occur in text copied from web pages and documents.
pub fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
        | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xE0000..=0xE0FFF)
}
