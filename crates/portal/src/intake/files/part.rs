//! The file of an unfinished upload: appended to, fsynced, and cut back when what came is not to be kept.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt as _;
use tokio::time::{Instant, timeout, timeout_at};

use crate::durable;
use crate::error::PortalError;
use crate::intake::files::headers::Checksum;
use crate::intake::files::uploads::Turn;
use crate::phase;

/// As long as a byte comes now and then the link is alive.
pub const SILENCE: Duration = Duration::from_secs(60);

/// What comes is made durable as it comes: after so many bytes, or so much time, whichever is sooner.
const DURABLE_BYTES: u64 = 512 * 1024;
const DURABLE_EVERY: Duration = Duration::from_secs(2);

/// What has reached this machine when a newer request takes over comes out of its buffers this fast, piece by piece.
const AT_HAND: Duration = Duration::from_millis(20);
/// For so long at most: whoever takes over waits for it.
const AT_HAND_IN_ALL: Duration = Duration::from_millis(500);

/// What has arrived of an upload.
pub struct Part {
    file: File,
    path: PathBuf,
    offset: u64,
}

/// Why appending ended before the body did as it should.
#[derive(Debug)]
pub enum Stopped {
    /// The body broke off. What arrived is kept, unless it had a sum to fit.
    Cut,
    /// A newer request took over. What arrived is kept.
    Preempted,
    /// The body is longer than the upload. Nothing of it is kept.
    TooLong,
    /// The body does not have its sum. Nothing of it is kept.
    Checksum,
    /// The disk failed.
    Own(PortalError),
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Own(error.into())
    }
}

impl Part {
    /// An empty file with a durable name.
    pub async fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path).await?;
        file.sync_all().await?;
        let name = path.to_owned();
        blocking(move || durable::sync_folder_of(&name)).await?;
        Ok(Self { file, path: path.to_owned(), offset: 0 })
    }

    /// The file, when there is one, with everything in it fsynced: bytes that a crash left in the cache count too.
    pub async fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match OpenOptions::new().append(true).open(path).await {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        file.sync_all().await?;
        let offset = file.metadata().await?.len();
        Ok(Some(Self { file, path: path.to_owned(), offset }))
    }

    /// Bytes that are on the disk for good.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a body until it ends, breaks, or grows beyond `length`.
    pub async fn append(
        &mut self,
        body: BodyDataStream,
        length: u64,
        mut checksum: Option<Checksum>,
        turn: &Turn,
    ) -> Result<(), Stopped> {
        let start = self.offset;
        let had_a_sum = checksum.is_some();
        let written = self.write(body, length, &mut checksum, turn).await;
        let fits = written.is_err() || checksum.is_none_or(Checksum::fits);
        match written {
            Ok(()) if fits => Ok(self.sync().await?),
            Ok(()) => self.give_back(start, Stopped::Checksum).await,
            Err(Stopped::TooLong) => self.give_back(start, Stopped::TooLong).await,
            Err(stopped) if had_a_sum => self.give_back(start, stopped).await,
            Err(stopped) => {
                self.sync().await?;
                Err(stopped)
            }
        }
    }

    /// Forgets everything after `offset`.
    pub async fn cut_back(&mut self, offset: u64) -> io::Result<()> {
        self.file.set_len(offset).await?;
        self.sync().await
    }

    async fn give_back(&mut self, start: u64, stopped: Stopped) -> Result<(), Stopped> {
        self.cut_back(start).await?;
        Err(stopped)
    }

    async fn write(
        &mut self,
        mut body: BodyDataStream,
        length: u64,
        checksum: &mut Option<Checksum>,
        turn: &Turn,
    ) -> Result<(), Stopped> {
        let mut end = self.offset;
        let (mut until, mut synced_at) = (None, Instant::now());
        loop {
            let bytes = match next(&mut body, turn, until).await {
                Next::Bytes(bytes) => bytes,
                Next::End => return Ok(()),
                Next::Taken if until.is_none() => {
                    until = Some(Instant::now() + AT_HAND_IN_ALL);
                    continue;
                }
                Next::Taken => return Err(Stopped::Preempted),
                Next::Cut => return Err(Stopped::Cut),
            };
            end += bytes.len() as u64;
            if end > length {
                return Err(Stopped::TooLong);
            }
            if let Some(checksum) = checksum {
                checksum.take(&bytes);
            }
            phase::enter("writing");
            self.file.write_all(&bytes).await?;
            if end - self.offset >= DURABLE_BYTES || synced_at.elapsed() >= DURABLE_EVERY {
                self.sync().await?;
                synced_at = Instant::now();
            }
        }
    }

    async fn sync(&mut self) -> io::Result<()> {
        self.file.flush().await?;
        phase::enter("fsync");
        self.file.sync_all().await?;
        self.offset = self.file.metadata().await?.len();
        Ok(())
    }
}

/// What a body does next.
enum Next {
    Bytes(Bytes),
    End,
    Cut,
    /// A newer request wants the upload, or, once it does, nothing more is at hand.
    Taken,
}

/// The next piece: for as long as the link is alive, or, when a newer request has taken over, what is at hand `until` then.
async fn next(body: &mut BodyDataStream, turn: &Turn, until: Option<Instant>) -> Next {
    let read = |bytes| match bytes {
        None => Next::End,
        Some(Ok(bytes)) => Next::Bytes(bytes),
        Some(Err(_)) => Next::Cut,
    };
    if let Some(until) = until {
        let patience = until.min(Instant::now() + AT_HAND);
        return timeout_at(patience, body.next()).await.map_or(Next::Taken, read);
    }
    tokio::select! {
        biased;
        () = turn.stopped() => Next::Taken,
        bytes = timeout(SILENCE, body.next()) => bytes.map_or(Next::Cut, read),
    }
}

/// Does something that blocks away from the runtime's own threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::intake::files::uploads::Uploads;
    use axum::body::Body;
    use futures_util::stream;

    /// A browser that loses its connection repeats the request within milliseconds.
    #[tokio::test]
    async fn what_has_arrived_is_kept_when_a_newer_request_takes_over() {
        let (folder, uploads) = (tempfile::tempdir().unwrap(), Uploads::default());
        let mut part = Part::create(&folder.path().join("one.part")).await.unwrap();
        let turn = uploads.take("one").await;
        let newer = uploads.take("one");
        let older = async {
            turn.stopped().await;
            let arrived = (0..100).map(|_| Ok::<_, io::Error>(Bytes::from_static(&[7; 1000])));
            let body = Body::from_stream(stream::iter(arrived).chain(stream::pending()));
            let stopped = part.append(body.into_data_stream(), 200_000, None, &turn).await;
            drop(turn);
            (stopped, part.offset())
        };
        let (_, (stopped, offset)) = tokio::join!(newer, older);
        assert!(matches!(stopped, Err(Stopped::Preempted)), "{stopped:?}");
        assert_eq!(offset, 100_000);
    }
}
