//! `import` and `export` of ES modules as `require` and `exports`.

use crate::Problem;
use crate::edits::Edits;
use oxc_ast::ast::*;
use oxc_span::{GetSpan, Span};

/// What `export default` is called, where it has no name.
const DEFAULT: &str = "$default";

/// Turns the imports and exports of a module to CommonJS. `is_type_only` says of an imported name that nothing but types use it.
///
/// An export is a getter behind the last line, so that it is always what the name is worth, and the order of statements does not matter.
///
/// # Errors
/// An import is of a kind that CommonJS has not.
pub(crate) fn to_common_js<'a>(
    program: &Program<'a>,
    is_type_only: impl Fn(&str) -> bool,
    edits: &mut Edits<'a>,
) -> Result<(), Problem> {
    for statement in &program.body {
        match statement {
            Statement::ImportDeclaration(it) => import(it, &is_type_only, edits)?,
            Statement::TSImportEqualsDeclaration(it) => import_equals(it, &is_type_only, edits),
            Statement::ExportDeclaration(it) => export_declaration(&it.declaration, edits),
            Statement::ExportNamedDeclaration(it) => {
                edits.blank_statement(it.span);
                for specifier in specifiers(&it.specifiers, it.export_kind) {
                    export(edits, &specifier.exported, &specifier.local.name());
                }
            }
            Statement::ExportFromDeclaration(it) => {
                if it.export_kind.is_type() {
                    edits.blank_statement(it.span);
                    continue;
                }
                let module = required(&it.source);
                edits.replace(it.span, &format!("{module};"));
                for specifier in specifiers(&it.specifiers, it.export_kind) {
                    let value = match &*specifier.local.name() {
                        "default" => default_of(&module),
                        name => format!("{module}[{}]", quoted(name)),
                    };
                    export(edits, &specifier.exported, &value);
                }
            }
            Statement::ExportAllDeclaration(it) => {
                if it.export_kind.is_type() {
                    edits.blank_statement(it.span);
                    continue;
                }
                let module = required(&it.source);
                edits.replace(it.span, &format!("{module};"));
                match &it.exported {
                    Some(name) => export(edits, name, &module),
                    None => edits.add_line(&format!(
                        "for (const name of Object.keys({module})) if (name !== \"default\" && !Object.hasOwn(exports, name)) {}",
                        getter("name", &format!("{module}[name]"))
                    )),
                }
            }
            Statement::ExportDefaultDeclaration(it) => export_default(it, edits),
            Statement::TSExportAssignment(it) => {
                let before = Span::new(it.span.start, it.expression.span().start);
                edits.replace(before, "module.exports=");
            }
            Statement::TSNamespaceExportDeclaration(it) => edits.blank_statement(it.span),
            _ => {}
        }
    }
    Ok(())
}

fn import<'a>(
    it: &ImportDeclaration<'a>,
    is_type_only: impl Fn(&str) -> bool,
    edits: &mut Edits<'a>,
) -> Result<(), Problem> {
    if it.import_kind.is_type() {
        edits.blank_statement(it.span);
        return Ok(());
    }
    if it.phase.is_some() {
        return Err(Problem {
            at: it.span.start,
            message: "only a plain import is understood here".to_owned(),
        });
    }
    let module = required(&it.source);
    let (mut declared, mut named) = (Vec::new(), Vec::new());
    let mut is_used = it.specifiers.as_ref().is_none_or(|all| all.is_empty());
    for specifier in it.specifiers.iter().flatten() {
        let local = specifier.local().name.as_str();
        if is_type_only(local) {
            continue;
        }
        match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) if it.import_kind.is_type() => continue,
            ImportDeclarationSpecifier::ImportSpecifier(it) if it.imported.name() != "default" => {
                named.push(match it.imported.name() == local {
                    true => local.to_owned(),
                    false => format!("{}: {local}", quoted(&it.imported.name())),
                });
            }
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                declared.push(format!("{local} = {module}"));
            }
            // `import name` and `import { default as name }`
            _ => declared.push(format!("{local} = {}", default_of(&module))),
        }
        is_used = true;
    }
    if !named.is_empty() {
        declared.push(format!("{{ {} }} = {module}", named.join(", ")));
    }
    match (is_used, declared.is_empty()) {
        (false, _) => edits.blank_statement(it.span),
        (true, true) => edits.replace(it.span, &format!("{module};")),
        (true, false) => edits.replace(it.span, &format!("const {};", declared.join(", "))),
    }
    Ok(())
}

/// `import name = require("module")`
fn import_equals<'a>(
    it: &TSImportEqualsDeclaration<'a>,
    is_type_only: impl Fn(&str) -> bool,
    edits: &mut Edits<'a>,
) {
    match it.import_kind.is_type() || is_type_only(it.id.name.as_str()) {
        true => edits.blank_statement(it.span),
        false => edits.replace(Span::new(it.span.start, it.id.span.start), "const "),
    }
}

/// The word `export` is gone already.
fn export_declaration<'a>(declaration: &Declaration<'a>, edits: &mut Edits<'a>) {
    let names: Vec<&str> = match declaration {
        Declaration::VariableDeclaration(it) if !it.declare => it
            .declarations
            .iter()
            .flat_map(|declarator| declarator.id.get_binding_identifiers())
            .map(|id| id.name.as_str())
            .collect(),
        Declaration::FunctionDeclaration(it) if it.body.is_some() => {
            it.id.iter().map(|id| id.name.as_str()).collect()
        }
        Declaration::ClassDeclaration(it) if !it.declare => {
            it.id.iter().map(|id| id.name.as_str()).collect()
        }
        Declaration::TSImportEqualsDeclaration(it) => vec![it.id.name.as_str()],
        _ => Vec::new(),
    };
    for name in names {
        edits.add_line(&getter(&quoted(name), name));
    }
}

fn export_default<'a>(it: &ExportDefaultDeclaration<'a>, edits: &mut Edits<'a>) {
    let before = Span::new(it.span.start, it.declaration.span().start);
    let name = match &it.declaration {
        ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return,
        ExportDefaultDeclarationKind::FunctionDeclaration(function) if function.body.is_none() => {
            return;
        }
        ExportDefaultDeclarationKind::FunctionDeclaration(function) => function.id.as_ref(),
        ExportDefaultDeclarationKind::ClassDeclaration(class) => class.id.as_ref(),
        _ => None,
    };
    let name = match name {
        Some(id) => {
            edits.blank(before);
            id.name.as_str()
        }
        None => {
            edits.replace(before, &format!("const {DEFAULT}="));
            edits.insert(it.span.end, ";");
            DEFAULT
        }
    };
    edits.add_line(&getter("\"default\"", name));
}

/// Those that are not only types.
fn specifiers<'b, 'a>(
    all: &'b [ExportSpecifier<'a>],
    kind: ImportOrExportKind,
) -> impl Iterator<Item = &'b ExportSpecifier<'a>> {
    all.iter()
        .filter(move |specifier| kind.is_value() && specifier.export_kind.is_value())
}

fn export(edits: &mut Edits<'_>, name: &ModuleExportName<'_>, value: &str) {
    edits.add_line(&getter(&quoted(&name.name()), value));
}

/// A statement that makes what the expression `name` gives an export, which is what `value` gives.
fn getter(name: &str, value: &str) -> String {
    format!(
        "Object.defineProperty(exports, {name}, {{ enumerable: true, configurable: true, get: () => {value} }});"
    )
}

fn required(module: &StringLiteral<'_>) -> String {
    format!("require({})", quoted(&module.value))
}

/// What a module exports as its default: all of it, if it is CommonJS that knows nothing of modules.
fn default_of(module: &str) -> String {
    format!("((module) => (module?.__esModule ? module.default : module))({module})")
}

/// A text of JavaScript.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
