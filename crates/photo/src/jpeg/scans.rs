//! The scans of a JPEG, by their headers alone: whether they are too many, and whether all are there (T.81 G.1).
//!
//! Each scan has the decoder go through the whole picture, even one that holds no data: a small file of many
//! empty scans would keep it busy for hours. And a decoder paints what it has: without its last scans a
//! progressive picture is complete to it, and blurred.

use super::segments::{SOS, Segments};

/// Coefficients of a block; the zeroth is its mean.
const COEFFICIENTS: usize = 64;

/// The bit down to which each coefficient of a component has come, none before its first scan.
type Precision = [Option<u8>; COEFFICIENTS];

/// Far more than encoders write (at most about twenty), few enough to be decoded in seconds.
const MAX_SCANS: usize = 100;

/// Whether there are more scans than any camera writes.
pub(crate) fn has_too_many_scans(bytes: &[u8]) -> bool {
    Segments::new(bytes).filter(|segment| segment.marker == SOS).nth(MAX_SCANS).is_some()
}

/// Whether the scans bring every coefficient of so many components down to its last bit.
pub(crate) fn all_scans_are_there(bytes: &[u8], components: usize) -> bool {
    let mut seen: Vec<(u8, Precision)> = Vec::new();
    for segment in Segments::new(bytes).filter(|segment| segment.marker == SOS) {
        note(&mut seen, segment.payload);
    }
    let is_whole = |precision: &Precision| precision.iter().all(|&bit| bit == Some(0));
    seen.len() == components && seen.iter().all(|(_, precision)| is_whole(precision))
}

/// Reads a scan header (T.81 B.2.3); one that makes no sense counts for nothing.
fn note(seen: &mut Vec<(u8, Precision)>, header: &[u8]) {
    let Some((&count, rest)) = header.split_first() else { return };
    let Some((selectors, &[first, last, bits])) = rest.split_at_checked(2 * usize::from(count)) else { return };
    for selector in selectors.chunks_exact(2) {
        let precision = of_component(seen, selector[0]);
        if let Some(coefficients) = precision.get_mut(first.into()..=last.into()) {
            coefficients.fill(Some(bits & 0x0F));
        }
    }
}

fn of_component(seen: &mut Vec<(u8, Precision)>, component: u8) -> &mut Precision {
    let known = seen.iter().position(|(id, _)| *id == component);
    let index = known.unwrap_or_else(|| {
        seen.push((component, [None; COEFFICIENTS]));
        seen.len() - 1
    });
    &mut seen[index].1
}

#[cfg(test)]
mod tests {
    use super::*;

    const DC: &[u8] = b"\xFF\xDA\0\x08\x01\x01\x11\0\0\x01..";
    const DC_LAST_BIT: &[u8] = b"\xFF\xDA\0\x08\x01\x01\x11\0\0\x10..";
    const AC: &[u8] = b"\xFF\xDA\0\x08\x01\x01\x11\x01\x3F\0..";

    fn whole(scans: &[&[u8]], components: usize) -> bool {
        all_scans_are_there(&[b"\xFF\xD8", scans.concat().as_slice(), b"\xFF\xD9"].concat(), components)
    }

    #[test]
    fn all_coefficients_to_the_last_bit_are_whole() {
        assert!(whole(&[DC, AC, DC_LAST_BIT], 1));
    }

    #[test]
    fn a_missing_bit_a_missing_scan_and_a_missing_component_are_noticed() {
        assert!(!whole(&[DC, AC], 1));
        assert!(!whole(&[DC, DC_LAST_BIT], 1));
        assert!(!whole(&[DC, AC, DC_LAST_BIT], 3));
    }

    #[test]
    fn a_scan_header_that_makes_no_sense_counts_for_nothing() {
        assert!(!whole(&[b"\xFF\xDA\0\x08\x01\x01\x11\x05\xFF\0..", b"\xFF\xDA\0\x02"], 1));
    }
}
