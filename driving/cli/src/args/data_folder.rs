use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Where a peer lives unless told otherwise: `$XDG_DATA_HOME/causerie`, or `~/.local/share/causerie` (XDG Base Directory
/// Specification), or `causerie` here for somebody without a home.
pub(super) fn data_folder() -> PathBuf {
    choose(env::var_os("XDG_DATA_HOME"), env::var_os("HOME"))
}

fn choose(xdg: Option<OsString>, home: Option<OsString>) -> PathBuf {
    // The specification has relative paths ignored.
    let absolute = |path: OsString| Some(PathBuf::from(path)).filter(|path| path.is_absolute());
    let below_home = || Some(absolute(home?)?.join(".local/share"));
    let base = xdg.and_then(absolute).or_else(below_home);
    base.as_deref().unwrap_or(Path::new("")).join("causerie")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Some("/x"), Some("/home/a"), "/x/causerie")]
    #[case(None, Some("/home/a"), "/home/a/.local/share/causerie")]
    #[case(Some("relative"), Some("/home/a"), "/home/a/.local/share/causerie")]
    #[case(Some(""), None, "causerie")]
    fn a_peer_has_a_place(
        #[case] xdg: Option<&str>,
        #[case] home: Option<&str>,
        #[case] place: &str,
    ) {
        assert_eq!(choose(xdg.map(Into::into), home.map(Into::into)), Path::new(place));
    }
}
