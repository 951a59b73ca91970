use std::path::Path;

use causerie_chat::Timestamp;
use causerie_wire::{Fetch, File, Files, MessageReport, SharedFile, Upload};

use super::{
    Moment, Paint, Printable,
    cause::{advice, cause},
    moment::until,
    printable::first_words,
    told,
};

/// How many characters of what is said with a file are shown: all there can be.
const CAPTION: usize = 4 * 1_024;
/// How many digits of an id are shown.
const DIGITS: usize = 8;

/// A file that somebody offers, on one line: its name as they claim it, how large it is, what it is fetched by, and what they say with it.
pub(crate) fn shared(file: &SharedFile) -> String {
    let caption = file.caption.as_ref().map(|it| format!(": {}", first_words(it, CAPTION)));
    format!("(file {}, {}{})", named(file), digits(&file.id), caption.unwrap_or_default())
}

/// The files that were sent, and how it stands with each. `called` is what a room is called.
pub(crate) fn files(
    files: &Files,
    called: impl Fn(&str) -> Option<String>,
    paint: Paint,
) -> String {
    if files.files.is_empty() {
        return "no files\n".to_owned();
    }
    let shown = files.files.iter().map(|it| {
        let time = Moment(it.sent_at).to_string();
        let with = called(&it.with).unwrap_or_else(|| it.with.clone());
        // In a conversation of two the other one is told; whose file it is, is told where it is not this person's.
        let from = if it.message.from == it.with || it.lies_at.is_some() {
            String::new()
        } else {
            format!(", by {}", Printable(&it.message.from))
        };
        let with = format!("{}{from}", Printable(&with));
        format!("{}  {}  {}\n", paint.dim(time), paint.bold(with), file(it, paint))
    });
    let shown: String = shown.collect();
    let Some(next) = files.next else { return shown };
    format!("{shown}{}\n", paint.dim(format!("more: the same with --before {next}")))
}

/// A file, and how it stands with it.
pub(crate) fn file(file: &File, paint: Paint) -> String {
    let id = digits(&file.file.id);
    let stands = match (&file.fetch, &file.lies_at) {
        (Some(fetch), _) => standing(fetch, file.file.size, &id, paint),
        (None, Some(path)) => format!("given from {}", Printable(path)),
        (None, None) => format!("fetch it: causerie fetch {id}"),
    };
    let at_directory = file.upload.as_ref().map(|it| format!("; {}", lying(it, paint)));
    format!("{id}  {}: {stands}{}", named(&file.file), at_directory.unwrap_or_default())
}

/// How it stands at the directory.
fn lying(upload: &Upload, paint: Paint) -> String {
    let Upload { state, there, of, until, cause: code, .. } = upload;
    match (state.as_str(), code) {
        ("done", _) => {
            let until = until.map_or_else(String::new, |it| format!(" until {}", Moment(it)));
            paint.good(format!("at the directory too{until}"))
        }
        ("wanted", None) => format!("{there} of {of} pieces at the directory"),
        ("wanted", Some(code)) => {
            paint.waiting(format!("{there} of {of} pieces at the directory; {}", cause(code)))
        }
        ("failed", Some(code)) => paint.bad(format!("not at the directory; {}", cause(code))),
        ("dropped", _) => "the directory is to forget it".to_owned(),
        (later, _) => Printable(later).to_string(),
    }
}

/// What came of bringing a file to the directory, once nothing more happens.
pub(crate) fn uploaded(file: &File, paint: Paint) -> String {
    let Some(upload) = &file.upload else { return String::new() };
    let line = format!("{}: {}\n", named(&file.file), lying(upload, paint));
    let next = upload.cause.as_deref().and_then(|code| advice(code, "whoever runs it"));
    match next.filter(|_| upload.state == "failed") {
        Some(next) => format!("{line}  next: {next}\n"),
        None => line,
    }
}

/// Why nothing goes there just now, and when it is tried again.
pub(crate) fn upload_waits(upload: &Upload, now: Timestamp) -> Option<String> {
    let (code, next) = (upload.cause.as_ref()?, upload.next_attempt?);
    Some(format!("{}; again {}", cause(code), until(next, now)))
}

fn standing(fetch: &Fetch, size: u64, id: &str, paint: Paint) -> String {
    let here = format!("{} of {} here", bytes(fetch.bytes), bytes(size));
    match (fetch.state.as_str(), &fetch.cause) {
        ("done", _) => paint.good(format!("here, {}", place(fetch))),
        ("wanted", None) => paint.waiting(format!("{here}, it is being fetched")),
        ("wanted", Some(code)) => paint.waiting(format!("{here}; {}", cause(code))),
        ("paused", _) => format!("{here}, paused; go on: causerie resume {id}"),
        ("failed", Some(code)) => paint.bad(format!("{here}; {}", cause(code))),
        (later, _) => Printable(later).to_string(),
    }
}

/// What came of fetching a file, once nothing more comes.
pub(crate) fn fetched(file: &File, paint: Paint) -> String {
    let Some(fetch) = &file.fetch else { return String::new() };
    let id = digits(&file.file.id);
    let what = named(&file.file);
    match fetch.state.as_str() {
        "done" => {
            paint.good(format!("{what}: all of it is here, and is what was sent: {}", place(fetch)))
                + "\n"
        }
        "failed" => {
            let code = fetch.cause.as_deref().unwrap_or_default();
            let next = advice(code, "whoever sent it").unwrap_or_default();
            let begin = paint.bad(format!("{what}: not fetched: {}", cause(code)));
            format!("{begin}\n  next: {next}: causerie fetch {id}\n")
        }
        _ => format!("{what}: {}\n", standing(fetch, file.file.size, &id, paint)),
    }
}

/// Why nothing comes of it just now, and when it is tried again.
pub(crate) fn fetch_waits(fetch: &Fetch, now: Timestamp) -> Option<String> {
    let (code, next) = (fetch.cause.as_ref()?, fetch.next_attempt?);
    Some(format!("{}; again {}", cause(code), until(next, now)))
}

/// How far the message came that offers a file, and what the file is fetched by.
pub(crate) fn sent(report: &MessageReport, now: Timestamp, paint: Paint) -> String {
    let what =
        report.message.file.as_ref().map(|it| format!("{}, {}: ", named(it), digits(&it.id)));
    what.unwrap_or_default() + &told(report, now, paint)
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy());
    Printable(&name.unwrap_or_default()).to_string()
}

/// Text of others on one line.
pub(crate) fn printable(text: &str) -> String {
    Printable(text).to_string()
}

fn place(fetch: &Fetch) -> String {
    Printable(fetch.path.as_deref().unwrap_or_default()).to_string()
}

fn named(file: &SharedFile) -> String {
    format!("{}, {}", Printable(&file.name), bytes(file.size))
}

fn digits(id: &str) -> String {
    first_words(id, DIGITS).trim_end_matches('…').to_owned()
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
            id: "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70".to_owned(),
            name: "in\u{202e}voice\x1b[2J\n.pdf".to_owned(),
            size: 70_000,
            caption: Some("read\nthis\x1b[1A".to_owned()),
            ..SharedFile::default()
        };

        let shown = shared(&file);

        assert_eq!(shown, "(file in\u{fffd}voice␛[2J␊.pdf, 68.3 KiB, 0f8c2e5a: read␊this␛[1A)");
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

    const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";

    fn file_of(fetch: Option<Fetch>) -> File {
        let name = "a\x1b[2J.pdf".to_owned();
        let file = SharedFile { id: ID.to_owned(), name, size: 3_072, ..SharedFile::default() };
        let with = "bob@localhost".to_owned();
        let message = causerie_wire::MessageRef { id: "1".to_owned(), from: with.clone() };
        File { file, message, with, fetch, ..File::default() }
    }

    fn fetch(state: &str, cause: Option<&str>) -> Fetch {
        Fetch {
            state: state.to_owned(),
            bytes: 1_024,
            cause: cause.map(str::to_owned),
            path: (state == "done").then(|| "/home/b/a_.pdf".to_owned()),
            ..Fetch::default()
        }
    }

    #[rstest]
    #[case(None, "fetch it: causerie fetch 0f8c2e5a")]
    #[case(Some(fetch("wanted", None)), "1.0 KiB of 3.0 KiB here, it is being fetched")]
    #[case(
        Some(fetch("wanted", Some("NO_ADDRESS"))),
        "1.0 KiB of 3.0 KiB here; NO_ADDRESS (the recipient is away)"
    )]
    #[case(
        Some(fetch("paused", None)),
        "1.0 KiB of 3.0 KiB here, paused; go on: causerie resume 0f8c2e5a"
    )]
    #[case(
        Some(fetch("failed", Some("DISK_FULL"))),
        "1.0 KiB of 3.0 KiB here; DISK_FULL (there is no room for the file on this disk)"
    )]
    #[case(Some(fetch("done", None)), "here, /home/b/a_.pdf")]
    fn how_a_file_stands_is_a_line(#[case] fetch: Option<Fetch>, #[case] stands: &str) {
        let shown = file(&file_of(fetch), Paint::NONE);

        assert_eq!(shown, format!("0f8c2e5a  a␛[2J.pdf, 3.0 KiB: {stands}"));
    }

    #[test]
    fn what_failed_says_why_and_what_to_do() {
        let shown = fetched(&file_of(Some(fetch("failed", Some("DISK_FULL")))), Paint::NONE);

        assert_eq!(
            shown,
            "a␛[2J.pdf, 3.0 KiB: not fetched: DISK_FULL (there is no room for the file on this disk)\n  \
             next: make room and fetch it again; what is here of it stays: causerie fetch 0f8c2e5a\n"
        );
    }
}
