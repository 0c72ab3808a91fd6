//! The functions of the contract that a guest can call by name.

/// `types`, of which some functions need `call-error`.
pub(crate) const TYPES: &str = r#"
  (import "vestibule:actions/types@VERSION" (instance $types
    (type $e (variant
      (case "invalid-argument" string) (case "not-allowed" string)
      (case "limit-exceeded" string) (case "other" string)))
    (export "call-error" (type (eq $e)))))
  (alias export $types "call-error" (type $call-error))
"#;

/// A host function that a guest's body can call by its name (followed by a space).
pub(crate) struct Host {
    pub(crate) name: &'static str,
    pub(crate) interface: &'static str,
    pub(crate) function: &'static str,
    pub(crate) declaration: &'static str,
    /// Its core signature.
    pub(crate) core: &'static str,
    pub(crate) options: &'static str,
    /// Whether it needs the interface `types`.
    pub(crate) types: bool,
}

const NONE: &str = "";
const TEXT_IN: &str = r#"(memory $libc "memory")"#;
const TEXT_OUT: &str = r#"(memory $libc "memory") (realloc (func $libc "realloc"))"#;
const UTF16_IN: &str = r#"string-encoding=utf16 (memory $libc "memory")"#;
const UTF16_OUT: &str =
    r#"string-encoding=utf16 (memory $libc "memory") (realloc (func $libc "realloc"))"#;
/// Latin-1 as long as that will do, else UTF-16.
const COMPACT_IN: &str = r#"string-encoding=latin1+utf16 (memory $libc "memory")"#;
const COMPACT_OUT: &str =
    r#"string-encoding=latin1+utf16 (memory $libc "memory") (realloc (func $libc "realloc"))"#;

const WRITE: &str = r#"
          (type $l (enum "trace" "debug" "log" "info" "warn" "error"))
          (export "level" (type $level (eq $l)))
          (export "write" (func (param "level" $level) (param "message" string)))"#;
const NAME: &str = r#"(export "name" (func (result (option string))))"#;

const fn write(name: &'static str, options: &'static str) -> Host {
    Host {
        // level, text
        name,
        interface: "console",
        function: "write",
        declaration: WRITE,
        core: "(param i32 i32 i32)",
        options,
        types: false,
    }
}

const fn user_name(name: &'static str, options: &'static str) -> Host {
    Host {
        // where the result goes
        name,
        interface: "event-user",
        function: "name",
        declaration: NAME,
        core: "(param i32)",
        options,
        types: false,
    }
}

pub(crate) const HOST: [Host; 16] = [
    write("log", TEXT_IN),
    write("log_utf16", UTF16_IN),
    write("log_compact", COMPACT_IN),
    user_name("name", TEXT_OUT),
    user_name("name_utf16", UTF16_OUT),
    user_name("name_compact", COMPACT_OUT),
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
