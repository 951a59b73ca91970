use std::fmt::Write;

use serde::Serialize;

use super::printable::misleads;

/// What a peer answered, and the trace in which it was asked.
#[derive(Serialize)]
pub(crate) struct Answer<'a, T> {
    #[serde(flatten)]
    pub(crate) answer: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace_id: Option<&'a str>,
}

/// One line of JSON. What could command a terminal is escaped, also where JSON alone would allow it.
pub(crate) fn json_line<T: Serialize>(document: &T) -> String {
    // The shapes have neither maps with other keys than texts nor numbers that are none: this does not fail.
    let json = serde_json::to_string(document).unwrap_or_default();
    let mut line = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        // Outside of texts JSON is plain ASCII, and all of these are within the basic plane.
        let _ =
            if misleads(c) { write!(line, "\\u{:04x}", u32::from(c)) } else { line.write_char(c) };
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::samples::hello;

    #[test]
    fn a_hostile_text_stays_within_its_line_and_reads_back() {
        let hostile = "\u{9b}2J\u{202e}\x1b[A\x7f\n\u{2028}";

        let line = json_line(&hostile);

        assert_eq!(line, "\"\\u009b2J\\u202e\\u001b[A\\u007f\\n\\u2028\"\n");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), hostile);
    }

    #[test]
    fn the_fields_are_those_of_the_wire_and_the_trace() {
        let line = json_line(&Answer { answer: &hello(), trace_id: Some("4bf9") });

        assert_eq!(
            line,
            "{\"id\":\"0191d5f2-7c4a-7abc-8def-0123456789ab\",\"cursor\":1,\"from\":\"alice@localhost\",\
             \"to\":\"bob@localhost\",\"text\":\"Hello, Bob!\",\"kind\":1,\"sent_at\":1000,\
             \"changed_at\":1012,\"state\":\"delivered\",\"path\":\"direct\",\"trace_id\":\"4bf9\"}\n"
        );
    }
}
