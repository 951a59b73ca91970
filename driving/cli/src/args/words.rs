use std::{io::Read, str::FromStr};

use causerie_chat::{InvalidText, Text};

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// This.
    Given(Text),
    /// What stands on the standard input, written `-`.
    Stdin,
}

impl Words {
    /// The words, read from `stdin` if they are there; no more is read than a message can hold. One line break at
    /// the end is taken for the terminal's and left out.
    pub fn text(self, stdin: impl Read) -> Result<Text, InvalidText> {
        let Self::Given(text) = self else { return read(stdin) };
        Ok(text)
    }
}

fn read(stdin: impl Read) -> Result<Text, InvalidText> {
    // Two more for the line break, one more to notice that there is too much.
    let most = Text::MAX_BYTES as u64 + 3;
    let mut words = String::new();
    stdin.take(most).read_to_string(&mut words).map_err(|_| InvalidText)?;
    let words = words.strip_suffix('\n').unwrap_or(&words);
    words.strip_suffix('\r').unwrap_or(words).parse()
}

impl FromStr for Words {
    type Err = InvalidText;

    fn from_str(raw: &str) -> Result<Self, InvalidText> {
        if raw == "-" { Ok(Self::Stdin) } else { raw.parse().map(Self::Given) }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_dash_means_the_standard_input_without_its_last_line_break() {
        let words: Words = "-".parse().unwrap();

        let text = words.text(&b"two\nlines\r\n"[..]);

        assert_eq!(text, "two\nlines".parse());
    }

    #[test]
    fn t54_an_endless_standard_input_is_not_read_to_its_end() {
        assert_eq!(Words::Stdin.text(io::repeat(b'a')), Err(InvalidText));
        assert_eq!(Words::Stdin.text(&b"\n"[..]), Err(InvalidText));
        assert_eq!(Words::Stdin.text(&b"\xff"[..]), Err(InvalidText));
    }

    #[test]
    fn the_longest_message_fits_with_its_line_break() {
        let longest = "a".repeat(Text::MAX_BYTES);

        assert!(Words::Stdin.text(format!("{longest}\r\n").as_bytes()).is_ok());
    }
}
