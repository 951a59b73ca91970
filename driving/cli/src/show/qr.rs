use qrcode::{QrCode, render::unicode::Dense1x2};

use super::Paint;

/// `text` as a QR code with its margin, two modules a character: black on white whatever the terminal's colours are, or without
/// colours in plain blocks that are light on a dark terminal. Nothing if it does not fit into one.
pub(super) fn qr(text: &str, paint: Paint) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let mut blocks = code.render();
    // What the renderer calls dark is drawn, and what it calls light left out.
    if !paint.has_colours() {
        blocks.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark);
    }
    let lines = blocks.build();
    let lines: Vec<_> = lines.lines().map(|line| paint.black_on_white(line)).collect();
    Some(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "012345678901234567890123456789012345678901234567890123456789";

    #[test]
    fn sixty_digits_are_a_small_code_with_its_margin() {
        let code = qr(DIGITS, Paint::NONE).unwrap();

        let lines: Vec<_> = code.lines().collect();
        assert_eq!(lines.len(), 17);
        assert!(lines.iter().all(|line| line.chars().count() == 25 + 8));
        for margin in [lines[0], lines[1]] {
            assert_eq!(margin, "█".repeat(33));
        }
        let (last, above) = lines.split_last().unwrap();
        assert_eq!(*last, "▀".repeat(33));
        assert!(above.iter().all(|line| line.starts_with("████") && line.ends_with("████")));
    }

    #[test]
    fn with_colours_the_same_is_black_on_white_on_any_terminal() {
        let (plain, coloured) = (qr(DIGITS, Paint::NONE).unwrap(), qr(DIGITS, Paint::ALL).unwrap());

        // The last line is half a one.
        for (plain, coloured) in plain.lines().zip(coloured.lines()).take(16) {
            let drawn = coloured.strip_prefix("\x1b[38;5;16;48;5;231m").unwrap();
            let drawn = drawn.strip_suffix("\x1b[0m").unwrap();
            assert_eq!(drawn.chars().map(negative).collect::<String>(), plain);
        }
    }

    #[test]
    fn what_fits_into_no_code_is_left_out() {
        assert_eq!(qr(&"x".repeat(5_000), Paint::NONE), None);
    }

    fn negative(c: char) -> char {
        match c {
            '█' => ' ',
            ' ' => '█',
            '▀' => '▄',
            '▄' => '▀',
            other => other,
        }
    }
}
