//! The secret that opens a report to whoever holds it, without the device's key.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

use crate::id::ParseIdError;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_CHARS: usize = 13;
const CHARS: usize = RANDOM_CHARS + 1;

/// A tracking code (mã tra cứu): 65 random bits as thirteen characters of Crockford's base 32, and a check character.
///
/// Shown in groups, `4F7K2-9QXM3-A1B7`; read in either case, with or without separators, `O` as `0`, `I` and `L`
/// as `1`. The check character is Luhn's modulo 32 (ISO/IEC 7812-1 generalised): any one wrong character is noticed,
/// and nearly every exchange of neighbours.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TrackingCode([u8; CHARS]);

impl TrackingCode {
    /// Makes a code from random bytes; five bits of each are used.
    #[must_use]
    pub fn from_random(random: [u8; RANDOM_CHARS]) -> Self {
        let mut chars = [0; CHARS];
        for (slot, byte) in chars.iter_mut().zip(random) {
            *slot = byte & 0x1f;
        }
        chars[RANDOM_CHARS] = check(&chars[..RANDOM_CHARS]);
        Self(chars)
    }

    /// The code without separators, as it is stored and compared.
    #[must_use]
    pub fn compact(&self) -> String {
        self.0.iter().map(|value| char::from(ALPHABET[usize::from(*value)])).collect()
    }
}

/// Luhn's check character over values of the alphabet.
fn check(values: &[u8]) -> u8 {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(index, value)| {
            let doubled = u32::from(*value) * if index % 2 == 0 { 2 } else { 1 };
            doubled / 32 + doubled % 32
        })
        .sum();
    ((32 - sum % 32) % 32) as u8
}

fn value(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == upper).and_then(|index| u8::try_from(index).ok())
}

impl FromStr for TrackingCode {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let invalid = || ParseIdError::of("tracking code");
        let typed = text.chars().filter(|character| !matches!(character, '-' | ' ' | '.' | '–'));
        let values: Vec<u8> = typed.map(value).collect::<Option<_>>().ok_or_else(invalid)?;
        let chars: [u8; CHARS] = values.try_into().map_err(|_| invalid())?;
        if check(&chars[..RANDOM_CHARS]) != chars[RANDOM_CHARS] {
            return Err(invalid());
        }
        Ok(Self(chars))
    }
}

impl fmt::Display for TrackingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.compact();
        write!(out, "{}-{}-{}", &code[..5], &code[5..10], &code[10..])
    }
}

/// Secret: not for logs.
impl fmt::Debug for TrackingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TrackingCode(…)")
    }
}

impl<C> Encode<C> for TrackingCode {
    fn encode<W: encode::Write>(&self, to: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        to.str(&self.compact())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for TrackingCode {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        from.str()?.parse().map_err(|_| decode::Error::message("tracking code"))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = TrackingCode::from_random([1, 0, 17, 4, 30, 9, 2, 3, 8, 31, 22, 5, 6]);
        let shown = code.to_string();
        assert_eq!(shown.len(), 16);
        assert_eq!(shown.to_lowercase().replace('-', " ").parse::<TrackingCode>().unwrap(), code);
        assert_eq!(shown.replace('1', "l").replace('0', "o").parse::<TrackingCode>().unwrap(), code);
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(random in any::<[u8; 13]>(), place in 0_usize..14, other in 1_u8..32) {
            let code = TrackingCode::from_random(random);
            let mut wrong = code.clone();
            wrong.0[place] = (wrong.0[place] + other) % 32;
            prop_assert!(code.compact().parse::<TrackingCode>().is_ok());
            prop_assert!(wrong.compact().parse::<TrackingCode>().is_err());
        }
    }
}
