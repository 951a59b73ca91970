//! What is typed, and what is said of it where it is not understood.

use std::{
    env,
    ffi::{OsStr, OsString},
    process::ExitCode,
};

use clap::{Parser, error::ErrorKind};

use crate::failure::{Failure, end};

/// What is said to be false in a variable, as clap has it.
const FALSE: [&str; 7] = ["", "n", "no", "f", "false", "off", "0"];

/// Reads the command line, or ends as whoever asks for help or is not understood: with a problem in JSON if JSON is asked for, on the
/// command line or by `json_variable`, as with any other failure.
pub fn parse<C: Parser>(json_variable: &str) -> Result<C, ExitCode> {
    let words: Vec<OsString> = env::args_os().collect();
    let failed = match C::try_parse_from(&words) {
        Ok(cli) => return Ok(cli),
        Err(failed) => failed,
    };
    let asked = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion].contains(&failed.kind());
    let json = wants_json(&words)
        || is_true(env::var_os(json_variable))
        || env::var_os("CAUSERIE_LOG_FORMAT").is_some_and(|format| format == "json");
    if asked || !json {
        failed.exit();
    }
    Err(end(Err(Failure::Usage(told(&failed))), true))
}

fn wants_json(words: &[OsString]) -> bool {
    let ours = || words.iter().skip(1).take_while(|word| *word != "--");
    let is_log = |pair: (&OsString, &OsString)| pair.0 == "--log" && pair.1 == "json";
    ours().any(|word| word == "--json" || word == "--log=json")
        || ours().zip(ours().skip(1)).any(is_log)
}

fn is_true(value: Option<OsString>) -> bool {
    let is_false = |value: &OsStr| {
        value.to_str().is_some_and(|text| FALSE.contains(&text.to_lowercase().as_str()))
    };
    value.is_some_and(|value| !is_false(&value))
}

/// The same in one line: what clap says first, and how it is used.
fn told(failed: &clap::Error) -> String {
    if failed.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return "what to do is missing".to_owned();
    }
    let text = failed.render().to_string();
    let text = text.split("\n\nFor more information").next().unwrap_or_default();
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let paragraphs = text.split("\n\n");
    let lines = paragraphs.map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::args::PeerCli;

    #[rstest]
    #[case(&["tell", "--json"], true)]
    #[case(&["--log", "json", "up"], true)]
    #[case(&["--log=json", "up"], true)]
    #[case(&["tell", "bob", "--", "--json"], false)]
    #[case(&["--log", "text", "json"], false)]
    fn json_is_heard_where_the_rest_is_not_understood(#[case] words: &[&str], #[case] wants: bool) {
        let words: Vec<_> = ["causerie"].iter().chain(words).map(OsString::from).collect();

        assert_eq!(wants_json(&words), wants);
    }

    #[rstest]
    #[case(None, false)]
    #[case(Some("0"), false)]
    #[case(Some("Off"), false)]
    #[case(Some("1"), true)]
    fn a_variable_counts_as_it_does_elsewhere(#[case] value: Option<&str>, #[case] wants: bool) {
        assert_eq!(is_true(value.map(OsString::from)), wants);
    }

    #[rstest]
    #[case(&["tell"], "the following required arguments were not provided: <NAME> <TEXT>; Usage: causerie tell")]
    #[case(&["tel", "bob"], "unrecognized subcommand 'tel'; ")]
    #[case(&[], "what to do is missing")]
    fn it_is_told_in_one_line(#[case] words: &[&str], #[case] begins: &str) {
        let failed = PeerCli::try_parse_from(["causerie"].iter().chain(words)).unwrap_err();

        let told = told(&failed);

        assert!(told.starts_with(begins) && !told.contains('\n'), "{told}");
    }
}
