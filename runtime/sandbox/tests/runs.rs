//! What a run gives back when nothing is wrong with it, or only what the Action says itself.

mod support;

use support::*;
use vestibule_flow::outcome::{ErrorClass, RunOutcome};
use vestibule_flow::recorder::Handler;
use vestibule_sandbox::{ClockReadings, InputSource, RunInputs, RunRequest};

fn failed(guest: &Guest) -> vestibule_flow::outcome::RunFailure {
    match run(guest).report.outcome {
        RunOutcome::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_good_run() {
    assert_unaffected();
}

#[test]
fn usage_is_reported() {
    let run = run(&guest(
        "(drop (call $now )) (drop (call $can_redirect )) i32.const 0",
    ));
    let usage = run.report.usage;
    assert_eq!(usage.host_calls, 2);
    assert_eq!(usage.memory_bytes, 4 * 65_536);
    assert!((20_000..20_100).contains(&usage.fuel), "{}", usage.fuel);
}

#[test]
fn bytes_of_host_calls_cost_fuel() {
    let short = run(&guest(
        "(call $log (i32.const 2) (i32.const 1024) (i32.const 0)) i32.const 0",
    ));
    let long = run(&guest(
        "(call $log (i32.const 2) (i32.const 1024) (i32.const 1000)) i32.const 0",
    ));
    assert_eq!(long.report.usage.fuel - short.report.usage.fuel, 1_000);
    let answer = run(&guest("(call $email (i32.const 256)) i32.const 0"));
    assert!(answer.report.usage.fuel > 10_000 + "ada@example.com".len() as u64);
}

/// How many calls the guests of the next two tests make, each with an answer that the guest has to make room for.
const CALLS: u64 = 10;
/// What such a call costs: the call, and `ada@example.com`.
const CALL_FUEL: u64 = 10_000 + 15;

/// A guest that makes [`CALLS`] calls after `before`, and whose allocator does `work` each time.
fn allocating(before: &str, work: &str) -> Guest {
    let mut guest = guest(&format!(
        "{before} {} i32.const 0",
        "(call $email (i32.const 256)) ".repeat(CALLS as usize)
    ));
    guest.realloc = format!(
        "(func (export \"realloc\") (param i32 i32 i32 i32) (result i32) (local $n i32) {work} i32.const 65536)"
    );
    guest
}

fn fuel_of(guest: &Guest) -> u64 {
    let report = run(guest).report;
    assert!(
        matches!(report.outcome, RunOutcome::Completed(_)),
        "{:?}",
        report.outcome
    );
    report.usage.fuel
}

#[test]
fn an_allocator_that_grows_the_memory_makes_no_call_free() {
    let plain = fuel_of(&allocating("", ""));
    assert!(plain > CALLS * CALL_FUEL, "{plain}");
    let growing = fuel_of(&allocating("", "(drop (memory.grow (i32.const 1)))"));
    // The price of the growth comes on top.
    assert!(growing > plain + CALLS * 355, "{growing}, {plain}");
}

#[test]
fn an_allocator_that_is_interrupted_makes_no_call_free() {
    // Long enough for the epoch to move on while it runs, several times.
    let long = "(local.set $n (i32.const 3000000)) (loop (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))";
    let plain = fuel_of(&allocating("", ""));
    let interrupted = fuel_of(&allocating("", long));
    // The same loops with no host call around them.
    let mut loops = guest(&format!(
        "{} i32.const 0",
        "(call $long)".repeat(CALLS as usize)
    ));
    loops.fields = format!("(func $long (local $n i32) {long})");
    let loops = fuel_of(&loops);
    assert!(
        interrupted >= loops + plain - 100,
        "{interrupted}, {loops}, {plain}"
    );
}

#[test]
fn an_error_of_the_actions_own() {
    let failure = failed(&failing("TypeError", "x is not a function"));
    assert_eq!(failure.kind, "action_error");
    assert_eq!(failure.class, ErrorClass::ActionError);
    assert_eq!(
        failure.message,
        "Action 'x' failed: TypeError: x is not a function"
    );
    assert_eq!(failure.name.as_deref(), Some("TypeError"));
    assert_eq!(failure.stack.as_deref(), Some("TypeError"));
}

#[test]
fn an_error_is_escaped_and_cut() {
    let failure = failed(&failing("Error", "a\n\u{1b}[31mb\u{202e}"));
    assert_eq!(
        failure.message,
        "Action 'x' failed: Error: a\\n\\u{1b}[31mb\\u{202e}"
    );
    let failure = failed(&failing("Error", &"y".repeat(10_000)));
    assert!(failure.message.len() < 4_200, "{}", failure.message.len());
    assert!(failure.message.ends_with("y…"));
}

#[test]
fn a_handler_that_is_not_there() {
    let mut guest = guest(OK);
    guest.resume = "(i32.store8 (i32.const 0) (i32.const 1)) i32.const 0".into();
    let program = compile(&guest);
    let resumed = run_with(
        &program,
        RunRequest {
            handler: Handler::Continue,
            ..request()
        },
    );
    assert_eq!(resumed.report.outcome, RunOutcome::NotImplemented);
    let executed = run_with(&program, request());
    assert!(matches!(executed.report.outcome, RunOutcome::Completed(_)));
}

#[test]
fn the_action_s_name_is_escaped() {
    let program = compile(&guest("unreachable"));
    let run = run_with(
        &program,
        RunRequest {
            action: "a\nb".into(),
            ..request()
        },
    );
    let RunOutcome::Failed(failure) = run.report.outcome else {
        panic!();
    };
    assert_eq!(
        failure.message,
        "Action 'a\\nb' crashed: wasm `unreachable` instruction executed"
    );
}

#[test]
fn nothing_survives_a_run() {
    let program = compile(
        &guest(
            r#"
            (if (i32.ne (i32.load (i32.const 2048)) (i32.const 0)) (then unreachable))
            (if (i32.ne (global.get $g) (i32.const 0)) (then unreachable))
            (i32.store (i32.const 2048) (i32.const 7))
            (global.set $g (i32.const 7))
            i32.const 0"#,
        )
        .fields("(global $g (mut i32) (i32.const 0))"),
    );
    for _ in 0..3 {
        let run = run_with(&program, request());
        assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
    }
}

/// Logs random numbers and the time as text that cannot be read, which is enough to compare.
fn curious() -> Guest {
    guest(
        r#"
        (i64.store (i32.const 512) (i64.and (call $number ) (i64.const 0x0f0f0f0f0f0f0f0f)))
        (drop (call $now ))
        (i64.store (i32.const 520) (i64.and (call $now ) (i64.const 0x0f0f0f0f0f0f0f0f)))
        (call $log (i32.const 2) (i32.const 512) (i32.const 16))
        i32.const 0"#,
    )
}

#[test]
fn a_replay_does_the_same() {
    let program = compile(&curious());
    let first = run_with(&program, request());
    let readings: u64 = first
        .inputs
        .clock
        .iter()
        .map(|readings| readings.count)
        .sum();
    assert_eq!(readings, 2);
    let replay = |inputs: RunInputs| {
        run_with(
            &program,
            RunRequest {
                inputs: InputSource::Replay(inputs),
                ..request()
            },
        )
    };
    let second = replay(first.inputs.clone());
    assert_eq!(second.report.console, first.report.console);
    assert_eq!(second.report.outcome, first.report.outcome);
    assert_eq!(second.report.usage.fuel, first.report.usage.fuel);
    assert_eq!(second.inputs, first.inputs);
    // Another seed is another run.
    let other = run_with(&program, request());
    assert_ne!(other.inputs.seed, first.inputs.seed);
    assert_ne!(other.report.console, first.report.console);
    let short = replay(RunInputs {
        seed: first.inputs.seed,
        clock: vec![ClockReadings {
            milliseconds: 5,
            count: 1,
        }],
        http: Vec::new(),
    });
    let RunOutcome::Failed(failure) = short.report.outcome else {
        panic!("{:?}", short.report.outcome);
    };
    assert_eq!(failure.kind, "platform_error");
    assert_eq!(failure.class, ErrorClass::PlatformError);
    assert_eq!(
        failure.message,
        "Action 'x' could not be run: the replay asked for more readings of the clock than were recorded, so it is not the same run. This is no fault of the Action"
    );
}

#[test]
fn a_wait_takes_its_time_once() {
    let waiting = run(&guest("(call $wait (i64.const 3)) i32.const 0"));
    assert!(matches!(waiting.report.outcome, RunOutcome::Completed(_)));
    assert!(waiting.report.usage.duration_microseconds >= 3_000);
    // Eight minutes, which are over at once when the run is repeated.
    let program = compile(&guest(
        "(call $wait (i64.const 240000)) (call $wait (i64.const 240000)) i32.const 0",
    ));
    let repeated = |time_milliseconds| {
        let mut request = request();
        request.inputs = InputSource::Replay(RunInputs::default());
        request.limits.time_milliseconds = time_milliseconds;
        run_with(&program, request).report.outcome
    };
    assert!(matches!(repeated(600_000), RunOutcome::Completed(_)));
    // The same run ends at the same limit.
    let RunOutcome::Failed(failure) = repeated(300_000) else {
        panic!("the waits are longer than the limit");
    };
    assert_eq!(failure.kind, "time_limit");
}

#[test]
fn the_event_is_read() {
    // Logs what is at a place of the event.
    let guest = guest(
        r#"
        (call $get (i32.const 1024) (i32.const 11) (i32.const 256))
        (call $log (i32.const 2) (i32.load (i32.const 260)) (i32.load (i32.const 264)))
        (call $email (i32.const 256))
        (call $log (i32.const 4) (i32.load (i32.const 260)) (i32.load (i32.const 264)))
        i32.const 0"#,
    )
    .fields(r#"(data (i32.const 1024) "/request/ip")"#);
    let console = run(&guest).report.console;
    let lines: Vec<&str> = console.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(lines, ["\"192.0.2.1\"", "ada@example.com"]);
}

#[test]
fn a_program_of_another_sandbox_is_not_run() {
    let config = vestibule_sandbox::SandboxConfig { concurrent_runs: 1 };
    let other = vestibule_sandbox::Sandbox::new(config).unwrap();
    let program = other.compile("x", &guest(OK).bytes()).unwrap();
    let RunOutcome::Failed(failure) = run_with(&program, request()).report.outcome else {
        panic!();
    };
    assert_eq!(failure.kind, "platform_error");
}

#[test]
fn a_run_can_be_given_up() {
    let program = compile(&guest("(loop (br 0)) i32.const 0"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let run = sandbox().run(&program, request());
        let given_up = tokio::time::timeout(std::time::Duration::from_millis(30), run).await;
        assert!(given_up.is_err());
    });
    assert_unaffected();
}

#[test]
fn a_run_that_finds_no_place_in_time_says_so() {
    let config = vestibule_sandbox::SandboxConfig { concurrent_runs: 1 };
    let sandbox = vestibule_sandbox::Sandbox::new(config).unwrap();
    let bytes = guest("(loop (br 0)) i32.const 0").bytes();
    let program = sandbox.compile("endless", &bytes).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let mut hurried = request();
    hurried.limits.time_milliseconds = 1;
    let failure = runtime.block_on(async {
        tokio::select! {
            biased;
            _ = sandbox.run(&program, request()) => panic!("the first run has the place, and does not end"),
            second = sandbox.run(&program, hurried) => second,
        }
    });
    let RunOutcome::Failed(failure) = failure.report.outcome else {
        panic!("there was no place");
    };
    assert_eq!(failure.kind, "platform_error");
    assert!(
        failure
            .message
            .contains("no place was free within 1 ms, because 1 runs were going on"),
        "{}",
        failure.message
    );
}

#[test]
fn a_failed_run_reports_what_it_used() {
    let usage = run(&guest("(drop (call $now )) unreachable")).report.usage;
    assert_eq!(usage.host_calls, 1);
    assert_eq!(usage.memory_bytes, 4 * 65_536);
    assert!(usage.fuel > 1_000);
}

#[test]
fn more_runs_than_places_wait_and_do_not_disturb_each_other() {
    let programs =
        [OK, "unreachable", "(loop (br 0)) i32.const 0"].map(|body| compile(&guest(body)));
    on_two_threads().block_on(async {
        let runs: Vec<_> = (0..60)
            .map(|number| {
                let program = programs[number % 3].clone();
                let mut request = request();
                request.limits.fuel = 1_000_000;
                tokio::spawn(async move { sandbox().run(&program, request).await })
            })
            .collect();
        for (number, run) in runs.into_iter().enumerate() {
            let outcome = run.await.unwrap().report.outcome;
            let kind = match outcome {
                RunOutcome::Completed(_) => "completed".to_owned(),
                RunOutcome::Failed(failure) => failure.kind,
                RunOutcome::NotImplemented => panic!("no guest says so"),
            };
            assert_eq!(kind, ["completed", "trap", "fuel_limit"][number % 3]);
        }
    });
    assert_unaffected();
}
