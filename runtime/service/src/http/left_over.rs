//! What a handler leaves of a request's body.
//!
//! A request can be refused before its body has come. Were the answer sent then, the connection would have to be closed behind it, since the body would
//! be taken for the next request; and a client that sends its next request on that connection would get no answer to it. So the rest is taken in first, or
//! the answer says that the connection ends with it.

use super::extract::drain;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderValue, Version, header};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// The most that is taken in for the sake of the connection, in bytes.
const MOST: usize = 256 << 10;
/// How long it is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Gets hold of what is left of a body.
pub struct LeftOver {
    body: Arc<Mutex<Option<Body>>>,
    /// Whether the connection can say that it ends: later versions have other means.
    can_close: bool,
    /// Whether the client sends its body only when it is asked for it.
    waits: bool,
}

impl LeftOver {
    /// Lends the body to whoever handles the request; absent if there is none.
    pub fn of(request: Request) -> (Request, Option<LeftOver>) {
        if request.body().is_end_stream() {
            return (request, None);
        }
        let left = LeftOver {
            body: Arc::default(),
            can_close: request.version() <= Version::HTTP_11,
            waits: request.headers().contains_key(header::EXPECT),
        };
        let back = Arc::clone(&left.body);
        let request = request.map(|body| {
            Body::new(Lent {
                body: Some(body),
                back,
            })
        });
        (request, Some(left))
    }

    /// Takes in what is left, or has the connection end after the answer.
    pub async fn take_in(self, answer: &mut Response) {
        let left = self
            .body
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(mut body) = left else { return };
        let is_taken_in = !self.waits
            && tokio::time::timeout(PATIENCE, drain(&mut body, MOST))
                .await
                .unwrap_or(false);
        if !is_taken_in && self.can_close {
            let close = HeaderValue::from_static("close");
            answer.headers_mut().insert(header::CONNECTION, close);
        }
    }
}

/// A body that comes back when it is dropped before its end.
struct Lent {
    body: Option<Body>,
    back: Arc<Mutex<Option<Body>>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body
            .as_ref()
            .map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.back.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}
