//! What is refused before anything is compiled, and in which words.

mod support;

use support::*;
use vestibule_sandbox::check::{FileKind, ProblemCode, Verdict, check};
use vestibule_sandbox::{CheckReport, PrepareError};

/// The one problem of a file.
fn problem(bytes: &[u8]) -> (ProblemCode, String) {
    let report = check(bytes);
    assert_eq!(report.verdict, Verdict::Refused, "{:?}", report.needs);
    assert_eq!(report.problems.len(), 1, "{:#?}", report.problems);
    let problem = &report.problems[0];
    assert!(!problem.help.is_empty());
    // Compiling begins with the same check.
    match sandbox().compile("x", bytes) {
        Err(PrepareError::Refused(refused)) => assert_eq!(*refused, report),
        other => panic!("{other:?}"),
    }
    (problem.code, problem.message.clone())
}

fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A guest whose component imports more.
fn importing(import: &str) -> Vec<u8> {
    let mut guest = guest(OK);
    guest.more_imports = import.into();
    guest.bytes()
}

/// A guest with more in its main core module.
fn with_fields(fields: &str) -> Vec<u8> {
    guest(OK).fields(fields).bytes()
}

#[test]
fn a_good_component() {
    let report = check(&guest("(drop (call $now )) i32.const 0").bytes());
    assert_eq!(report.verdict, Verdict::Ok, "{:#?}", report.problems);
    assert_eq!(report.file, FileKind::Component);
    assert_eq!(report.imports, ["vestibule:actions/clock@0.1.1"]);
    assert_eq!(
        report.exports,
        ["vestibule:actions/post-login-handler@0.1.1"]
    );
    assert_eq!(report.contract.wanted.as_deref(), Some("0.1.1"));
    assert_eq!(report.contract.offered, "0.1.1");
    assert_eq!(report.needs.memory_minimum_bytes, 4 * 65_536);
    assert_eq!(report.needs.core_modules, 2);
    assert_eq!(report.needs.core_instances, 2);
    assert_eq!(report.needs.functions, 3);
    assert!(!report.needs.wasi);
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<CheckReport>(&text).unwrap(), report);
}

#[test]
fn files_that_are_something_else() {
    let module = wat("(module)");
    let component = guest(OK).bytes();
    let cwasm = sandbox().engine().precompile_component(&component).unwrap();
    for (bytes, message) in [
        (
            module.as_slice(),
            "this is a core WebAssembly module, not a component",
        ),
        (
            &component[..component.len() / 2],
            "this WebAssembly file ends too early; a part of it is missing",
        ),
        (
            &component[..6],
            "this WebAssembly file ends too early; a part of it is missing",
        ),
        (
            b"\x7fELF\x02\x01\x01",
            "this is a native program (ELF), not a component",
        ),
        (b"", "the file is empty"),
        (
            b"(component)",
            "this is WebAssembly in its text format, not a component",
        ),
        (
            &cwasm,
            "this is code that wasmtime has compiled, not a component; such code is never accepted from outside",
        ),
        (b"\x1f\x8b\x08\0", "this is a gzip file, not a component"),
        (&[0; 1_000], "this is not a WebAssembly component"),
    ] {
        assert_eq!(problem(bytes), (ProblemCode::NotAComponent, message.into()));
    }
    assert_eq!(
        check(&module).problems[0].help,
        "build it with `vestibule build` or encode it with `wasm-tools component new`"
    );
}

#[test]
fn a_sealed_artefact_is_no_component() {
    let key = vestibule_sandbox::ArtefactKey::new([1; 32]);
    let artefact = compile(&guest(OK)).artefact(&key).unwrap();
    let (code, message) = problem(&artefact);
    assert_eq!(code, ProblemCode::NotAComponent);
    assert!(message.contains("Vestibule has compiled"));
}

#[test]
fn too_large() {
    let (code, message) = problem(&vec![0; (32 << 20) + 1]);
    assert_eq!(code, ProblemCode::TooLarge);
    assert_eq!(
        message,
        "the file has 33554433 bytes; at most 33554432 are accepted"
    );
}

/// A component of one section.
fn with_section(id: u8, content: &[u8]) -> Vec<u8> {
    let mut component = b"\0asm\x0d\0\x01\0".to_vec();
    component.push(id);
    let mut length = content.len();
    while length > 0x7f {
        component.push(length as u8 | 0x80);
        length >>= 7;
    }
    component.push(length as u8);
    component.extend(content);
    component
}

/// Components in a component; deeper than the text format can be read.
fn nested(levels: usize) -> Vec<u8> {
    let innermost = b"\0asm\x0d\0\x01\0".to_vec();
    (1..levels).fold(innermost, |component, _| with_section(4, &component))
}

#[test]
fn too_complex() {
    let many_functions = "(func)".repeat(50_001);
    let branches = format!(
        "(func (block (br_table {} (i32.const 0))))",
        "0 ".repeat(10_002)
    );
    let blocks = format!("(func {}{})", "(block ".repeat(5_000), ")".repeat(5_000));
    let long = format!(
        "(func {})",
        "(drop (i64.const -1234567890123))".repeat(140_000)
    );
    for (fields, message) in [
        (
            many_functions.as_str(),
            "the component has 50004 functions; at most 50000 are accepted",
        ),
        (
            &branches,
            "the component has 10001 targets in one branch table; at most 10000 are accepted",
        ),
        (
            &blocks,
            "the component has 5000 levels of blocks in one function; at most 4096 are accepted",
        ),
        (
            &long,
            "the component has a function of 1120002 bytes; at most 1 MiB are accepted",
        ),
        (
            "(table 200000 funcref)",
            "the component has 200000 table elements to start with; at most 100000 are accepted",
        ),
        (
            "(table 0xffffffff funcref)",
            "the component has 4294967295 table elements to start with; at most 100000 are accepted",
        ),
        (
            "(memory $m 30000)",
            "the component has memories that start with 1920256 KiB; at most 1024 MiB are accepted",
        ),
    ] {
        assert_eq!(
            problem(&with_fields(fields)),
            (ProblemCode::TooComplex, message.into())
        );
    }
    assert_eq!(
        problem(&nested(1_000)),
        (
            ProblemCode::TooComplex,
            "the component has at least 9 levels of components in components; at most 8 are accepted".into()
        )
    );
    let instances = format!(
        "(component (core module $m) {})",
        "(core instance (instantiate $m))".repeat(1_000)
    );
    assert_eq!(
        problem(&wat(&instances)),
        (
            ProblemCode::TooComplex,
            "the component has 1000 core instances; at most 64 are accepted".into()
        )
    );
    let types = format!("(component {})", "(type (func))".repeat(10_001));
    assert_eq!(
        problem(&wat(&types)),
        (
            ProblemCode::TooComplex,
            "the component has 10001 types; at most 10000 are accepted".into()
        )
    );
}

#[test]
fn types_that_nest_without_end() {
    // Types of components and of instances, which whoever reads them follows by calling itself.
    for kind in [0x41, 0x42] {
        let mut types = vec![1];
        types.extend([kind, 1, 1].repeat(1_000_000));
        types.extend([0x40, 0, 1, 0]);
        assert_eq!(
            problem(&with_section(7, &types)),
            (
                ProblemCode::TooComplex,
                "the component has at least 17 levels of types in types; at most 16 are accepted"
                    .into()
            )
        );
    }
    // Types of values, which hold each other by number.
    let lists = (0..200).fold("(component (type $t0 (list u8))".to_owned(), |text, at| {
        format!("{text} (type $t{} (list $t{at}))", at + 1)
    });
    let (code, message) = problem(&wat(&format!("{lists})")));
    assert_eq!(code, ProblemCode::InvalidComponent);
    assert!(message.contains("type nesting is too deep"), "{message}");
    // And pairs of pairs of pairs: short to write, long to write out.
    let pairs = (0..40).fold("(component (type $t0 u8)".to_owned(), |text, at| {
        format!("{text} (type $t{} (tuple $t{at} $t{at}))", at + 1)
    });
    let (code, message) = problem(&wat(&format!("{pairs})")));
    assert_eq!(code, ProblemCode::InvalidComponent);
    assert!(message.contains("type size"), "{message}");
}

#[test]
fn what_costs_the_compiler_is_counted() {
    for (fields, message) in [
        (
            "(global i32 (i32.const 0))".repeat(50_001),
            "the component has 50002 globals; at most 50000 are accepted",
        ),
        (
            (0..50_000).fold("(func $f)".to_owned(), |text, at| {
                format!("{text}(export \"{at}\" (func $f))")
            }),
            "the component has 50004 exports of core modules; at most 50000 are accepted",
        ),
    ] {
        assert_eq!(
            problem(&with_fields(&fields)),
            (ProblemCode::TooComplex, message.into())
        );
    }
    let imports = format!(
        "(component (core module {}))",
        "(import \"a\" \"b\" (func))".repeat(50_001)
    );
    let drops = format!(
        "(component (type $r (resource (rep i32))) {})",
        "(core func (canon resource.drop $r))".repeat(10_001)
    );
    for (component, message) in [
        (
            imports,
            "the component has 50001 imports of core modules; at most 50000 are accepted",
        ),
        (
            drops,
            "the component has 10001 canonical functions; at most 10000 are accepted",
        ),
    ] {
        assert_eq!(
            problem(&wat(&component)),
            (ProblemCode::TooComplex, message.into())
        );
    }
}

#[test]
fn calls_of_its_own_functions_through_the_component_model() {
    let lifted = r#"
        (core module $own (func (export "f") (param i32 i32)) (memory (export "memory") 1)
          (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
        (core instance $own (instantiate $own))
        (func $lifted (param "text" string) (canon lift (core func $own "f")
          (memory $own "memory") (realloc (func $own "realloc"))))"#;
    for lower in [
        "(core func (canon lower (func $lifted) (memory $own \"memory\") string-encoding=utf16))",
        // Under the number of an export, and as a part of an instance.
        "(export $exported \"f\" (func $lifted)) (core func (canon lower (func $exported) (memory $own \"memory\")))",
        "(instance $i (export \"f\" (func $lifted))) (core func (canon lower (func $i \"f\") (memory $own \"memory\")))",
    ] {
        assert_eq!(
            problem(&importing(&format!("{lifted} {lower}"))),
            (
                ProblemCode::Composed,
                "the component calls a function of its own through the component model".into()
            ),
            "{lower}"
        );
    }
    let report = check(&importing(lifted));
    assert_eq!(report.verdict, Verdict::Ok, "{:#?}", report.problems);
}

#[test]
fn composed() {
    let mut guest = guest(OK);
    guest.more_imports = "(component (core module))".into();
    assert_eq!(
        problem(&guest.bytes()),
        (
            ProblemCode::Composed,
            "the component contains another component with code of its own".into()
        )
    );
}

#[test]
fn imports_that_are_not_allowed() {
    for name in [
        "wasi:http/outgoing-handler@0.2.0",
        "wasi:cli/stdin@0.3.0",
        "wasi:cli/run@0.2.0",
        "wasi:filesystem/types",
        "other:thing/x@1.0.0",
        "plain",
    ] {
        let (code, message) = problem(&importing(&format!("(import \"{name}\" (instance))")));
        assert_eq!(code, ProblemCode::ImportNotAllowed);
        assert_eq!(
            message,
            format!("the component imports {name}, which an Action cannot have")
        );
    }
    let report = check(&importing("(import \"wasi:http/types@0.2.0\" (instance))"));
    assert_eq!(
        report.problems[0].help,
        "allowed are the interfaces of vestibule:actions@0.1.1 and, of WASI 0.2, those of wasi:cli, wasi:clocks, wasi:filesystem, wasi:io, wasi:random, wasi:sockets"
    );
}

#[test]
fn wasi_is_allowed_in_any_patch_version() {
    for version in ["0.2.0", "0.2.3", "0.2.12"] {
        let bytes = importing(&format!(
            "(import \"wasi:cli/environment@{version}\" (instance (export \"get-arguments\" (func (result (list string))))))"
        ));
        let report = check(&bytes);
        assert_eq!(report.verdict, Verdict::Ok, "{:#?}", report.problems);
        assert!(report.needs.wasi);
        sandbox().compile("x", &bytes).unwrap();
    }
}

#[test]
fn another_version_of_the_contract() {
    for (version, message) in [
        (
            "0.2.0",
            "the component was built for version 0.2.0 of vestibule:actions; this host offers 0.1.1",
        ),
        (
            "1.0.0",
            "the component was built for version 1.0.0 of vestibule:actions; this host offers 0.1.1",
        ),
        (
            "0.1.0-rc.1",
            "the component was built for version 0.1.0-rc.1 of vestibule:actions; this host offers 0.1.1",
        ),
    ] {
        let mut guest = guest("(drop (call $now )) i32.const 0");
        guest.version = version.into();
        let bytes = guest.bytes();
        assert_eq!(
            problem(&bytes),
            (ProblemCode::WorldMismatch, message.into())
        );
        assert_eq!(check(&bytes).contract.wanted.as_deref(), Some(version));
        assert_eq!(
            check(&bytes).problems[0].help,
            format!(
                "rebuild it with the SDK of version 0.1.1, or use a host that offers {version}"
            )
        );
    }
}

#[test]
fn a_later_patch_version_is_served() {
    let mut guest = guest("(drop (call $now )) i32.const 0");
    guest.version = "0.1.9".into();
    assert_eq!(check(&guest.bytes()).verdict, Verdict::Ok);
    let run = run(&guest);
    assert!(matches!(
        run.report.outcome,
        vestibule_flow::outcome::RunOutcome::Completed(_)
    ));
}

#[test]
fn an_earlier_patch_version_is_served() {
    let mut guest = guest(
        r#"
        (drop (call $now ))
        (call $claim (i32.const 1024) (i32.const 4) (i32.const 1028) (i32.const 1) (i32.const 256))
        i32.const 0"#,
    )
    .fields(r#"(data (i32.const 1024) "name7")"#);
    guest.version = "0.1.0".into();
    let report = check(&guest.bytes());
    assert_eq!(report.verdict, Verdict::Ok, "{:#?}", report.problems);
    assert_eq!(report.contract.wanted.as_deref(), Some("0.1.0"));
    assert!(
        report
            .imports
            .contains(&"vestibule:actions/clock@0.1.0".into())
    );
    let run = run(&guest);
    assert!(matches!(
        run.report.outcome,
        vestibule_flow::outcome::RunOutcome::Completed(recorded) if recorded.commands.len() == 1
    ));
}

#[test]
fn what_a_later_patch_version_has_and_this_one_does_not() {
    let (code, message) = problem(&importing(
        "(import \"vestibule:actions/clock@0.1.7\" (instance (export \"zone\" (func (result string)))))",
    ));
    assert_eq!(code, ProblemCode::WorldMismatch);
    assert_eq!(
        message,
        "the component imports function zone of vestibule:actions/clock@0.1.7, which it does not have in version 0.1.1"
    );
    let (_, message) = problem(&importing(
        "(import \"vestibule:actions/groups@0.1.7\" (instance))",
    ));
    assert_eq!(
        message,
        "the component imports vestibule:actions/groups@0.1.7, which version 0.1.1 of vestibule:actions does not have"
    );
    let (_, message) = problem(&importing(
        "(import \"vestibule:actions/clock@0.1.0\" (instance (export \"now\" (func (result string)))))",
    ));
    assert_eq!(
        message,
        "the component imports function now of vestibule:actions/clock@0.1.0, with another type than it has in version 0.1.1"
    );
}

#[test]
fn functions_over_resources_are_compared_too() {
    let wanting = |parameter: &str| {
        importing(&format!(
            r#"(import "vestibule:actions/http@0.1.1" (instance
                 (export "exchange" (type $exchange (sub resource)))
                 (export "wait" (func
                   (param "exchanges" (list {parameter})) (param "milliseconds" (option u64)) (result (option u32))))))"#
        ))
    };
    let good = wanting("(borrow $exchange)");
    assert_eq!(check(&good).verdict, Verdict::Ok, "{:?}", check(&good));
    sandbox().compile("x", &good).unwrap();
    let (code, message) = problem(&wanting("(own $exchange)"));
    assert_eq!(code, ProblemCode::WorldMismatch);
    assert_eq!(
        message,
        "the component imports function wait of vestibule:actions/http@0.1.1, with another type than it has in version 0.1.1"
    );
}

#[test]
fn exports_that_are_missing_or_wrong() {
    let whole = guest(OK).wat();
    let export = "(export \"vestibule:actions/post-login-handler@0.1.1\" (instance $handler))";
    assert!(whole.contains(export));
    assert_eq!(
        problem(&wat(&whole.replace(export, ""))),
        (
            ProblemCode::WorldMismatch,
            "the component does not export vestibule:actions/post-login-handler@0.1.1".into()
        )
    );
    let resume =
        "(export \"on-continue-post-login\" (func $continue) (func (result $exported-outcome)))";
    assert!(whole.contains(resume));
    assert_eq!(
        problem(&wat(&whole.replace(resume, ""))),
        (
            ProblemCode::WorldMismatch,
            "vestibule:actions/post-login-handler@0.1.1 exports the function on-continue-post-login not at all".into()
        )
    );
    let renamed = whole.replace("\"not-implemented\"", "\"missing\"");
    let report = check(&wat(&renamed));
    assert_eq!(report.problems.len(), 2);
    assert_eq!(
        report.problems[0].message,
        "vestibule:actions/post-login-handler@0.1.1 exports the function on-execute-post-login with another type than the contract's"
    );
}

#[test]
fn proposals_that_are_off() {
    for fields in [
        // Threads and shared memory.
        "(memory $s 1 1 shared)",
        "(func (drop (i32.atomic.load (i32.const 0))))",
        // 64-bit memory and tables.
        "(memory $s i64 1)",
        "(table i64 1 funcref)",
        // Garbage collection.
        "(type (struct (field i32)))",
        "(func (drop (ref.i31 (i32.const 0))))",
        // Typed function references.
        "(type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0)))",
        // Exceptions.
        "(tag $t)",
        "(func (block $h (try_table (catch_all $h))))",
        // Stack switching.
        "(type $f (func)) (type $c (cont $f))",
        // Wide arithmetic, page sizes.
        "(func (param i64 i64 i64 i64) (result i64 i64) (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3)))",
        "(memory $s 1 (pagesize 1))",
    ] {
        let (code, message) = problem(&with_fields(fields));
        assert_eq!(code, ProblemCode::InvalidComponent, "{fields}: {message}");
        assert!(
            message.starts_with("the component is not valid: "),
            "{message}"
        );
    }
    for component in [
        "(component (core func (canon task.cancel)))",
        "(component (type (stream u8)))",
        "(component (type (future u8)))",
        "(component (type (func async)))",
        "(component (core func (canon waitable-set.new)))",
        "(component (core func (canon thread.index)))",
        "(component (type error-context))",
        "(component (type (list u8 4)))",
        "(component (type (map string u8)))",
    ] {
        let (code, message) = problem(&wat(component));
        assert_eq!(
            code,
            ProblemCode::InvalidComponent,
            "{component}: {message}"
        );
    }
}

#[test]
fn what_stays_on() {
    for fields in [
        "(memory $other 1)",
        "(func (result v128) (i32x4.relaxed_trunc_f32x4_s (v128.const i64x2 0 0)))",
        "(func $f (return_call $f))",
        "(func (param externref))",
        "(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))",
    ] {
        let report = check(&with_fields(fields));
        assert_eq!(
            report.verdict,
            Verdict::Ok,
            "{fields}: {:#?}",
            report.problems
        );
        sandbox().compile("x", &with_fields(fields)).unwrap();
    }
}

#[test]
fn names_are_escaped_and_cut() {
    let long = format!("a{}", "b".repeat(5_000));
    let (_, message) = problem(&importing(&format!("(import \"{long}\" (instance))")));
    assert!(message.len() < 400, "{message}");
    assert!(message.contains('…'));
}

#[test]
fn every_beginning_of_a_component_is_refused() {
    let whole = guest("(drop (call $now )) i32.const 0").bytes();
    for end in 0..whole.len() {
        let report = check(&whole[..end]);
        // What is missing may be the names of functions, which nothing needs.
        assert_eq!(
            report.is_ok(),
            report.exports.len() == 1 && report.problems.is_empty(),
            "{end}"
        );
        assert!(!report.is_ok() || end > whole.len() * 3 / 4, "{end}");
    }
}

#[test]
fn changed_bytes_never_panic() {
    let whole = guest("(call $email (i32.const 256)) i32.const 0").bytes();
    for at in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[at] ^= change;
            let _ = check(&changed);
        }
    }
}
