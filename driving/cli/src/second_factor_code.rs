//! Where codes of the second factor come from: an option, or the terminal. What is typed is shown: a code is good once.

use std::io::{BufRead, IsTerminal, Read, Write, stderr, stdin};

use causerie_chat::InvalidCode;

use crate::failure::Failure;

/// More than the longest code has, with spaces.
const MAX_BYTES: u64 = 64;

/// Whether there is somebody to ask.
#[must_use]
pub fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Asks for a code with `prompt` at the terminal, again as long as what is typed is none. It waits for a person, so it is not for an async
/// thread.
pub fn ask<C>(prompt: &str) -> Result<C, Failure>
where
    C: std::str::FromStr,
    InvalidCode: From<C::Err>,
{
    if !can_ask() {
        return Err(Failure::NoCode);
    }
    read(prompt, &mut stdin().lock(), &mut stderr())
}

fn read<C>(prompt: &str, from: &mut impl BufRead, to: &mut impl Write) -> Result<C, Failure>
where
    C: std::str::FromStr,
    InvalidCode: From<C::Err>,
{
    loop {
        write!(to, "{prompt}")?;
        to.flush()?;
        let mut line = zeroize::Zeroizing::new(String::new());
        if from.by_ref().take(MAX_BYTES).read_line(&mut line)? == 0 {
            return Err(Failure::NoCode);
        }
        match line.trim().parse() {
            Ok(code) => return Ok(code),
            Err(none) => writeln!(to, "{}", InvalidCode::from(none))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{SecondFactorCode, TotpCode};

    use super::*;

    #[test]
    fn what_is_no_code_is_asked_for_again_until_nobody_types_any_more() {
        let mut said = Vec::new();

        let code: SecondFactorCode =
            read("code: ", &mut &b"12345\n\n123 456\n"[..], &mut said).unwrap();

        assert_eq!(*code.expose(), "123456");
        let said = String::from_utf8(said).unwrap();
        assert_eq!((said.matches("code: ").count(), said.matches("six digits").count()), (3, 2));
        let end = read::<TotpCode>("code: ", &mut &b""[..], &mut Vec::new());
        assert!(matches!(end, Err(Failure::NoCode)));
    }

    #[test]
    fn a_line_without_end_is_read_in_pieces() {
        let endless = vec![b'1'; 10_000];

        let end = read::<TotpCode>("", &mut &endless[..], &mut Vec::new());

        assert!(matches!(end, Err(Failure::NoCode)));
    }
}
