//! WASI for toolchains that bring it along: it is there, and there is nothing in it.

mod support;

use support::*;
use vestibule_flow::outcome::{ConsoleLevel, RunFailure, RunOutcome};
use vestibule_sandbox::{InputSource, Limits, RunRequest};

const LOWER: &str = r#"(memory $libc "memory") (realloc (func $libc "realloc"))"#;

/// What the tests use of WASI.
const IMPORTS: &str = r#"
  (import "wasi:io/error@0.2.6" (instance $io-error (export "error" (type (sub resource)))))
  (alias export $io-error "error" (type $io-error-type))
  (import "wasi:io/poll@0.2.6" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:io/streams@0.2.6" (instance $streams
    (export "output-stream" (type $o (sub resource)))
    (alias outer 1 $io-error-type (type $outer-error))
    (export "error" (type $e (eq $outer-error)))
    (type $s (variant (case "last-operation-failed" (own $e)) (case "closed")))
    (export "stream-error" (type $se (eq $s)))
    (export "[method]output-stream.blocking-write-and-flush"
      (func (param "self" (borrow $o)) (param "contents" (list u8)) (result (result (error $se)))))))
  (alias export $streams "output-stream" (type $output))
  (import "wasi:cli/stdout@0.2.6" (instance $stdout
    (alias outer 1 $output (type $outer))
    (export "output-stream" (type $o (eq $outer)))
    (export "get-stdout" (func (result (own $o))))))
  (import "wasi:cli/stderr@0.2.6" (instance $stderr
    (alias outer 1 $output (type $outer))
    (export "output-stream" (type $o (eq $outer)))
    (export "get-stderr" (func (result (own $o))))))
  (import "wasi:cli/exit@0.2.6" (instance $exit
    (export "exit" (func (param "status" (result))))))
  (import "wasi:cli/environment@0.2.6" (instance $environment
    (export "get-environment" (func (result (list (tuple string string)))))
    (export "get-arguments" (func (result (list string))))))
  (import "wasi:filesystem/types@0.2.6" (instance $files
    (export "descriptor" (type (sub resource)))))
  (alias export $files "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.6" (instance $preopens
    (alias outer 1 $descriptor (type $outer))
    (export "descriptor" (type $d (eq $outer)))
    (export "get-directories" (func (result (list (tuple (own $d) string)))))))
  (import "wasi:clocks/monotonic-clock@0.2.6" (instance $monotonic
    (alias outer 1 $pollable (type $outer))
    (export "pollable" (type $p (eq $outer)))
    (export "now" (func (result u64)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
  (import "wasi:random/random@0.2.6" (instance $random
    (export "get-random-u64" (func (result u64)))
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (import "wasi:sockets/network@0.2.6" (instance $network
    (export "error-code" (type (eq $code)))
    (export "ip-address-family" (type (eq $family)))))
  (import "wasi:sockets/tcp@0.2.6" (instance $tcp (export "tcp-socket" (type (sub resource)))))
  (alias export $tcp "tcp-socket" (type $socket))
  (alias export $network "error-code" (type $code-type))
  (alias export $network "ip-address-family" (type $family-type))
  (import "wasi:sockets/tcp-create-socket@0.2.6" (instance $create
    (alias outer 1 $socket (type $s'))
    (export "tcp-socket" (type $s (eq $s')))
    (alias outer 1 $code-type (type $c'))
    (export "error-code" (type $c (eq $c')))
    (alias outer 1 $family-type (type $f'))
    (export "ip-address-family" (type $f (eq $f')))
    (export "create-tcp-socket" (func (param "address-family" $f) (result (result (own $s) (error $c)))))))
"#;

const TYPES: &str = r#"
  (type $code (enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory" "timeout"
    "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit"
    "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused" "connection-reset"
    "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
    "permanent-resolver-failure"))
  (type $family (enum "ipv4" "ipv6"))
"#;

fn wasi(execute: &str, data: &str) -> Guest {
    let mut guest = guest(execute).fields(&format!("(data (i32.const 1024) \"{data}\")"));
    guest.more_imports = format!("{TYPES}{IMPORTS}");
    let function = |name, lowered: &str, signature| {
        let definition = format!("(canon lower (func {lowered}) {LOWER})");
        CoreFunction::new(name, &definition, signature)
    };
    guest.more_functions = vec![
        function("stdout", r#"$stdout "get-stdout""#, "(result i32)"),
        function("stderr", r#"$stderr "get-stderr""#, "(result i32)"),
        function(
            "write",
            r#"$streams "[method]output-stream.blocking-write-and-flush""#,
            "(param i32 i32 i32 i32)",
        ),
        function("exit", r#"$exit "exit""#, "(param i32)"),
        function(
            "environment",
            r#"$environment "get-environment""#,
            "(param i32)",
        ),
        function(
            "arguments",
            r#"$environment "get-arguments""#,
            "(param i32)",
        ),
        function(
            "directories",
            r#"$preopens "get-directories""#,
            "(param i32)",
        ),
        function("monotonic", r#"$monotonic "now""#, "(result i64)"),
        function(
            "subscribe",
            r#"$monotonic "subscribe-duration""#,
            "(param i64) (result i32)",
        ),
        function("block", r#"$poll "[method]pollable.block""#, "(param i32)"),
        function("random", r#"$random "get-random-u64""#, "(result i64)"),
        function(
            "random_bytes",
            r#"$random "get-random-bytes""#,
            "(param i64 i32)",
        ),
        function(
            "socket",
            r#"$create "create-tcp-socket""#,
            "(param i32 i32)",
        ),
    ];
    guest
}

fn failed(guest: &Guest, limits: Limits) -> RunFailure {
    failure_with(guest, limits)
}

#[test]
fn output_goes_to_the_log_line_by_line() {
    let guest = wasi(
        r#"(local $out i32) (local $err i32)
        (local.set $out (call $stdout))
        (local.set $err (call $stderr))
        (call $write (local.get $out) (i32.const 1024) (i32.const 7) (i32.const 256))
        (call $log (i32.const 3) (i32.const 1024) (i32.const 1))
        (call $write (local.get $out) (i32.const 1031) (i32.const 2) (i32.const 256))
        (call $write (local.get $err) (i32.const 1033) (i32.const 4) (i32.const 256))
        (call $write (local.get $out) (i32.const 1024) (i32.const 1) (i32.const 256))
        i32.const 0"#,
        r"one\0atwo!\0aerr\0a",
    );
    let run = run(&guest);
    assert!(
        matches!(run.report.outcome, RunOutcome::Completed(_)),
        "{:?}",
        run.report.outcome
    );
    let lines: Vec<(ConsoleLevel, &str)> = run
        .report
        .console
        .iter()
        .map(|line| (line.level, line.message.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (ConsoleLevel::Log, "one"),
            (ConsoleLevel::Info, "o"),
            (ConsoleLevel::Log, "two!"),
            (ConsoleLevel::Error, "err"),
            (ConsoleLevel::Log, "o"),
        ]
    );
}

#[test]
fn output_has_the_same_limits_as_the_log() {
    let guest = wasi(
        r#"(local $out i32)
        (local.set $out (call $stdout))
        (loop (call $write (local.get $out) (i32.const 1024) (i32.const 4096) (i32.const 256)) (br 0))
        i32.const 0"#,
        "",
    );
    assert_eq!(failed(&guest, Limits::default()).kind, "log_limit");
}

#[test]
fn there_is_nothing_to_find() {
    // Each list has no entries, and a socket is refused.
    let guest = wasi(
        r#"
        (call $environment (i32.const 256))
        (if (i32.load (i32.const 260)) (then unreachable))
        (call $arguments (i32.const 256))
        (if (i32.load (i32.const 260)) (then unreachable))
        (call $directories (i32.const 256))
        (if (i32.load (i32.const 260)) (then unreachable))
        (call $socket (i32.const 0) (i32.const 256))
        (if (i32.ne (i32.load8_u (i32.const 256)) (i32.const 1)) (then unreachable))
        (if (i32.ne (i32.load8_u (i32.const 260)) (i32.const 1)) (then unreachable))
        i32.const 0"#,
        "",
    );
    let run = run(&guest);
    assert!(
        matches!(run.report.outcome, RunOutcome::Completed(_)),
        "{:?}",
        run.report.outcome
    );
    assert_eq!(run.report.usage.host_calls, 4);
}

#[test]
fn a_sleep_ends_in_the_time_limit() {
    let guest = wasi(
        "(call $block (call $subscribe (i64.const 3600000000000))) i32.const 0",
        "",
    );
    let limits = Limits {
        time_milliseconds: 50,
        ..Limits::default()
    };
    let failure = failed(&guest, limits);
    assert_eq!(failure.kind, "time_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its time limit of 50 ms"
    );
}

#[test]
fn a_short_sleep_is_slept() {
    let run = run(&wasi(
        "(call $block (call $subscribe (i64.const 2000000))) i32.const 0",
        "",
    ));
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
}

#[test]
fn too_many_resources() {
    let failure = failed(
        &wasi(
            "(loop (drop (call $subscribe (i64.const 1))) (br 0)) i32.const 0",
            "",
        ),
        Limits::default(),
    );
    assert_eq!(failure.kind, "hostcall_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its limit of 1000 handles"
    );
}

#[test]
fn leaving_is_a_failure() {
    for (status, code) in [(0, 0), (1, 1)] {
        let failure = failed(
            &wasi(
                &format!("(call $exit (i32.const {status})) i32.const 0"),
                "",
            ),
            Limits::default(),
        );
        assert_eq!(failure.kind, "action_error");
        assert_eq!(
            failure.message,
            format!("Action 'x' ended itself with exit status {code}")
        );
    }
}

#[test]
fn clocks_and_randomness_can_be_replayed() {
    let program = compile(&wasi(
        r#"
        (i64.store (i32.const 512) (i64.and (call $random) (i64.const 0x0f0f0f0f0f0f0f0f)))
        (i64.store (i32.const 520) (i64.and (call $monotonic) (i64.const 0x0f0f0f0f0f0f0f0f)))
        (call $log (i32.const 2) (i32.const 512) (i32.const 16))
        i32.const 0"#,
        "",
    ));
    let first = run_with(&program, request());
    assert_eq!(first.report.console.len(), 1);
    let second = run_with(
        &program,
        RunRequest {
            inputs: InputSource::Replay(first.inputs.clone()),
            ..request()
        },
    );
    assert_eq!(second.report.console, first.report.console);
    assert_eq!(second.inputs, first.inputs);
}

#[test]
fn too_many_random_bytes() {
    let failure = failed(
        &wasi(
            "(call $random_bytes (i64.const 1000000000000) (i32.const 256)) i32.const 0",
            "",
        ),
        Limits::default(),
    );
    assert_eq!(failure.kind, "hostcall_limit");
}
