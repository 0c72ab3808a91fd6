//! The engine: instantiated, given an Action, and snapshotted.

use crate::data::{fill, with_memory};
use crate::error::{BuildError, PrepareError, SourceError};
use crate::memory::Limit;
use crate::source_url::without_file_name;
use crate::{MAX_PACKAGES_BYTES, MAX_SOURCE_BYTES};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use wasmtime::{
    Config, ExternType, Instance, Linker, Memory, Module, OptLevel, RegallocAlgorithm, Store, Trap,
    UpdateDeadline,
};
use wit_component::ComponentEncoder;

/// The engine with its library, without an Action: a core module. That of an Action has the same sections, but for what is in its memory.
/// `cargo xtask engine` builds it.
pub static ENGINE: &[u8] = include_bytes!("../engine.wasm");

/// How deep the engine may nest its calls while it builds, and the stack of the thread that it runs on, in bytes. Its own limit is met before.
pub(crate) const WASM_STACK: usize = 24 << 20;
pub(crate) const THREAD_STACK: usize = 32 << 20;

/// How much building an Action may take: its module-level code runs then.
#[derive(Debug, Clone, Copy)]
pub struct BuildLimits {
    /// Milliseconds. Default 5,000.
    pub milliseconds: u64,
    /// Bytes of memory, the engine's own included. Default 64 MiB.
    pub memory_bytes: usize,
}

impl Default for BuildLimits {
    fn default() -> Self {
        BuildLimits {
            milliseconds: 5_000,
            memory_bytes: 64 << 20,
        }
    }
}

/// The engine, ready to take Actions. Building with it takes milliseconds.
pub struct Engine<'a> {
    module: Module,
    /// What a snapshot is written around.
    source: &'a [u8],
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine<'static> {
    /// The engine of this version. Compiles it, which takes a second.
    ///
    /// # Errors
    /// It cannot be compiled here.
    pub fn new() -> Result<Engine<'static>, PrepareError> {
        Engine::of(ENGINE)
    }

    /// The engine of this version, compiled already: [`ENGINE`], or the same importing its memory.
    pub fn compiled(module: Module) -> Engine<'static> {
        Engine {
            module,
            source: ENGINE,
        }
    }
}

impl<'a> Engine<'a> {
    fn of(source: &'a [u8]) -> Result<Engine<'a>, PrepareError> {
        let mut config = Config::new();
        config
            .epoch_interruption(true)
            // This code runs once for each build; what counts is how soon it is there.
            .cranelift_opt_level(OptLevel::None)
            .cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass)
            // Such code has large frames.
            .max_wasm_stack(WASM_STACK)
            .async_stack_size(THREAD_STACK)
            // It would be a file in memory, which a process that may write no files cannot make. Nothing is gained either: an instance is used once.
            .memory_init_cow(false);
        let engine = wasmtime::Engine::new(&config)?;
        Ok(Engine {
            module: Module::new(&engine, source)?,
            source,
        })
    }

    /// Builds an Action to a component. `name` is for messages. Stacks have the name of the Action's file where the source says it
    /// ([`crate::with_file_name`]), else `action.js`.
    ///
    /// # Errors
    /// The source is at fault, or too large; its module-level code needs more than `limits`; the engine fails.
    pub fn build(
        &self,
        name: &str,
        source: &str,
        limits: BuildLimits,
    ) -> Result<Vec<u8>, BuildError> {
        self.build_with_packages(name, source, None, limits)
    }

    /// As [`Engine::build`], for an Action with npm packages, which [`crate::Npm`] bundles.
    ///
    /// # Errors
    /// As [`Engine::build`].
    pub fn build_with_packages(
        &self,
        name: &str,
        source: &str,
        packages: Option<&str>,
        limits: BuildLimits,
    ) -> Result<Vec<u8>, BuildError> {
        let (code, file) = without_file_name(without_mark(source));
        let sizes = [
            (code.len(), MAX_SOURCE_BYTES, "code"),
            (
                packages.map_or(0, str::len),
                MAX_PACKAGES_BYTES,
                "bundled packages",
            ),
        ];
        for (bytes, limit, what) in sizes {
            if bytes > limit {
                return Err(BuildError::TooLarge {
                    name: name.to_owned(),
                    what,
                    bytes,
                    limit,
                });
            }
        }
        let source = Source {
            file,
            code,
            packages,
        };
        on_deep_stack(|| self.build_here(name, source, limits)).unwrap_or_else(|reason| {
            Err(BuildError::Engine {
                name: name.to_owned(),
                reason,
            })
        })
    }

    fn build_here(
        &self,
        name: &str,
        source: Source<'_>,
        limits: BuildLimits,
    ) -> Result<Vec<u8>, BuildError> {
        // Module-level code that wants the time, randomness or the log gives something else in each run: then it cannot be part of the snapshot.
        let mut running = self.loaded(name, source, false, limits)?;
        if running.touched(name)? {
            running = self.loaded(name, source, true, limits)?;
        }
        running.finish(name)?;
        let module = self
            .snapshot(&running, "")
            .map_err(|error| failed(name, &error))?;
        ComponentEncoder::default()
            .module(&module)
            .and_then(|encoder| encoder.validate(true).encode())
            .map_err(|error| BuildError::Engine {
                name: name.to_owned(),
                reason: format!("{error:#}"),
            })
    }

    fn loaded(
        &self,
        name: &str,
        source: Source<'_>,
        at_run: bool,
        limits: BuildLimits,
    ) -> Result<Running, BuildError> {
        let mut running = self
            .start(limits.memory_bytes)
            .map_err(|error| failed(name, &error))?;
        let watch = Watch::start(self.module.engine(), limits.milliseconds);
        running.store.data_mut().until = Some(watch.until);
        let loaded = running.load(source, at_run);
        running.store.data_mut().until = None;
        watch.stop();
        match loaded {
            Ok(true) => Ok(running),
            Ok(false) => {
                let said = running.message().map_err(|error| failed(name, &error))?;
                let error = SourceError::parse(&String::from_utf8_lossy(&said), source.file);
                Err(BuildError::Source {
                    name: name.to_owned(),
                    error: Box::new(error.in_source(source.code)),
                })
            }
            Err(_) if running.store.data().refused => Err(BuildError::Memory {
                name: name.to_owned(),
                limit: limits.memory_bytes,
            }),
            Err(error) if matches!(error.downcast_ref(), Some(Trap::Interrupt)) => {
                Err(BuildError::Time {
                    name: name.to_owned(),
                    milliseconds: limits.milliseconds,
                })
            }
            Err(error) if matches!(error.downcast_ref(), Some(Trap::StackOverflow)) => {
                Err(BuildError::Source {
                    name: name.to_owned(),
                    error: Box::new(SourceError::too_deep()),
                })
            }
            Err(error) => Err(failed(name, &error)),
        }
    }

    fn start(&self, memory_bytes: usize) -> wasmtime::Result<Running> {
        let engine = self.module.engine();
        let mut store = Store::new(
            engine,
            Limit {
                bytes: memory_bytes,
                refused: false,
                until: None,
            },
        );
        store.limiter(|limit| limit);
        // Somebody else may count epochs on this engine, so each is a question only.
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|store| match store.data().until {
            Some(until) if until <= Instant::now() => Err(Trap::Interrupt.into()),
            _ => Ok(UpdateDeadline::Continue(1)),
        });
        // Where fuel is counted there must be some. What bounds a build is its time; where it is not counted this is refused.
        let _ = store.set_fuel(u64::MAX);
        let mut linker = Linker::new(engine);
        for import in self.module.imports() {
            if let ExternType::Memory(ty) = import.ty() {
                let memory = Memory::new(&mut store, ty)?;
                fill(memory.data_mut(&mut store), self.source)?;
                linker.define(&store, import.module(), import.name(), memory)?;
            }
        }
        // There is no login: the engine does not call the contract while it builds.
        linker.define_unknown_imports_as_traps(&self.module)?;
        let instance = linker.instantiate(&mut store, &self.module)?;
        let memory = instance
            .get_memory(&mut store, "memory")
            .ok_or_else(|| wasmtime::Error::msg("the engine has no memory"))?;
        Ok(Running {
            store,
            instance,
            memory,
        })
    }

    /// The module with the memory of what is at rest, without the export `dropped`.
    fn snapshot(&self, running: &Running, dropped: &str) -> wasmtime::Result<Vec<u8>> {
        with_memory(self.source, running.memory.data(&running.store), dropped)
    }
}

/// Builds the engine from its core module: adds the library and the core, and snapshots it. `files` are the library's, by name without `.js`.
///
/// # Errors
/// One of them does not compile.
pub fn prepare(
    module: &[u8],
    files: &[(String, String)],
    core: &str,
    library: &str,
) -> Result<Vec<u8>, PrepareError> {
    on_deep_stack(|| prepare_here(module, files, core, library))
        .unwrap_or_else(|reason| Err(PrepareError(reason)))
}

fn prepare_here(
    module: &[u8],
    files: &[(String, String)],
    core: &str,
    library: &str,
) -> Result<Vec<u8>, PrepareError> {
    let engine = Engine::of(module)?;
    let prepared = || -> wasmtime::Result<Running> {
        let mut running = engine.start(1 << 30)?;
        running.call::<(), ()>("_initialize", ())?;
        running.call::<(), ()>("engine_prepare", ())?;
        Ok(running)
    };
    let mut compiler = prepared()?;
    let mut running = prepared()?;
    for (name, source) in files {
        let code = compiler.compile(name, source)?;
        let name = running.put(format!("{name}\0").as_bytes())?;
        let place = running.put(&code)?;
        running.call::<_, ()>("engine_add_library", (name, place, length(&code)))?;
    }
    let core = compiler.compile("core", core)?;
    let place = running.put(&core)?;
    let described = running.put(format!("{library}\0").as_bytes())?;
    let parameters = (place, length(&core), described, length(library.as_bytes()));
    if running.call::<_, i32>("engine_add_core", parameters)? == 0 {
        let message = running.message()?;
        return Err(PrepareError(String::from_utf8_lossy(&message).into_owned()));
    }
    Ok(engine.snapshot(&running, "_initialize")?)
}

/// What an Action is built from.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    code: &'a str,
    packages: Option<&'a str>,
}

/// An instance of the engine.
struct Running {
    store: Store<Limit>,
    instance: Instance,
    memory: Memory,
}

impl Running {
    fn call<P: wasmtime::WasmParams, R: wasmtime::WasmResults>(
        &mut self,
        name: &str,
        parameters: P,
    ) -> wasmtime::Result<R> {
        self.instance
            .get_typed_func::<P, R>(&mut self.store, name)?
            .call(&mut self.store, parameters)
    }

    /// Puts bytes into the instance's memory.
    fn put(&mut self, bytes: &[u8]) -> wasmtime::Result<i32> {
        let place = self.call::<i32, i32>("engine_allocate", length(bytes))?;
        self.memory
            .write(&mut self.store, place as u32 as usize, bytes)?;
        Ok(place)
    }

    fn load(&mut self, source: Source<'_>, at_run: bool) -> wasmtime::Result<bool> {
        if let Some(packages) = source.packages {
            let place = self.put(packages.as_bytes())?;
            let parameters = (place, length(packages.as_bytes()));
            if self.call::<_, i32>("engine_add_packages", parameters)? == 0 {
                return Ok(false);
            }
        }
        let file = self.put(format!("{}\0", source.file).as_bytes())?;
        let place = self.put(source.code.as_bytes())?;
        let length = length(source.code.as_bytes());
        let parameters = (file, place, length, i32::from(at_run));
        Ok(self.call::<_, i32>("engine_load", parameters)? != 0)
    }

    /// The bytecode of a file.
    fn compile(&mut self, name: &str, source: &str) -> Result<Vec<u8>, PrepareError> {
        let named = self.put(format!("{name}\0").as_bytes())?;
        let place = self.put(format!("{source}\0").as_bytes())?;
        let parameters = (named, place, length(source.as_bytes()));
        let compiled = self.call::<_, i32>("engine_compile", parameters)? != 0;
        let message = self.message()?;
        match compiled {
            true => Ok(message),
            false => Err(PrepareError(format!(
                "{name}: {}",
                String::from_utf8_lossy(&message)
            ))),
        }
    }

    /// What the engine said last.
    fn message(&mut self) -> wasmtime::Result<Vec<u8>> {
        let place = self.call::<(), i32>("engine_message", ())? as u32 as usize;
        let length = self.call::<(), i32>("engine_message_length", ())? as u32 as usize;
        let bytes = self
            .memory
            .data(&self.store)
            .get(place..place.saturating_add(length));
        Ok(bytes.unwrap_or_default().to_vec())
    }

    fn touched(&mut self, name: &str) -> Result<bool, BuildError> {
        let touched = self.call::<(), i32>("engine_touched", ());
        Ok(touched.map_err(|error| failed(name, &error))? != 0)
    }

    fn finish(&mut self, name: &str) -> Result<(), BuildError> {
        self.call::<(), ()>("engine_finish", ())
            .map_err(|error| failed(name, &error))
    }
}

/// Does something on a thread whose stack is large enough for the engine.
pub(crate) fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(THREAD_STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| error.to_string())?
            .join()
            .map_err(|_| "the engine met a fault of its own".to_owned())
    })
}

/// The length of bytes as the engine takes it. What comes here is far from the limit.
fn length(bytes: &[u8]) -> i32 {
    i32::try_from(bytes.len()).unwrap_or(i32::MAX)
}

fn failed(name: &str, error: &wasmtime::Error) -> BuildError {
    let reason = match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string(),
        None => format!("{error:#}"),
    };
    BuildError::Engine {
        name: name.to_owned(),
        reason,
    }
}

/// The source without the mark that some editors put before it.
fn without_mark(source: &str) -> &str {
    source.strip_prefix('\u{feff}').unwrap_or(source)
}

/// Interrupts what runs on an engine when the time is over.
struct Watch {
    until: Instant,
    ended: mpsc::Sender<()>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watch {
    fn start(engine: &wasmtime::Engine, milliseconds: u64) -> Watch {
        let (ended, ending) = mpsc::channel();
        let engine = engine.clone();
        let allowed = Duration::from_millis(milliseconds);
        let until = Instant::now() + allowed;
        let thread = std::thread::spawn(move || {
            if ending.recv_timeout(allowed) == Err(mpsc::RecvTimeoutError::Timeout) {
                engine.increment_epoch();
            }
        });
        Watch {
            until,
            ended,
            thread: Some(thread),
        }
    }

    fn stop(mut self) {
        // The thread is gone only if the time was over.
        let _ = self.ended.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
