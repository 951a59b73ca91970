use std::fmt::{self, Write};

/// Other people's text on one line of a terminal: nothing in it moves the cursor, changes colours or titles, types for the
/// reader, or shows text in another order than it stands. What would is shown as a picture of itself.
pub(crate) struct Printable<'a>(pub(crate) &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::with_capacity(self.0.len());
        for c in self.0.chars() {
            line.push(if misleads(c) { picture(c) } else { c });
        }
        f.pad(&line)
    }
}

/// Text of several lines: each but the first begins with `margin`, so that none can pose as a line of ours.
pub(crate) fn lines(text: &str, margin: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        let line = Printable(line.strip_suffix('\r').unwrap_or(line));
        // Writing to a String cannot fail.
        let _ =
            if number == 0 { write!(shown, "{line}") } else { write!(shown, "\n{margin}{line}") };
    }
    shown
}

/// The beginning of a text, `most` characters of it, on one line.
pub(crate) fn first_words(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", Printable(&text[..end])),
        None => Printable(text).to_string(),
    }
}

/// Whether a terminal may take `c` for a command: the control characters C0, DEL and C1 (ECMA-48); the line separators
/// of Unicode; its marks that turn the writing direction (Trojan Source, CVE-2021-42574) or annotate.
pub(super) fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

fn picture(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\x7f' => '\u{2421}',
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("\x1b]0;owned\x07", "␛]0;owned␇")]
    #[case("\x1b[2J\x1b[1;1H", "␛[2J␛[1;1H")]
    #[case("\u{9b}31m", "\u{fffd}31m")]
    #[case("a\rb\x08c\x7f\0\n", "a␍b␈c␡␀␊")]
    #[case("\u{202e}txt.exe\u{2066}\u{2028}", "\u{fffd}txt.exe\u{fffd}\u{fffd}")]
    #[case("héllo 👩‍💻 tab\there", "héllo 👩‍💻 tab here")]
    fn nothing_commands_the_terminal(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(Printable(text).to_string(), shown);
    }

    #[test]
    fn a_second_line_cannot_pose_as_one_of_ours() {
        let text = lines("yes\r\n2026-11-21 10:00:00Z  bob  no\x1b[A", "   │ ");

        assert_eq!(text, "yes\n   │ 2026-11-21 10:00:00Z  bob  no␛[A");
    }

    #[test]
    fn no_character_at_all_gets_through_as_a_control() {
        for c in ('\0'..=char::MAX).filter(|c| c.is_control()) {
            let shown = Printable(&c.to_string()).to_string();

            assert!(!shown.chars().any(misleads), "{c:?}");
        }
    }
}
