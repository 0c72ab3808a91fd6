//! Guests written by hand, and what a test does with them.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use std::sync::LazyLock;
use vestibule_flow::event::Event;
use vestibule_flow::outcome::{RunFailure, RunOutcome};
use vestibule_flow::recorder::{Handler, TransactionFacts};
use vestibule_sandbox::{
    InputSource, Limits, Program, RunRequest, Sandbox, SandboxConfig, SandboxRun,
};

/// A component that exports both handlers, around the bodies of its two core functions.
///
/// A body returns the address of its result: 0 is an area of zeros, and so a clean end. Address 256 is free for what host functions give back; texts
/// are at 1024.
pub struct Guest {
    /// The WAT of the main core module's fields, besides its imports and handlers.
    pub fields: String,
    /// The body of `on-execute-post-login`.
    pub execute: String,
    /// The body of `on-continue-post-login`.
    pub resume: String,
    /// What the host may call to allocate.
    pub realloc: String,
    /// The memory's type, in pages.
    pub memory: String,
    /// The version of the contract.
    pub version: String,
    /// More imports of the component.
    pub more_imports: String,
    /// More functions for the core module: the name, what is lowered, and the core signature.
    pub more_functions: Vec<(&'static str, &'static str, &'static str)>,
}

/// `on-execute-post-login` ends cleanly.
pub const OK: &str = "i32.const 0";

/// An allocator that never frees.
pub const BUMP: &str = r#"
    (global $next (mut i32) (i32.const 65536))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and
        (i32.add (global.get $next) (i32.const 7))
        (i32.const -8)))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (local.get $at))"#;

impl Default for Guest {
    fn default() -> Self {
        Guest {
            fields: String::new(),
            execute: OK.into(),
            resume: OK.into(),
            realloc: BUMP.into(),
            memory: "4".into(),
            version: "0.1.1".into(),
            more_imports: String::new(),
            more_functions: Vec::new(),
        }
    }
}

/// A guest whose first handler has this body.
pub fn guest(execute: &str) -> Guest {
    Guest {
        execute: execute.into(),
        ..Guest::default()
    }
}

impl Guest {
    pub fn fields(mut self, fields: &str) -> Self {
        self.fields = fields.into();
        self
    }

    pub fn wat(&self) -> String {
        let Guest {
            fields,
            execute,
            resume,
            realloc,
            memory,
            version,
            more_imports,
            more_functions,
        } = self;
        let body = format!("{fields}{execute}{resume}");
        let (mut imports, mut lowered, mut given, mut core) =
            (String::new(), String::new(), String::new(), String::new());
        let needs_types = HOST
            .iter()
            .any(|host| body.contains(&format!("call ${} ", host.name)) && host.types);
        if needs_types {
            imports.push_str(&TYPES.replace("VERSION", version));
        }
        let mut interfaces: Vec<&str> = Vec::new();
        for host in &HOST {
            let name = host.name;
            if !body.contains(&format!("call ${name} ")) {
                continue;
            }
            if !interfaces.contains(&host.interface) {
                interfaces.push(host.interface);
                let of_interface: String = HOST
                    .iter()
                    .filter(|other| other.interface == host.interface)
                    .filter(|other| body.contains(&format!("call ${} ", other.name)))
                    .map(|other| other.declaration)
                    .collect();
                imports.push_str(&format!(
                    "(import \"vestibule:actions/{0}@{version}\" (instance ${0} {of_interface}))\n",
                    host.interface
                ));
            }
            lowered.push_str(&format!(
                "(core func ${name} (canon lower (func ${} \"{}\") {}))\n",
                host.interface, host.function, host.options
            ));
            given.push_str(&format!("(export \"{name}\" (func ${name}))"));
            core.push_str(&format!(
                "(import \"host\" \"{name}\" (func ${name} {}))\n",
                host.core
            ));
        }
        for (name, function, signature) in more_functions {
            lowered.push_str(&format!("(core func ${name} {function})\n"));
            given.push_str(&format!("(export \"{name}\" (func ${name}))"));
            core.push_str(&format!(
                "(import \"host\" \"{name}\" (func ${name} {signature}))\n"
            ));
        }
        format!(
            r#"(component
  {imports}
  {more_imports}
  (core module $libc (memory (export "memory") {memory}) {realloc})
  (core instance $libc (instantiate $libc))
  {lowered}
  (core instance $host {given})
  (core module $main
    (import "libc" "memory" (memory 0))
    {core}
    {fields}
    (func (export "execute") (result i32) {execute})
    (func (export "continue") (result i32) {resume})
  )
  (core instance $main (instantiate $main
    (with "libc" (instance $libc))
    (with "host" (instance $host))))
  {HANDLER}
  (export "vestibule:actions/post-login-handler@{version}" (instance $handler))
)"#
        )
    }

    pub fn bytes(&self) -> Vec<u8> {
        let wat = self.wat();
        wat::parse_str(&wat).unwrap_or_else(|error| panic!("{error}\n{wat}"))
    }
}

/// The handlers, lifted, and wrapped into the instance that the contract asks for.
pub const HANDLER: &str = r#"
  (type $failure (record (field "name" string) (field "message" string) (field "stack" (option string))))
  (type $error (variant (case "not-implemented") (case "failed" $failure)))
  (type $outcome (result (error $error)))
  (func $execute (result $outcome) (canon lift (core func $main "execute") (memory $libc "memory")))
  (func $continue (result $outcome) (canon lift (core func $main "continue") (memory $libc "memory")))
  (component $wrap
    (type $failure' (record (field "name" string) (field "message" string) (field "stack" (option string))))
    (import "failure" (type $failure (eq $failure')))
    (type $error' (variant (case "not-implemented") (case "failed" $failure)))
    (import "handler-error" (type $error (eq $error')))
    (type $outcome (result (error $error)))
    (import "execute" (func $execute (result $outcome)))
    (import "continue" (func $continue (result $outcome)))
    (export $exported-failure "failure" (type $failure'))
    (type $error'' (variant (case "not-implemented") (case "failed" $exported-failure)))
    (export $exported "handler-error" (type $error''))
    (type $exported-outcome (result (error $exported)))
    (export "on-execute-post-login" (func $execute) (func (result $exported-outcome)))
    (export "on-continue-post-login" (func $continue) (func (result $exported-outcome)))
  )
  (instance $handler (instantiate $wrap
    (with "failure" (type $failure))
    (with "handler-error" (type $error))
    (with "execute" (func $execute))
    (with "continue" (func $continue))))
"#;

const TYPES: &str = r#"
  (import "vestibule:actions/types@VERSION" (instance $types
    (type $e (variant
      (case "invalid-argument" string) (case "not-allowed" string)
      (case "limit-exceeded" string) (case "other" string)))
    (export "call-error" (type (eq $e)))))
  (alias export $types "call-error" (type $call-error))
"#;

/// A host function that a guest's body can call by its name (followed by a space).
struct Host {
    name: &'static str,
    interface: &'static str,
    function: &'static str,
    declaration: &'static str,
    /// Its core signature.
    core: &'static str,
    options: &'static str,
    /// Whether it needs the interface `types`.
    types: bool,
}

const NONE: &str = "";
const TEXT_IN: &str = r#"(memory $libc "memory")"#;
const TEXT_OUT: &str = r#"(memory $libc "memory") (realloc (func $libc "realloc"))"#;

const HOST: [Host; 11] = [
    Host {
        // level, text
        name: "log",
        interface: "console",
        function: "write",
        declaration: r#"
          (type $l (enum "trace" "debug" "log" "info" "warn" "error"))
          (export "level" (type $level (eq $l)))
          (export "write" (func (param "level" $level) (param "message" string)))"#,
        core: "(param i32 i32 i32)",
        options: TEXT_IN,
        types: false,
    },
    Host {
        // name, value, where the result goes
        name: "claim",
        interface: "id-token",
        function: "set-custom-claim",
        declaration: r#"
          (alias outer 1 $call-error (type $e'))
          (export "call-error" (type $e (eq $e')))
          (export "set-custom-claim" (func (param "name" string) (param "value" string) (result (result (error $e)))))"#,
        core: "(param i32 i32 i32 i32 i32)",
        options: TEXT_OUT,
        types: true,
    },
    Host {
        // reason, description
        name: "deny",
        interface: "access",
        function: "deny",
        declaration: r#"(export "deny" (func (param "reason" string) (param "description" (option string))))"#,
        core: "(param i32 i32 i32 i32 i32)",
        options: TEXT_IN,
        types: false,
    },
    Host {
        name: "now",
        interface: "clock",
        function: "now",
        declaration: r#"(export "now" (func (result u64)))"#,
        core: "(result i64)",
        options: NONE,
        types: false,
    },
    Host {
        // milliseconds
        name: "wait",
        interface: "clock",
        function: "wait",
        declaration: r#"(export "wait" (func (param "milliseconds" u64)))"#,
        core: "(param i64)",
        options: NONE,
        types: false,
    },
    Host {
        name: "number",
        interface: "random",
        function: "number",
        declaration: r#"(export "number" (func (result u64)))"#,
        core: "(result i64)",
        options: NONE,
        types: false,
    },
    Host {
        // length, where the result goes
        name: "bytes",
        interface: "random",
        function: "bytes",
        declaration: r#"(export "bytes" (func (param "length" u32) (result (list u8))))"#,
        core: "(param i32 i32)",
        options: TEXT_OUT,
        types: false,
    },
    Host {
        // pointer, where the result goes
        name: "get",
        interface: "event",
        function: "get",
        declaration: r#"(export "get" (func (param "pointer" string) (result (option string))))"#,
        core: "(param i32 i32 i32)",
        options: TEXT_OUT,
        types: false,
    },
    Host {
        // where the result goes
        name: "email",
        interface: "event-user",
        function: "email",
        declaration: r#"(export "email" (func (result (option string))))"#,
        core: "(param i32)",
        options: TEXT_OUT,
        types: false,
    },
    Host {
        name: "can_redirect",
        interface: "redirect",
        function: "can-redirect",
        declaration: r#"(export "can-redirect" (func (result bool)))"#,
        core: "(result i32)",
        options: NONE,
        types: false,
    },
    Host {
        // names, list of texts
        name: "probes",
        interface: "saml-response",
        function: "set-name-identifier-probes",
        declaration: r#"
          (alias outer 1 $call-error (type $e'))
          (export "call-error" (type $e (eq $e')))
          (export "set-name-identifier-probes" (func (param "values" (list string)) (result (result (error $e)))))"#,
        core: "(param i32 i32 i32)",
        options: TEXT_OUT,
        types: true,
    },
];

/// One sandbox for all tests of a file: its pool is large.
pub fn sandbox() -> &'static Sandbox {
    static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| {
        let config = SandboxConfig { concurrent_runs: 8 };
        Sandbox::new(config).unwrap()
    });
    &SANDBOX
}

pub fn compile(guest: &Guest) -> Program {
    sandbox()
        .compile("test", &guest.bytes())
        .unwrap_or_else(|error| panic!("{error}\n{}", guest.wat()))
}

pub fn event() -> Event {
    Event::parse(
        br#"{
            "user": {"user_id": "auth0|1", "email": "ada@example.com"},
            "transaction": {"protocol": "oidc-basic-profile"},
            "request": {"ip": "192.0.2.1"}
        }"#,
    )
    .unwrap()
}

pub fn request() -> RunRequest {
    RunRequest {
        action: "x".into(),
        handler: Handler::Execute,
        event: event(),
        facts: TransactionFacts::default(),
        cache: Default::default(),
        limits: Limits::default(),
        inputs: InputSource::Live,
        outbound: None,
    }
}

pub fn run_with(program: &Program, request: RunRequest) -> SandboxRun {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(sandbox().run(program, request))
}

pub fn run(guest: &Guest) -> SandboxRun {
    run_with(&compile(guest), request())
}

/// Runs a guest that must fail, and then one that must not be any the worse for it.
pub fn failure_with(guest: &Guest, limits: Limits) -> RunFailure {
    let program = compile(guest);
    let run = run_with(
        &program,
        RunRequest {
            limits,
            ..request()
        },
    );
    assert_unaffected();
    match run.report.outcome {
        RunOutcome::Failed(failure) => failure,
        other => panic!("expected a failure, got {other:?}"),
    }
}

pub fn failure(guest: &Guest) -> RunFailure {
    failure_with(guest, Limits::default())
}

/// A good run ends as it should, with memory that no other run has written to.
pub fn assert_unaffected() {
    static GOOD: LazyLock<Program> = LazyLock::new(|| {
        compile(
            &guest(
                r#"
                (if (i32.ne (i32.load (i32.const 4096)) (i32.const 0)) (then unreachable))
                (call $log (i32.const 2) (i32.const 1024) (i32.const 4))
                (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 1) (i32.const 256))
                i32.const 0"#,
            )
            .fields(r#"(data (i32.const 1024) "good7")"#),
        )
    });
    let report = run_with(&GOOD, request()).report;
    let RunOutcome::Completed(recorded) = report.outcome else {
        panic!("the good run failed: {:?}", report.outcome);
    };
    assert_eq!(recorded.commands.len(), 1);
    assert_eq!(report.console.len(), 1);
    assert_eq!(report.console[0].message, "good");
}
