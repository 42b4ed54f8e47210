//! What a cell's stored value reads as: numbers with all their digits, dates as 2020-07-31.

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// What a number of a style stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Number,
    Date,
    /// Hours and minutes that may exceed a day.
    Duration,
}

/// Whole numbers stay as they are written: an identifier of 18 digits does not fit a floating-point number. Others lose
/// their exponent and superfluous zeros.
pub(super) fn number(written: &str) -> String {
    let written = written.trim();
    let digits = written.strip_prefix('-').unwrap_or(written);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return written.to_owned();
    }
    written.parse::<f64>().ok().filter(|x| x.is_finite()).map_or_else(|| written.to_owned(), |x| x.to_string())
}

/// A number of that style, counted from 1900 or 1904.
pub(super) fn styled(written: &str, style: Style, from_1904: bool) -> String {
    match (style, written.trim().parse::<f64>()) {
        (Style::Date, Ok(x)) if x.is_finite() => date(ExcelDateTime::new(x, ExcelDateTimeType::DateTime, from_1904)),
        _ => number(written),
    }
}

pub(super) fn date(d: ExcelDateTime) -> String {
    // No calendar reaches beyond the year 9999, and a negative number is no date.
    if d.is_duration() || !(0.0..2_958_466.0).contains(&d.as_f64()) {
        return d.as_f64().to_string();
    }
    let (y, m, day, h, min, s, _) = d.to_ymd_hms_milli();
    if (h, min, s) == (0, 0, 0) {
        format!("{y:04}-{m:02}-{day:02}")
    } else {
        format!("{y:04}-{m:02}-{day:02} {h:02}:{min:02}:{s:02}")
    }
}

/// A date as XML writes it: 2020-07-31T00:00:00 or with a time.
pub(super) fn iso_date(written: &str) -> String {
    let written = written.trim();
    let bare = written.strip_suffix("T00:00:00").unwrap_or(written);
    bare.replacen('T', " ", 1)
}

/// The style of a built-in number format (ECMA-376, 18.8.30; 27 to 36 and 50 to 58 are the East Asian dates).
pub(super) fn builtin_style(id: u32) -> Option<Style> {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Some(Style::Date),
        46 => Some(Style::Duration),
        0..=49 => Some(Style::Number),
        _ => None,
    }
}

/// The style of a number format's text: a date if a letter of days, months, years, hours or seconds stands in its first
/// section outside quotes, escapes and brackets.
pub(super) fn style_of_format(format: &str) -> Style {
    // The German word for "General" has letters of dates.
    if format.starts_with("Standard") {
        return Style::Number;
    }
    let mut chars = format.chars();
    let mut style = Style::Number;
    while let Some(c) = chars.next() {
        match c {
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            ';' => break,
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let letters = inside.to_ascii_lowercase();
                if !letters.is_empty() && ["h", "m", "s"].iter().any(|l| letters.chars().all(|c| l.contains(c))) {
                    return Style::Duration;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' | '年' | '月' | '日' => style = Style::Date,
            _ => {}
        }
    }
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (written, read) in [
            ("6113009052", "6113009052"),
            ("914403001922038216", "914403001922038216"),
            ("00123", "00123"),
            ("-7", "-7"),
            ("12.50", "12.5"),
            ("1E3", "1000"),
            ("1.0E7", "10000000"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("n/a", "n/a"),
            ("", ""),
            ("1e999", "1e999"),
        ] {
            assert_eq!(number(written), read, "{written}");
        }
    }

    #[test]
    fn dates_are_dates_and_amounts_are_not() {
        for (format, style) in [
            ("yyyy-mm-dd", Style::Date),
            ("dd\\.mm\\.yyyy", Style::Date),
            ("[$-409]d-mmm-yy;@", Style::Date),
            ("[h]:mm:ss", Style::Duration),
            ("#,##0.00", Style::Number),
            ("0.00E+00", Style::Number),
            ("General", Style::Number),
            ("Standard", Style::Number),
            ("\"days\" 0", Style::Number),
            ("0_d", Style::Number),
            ("[Red]#,##0", Style::Number),
            ("yyyy\"年\"m\"月\"", Style::Date),
            ("@", Style::Number),
            ("", Style::Number),
        ] {
            assert_eq!(style_of_format(format), style, "{format}");
        }
        assert_eq!(styled("44043", Style::Date, false), "2020-07-31");
        assert_eq!(styled("42581", Style::Date, true), "2020-07-31");
        assert_eq!(styled("44043.5", Style::Date, false), "2020-07-31 12:00:00");
        assert_eq!(styled("1e300", Style::Date, false), 1e300.to_string());
        assert_eq!(iso_date("2020-07-31T00:00:00"), "2020-07-31");
        assert_eq!(iso_date("2020-07-31T09:30:00"), "2020-07-31 09:30:00");
    }
}
