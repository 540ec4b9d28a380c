//! Cores: which there are, how to stay on some, and what a process has used. Where the system cannot say, nobody stays
//! anywhere and nothing is known.

use std::sync::OnceLock;

/// The cores that this process may use.
#[must_use]
pub fn available() -> Vec<usize> {
    #[cfg(target_os = "linux")]
    if let Ok(set) = nix::sched::sched_getaffinity(nix::unistd::Pid::from_raw(0)) {
        let all = 0..nix::sched::CpuSet::count();
        return all.filter(|&core| set.is_set(core).unwrap_or(false)).collect();
    }
    (0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get)).collect()
}

/// Holds this thread, and all that it starts from now on, to some cores. Returns whether that worked.
pub fn stay_on(cores: &[usize]) -> bool {
    #[cfg(target_os = "linux")]
    {
        let mut set = nix::sched::CpuSet::new();
        let all = !cores.is_empty() && cores.iter().all(|&core| set.set(core).is_ok());
        all && nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &set).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = cores;
        false
    }
}

/// Processor seconds and the most resident memory in KiB of this process so far.
#[must_use]
pub fn used() -> Option<(f64, i64)> {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::resource::{UsageWho, getrusage};
        let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
        let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
        Some((seconds(usage.user_time()) + seconds(usage.system_time()), usage.max_rss()))
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// The machine in a few words: processor, cores, system.
#[must_use]
pub fn machine() -> String {
    static MACHINE: OnceLock<String> = OnceLock::new();
    let describe = || {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let info = read("/proc/cpuinfo");
        let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let model = model.map_or("unknown processor", |(_, name)| name.trim());
        // Those of the machine, not only those that this process is held to.
        let cores = info.lines().filter(|line| line.starts_with("processor")).count();
        let system =
            format!("{} {}", read("/proc/sys/kernel/ostype").trim(), read("/proc/sys/kernel/osrelease").trim());
        let system = if system.trim().is_empty() { "unknown system" } else { system.trim() };
        format!("{model}, {cores} cores, {system}")
    };
    MACHINE.get_or_init(describe).clone()
}
