//! One connection to the portal, and how one is found.
//!
//! Connections are sought twice a second, each by a handshake of its own, until one stands: the kernel alone would wait
//! longer after each try, and find a link that is back after seconds too late.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Url};

use crate::sync::pulse::Pulse;
use crate::sync::tls;
use crate::sync::wire::{Counters, Wire};

const TRIES_EVERY: Duration = Duration::from_millis(500);
/// A handshake that takes longer is not waited for; there are others.
const ONE_TRY: Duration = Duration::from_secs(8);
/// A link that is cut in the middle of the exchange of keys is looked for anew.
const KEYS: Duration = Duration::from_secs(10);
/// No longer head than this is read, and no more of a body is kept before the kernel takes it.
const BUFFER_BYTES: usize = 64 * 1024;

/// A connection that takes one request after the other. Closed when it is dropped.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) sender: SendRequest<Full<Bytes>>,
    pub(crate) pulse: Pulse,
    driver: AbortHandle,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// Who lives at the portal's address, and how to speak to it.
#[derive(Clone)]
pub(crate) struct Door {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Door {
    /// The door of the portal at `base`.
    pub(crate) fn of(base: &Url) -> io::Result<Self> {
        let host = match base.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(io::ErrorKind::InvalidInput.into()),
        };
        let port = base.port_or_known_default().unwrap_or(443);
        let tls = if base.scheme() == "https" { Some(connector(&host)?) } else { None };
        Ok(Self { host, port, tls })
    }

    /// Who is to be asked, by name.
    pub(crate) async fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((self.host.as_str(), self.port)).await?.collect())
    }

    /// A connection to one of `addresses`, sought until there is one; with `refusals` only until every one has refused.
    pub(crate) async fn open(&self, addresses: &[SocketAddr], refusals: bool, counters: &Counters) -> io::Result<Line> {
        loop {
            let stream = seek(addresses, refusals).await?;
            let counters = Counters { taken: Arc::default(), ..counters.clone() };
            let pulse = Pulse::of(&stream, counters.clone())?;
            let wire = Wire { stream, counters };
            match timeout(KEYS, self.greet(wire)).await {
                Ok(Ok((sender, driver))) => return Ok(Line { sender, pulse, driver }),
                Ok(Err(error)) if refusals => return Err(error),
                Ok(Err(_)) => tokio::time::sleep(TRIES_EVERY).await,
                Err(_) => {}
            }
        }
    }

    async fn greet(&self, wire: Wire) -> io::Result<(SendRequest<Full<Bytes>>, AbortHandle)> {
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(wire),
            Some((connector, name)) => Box::new(connector.connect(name.clone(), wire).await?),
        };
        let builder = http1::Builder::new().max_buf_size(BUFFER_BYTES).to_owned();
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
        Ok((sender, driver.abort_handle()))
    }
}

/// The first handshake that succeeds, of one begun at each tick.
async fn seek(addresses: &[SocketAddr], refusals: bool) -> io::Result<TcpStream> {
    let (mut tries, mut turn, mut refused) = (FuturesUnordered::new(), addresses.iter().cycle(), 0);
    let mut tick = interval(TRIES_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = tick.tick() => {
                let address = *turn.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
                tries.push(timeout(ONE_TRY, TcpStream::connect(address)));
            }
            Some(tried) = tries.next() => match tried {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) if refusals => {
                    refused += 1;
                    if refused >= addresses.len() {
                        return Err(error);
                    }
                    tick.reset_immediately();
                }
                Ok(Err(_)) | Err(_) => {}
            },
        }
    }
}

fn connector(host: &str) -> io::Result<(TlsConnector, ServerName<'static>)> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    Ok((TlsConnector::from(Arc::new(tls::config()?)), name))
}
