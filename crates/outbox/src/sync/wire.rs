//! The bytes of one connection: each that the kernel takes or gives is counted, and shows that the link moves.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::sync::meter::Meter;
use crate::sync::pace::Pace;

/// Who hears of bytes that moved.
#[derive(Debug, Clone)]
pub(crate) struct Counters {
    pub(crate) meter: Arc<Meter>,
    pub(crate) pace: Arc<Mutex<Pace>>,
    /// Bytes that this connection's kernel has taken.
    pub(crate) taken: Arc<AtomicU64>,
}

impl Counters {
    fn sent(&self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
        self.meter.sent(bytes);
        self.moved(bytes);
    }

    fn received(&self, bytes: usize) {
        self.meter.received(bytes);
        self.moved(bytes);
    }

    fn moved(&self, bytes: usize) {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner).moved(bytes, Instant::now());
    }
}

/// A socket that counts.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    pub(crate) counters: Counters,
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (this, before) = (self.get_mut(), into.filled().len());
        ready!(Pin::new(&mut this.stream).poll_read(context, into))?;
        this.counters.received(into.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let taken = ready!(Pin::new(&mut this.stream).poll_write(context, bytes))?;
        this.counters.sent(taken);
        Poll::Ready(Ok(taken))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let taken = ready!(Pin::new(&mut this.stream).poll_write_vectored(context, pieces))?;
        this.counters.sent(taken);
        Poll::Ready(Ok(taken))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
