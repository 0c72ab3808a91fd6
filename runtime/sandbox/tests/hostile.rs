//! Guests that mean harm, or are broken, where more is to be seen than how their run ends; the others are rows of `tests/hostile`.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::*;
use vestibule_flow::outcome::RunOutcome;
use vestibule_sandbox::{Limits, RunRequest};

const LOOP: &str = "(loop (br 0)) i32.const 0";

fn endless(time_milliseconds: u64) -> RunRequest {
    RunRequest {
        limits: Limits {
            time_milliseconds,
            fuel: 1_000_000_000_000,
            ..Limits::default()
        },
        ..request()
    }
}

#[test]
fn an_endless_loop_lets_other_tasks_have_the_thread() {
    let program = compile(&guest(LOOP));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    // On one thread: if the guest held it, the other task would not be done when the guest's time is up.
    runtime.block_on(async {
        let other = tokio::spawn(async {
            tokio::task::yield_now().await;
        });
        let run = sandbox().run(&program, endless(500)).await;
        assert!(other.is_finished());
        assert!(matches!(run.report.outcome, RunOutcome::Failed(failure) if failure.kind == "time_limit"));
    });
}

#[test]
fn more_endless_loops_than_threads_do_not_hold_up_a_good_run() {
    let endless_loop = compile(&guest(LOOP));
    let good = compile(&guest("(drop (call $now )) i32.const 0"));
    on_two_threads().block_on(async {
        let ended = Arc::new(AtomicUsize::new(0));
        let loops: Vec<_> = (0..6)
            .map(|_| {
                let (program, ended) = (endless_loop.clone(), Arc::clone(&ended));
                tokio::spawn(async move {
                    // Longer than any good run takes.
                    sandbox().run(&program, endless(600_000)).await;
                    ended.fetch_add(1, Ordering::SeqCst);
                })
            })
            .collect();
        // On the pool's own threads, which the loops have as well.
        for _ in 0..20 {
            let good = good.clone();
            let run = tokio::spawn(async move { sandbox().run(&good, request()).await });
            assert!(matches!(
                run.await.unwrap().report.outcome,
                RunOutcome::Completed(_)
            ));
        }
        assert_eq!(ended.load(Ordering::SeqCst), 0);
        for endless in loops {
            endless.abort();
        }
    });
    assert_unaffected();
}

#[test]
fn a_flooded_log() {
    let guest = guest(
        "(loop (call $log (i32.const 2) (i32.const 1024) (i32.const 65536)) (br 0)) i32.const 0",
    );
    let run = run(&guest);
    assert!(run.report.console_truncated);
    let kept: usize = run
        .report
        .console
        .iter()
        .map(|line| line.message.len())
        .sum();
    assert!(kept <= 256 << 10, "{kept}");
}

#[test]
fn lines_are_escaped_and_one_record_each() {
    let text = "a\\0d\\0ab\\00c\\1b[2Jd\\e2\\80\\aee{\\22level\\22:\\22error\\22}";
    let guest = guest(
        "(call $log (i32.const 2) (i32.const 1024) (i32.const 32)) (call $log (i32.const 5) (i32.const 1024) (i32.const 1)) i32.const 0",
    )
    .fields(&format!(r#"(data (i32.const 1024) "{text}")"#));
    let console = run(&guest).report.console;
    let lines: Vec<&str> = console.iter().map(|line| line.message.as_str()).collect();
    assert_eq!(
        lines,
        [r#"a\r\nb\u{0}c\u{1b}[2Jd\u{202e}e{"level":"error"}"#, "a"]
    );
}

#[test]
fn names_of_functions_are_escaped() {
    let guest =
        guest("call $f").fields("(func $f (@name \"\\1b[31m\\nfake\") (result i32) unreachable)");
    let stack = failure(&guest).stack.unwrap();
    assert!(stack.contains("\\u{1b}[31m\\nfake"), "{stack}");
    assert!(!stack.contains('\u{1b}'));
}

#[test]
fn traps_say_where_they_happened() {
    for body in [
        "unreachable",
        "(drop (i32.load (i32.const -1))) i32.const 0",
    ] {
        // For the record, and nothing else of the engine's own words is shown.
        let stack = failure(&guest(body)).stack.unwrap();
        assert!(stack.starts_with("at "), "{body}: {stack}");
    }
}

#[test]
fn a_flood_of_claims() {
    let guest = guest(
        "(loop (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 10002) (i32.const 256)) (br 0)) i32.const 0",
    )
    .fields(&format!(
        r#"(data (i32.const 1024) "name\"{}\"")"#,
        "x".repeat(10_000)
    ));
    let failure = failure(&guest);
    assert_eq!(failure.kind, "output_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its output limit of 1 MiB"
    );
    assert!(failure.discarded_commands > 50);
}

#[test]
fn deeply_nested_json_is_refused_and_no_more() {
    let guest = guest(
        r#"
        (memory.fill (i32.const 1028) (i32.const 0x5b) (i32.const 10000))
        (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 10000) (i32.const 256))
        ;; The answer is an error, of the case invalid-argument.
        (if (i32.ne (i32.load8_u (i32.const 256)) (i32.const 1)) (then unreachable))
        (if (i32.load8_u (i32.const 260)) (then unreachable))
        i32.const 0"#,
    )
    .fields(r#"(data (i32.const 1024) "name")"#);
    let RunOutcome::Completed(recorded) = run(&guest).report.outcome else {
        panic!("the call is refused, not the run");
    };
    assert!(recorded.commands.is_empty());
}
