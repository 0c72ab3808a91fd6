//! Child processes that do what may crash or take too much: this program again, with a hidden command, under limits, ending with whoever started it.

use std::process::Stdio;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use vestibule_sandbox::ArtefactKey;

/// How much memory a child process may hold, in bytes.
pub(crate) const MEMORY_BYTES: u64 = 2 << 30;

/// The key of a child process, from its secret.
pub(crate) fn key_of(secret: &str) -> ArtefactKey {
    let mut bytes = [0; 32];
    for (byte, from) in bytes.iter_mut().zip(secret.bytes()) {
        *byte = from;
    }
    ArtefactKey::new(bytes)
}

/// This program again, with a hidden command: it has no environment, and ends with whoever holds it.
pub(crate) fn start_child(command: &str) -> std::io::Result<(Child, ChildStdin, ChildStdout)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(command)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(input), Some(output)) => Ok((child, input, output)),
        _ => Err(std::io::Error::other(format!("{command} has no pipes"))),
    }
}

/// Ends this process when nobody reads its answers any more: a node that is killed has no time to kill what works for it.
#[cfg(unix)]
pub(crate) fn end_with_parent() {
    use rustix::event::{PollFd, PollFlags, poll};
    std::thread::spawn(|| {
        let output = std::io::stdout();
        // Nothing is waited for but that the other end is closed, which is always told.
        let mut ends = [PollFd::new(&output, PollFlags::empty())];
        while matches!(poll(&mut ends, None), Ok(0) | Err(rustix::io::Errno::INTR)) {}
        std::process::exit(1);
    });
}

#[cfg(not(unix))]
pub(crate) fn end_with_parent() {}

/// Bounds the processor time of this process, over all threads.
#[cfg(unix)]
pub(crate) fn limit_processor_time(seconds: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, setrlimit};
    Ok(setrlimit(Resource::Cpu, limit(seconds))?)
}

/// Bounds the memory of this process, and keeps it from writing files. Memory that is only reserved, as the pool's is, does not count as data.
#[cfg(unix)]
pub(crate) fn limit_memory() -> std::io::Result<()> {
    use rustix::process::{Resource, setrlimit};
    setrlimit(Resource::Data, limit(MEMORY_BYTES))?;
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Fsize, limit(0))?;
    Ok(())
}

#[cfg(unix)]
fn limit(value: u64) -> rustix::process::Rlimit {
    rustix::process::Rlimit {
        current: Some(value),
        maximum: Some(value),
    }
}

#[cfg(not(unix))]
pub(crate) fn limit_processor_time(_: u64) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(crate) fn limit_memory() -> std::io::Result<()> {
    Ok(())
}
