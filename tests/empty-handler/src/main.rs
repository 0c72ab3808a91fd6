//! The floor of `cargo xtask bench http`: an HTTP server in the same framework that takes a body and answers nothing.
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that meets the unexpected should stop there and then"
)]

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;

#[tokio::main]
async fn main() {
    let handler = |body: Bytes| async move { if body.is_empty() { "" } else { "{}" } };
    let router = Router::new().route("/v1/flows/post-login", post(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{{\"url\":\"http://{}\"}}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}
