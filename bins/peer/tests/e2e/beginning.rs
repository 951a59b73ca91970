//! Registering and joining that come to nothing: they say why before they ask for anything, and leave nothing behind.

use std::{fs, net::TcpListener, process::Output};

use serde_json::Value;

use crate::world::{Process, World};

fn problem(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let last = output.stderr.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty());
    serde_json::from_slice(last.unwrap()).unwrap()
}

#[test]
fn who_asks_under_an_id_that_is_in_use_is_told_so_and_nobody_is_asked() {
    let world = World::begin();
    let _alice = world.newcomer("alice");
    world.link("phone");
    let mut link = world.command("alice", &["--json", "link", "--yes"]);
    let (mut linking, said) = Process::start(&mut link);
    let said: Value = serde_json::from_str(&said).unwrap();
    let file = world.path("code");
    fs::write(&file, said["code"].as_str().unwrap()).unwrap();
    let (url, root, file) = (world.url(), world.root(), file.display().to_string());

    let join = ["--json", "join", "alice", "--directory", &url, "--root", &root];
    let with = ["--device", "phone", "--code-file", &file];
    let refused = world.causerie("other", &[&join[..], &with].concat());

    let told = problem(&refused);
    assert_eq!(told["code"], "DEVICE_IN_USE", "{told}");
    assert!(told["detail"].as_str().unwrap().contains("--device"), "{told}");
    assert!(!linking.ends_well());
    assert!(linking.end().contains("DEVICE_IN_USE"));
    assert!(!world.path("other").exists());
    let again = world.causerie("phone", &[&join[..], &["--device", "phone"]].concat());
    let told = problem(&again);
    assert!(told["detail"].as_str().unwrap().contains("causerie up --data"), "{told}");
}

#[test]
fn what_comes_to_nothing_leaves_nothing_behind() {
    let world = World::begin();
    world.register("alice");
    let (url, root) = (world.url(), world.root());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("https://localhost:{}", nobody.port());
    let register = |name: &str, url: &str, root: &str, folder: &str| {
        let register = ["--json", "register", name, "--directory", url, "--root", root];
        problem(&world.causerie(folder, &register))
    };
    fs::create_dir(world.path("mine")).unwrap();
    fs::write(world.path("mine").join("notes.txt"), "mine").unwrap();

    let taken = register("alice", &url, &root, "a/b");
    let beside = register("alice", &url, &root, "mine");
    let away = register("bob", &nobody, &root, "c");
    let rootless = register("bob", &url, "/no/such/root.pem", "d");

    assert!(taken["detail"].as_str().unwrap().contains("NAME_IN_USE"), "{taken}");
    assert!(beside["detail"].as_str().unwrap().contains("NAME_IN_USE"), "{beside}");
    assert_eq!(away["code"], "DIRECTORY_UNREACHABLE", "{away}");
    let advice = rootless["detail"].as_str().unwrap();
    assert!(advice.contains("/no/such/root.pem is not there; give the file"), "{advice}");
    for folder in ["a", "c", "d"] {
        assert!(!world.path(folder).exists(), "{folder}");
    }
    let left: Vec<_> = fs::read_dir(world.path("mine")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    world.register_in("mine", "bob", &[]);
}

#[test]
fn a_wrong_code_leaves_nothing_behind_either() {
    let world = World::begin();
    let (url, root) = (world.url(), world.root());
    let file = world.path("code");
    fs::write(&file, "0000-0000-0000-0000-0000").unwrap();
    let file = file.display().to_string();

    let join = ["--json", "join", "alice", "--directory", &url, "--root", &root];
    let with = ["--device", "phone", "--code-file", &file];
    let refused = world.causerie("phone", &[&join[..], &with].concat());

    assert_eq!(problem(&refused)["code"], "NO_SUCH_LINK");
    assert!(!world.path("phone").exists());
}

#[test]
fn for_scripts_what_is_not_understood_is_json_too() {
    let world = World::begin();

    for arguments in
        [&["--json", "tell"][..], &["--json", "tel", "bob"], &["tell", "Bob!", "hi", "--json"]]
    {
        let refused = world.causerie("alice", arguments);

        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        let problem: Value = serde_json::from_slice(&refused.stderr).unwrap();
        assert_eq!(problem["code"], "USAGE", "{problem}");
    }
}
