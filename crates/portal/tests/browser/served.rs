//! A portal of the office that listens on this machine.

use std::net::SocketAddr;

use crate::chromium::Browser;
use crate::office::Office;

/// Lets a browser in to the office.
pub async fn browser(office: &Office) -> Browser {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/console/dist/index.html");
    assert!(std::path::Path::new(page).exists(), "the console is built: npm run build");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let service = office.app.router().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    Browser::open(port).await
}
