//! Whom this device believes to be the portal at the other end of an `https` connection: whoever this machine's owner
//! trusts, as in its browser (on Linux also by `SSL_CERT_FILE`). Both clients of the portal take it from here.

use std::error::Error;
use std::io;
use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::{self, ClientConfig};

use crate::sync::problem::LinkProblem;

/// How certificates are judged.
pub(crate) fn config() -> io::Result<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(io::Error::other)?;
    Ok(builder.with_no_client_auth())
}

/// Why there is no connection: a certificate that is not believed is told apart from a network that is not there.
pub(crate) fn problem(error: &(dyn Error + 'static)) -> LinkProblem {
    if is_of_the_certificate(error) { LinkProblem::Certificate } else { LinkProblem::Offline }
}

fn is_of_the_certificate(error: &(dyn Error + 'static)) -> bool {
    if let Some(rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented) = error.downcast_ref() {
        return true;
    }
    // An I/O error's source is what lies in the error that it wraps, not that error itself.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let next = wrapped.map(|wrapped| -> &(dyn Error + 'static) { wrapped }).or_else(|| error.source());
    next.is_some_and(is_of_the_certificate)
}
