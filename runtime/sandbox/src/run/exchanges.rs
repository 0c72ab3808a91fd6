//! The HTTP exchanges of one run.

use super::inputs::{HttpInput, ReplayExhausted};
use super::state::RunState;
use crate::limits::Limits;
use crate::outbound::{HttpError, HttpRequest, HttpResponse, Outbound, ResponseBudget};
use crate::run::failure::Stop;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::Semaphore;
use tokio::task::{JoinError, JoinHandle};
use tokio::time::{Instant, timeout_at};
use wasmtime::component::{Resource, ResourceTable, ResourceTableError};

/// How many exchanges of a run are sent at once; further ones wait for their turn.
const AT_ONCE: usize = 6;

/// A request under way. Dropping it gives it up.
///
/// Public, as the generated bindings want it; the module is not.
pub struct Exchange {
    /// For messages.
    host: String,
    state: Progress,
}

enum Progress {
    Sending(JoinHandle<Result<HttpResponse, HttpError>>),
    Done(Result<HttpResponse, HttpError>),
    /// In a replay: what it comes to was recorded.
    Recorded,
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Progress::Sending(task) = &self.state {
            task.abort();
        }
    }
}

impl Exchange {
    fn poll_done(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Progress::Sending(task) = &mut self.state else {
            return Poll::Ready(());
        };
        let Poll::Ready(ended) = Pin::new(task).poll(context) else {
            return Poll::Pending;
        };
        self.state = Progress::Done(ended.unwrap_or_else(|error| Err(broken(&self.host, &error))));
        Poll::Ready(())
    }

    fn take(mut self) -> Option<Result<HttpResponse, HttpError>> {
        match std::mem::replace(&mut self.state, Progress::Recorded) {
            Progress::Done(outcome) => Some(outcome),
            Progress::Sending(_) | Progress::Recorded => None,
        }
    }
}

fn broken(host: &str, error: &JoinError) -> HttpError {
    let why = if error.is_panic() {
        "Vestibule met a fault of its own"
    } else {
        "the service is shutting down"
    };
    HttpError::Other(format!("the exchange with {host} was given up: {why}"))
}

/// What a run has of HTTP.
pub(crate) struct Exchanges {
    outbound: Option<Arc<dyn Outbound>>,
    table: ResourceTable,
    places: Arc<Semaphore>,
    budget: ResponseBudget,
    started: u32,
}

impl Exchanges {
    pub(crate) fn new(outbound: Option<Arc<dyn Outbound>>, limits: &Limits) -> Exchanges {
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.http_exchanges as usize);
        Exchanges {
            outbound,
            table,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            budget: ResponseBudget::new(limits.http_response_bytes),
            started: 0,
        }
    }

    fn begin(
        &mut self,
        request: HttpRequest,
        limits: &Limits,
        replay: bool,
    ) -> Result<Exchange, HttpError> {
        let host = request.host();
        if self.started >= limits.http_exchanges {
            return Err(HttpError::TooMany(format!(
                "a run may have {} HTTP exchanges; {host} was not asked",
                limits.http_exchanges
            )));
        }
        self.started += 1;
        if replay {
            let state = Progress::Recorded;
            return Ok(Exchange { host, state });
        }
        let Some(outbound) = &self.outbound else {
            return Err(HttpError::NotAllowed(format!(
                "outbound HTTP is off, so {host} cannot be reached"
            )));
        };
        let sending = outbound.send(request, self.budget.clone());
        let places = Arc::clone(&self.places);
        let task = tokio::spawn(async move {
            // Never closed, so there is always a place in the end.
            let _place = places.acquire_owned().await;
            sending.await
        });
        let state = Progress::Sending(task);
        Ok(Exchange { host, state })
    }

    /// Waits until one of `exchanges` is done, and gives its place in the list.
    async fn ready(&mut self, exchanges: &[Resource<Exchange>]) -> Result<u32, ResourceTableError> {
        let table = &mut self.table;
        poll_fn(|context| {
            for (place, exchange) in (0..).zip(exchanges) {
                if table.get_mut(exchange)?.poll_done(context).is_ready() {
                    return Poll::Ready(Ok(place));
                }
            }
            Poll::Pending
        })
        .await
    }
}

type Finished = Result<HttpResponse, HttpError>;

impl RunState {
    /// Begins an exchange.
    pub(crate) fn start_exchange(
        &mut self,
        request: HttpRequest,
    ) -> wasmtime::Result<Result<Resource<Exchange>, HttpError>> {
        match self.begin(request)? {
            Ok(exchange) => Ok(Ok(self.exchanges.table.push(exchange)?)),
            Err(refused) => Ok(Err(refused)),
        }
    }

    fn begin(&mut self, request: HttpRequest) -> wasmtime::Result<Result<Exchange, HttpError>> {
        let recorded = match self.recorded_http()? {
            None => None,
            Some(HttpInput::Started(refused)) => Some(refused),
            Some(_) => return Err(self.differs()),
        };
        let begun = match recorded {
            Some(Some(refused)) => Err(refused),
            Some(None) => self.exchanges.begin(request, &self.limits, true),
            None => self.exchanges.begin(request, &self.limits, false),
        };
        let refused = begun.as_ref().err().cloned();
        self.inputs.record_http(HttpInput::Started(refused));
        Ok(begun)
    }

    /// Waits for the response of an exchange.
    pub(crate) async fn finish_exchange(
        &mut self,
        exchange: Resource<Exchange>,
    ) -> wasmtime::Result<Finished> {
        let exchange = self.exchanges.table.delete(exchange)?;
        self.finish(exchange).await
    }

    async fn finish(&mut self, mut exchange: Exchange) -> wasmtime::Result<Finished> {
        let finished = match self.recorded_http()? {
            Some(HttpInput::Finished(finished)) => finished,
            Some(_) => return Err(self.differs()),
            None => {
                let in_time = timeout_at(
                    self.deadline.into(),
                    poll_fn(|context| exchange.poll_done(context)),
                );
                if in_time.await.is_err() {
                    return Err(self.stop(Stop::Time).into());
                }
                exchange.take().ok_or_else(|| self.differs())?
            }
        };
        self.inputs
            .record_http(HttpInput::Finished(finished.clone()));
        Ok(finished)
    }

    /// Begins an exchange and waits for its response.
    pub(crate) async fn send(&mut self, request: HttpRequest) -> wasmtime::Result<Finished> {
        match self.begin(request)? {
            Ok(exchange) => self.finish(exchange).await,
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// Gives an exchange up.
    pub(crate) fn drop_exchange(&mut self, exchange: Resource<Exchange>) -> wasmtime::Result<()> {
        self.exchanges.table.delete(exchange)?;
        Ok(())
    }

    /// Waits until one of `exchanges` is done or `milliseconds` have passed.
    pub(crate) async fn wait_for_exchange(
        &mut self,
        exchanges: &[Resource<Exchange>],
        milliseconds: Option<u64>,
    ) -> wasmtime::Result<Option<u32>> {
        let ready = match self.recorded_http()? {
            Some(HttpInput::Ready(ready)) => {
                if let (None, Some(milliseconds)) = (ready, milliseconds) {
                    self.wait(milliseconds).await?;
                }
                ready
            }
            Some(_) => return Err(self.differs()),
            None if exchanges.is_empty() => {
                if let Some(milliseconds) = milliseconds {
                    self.wait(milliseconds).await?;
                }
                None
            }
            None => {
                let until = milliseconds.and_then(|milliseconds| self.in_time(milliseconds));
                let limit = until.unwrap_or(self.deadline);
                let ready = timeout_at(Instant::from_std(limit), self.exchanges.ready(exchanges));
                match ready.await {
                    Ok(place) => Some(place?),
                    Err(_) if until.is_some() => None,
                    Err(_) => return Err(self.stop(Stop::Time).into()),
                }
            }
        };
        self.inputs.record_http(HttpInput::Ready(ready));
        Ok(ready)
    }

    /// What comes next of HTTP in a replay; absent in a live run.
    fn recorded_http(&mut self) -> wasmtime::Result<Option<HttpInput>> {
        self.inputs
            .next_http()
            .map_err(|ReplayExhausted| self.differs())
    }

    fn differs(&mut self) -> wasmtime::Error {
        self.stop(Stop::ReplayHttp).into()
    }
}
