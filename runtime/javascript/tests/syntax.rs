//! Modules and TypeScript as CommonJS: what goes away, what stays where it is, and what is refused.
#![allow(
    clippy::unwrap_used,
    reason = "a test that meets the unexpected should stop there and then"
)]

use std::borrow::Cow;
use std::path::Path;
use vestibule_javascript::{Syntax, to_common_js};

fn typescript(source: &str) -> String {
    to_common_js(source, Syntax::TypeScript)
        .unwrap()
        .into_owned()
}

fn error(source: &str, syntax: Syntax) -> String {
    to_common_js(source, syntax).unwrap_err().to_string()
}

/// The code of a module without its mark of strictness, what is behind it, and semicolons around it; blanks put together.
fn module(source: &str, syntax: Syntax) -> String {
    let converted = to_common_js(source, syntax).unwrap();
    let code = converted.strip_prefix("\"use strict\";").unwrap();
    let lines = code.lines().take(source.lines().count());
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ").trim_matches([';', ' ']).to_owned()
}

fn exports(source: &str, syntax: Syntax) -> Vec<String> {
    let converted = to_common_js(source, syntax).unwrap();
    let lines = converted.lines().skip(source.lines().count());
    lines
        .map(|line| {
            line.replace("Object.defineProperty(exports, ", "")
                .replace(", { enumerable: true, configurable: true, get: () =>", ":")
                .replace(" });", "")
        })
        .collect()
}

#[test]
fn files_say_by_their_names_what_they_are() {
    for (name, expected) in [
        ("a.js", Some(Syntax::JavaScript)),
        ("a.cjs", Some(Syntax::CommonJs)),
        ("a.mjs", Some(Syntax::Module)),
        ("a.b.ts", Some(Syntax::TypeScript)),
        ("a.mts", Some(Syntax::TypeScript)),
        ("a.wasm", None),
        ("ts", None),
    ] {
        assert_eq!(Syntax::of(Path::new(name)), expected, "{name}");
    }
}

#[test]
fn types_become_blanks() {
    for (source, expected) in [
        ("const x: number = y as any;", "const x         = y       ;"),
        ("let x!: A, z: B;", "let x    , z   ;"),
        ("f<A, B>(x!, y! as C);", "f      (x , y      );"),
        ("(x satisfies A).b?.<C>(d);", "(x            ).b?.   (d);"),
        ("new A<B>(c);", "new A   (c);"),
        (
            "function f<T>(this: A, b?: B, ...c: C[]): asserts b is B { return b! }",
            "function f   (         b    , ...c     )                 { return b; }",
        ),
        (
            "function f(this: A) { try {} catch (e: unknown) {} }",
            "function f(       ) { try {} catch (e         ) {} }",
        ),
        (
            "const f = async <T,>(x: T): Promise<T> => x;",
            "const f = async     (x   )             => x;",
        ),
        ("type A = [1];", ";            "),
        ("declare const z: number;", ";                       "),
        (
            "const umlaute: Äöü = 'ß' as 'ß';",
            "const umlaute      = 'ß'       ;",
        ),
        (
            "for (const x of y as A[]) { x! }",
            "for (const x of y       ) { x; }",
        ),
    ] {
        assert_eq!(typescript(source), expected, "{source}");
    }
}

#[test]
fn classes_keep_what_is_code() {
    for (source, expected) in [
        (
            "abstract class A<T> extends B<T> implements C, D<T> { }",
            "         class A    extends B                       { }",
        ),
        (
            "class A implements B { x: C }",
            "class A              { x;   }",
        ),
        (
            "class A { x = 1\n private [k] = 2 }",
            "class A { x = 1\n ;       [k] = 2 }",
        ),
        (
            "class A { static readonly x?: B = 1; override async *m?<T>(): C {} }",
            "class A { static          x     = 1; ;        async *m    ()    {} }",
        ),
        (
            "class A { declare x: B; [k: string]: C; m(): D; m() {} }",
            "class A { ;             ;               ;       m() {} }",
        ),
        (
            "abstract class A { abstract x: B; abstract m(): C; get() {} }",
            "         class A { ;              ;                get() {} }",
        ),
        (
            "class A { get: string\n m() {} }",
            "class A { get;       \n m() {} }",
        ),
        (
            "class A { constructor(a: B); constructor(a: B) {} }",
            "class A { ;                  constructor(a   ) {} }",
        ),
    ] {
        assert_eq!(typescript(source), expected, "{source}");
    }
}

/// Where a type is what kept two lines apart, or holds the end of a line where there may be none.
#[test]
fn lines_mean_what_they_meant() {
    for (source, expected) in [
        ("a as B\n(c)", "a;    \n(c)"),
        (
            "const a = b satisfies C\n[d]",
            "const a = b;           \n[d]",
        ),
        ("a\ninterface B {}\n(c)", "a\n;             \n(c)"),
        (
            "const f = async <\nT,\n>(x: T) => x",
            "const f = async (\n  \n  x   ) => x",
        ),
        (
            "const f = (x: A): {\n b: A\n} => x",
            "const f = (x       \n     \n) => x",
        ),
        ("if (a) b as C\nelse d as E", "if (a) b;    \nelse d;    "),
        ("for (let a = b as C; ; ) {}", "for (let a = b     ; ; ) {}"),
    ] {
        assert_eq!(typescript(source), expected, "{source}");
    }
}

#[test]
fn what_is_more_than_a_type_is_refused_with_its_place() {
    for (source, expected) in [
        (
            "\nenum A { B }",
            "write const NAME = { … } as const (line 2, column 1)",
        ),
        (
            "  namespace A { const b = 1 }",
            "into an object (line 1, column 3)",
        ),
        (
            "class A { constructor(private a) {} }",
            "in the constructor (line 1, column 23)",
        ),
        ("import a = b.c;", "write const NAME = … (line 1, column 1)"),
        (
            "let ü = <A>b",
            "write EXPRESSION as TYPE (line 1, column 9)",
        ),
        ("@a class B {}", "has no decorators (line 1, column 1)"),
        ("export {}\nawait a", "cannot wait (line 2, column 1)"),
        ("let a: = 3", "Unexpected token (line 1, column 8)"),
    ] {
        let error = error(source, Syntax::TypeScript);
        assert!(
            error.starts_with("SyntaxError: ") && error.ends_with(expected),
            "{error}"
        );
    }
}

#[test]
fn imports_become_requires_of_what_is_used() {
    for (source, expected) in [
        ("import 'a';", "require(\"a\")"),
        (
            "import { b, c as d } from 'a'; b(d)",
            "const { b, \"c\": d } = require(\"a\"); b(d)",
        ),
        ("import * as b from 'a'; b", "const b = require(\"a\"); b"),
        ("import type { B } from 'a'; x", "x"),
        ("import { B, type C } from 'a'; let x: B", "let x"),
    ] {
        assert_eq!(module(source, Syntax::TypeScript), expected, "{source}");
    }
    for (source, expected) in [
        ("import b = require('a'); b", "const  b = require('a'); b"),
        (
            "import b = require('a'); let c: b",
            ";                        let c;  ",
        ),
        ("export =   a", "\"use strict\";module.exports=a"),
    ] {
        assert_eq!(typescript(source), expected, "{source}");
    }
    // In JavaScript nothing is only a type.
    assert_eq!(
        module("import { B } from 'a'", Syntax::Module),
        "const { B } = require(\"a\")"
    );
    let named = module("import b, { c } from 'a'", Syntax::JavaScript);
    assert!(
        named.ends_with("(require(\"a\")), { c } = require(\"a\")"),
        "{named}"
    );
}

#[test]
fn exports_are_what_the_names_are_worth() {
    for (source, code, exported) in [
        (
            "export const a = 1, { b, c: [d] } = e",
            "const a = 1, { b, c: [d] } = e",
            vec!["\"a\": a", "\"b\": b", "\"d\": d"],
        ),
        (
            "export async function f() {}",
            "async function f() {}",
            vec!["\"f\": f"],
        ),
        ("export class A {}", "class A {}", vec!["\"A\": A"]),
        (
            "let a; export { a, a as b }",
            "let a",
            vec!["\"a\": a", "\"b\": a"],
        ),
        (
            "export default () => 1",
            "const $default=() => 1",
            vec!["\"default\": $default"],
        ),
        (
            "export default function f() {}",
            "function f() {}",
            vec!["\"default\": f"],
        ),
        (
            "export { a as b } from 'c'",
            "require(\"c\")",
            vec!["\"b\": require(\"c\")[\"a\"]"],
        ),
        (
            "export * as a from 'c'",
            "require(\"c\")",
            vec!["\"a\": require(\"c\")"],
        ),
    ] {
        assert_eq!(module(source, Syntax::JavaScript), code, "{source}");
        assert_eq!(exports(source, Syntax::JavaScript), exported, "{source}");
    }
    for source in [
        "export type A = 1",
        "export interface A {}",
        "export declare const a: 1",
        "export type { A } from 'a'",
        "export type * from 'a'",
    ] {
        assert_eq!(module(source, Syntax::TypeScript), "", "{source}");
        assert_eq!(exports(source, Syntax::TypeScript).len(), 0, "{source}");
    }
}

/// What is no module stays as it is, to the letter, whatever is wrong with it.
#[test]
fn common_js_is_left_alone() {
    let module = "export const a = 1;";
    let converted = to_common_js(module, Syntax::CommonJs).unwrap();
    assert!(matches!(converted, Cow::Borrowed(same) if same == module));
    for source in [
        "exports.a = 1;",
        "a.export; $import",
        "// import and export",
        "let a = ;",
        "@",
        "with (a) b; return",
        "import('x')",
    ] {
        let converted = to_common_js(source, Syntax::JavaScript).unwrap();
        assert!(
            matches!(converted, Cow::Borrowed(same) if same == source),
            "{source}"
        );
    }
    let error = error("export const a = ;", Syntax::JavaScript);
    assert!(error.ends_with("(line 1, column 18)"), "{error}");
}

/// Where a line begins with something that goes away, what is behind it stays in its column.
#[test]
fn the_first_line_stays_in_place_if_there_is_room() {
    let source = "import type { Event } from 'vestibule'; throw new Error(1)";
    let converted = typescript(source);
    assert_eq!(converted.find("throw"), source.find("throw"));
    assert!(converted.starts_with("\"use strict\";"));
}

/// What nests too deep for the parser's stack is a fault of the source's, and ends nothing but its own build.
#[test]
fn deep_nesting_is_an_error() {
    let source = format!(
        "export const a = {}1{};",
        "(".repeat(200_000),
        ")".repeat(200_000)
    );
    assert!(to_common_js(&source, Syntax::TypeScript).is_err());
}
