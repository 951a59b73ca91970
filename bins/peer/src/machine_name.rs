use std::{env, fs};

use causerie_chat::DeviceName;

/// What this machine calls itself, and its system: `cat (linux)`.
pub(crate) fn machine_name() -> Option<DeviceName> {
    let kernel = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let named = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| env::var(name).ok());
    let host = kernel.or(named).unwrap_or_default();
    let shown: String = host.trim().chars().filter(|c| !c.is_control()).take(12).collect();
    let host = if shown.is_empty() { "unnamed" } else { &shown };
    format!("{host} ({})", env::consts::OS).parse().ok()
}
