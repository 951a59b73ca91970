use std::{
    error::Error,
    io::{Write, stdout},
};

use serde_json::Value;

/// Prints `told` for a script if there is a script, and `words` for a person otherwise.
pub(crate) fn say(told: Option<Value>, words: &str) -> Result<(), Box<dyn Error>> {
    let mut out = stdout();
    match told {
        Some(told) => writeln!(out, "{told}")?,
        None => writeln!(out, "{words}")?,
    }
    Ok(out.flush()?)
}
