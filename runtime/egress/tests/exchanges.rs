//! Exchanges with a real server: what comes back, and what each thing that can go wrong is called.

mod support;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::Write;
use std::time::Duration;
use support::*;
use vestibule_egress::{Egress, EgressError, EgressSettings};
use vestibule_sandbox::outbound::{HttpError, HttpRequest, Redirects, ResponseBudget};

type Kind = fn(String) -> HttpError;

const HERE: &[&[&str]] = &[&["127.0.0.1"]];

fn text(error: HttpError, kind: Kind) -> String {
    let text = error.to_string();
    assert_eq!(error, kind(text.clone()));
    text
}

#[tokio::test]
async fn a_request_and_its_response() {
    let server = Server::start(|_| {
        response(
            "201 Created",
            &[("X-One", "1"), ("x-two", "2"), ("X-One", "\u{e4}")],
            b"body",
        )
    })
    .await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let host = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&host]));
    let request = HttpRequest {
        method: "POST".into(),
        url: format!("{host}/path?query#fragment"),
        headers: vec![("X-Own".into(), "a".into()), ("X-Own".into(), "b".into())],
        body: Some(b"sent".to_vec()),
        redirects: Redirects::Follow,
    };
    let response = send(&outbound, request).await.unwrap();
    assert_eq!(response.status, 201);
    assert_eq!(response.url, format!("{host}/path?query"));
    assert_eq!(response.body, b"body");
    let named = |name: &str| -> Vec<&str> {
        response
            .headers
            .iter()
            .filter(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
            .collect()
    };
    // UTF-8 on the way, as two characters of Latin-1: what `fetch` makes of it.
    assert_eq!(named("x-one"), ["1", "\u{c3}\u{a4}"]);
    assert_eq!(named("x-two"), ["2"]);
    let seen = server.seen();
    assert!(
        seen[0].starts_with("POST /path?query HTTP/1.1\r\n"),
        "{seen:?}"
    );
    assert!(seen[0].ends_with("\r\n\r\nsent"), "{seen:?}");
    let head = seen[0].to_lowercase();
    assert!(head.contains("x-own: a\r\nx-own: b\r\n"), "{head}");
    assert!(head.contains("content-length: 4\r\n"), "{head}");
    assert!(head.contains("user-agent: vestibule/"), "{head}");
    assert!(head.contains(&format!("host: api.example.test:{}\r\n", server.port)));
}

#[tokio::test]
async fn a_host_that_is_not_listed_is_not_even_resolved() {
    let names = Names::new(&[("blocked.example.test", HERE)]);
    let outbound = egress(&names).for_run(hosts(&["api.example.test"]));
    let error = send(&outbound, get("https://blocked.example.test/x"))
        .await
        .unwrap_err();
    assert_eq!(
        text(error, HttpError::NotAllowed),
        "https://blocked.example.test is none of the hosts that the Action may reach: https://api.example.test:443"
    );
    let none = egress(&names).for_run(hosts::<&str>(&[]));
    let error = send(&none, get("https://blocked.example.test:8443/x"))
        .await
        .unwrap_err();
    assert_eq!(
        text(error, HttpError::NotAllowed),
        "https://blocked.example.test:8443 cannot be reached: the Action has no allowed hosts"
    );
    assert!(names.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    for (address, class) in [
        ("10.0.0.1", "a private address"),
        ("127.0.0.1", "a loopback address"),
        ("169.254.169.254", "a metadata address"),
        ("::1", "a loopback or unspecified address"),
        ("::ffff:192.168.0.1", "a private address"),
        ("64:ff9b::a9fe:a9fe", "a metadata address"),
        ("fd00::1", "a unique local address"),
    ] {
        let answer: &[&str] = &[address];
        let names = Names::new(&[("api.example.test", &[answer])]);
        let outbound =
            egress_with(&names, &EgressSettings::default()).for_run(hosts(&["api.example.test"]));
        let error = send(&outbound, get("https://api.example.test"))
            .await
            .unwrap_err();
        assert_eq!(
            text(error, HttpError::AddressRefused),
            format!("api.example.test leads to {class}, which Actions cannot reach")
        );
    }
}

#[tokio::test]
async fn an_address_in_the_url_is_refused_however_it_is_written() {
    let names = Names::new(&[]);
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
    ] {
        // Listed, so that it is the address that is refused.
        let outbound = egress_with(&names, &EgressSettings::default())
            .for_run(hosts(&[format!("http://{host}")]));
        let error = send(&outbound, get(format!("http://{host}/")))
            .await
            .unwrap_err();
        text(error, HttpError::AddressRefused);
    }
    assert!(names.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_bad_address_among_good_ones_is_enough() {
    let names = Names::new(&[("api.example.test", &[&["127.0.0.1", "10.0.0.1"]])]);
    let server = Server::start(|_| ok("reached")).await;
    let host = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&host]));
    let error = send(&outbound, get(host)).await.unwrap_err();
    text(error, HttpError::AddressRefused);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_checked_each_time() {
    let names = Names::new(&[("api.example.test", &[&["127.0.0.1"], &["10.0.0.1"]])]);
    // The connection is closed after each answer, so that the name is needed again.
    let server = Server::start(|_| response("200 OK", &[("Connection", "close")], b"")).await;
    let host = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&host]));
    assert_eq!(send(&outbound, get(&host)).await.unwrap().status, 200);
    let error = send(&outbound, get(&host)).await.unwrap_err();
    text(error, HttpError::AddressRefused);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn redirects_are_followed_with_the_rules_of_fetch() {
    let other = Server::start(|_| ok("there")).await;
    let there = format!("http://other.example.test:{}", other.port);
    let location = there.clone();
    let server = Server::start(move |path| match path {
        "/one" => redirect("302 Found", "two?x"),
        "/two?x" => redirect("307 Temporary Redirect", &format!("{location}/three#f")),
        "/loop" => redirect("302 Found", "/loop"),
        _ => ok("unexpected"),
    })
    .await;
    let here = format!("http://api.example.test:{}", server.port);
    let names = Names::new(&[("api.example.test", HERE), ("other.example.test", HERE)]);
    let outbound = egress(&names).for_run(hosts(&[&here, &there]));
    let with_secret = |url: String| HttpRequest {
        headers: vec![("Authorization".into(), "Bearer secret".into())],
        ..get(url)
    };
    let response = send(&outbound, with_secret(format!("{here}/one")))
        .await
        .unwrap();
    assert_eq!(response.body, b"there");
    assert_eq!(response.url, format!("{there}/three"));
    let (seen, seen_there) = (server.seen(), other.seen());
    assert_eq!((seen.len(), seen_there.len()), (2, 1));
    assert!(seen.iter().all(|request| request.contains("Bearer secret")));
    assert!(!seen_there[0].contains("Bearer secret"), "{seen_there:?}");
    // Not followed when it is not asked for.
    let manual = HttpRequest {
        redirects: Redirects::Manual,
        ..get(format!("{here}/one"))
    };
    let response = send(&outbound, manual).await.unwrap();
    assert_eq!(response.status, 302);
    assert!(
        response
            .headers
            .contains(&("location".into(), "two?x".into()))
    );
    let error = send(&outbound, get(format!("{here}/loop")))
        .await
        .unwrap_err();
    assert_eq!(
        text(error, HttpError::Other),
        format!("{here} was reached after 5 redirects, and redirected again")
    );
    assert_eq!(server.seen().len(), 3 + 6);
}

#[tokio::test]
async fn redirects_to_where_an_action_may_not_go_are_refused() {
    let server = Server::start(|path| {
        redirect(
            "302 Found",
            match path {
                "/private-name" => "http://inside.example.test/",
                "/private-address" => "http://10.0.0.1/",
                "/metadata" => "http://169.254.169.254/latest/meta-data/",
                "/unlisted" => "https://blocked.example.test/",
                "/file" => "file:///etc/passwd",
                _ => "http://u:p@api.example.test/",
            },
        )
    })
    .await;
    let here = format!("http://api.example.test:{}", server.port);
    let names = Names::new(&[
        ("api.example.test", HERE),
        ("inside.example.test", &[&["10.0.0.1"]]),
    ]);
    let outbound = egress(&names).for_run(hosts(&[
        here.clone(),
        "http://inside.example.test".into(),
        "http://10.0.0.1".into(),
        "http://169.254.169.254".into(),
    ]));
    let kinds: [(&str, Kind); 6] = [
        ("private-name", HttpError::AddressRefused),
        ("private-address", HttpError::AddressRefused),
        ("metadata", HttpError::AddressRefused),
        ("unlisted", HttpError::NotAllowed),
        ("file", HttpError::Other),
        ("credentials", HttpError::Other),
    ];
    for (path, kind) in kinds {
        let error = send(&outbound, get(format!("{here}/{path}")))
            .await
            .unwrap_err();
        assert_eq!(error, kind(error.to_string()), "{path}");
    }
}

#[tokio::test]
async fn a_response_that_does_not_fit() {
    let server = Server::start(|path| match path {
        "/long" => ok(&"x".repeat(2_000)),
        "/endless" => Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 1_000]),
        "/lying" => Reply::Endless(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec(),
            b"64\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n".to_vec(),
        ),
        _ => Reply::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-Header: value\r\n".to_vec()),
    })
    .await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let here = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&here]));
    for path in ["long", "endless", "lying"] {
        let error = send_within(&outbound, get(format!("{here}/{path}")), 1_500)
            .await
            .unwrap_err();
        assert_eq!(
            text(error, HttpError::TooLarge),
            format!(
                "the response of {here} is too large: the responses of a run may have 1500 bytes together"
            )
        );
    }
    let error = send(&outbound, get(format!("{here}/headers")))
        .await
        .unwrap_err();
    assert_eq!(
        text(error, HttpError::TooLarge),
        format!("the response of {here} has more headers than are accepted: at most 100")
    );
    // Several responses share what there is.
    let budget = ResponseBudget::new(3_000);
    let long = || get(format!("{here}/long"));
    assert!(outbound.send(long(), budget.clone()).await.is_ok());
    assert!(outbound.send(long(), budget).await.is_err());
}

#[tokio::test]
async fn encodings_are_undone_and_bombs_do_not_go_off() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(b"deflated").unwrap();
    let (zipped, deflated) = (gzip(b"zipped"), zlib.finish().unwrap());
    let bomb = gzip(&vec![0; 50 << 20]);
    assert!(bomb.len() < 100_000);
    let server = Server::start(move |path| match path {
        "/gzip" => response("200 OK", &[("Content-Encoding", "gzip")], &zipped),
        "/deflate" => response("200 OK", &[("Content-Encoding", "deflate")], &deflated),
        "/broken" => response("200 OK", &[("Content-Encoding", "gzip")], b"no gzip"),
        _ => response("200 OK", &[("Content-Encoding", "gzip")], &bomb),
    })
    .await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let here = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&here]));
    let get = |path: &str| get(format!("{here}/{path}"));
    assert_eq!(send(&outbound, get("gzip")).await.unwrap().body, b"zipped");
    assert_eq!(
        send(&outbound, get("deflate")).await.unwrap().body,
        b"deflated"
    );
    let error = send(&outbound, get("bomb")).await.unwrap_err();
    text(error, HttpError::TooLarge);
    let error = send(&outbound, get("broken")).await.unwrap_err();
    let text = text(error, HttpError::ConnectionFailed);
    assert!(
        text.starts_with(&format!("the response of {here} cannot be read: ")),
        "{text}"
    );
}

#[tokio::test]
async fn servers_that_do_not_answer_in_time() {
    let server = Server::start(|path| match path {
        "/silent" => Reply::Hold(Vec::new()),
        "/half" => Reply::Hold(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".to_vec()),
        _ => Reply::Hold(b"HTTP/1.1 200".to_vec()),
    })
    .await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let here = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names)
        .with_exchange_time(Duration::from_millis(80))
        .for_run(hosts(&[&here]));
    for path in ["silent", "half", "head"] {
        let error = send(&outbound, get(format!("{here}/{path}")))
            .await
            .unwrap_err();
        assert_eq!(
            text(error, HttpError::TimedOut),
            format!("{here} did not answer within 80 ms")
        );
    }
}

#[tokio::test]
async fn connections_that_fail() {
    let server = Server::start(|path| match path {
        "/early" => Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".to_vec()),
        "/nothing" => Reply::Bytes(Vec::new()),
        "/twice" => Reply::Bytes(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_vec(),
        ),
        _ => Reply::Bytes(b"no HTTP at all\r\n\r\n".to_vec()),
    })
    .await;
    let closed = nobody().await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let here = format!("http://api.example.test:{}", server.port);
    let nowhere = format!("http://api.example.test:{}", closed.port());
    let outbound = egress(&names).for_run(hosts(&[
        here.clone(),
        nowhere.clone(),
        "https://unknown.example.test".into(),
    ]));
    for url in [
        format!("{here}/early"),
        format!("{here}/nothing"),
        format!("{here}/twice"),
        format!("{here}/else"),
        nowhere,
    ] {
        let error = send(&outbound, get(&url)).await.unwrap_err();
        let text = text(error, HttpError::ConnectionFailed);
        assert!(text.contains("api.example.test"), "{url}: {text}");
    }
    let error = send(&outbound, get("https://unknown.example.test/"))
        .await
        .unwrap_err();
    assert_eq!(
        text(error, HttpError::NotResolved),
        "the name unknown.example.test could not be resolved"
    );
}

#[tokio::test]
async fn tls_and_whom_it_trusts() {
    let (server, authority) = Server::start_tls("api.example.test", |_| ok("private")).await;
    let folder = std::env::temp_dir().join(format!("vestibule-egress-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, authority).unwrap();
    let names = Names::new(&[("api.example.test", HERE), ("other.example.test", HERE)]);
    let port = server.port;
    let allowed = hosts(&[
        format!("api.example.test:{port}"),
        format!("other.example.test:{port}"),
    ]);
    let mut settings = EgressSettings {
        addresses: vec!["127.0.0.1/32".parse().unwrap()],
        authorities: None,
    };
    let url = |name: &str| get(format!("https://{name}.example.test:{port}/"));
    let stranger = egress_with(&names, &settings).for_run(allowed.clone());
    let error = send(&stranger, url("api")).await.unwrap_err();
    let why = text(error, HttpError::ConnectionFailed);
    assert!(why.contains("certificate"), "{why}");
    settings.authorities = Some(file.clone());
    let outbound = egress_with(&names, &settings).for_run(allowed);
    assert_eq!(send(&outbound, url("api")).await.unwrap().body, b"private");
    // A certificate of somebody else.
    let error = send(&outbound, url("other")).await.unwrap_err();
    let why = text(error, HttpError::ConnectionFailed);
    assert!(why.contains("certificate"), "{why}");
    for content in ["", "no PEM"] {
        std::fs::write(&file, content).unwrap();
        let error = Egress::new(&settings).unwrap_err();
        assert!(matches!(error, EgressError::Authorities { .. }), "{error}");
        assert!(error.to_string().contains("ca.pem"), "{error}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn many_exchanges_at_once() {
    let server = Server::start(ok).await;
    let names = Names::new(&[("api.example.test", HERE)]);
    let here = format!("http://api.example.test:{}", server.port);
    let outbound = egress(&names).for_run(hosts(&[&here]));
    let mut under_way = tokio::task::JoinSet::new();
    for number in 0..50 {
        let (outbound, url) = (outbound.clone(), format!("{here}/{number}"));
        under_way.spawn(async move { (number, send(&outbound, get(url)).await) });
    }
    let mut done = 0;
    while let Some(ended) = under_way.join_next().await {
        let (number, response) = ended.unwrap();
        assert_eq!(response.unwrap().body, format!("/{number}").as_bytes());
        done += 1;
    }
    assert_eq!(done, 50);
}
