//! Routes with their description: what is not described cannot be called, so the OpenAPI document has every route, and no other.

use crate::app::App;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

/// One method of one path.
#[derive(Debug)]
pub struct Endpoint {
    method: Method,
    path: &'static str,
    summary: &'static str,
    scopes: &'static [&'static str],
    is_open: bool,
    status: u16,
    query: Option<Schema>,
    body: Option<(&'static str, Schema)>,
    body_is_optional: bool,
}

/// Collects routes.
pub struct Api {
    router: Router<App>,
    paths: Map<String, Value>,
    generator: SchemaGenerator,
}

impl Api {
    /// Without any routes yet.
    pub fn new() -> Api {
        let mut settings = SchemaSettings::draft2020_12();
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        Api {
            router: Router::new(),
            paths: Map::new(),
            generator: settings.into_generator(),
        }
    }

    /// Begins to describe a route.
    pub fn endpoint(
        &mut self,
        method: Method,
        path: &'static str,
        summary: &'static str,
    ) -> Described<'_> {
        Described {
            api: self,
            endpoint: Endpoint {
                method,
                path,
                summary,
                scopes: &[],
                is_open: false,
                status: 200,
                query: None,
                body: None,
                body_is_optional: false,
            },
        }
    }

    /// The routes, and the document.
    pub fn finish(mut self) -> (Router<App>, Value) {
        let schemas = Value::Object(self.generator.take_definitions(true));
        let mut components = json!({
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            },
        });
        components["schemas"]["Error"] = error_schema();
        let document = json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Vestibule",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "The management API under /api/v2 is compatible with Auth0's. Identity providers run logins under /v1/flows.",
                "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"},
            },
            "servers": [{"url": "/"}],
            "paths": self.paths,
            "components": components,
        });
        (self.router, document)
    }

    fn add(&mut self, endpoint: Endpoint) {
        let mut operation = json!({
            "summary": endpoint.summary,
            "operationId": operation_id(&endpoint),
            "parameters": parameters(&endpoint),
            "responses": responses(&endpoint),
        });
        if !endpoint.is_open {
            operation["security"] = json!([{ "token": endpoint.scopes }]);
        }
        if let Some((kind, schema)) = endpoint.body {
            operation["requestBody"] = json!({
                "required": !endpoint.body_is_optional,
                "content": {kind: {"schema": schema}},
            });
        }
        let path = self.paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation;
    }
}

/// A route that is being described.
pub struct Described<'a> {
    api: &'a mut Api,
    endpoint: Endpoint,
}

impl Described<'_> {
    /// Which scopes, of which a caller needs one.
    pub fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.endpoint.scopes = scopes;
        self
    }

    /// Anybody may call it.
    pub fn open(mut self) -> Self {
        self.endpoint.is_open = true;
        self
    }

    /// The status of a success, if it is not 200.
    pub fn status(mut self, status: u16) -> Self {
        self.endpoint.status = status;
        self
    }

    /// What its query string may hold.
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.endpoint.query = Some(T::json_schema(&mut self.api.generator));
        self
    }

    /// Its JSON body.
    pub fn body<T: JsonSchema>(mut self) -> Self {
        let schema = self.api.generator.subschema_for::<T>();
        self.endpoint.body = Some(("application/json", schema));
        self
    }

    /// Its JSON body, which may be missing.
    pub fn optional_body<T: JsonSchema>(mut self) -> Self {
        self.endpoint.body_is_optional = true;
        self.body::<T>()
    }

    /// A body of bytes.
    pub fn bytes(mut self, kind: &'static str) -> Self {
        let schema = schemars::json_schema!({"type": "string", "format": "binary"});
        self.endpoint.body = Some((kind, schema));
        self
    }

    /// Has it answered by `handler`.
    pub fn to<H, T>(self, handler: H)
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let Described { api, endpoint } = self;
        // All methods used here have a filter.
        let filter = MethodFilter::try_from(endpoint.method.clone()).unwrap_or(MethodFilter::GET);
        let router = std::mem::take(&mut api.router);
        api.router = router.route(endpoint.path, on(filter, handler));
        api.add(endpoint);
    }
}

/// A name for the operation, unique because method and path together are.
fn operation_id(endpoint: &Endpoint) -> String {
    let words = endpoint
        .path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut id = endpoint.method.as_str().to_lowercase();
    for word in words {
        id.push('_');
        id.push_str(word);
    }
    id
}

fn parameters(endpoint: &Endpoint) -> Value {
    let mut parameters: Vec<Value> = endpoint
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let schema = json!({"type": "string"});
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        })
        .collect();
    let query = endpoint.query.as_ref().map(Schema::as_value);
    let properties = query.and_then(|schema| schema["properties"].as_object());
    for (name, schema) in properties.into_iter().flatten() {
        parameters.push(json!({
            "name": name,
            "in": "query",
            "required": false,
            "description": schema["description"],
            "schema": schema,
        }));
    }
    Value::Array(parameters)
}

fn responses(endpoint: &Endpoint) -> Value {
    let success = match endpoint.status {
        204 => json!({"description": "Done"}),
        _ => json!({
            "description": "Done",
            "content": {"application/json": {"schema": {}}},
        }),
    };
    let error = |description: &str| {
        json!({
            "description": description,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
        })
    };
    let mut responses = Map::new();
    responses.insert(endpoint.status.to_string(), success);
    responses.insert(
        "4XX".to_owned(),
        error("The request was refused; the message says why"),
    );
    responses.insert(
        "503".to_owned(),
        error("The storage is not available at this moment"),
    );
    Value::Object(responses)
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["statusCode", "error", "message"],
        "properties": {
            "statusCode": {"type": "integer"},
            "error": {"type": "string", "description": "The status in words"},
            "message": {"type": "string", "description": "What is wrong"},
            "errorCode": {"type": "string", "description": "A stable word, where there is one"},
            "limit": {"type": "integer", "description": "The limit that was passed, in bytes"},
            "size": {"type": "integer", "description": "What was sent, in bytes"},
        },
    })
}
