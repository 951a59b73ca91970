use causerie_wire::SharedFile;

use super::{Printable, printable::first_words};

/// How many characters of what is said with a file are shown: all there can be.
const CAPTION: usize = 4 * 1_024;

/// A file that somebody offers, on one line: its name as they claim it, how large it is, and what they say with it.
pub(crate) fn shared(file: &SharedFile) -> String {
    let SharedFile { name, size, caption, .. } = file;
    let caption = caption.as_ref().map(|it| format!(": {}", first_words(it, CAPTION)));
    format!("(file {}, {}{})", Printable(name), bytes(*size), caption.unwrap_or_default())
}

/// So many bytes, as people say it.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let (mut whole, mut rest, mut unit) = (bytes, 0, None);
    for next in UNITS {
        if whole < 1_024 {
            break;
        }
        (rest, whole, unit) = (whole % 1_024, whole / 1_024, Some(next));
    }
    match unit {
        Some(unit) => format!("{whole}.{} {unit}", rest * 10 / 1_024),
        None => format!("{whole} B"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn t54_what_is_claimed_of_a_file_stays_on_its_line() {
        let file = SharedFile {
            name: "in\u{202e}voice\x1b[2J\n.pdf".to_owned(),
            size: 70_000,
            caption: Some("read\nthis\x1b[1A".to_owned()),
            ..SharedFile::default()
        };

        let shown = shared(&file);

        assert_eq!(shown, "(file in\u{fffd}voice␛[2J␊.pdf, 68.3 KiB: read␊this␛[1A)");
    }

    #[rstest]
    #[case(0, "0 B")]
    #[case(1_023, "1023 B")]
    #[case(1_024, "1.0 KiB")]
    #[case(2_047, "1.9 KiB")]
    #[case(1_572_864, "1.5 MiB")]
    #[case(u64::MAX, "16777215.9 TiB")]
    fn sizes_are_told_as_people_say_them(#[case] size: u64, #[case] told: &str) {
        assert_eq!(bytes(size), told);
    }
}
