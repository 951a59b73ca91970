//! `causerie-server`, as it is typed.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::{
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
};

use tempfile::TempDir;

fn server(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_causerie-server"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CAUSERIE_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).output().unwrap()
}

#[test]
fn init_makes_a_network_whose_keys_are_its_owners_alone() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("directory");

    let made = server(&["init", "--domain", "chat.example.org", "--data", data.to_str().unwrap()]);

    assert!(made.status.success());
    assert!(String::from_utf8_lossy(&made.stdout).contains("root.pem"));
    for key in ["root.key", "issuer.key", "tls.key"] {
        let mode = data.join(key).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{key}");
    }
}

#[test]
fn init_again_is_refused_unless_one_is_content_with_what_is_there() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap().to_owned() + "/directory";
    let init = ["init", "--domain", "chat.example.org", "--data", &data];
    server(&init);

    let again = server(&init);
    let content = server(&[&init[..], &["--if-missing"]].concat());
    let other = server(&["init", "--if-missing", "--domain", "chat.example.com", "--data", &data]);

    assert_eq!(again.status.code(), Some(1));
    assert!(content.status.success());
    assert_eq!(other.status.code(), Some(1));
}

#[test]
fn run_without_init_names_what_is_missing() {
    let folder = TempDir::new().unwrap();

    let refused = server(&["run", "--data", folder.path().to_str().unwrap()]);

    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said.contains("missing") && said.contains("causerie-server init"), "{said}");
}

#[test]
fn health_of_a_directory_that_does_not_run_is_a_failure() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap().to_owned() + "/directory";
    server(&["init", "--domain", "localhost", "--data", &data]);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();

    let sick = server(&["health", "--data", &data, "--directory", &format!("https://{nobody}")]);

    assert_eq!(sick.status.code(), Some(1));
}

#[test]
fn for_scripts_there_is_json() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap().to_owned() + "/directory";

    let made = server(&["--json", "init", "--domain", "localhost", "--data", &data]);
    let again = server(&["--json", "init", "--domain", "localhost", "--data", &data]);

    let told: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&again.stderr).unwrap();
    assert_eq!(told["domain"], "localhost");
    assert!(problem["detail"].as_str().unwrap().contains("exists"));
}

#[test]
fn for_scripts_what_is_not_understood_is_json_too() {
    for arguments in [&["--json", "init"][..], &["--json"], &["--log", "json", "runn"]] {
        let refused = server(arguments);

        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        let problem: serde_json::Value = serde_json::from_slice(&refused.stderr).unwrap();
        assert_eq!(problem["code"], "USAGE", "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("--help"), "{problem}");
    }
    let help = server(&["--json", "--help"]);
    assert!(help.status.success() && !help.stdout.is_empty());
    let people = server(&["init"]);
    assert_eq!(people.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&people.stderr).contains("Usage: causerie-server init"));
}

#[test]
fn moderators_are_named_listed_and_removed() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap().to_owned() + "/directory";
    server(&["init", "--domain", "chat.example.org", "--data", &data]);
    let moderators = |arguments: &[&str]| {
        server(&[&["--json", "moderators"], arguments, &["--data", &data]].concat())
    };
    let told = |done: &Output| -> serde_json::Value {
        serde_json::from_slice::<serde_json::Value>(&done.stdout).unwrap()["moderators"].take()
    };

    assert_eq!(told(&moderators(&["list"])), serde_json::json!([]));
    for _ in 0..2 {
        assert!(moderators(&["add", "bob"]).status.success());
    }
    moderators(&["add", "alice"]);
    let both = serde_json::json!(["alice@chat.example.org", "bob@chat.example.org"]);
    assert_eq!(told(&moderators(&["list"])), both);
    assert_eq!(told(&moderators(&["remove", "alice"]))[0], "bob@chat.example.org");
    assert_eq!(moderators(&["add", "Bob"]).status.code(), Some(2));
    assert_eq!(server(&["moderators", "list", "--data", "/nowhere"]).status.code(), Some(1));
}

#[test]
fn the_public_channel_begins_anew_each_time_it_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap().to_owned() + "/directory";
    server(&["init", "--domain", "chat.example.org", "--data", &data]);
    let public = |what: &str| -> serde_json::Value {
        let done = server(&["--json", "public", what, "--data", &data]);
        serde_json::from_slice(&done.stdout).unwrap()
    };

    assert!(public("show")["room"].is_null());
    let [first, second] = [public("reset"), public("reset")];

    assert_ne!(first["room"], second["room"]);
    assert_eq!(second["successors"], serde_json::json!([first["room"], second["room"]]));
    assert_eq!(public("show"), second);
    let told = server(&["public", "reset", "--data", &data]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("#public begins anew"));
    assert_eq!(server(&["public", "reset", "--data", "/nowhere"]).status.code(), Some(1));
}
