//! Whether the other side of a connection is still there: what the kernel knows of its acknowledgements.
//!
//! An upload over a link that was lost looks the same to a program as one over a slow link: the kernel holds the bytes and
//! tries again, later each time, long after the link is back. But on a link that lives, acknowledgements come all the time,
//! and where nothing is on the way, those of keep-alive probes. So a connection from which not even these come for some
//! seconds is suspected. That is no verdict: [`crate::sync::http`] looks whether another connection stands meanwhile.
//!
//! Linux and Android tell this by `TCP_INFO`. Elsewhere a connection is suspected when the kernel takes no more bytes for
//! four times as long.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use socket2::{SockRef, Socket, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::sync::pace::Patience;
use crate::sync::wire::Counters;

/// Bytes that wait in the kernel at most before they are sent for the first time: what is given up is not sent first.
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNSENT_BYTES: u32 = 16 * 1024;
const PROBES_EVERY: Duration = Duration::from_secs(1);
/// What is sent again is acknowledged a round trip later, and a little.
const A_LITTLE: Duration = Duration::from_millis(300);
/// Of a connection that may be left without loss, a round trip and so much more is waited for.
const A_LITTLE_MORE: Duration = Duration::from_secs(1);

/// The kernel's view of one connection.
#[derive(Debug)]
pub(crate) struct Pulse {
    socket: Socket,
    counters: Counters,
    asked: Asked,
    acked_before: u64,
}

/// The request under way.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: Instant,
    /// What the kernel had taken before.
    after: u64,
    length: u64,
    /// What arrives of it is kept, also when its connection is left.
    is_kept: bool,
}

/// What the kernel tells of acknowledgements.
struct Told {
    heard_ago: Duration,
    /// After so long without an acknowledgement the kernel sends again.
    repeats_after: Duration,
    round_trip: Duration,
    acked_bytes: u64,
}

impl Pulse {
    /// Sets the socket up: nothing waits to become a full packet, little waits in the kernel.
    pub(crate) fn of(stream: &TcpStream, counters: Counters) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let socket = SockRef::from(stream).try_clone()?;
        #[cfg(any(target_os = "linux", target_os = "android"))]
        socket.set_tcp_notsent_lowat(UNSENT_BYTES)?;
        let asked = Asked { at: Instant::now(), after: 0, length: 0, is_kept: false };
        Ok(Self { socket, counters, asked, acked_before: 0 })
    }

    /// A request of `length` bytes begins; with `is_kept` what arrives of it is not lost with its connection.
    pub(crate) fn asked(&mut self, length: u64, is_kept: bool, patience: &Patience) -> io::Result<()> {
        let after = self.counters.taken.load(Ordering::Relaxed);
        self.asked = Asked { at: Instant::now(), after, length, is_kept };
        self.acked_before = self.told().map_or(0, |told| told.acked_bytes);
        if patience.silence == Duration::MAX {
            return Ok(());
        }
        let probes = TcpKeepalive::new().with_time(PROBES_EVERY).with_interval(PROBES_EVERY);
        self.socket.set_tcp_keepalive(&probes)
    }

    /// Nothing is asked: no probes keep the radio awake.
    pub(crate) fn rest(&self) -> io::Result<()> {
        self.socket.set_keepalive(false)
    }

    /// Nothing has come from the other side for longer than it should, or than `times` as long.
    pub(crate) fn is_silent(&self, patience: &Patience, moved_ago: Duration, times: u32) -> bool {
        let Some(told) = self.told() else {
            return self.sent() < self.asked.length && moved_ago > patience.silence.saturating_mul(4 * times);
        };
        let leave = if self.asked.is_kept {
            told.round_trip.mul_f64(0.75) + A_LITTLE_MORE
        } else {
            // A lost packet is silence too, until the kernel has sent it again.
            told.repeats_after + told.round_trip + A_LITTLE
        };
        let leave = patience.silence.max(leave);
        told.heard_ago.min(self.asked.at.elapsed()) > leave.saturating_mul(times)
    }

    /// Bytes of the request under way that the other side's kernel has acknowledged; where nobody tells, that ours took.
    pub(crate) fn arrived(&self) -> u64 {
        self.told().map_or_else(|| self.sent(), |told| told.acked_bytes.saturating_sub(self.acked_before))
    }

    /// Ends the connection at once: what the kernel still holds of it is not sent any more.
    pub(crate) fn stop(&self) {
        // A socket that takes no option is gone already.
        drop(self.socket.set_linger(Some(Duration::ZERO)));
    }

    fn sent(&self) -> u64 {
        self.counters.taken.load(Ordering::Relaxed).saturating_sub(self.asked.after)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn told(&self) -> Option<Told> {
        None
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn told(&self) -> Option<Told> {
        let info = linux::tcp_info(&self.socket)?;
        Some(Told {
            heard_ago: Duration::from_millis(u64::from(info.last_ack_recv_ms.min(info.last_data_recv_ms))),
            // As it was before the kernel began to wait longer each time.
            repeats_after: Duration::from_micros(u64::from(info.rto_us) >> info.backoff.min(31)),
            round_trip: Duration::from_micros(u64::from(info.rtt_us)),
            acked_bytes: info.bytes_acked,
        })
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux {
    use std::os::fd::AsRawFd as _;

    use socket2::Socket;

    const TCP_INFO: libc::c_int = 11;

    /// The beginning of `struct tcp_info` (linux/tcp.h), which only ever grows at its end.
    #[repr(C)]
    #[derive(Debug, Default)]
    pub(super) struct TcpInfo {
        state_and_probes: [u8; 4],
        pub(super) backoff: u8,
        options_and_window: [u8; 3],
        pub(super) rto_us: u32,
        before_last_data_sent: [u32; 8],
        last_data_sent_ms: u32,
        last_ack_sent_ms: u32,
        pub(super) last_data_recv_ms: u32,
        pub(super) last_ack_recv_ms: u32,
        path_and_window: [u32; 2],
        pub(super) rtt_us: u32,
        before_pacing: [u32; 8],
        pacing: [u64; 2],
        pub(super) bytes_acked: u64,
    }

    #[expect(
        unsafe_code,
        reason = "no safe wrapper of getsockopt(TCP_INFO) is known; the kernel writes at most `length` bytes"
    )]
    pub(super) fn tcp_info(socket: &Socket) -> Option<TcpInfo> {
        let mut info = TcpInfo::default();
        let whole = size_of::<TcpInfo>() as libc::socklen_t;
        let mut length = whole;
        // SAFETY: `info` is plain integers, valid for any bytes, and `length` is its size.
        let failed = unsafe {
            let into = std::ptr::from_mut(&mut info).cast();
            libc::getsockopt(socket.as_raw_fd(), libc::IPPROTO_TCP, TCP_INFO, into, &raw mut length)
        };
        (failed == 0 && length == whole).then_some(info)
    }
}
