use std::{
    env,
    fmt::Display,
    io::{IsTerminal, stdout},
};

/// Colours, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint(bool);

impl Paint {
    pub(crate) const NONE: Self = Self(false);
    #[cfg(test)]
    pub(crate) const ALL: Self = Self(true);

    /// Colours if standard output is a terminal that has them, and nobody asked for none (no-color.org).
    pub(crate) fn of_stdout() -> Self {
        let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self(stdout().is_terminal() && !set("NO_COLOR") && !dumb)
    }

    pub(crate) fn bold(self, text: impl Display) -> String {
        self.sgr("1", text)
    }

    pub(crate) fn dim(self, text: impl Display) -> String {
        self.sgr("2", text)
    }

    pub(crate) fn good(self, text: impl Display) -> String {
        self.sgr("32", text)
    }

    pub(crate) fn waiting(self, text: impl Display) -> String {
        self.sgr("33", text)
    }

    pub(crate) fn bad(self, text: impl Display) -> String {
        self.sgr("31", text)
    }

    /// In the black and white of the colour cube, which no theme of a terminal changes.
    pub(super) fn black_on_white(self, text: impl Display) -> String {
        self.sgr("38;5;16;48;5;231", text)
    }

    pub(crate) fn has_colours(self) -> bool {
        self.0
    }

    fn sgr(self, code: &str, text: impl Display) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_nothing_but_the_text_is_printed() {
        assert_eq!(Paint::NONE.good("done"), "done");
        assert_eq!(Paint(true).good("done"), "\x1b[32mdone\x1b[0m");
    }
}
