//! How wide text is on a terminal, and where it is broken.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many columns `text` takes; our own colours take none.
pub(super) fn width(text: &str) -> usize {
    pieces(text).map(columns).sum()
}

/// How many rows an editor of that many columns takes for `text`, and how many line breaks lead out of the last one: behind a
/// full row it begins another one.
pub(super) fn rows(text: &str, columns_of_a_row: usize) -> (usize, usize) {
    let (mut row, mut column) = (0, 0);
    for piece in pieces(text) {
        if piece == "\n" || piece == "\r\n" {
            (row, column) = (row + 1, 0);
            continue;
        }
        let wide = columns(piece);
        column += wide;
        if column > columns_of_a_row {
            (row, column) = (row + 1, wide);
        }
    }
    if column == columns_of_a_row { (row + 2, 2) } else { (row + 1, 1) }
}

/// One line of text in rows: `first` columns for the first one, `rest` for those behind it. Broken between words, or
/// within one that is too long. A colour ends with its row, and begins again with the next.
pub(super) fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let (mut left, mut room) = (text, first.max(1));
    let (mut rows, mut colour) = (Vec::new(), "");
    loop {
        let (end, next) = break_of(left, room);
        let row = &left[..end];
        let begun = colour;
        for piece in pieces(row).filter(|piece| is_colour(piece)) {
            colour = if piece == RESET { "" } else { piece };
        }
        let ended = if colour.is_empty() { "" } else { RESET };
        rows.push(format!("{begun}{row}{ended}"));
        left = &left[next..];
        if left.is_empty() {
            return rows;
        }
        room = rest.max(1);
    }
}

/// Lines that fit, each with its end.
pub(super) fn folded(text: &str, columns: usize) -> String {
    let room = columns.saturating_sub(1).max(8);
    let mut fits = String::with_capacity(text.len() + 1);
    for line in text.lines() {
        if width(line) <= room {
            fits.push_str(line);
        } else {
            let indent = line.len() - line.trim_start_matches(' ').len();
            let indent = if indent * 2 > room { 0 } else { indent };
            fits.push_str(&wrap(line, room, room - indent).join(&format!("\n{:indent$}", "")));
        }
        fits.push('\n');
    }
    fits
}

/// Where a row of so much room ends, and where the next one begins.
fn break_of(text: &str, room: usize) -> (usize, usize) {
    let (mut used, mut at, mut space) = (0, 0, None);
    for piece in pieces(text) {
        let wide = columns(piece);
        if used + wide > room && used > 0 {
            return match space {
                _ if piece == " " => (at, at + 1),
                Some(space) => (space, space + 1),
                None => (at, at),
            };
        }
        if piece == " " {
            space = Some(at);
        }
        used += wide;
        at += piece.len();
    }
    (text.len(), text.len())
}

/// The colours of ours, and what is seen as one character.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let piece = match rest.strip_prefix("\x1b[").and_then(|colour| colour.find('m')) {
            Some(end) => &rest[..end + 3],
            None => rest.graphemes(true).next()?,
        };
        rest = &rest[piece.len()..];
        Some(piece)
    })
}

fn columns(piece: &str) -> usize {
    if is_colour(piece) { 0 } else { piece.width() }
}

fn is_colour(piece: &str) -> bool {
    piece.starts_with('\x1b')
}

const RESET: &str = "\x1b[0m";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("the cat sat", 20, 20, &["the cat sat"])]
    #[case("the cat sat", 8, 20, &["the cat", "sat"])]
    #[case("the cat sat", 7, 20, &["the cat", "sat"])]
    #[case("abcdefgh", 3, 4, &["abc", "defg", "h"])]
    #[case("日本語", 4, 2, &["日本", "語"])]
    #[case("\x1b[1mthe cat\x1b[0m sat", 7, 20, &["\x1b[1mthe cat\x1b[0m", "sat"])]
    #[case("\x1b[1mthe cat\x1b[0m", 4, 20, &["\x1b[1mthe\x1b[0m", "\x1b[1mcat\x1b[0m"])]
    #[case("abc abcdef", 9, 2, &["abc", "ab", "cd", "ef"])]
    #[case("", 4, 4, &[""])]
    #[case("wide", 0, 0, &["w", "i", "d", "e"])]
    fn text_is_broken_between_words(
        #[case] text: &str,
        #[case] first: usize,
        #[case] rest: usize,
        #[case] rows: &[&str],
    ) {
        assert_eq!(wrap(text, first, rest), rows);
    }

    #[rstest]
    #[case("", 10, 1)]
    #[case("bob> hell", 10, 1)]
    #[case("bob> hello", 10, 2)]
    #[case("bob> hello!", 10, 2)]
    #[case("bob> a\nb", 10, 2)]
    fn rows_are_those_of_the_editor(
        #[case] text: &str,
        #[case] columns: usize,
        #[case] expected: usize,
    ) {
        assert_eq!(rows(text, columns).0, expected);
    }

    #[test]
    fn long_lines_are_broken_between_words() {
        assert_eq!(folded("  a word and another\nshort", 14), "  a word and\n  another\nshort\n");
        assert_eq!(folded("one line", 1_000_000), "one line\n");
    }

    proptest! {
        #[test]
        fn no_row_is_wider_than_its_room_and_no_word_is_lost(
            text in "[a-zé日 ]{0,60}", first in 2usize..30, rest in 2usize..30,
        ) {
            let rows = wrap(&text, first, rest);

            for (number, row) in rows.iter().enumerate() {
                prop_assert!(width(row) <= if number == 0 { first } else { rest }, "{rows:?}");
            }
            let squeezed = |text: &str| text.replace(' ', "");
            prop_assert_eq!(squeezed(&rows.concat()), squeezed(&text));
        }
    }
}
