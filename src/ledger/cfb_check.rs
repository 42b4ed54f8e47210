//! The container of XLS files is looked over before the workbook reader follows its chains of sectors: a chain that runs
//! in a circle makes it read on until the memory is gone, and so does a sheet that claims more cells than an XLS can
//! have, for which the reader makes room. Forms: MS-CFB, MS-XLS.

/// Ends of chains and other signs that are no sectors begin here.
const RESERVED: u32 = 0xFFFF_FFFA;

/// Rows and columns of an XLS sheet.
const SHEET: (u32, u16) = (65_536, 256);

/// True where the sectors of the file, and the small ones within, form chains that end, and its sheets claim no more
/// cells than they can have.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|b| b.first_chunk()).map(|b| u32::from_le_bytes(*b));
    let size = match bytes.get(30) {
        Some(9) => 512,
        Some(12) => 4096,
        // The reader refuses any other size.
        _ => return true,
    };
    let sector = |id: u32| {
        let start = (id as usize).checked_add(1)?.checked_mul(size)?;
        // The last sector may be cut short; the reader takes what is there.
        let part = bytes.get(start..)?;
        let numbers = part.get(..size).unwrap_or(part).as_chunks::<4>().0;
        Some(numbers.iter().map(|b| u32::from_le_bytes(*b)))
    };
    // The table of the table's sectors: 109 in the header, more in a chain of its own.
    let mut tables: Vec<u32> = (0..109).filter_map(|i| number(76 + 4 * i)).collect();
    let (mut next, mut steps) = (number(68).unwrap_or(RESERVED), bytes.len() / size + 1);
    while next < RESERVED {
        let Some(found) = sector(next).filter(|_| steps > 0) else { return false };
        tables.extend(found);
        next = tables.pop().unwrap_or(RESERVED);
        steps -= 1;
    }
    tables.retain(|id| *id < RESERVED);
    // A table named over and over is read over and over.
    if tables.len() > bytes.len() / size {
        return false;
    }
    let fat: Vec<u32> = tables.iter().filter_map(|id| sector(*id)).flatten().collect();
    if !ends(&fat) {
        return false;
    }
    let mut small = Vec::new();
    let mut at = number(60).unwrap_or(RESERVED);
    while at < RESERVED {
        let Some(found) = sector(at) else { break };
        small.extend(found);
        at = fat.get(at as usize).copied().unwrap_or(RESERVED);
    }
    if !ends(&small) {
        return false;
    }
    // A chain of sectors joined. It ends, and no sector stands in it twice.
    let joined = |mut at: u32| {
        let mut out = Vec::new();
        while let Some(part) = (at as usize)
            .checked_add(1)
            .and_then(|n| n.checked_mul(size))
            .and_then(|start| bytes.get(start..))
            .filter(|_| at < RESERVED)
        {
            out.extend_from_slice(part.get(..size).unwrap_or(part));
            at = fat.get(at as usize).copied().unwrap_or(RESERVED);
        }
        out
    };
    let directory = joined(number(48).unwrap_or(RESERVED));
    let entries = directory.as_chunks::<128>().0;
    let field = |entry: &[u8; 128], at: usize| {
        entry.get(at..at + 4).and_then(|b| b.first_chunk()).map_or(RESERVED, |b| u32::from_le_bytes(*b))
    };
    let within = entries.first().map(|root| joined(field(root, 116))).unwrap_or_default();
    entries
        .iter()
        .filter(|e| {
            ["W\0o\0r\0k\0b\0o\0o\0k\0\0\0", "B\0o\0o\0k\0\0\0"]
                .iter()
                .any(|n| e.to_ascii_lowercase().starts_with(n.to_ascii_lowercase().as_bytes()))
        })
        .all(|entry| {
            let start = field(entry, 116);
            // Streams below this size lie in the small sectors, of 64 bytes each.
            if field(entry, 120) >= 4096 {
                return modest(&joined(start));
            }
            let mut stream = Vec::new();
            let mut at = start;
            while let Some(part) = within.get((at as usize).saturating_mul(64)..).filter(|_| at < RESERVED) {
                stream.extend_from_slice(part.get(..64).unwrap_or(part));
                at = small.get(at as usize).copied().unwrap_or(RESERVED);
            }
            modest(&stream)
        })
}

/// True where no sheet of the stream claims more cells than it can have (record 0x0200, Dimensions).
fn modest(mut stream: &[u8]) -> bool {
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

/// True where no chain of the table comes back to itself.
fn ends(table: &[u32]) -> bool {
    // The walk that met a sector; a sector met twice on one walk is a circle.
    let mut met = vec![0u32; table.len()];
    for (walk, start) in (1..).zip(0..table.len()) {
        let mut at = start;
        while let Some(mark) = met.get_mut(at).filter(|mark| **mark != walk) {
            if *mark != 0 {
                break;
            }
            *mark = walk;
            at = table.get(at).map_or(usize::MAX, |next| *next as usize);
        }
        if met.get(at) == Some(&walk) {
            return false;
        }
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
            assert_eq!(modest(&dimensions(rows, columns)), expected, "{rows} {columns}");
        }
        assert!(modest(&dimensions(9, 9)[..7]));
    }

    #[test]
    fn chains_end_or_run_in_a_circle() {
        for (table, expected) in [
            (&[1, 2, 0xFFFF_FFFE][..], true),
            (&[], true),
            (&[1, 2, 0], false),
            (&[0], false),
            (&[0xFFFF_FFFF, 3, 1, 2], false),
            (&[1, 0xFFFF_FFFE, 1, 900], true),
        ] {
            assert_eq!(ends(table), expected, "{table:?}");
        }
        // A container of one table, whose directory points to itself.
        let mut bytes = vec![0u8; 512 * 3];
        bytes[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
        bytes[30] = 9;
        bytes[60..64].fill(0xFF);
        bytes[68..512].fill(0xFF);
        bytes[76..80].fill(0);
        bytes[512..1024].fill(0xFF);
        assert!(is_sound(&bytes));
        bytes[516..520].copy_from_slice(&1u32.to_le_bytes());
        assert!(!is_sound(&bytes));
    }
}
