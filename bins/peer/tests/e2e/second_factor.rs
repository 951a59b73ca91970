//! A second factor: asked for in a fresh folder and after a lapse, and not in between.

use std::{fs, os::unix::fs::PermissionsExt, thread, time::Duration};

use causerie_chat::TotpSecret;
use causerie_edge::now;
use serde_json::Value;

use crate::{
    look::{files, has},
    world::{Process, World, assert_success},
};

/// What was shown once.
struct Shown {
    secret: TotpSecret,
    recovery: Vec<String>,
}

impl Shown {
    /// What the app shows so many seconds from now.
    fn code(&self, seconds: u64) -> String {
        self.secret.code(now().plus(seconds * 1_000)).expose().to_owned()
    }
}

impl World {
    /// Alice, who is up, turns her second factor on.
    fn enables(&self) -> Shown {
        let shown = self.json("alice", &["2fa", "enable"]);
        let recovery: Vec<String> =
            serde_json::from_value(shown["recovery_codes"].clone()).unwrap();
        let secret = shown["secret"].as_str().unwrap();
        assert!(shown["url"].as_str().unwrap().contains(secret), "{shown}");
        let shown = Shown { secret: secret.parse().unwrap(), recovery };
        assert_eq!(self.json("alice", &["2fa", "status"])["standing"], "offered");
        self.says("alice", &["2fa", "enable", "--code", &shown.code(0)]);
        assert_eq!(self.standing("alice")["standing"], "on");
        shown
    }

    fn standing(&self, name: &str) -> Value {
        self.json(name, &["2fa", "status"])
    }

    /// The code that a command is refused with, which is what `up` is where a code is asked for.
    pub(crate) fn refusal(&self, name: &str, arguments: &[&str]) -> String {
        let output = self.causerie(name, &[&["--json"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
        problem["code"].as_str().unwrap().to_owned()
    }

    /// Restores the backup into a folder of that name.
    fn restore(&self, backup: &str, words: &str, folder: &str) {
        let import = ["import", backup, "--passphrase-file", words];
        assert_success(&self.causerie(folder, &import));
    }
}

#[test]
fn a_fresh_folder_takes_a_code_a_recovery_code_is_good_once_and_what_is_turned_off_is_not_asked_for()
 {
    let world = World::begin();
    let mut alice = world.newcomer("alice");
    let shown = world.enables();
    assert_eq!(world.refusal("alice", &["2fa", "enable"]), "TOTP_ENABLED");
    alice.process.stop();
    let backup = world.path("alice.backup").into_os_string().into_string().unwrap();
    let words = world.words("a backup for the cellar");
    world.says("alice", &["export", &backup, "--new-passphrase-file", &words]);

    // Where she has signed in already she is not asked.
    world.up("alice").process.stop();

    world.restore(&backup, &words, "restored");
    assert_eq!(world.refusal("restored", &["up"]), "TOTP_REQUIRED");
    let guess = "abcd-efgh-ijkl-mnop";
    assert_eq!(world.refusal("restored", &["up", "--code", guess]), "TOTP_WRONG");
    let mut restored = world.up_with("restored", &["--code", &shown.recovery[0]]);
    assert_eq!(world.standing("restored")["recovery_codes_left"], 9);
    restored.process.stop();
    world.up("restored").process.stop();

    world.restore(&backup, &words, "again");
    let used = &shown.recovery[0];
    assert_eq!(world.refusal("again", &["up", "--code", used]), "TOTP_WRONG");
    let code = shown.code(30);
    let mut again = world.up_with("again", &["--code", &code]);
    assert_eq!(world.refusal("again", &["2fa", "disable", "--code", &code]), "TOTP_WRONG");
    assert_eq!(world.refusal("again", &["2fa", "disable"]), "NO_TERMINAL");
    world.says("again", &["2fa", "disable", "--code", &shown.recovery[1]]);
    assert_eq!(world.standing("again")["standing"], "off");
    again.process.stop();

    world.restore(&backup, &words, "at last");
    world.up("at last");
}

#[test]
fn a_sign_in_that_lapsed_takes_a_code() {
    let world = World::begin_with(&[("CAUSERIE_SERVER_SIGN_IN_LAPSE", "2s")]);
    let mut alice = world.newcomer("alice");
    let shown = world.enables();
    alice.process.stop();
    fs::remove_file(world.path("alice").join("credential.pem")).unwrap();
    thread::sleep(Duration::from_secs(3));

    let said = world.causerie("alice", &["up"]);
    let code = shown.code(30);
    let mut alice = world.up_with("alice", &["--code", &code]);

    assert_eq!(said.status.code(), Some(1));
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("(TOTP_REQUIRED)") && said.contains("next: give it: --code"), "{said}");
    alice.process.stop();
    fs::remove_file(world.path("alice").join("credential.pem")).unwrap();
    thread::sleep(Duration::from_secs(3));
    assert_eq!(world.refusal("alice", &["up", "--code", &code]), "TOTP_WRONG");
}

#[test]
fn a_peer_that_is_asked_for_a_code_while_it_runs_is_given_one() {
    let mut world = World::begin_with(&[("CAUSERIE_SERVER_SIGN_IN_LAPSE", "2s")]);
    let mut alice = world.newcomer("alice");
    let shown = world.enables();
    let unspent = world.json("alice", &["2fa", "code", &shown.code(30)]);
    assert_eq!(unspent["signed_in"], true);
    alice.process.stop();
    fs::remove_file(world.path("alice").join("credential.pem")).unwrap();
    world.directory.end();
    thread::sleep(Duration::from_secs(3));
    // It comes up without its directory, which then asks for a code.
    let (_alice, said) = Process::start(world.command("alice", &["--json", "up"]).arg("--no-lan"));
    assert!(said.contains("\"announced\":false"), "{said}");
    world.restart_directory();

    assert_eq!(world.refusal("alice", &["2fa", "code", "abcd-efgh-ijkl-mnop"]), "TOTP_WRONG");
    assert_eq!(world.refusal("alice", &["2fa", "code"]), "NO_TERMINAL");
    assert_eq!(world.json("alice", &["status"])["signed_in"], false);
    let status = world.json("alice", &["2fa", "code", &shown.code(30)]);

    assert_eq!(status["signed_in"], true);
}

#[test]
fn the_directory_keeps_the_second_factor_sealed_and_says_nothing_of_it() {
    let mut world = World::begin();
    let mut alice = world.newcomer("alice");
    let shown = world.enables();
    alice.process.stop();

    let log = world.directory.end();

    let data = world.path("directory");
    let key = data.join("second-factors.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let text = shown.secret.expose();
    let codes = shown.recovery.iter().map(|code| code.as_bytes().to_vec());
    let secrets = [shown.secret.as_bytes().to_vec(), text.as_bytes().to_vec()];
    for secret in secrets.into_iter().chain(codes) {
        assert!(!has(log.as_bytes(), &secret));
        for (name, bytes) in files(&data) {
            assert!(!has(&bytes, &secret), "{name}");
        }
    }

    // With the key it goes on; without it the directory does not begin again, so that nobody is locked out unawares.
    world.restart_directory();
    world.up("alice");
    world.directory.end();
    fs::remove_file(&key).unwrap();
    let mut server = crate::world::server(&[]);
    let output = server.args(["run", "--listen", "127.0.0.1:0", "--data"]).arg(&data).output();
    let said = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(said.contains("sealed with another key"), "{said}");
}
