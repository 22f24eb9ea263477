//! A TCP link that misbehaves as it is told: slow, cut after so many bytes, or answering in place of the portal.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How one connection behaves. The default carries everything.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// Cut after so many bytes towards the portal.
    pub cut_up_after: Option<usize>,
    /// Cut after so many bytes from the portal: 0 loses the answer to what the portal has done.
    pub cut_down_after: Option<usize>,
    /// Answered in place of the portal.
    pub answer: Option<Vec<u8>>,
    /// How long each piece of at most 1 KiB takes.
    pub delay: Duration,
}

/// A link to one portal. Runs until its test ends.
#[derive(Debug)]
pub struct BadLink {
    address: SocketAddr,
    plan: Arc<Mutex<VecDeque<Connection>>>,
    bytes: Arc<Mutex<(usize, usize)>>,
    cuts: Arc<AtomicUsize>,
}

impl BadLink {
    /// A link to `portal`, whose first connections behave as `plan` says and all later ones well.
    ///
    /// # Panics
    /// When this machine gives no port.
    pub async fn to(portal: &str, plan: Vec<Connection>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let link =
            Self { address, plan: Arc::new(Mutex::new(plan.into())), bytes: Arc::default(), cuts: Arc::default() };
        let (plan, bytes, cuts) = (link.plan.clone(), link.bytes.clone(), link.cuts.clone());
        let portal = portal.to_owned();
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                let behaviour = plan.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or_default();
                let (portal, bytes, cuts) = (portal.clone(), bytes.clone(), cuts.clone());
                tokio::spawn(async move {
                    if carry(device, portal, behaviour, bytes).await.unwrap_or(false) {
                        cuts.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        link
    }

    /// Its address for a device.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds what the next connections do.
    pub fn then(&self, plan: impl IntoIterator<Item = Connection>) {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).extend(plan);
    }

    /// How many planned connections were not made yet.
    #[must_use]
    pub fn planned(&self) -> usize {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many connections were cut because they had carried all that they should.
    #[must_use]
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
    }

    /// Bytes carried up and down.
    #[must_use]
    pub fn bytes(&self) -> (usize, usize) {
        *self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries one connection as told, and says whether it was cut. However it ends, both sides see it closed.
async fn carry(
    mut device: TcpStream,
    portal: String,
    behaviour: Connection,
    bytes: Arc<Mutex<(usize, usize)>>,
) -> io::Result<bool> {
    if let Some(answer) = behaviour.answer {
        let mut buffer = [0; 65536];
        // Whatever was asked, this is the answer.
        let _ = device.read(&mut buffer).await;
        let _ = device.write_all(&answer).await;
        let _ = device.shutdown().await;
        return Ok(false);
    }
    let mut portal = TcpStream::connect(&portal).await?;
    let ((mut from_device, mut to_device), (mut from_portal, mut to_portal)) = (device.split(), portal.split());
    let (up, down) = (bytes.clone(), bytes);
    let up = pump(&mut from_device, &mut to_portal, behaviour.cut_up_after, behaviour.delay, move |count| {
        up.lock().unwrap_or_else(PoisonError::into_inner).0 += count;
    });
    let down = pump(&mut from_portal, &mut to_device, behaviour.cut_down_after, behaviour.delay, move |count| {
        down.lock().unwrap_or_else(PoisonError::into_inner).1 += count;
    });
    tokio::select! {
        cut = up => cut,
        cut = down => cut,
    }
}

/// Carries one way until its end, or, with `true`, until the limit.
async fn pump(
    from: &mut (impl tokio::io::AsyncRead + Unpin),
    to: &mut (impl tokio::io::AsyncWrite + Unpin),
    limit: Option<usize>,
    delay: Duration,
    count: impl Fn(usize),
) -> io::Result<bool> {
    let mut left = limit.unwrap_or(usize::MAX);
    let mut buffer = [0; 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        let carried = read.min(left);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        to.write_all(&buffer[..carried]).await?;
        to.flush().await?;
        count(carried);
        left -= carried;
        if read == 0 || left == 0 {
            return Ok(left == 0);
        }
    }
}
