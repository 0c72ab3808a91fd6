//! `http`.

use super::size::{Size, sized_record};
use crate::bindings::vestibule::actions::http;
use crate::outbound::{HttpError, HttpRequest, HttpResponse, Redirects};
use crate::run::exchanges::Exchange;
use crate::run::state::RunState;
use wasmtime::component::Resource;

sized_record!(http::Request {
    method,
    url,
    headers,
    body
});
sized_record!(http::Response { url, headers, body });

impl Size for http::HttpError {
    fn size(&self) -> usize {
        match self {
            http::HttpError::NotAllowed(text)
            | http::HttpError::AddressRefused(text)
            | http::HttpError::InvalidRequest(text)
            | http::HttpError::NotResolved(text)
            | http::HttpError::ConnectionFailed(text)
            | http::HttpError::TooLarge(text)
            | http::HttpError::TimedOut(text)
            | http::HttpError::TooMany(text)
            | http::HttpError::Other(text) => text.len(),
        }
    }
}

impl Size for Resource<Exchange> {
    fn size(&self) -> usize {
        0
    }
}

fn request(request: http::Request) -> HttpRequest {
    HttpRequest {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        redirects: match request.redirects {
            http::Redirects::Follow => Redirects::Follow,
            http::Redirects::Manual => Redirects::Manual,
        },
    }
}

fn response(response: HttpResponse) -> http::Response {
    http::Response {
        status: response.status,
        url: response.url,
        headers: response.headers,
        body: response.body,
    }
}

fn error(error: HttpError) -> http::HttpError {
    match error {
        HttpError::NotAllowed(text) => http::HttpError::NotAllowed(text),
        HttpError::AddressRefused(text) => http::HttpError::AddressRefused(text),
        HttpError::InvalidRequest(text) => http::HttpError::InvalidRequest(text),
        HttpError::NotResolved(text) => http::HttpError::NotResolved(text),
        HttpError::ConnectionFailed(text) => http::HttpError::ConnectionFailed(text),
        HttpError::TooLarge(text) => http::HttpError::TooLarge(text),
        HttpError::TimedOut(text) => http::HttpError::TimedOut(text),
        HttpError::TooMany(text) => http::HttpError::TooMany(text),
        HttpError::Other(text) => http::HttpError::Other(text),
    }
}

impl http::Host for RunState {
    async fn wait(
        &mut self,
        exchanges: Vec<Resource<Exchange>>,
        milliseconds: Option<u64>,
    ) -> wasmtime::Result<Option<u32>> {
        self.called(&exchanges);
        self.wait_for_exchange(&exchanges, milliseconds).await
    }

    async fn send(
        &mut self,
        wanted: http::Request,
    ) -> wasmtime::Result<Result<http::Response, http::HttpError>> {
        self.called(&wanted);
        let finished = RunState::send(self, request(wanted)).await?;
        Ok(self.answer(finished.map(response).map_err(error)))
    }
}

impl http::HostExchange for RunState {
    fn start(
        &mut self,
        wanted: http::Request,
    ) -> wasmtime::Result<Result<Resource<Exchange>, http::HttpError>> {
        self.called(&wanted);
        let started = self.start_exchange(request(wanted))?;
        Ok(self.answer(started.map_err(error)))
    }

    async fn finish(
        &mut self,
        exchange: Resource<Exchange>,
    ) -> wasmtime::Result<Result<http::Response, http::HttpError>> {
        self.called(&());
        let finished = self.finish_exchange(exchange).await?;
        Ok(self.answer(finished.map(response).map_err(error)))
    }

    fn drop(&mut self, exchange: Resource<Exchange>) -> wasmtime::Result<()> {
        self.called(&());
        self.drop_exchange(exchange)
    }
}
