//! Servers that say exactly what a test wants them to, and names that lead to them.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use vestibule_egress::{AllowedHosts, Egress, EgressSettings, Resolved, Resolver};
use vestibule_sandbox::outbound::{
    HttpError, HttpRequest, HttpResponse, Outbound, Redirects, ResponseBudget,
};

/// What a server does with a connection after it has read a request.
#[derive(Clone)]
pub enum Reply {
    /// Writes this, and closes.
    Bytes(Vec<u8>),
    /// Writes this, and then holds the connection.
    Hold(Vec<u8>),
    /// Writes the first and then the second over and over, for as long as it is listened to.
    Endless(Vec<u8>, Vec<u8>),
}

/// A server on a port of this machine. It ends with the runtime.
pub struct Server {
    pub port: u16,
    /// The requests that came, in order, whole.
    pub requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server that answers by the path of the request.
    pub async fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Server {
        Server::serve(reply, None).await
    }

    /// The same with TLS, and a certificate for `name`. The second is its authority, as PEM.
    pub async fn start_tls(
        name: &str,
        reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> (Server, String) {
        let certified = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let key =
            rustls::pki_types::PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certified.cert.der().clone()], key)
            .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let server = Server::serve(reply, Some(acceptor)).await;
        (server, certified.cert.pem())
    }

    async fn serve(
        reply: impl Fn(&str) -> Reply + Send + Sync + 'static,
        tls: Option<tokio_rustls::TlsAcceptor>,
    ) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, reply) = (Arc::clone(&requests), Arc::new(reply));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (seen, reply, tls) = (Arc::clone(&seen), Arc::clone(&reply), tls.clone());
                tokio::spawn(async move {
                    // A client that goes away is what many tests are about.
                    let _ = match tls {
                        None => answer(stream, &*reply, &seen).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => answer(stream, &*reply, &seen).await,
                            Err(error) => Err(error),
                        },
                    };
                });
            }
        });
        Server { port, requests }
    }

    pub fn seen(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    reply: &(dyn Fn(&str) -> Reply + Send + Sync),
    seen: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut request = Vec::new();
    let mut length = 0;
    let head_end = loop {
        let mut buffer = [0; 4_096];
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        request.extend_from_slice(&buffer[..read]);
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
            if let Some((_, rest)) = head.split_once("content-length: ") {
                length = rest.lines().next().unwrap().trim().parse().unwrap();
            }
            break end + 4;
        }
    };
    while request.len() < head_end + length {
        let mut buffer = [0; 4_096];
        let read = stream.read(&mut buffer).await?;
        request.extend_from_slice(&buffer[..read]);
        if read == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().unwrap().push(request);
    match reply(&path) {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Hold(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            std::future::pending().await
        }
        Reply::Endless(first, again) => {
            stream.write_all(&first).await?;
            loop {
                stream.write_all(&again).await?;
            }
        }
    }
}

/// A plain response with this body.
pub fn ok(body: &str) -> Reply {
    response("200 OK", &[], body.as_bytes())
}

pub fn response(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        bytes.push_str(&format!("{name}: {value}\r\n"));
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

pub fn redirect(status: &str, location: &str) -> Reply {
    response(status, &[("Location", location)], b"")
}

/// Names of a test. What is asked again is answered with the next of several answers, and with the last from then on.
#[derive(Debug, Default)]
pub struct Names {
    answers: HashMap<&'static str, Vec<Vec<IpAddr>>>,
    pub asked: Mutex<Vec<String>>,
}

impl Names {
    pub fn new(answers: &[(&'static str, &[&[&str]])]) -> Arc<Names> {
        let answers = answers
            .iter()
            .map(|(name, answers)| {
                let addresses = |answer: &&[&str]| {
                    answer
                        .iter()
                        .map(|address| address.parse().unwrap())
                        .collect()
                };
                (*name, answers.iter().map(addresses).collect())
            })
            .collect();
        Arc::new(Names {
            answers,
            asked: Mutex::default(),
        })
    }
}

impl Resolver for Names {
    fn resolve(&self, name: &str) -> Resolved {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.iter().filter(|asked| *asked == name).count();
        asked.push(name.to_owned());
        let answer = self
            .answers
            .get(name)
            .and_then(|answers| answers.get(times).or(answers.last()))
            .cloned()
            .ok_or_else(|| io::Error::other("no such name"));
        Box::pin(async move { answer })
    }
}

/// Egress that may reach this machine, as a test's servers are on it.
pub fn egress(names: &Arc<Names>) -> Egress {
    egress_with(
        names,
        &EgressSettings {
            addresses: vec!["127.0.0.1/32".parse().unwrap()],
            ..EgressSettings::default()
        },
    )
}

pub fn egress_with(names: &Arc<Names>, settings: &EgressSettings) -> Egress {
    Egress::new(settings)
        .unwrap()
        .with_resolver(Arc::clone(names) as Arc<dyn Resolver>)
}

pub fn hosts<T: AsRef<str>>(hosts: &[T]) -> AllowedHosts {
    AllowedHosts::parse(hosts).unwrap()
}

pub fn get(url: impl Into<String>) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: url.into(),
        headers: Vec::new(),
        body: None,
        redirects: Redirects::Follow,
    }
}

pub async fn send(
    outbound: &Arc<dyn Outbound>,
    request: HttpRequest,
) -> Result<HttpResponse, HttpError> {
    send_within(outbound, request, 1 << 20).await
}

pub async fn send_within(
    outbound: &Arc<dyn Outbound>,
    request: HttpRequest,
    bytes: u64,
) -> Result<HttpResponse, HttpError> {
    outbound.send(request, ResponseBudget::new(bytes)).await
}

/// An address on which nothing listens.
pub async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}
