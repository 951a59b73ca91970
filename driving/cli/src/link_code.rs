//! Where the code for linking comes from: a file, standard input, or the terminal. It is no argument: others on the machine would see it.

use std::{
    fs::File,
    io::{BufRead, Write, stderr, stdin},
    path::Path,
};

use causerie_chat::LinkCode;
use zeroize::Zeroizing;

use crate::{failure::Failure, second_factor_code::can_ask};

/// More than a code has, with spaces.
const MAX_BYTES: u64 = 64;

/// The code in the first line of `file`, or of standard input if that is `-`; without a file somebody is asked for it.
pub fn link_code(file: Option<&Path>) -> Result<LinkCode, Failure> {
    let line = match file {
        Some(file) if file == Path::new("-") => first_line(stdin().lock())?,
        Some(file) => {
            let opened = File::open(file)
                .map_err(|failed| Failure::Other(format!("{}: {failed}", file.display())))?;
            first_line(std::io::BufReader::new(opened))?
        }
        None if can_ask() => return ask(&mut stdin().lock(), &mut stderr()),
        None => return Err(Failure::Other(NO_CODE.to_owned())),
    };
    line.trim().parse().map_err(|none| Failure::Other(format!("{none}")))
}

const NO_CODE: &str = "the code is asked for at a terminal, and this is none; give it in a file: --code-file FILE, or - for standard input";

/// Asks as long as what is typed is no code.
fn ask(from: &mut impl BufRead, to: &mut impl Write) -> Result<LinkCode, Failure> {
    loop {
        write!(to, "code that causerie link shows on your first device: ")?;
        to.flush()?;
        let line = first_line(&mut *from)?;
        if line.is_empty() {
            return Err(Failure::Other(NO_CODE.to_owned()));
        }
        match line.trim().parse() {
            Ok(code) => return Ok(code),
            Err(none) => writeln!(to, "{none}")?,
        }
    }
}

fn first_line(from: impl BufRead) -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    from.take(MAX_BYTES).read_line(&mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_code_is_asked_for_again_until_nobody_types_any_more() {
        let mut said = Vec::new();

        let code = ask(&mut &b"what?\nzw01 28hk 8hap cxw8 k6nb\n"[..], &mut said).unwrap();

        assert_eq!(*code.expose(), "ZW01-28HK-8HAP-CXW8-K6NB");
        let said = String::from_utf8(said).unwrap();
        assert_eq!(
            (said.matches("first device").count(), said.matches("20 letters").count()),
            (2, 1)
        );
        assert!(ask(&mut &b""[..], &mut Vec::new()).is_err());
    }

    #[test]
    fn a_file_has_it_in_its_first_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("code");
        std::fs::write(&file, "ZW01-28HK-8HAP-CXW8-K6NB\n").unwrap();

        assert!(link_code(Some(&file)).is_ok());
        std::fs::write(&file, "a".repeat(10_000)).unwrap();
        assert!(link_code(Some(&file)).is_err());
    }
}
