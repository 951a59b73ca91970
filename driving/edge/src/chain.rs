use std::error::Error;

/// An error and what is behind it, in one line; a cause that its error repeats is told once.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let told = cause.to_string();
        if !line.ends_with(&told) {
            line.push_str(": ");
            line.push_str(&told);
        }
        next = cause.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use causerie_usecases::ports::Unavailable;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let full = std::io::Error::other("disk full");

        let line = chain(&Unavailable::new(full));

        assert_eq!(line, "a service this depends on is unavailable: disk full");
    }
}
