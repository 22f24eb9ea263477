//! Where the portal is, and which addresses are taken at all.

use std::net::IpAddr;

use url::Url;

/// Where the portal is: https, or plain http to this machine and private networks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAddress(pub(crate) Url);

/// Why an address is not taken. Both have words under `error.<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL with a host.
    #[error("not an address")]
    Invalid,
    /// Plain http over the open network.
    #[error("plain http is only taken to this machine and private networks")]
    Insecure,
}

impl AddressError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "address_invalid",
            Self::Insecure => "insecure_address",
        }
    }
}

impl std::str::FromStr for PortalAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let url = Url::parse(text).map_err(|_| AddressError::Invalid)?;
        let host = url.host_str().ok_or(AddressError::Invalid)?;
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if is_near(host) => Ok(Self(url)),
            "http" => Err(AddressError::Insecure),
            _ => Err(AddressError::Invalid),
        }
    }
}

fn is_near(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
        Err(_) => host == "localhost",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_only_taken_nearby() {
        for near in ["http://127.0.0.1:8080", "http://[::1]:1", "http://10.0.0.7", "http://localhost:9", "https://x.vn"]
        {
            assert!(near.parse::<PortalAddress>().is_ok(), "{near}");
        }
        assert_eq!("http://example.vn".parse::<PortalAddress>(), Err(AddressError::Insecure));
        assert_eq!("http://8.8.8.8".parse::<PortalAddress>(), Err(AddressError::Insecure));
        for wrong in ["", "example.vn", "file:///etc/passwd", "ftp://10.0.0.1"] {
            assert_eq!(wrong.parse::<PortalAddress>(), Err(AddressError::Invalid), "{wrong}");
        }
    }
}
