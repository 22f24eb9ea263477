//! The HTTP form of a provider: where to post what. It holds passwords, so it lies with the keys, readable by the portal
//! alone, and is never shown in full.
//!
//! `{phone}` (84912345678), `{phone_local}` (0912345678), `{text}` and `{id}` in body and headers are filled in, in the body
//! escaped as its media type wants it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use axum::http::{HeaderName, HeaderValue};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::Channel;
use crate::durable;
use crate::error::PortalError;
use crate::keys::{self, private};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Where a message goes, and what it says.
#[derive(Clone)]
pub struct Recipient<'a> {
    /// Digits with the country's.
    pub phone: &'a str,
    /// The words.
    pub text: &'a str,
    /// By it the provider knows a try again.
    pub token: &'a str,
}

/// A provider's form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    url: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: String,
    /// What the answer must hold to count as taken, for providers that refuse with «200 OK».
    #[serde(default)]
    taken_when: Option<String>,
}

impl Form {
    /// A form that can be sent.
    ///
    /// # Errors
    /// [`PortalError::Config`] with the field that is wrong. What is wrong is not repeated: it may hold a password.
    pub fn new(url: &str, headers: &[String], body: &str, taken_when: Option<&str>) -> Result<Self, PortalError> {
        let headers = headers.iter().map(|header| split(header)).collect::<Result<Vec<_>, _>>()?;
        let (url, body, taken_when) = (url.to_owned(), body.to_owned(), taken_when.map(str::to_owned));
        let form = Self { url, headers, body, taken_when };
        form.check()?;
        Ok(form)
    }

    /// The same, of JSON: `url`, `headers` (pairs of name and value), `body`, `taken_when`.
    ///
    /// # Errors
    /// As [`Form::new`].
    pub fn parse(text: &str) -> Result<Self, PortalError> {
        let form: Self = serde_json::from_str(text).map_err(|_| wrong("form", "JSON of url, headers and body"))?;
        form.check()?;
        Ok(form)
    }

    fn check(&self) -> Result<(), PortalError> {
        let url = self.url();
        if !url.as_ref().is_some_and(is_private_enough) {
            return Err(wrong("url", "https://HOST/…; http:// only for this very machine"));
        }
        if !self.body.contains("{text}") || !(self.body.contains("{phone}") || self.body.contains("{phone_local}")) {
            return Err(wrong("body", "it must hold {text} and {phone} or {phone_local}"));
        }
        let trial = Recipient { phone: "84900000000", text: "\"a\\b\"\n", token: "0" };
        let media_type = self.media_type();
        if media_type == JSON && serde_json::from_str::<serde_json::Value>(&self.body(&trial)).is_err() {
            return Err(wrong("body", "it is no JSON once it is filled in"));
        }
        if media_type != JSON && !media_type.starts_with(FORM) {
            return Err(wrong("header", "Content-Type: application/json or application/x-www-form-urlencoded"));
        }
        self.headers(&trial).map(drop)
    }

    /// The host, for people.
    #[must_use]
    pub fn host(&self) -> String {
        self.url().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The names of its headers; what they say is secret.
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn url(&self) -> Option<Url> {
        self.url.parse().ok()
    }

    pub(super) fn taken_when(&self) -> Option<&str> {
        self.taken_when.as_deref()
    }

    /// What is posted to `to`.
    pub(super) fn body(&self, to: &Recipient<'_>) -> String {
        match self.media_type() {
            JSON => fill(&self.body, to, escaped),
            _ => fill(&self.body, to, |text| form_urlencoded::byte_serialize(text.as_bytes()).collect()),
        }
    }

    /// With what it is posted.
    pub(super) fn headers(&self, to: &Recipient<'_>) -> Result<Vec<(HeaderName, HeaderValue)>, PortalError> {
        let mut headers = vec![
            ("Content-Type".to_owned(), self.media_type().to_owned()),
            ("Idempotency-Key".to_owned(), to.token.to_owned()),
        ];
        let own = self.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
        headers.extend(own.map(|(name, value)| (name.clone(), fill(value, to, str::to_owned))));
        headers.iter().map(|(name, value)| header(name, value)).collect()
    }

    fn media_type(&self) -> &str {
        let named = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let guessed = if self.body.trim_start().starts_with(['{', '[']) { JSON } else { FORM };
        match named {
            Some((_, value)) if value.starts_with(JSON) => JSON,
            Some((_, value)) => value,
            None => guessed,
        }
    }
}

/// Secret but for the host.
impl std::fmt::Debug for Form {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Form({})", self.host())
    }
}

/// The forms of a portal, each in a file beside its keys.
#[derive(Debug, Default)]
pub struct Forms {
    forms: Vec<(Channel, Form)>,
    unreadable: Vec<Channel>,
}

impl Forms {
    /// Reads those that there are. One that does not read closes its own channel and no other.
    #[must_use]
    pub fn read(data: &Path) -> Self {
        let mut read = Self::default();
        for channel in Channel::ALL {
            match of_file(&file(data, channel)) {
                Ok(Some(form)) => read.forms.push((channel, form)),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%channel, %error, "the form of a channel does not read");
                    read.unreadable.push(channel);
                }
            }
        }
        read
    }

    /// The form of a channel.
    #[must_use]
    pub fn get(&self, channel: Channel) -> Option<&Form> {
        self.forms.iter().find(|(of, _)| *of == channel).map(|(_, form)| form)
    }

    /// Whether a channel has a form that does not read.
    #[must_use]
    pub fn is_unreadable(&self, channel: Channel) -> bool {
        self.unreadable.contains(&channel)
    }

    /// Puts a form in the place of the one before, whole or not at all.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn set(data: &Path, channel: Channel, form: &Form) -> Result<(), PortalError> {
        let path = file(data, channel);
        let temporary = path.with_extension("new");
        let text = serde_json::to_vec_pretty(form).map_err(io::Error::other)?;
        let mut file = private(&temporary)?;
        file.write_all(&text)?;
        file.sync_all()?;
        Ok(durable::rename(&temporary, &path)?)
    }

    /// Takes a form away, and says whether there was one.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remove(data: &Path, channel: Channel) -> Result<bool, PortalError> {
        let path = file(data, channel);
        match fs::remove_file(&path) {
            Ok(()) => durable::sync_folder_of(&path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }
}

fn file(data: &Path, channel: Channel) -> PathBuf {
    data.join(keys::FOLDER).join(format!("channel-{channel}.json"))
}

fn of_file(path: &Path) -> Result<Option<Form>, PortalError> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let form: Form = serde_json::from_slice(&text).map_err(|_| wrong("form", "unreadable"))?;
    form.check()?;
    Ok(Some(form))
}

/// Passwords go over TLS, or nowhere beyond this machine.
fn is_private_enough(url: &Url) -> bool {
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}

fn split(header: &str) -> Result<(String, String), PortalError> {
    let (name, value) = header.split_once(':').ok_or_else(|| wrong("header", "NAME: VALUE"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), PortalError> {
    let known = name.parse::<HeaderName>().ok().zip(HeaderValue::from_str(value).ok());
    let (name, mut value) = known.ok_or_else(|| wrong("header", "NAME: VALUE"))?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Each placeholder once; what is filled in is not looked at again.
fn fill(template: &str, to: &Recipient<'_>, escape: impl Fn(&str) -> String) -> String {
    let local = to.phone.strip_prefix("84").map_or_else(|| to.phone.to_owned(), |rest| format!("0{rest}"));
    let known = [("{phone}", to.phone), ("{phone_local}", &local), ("{text}", to.text), ("{id}", to.token)];
    let (mut filled, mut rest) = (String::new(), template);
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = known.iter().find(|(name, _)| rest.starts_with(name));
        let taken = found.map_or(1, |(name, value)| {
            filled.push_str(&escape(value));
            name.len()
        });
        if found.is_none() {
            filled.push('{');
        }
        rest = &rest[taken..];
    }
    filled + rest
}

fn wrong(field: &str, reason: &str) -> PortalError {
    PortalError::Config { field: field.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const TO: Recipient<'static> = Recipient { phone: "84912345678", text: "nói \"{id}\" & \\n", token: "t1" };

    #[test]
    fn placeholders_are_escaped_as_the_body_wants_it_and_filled_once() {
        let json =
            Form::new("https://sms.example.vn/send", &[], r#"{"to":"{phone}","o":{"t":"{text}"},"id":"{id}"}"#, None);
        let body: serde_json::Value = serde_json::from_str(&json.unwrap().body(&TO)).unwrap();
        assert_eq!(body, serde_json::json!({ "to": TO.phone, "o": { "t": TO.text }, "id": "t1" }));
        let form = Form::new("https://sms.example.vn/send", &[], "to={phone_local}&text={text}", None).unwrap();
        assert_eq!(form.body(&TO), "to=0912345678&text=n%C3%B3i+%22%7Bid%7D%22+%26+%5Cn");
    }

    #[test]
    fn what_cannot_be_sent_is_refused_by_its_field_without_its_secrets() {
        let good = r#"{"to":"{phone}","text":"{text}"}"#;
        for (url, header, body, field) in [
            ("http://sms.example.vn/secret", "X: y", good, "url"),
            ("secret", "X: y", good, "url"),
            ("https://sms.example.vn", "secret", good, "header"),
            ("https://sms.example.vn", "X Y: secret", good, "header"),
            ("https://sms.example.vn", "Content-Type: text/secret", good, "header"),
            ("https://sms.example.vn", "X: y", r#"{"secret":"{text}"}"#, "body"),
            ("https://sms.example.vn", "X: y", r#"{"secret":"{text}","to":{phone}"#, "body"),
        ] {
            let refused = Form::new(url, &[header.to_owned()], body, None).unwrap_err().to_string();
            assert!(refused.starts_with(field) && !refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_form_is_kept_where_only_the_portal_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(keys::FOLDER)).unwrap();
        let secret = ["Authorization: Bearer secret".to_owned()];
        let form =
            Form::new("https://sms.example.vn/a?key=secret", &secret, "to={phone}&t={text}", Some("ok")).unwrap();
        assert_eq!(format!("{form:?}"), "Form(sms.example.vn)");
        Forms::set(folder.path(), Channel::Sms, &form).unwrap();
        assert_eq!(Forms::read(folder.path()).get(Channel::Sms), Some(&form));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let kept = fs::metadata(file(folder.path(), Channel::Sms)).unwrap();
            assert_eq!(kept.permissions().mode() & 0o777, 0o600);
        }
        assert!(Forms::remove(folder.path(), Channel::Sms).unwrap());
        assert!(Forms::read(folder.path()).get(Channel::Sms).is_none());
        fs::write(file(folder.path(), Channel::Zalo), "{").unwrap();
        Forms::set(folder.path(), Channel::Sms, &form).unwrap();
        let read = Forms::read(folder.path());
        assert_eq!(
            (read.is_unreadable(Channel::Zalo), read.get(Channel::Sms)),
            (true, Some(&form)),
            "the other goes on"
        );
    }
}
