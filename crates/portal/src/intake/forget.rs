//! Removing the files of what was erased: after the commit that erased it, and each hour for what a crash or a full
//! disk left behind.

use crate::state::AppState;
use crate::store::erasure;

/// Removes what is to be forgotten. What cannot be removed now is tried again later.
pub async fn files(state: &AppState) {
    let folder = state.photos().clone();
    let forgetting =
        state.store().write(move |books| Box::pin(async move { erasure::forget_files(books, &folder).await }));
    match forgetting.await {
        Ok(0) => {}
        Ok(gone) => tracing::info!(gone, "files of what was erased are gone"),
        Err(error) => tracing::warn!(%error, "files of what was erased could not be removed yet"),
    }
}
