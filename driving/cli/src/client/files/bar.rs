use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::client::Settings;

/// How a bar looks: how much, of how much, how fast, and how long it takes yet.
const BYTES: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
/// The same while nothing comes.
const WAITING: &str = "{msg} {wide_bar} {bytes}/{total_bytes} {prefix}";

/// How far something is that takes long, on standard error: at a terminal a bar that moves, else nothing.
pub(super) struct Bar {
    bar: ProgressBar,
    begun: bool,
}

impl Bar {
    pub(super) fn new(settings: &Settings, what: String) -> Self {
        // It hides itself where standard error is no terminal.
        let target =
            if settings.json { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(0), target).with_message(what);
        bar.set_style(style(BYTES));
        Self { bar, begun: false }
    }

    /// It is so far. What was there before it began counts for nothing in how fast it is.
    pub(super) fn at(&mut self, bytes: u64, of: u64) {
        self.bar.set_length(of);
        if std::mem::replace(&mut self.begun, true) {
            self.bar.set_position(bytes);
        } else {
            self.bar.set_position(bytes);
            self.bar.reset_eta();
            self.bar.reset_elapsed();
            self.bar.enable_steady_tick(Duration::from_millis(250));
        }
    }

    /// Nothing comes, for that reason; or it comes again.
    pub(super) fn waits(&self, why: Option<String>) {
        self.bar.set_style(style(if why.is_some() { WAITING } else { BYTES }));
        self.bar.set_prefix(why.unwrap_or_default());
    }

    /// Takes it from the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_looks_are_understood() {
        for template in [BYTES, WAITING] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
