//! Values of Parquet as text, with all their digits. Form: Apache Parquet, LogicalTypes.md.

use std::fmt::{Display, Write as _};

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use ::parquet::schema::types::ColumnDescriptor;

/// How the stored value of a column is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As stored.
    Plain,
    Unsigned,
    /// Digits behind the point.
    Decimal(usize),
    Date,
    /// Units of a second since midnight.
    Time(i64),
    /// Units of a second since 1970.
    Timestamp(i64),
    Uuid,
    Half,
}

impl Form {
    /// What a column's type says.
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        let scale = || usize::try_from(column.type_scale()).unwrap_or(0);
        let units = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        match column.logical_type_ref() {
            Some(LogicalType::Decimal(_)) => Self::Decimal(scale()),
            Some(LogicalType::Date) => Self::Date,
            Some(LogicalType::Time(time)) => Self::Time(units(&time.unit)),
            Some(LogicalType::Timestamp(time)) => Self::Timestamp(units(&time.unit)),
            Some(LogicalType::Integer(int)) if !int.is_signed => Self::Unsigned,
            Some(LogicalType::Uuid) => Self::Uuid,
            Some(LogicalType::Float16) => Self::Half,
            Some(_) => Self::Plain,
            // Files of older writers.
            None => match column.converted_type() {
                ConvertedType::DECIMAL => Self::Decimal(scale()),
                ConvertedType::DATE => Self::Date,
                ConvertedType::TIME_MILLIS => Self::Time(1_000),
                ConvertedType::TIME_MICROS => Self::Time(1_000_000),
                ConvertedType::TIMESTAMP_MILLIS => Self::Timestamp(1_000),
                ConvertedType::TIMESTAMP_MICROS => Self::Timestamp(1_000_000),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Self::Unsigned
                }
                _ if column.physical_type() == Type::INT96 => Self::Timestamp(1_000_000_000),
                _ => Self::Plain,
            },
        }
    }

    /// A whole number of that many bits; always text.
    pub(super) fn integer(self, n: i64, bits: u32, out: &mut String) -> bool {
        match self {
            // The sign bit counts: the number was widened from its 32 bits.
            Self::Unsigned if bits == 32 => display(n & 0xFFFF_FFFF, out),
            Self::Unsigned => display(n.cast_unsigned(), out),
            Self::Decimal(scale) => decimal(&n.unsigned_abs().to_string(), n < 0, scale, out),
            Self::Date => {
                date(n, out);
                true
            }
            Self::Time(units) => {
                clock(n.div_euclid(units), n.rem_euclid(units), units, out);
                true
            }
            Self::Timestamp(units) => timestamp(n, units, out),
            Self::Plain | Self::Uuid | Self::Half => display(n, out),
        }
    }

    /// Bytes; false where they are meant as text and are none.
    pub(super) fn bytes(self, bytes: &[u8], out: &mut String) -> bool {
        match (self, bytes) {
            (Self::Decimal(scale), _) => {
                let (digits, negative) = big_endian(bytes);
                decimal(&digits, negative, scale, out)
            }
            (Self::Uuid, _) if bytes.len() == 16 => {
                for (i, b) in bytes.iter().enumerate() {
                    let dash = if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" };
                    let _ = write!(out, "{dash}{b:02x}");
                }
                true
            }
            (Self::Half, [low, high]) => display(half(u16::from_le_bytes([*low, *high])), out),
            _ => match std::str::from_utf8(bytes) {
                Ok(text) => {
                    out.push_str(text);
                    true
                }
                Err(_) => {
                    out.push_str(&String::from_utf8_lossy(bytes));
                    false
                }
            },
        }
    }
}

pub(super) fn display(value: impl Display, out: &mut String) -> bool {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
    true
}

pub(super) fn boolean(b: bool, out: &mut String) -> bool {
    out.push_str(if b { "TRUE" } else { "FALSE" });
    true
}

/// Digits with a point put before the last `scale` of them.
fn decimal(digits: &str, negative: bool, scale: usize, out: &mut String) -> bool {
    if negative {
        out.push('-');
    }
    // Precision is 76 digits at most; a scale beyond that is a damaged file's.
    let scale = scale.min(100);
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = padded.split_at(padded.len() - scale);
    out.push_str(whole);
    if scale > 0 {
        out.push('.');
        out.push_str(fraction);
    }
    true
}

/// The decimal digits of a big-endian two's complement number of any length, and whether it is negative.
fn big_endian(bytes: &[u8]) -> (String, bool) {
    let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
    // 32 bytes hold 76 digits; longer ones are damaged.
    let mut number: Vec<u8> = bytes.iter().take(64).copied().collect();
    if negative {
        let mut carry = true;
        for b in number.iter_mut().rev() {
            let (flipped, over) = (!*b).overflowing_add(u8::from(carry));
            (*b, carry) = (flipped, over);
        }
    }
    let mut digits = Vec::new();
    while number.iter().any(|b| *b != 0) {
        let mut rest = 0u32;
        for b in &mut number {
            let value = rest * 256 + u32::from(*b);
            // A quotient of less than 256 * 10 by 10 fits a byte.
            *b = u8::try_from(value / 10).unwrap_or(u8::MAX);
            rest = value % 10;
        }
        digits.push(char::from_digit(rest, 10).unwrap_or('0'));
    }
    if digits.is_empty() {
        digits.push('0');
    }
    (digits.into_iter().rev().collect(), negative)
}

/// A day counted from 1970-01-01 in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
fn date(days: i64, out: &mut String) {
    let z = days.saturating_add(719_468);
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}");
}

fn clock(seconds: i64, fraction: i64, units: i64, out: &mut String) {
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if fraction > 0 {
        let digits = format!("{fraction:0width$}", width = units.ilog10() as usize);
        let _ = write!(out, ".{}", digits.trim_end_matches('0'));
    }
}

/// Units of a second since 1970; the time of day is left out where it is midnight, as for spreadsheets.
pub(super) fn timestamp(n: i64, units: i64, out: &mut String) -> bool {
    let (seconds, fraction) = (n.div_euclid(units), n.rem_euclid(units));
    date(seconds.div_euclid(86_400), out);
    let of_day = seconds.rem_euclid(86_400);
    if (of_day, fraction) != (0, 0) {
        out.push(' ');
        clock(of_day, fraction, units, out);
    }
    true
}

/// A floating-point number of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3FF) / 1024.0;
    sign * match bits >> 10 & 0x1F {
        0 => fraction * 2f32.powi(-14),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1.0 + fraction) * 2f32.powi(i32::from(exponent) - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(put: impl FnOnce(&mut String) -> bool) -> String {
        let mut out = String::new();
        put(&mut out);
        out
    }

    #[test]
    fn values_keep_their_digits() {
        let cases: &[(&str, String)] = &[
            ("9007199254740993", text(|o| Form::Plain.integer(9_007_199_254_740_993, 64, o))),
            ("4294967295", text(|o| Form::Unsigned.integer(-1, 32, o))),
            ("18446744073709551615", text(|o| Form::Unsigned.integer(-1, 64, o))),
            ("-0.05", text(|o| Form::Decimal(2).integer(-5, 64, o))),
            ("1234.50", text(|o| Form::Decimal(2).integer(123_450, 64, o))),
            (
                "99999999999999999999999999999999999999",
                text(|o| Form::Decimal(0).bytes(&(10i128.pow(38) - 1).to_be_bytes(), o)),
            ),
            ("-1.28", text(|o| Form::Decimal(2).bytes(&[0x80], o))),
            ("0.00", text(|o| Form::Decimal(2).bytes(&[], o))),
            ("2020-07-31", text(|o| Form::Date.integer(18_474, 32, o))),
            ("1969-12-31", text(|o| Form::Date.integer(-1, 32, o))),
            ("2000-02-29", text(|o| Form::Date.integer(11_016, 32, o))),
            ("2020-07-31", text(|o| timestamp(18_474 * 86_400_000, 1000, o))),
            ("2020-07-31 09:30:00.25", text(|o| timestamp(18_474 * 86_400_000 + 34_200_250, 1000, o))),
            ("1969-12-31 23:59:59.999999999", text(|o| timestamp(-1, 1_000_000_000, o))),
            ("09:30:00", text(|o| Form::Time(1_000_000).integer(34_200_000_000, 64, o))),
            (
                "00112233-4455-6677-8899-aabbccddeeff",
                text(|o| {
                    Form::Uuid.bytes(&[0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255], o)
                }),
            ),
            ("1.5", text(|o| Form::Half.bytes(&0x3E00u16.to_le_bytes(), o))),
            ("新疆", text(|o| Form::Plain.bytes("新疆".as_bytes(), o))),
        ];
        for (expected, got) in cases {
            assert_eq!(got, expected);
        }
        let mut out = String::new();
        assert!(!Form::Plain.bytes(b"A\xFFB", &mut out));
        assert_eq!(out, "A\u{FFFD}B");
        // Nothing that a damaged file may hold is a reason to stop.
        for n in [i64::MIN, i64::MAX] {
            for form in [
                Form::Plain,
                Form::Unsigned,
                Form::Decimal(usize::MAX),
                Form::Date,
                Form::Time(1000),
                Form::Timestamp(1000),
            ] {
                assert!(text(|o| form.integer(n, 64, o)).len() > 1);
            }
        }
    }
}
