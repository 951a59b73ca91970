//! No value ever becomes part of a statement.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn t53_statements_are_made_of_constants_only() {
    let mut seen = 0;

    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = fs::read_to_string(&file).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for statement in code.split("format!(").skip(1) {
            let statement = statement.split(")?").next().unwrap();
            for name in statement.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                seen += 1;
                let constant = ["COLUMNS", "DEVICES", "JOINS"].contains(&name);
                assert!(constant, "{}: {{{name}}} in a statement", file.display());
            }
        }
    }

    assert!(seen > 0);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.extension() {
            None => sources(&path),
            Some(kind) if kind == "rs" => vec![path],
            Some(_) => vec![],
        })
        .collect()
}
