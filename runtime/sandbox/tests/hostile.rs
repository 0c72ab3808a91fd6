//! Guests that mean harm, or are broken: each ends in its named error, and the run after it is unaffected.

mod support;

use support::*;
use vestibule_flow::outcome::{ErrorClass, RunOutcome};
use vestibule_sandbox::{Limits, RunRequest};

fn short() -> Limits {
    Limits {
        time_milliseconds: 60,
        fuel: 1_000_000_000_000,
        ..Limits::default()
    }
}

/// Fuel that an endless loop soon uses up.
fn little_fuel() -> Limits {
    Limits {
        fuel: 100_000_000,
        ..Limits::default()
    }
}

const LOOP: &str = "(loop (br 0)) i32.const 0";

#[test]
fn endless_loop_by_fuel() {
    let failure = failure_with(&guest(LOOP), little_fuel());
    assert_eq!(failure.kind, "fuel_limit");
    assert_eq!(failure.class, ErrorClass::ActionError);
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its fuel limit of 100000000"
    );
}

#[test]
fn endless_loop_by_time() {
    let failure = failure_with(&guest(LOOP), short());
    assert_eq!(failure.kind, "time_limit");
    assert_eq!(failure.class, ErrorClass::ActionTimeout);
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its time limit of 60 ms"
    );
}

#[test]
fn a_wait_beyond_the_time_limit() {
    for milliseconds in ["3600000", "-1"] {
        let guest = guest(&format!(
            "(call $wait (i64.const {milliseconds})) i32.const 0"
        ));
        let failure = failure_with(&guest, short());
        assert_eq!(failure.kind, "time_limit");
        assert_eq!(failure.class, ErrorClass::ActionTimeout);
        assert_eq!(
            failure.message,
            "Action 'x' exceeded its time limit of 60 ms"
        );
    }
}

#[test]
fn waiting_for_nothing_for_ever() {
    let limits = Limits {
        fuel: 20_000,
        ..Limits::default()
    };
    let guest = guest("(loop (call $wait (i64.const 0)) (br 0)) i32.const 0");
    let failure = failure_with(&guest, limits);
    assert_eq!(failure.kind, "fuel_limit");
}

#[test]
fn endless_loop_in_a_start_function() {
    let guest = guest(OK).fields("(func $s (loop (br 0))) (start $s)");
    assert_eq!(failure_with(&guest, little_fuel()).kind, "fuel_limit");
    assert_eq!(failure_with(&guest, short()).kind, "time_limit");
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
        let limits = Limits {
            time_milliseconds: 500,
            ..short()
        };
        let other = tokio::spawn(async {
            tokio::task::yield_now().await;
        });
        let run = sandbox().run(&program, RunRequest { limits, ..request() }).await;
        assert!(other.is_finished());
        assert!(matches!(run.report.outcome, RunOutcome::Failed(failure) if failure.kind == "time_limit"));
    });
}

#[test]
fn deep_recursion() {
    let failure = failure(
        &guest("call $deep")
            .fields("(func $deep (result i32) (i32.add (call $deep) (i32.const 1)))"),
    );
    assert_eq!(failure.kind, "stack_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its stack limit of 512 KiB: its calls nest too deeply"
    );
}

#[test]
fn one_big_growth() {
    // The guest is told -1 and gives up.
    let failure = failure(&guest(
        "(if (i32.eq (memory.grow (i32.const 4096)) (i32.const -1)) (then unreachable)) i32.const 0",
    ));
    assert_eq!(failure.kind, "memory_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its memory limit of 128 MiB: it asked for 262400 KiB"
    );
}

#[test]
fn a_refused_growth_alone_is_no_failure() {
    let run = run(&guest(
        "(if (i32.ne (memory.grow (i32.const 4096)) (i32.const -1)) (then unreachable)) i32.const 0",
    ));
    assert!(matches!(run.report.outcome, RunOutcome::Completed(_)));
    assert_eq!(run.report.usage.memory_bytes, 4 * 65_536);
}

#[test]
fn growth_in_many_steps() {
    let failure = failure(&guest(
        "(loop (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable)) (br 0)) i32.const 0",
    ));
    assert_eq!(failure.kind, "memory_limit");
}

#[test]
fn growing_by_nothing_for_ever() {
    let guest = guest("(loop (drop (memory.grow (i32.const 0))) (br 0)) i32.const 0");
    let failure = failure_with(&guest, little_fuel());
    assert_eq!(failure.kind, "fuel_limit");
}

#[test]
fn two_memories_are_summed() {
    let limits = Limits {
        memory_bytes: 1 << 20,
        ..Limits::default()
    };
    let guest = guest(
        "(if (i32.eq (memory.grow $other (i32.const 11)) (i32.const -1)) (then unreachable)) i32.const 0",
    )
    .fields("(memory $other 2)");
    let failure = failure_with(&guest, limits);
    assert_eq!(failure.kind, "memory_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its memory limit of 1 MiB: it asked for 1088 KiB"
    );
}

#[test]
fn minimum_memory_over_the_limit() {
    let mut guest = guest(OK);
    guest.memory = "3000".into();
    let failure = failure(&guest);
    assert_eq!(failure.kind, "memory_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its memory limit of 128 MiB: it asked for 192000 KiB"
    );
}

#[test]
fn too_many_memories_tables_and_instances() {
    let limits = Limits {
        memories: 1,
        ..Limits::default()
    };
    let one = failure_with(&guest(OK).fields("(memory $other 1)"), limits);
    assert_eq!(one.kind, "memory_limit");
    assert_eq!(one.message, "Action 'x' exceeded its limit of 1 memories");
    let limits = Limits {
        tables: 1,
        ..Limits::default()
    };
    let two = failure_with(
        &guest(OK).fields("(table 1 funcref) (table 1 funcref)"),
        limits,
    );
    assert_eq!(two.kind, "table_limit");
    assert_eq!(two.message, "Action 'x' exceeded its limit of 1 tables");
    let limits = Limits {
        instances: 1,
        ..Limits::default()
    };
    let three = failure_with(&guest(OK), limits);
    assert_eq!(three.kind, "instance_limit");
    assert_eq!(
        three.message,
        "Action 'x' exceeded its limit of 1 core instances"
    );
}

#[test]
fn table_growth() {
    let guest = guest(
        "(loop (if (i32.eq (table.grow $t (ref.null func) (i32.const 5000)) (i32.const -1)) (then unreachable)) (br 0)) i32.const 0",
    )
    .fields("(table $t 1 funcref)");
    let failure = failure(&guest);
    assert_eq!(failure.kind, "table_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded its limit of 100000 table elements: it asked for 100001"
    );
}

#[test]
fn a_million_host_calls() {
    let guest = guest("(loop (drop (call $can_redirect )) (br 0)) i32.const 0");
    let program = compile(&guest);
    let request = RunRequest {
        limits: little_fuel(),
        ..request()
    };
    let run = run_with(&program, request);
    assert!(run.report.usage.host_calls < 100_000);
    assert_eq!(run.report.usage.fuel, 100_000_000);
    assert_eq!(failure_with(&guest, little_fuel()).kind, "fuel_limit");
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
    let failure = failure(&guest);
    assert_eq!(failure.kind, "log_limit");
    assert_eq!(
        failure.message,
        "Action 'x' went on logging after its log limit of 256 KiB and was ended at 4 MiB"
    );
}

#[test]
fn a_flood_of_claims() {
    let body = |length| {
        format!(
            "(loop (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const {length}) (i32.const 256)) (br 0)) i32.const 0"
        )
    };
    let text = format!(
        r#"(data (i32.const 1024) "name\"{}\"")"#,
        "x".repeat(10_000)
    );
    let many = failure(&guest(&body(10_002)).fields(&text));
    assert_eq!(many.kind, "output_limit");
    assert_eq!(
        many.message,
        "Action 'x' exceeded its output limit of 1 MiB"
    );
    assert!(many.discarded_commands > 50);
    let small = failure(&guest(&body(2)).fields(r#"(data (i32.const 1024) "name\"\"")"#));
    assert_eq!(small.kind, "output_limit");
    assert_eq!(
        small.message,
        "Action 'x' exceeded its output limit of 2000 commands"
    );
    assert_eq!(small.discarded_commands, 2_000);
}

#[test]
fn a_text_of_a_hundred_megabytes() {
    let mut guest =
        guest("(call $log (i32.const 2) (i32.const 0) (i32.const 104857600)) i32.const 0");
    guest.memory = "1700".into();
    let failure = failure(&guest);
    assert_eq!(failure.kind, "hostcall_limit");
    assert_eq!(
        failure.message,
        "Action 'x' exceeded the limit of 1 MiB that one call may pass to the host"
    );
}

#[test]
fn too_many_random_bytes() {
    let failure = failure(&guest(
        "(call $bytes (i32.const 65537) (i32.const 256)) i32.const 0",
    ));
    assert_eq!(failure.kind, "hostcall_limit");
    assert_eq!(
        failure.message,
        "Action 'x' asked for 65537 random bytes in one call; at most 65536 are allowed"
    );
}

#[test]
fn traps_of_the_code() {
    for (body, message) in [
        (
            "unreachable",
            "Action 'x' crashed: wasm `unreachable` instruction executed",
        ),
        (
            "(drop (i32.div_s (i32.const 1) (i32.const 0))) i32.const 0",
            "Action 'x' crashed: integer divide by zero",
        ),
        (
            "(drop (i32.load (i32.const -1))) i32.const 0",
            "Action 'x' crashed: out of bounds memory access",
        ),
        (
            "(call_indirect $t (i32.const 0)) i32.const 0",
            "Action 'x' crashed: uninitialized element",
        ),
    ] {
        let guest = guest(body).fields("(table $t 1 funcref)");
        let failure = failure(&guest);
        assert_eq!(failure.kind, "trap", "{body}");
        assert_eq!(failure.class, ErrorClass::ActionError);
        assert_eq!(failure.message, message);
        // Where it happened is for the log, and nothing else of the engine's own words is shown.
        assert!(failure.stack.unwrap().starts_with("at "), "{body}");
    }
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
fn commands_before_a_trap_are_discarded() {
    let guest = guest(
        r#"
        (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 1) (i32.const 256))
        (call $deny (i32.const 1024) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0))
        unreachable"#,
    )
    .fields(r#"(data (i32.const 1024) "name7")"#);
    let failure = failure(&guest);
    assert_eq!(failure.kind, "trap");
    assert_eq!(failure.discarded_commands, 2);
}

#[test]
fn a_list_that_is_too_long() {
    let failure = failure(&guest(
        "(call $probes (i32.const 0) (i32.const 0x7fffffff) (i32.const 256)) i32.const 0",
    ));
    assert_eq!(failure.kind, "invalid_call");
    assert_eq!(
        failure.message,
        "Action 'x' made an invalid call: list pointer/length out of bounds of memory"
    );
}

#[test]
fn invalid_pointers() {
    for (body, message) in [
        (
            "(call $log (i32.const 2) (i32.const -8) (i32.const 16)) i32.const 0",
            "string pointer/length out of bounds of memory",
        ),
        (
            "(call $log (i32.const 99) (i32.const 1024) (i32.const 1)) i32.const 0",
            "unexpected discriminant: 99",
        ),
        (
            "(call $probes (i32.const 1) (i32.const 1) (i32.const 256)) i32.const 0",
            "list pointer is not aligned",
        ),
        ("i32.const -4", "pointer out of bounds of memory"),
        ("i32.const 2", "return pointer not aligned"),
    ] {
        let failure = failure(&guest(body));
        assert_eq!(failure.kind, "invalid_call", "{body}");
        assert_eq!(
            failure.message,
            format!("Action 'x' made an invalid call: {message}")
        );
    }
}

#[test]
fn invalid_utf8() {
    let guest = guest("(call $log (i32.const 2) (i32.const 1024) (i32.const 2)) i32.const 0")
        .fields(r#"(data (i32.const 1024) "\ff\fe")"#);
    let failure = failure(&guest);
    assert_eq!(failure.kind, "invalid_call");
    assert_eq!(
        failure.message,
        "Action 'x' made an invalid call: invalid utf-8 sequence of 1 bytes from index 0"
    );
}

#[test]
fn an_allocator_that_lies() {
    for (realloc, kind) in [
        ("i32.const -8", "invalid_call"),
        ("i32.const 0x7ffffff8", "invalid_call"),
        ("unreachable", "trap"),
        ("(loop (br 0)) i32.const 0", "fuel_limit"),
        (
            "(if (i32.eq (memory.grow (i32.const 65535)) (i32.const -1)) (then unreachable)) i32.const 0",
            "memory_limit",
        ),
    ] {
        let mut guest = guest("(call $email (i32.const 256)) i32.const 0");
        guest.realloc =
            format!("(func (export \"realloc\") (param i32 i32 i32 i32) (result i32) {realloc})");
        let failure = failure_with(&guest, little_fuel());
        assert_eq!(failure.kind, kind, "{realloc}: {}", failure.message);
    }
    // An address that is inside but wrong harms nobody but the guest.
    let mut guest = guest("(call $email (i32.const 256)) i32.const 64");
    guest.realloc =
        "(func (export \"realloc\") (param i32 i32 i32 i32) (result i32) i32.const 0)".into();
    assert!(matches!(
        run(&guest).report.outcome,
        RunOutcome::Completed(_)
    ));
    assert_unaffected();
}

#[test]
fn the_allocator_may_not_call_the_host() {
    let mut guest = guest("(call $email (i32.const 256)) i32.const 0");
    // The allocator has to be in the module that can call the host, through a table that the two modules share.
    guest.realloc = r#"
        (table (export "t") 1 funcref)
        (type $f (func (param i32 i32 i32 i32) (result i32)))
        (func (export "realloc") (param i32 i32 i32 i32) (result i32)
          (call_indirect (type $f) (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 0)))"#
        .into();
    guest.fields = r#"
        (import "libc" "t" (table 1 funcref))
        (func $alloc (param i32 i32 i32 i32) (result i32) (drop (call $now )) i32.const 65536)
        (elem (i32.const 0) func $alloc)"#
        .into();
    let failure = failure(&guest);
    assert_eq!(failure.kind, "invalid_call");
    assert_eq!(
        failure.message,
        "Action 'x' made an invalid call: wasm trap: cannot leave component instance"
    );
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

#[test]
fn an_error_of_a_hundred_megabytes() {
    // What a handler returns is bounded like what it passes in.
    let mut guest = guest(
        r#"
        (i32.store8 (i32.const 0) (i32.const 1))
        (i32.store8 (i32.const 4) (i32.const 1))
        (i32.store (i32.const 20) (i32.const 104857600))
        i32.const 0"#,
    );
    guest.memory = "1700".into();
    assert_eq!(failure(&guest).kind, "hostcall_limit");
}

#[test]
fn a_lone_surrogate() {
    let mut guest = guest("(call $utf16 (i32.const 2) (i32.const 1024) (i32.const 1)) i32.const 0")
        .fields(r#"(data (i32.const 1024) "\00\d8")"#);
    guest.more_imports = r#"
        (import "vestibule:actions/console@0.1.0" (instance $console
          (type $l (enum "trace" "debug" "log" "info" "warn" "error"))
          (export "level" (type $level (eq $l)))
          (export "write" (func (param "level" $level) (param "message" string)))))"#
        .into();
    guest.more_functions = vec![(
        "utf16",
        r#"(canon lower (func $console "write") string-encoding=utf16 (memory $libc "memory"))"#,
        "(param i32 i32 i32)",
    )];
    assert_eq!(failure(&guest).kind, "invalid_call");
}
