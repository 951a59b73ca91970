//! What processes hold in memory, as Linux tells it (proc(5)).

use std::{error::Error, fs};

/// How much memory of its own a process holds at present, in MiB; nothing where the system does not say.
pub(crate) fn resident(process: Option<u32>) -> Option<f64> {
    said(process?, "VmRSS:")
}

/// The most that a process held since [`forget_peak`], in MiB.
pub(crate) fn peak(process: Option<u32>) -> Result<f64, Box<dyn Error>> {
    let process = process.ok_or("a process ended")?;
    said(process, "VmHWM:").ok_or_else(|| "the system does not say how much memory it took".into())
}

/// Has its peak be what it holds now.
pub(crate) fn forget_peak(process: Option<u32>) -> Result<(), Box<dyn Error>> {
    let process = process.ok_or("a process ended")?;
    Ok(fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

fn said(process: u32, what: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
