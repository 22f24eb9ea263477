//! The one writer: takes jobs from all requests, runs each in a savepoint, commits once for many.
//!
//! ```text
//! BEGIN …                                          as the engine wants it, with the lock of all writers
//!   SAVEPOINT job · job 1 · RELEASE job            an error or a panic: ROLLBACK TO job, and only that job fails
//!   SAVEPOINT job · job 2 · RELEASE job            … as many as wait, up to BATCH
//! COMMIT                                           one fsync
//! answer 1, answer 2, …                            never before the commit
//! ```
//!
//! **Invariant:** whoever was answered `Ok` is on the disk. When the commit fails, everybody of the batch hears
//! [`PortalError::Busy`] or [`PortalError::NoRoom`] and nothing of it was written. When the connection to a server broke
//! on the way, it may have been: everybody hears [`PortalError::Busy`] and asks again, which is answered from the books.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::AnyConnection;
use sqlx::Executor as _;
use tokio::sync::{mpsc, oneshot, watch};

use crate::error::PortalError;
use crate::phase;
use crate::store::database::Source;
use crate::store::dialect::{self, Engine};

/// Jobs that share a commit at most, so that the first does not wait for ever.
const BATCH: usize = 256;
/// Jobs that may wait; beyond, callers wait to be let in.
const WAITING: usize = 1024;

/// What a job answers, once it is known how the commit went.
type Answer = Box<dyn FnOnce(Commit) + Send>;
type Job = Box<dyn for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Done> + Send>;

/// How a commit went.
#[derive(Debug, Clone, Copy)]
enum Commit {
    Held,
    NoRoom,
    Failed,
}

struct Done {
    keep: bool,
    answer: Answer,
}

/// The way to the writer. Cheap to clone; the writer ends when the last clone is gone.
#[derive(Clone)]
pub struct Writer {
    jobs: mpsc::Sender<Job>,
    commits: watch::Receiver<()>,
}

impl Writer {
    /// Starts the writer on its own connection. When it breaks, `source` gives another.
    pub fn start(connection: AnyConnection, source: Source) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (committed, commits) = watch::channel(());
        tokio::spawn(work(Line { source, connection: Some(connection) }, waiting, committed));
        Self { jobs, commits }
    }

    /// Changes with every commit.
    pub fn commits(&self) -> watch::Receiver<()> {
        self.commits.clone()
    }

    /// Hands `job` in, behind all that were handed in before. It is done even if nobody waits for it.
    pub async fn offer<T, F>(&self, job: F) -> Pending<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| Box::pin(done(job(connection), answer)));
        // A writer that is gone drops the job and with it the answer: whoever waits hears that.
        drop(self.jobs.send(job).await);
        Pending { answered }
    }
}

/// A job that was handed in.
#[derive(Debug)]
pub struct Pending<T> {
    answered: oneshot::Receiver<Result<T, PortalError>>,
}

impl<T> Pending<T> {
    /// Waits for the commit.
    ///
    /// # Errors
    /// Those of the job; [`PortalError::Busy`] when the commit failed.
    pub async fn committed(self) -> Result<T, PortalError> {
        self.answered.await.unwrap_or(Err(PortalError::Busy))
    }
}

async fn done<T: Send + 'static>(
    job: BoxFuture<'_, Result<T, PortalError>>,
    answer: oneshot::Sender<Result<T, PortalError>>,
) -> Done {
    let result = job.await;
    let keep = result.is_ok();
    let answer = move |commit: Commit| {
        let result = match commit {
            Commit::NoRoom if keep => Err(PortalError::NoRoom),
            Commit::Failed if keep => Err(PortalError::Busy),
            _ => result,
        };
        // Whoever asked may be gone; what was committed stays.
        drop(answer.send(result));
    };
    Done { keep, answer: Box::new(answer) }
}

/// The connection that is written through.
struct Line {
    source: Source,
    /// `None` after it broke.
    connection: Option<AnyConnection>,
}

impl Line {
    async fn open(&mut self) -> Result<&mut AnyConnection, PortalError> {
        if self.connection.is_none() {
            self.connection = Some(self.source.connect().await?);
            tracing::info!("connected to the database again");
        }
        self.connection.as_mut().ok_or(PortalError::Busy)
    }

    /// After a batch that failed: a broken connection is given up.
    async fn undo(&mut self, error: &sqlx::Error) {
        let Some(connection) = self.connection.as_mut().filter(|_| !dialect::is_lost(error)) else {
            self.connection = None;
            return;
        };
        // Nothing to roll back is fine: the transaction may never have begun.
        if connection.execute("ROLLBACK").await.is_err_and(|error| dialect::is_lost(&error)) {
            self.connection = None;
        }
    }
}

async fn work(mut line: Line, mut waiting: mpsc::Receiver<Job>, committed: watch::Sender<()>) {
    while let Some(first) = waiting.recv().await {
        let connection = match line.open().await {
            Ok(connection) => connection,
            Err(error) => {
                // The job goes, and with it its answer: whoever waits hears that the portal is busy.
                tracing::error!(%error, "the books cannot be written");
                continue;
            }
        };
        let mut answers = Vec::new();
        let commit = match batch(connection, first, &mut waiting, &mut answers).await {
            Ok(()) => Commit::Held,
            Err(error) => {
                line.undo(&error).await;
                failed(error)
            }
        };
        // Also after a failure: the commit may have come through when the connection broke.
        committed.send_replace(());
        for answer in answers {
            answer(commit);
        }
    }
}

fn failed(error: sqlx::Error) -> Commit {
    tracing::error!(%error, "a batch could not be committed");
    if matches!(PortalError::from(error), PortalError::NoRoom) { Commit::NoRoom } else { Commit::Failed }
}

async fn batch(
    connection: &mut AnyConnection,
    first: Job,
    waiting: &mut mpsc::Receiver<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), sqlx::Error> {
    connection.execute(Engine::of(connection).begin_write()).await?;
    let mut next = Some(first);
    while let Some(job) = next {
        answers.extend(run(connection, job).await?);
        next = if answers.len() < BATCH { waiting.try_recv().ok() } else { None };
    }
    phase::enter("committing");
    connection.execute("COMMIT").await?;
    phase::enter("committed");
    Ok(())
}

/// Runs one job in its savepoint. A job that panics has no answer: its caller hears that the portal is busy.
async fn run(connection: &mut AnyConnection, job: Job) -> Result<Option<Answer>, sqlx::Error> {
    connection.execute("SAVEPOINT job").await?;
    let done = AssertUnwindSafe(job(connection)).catch_unwind().await.ok();
    if !done.as_ref().is_some_and(|done| done.keep) {
        connection.execute("ROLLBACK TO job").await?;
    }
    connection.execute("RELEASE job").await?;
    Ok(done.map(|done| done.answer))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::store::database::scratch_source;

    #[tokio::test]
    async fn a_job_that_fails_or_panics_undoes_only_itself() {
        let writer = writer("undo").await;
        let (one, failed, panicked, two) = tokio::join!(
            add(&writer, 1, Ending::Well),
            add(&writer, 2, Ending::Refused),
            add(&writer, 3, Ending::Panic),
            add(&writer, 4, Ending::Well),
        );
        assert!(one.is_ok() && two.is_ok());
        assert!(matches!(failed, Err(PortalError::CaseUnknown)));
        assert!(matches!(panicked, Err(PortalError::Busy)));
        assert_eq!(numbers(&writer).await, [1, 4]);
    }

    #[tokio::test]
    async fn jobs_are_done_in_the_order_in_which_they_were_handed_in() {
        let writer = writer("order").await;
        let mut pending = Vec::new();
        for number in 0..1000 {
            pending.push(offer(&writer, number, Ending::Well).await);
        }
        for one in pending {
            one.committed().await.unwrap();
        }
        assert!(numbers(&writer).await.is_sorted());
    }

    #[tokio::test]
    async fn a_connection_that_the_server_ended_is_replaced() {
        let writer = writer("ended").await;
        add(&writer, 1, Ending::Well).await.unwrap();
        let ended = writer.offer(|books| {
            Box::pin(async move {
                if Engine::of(books) == Engine::Postgres {
                    sqlx::query("SELECT 1 FROM pg_terminate_backend(pg_backend_pid())").execute(books).await?;
                }
                Ok(())
            })
        });
        let on_a_server = ended.await.committed().await.is_err();
        assert_eq!(on_a_server, std::env::var("PHAN_ANH_TEST_DATABASE").is_ok(), "whoever wrote then hears «busy»");
        add(&writer, 2, Ending::Well).await.unwrap();
        assert_eq!(numbers(&writer).await, [1, 2]);
    }

    #[derive(Clone, Copy)]
    enum Ending {
        Well,
        Refused,
        Panic,
    }

    async fn add(writer: &Writer, number: i64, ending: Ending) -> Result<(), PortalError> {
        offer(writer, number, ending).await.committed().await
    }

    async fn offer(writer: &Writer, number: i64, ending: Ending) -> Pending<()> {
        let job = writer.offer(move |books| {
            Box::pin(async move {
                sqlx::query("INSERT INTO seen (number) VALUES ($1)").bind(number).execute(books).await?;
                match ending {
                    Ending::Well => Ok(()),
                    Ending::Refused => Err(PortalError::CaseUnknown),
                    Ending::Panic => panic!("a job that panics"),
                }
            })
        });
        job.await
    }

    async fn numbers(writer: &Writer) -> Vec<i64> {
        let read = writer.offer(|books| {
            Box::pin(
                async move { Ok(sqlx::query_scalar("SELECT number FROM seen ORDER BY id").fetch_all(books).await?) },
            )
        });
        read.await.committed().await.unwrap()
    }

    async fn writer(name: &str) -> Writer {
        let source = scratch_source(name).await;
        let mut connection = source.connect().await.unwrap();
        let table = "CREATE TABLE seen (id INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT";
        let table = Engine::of(&connection).schema(table);
        connection.execute(sqlx::AssertSqlSafe(table)).await.unwrap();
        Writer::start(connection, source)
    }
}
