//! An authority that certifies, and a door of TLS before a portal that shows one of its certificates.

use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority of this test alone.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

/// A certificate and its key.
pub struct Shown {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new authority, whose own certificate is in a file.
    ///
    /// # Panics
    /// When this machine gives no random bytes or no file.
    #[must_use]
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority of this test alone");
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().expect("random bytes");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority's certificate");
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), issuer.pem()).expect("it is written");
        Self { issuer, file }
    }

    /// The file with its own certificate: a program whose `SSL_CERT_FILE` names it believes this authority and no other.
    #[must_use]
    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// A certificate for the host of this name that holds today.
    #[must_use]
    pub fn certify(&self, host: &str) -> Shown {
        self.sign(host, |_| {})
    }

    /// A certificate for the host of this name that was over in 2020.
    #[must_use]
    pub fn certify_long_ago(&self, host: &str) -> Shown {
        self.sign(host, |params| params.not_after = date_time_ymd(2020, 1, 1))
    }

    fn sign(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> Shown {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a host's name");
        change(&mut params);
        let key = KeyPair::generate().expect("random bytes");
        let certificate = params.signed_by(&key, &self.issuer).expect("a host's certificate");
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        Shown { certificate: certificate.der().clone(), key }
    }
}

/// Ends TLS before the portal at `portal`, as a province's proxy does, and gives the address with the host's name in it.
/// Runs until its test ends.
///
/// # Panics
/// When this machine gives no port.
pub async fn https(portal: &str, shown: Shown) -> String {
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![shown.certificate], shown.key)
        .expect("a certificate and its key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    let portal = portal.to_owned();
    tokio::spawn(async move {
        while let Ok((device, _)) = listener.accept().await {
            let (acceptor, portal) = (acceptor.clone(), portal.clone());
            tokio::spawn(async move {
                // Whoever does not believe the certificate leaves; so may anybody at any time.
                let Ok(mut device) = acceptor.accept(device).await else { return };
                let Ok(mut portal) = TcpStream::connect(portal).await else { return };
                let _ = tokio::io::copy_bidirectional(&mut device, &mut portal).await;
            });
        }
    });
    format!("https://localhost:{port}")
}
