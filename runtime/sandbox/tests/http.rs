//! The contract's `http`, with somebody who sends nothing: what an Action may start, wait for and learn, and what is left of it.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

mod support;

use std::fmt;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use support::*;
use tokio::sync::oneshot;
use vestibule_flow::outcome::{RunFailure, RunOutcome};
use vestibule_sandbox::outbound::{
    HttpError, HttpRequest, HttpResponse, Outbound, Redirects, ResponseBudget, Sending,
};
use vestibule_sandbox::{HttpInput, InputSource, Limits, Program, RunRequest, SandboxRun};

const INTERFACE: &str = r#"
  (import "vestibule:actions/http@0.1.1" (instance $http
    (type $redirects' (enum "follow" "manual"))
    (export "redirects" (type $redirects (eq $redirects')))
    (type $request' (record
      (field "method" string) (field "url" string) (field "headers" (list (tuple string string)))
      (field "body" (option (list u8))) (field "redirects" $redirects)))
    (export "request" (type $request (eq $request')))
    (type $response' (record
      (field "status" u16) (field "url" string) (field "headers" (list (tuple string string))) (field "body" (list u8))))
    (export "response" (type $response (eq $response')))
    (type $error' (variant
      (case "not-allowed" string) (case "address-refused" string) (case "invalid-request" string)
      (case "not-resolved" string) (case "connection-failed" string) (case "too-large" string)
      (case "timed-out" string) (case "too-many" string) (case "other" string)))
    (export "http-error" (type $error (eq $error')))
    (export "exchange" (type $exchange (sub resource)))
    (export "[static]exchange.start" (func (param "request" $request) (result (result (own $exchange) (error $error)))))
    (export "[static]exchange.finish" (func (param "exchange" (own $exchange)) (result (result $response (error $error)))))
    (export "wait" (func (param "exchanges" (list (borrow $exchange))) (param "milliseconds" (option u64)) (result (option u32))))
    (export "send" (func (param "request" $request) (result (result $response (error $error)))))))
  (alias export $http "exchange" (type $exchange))
"#;

/// What the guests' bodies can call besides `log`: `$begin` and `$ask` take nothing, and leave an answer at 256; `$say` logs the text of an error
/// there, `$body` a body, as text.
const HELPERS: &str = r#"
  (data (i32.const 1024) "GEThttps://api.example.test/xnv")
  (func $begin
    (call $start (i32.const 1024) (i32.const 3) (i32.const 1027) (i32.const 26) (i32.const 0) (i32.const 0)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 256)))
  (func $ask
    (call $send (i32.const 1024) (i32.const 3) (i32.const 1027) (i32.const 26) (i32.const 2048) (i32.const 1)
      (i32.const 1) (i32.const 1029) (i32.const 2) (i32.const 0) (i32.const 256)))
  (func $say (call $log (i32.const 2) (i32.load (i32.const 264)) (i32.load (i32.const 268))))
  (func $body (call $log (i32.const 2) (i32.load (i32.const 280)) (i32.load (i32.const 284))))
  ;; One header: n, v.
  (data (i32.const 2048) "\1d\04\00\00\01\00\00\00\1e\04\00\00\01\00\00\00")
"#;

fn asking(execute: &str) -> Guest {
    const REQUEST: &str = "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)";
    let mut guest = guest(execute).fields(HELPERS);
    guest.more_imports = INTERFACE.into();
    guest.more_functions = vec![
        CoreFunction::new(
            "start",
            r#"(canon lower (func $http "[static]exchange.start") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
            REQUEST,
        ),
        CoreFunction::new(
            "send",
            r#"(canon lower (func $http "send") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
            REQUEST,
        ),
        CoreFunction::new(
            "finish",
            r#"(canon lower (func $http "[static]exchange.finish") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
            "(param i32 i32)",
        ),
        CoreFunction::new(
            "await",
            r#"(canon lower (func $http "wait") (memory $libc "memory") (realloc (func $libc "realloc")))"#,
            "(param i32 i32 i32 i64 i32)",
        ),
        CoreFunction::new(
            "drop_exchange",
            "(canon resource.drop $exchange)",
            "(param i32)",
        ),
    ];
    guest
}

type Answer = dyn Fn(usize, HttpRequest, ResponseBudget) -> Sending + Send + Sync;

/// Answers the requests of a test by their number.
struct Fake {
    answer: Box<Answer>,
    count: AtomicUsize,
    requests: Mutex<Vec<HttpRequest>>,
}

impl fmt::Debug for Fake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fake")
    }
}

impl Outbound for Fake {
    fn send(&self, request: HttpRequest, budget: ResponseBudget) -> Sending {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        self.requests.lock().unwrap().push(request.clone());
        (self.answer)(number, request, budget)
    }
}

fn fake(
    answer: impl Fn(usize, HttpRequest, ResponseBudget) -> Sending + Send + Sync + 'static,
) -> Arc<Fake> {
    Arc::new(Fake {
        answer: Box::new(answer),
        count: AtomicUsize::new(0),
        requests: Mutex::default(),
    })
}

fn says(body: &str) -> Sending {
    let response = HttpResponse {
        status: 200,
        url: "https://api.example.test/".into(),
        headers: vec![("a".into(), "b".into())],
        body: body.as_bytes().to_vec(),
    };
    Box::pin(async move { Ok(response) })
}

fn run_asking(program: &Program, outbound: &Arc<Fake>, limits: Limits) -> SandboxRun {
    run_with(
        program,
        RunRequest {
            limits,
            outbound: Some(Arc::clone(outbound) as Arc<dyn Outbound>),
            ..request()
        },
    )
}

fn lines(run: &SandboxRun) -> Vec<&str> {
    assert!(
        matches!(run.report.outcome, RunOutcome::Completed(_)),
        "{:?}",
        run.report.outcome
    );
    run.report
        .console
        .iter()
        .map(|line| line.message.as_str())
        .collect()
}

fn failed(run: SandboxRun) -> RunFailure {
    match run.report.outcome {
        RunOutcome::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_sends_unless_the_host_has_somebody() {
    for call in ["$ask", "$begin"] {
        let run = run(&asking(&format!("(call {call}) (call $say) i32.const 0")));
        assert_eq!(
            lines(&run),
            ["outbound HTTP is off, so api.example.test cannot be reached"]
        );
    }
}

#[test]
fn what_is_sent_and_what_comes_back() {
    let program = compile(&asking("(call $ask) (call $body) i32.const 0"));
    let outbound = fake(|_, _, _| says("the answer"));
    let run = run_asking(&program, &outbound, Limits::default());
    assert_eq!(lines(&run), ["the answer"]);
    assert_eq!(
        *outbound.requests.lock().unwrap(),
        [HttpRequest {
            method: "GET".into(),
            url: "https://api.example.test/x".into(),
            headers: vec![("n".into(), "v".into())],
            body: Some(b"tp".to_vec()),
            redirects: Redirects::Follow,
        }]
    );
    assert_eq!(run.report.usage.host_calls, 2);
}

#[test]
fn each_error_is_its_own_case() {
    let errors: [fn(String) -> HttpError; 9] = [
        HttpError::NotAllowed,
        HttpError::AddressRefused,
        HttpError::InvalidRequest,
        HttpError::NotResolved,
        HttpError::ConnectionFailed,
        HttpError::TooLarge,
        HttpError::TimedOut,
        HttpError::TooMany,
        HttpError::Other,
    ];
    // The number of the case, as many letters long.
    let program = compile(&asking(
        "(call $ask) (call $log (i32.const 2) (i32.const 1024) (i32.load8_u (i32.const 260))) i32.const 0",
    ));
    for (number, error) in errors.into_iter().enumerate() {
        let outbound = fake(move |_, _, _| Box::pin(async move { Err(error("why".into())) }));
        let run = run_asking(&program, &outbound, Limits::default());
        assert_eq!(lines(&run)[0].len(), number);
    }
}

#[test]
fn bytes_cost_fuel() {
    let program = compile(&asking("(call $ask) i32.const 0"));
    let fuel = |length: usize| {
        let outbound = fake(move |_, _, _| says(&"x".repeat(length)));
        let run = run_asking(&program, &outbound, Limits::default());
        lines(&run);
        run.report.usage.fuel
    };
    assert_eq!(fuel(10_000) - fuel(0), 10_000);
}

#[test]
fn one_exchange_too_many_is_refused() {
    let limits = Limits {
        http_exchanges: 2,
        ..Limits::default()
    };
    let guest = asking(
        "(call $ask) (call $begin) (call $begin) (call $say) (call $ask) (call $say) i32.const 0",
    );
    let outbound = fake(|_, _, _| says(""));
    let run = run_asking(&compile(&guest), &outbound, limits);
    let refused = "a run may have 2 HTTP exchanges; api.example.test was not asked";
    assert_eq!(lines(&run), [refused, refused]);
    assert_eq!(outbound.count.load(Ordering::Relaxed), 2);
}

#[test]
fn the_budget_is_that_of_the_run() {
    let limits = Limits {
        http_response_bytes: 1_500,
        ..Limits::default()
    };
    let outbound = fake(|_, _, budget| {
        Box::pin(async move {
            match budget.take(1_000) {
                Ok(()) => says("fits").await,
                Err(used_up) => Err(HttpError::TooLarge(used_up.to_string())),
            }
        })
    });
    let guest = asking("(call $ask) (call $body) (call $ask) (call $say) i32.const 0");
    let run = run_asking(&compile(&guest), &outbound, limits);
    assert_eq!(
        lines(&run),
        [
            "fits",
            "the responses of a run may have 1500 bytes together"
        ]
    );
}

#[test]
fn waiting_for_one_of_several() {
    // The handles of two exchanges are put side by side; the second answers, the first never does.
    let guest = asking(
        r#"
        (call $begin) (i32.store (i32.const 512) (i32.load (i32.const 260)))
        (call $begin) (i32.store (i32.const 516) (i32.load (i32.const 260)))
        (call $await (i32.const 512) (i32.const 2) (i32.const 0) (i64.const 0) (i32.const 300))
        (if (i32.ne (i32.load (i32.const 300)) (i32.const 1)) (then unreachable))
        (if (i32.ne (i32.load (i32.const 304)) (i32.const 1)) (then unreachable))
        (call $finish (i32.load (i32.const 516)) (i32.const 256)) (call $body)
        ;; The other is waited for as long as one is willing to.
        (call $await (i32.const 512) (i32.const 1) (i32.const 1) (i64.const 1) (i32.const 300))
        (if (i32.load8_u (i32.const 300)) (then unreachable))
        (call $drop_exchange (i32.load (i32.const 512)))
        ;; Nothing is there at once, or after a while.
        (call $await (i32.const 512) (i32.const 0) (i32.const 0) (i64.const 0) (i32.const 300))
        (if (i32.load8_u (i32.const 300)) (then unreachable))
        (call $await (i32.const 512) (i32.const 0) (i32.const 1) (i64.const 1) (i32.const 300))
        (if (i32.load8_u (i32.const 300)) (then unreachable))
        i32.const 0"#,
    );
    let outbound = fake(|number, _, _| match number {
        0 => Box::pin(pending()),
        _ => says("second"),
    });
    let run = run_asking(&compile(&guest), &outbound, Limits::default());
    assert_eq!(lines(&run), ["second"]);
    let ready: Vec<_> = run
        .inputs
        .http
        .iter()
        .filter_map(|input| match input {
            HttpInput::Ready(ready) => Some(*ready),
            _ => None,
        })
        .collect();
    assert_eq!(ready, [Some(1), None, None, None]);
}

/// A request that never ends, and tells when it was given up.
fn hanging() -> (Arc<Fake>, oneshot::Receiver<()>) {
    let (given_up, heard) = oneshot::channel::<()>();
    let given_up = Mutex::new(Some(given_up));
    let outbound = fake(move |_, _, _| {
        let given_up = given_up.lock().unwrap().take();
        Box::pin(async move {
            let _given_up = given_up;
            pending().await
        })
    });
    (outbound, heard)
}

/// Runs a guest whose request must be given up when the run is over, or before.
fn given_up(execute: &str, limits: Limits) -> SandboxRun {
    let program = compile(&asking(execute));
    let (outbound, heard) = hanging();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let request = RunRequest {
            limits,
            outbound: Some(outbound),
            ..request()
        };
        let run = sandbox().run(&program, request).await;
        // Nothing was sent, so this ends when the sender is dropped. If it were not, the test would not end.
        assert!(heard.await.is_err());
        run
    })
}

#[test]
fn what_is_under_way_is_given_up_with_the_run() {
    let started = "(call $begin) (call $await (i32.const 0) (i32.const 0) (i32.const 1) (i64.const 1) (i32.const 300))";
    lines(&given_up(
        &format!("{started} i32.const 0"),
        Limits::default(),
    ));
    let trap = failed(given_up(
        &format!("{started} unreachable"),
        Limits::default(),
    ));
    assert_eq!(trap.kind, "trap");
    lines(&given_up(
        &format!("{started} (call $drop_exchange (i32.load (i32.const 260))) i32.const 0"),
        Limits::default(),
    ));
    assert_unaffected();
}

#[test]
fn a_request_that_is_never_answered_ends_with_the_run_s_time() {
    let limits = Limits {
        time_milliseconds: 60,
        ..Limits::default()
    };
    for body in [
        "(call $ask) i32.const 0",
        "(call $begin) (call $finish (i32.load (i32.const 260)) (i32.const 256)) i32.const 0",
        "(call $begin) (call $await (i32.const 260) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 300)) i32.const 0",
        "(call $begin) (call $await (i32.const 260) (i32.const 1) (i32.const 1) (i64.const -1) (i32.const 300)) i32.const 0",
    ] {
        let failure = failed(given_up(body, limits));
        assert_eq!(failure.kind, "time_limit", "{body}");
        assert_eq!(
            failure.message,
            "Action 'x' exceeded its time limit of 60 ms"
        );
    }
    assert_unaffected();
}

#[test]
fn no_more_than_six_are_sent_at_once() {
    let sending = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (now, seen) = (Arc::clone(&sending), Arc::clone(&most));
    let outbound = fake(move |_, _, _| {
        let (sending, most) = (Arc::clone(&now), Arc::clone(&seen));
        Box::pin(async move {
            most.fetch_max(sending.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            sending.fetch_sub(1, Ordering::SeqCst);
            says("").await
        })
    });
    // Twenty are started, and then finished one after the other; their handles are kept at 512.
    let guest = asking(
        r#"
        (local $n i32)
        (loop
          (call $begin)
          (i32.store (i32.add (i32.const 512) (i32.mul (local.get $n) (i32.const 4))) (i32.load (i32.const 260)))
          (br_if 0 (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 20))))
        (loop
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (call $finish (i32.load (i32.add (i32.const 512) (i32.mul (local.get $n) (i32.const 4)))) (i32.const 256))
          (if (i32.load8_u (i32.const 256)) (then unreachable))
          (br_if 0 (local.get $n)))
        i32.const 0"#,
    );
    let run = run_asking(&compile(&guest), &outbound, Limits::default());
    lines(&run);
    assert_eq!(outbound.count.load(Ordering::Relaxed), 20);
    assert_eq!(most.load(Ordering::SeqCst), 6);
}

#[test]
fn a_fault_of_the_sender_is_an_error_and_no_more() {
    let outbound = fake(|_, _, _| Box::pin(async { panic!("a fault") }));
    let program = compile(&asking("(call $ask) (call $say) i32.const 0"));
    let run = run_asking(&program, &outbound, Limits::default());
    assert_eq!(
        lines(&run),
        ["the exchange with api.example.test was given up: Vestibule met a fault of its own"]
    );
    assert_unaffected();
}

#[test]
fn handles_that_are_none() {
    for body in [
        "(call $finish (i32.const 7) (i32.const 256)) i32.const 0",
        "(call $drop_exchange (i32.const 7)) i32.const 0",
        "(i32.store (i32.const 512) (i32.const 7)) (call $await (i32.const 512) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 300)) i32.const 0",
        "(call $begin) (call $finish (i32.load (i32.const 260)) (i32.const 256)) (call $finish (i32.load (i32.const 260)) (i32.const 256)) i32.const 0",
    ] {
        let outbound = fake(|_, _, _| says(""));
        let run = run_asking(&compile(&asking(body)), &outbound, Limits::default());
        assert_eq!(failed(run).kind, "invalid_call", "{body}");
    }
    assert_unaffected();
}

#[test]
fn a_run_is_repeated_without_a_network() {
    let guest = asking(
        r#"
        (call $ask) (call $body)
        (call $begin) (i32.store (i32.const 512) (i32.load (i32.const 260)))
        (call $await (i32.const 512) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 300))
        (call $finish (i32.load (i32.const 512)) (i32.const 256)) (call $say)
        (call $begin) (call $drop_exchange (i32.load (i32.const 260)))
        i32.const 0"#,
    );
    let program = compile(&guest);
    let outbound = fake(|number, _, _| match number {
        0 => says("first"),
        1 => Box::pin(async { Err(HttpError::NotResolved("second".into())) }),
        _ => Box::pin(pending()),
    });
    let live = run_asking(&program, &outbound, Limits::default());
    assert_eq!(lines(&live), ["first", "second"]);
    let replay = |program: &Program, inputs| {
        let request = RunRequest {
            inputs: InputSource::Replay(inputs),
            ..request()
        };
        run_with(program, request)
    };
    let repeated = replay(&program, live.inputs.clone());
    assert_eq!(repeated.report.console, live.report.console);
    assert_eq!(repeated.report.outcome, live.report.outcome);
    assert_eq!(repeated.report.usage.fuel, live.report.usage.fuel);
    assert_eq!(repeated.inputs, live.inputs);
    // Another program does not get what was not meant for it.
    for other in [
        "(call $begin) (call $begin) i32.const 0",
        "(call $begin) (call $await (i32.const 260) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 300)) i32.const 0",
        "(call $ask) (call $ask) (call $ask) i32.const 0",
    ] {
        let failure = failed(replay(&compile(&asking(other)), live.inputs.clone()));
        assert_eq!(
            failure.message,
            "Action 'x' could not be run: the replay made another HTTP request than was recorded, so it is not the same run. This is no fault of the Action"
        );
    }
}
