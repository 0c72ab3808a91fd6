//! What is in TypeScript for its compiler alone: found, and taken away.

use crate::Problem;
use crate::edits::{Edits, is_line_end};
use oxc_ast::ast::*;
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Token;
use oxc_span::{GetSpan, Span};
use oxc_syntax::scope::ScopeFlags;
use std::collections::HashSet;

/// Walks a source and takes the types away.
pub(crate) struct Types<'a, 'e> {
    tokens: &'e [Token],
    edits: &'e mut Edits<'a>,
    /// What is read or called by name, outside of types.
    names: HashSet<&'a str>,
    /// Whether this is a module, and how many functions are around the place.
    is_module: bool,
    depth: u32,
    /// The first thing that cannot be taken away.
    problem: Option<Problem>,
}

impl<'a, 'e> Types<'a, 'e> {
    /// Takes the types of a source away. Gives the names that are still used.
    ///
    /// # Errors
    /// Something is not only a type.
    pub fn take_away(
        program: &Program<'a>,
        tokens: &'e [Token],
        is_module: bool,
        edits: &'e mut Edits<'a>,
    ) -> Result<HashSet<&'a str>, Problem> {
        let mut types = Types {
            tokens,
            edits,
            names: HashSet::new(),
            is_module,
            depth: 0,
            problem: None,
        };
        types.visit_program(program);
        match types.problem {
            Some(problem) => Err(problem),
            None => Ok(types.names),
        }
    }

    fn refuse(&mut self, span: Span, message: &str) {
        self.problem.get_or_insert_with(|| Problem {
            at: span.start,
            message: message.to_owned(),
        });
    }

    /// The tokens that begin in a part of the source.
    fn tokens_in(&self, span: Span) -> &'e [Token] {
        let first = self
            .tokens
            .partition_point(|token| token.start() < span.start);
        let behind = self
            .tokens
            .partition_point(|token| token.start() < span.end);
        &self.tokens[first..behind.max(first)]
    }

    fn text(&self, token: &Token) -> &'a str {
        self.edits.text(token.span())
    }

    /// Takes away the first token after `from` that is one of `wanted`.
    fn blank_token(&mut self, from: u32, until: u32, wanted: &[&str]) {
        let tokens = self.tokens_in(Span::new(from, until));
        if let Some(token) = tokens
            .iter()
            .find(|token| wanted.contains(&self.text(token)))
        {
            self.edits.blank(token.span());
        }
    }

    /// Takes away what stands before a class member's name and is none of JavaScript's.
    fn blank_modifiers(&mut self, decorators: &[Decorator<'a>], member: Span, key: Span) {
        const MODIFIERS: [&str; 7] = [
            "abstract",
            "declare",
            "override",
            "private",
            "protected",
            "public",
            "readonly",
        ];
        let start = decorators.last().map_or(member.start, |last| last.span.end);
        for (number, token) in self
            .tokens_in(Span::new(start, key.start))
            .iter()
            .enumerate()
        {
            if !MODIFIERS.contains(&self.text(token)) {
                continue;
            }
            match number {
                // A member before it that has no semicolon could go on with what is left: `x = 1`, then `[key] = 2`.
                0 => self.edits.blank_statement(token.span()),
                _ => self.edits.blank(token.span()),
            }
        }
    }

    /// `?` or `!` behind a class member's name.
    fn blank_mark(&mut self, has_one: bool, key: Span, until: u32) {
        if has_one {
            self.blank_token(key.end, until, &["?", "!"]);
        }
    }

    fn has_line_end(&self, span: Span) -> bool {
        self.edits.text(span).contains(is_line_end)
    }

    fn check_parameter(&mut self, parameter: &FormalParameter<'a>) {
        if parameter.accessibility.is_some() || parameter.readonly || parameter.r#override {
            self.refuse(
                parameter.span,
                "a parameter that declares a property is more than a type, and cannot be taken away; declare the property in the class, and set it in the constructor",
            );
        }
    }
}

/// Whether a declaration is for the compiler alone.
fn is_type_only(declaration: &Declaration<'_>) -> bool {
    match declaration {
        Declaration::TSTypeAliasDeclaration(_)
        | Declaration::TSInterfaceDeclaration(_)
        | Declaration::TSGlobalDeclaration(_)
        | Declaration::TSExternalModuleDeclaration(_) => true,
        Declaration::VariableDeclaration(it) => it.declare,
        Declaration::FunctionDeclaration(it) => is_signature(it),
        Declaration::ClassDeclaration(it) => it.declare,
        Declaration::TSEnumDeclaration(it) => it.declare,
        Declaration::TSNamespaceDeclaration(it) => it.declare,
        Declaration::TSImportEqualsDeclaration(_) => false,
    }
}

/// Whether a function is only said to exist.
fn is_signature(function: &Function<'_>) -> bool {
    function.declare || function.body.is_none()
}

impl<'a> Visit<'a> for Types<'a, '_> {
    // --- statements ---

    fn visit_statement(&mut self, it: &Statement<'a>) {
        match it.as_declaration() {
            Some(declaration) if is_type_only(declaration) => self.edits.blank_statement(it.span()),
            _ => {
                walk::walk_statement(self, it);
                self.edits.end_statement(it.span().end);
            }
        }
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        match is_type_only(&it.declaration) {
            true => self.edits.blank_statement(it.span),
            false => {
                self.edits
                    .blank(Span::new(it.span.start, it.declaration.span().start));
                self.visit_declaration(&it.declaration);
            }
        }
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        match &it.declaration {
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => {
                self.edits.blank_statement(it.span);
            }
            ExportDefaultDeclarationKind::FunctionDeclaration(function)
                if is_signature(function) =>
            {
                self.edits.blank_statement(it.span);
            }
            _ => walk::walk_export_default_declaration(self, it),
        }
    }

    fn visit_import_declaration(&mut self, _: &ImportDeclaration<'a>) {
        // What it names is used elsewhere, or not at all.
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        if !matches!(
            it.module_reference,
            TSModuleReference::ExternalModuleReference(_)
        ) {
            self.refuse(
                it.span,
                "this import is more than a type, and cannot be taken away; write const NAME = …",
            );
        }
    }

    fn visit_ts_enum_declaration(&mut self, it: &TSEnumDeclaration<'a>) {
        self.refuse(
            it.span,
            "an enum is more than a type, and cannot be taken away; write const NAME = { … } as const",
        );
    }

    fn visit_ts_namespace_declaration(&mut self, it: &TSNamespaceDeclaration<'a>) {
        self.refuse(
            it.span,
            "a namespace is more than a type, and cannot be taken away; put what is in it into an object",
        );
    }

    // --- expressions ---

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.names.insert(it.name.as_str());
    }

    fn visit_ts_as_expression(&mut self, it: &TSAsExpression<'a>) {
        self.visit_expression(&it.expression);
        self.edits
            .blank(Span::new(it.expression.span().end, it.span.end));
    }

    fn visit_ts_satisfies_expression(&mut self, it: &TSSatisfiesExpression<'a>) {
        self.visit_expression(&it.expression);
        self.edits
            .blank(Span::new(it.expression.span().end, it.span.end));
    }

    fn visit_ts_non_null_expression(&mut self, it: &TSNonNullExpression<'a>) {
        self.visit_expression(&it.expression);
        self.edits
            .blank(Span::new(it.expression.span().end, it.span.end));
    }

    fn visit_ts_type_assertion(&mut self, it: &TSTypeAssertion<'a>) {
        // `() => <T>{…}` would be another thing without the type.
        self.refuse(
            it.span,
            "a type before an expression cannot be taken away; write EXPRESSION as TYPE",
        );
    }

    fn visit_await_expression(&mut self, it: &AwaitExpression<'a>) {
        if self.is_module && self.depth == 0 {
            self.refuse(
                it.span,
                "await stands outside of a function; an Action's module level cannot wait",
            );
        }
        walk::walk_await_expression(self, it);
    }

    // --- functions ---

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        // Where types hold ends of lines, the parentheses move over them: between `async` and `(`, or `)` and `=>`, there may be none.
        if let Some(parameters) = &it.type_parameters {
            let with_opening = Span::new(parameters.span.start, it.params.span.start + 1);
            match self.has_line_end(parameters.span) {
                true => self.edits.replace(with_opening, "("),
                false => self.edits.blank(parameters.span),
            }
        }
        if let Some(returned) = &it.return_type {
            let (closing, end) = (it.params.span.end - 1, returned.span.end);
            match self.has_line_end(Span::new(closing, end)) {
                true => {
                    self.edits.blank(Span::new(closing, end - 1));
                    self.edits.replace(Span::new(end - 1, end), ")");
                }
                false => self.edits.blank(returned.span),
            }
        }
        self.depth += 1;
        self.visit_formal_parameters(&it.params);
        self.visit_arrow_function_body(&it.body);
        self.depth -= 1;
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        if let Some(this) = &it.this_param {
            let end = match self
                .tokens_in(Span::new(this.span.end, it.params.span.end))
                .first()
            {
                Some(comma) if self.text(comma) == "," => comma.end(),
                _ => this.span.end,
            };
            self.edits.blank(Span::new(this.span.start, end));
        }
        self.depth += 1;
        walk::walk_function(self, it, flags);
        self.depth -= 1;
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        self.check_parameter(it);
        self.blank_mark(it.optional, it.pattern.span(), it.span.end);
        walk::walk_formal_parameter(self, it);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.blank_mark(it.definite, it.id.span(), it.span.end);
        walk::walk_variable_declarator(self, it);
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.refuse(it.span, "the JavaScript engine has no decorators");
    }

    // --- classes ---

    fn visit_class(&mut self, it: &Class<'a>) {
        if it.r#abstract {
            self.blank_token(it.span.start, it.body.span.start, &["abstract"]);
        }
        if let (Some(first), Some(last)) = (it.implements.first(), it.implements.last()) {
            let before = self.tokens_in(Span::new(it.span.start, first.span.start));
            // The last one: a class may be called so as well.
            let word = before
                .iter()
                .rfind(|token| self.text(token) == "implements");
            if let Some(word) = word {
                self.edits.blank(Span::new(word.start(), last.span.end));
            }
        }
        walk::walk_class(self, it);
    }

    fn visit_class_element(&mut self, it: &ClassElement<'a>) {
        let is_type_only = match it {
            ClassElement::TSIndexSignature(_) => true,
            ClassElement::MethodDefinition(method) => is_signature(&method.value),
            ClassElement::PropertyDefinition(property) => {
                property.declare
                    || property.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition
            }
            ClassElement::AccessorProperty(property) => {
                property.r#type == AccessorPropertyType::TSAbstractAccessorProperty
            }
            ClassElement::StaticBlock(_) => false,
        };
        match is_type_only {
            true => self.edits.blank_statement(it.span()),
            false => walk::walk_class_element(self, it),
        }
    }

    fn visit_static_block(&mut self, it: &StaticBlock<'a>) {
        self.depth += 1;
        walk::walk_static_block(self, it);
        self.depth -= 1;
    }

    fn visit_ts_class_implements(&mut self, _: &TSClassImplements<'a>) {}

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.blank_modifiers(&it.decorators, it.span, it.key.span());
        self.blank_mark(it.optional, it.key.span(), it.value.params.span.start);
        walk::walk_method_definition(self, it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.blank_modifiers(&it.decorators, it.span, it.key.span());
        let until = match (&it.type_annotation, &it.value) {
            (Some(annotation), _) => annotation.span.start,
            (None, Some(value)) => value.span().start,
            (None, None) => it.span.end,
        };
        self.blank_mark(it.optional || it.definite, it.key.span(), until);
        walk::walk_property_definition(self, it);
        // `get: string`, then `name() {}`.
        self.edits.end_statement(it.span.end);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.blank_modifiers(&it.decorators, it.span, it.key.span());
        walk::walk_accessor_property(self, it);
    }

    // --- types ---

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.edits.blank(it.span);
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.edits.blank(it.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.edits.blank(it.span);
    }
}
