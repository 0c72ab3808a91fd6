//! Components written by hand, in WAT: what no compiler would write, and what a test can read in one glance.
//!
//! A [`Guest`] is a component that exports both handlers, around the bodies of its two core functions. The functions of the contract that a body calls
//! (`call $now `, see `host.rs`) are imported by themselves.

mod host;

use host::{HOST, TYPES};
use serde::Deserialize;

/// A component that exports both handlers, around the bodies of its two core functions.
///
/// A body returns the address of its result: 0 is an area of zeros, and so a clean end. Address 256 is free for what host functions give back; texts
/// are at 1024.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
    /// More functions for the core module.
    pub more_functions: Vec<CoreFunction>,
}

/// A core function that a guest is given besides those of [`HOST`](crate::host).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoreFunction {
    /// What bodies call it by.
    pub name: String,
    /// What it is, e.g. `(canon lower …)`.
    pub definition: String,
    /// Its core signature.
    pub signature: String,
}

impl CoreFunction {
    /// A function of this name, definition and signature.
    pub fn new(name: &str, definition: &str, signature: &str) -> CoreFunction {
        CoreFunction {
            name: name.to_owned(),
            definition: definition.to_owned(),
            signature: signature.to_owned(),
        }
    }
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
    /// With more fields in the main core module.
    #[must_use]
    pub fn fields(mut self, fields: &str) -> Self {
        self.fields = fields.into();
        self
    }

    /// The component's text.
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
                let mut of_interface: Vec<&str> = HOST
                    .iter()
                    .filter(|other| other.interface == host.interface)
                    .filter(|other| body.contains(&format!("call ${} ", other.name)))
                    .map(|other| other.declaration)
                    .collect();
                // The same function may be called with texts in several encodings.
                of_interface.dedup();
                let of_interface = of_interface.concat();
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
        for CoreFunction {
            name,
            definition,
            signature,
        } in more_functions
        {
            lowered.push_str(&format!("(core func ${name} {definition})\n"));
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

    /// The component.
    ///
    /// # Panics
    /// A part of it is no WAT.
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
