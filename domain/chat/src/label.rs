/// Whether `raw` is a DNS label of at most `max` bytes in lower case: `a-z 0-9 -`, no `-` at either end.
pub(crate) fn is_label(raw: &str, max: usize) -> bool {
    let legal = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-');
    (1..=max).contains(&raw.len())
        && raw.bytes().all(legal)
        && !raw.starts_with('-')
        && !raw.ends_with('-')
}
