//! A running service, and what tests ask of it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

pub const ACTIONS: &str = "/api/v2/actions/actions";
pub const BINDINGS: &str = "/api/v2/actions/triggers/post-login/bindings";
pub const START: &str = "/v1/flows/post-login";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// A new folder of one test's own.
pub fn folder(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("service-{name}-{number}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn vestibule(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The output of a command that must succeed.
pub fn done(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
    output
}

/// The article's Action, built once.
pub fn component() -> &'static Path {
    static COMPONENT: OnceLock<PathBuf> = OnceLock::new();
    COMPONENT.get_or_init(|| built("require-webauthn-for-admins"))
}

/// The guest that does what its event says, built once.
pub fn scripted() -> &'static Path {
    static COMPONENT: OnceLock<PathBuf> = OnceLock::new();
    COMPONENT.get_or_init(|| built_in("tests/guests", "scripted-action"))
}

/// An example Action, built.
pub fn built(example: &str) -> PathBuf {
    built_in("example-actions", example)
}

fn built_in(parent: &str, name: &str) -> PathBuf {
    let file = folder(&format!("component-{name}")).join(format!("{name}.wasm"));
    let action = format!("{parent}/{name}");
    let path = file.to_str().unwrap();
    done(&mut vestibule(&["build", &action, "--output", path]));
    file
}

/// A service that runs.
pub struct Server {
    pub data: PathBuf,
    pub url: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    child: Child,
    agent: Agent,
}

/// What `vestibule tenant create` printed.
#[derive(Clone)]
pub struct Tenant {
    pub client_id: String,
    pub client_secret: String,
    pub token: String,
    pub flow_token: String,
}

/// A master key that several nodes share.
pub const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// A port that nobody listens on at this moment.
pub fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().port()
}

/// A status and a body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
    pub body: Value,
}

impl Answer {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub fn good(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            self.body
        );
        self.body
    }

    /// Asserts a refusal that says something.
    #[track_caller]
    pub fn refused(self, status: u16, says: &str) {
        let message = self.body["message"].as_str().unwrap_or_default();
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.body["statusCode"], status, "{}", self.body);
        assert!(message.contains(says), "{message}");
    }
}

impl Server {
    /// A service with TLS on an embedded database.
    pub fn start(name: &str) -> Server {
        Server::start_with(name, &[])
    }

    pub fn start_with(name: &str, arguments: &[&str]) -> Server {
        Server::start_in(name, arguments, &[])
    }

    /// As [`Server::start_with`], with variables of the environment.
    pub fn start_in(name: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
        let with_tls = [&["--tls-self-signed"], arguments].concat();
        Server::start_at(folder(name), &with_tls, environment)
    }

    /// One without TLS, for tests that write their own HTTP.
    pub fn plain(name: &str, arguments: &[&str]) -> Server {
        Server::start_at(folder(name), arguments, &[])
    }

    /// One whose data is in a folder that is there already.
    pub fn start_at(data: PathBuf, arguments: &[&str], environment: &[(&str, &str)]) -> Server {
        std::fs::create_dir_all(&data).unwrap();
        let mut all: Vec<String> = ["serve", "--json", "--listen", "127.0.0.1:0", "--data"]
            .map(str::to_owned)
            .into();
        all.push(data.to_str().unwrap().to_owned());
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let environment: Vec<(String, String)> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let (child, url) = spawn(&all, &environment, &data);
        let agent = agent(&data);
        Server {
            environment,
            data,
            url,
            arguments: all,
            child,
            agent,
        }
    }

    /// Ends it as a power failure would.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again after [`Server::kill`].
    pub fn start_again(&mut self) {
        let (child, url) = spawn(&self.arguments, &self.environment, &self.data);
        self.child = child;
        self.url = url;
    }

    /// Asks it to end, and waits until it has.
    pub fn end(&mut self) -> bool {
        let id = self.child.id().to_string();
        done(Command::new("kill").args(["-TERM", &id]));
        self.child.wait().unwrap().success()
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// What its log says.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data.join("log")).unwrap()
    }

    pub fn authority(&self) -> PathBuf {
        self.data.join("tls/ca.pem")
    }

    /// `http` or `https`
    fn scheme(&self) -> &str {
        self.url.split(':').next().unwrap()
    }

    /// `127.0.0.1:PORT`
    pub fn address(&self) -> &str {
        self.url.rsplit('/').next().unwrap()
    }

    /// `localhost:PORT`
    pub fn domain(&self) -> String {
        format!("localhost:{}", self.url.rsplit(':').next().unwrap())
    }

    /// A tenant, made as an operator makes one.
    pub fn tenant(&self, name: &str) -> Tenant {
        let mut command = vestibule(&["tenant", "create", name, "--json"]);
        self.same_database(&mut command);
        let made: Value = serde_json::from_slice(&done(&mut command).stdout).unwrap();
        let field = |name: &str| made[name].as_str().unwrap().to_owned();
        Tenant {
            client_id: field("client_id"),
            client_secret: field("client_secret"),
            token: field("token"),
            flow_token: field("flow_token"),
        }
    }

    /// Gives a command the database of this service.
    pub fn same_database(&self, command: &mut Command) {
        command.args(["--data", self.data.to_str().unwrap()]);
        for name in ["--database", "--master-key-file"] {
            if let Some(at) = self.arguments.iter().position(|argument| argument == name) {
                command.args([name, &self.arguments[at + 1]]);
            }
        }
    }

    /// A command that talks to this service for a tenant.
    pub fn command(&self, tenant: &Tenant, arguments: &[&str]) -> Command {
        let mut command = vestibule(arguments);
        command
            .env(
                "VESTIBULE_URL",
                format!("{}://{}", self.scheme(), self.domain()),
            )
            .env("VESTIBULE_TOKEN", &tenant.token);
        if self.authority().exists() {
            command.env("VESTIBULE_CA", self.authority());
        }
        command
    }

    pub fn get(&self, token: &str, path: &str) -> Answer {
        self.send(token, "GET", path, None)
    }

    pub fn send(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let text = body.map(|body| body.to_string());
        let headers: &[(&str, &str)] = match body {
            Some(_) => &[("content-type", "application/json")],
            None => &[],
        };
        self.raw(
            token,
            method,
            path,
            headers,
            text.unwrap_or_default().as_bytes(),
        )
        .unwrap()
    }

    /// A request as it is given; an error when the connection fails.
    pub fn raw(
        &self,
        token: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!(
            "{}://{}{path}",
            self.scheme(),
            self.domain()
        ));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = self.agent.run(request.body(body).unwrap())?;
        let status = answer.status().as_u16();
        let retry_after = answer
            .headers()
            .get("retry-after")
            .map(|value| value.to_str().unwrap().parse().unwrap());
        let text = answer
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string()?;
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        Ok(Answer {
            status,
            retry_after,
            body,
        })
    }

    /// Uploads, deploys and binds, as an author does, and gives the Action's id.
    pub fn deploy(&self, tenant: &Tenant, name: &str, file: &Path) -> String {
        let path = file.to_str().unwrap();
        let arguments = ["deploy", path, "--name", name, "--bind", "--json"];
        let output = done(&mut self.command(tenant, &arguments));
        let deployed: Value = serde_json::from_slice(&output.stdout).unwrap();
        deployed["action"]["id"].as_str().unwrap().to_owned()
    }

    /// Gives an Action other limits, and deploys it with them.
    pub fn limit(&self, tenant: &Tenant, action_id: &str, limits: Value) {
        let path = format!("{ACTIONS}/{action_id}");
        let change = json!({ "limits": limits });
        self.send(&tenant.token, "PATCH", &path, Some(&change))
            .good();
        self.send(&tenant.token, "POST", &format!("{path}/deploy"), None)
            .good();
    }

    /// Switches on what the article's Action needs.
    pub fn allow_security_keys(&self, tenant: &Tenant) {
        let path = "/api/v2/guardian/factors/webauthn-roaming";
        let on = json!({ "enabled": true });
        self.send(&tenant.token, "PUT", path, Some(&on)).good();
        let customize = json!({ "customize_mfa_in_postlogin_action": true });
        self.send(
            &tenant.token,
            "PATCH",
            "/api/v2/tenants/settings",
            Some(&customize),
        )
        .good();
    }

    /// Starts a login with one of the article's events.
    pub fn login(&self, tenant: &Tenant, event: &str) -> Value {
        self.start_login(tenant, event).good()
    }

    /// As [`Server::login`], whatever the answer.
    pub fn start_login(&self, tenant: &Tenant, event: &str) -> Answer {
        self.send(&tenant.flow_token, "POST", START, Some(&start(event)))
    }

    /// Answers a suspended login.
    pub fn answer(&self, tenant: &Tenant, state: &Value, factor: &str) -> Answer {
        let path = format!("/v1/flows/{}", state.as_str().unwrap());
        let body = json!({"answer": {"kind": "factor", "factor": factor}});
        self.send(&tenant.flow_token, "POST", &path, Some(&body))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body that starts a login with one of the article's events.
pub fn start(event: &str) -> Value {
    let file = root().join(format!(
        "example-actions/require-webauthn-for-admins/{event}.json"
    ));
    let mut event: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    event.as_object_mut().unwrap().remove("tenant");
    json!({ "event": event })
}

fn spawn(arguments: &[String], environment: &[(String, String)], data: &Path) -> (Child, String) {
    let log = std::fs::File::options()
        .append(true)
        .create(true)
        .open(data.join("log"))
        .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let serving: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
        panic!(
            "it does not serve: {}",
            std::fs::read_to_string(data.join("log")).unwrap()
        )
    });
    (child, serving["url"].as_str().unwrap().to_owned())
}

fn agent(data: &Path) -> Agent {
    let mut config = Agent::config_builder().http_status_as_error(false);
    if let Ok(pem) = std::fs::read(data.join("tls/ca.pem")) {
        let roots = RootCerts::new_with_certs(&[Certificate::from_pem(&pem).unwrap()]);
        config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
    }
    config.build().into()
}
