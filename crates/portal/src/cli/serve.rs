//! `portal serve`.

use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{App, FIRST_USER};
use crate::channels;
use crate::cli::output::Output;
use crate::config::Config;
use crate::error::PortalError;
use crate::intake::files::sweep;
use crate::intake::forget;
use crate::mail;
use crate::rounds;
use crate::state::AppState;

/// How long requests under way may take to end once the program is asked to.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn serve(config: Config, listen: SocketAddr, output: &Output) -> Result<(), PortalError> {
    let app = App::open(config).await?;
    let listener = TcpListener::bind(listen).await?;
    // Before anybody is told that it serves: whoever reads the line may end it at once.
    let asked_to_stop = asked_to_stop()?;
    if let Some(password) = app.first_password() {
        output.line(&format!("user: {FIRST_USER}"));
        output.line(&format!("password: {password}"));
    }
    output.line(&format!("listening on http://{}", listener.local_addr()?));
    let sweeping = tokio::spawn(keep_sweeping(app.state().clone()));
    let rounds = tokio::spawn(rounds::keep_going(app.state().clone()));
    let sending = tokio::spawn(mail::keep_sending(app.state().clone()));
    let telling = tokio::spawn(channels::keep_telling(app.state().clone()));
    let (stopping, stopped) = watch::channel(false);
    let service = app.router().into_make_service_with_connect_info::<SocketAddr>();
    let news = app.state().clone();
    // Answers leave item by item; none waits until the one before was acknowledged over a slow link.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop.await;
        tracing::info!("stopping");
        stopping.send_replace(true);
        news.news().close();
    });
    let ended = tokio::select! {
        ended = serving.into_future() => ended,
        () = out_of_patience(stopped) => Ok(()),
    };
    sweeping.abort();
    rounds.abort();
    sending.abort();
    telling.abort();
    Ok(ended?)
}

/// Uploads over a slow link would otherwise hold the program for hours; what arrived of them is kept.
async fn out_of_patience(mut stopped: watch::Receiver<bool>) {
    if stopped.wait_for(|stopping| *stopping).await.is_ok() {
        tokio::time::sleep(GRACE).await;
    } else {
        std::future::pending::<()>().await;
    }
}

async fn keep_sweeping(state: AppState) {
    let mut hours = tokio::time::interval(sweep::EVERY);
    loop {
        hours.tick().await;
        forget::files(&state).await;
        let portal = state.clone();
        match tokio::task::spawn_blocking(move || sweep::sweep(&portal)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(removed)) => tracing::info!(removed, "unfinished uploads were cleared away"),
            Ok(Err(error)) => tracing::warn!(%error, "unfinished uploads could not be cleared away"),
            Err(error) => tracing::warn!(%error, "clearing away failed"),
        }
    }
}

/// Listens from now on, not only once it is awaited.
#[cfg(unix)]
pub(crate) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
pub(crate) fn asked_to_stop() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
