//! Processes: who lives, and how one ends with another. Where the system cannot say, everybody lives.

/// The name of this machine in letters and digits; none where the system does not say.
#[must_use]
pub(crate) fn host() -> String {
    #[cfg(unix)]
    let name = nix::unistd::gethostname().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    #[cfg(not(unix))]
    let name = String::new();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether there may be a process of this number on this machine.
#[must_use]
pub(crate) fn lives(process: i32) -> bool {
    #[cfg(unix)]
    {
        // Nothing is sent; a process of somebody else's answers that it may not be signalled, so it is there.
        let asked = nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), None);
        process > 0 && asked != Err(nix::errno::Errno::ESRCH)
    }
    #[cfg(not(unix))]
    {
        let _ = process;
        true
    }
}

/// Has this process killed when the one that started it dies, so that a runner that is killed leaves nobody behind who holds
/// cores. Returns whether the one that started it is still `parent`.
pub fn end_with(parent: i32) -> bool {
    #[cfg(target_os = "linux")]
    {
        // Where it cannot be arranged, the run merely goes on to its end.
        let _ = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL);
        nix::unistd::getppid().as_raw() == parent
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = parent;
        true
    }
}
