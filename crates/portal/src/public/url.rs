//! Addresses with queries: the few bytes of URL syntax that pages need.

use form_urlencoded::{Serializer, parse};

/// The pairs of a query, decoded, in order.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    parse(query.as_bytes()).into_owned().collect()
}

/// `path?name=value&…`, encoded; the bare path without pairs.
pub fn join<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_joined_is_read_back() {
        let joined = join("/phan-anh", [("q", "đèn & điện"), ("lang", "vi")]);
        let (_, query) = joined.split_once('?').unwrap_or_default();
        assert_eq!(pairs(query), [("q".to_owned(), "đèn & điện".to_owned()), ("lang".to_owned(), "vi".to_owned())]);
        assert_eq!(join("/", []), "/");
    }
}
