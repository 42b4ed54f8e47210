//! The container of XLS files (MS-CFB), checked and written anew before the workbook reader sees it.
//!
//! calamine follows chains of sectors that run in a circle, and makes room for all cells that a sheet claims, until the
//! memory is gone (tafia/calamine#684). The `cfb` crate refuses such chains; the workbook that it reads is put
//! into a new container, and a workbook with a sheet that claims more cells than an XLS can have is refused.

use std::io::{Cursor, Read, Write};

use cfb::{CompoundFile, Version};

/// Sectors have 512 or 4,096 bytes. The last one may be cut short.
const SECTOR: usize = 4096;

/// Rows and columns of an XLS sheet.
const SHEET: (u32, u16) = (65_536, 256);

/// The same workbook in a container of its own; an error where it is encrypted, damaged or claims too much.
pub(super) fn rewritten(mut bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let text = |e: std::io::Error| e.to_string();
    bytes.resize(bytes.len().next_multiple_of(SECTOR), 0);
    let mut container = CompoundFile::open(Cursor::new(bytes)).map_err(text)?;
    // A workbook of today's form with a password is a container around an encrypted part.
    if container.exists("EncryptedPackage") {
        return Err("password".to_owned());
    }
    // Names are compared without case; Book is the name of Excel 5.
    let name = ["Workbook", "Book"].into_iter().find(|name| container.is_stream(name));
    let name = name.ok_or("the container holds no workbook")?;
    let mut workbook = Vec::new();
    container.open_stream(name).map_err(text)?.read_to_end(&mut workbook).map_err(text)?;
    drop(container);
    if !is_modest(&workbook) {
        return Err("a sheet claims more cells than an XLS can have".to_owned());
    }
    // calamine takes a container of version 4 without small streams for an empty one.
    let mut out = CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(text)?;
    out.create_stream(name).and_then(|mut stream| stream.write_all(&workbook)).map_err(text)?;
    out.flush().map_err(text)?;
    Ok(out.into_inner().into_inner())
}

/// True where no sheet of the stream claims more cells than it can have (MS-XLS, record 0x0200, Dimensions).
fn is_modest(mut stream: &[u8]) -> bool {
    while let Some(([kind @ .., l0, l1], rest)) = stream.split_first_chunk::<4>() {
        let (body, after) = rest.split_at(usize::from(u16::from_le_bytes([*l0, *l1])).min(rest.len()));
        if *kind == [0x00, 0x02] && body.len() >= 12 {
            let rows = body.get(4..8).and_then(|b| b.first_chunk()).map_or(0, |b| u32::from_le_bytes(*b));
            let columns = body.get(10..12).and_then(|b| b.first_chunk()).map_or(0, |b| u16::from_le_bytes(*b));
            if rows > SHEET.0 || columns > SHEET.1 {
                return false;
            }
        }
        stream = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_claims_what_it_can_have() {
        let dimensions = |rows: u32, columns: u16| {
            let body = [&[0; 4][..], &rows.to_le_bytes(), &[0; 2], &columns.to_le_bytes(), &[0; 2]].concat();
            [&[0x09, 0x08, 2, 0, 0, 6][..], &[0x00, 0x02, 14, 0], &body, &[0x0A, 0, 0, 0]].concat()
        };
        for (rows, columns, expected) in
            [(65_536, 256, true), (0, 0, true), (65_537, 1, false), (u32::MAX, 256, false), (1, 257, false)]
        {
            assert_eq!(is_modest(&dimensions(rows, columns)), expected, "{rows} {columns}");
        }
        assert!(is_modest(&dimensions(9, 9)[..7]));
    }
}
