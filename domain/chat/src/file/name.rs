use std::{fmt, str::FromStr};

use thiserror::Error;

/// What somebody calls a file: 1 to 255 bytes of UTF-8, whatever they are. It is what was claimed, and no name to write anything under: that is
/// [`FileName::safe`]. It does not print in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// The longest there is, in bytes: what file systems take.
    pub const MAX_BYTES: usize = 255;

    /// The name as it was claimed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name that is one file in the folder it is written into, on any system, and looks like what it is.
    ///
    /// Of a path the last part. What no file system takes (`<>:"|?*`), controls, and characters that turn the direction of writing or are not seen become
    /// `_`; so do dots at the beginning, which hide a file, and dots and spaces at the end, which Windows drops; names of devices get one before them. What
    /// is left empty is `file`.
    #[must_use]
    pub fn safe(&self) -> SafeFileName {
        let last = self.0.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default();
        let mut name: String =
            last.chars().map(|one| if is_bad(one) { '_' } else { one }).collect();
        let hidden = name.len() - name.trim_start_matches(['.', ' ']).len();
        name.replace_range(..hidden, &"_".repeat(hidden));
        let kept = name.trim_end_matches(['.', ' ']).len();
        let dropped = name.len() - kept;
        name.replace_range(kept.., &"_".repeat(dropped));
        if name.is_empty() {
            name.push_str("file");
        }
        if is_device(&name) {
            name.insert(0, '_');
            shorten(&mut name);
        }
        SafeFileName(name)
    }
}

/// Whether a character is a control, turns the direction of writing, is not seen, or is taken by no file system.
fn is_bad(one: char) -> bool {
    one.is_control()
        || matches!(one, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        || matches!(one, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(one, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether Windows takes a name for a device, whatever stands behind its first dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_port = |kind: &str| {
        stem.strip_prefix(kind).is_some_and(|number| {
            let mut digits = number.chars();
            let digit = digits.next().is_some_and(|it| matches!(it, '0'..='9' | '¹' | '²' | '³'));
            digit && digits.next().is_none()
        })
    };
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || is_port("COM")
        || is_port("LPT")
}

/// Takes characters from the end of what stands before the last dot until the name is no longer than one may be.
fn shorten(name: &mut String) {
    while name.len() > FileName::MAX_BYTES {
        let dot = name.rfind('.').filter(|dot| *dot > 1).unwrap_or(name.len());
        let Some((last, _)) = name[..dot].char_indices().next_back() else { return };
        name.remove(last);
    }
}

impl FromStr for FileName {
    type Err = InvalidFileName;

    fn from_str(raw: &str) -> Result<Self, InvalidFileName> {
        match raw.len() {
            1..=Self::MAX_BYTES => Ok(Self(raw.to_owned())),
            _ => Err(InvalidFileName),
        }
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileName({} bytes)", self.0.len())
    }
}

/// A name that can be written under: 1 to 255 bytes, one part, of nothing but what can be seen ([`FileName::safe`]). It does not print in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct SafeFileName(String);

impl SafeFileName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with a number before its last dot, for a folder that has a file of that name: `report (2).pdf`.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let dot = self.0.rfind('.').filter(|dot| *dot > 0).unwrap_or(self.0.len());
        let (stem, extension) = self.0.split_at(dot);
        let number = format!(" ({number})");
        let mut stem = stem.to_owned();
        while stem.len() + number.len() + extension.len() > FileName::MAX_BYTES
            && stem.pop().is_some()
        {}
        let mut name = format!("{stem}{number}{extension}");
        shorten(&mut name);
        Self(name)
    }
}

impl fmt::Debug for SafeFileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafeFileName({} bytes)", self.0.len())
    }
}

/// The text is not a [`FileName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a file's name is 1 to 255 bytes")]
pub struct InvalidFileName;

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::{prop_assert, proptest};
    use rstest::rstest;

    use super::*;

    fn safe(raw: &str) -> String {
        raw.parse::<FileName>().unwrap().safe().as_str().to_owned()
    }

    #[rstest]
    #[case::plain("report.pdf", "report.pdf")]
    #[case::of_another_language("Übersicht 2026 – 日本.txt", "Übersicht 2026 – 日本.txt")]
    #[case::a_path("../../etc/passwd", "passwd")]
    #[case::a_path_of_windows(r"..\..\evil.exe", "evil.exe")]
    #[case::an_absolute_path("/etc/cron.d/x", "x")]
    #[case::a_drive("C:autorun.inf", "C_autorun.inf")]
    #[case::a_stream("report.txt:hidden", "report.txt_hidden")]
    #[case::a_folder("folder/", "folder")]
    #[case::the_folder_itself(".", "_")]
    #[case::the_folder_above("..", "__")]
    #[case::only_slashes("///", "file")]
    #[case::hidden(".bashrc", "_bashrc")]
    #[case::dropped_by_windows("evil.exe. .", "evil.exe___")]
    #[case::a_device("nul", "_nul")]
    #[case::a_device_with_an_ending("CON.txt", "_CON.txt")]
    #[case::a_port("com1.log", "_com1.log")]
    #[case::a_port_in_superscript("LPT².log", "_LPT².log")]
    #[case::no_port("com10.log", "com10.log")]
    #[case::a_control("a\u{1b}[2Jb\n.txt", "a_[2Jb_.txt")]
    #[case::turned_round("invoice\u{202e}fdp.exe", "invoice_fdp.exe")]
    #[case::not_seen("a\u{200b}.txt", "a_.txt")]
    #[case::turned_round_and_isolated("a\u{2067}fdp.exe", "a_fdp.exe")]
    #[case::a_mark_of_byte_order("\u{feff}a.txt", "_a.txt")]
    #[case::an_annotation("a\u{fff9}.txt", "a_.txt")]
    #[case::a_tag("a\u{e0041}.txt", "a_.txt")]
    #[case::a_soft_hyphen("a\u{ad}b.txt", "a_b.txt")]
    #[case::two_lines("a\u{2028}b.txt", "a_b.txt")]
    #[case::no_file_system_takes("a<b>|c?*\".txt", "a_b__c___.txt")]
    fn t54_a_name_is_one_file_in_its_folder(#[case] raw: &str, #[case] expected: &str) {
        assert_eq!(safe(raw), expected);
    }

    #[test]
    fn t54_the_longest_name_stays_one_with_its_ending() {
        let longest = format!("con.{}a.txt", "é".repeat(123));
        let name = safe(&longest);

        assert!(
            name.len() <= 255
                && name.starts_with("_con.é")
                && name.rsplit_once('.').is_some_and(|(_, end)| end == "txt"),
            "{name}"
        );
        assert_eq!("a".repeat(256).parse::<FileName>(), Err(InvalidFileName));
        assert_eq!("".parse::<FileName>(), Err(InvalidFileName));
    }

    #[rstest]
    #[case("report.pdf", "report (2).pdf")]
    #[case("report", "report (2)")]
    #[case("archive.tar.gz", "archive.tar (2).gz")]
    fn a_second_one_has_a_number(#[case] raw: &str, #[case] expected: &str) {
        let name = raw.parse::<FileName>().unwrap().safe();

        assert_eq!(name.numbered(2).as_str(), expected);
    }

    proptest! {
        #[test]
        fn t54_whatever_is_claimed_is_one_part_that_can_be_seen(raw in "(\\PC|[./\\\\: ]|\u{202e}|\u{200b}|\x1b|\0){1,60}") {
            let name = raw.parse::<FileName>().unwrap().safe();
            for name in [name.clone(), name.numbered(u32::MAX)] {
                let name = name.as_str();
                let parts: Vec<_> = Path::new(name).components().collect();

                prop_assert!(matches!(parts[..], [Component::Normal(one)] if one == name), "{:?}", name);
                prop_assert!((1..=255).contains(&name.len()) && !name.chars().any(is_bad), "{:?}", name);
                prop_assert!(!name.contains(['/', '\\']) && !name.starts_with('.') && !name.ends_with(['.', ' ']), "{:?}", name);
                prop_assert!(!is_device(name), "{:?}", name);
            }
        }
    }

    #[test]
    fn names_do_not_print() {
        let name = "secret".parse::<FileName>().unwrap();

        assert_eq!(
            format!("{name:?} {:?}", name.safe()),
            "FileName(6 bytes) SafeFileName(6 bytes)"
        );
    }
}
