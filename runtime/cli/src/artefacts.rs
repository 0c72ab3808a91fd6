//! The cache of compiled Actions, in the user's cache folder.
//!
//! A compiled Action is machine code: what this user did not compile is never loaded. Each file is sealed with a key that only this user can
//! read; one that does not open is compiled anew.

use anyhow::{Context, Result};
use etcetera::BaseStrategy;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use vestibule_javascript::Engine;
use vestibule_sandbox::{
    ArtefactError, ArtefactKey, Digest, Program, Sandbox, SharedCode, SharedCodeError,
};

/// The folder of what can be made anew: `VESTIBULE_CACHE_DIR`, else the user's cache folder.
///
/// # Errors
/// There is none.
pub fn folder() -> Result<PathBuf> {
    Ok(match std::env::var_os("VESTIBULE_CACHE_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => etcetera::choose_base_strategy()
            .context("there is no cache folder; set VESTIBULE_CACHE_DIR")?
            .cache_dir()
            .join("vestibule"),
    })
}

/// The cache.
pub struct Artefacts {
    folder: PathBuf,
    key: ArtefactKey,
}

impl Artefacts {
    /// Opens the cache, or makes it, in [`folder`].
    ///
    /// # Errors
    /// There is no place for it, or it cannot be written.
    pub fn open() -> Result<Artefacts> {
        let folder = folder()?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let key = read_or_make_key(&folder.join("key"))?;
        Ok(Artefacts { folder, key })
    }

    /// A compiled component, from the cache or compiled now. `compiling` is called before the latter, which takes its time.
    ///
    /// # Errors
    /// The component is refused.
    pub fn program(
        &self,
        sandbox: &Sandbox,
        name: &str,
        component: &[u8],
        compiling: impl FnOnce(),
    ) -> Result<Program> {
        let digest = Digest::of(component);
        let file = self.folder.join(format!("{digest}.artefact"));
        if let Ok(bytes) = fs::read(&file) {
            let load = || sandbox.load_artefact(name, &digest, &bytes, &self.key);
            let loaded = match load() {
                Err(ArtefactError::SharedCode { .. }) => {
                    self.share(sandbox);
                    load()
                }
                loaded => loaded,
            };
            if let Ok(program) = loaded {
                return Ok(program);
            }
        }
        if code().is_ok_and(|code| code.is_in(component)) {
            self.share(sandbox);
        }
        compiling();
        let program = sandbox
            .compile(name, component)
            .map_err(|error| crate::exit::Refused(error.to_string()))?;
        self.store(&file, name, || Ok(program.artefact(&self.key)?));
        Ok(program)
    }

    /// Sees to it that the sandbox has the JavaScript engine, if that can be. Without it an Action in JavaScript is compiled whole.
    fn share(&self, sandbox: &Sandbox) {
        if let Err(error) = self.engine(sandbox) {
            crate::terminal::note(format!("{error:#}"));
        }
    }

    /// The JavaScript engine, from the cache or compiled now; the sandbox has it then.
    ///
    /// # Errors
    /// It cannot be compiled here.
    pub fn engine(&self, sandbox: &Sandbox) -> Result<Engine<'static>> {
        if sandbox.shared_module().is_none() {
            self.share_engine(sandbox)?;
        }
        let module = sandbox.shared_module().cloned();
        Ok(Engine::compiled(module.context("nothing is shared")?))
    }

    fn share_engine(&self, sandbox: &Sandbox) -> Result<()> {
        let code = code()?;
        // Of this build of the program: another one has its own, and neither throws the other's away.
        let kind = sandbox.compatibility();
        let kind = kind.get(..16).unwrap_or(kind);
        let file = self
            .folder
            .join(format!("{}-{kind}.artefact", code.digest()));
        if let Ok(bytes) = fs::read(&file)
            && sandbox
                .share_artefact(code.clone(), &bytes, &self.key)
                .is_ok()
        {
            return Ok(());
        }
        crate::terminal::note(
            "compiling the JavaScript engine; it is taken from the cache from now on",
        );
        sandbox.share(code)?;
        self.store(&file, "the JavaScript engine", || {
            let artefact = sandbox.shared_artefact(&self.key)?;
            artefact.context("nothing is shared")
        });
        Ok(())
    }

    /// A cache that cannot be written costs time, no more.
    fn store(&self, file: &Path, name: &str, artefact: impl FnOnce() -> Result<Vec<u8>>) {
        if let Err(error) = artefact().and_then(|bytes| write(file, &bytes)) {
            crate::terminal::note(format!("could not cache {name}: {error:#}"));
        }
    }
}

/// The JavaScript engine, as it is shared.
/// The code that all Actions in JavaScript have in common; made once, as it is read whole for it.
fn code() -> Result<SharedCode, SharedCodeError> {
    static CODE: OnceLock<SharedCode> = OnceLock::new();
    if let Some(code) = CODE.get() {
        return Ok(code.clone());
    }
    let code = SharedCode::new(vestibule_javascript::ENGINE)?;
    Ok(CODE.get_or_init(|| code).clone())
}

/// Writes beside and renames, so that a reader never sees half a file.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let beside = file.with_extension(format!("{}.part", std::process::id()));
    fs::write(&beside, bytes)?;
    fs::rename(&beside, file)?;
    Ok(())
}

fn read_or_make_key(file: &Path) -> Result<ArtefactKey> {
    let place = || file.display().to_string();
    match fs::read(file) {
        Ok(bytes) => {
            let key: [u8; 32] = bytes.try_into().ok().with_context(|| {
                format!("{} is damaged; delete its folder to start anew", place())
            })?;
            return Ok(ArtefactKey::new(key));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", place())),
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).context("the system gives no random numbers")?;
    // Written beside and linked, so that of two processes that start together one wins, and neither reads half a key.
    let beside = file.with_extension(format!("{}.part", std::process::id()));
    let mut written = private_file(&beside).with_context(|| format!("cannot write {}", place()))?;
    written.write_all(&key)?;
    let linked = fs::hard_link(&beside, file);
    fs::remove_file(&beside)?;
    match linked {
        Ok(()) => Ok(ArtefactKey::new(key)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read_or_make_key(file),
        Err(error) => Err(error).with_context(|| format!("cannot write {}", place())),
    }
}

/// A new file that only this user can read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
