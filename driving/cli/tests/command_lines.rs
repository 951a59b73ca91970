//! What can be typed, and that help tells all of it.

use causerie_cli::{
    ClientCommand, PeerCli, PeerCommand, ServerCli, ServerCommand, Words, completions,
};
use clap::{Arg, Command, CommandFactory, Parser, error::ErrorKind};
use rstest::rstest;

#[rstest]
fn the_definitions_are_sound(#[values(PeerCli::command(), ServerCli::command())] command: Command) {
    command.debug_assert();
}

#[rstest]
fn every_option_has_help_and_an_environment_variable(
    #[values(PeerCli::command(), ServerCli::command())] command: Command,
) {
    let all = tree(command);

    for option in all.iter().flat_map(options) {
        let name = option.get_id();
        let variable = option.get_env().unwrap_or_else(|| panic!("{name} has no variable"));
        assert!(variable.to_str().unwrap().starts_with("CAUSERIE_"), "{name}: {variable:?}");
        assert!(option.get_help().is_some(), "{name} has no help");
    }
}

#[rstest]
fn every_command_says_what_it_does_and_gives_an_example(
    #[values(PeerCli::command(), ServerCli::command())] command: Command,
) {
    for command in tree(command).iter().filter(|command| !command.has_subcommands()) {
        let name = command.get_name();
        assert!(command.get_about().is_some(), "{name} does not say what it does");
        let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        assert!(example.contains("Example"), "{name} has no example");
        assert!(command.get_arguments().all(|arg| arg.get_help().is_some()), "{name}: an argument");
    }
}

#[rstest]
#[case(PeerCli::command(), &["0  done", "1  refused", "2  not understood", "3  the peer is not", "4  not yet"])]
#[case(ServerCli::command(), &["0  done", "1  refused", "2  not understood"])]
fn exit_codes_are_in_the_help(#[case] mut command: Command, #[case] codes: &[&str]) {
    let help = command.render_long_help().to_string();

    for code in codes {
        assert!(help.contains(code), "{code} is missing from {help}");
    }
}

#[test]
fn one_variable_never_means_two_things() {
    let mut seen = std::collections::HashMap::new();
    let all = [tree(PeerCli::command()), tree(ServerCli::command())].concat();

    for option in all.iter().flat_map(options) {
        let name = option.get_id().to_string();
        let variable = option.get_env().unwrap().to_owned();
        assert_eq!(seen.entry(variable).or_insert(name.clone()), &name);
    }
}

#[test]
fn t56_no_option_skips_a_verification() {
    let all = [tree(PeerCli::command()), tree(ServerCli::command())].concat();

    for option in all.iter().flat_map(options) {
        let name = option.get_id().to_string();
        for word in ["insecure", "skip", "verif", "invalid", "unsafe", "disable", "plain"] {
            assert!(!name.contains(word), "{name}");
        }
    }
}

#[test]
fn sensible_things_need_not_be_typed() {
    let PeerCommand::Up(up) = peer(&["up"]).command else { panic!("not up") };
    assert_eq!((up.listen.to_string(), up.local.to_string()), (any(), any()));
    assert!(up.advertise.is_none());
    assert!(!up.no_lan);

    let tell = peer(&["tell", "bob", "Hello, Bob!"]);
    let PeerCommand::Client(ClientCommand::Tell(tell)) = tell.command else { panic!("not tell") };
    assert_eq!(
        (tell.said.wait.as_secs(), tell.said.require_delivery, tell.said.id),
        (5, false, None)
    );
    assert_eq!(tell.said.text, Words::Given("Hello, Bob!".parse().unwrap()));

    let all = peer(&["all", "Hello, all!", "--require-delivery"]);
    let PeerCommand::Client(ClientCommand::All(all)) = all.command else { panic!("not all") };
    assert_eq!((all.wait.as_secs(), all.require_delivery, all.id), (5, true, None));
    assert_eq!(all.text, Words::Given("Hello, all!".parse().unwrap()));

    let run = ServerCli::try_parse_from(["causerie-server", "run", "--data", "d"]).unwrap();
    let ServerCommand::Run(run) = run.command else { panic!("not run") };
    assert_eq!(run.listen.to_string(), "127.0.0.1:7443");
}

#[test]
fn the_data_folder_can_stand_before_or_behind_the_command() {
    let before = peer(&["--data", "x", "status", "--json"]);
    let behind = peer(&["status", "--data", "x"]);

    assert_eq!(before.data, behind.data);
    assert!(before.json && !behind.json);
}

#[test]
fn passphrases_are_read_from_files_and_never_typed_on_the_command_line() {
    let words = ["import", "b", "--passphrase-file", "old", "--new-passphrase-file", "new"];
    let import = peer(&words);
    assert_eq!(import.passphrase_file, Some("old".into()));
    let PeerCommand::Import(import) = import.command else { panic!("not import") };
    assert_eq!((import.file, import.new_passphrase_file), ("b".into(), Some("new".into())));

    let register =
        ["register", "alice", "--directory", "https://localhost", "--root", "r", "--passphrase"];
    let PeerCommand::Register(register) = peer(&register).command else { panic!("not register") };
    assert!(register.passphrase);

    let PeerCommand::Passphrase(change) = peer(&["passphrase", "--remove"]).command else {
        panic!("not passphrase")
    };
    assert!(change.remove && change.new_passphrase_file.is_none());
}

#[test]
fn the_help_tells_what_is_in_a_backup() {
    let help = |name| {
        let commands = tree(PeerCli::command());
        let command = commands.iter().find(|command| command.get_name() == name).unwrap();
        command.get_after_help().unwrap().to_string()
    };

    for part in ["account", "this device", "contacts", "messages", "Sessions are not"] {
        assert!(help("export").contains(part), "{part}");
    }
    assert!(help("import").contains("Do not run the old machine and the new one both"));
}

#[rstest]
#[case(&["register", "Al ice", "--directory", "https://localhost", "--root", "r"])]
#[case(&["register", "alice", "--directory", "http://localhost:7443", "--root", "r"])]
#[case(&["up", "--local", "0.0.0.0:7501"])]
#[case(&["up", "--advertise", "0.0.0.0:7501"])]
#[case(&["tell", "bob"])]
#[case(&["tell", "bob", ""])]
#[case(&["tell", "../status", "hi"])]
#[case(&["tell", "bob", "hi", "--wait", "3601"])]
#[case(&["tell", "bob", "hi", "--id", "0191d5f2-7c4a-4abc-8def-0123456789ab"])]
#[case(&["whois", "bob?x=1"])]
#[case(&["why"])]
#[case(&["why", "../status"])]
#[case(&["why", "0191d5f2-7c4a-4abc-8def-0123456789ab"])]
#[case(&["receipts", "bob"])]
#[case(&["receipts", "bob", "perhaps"])]
#[case(&["receipts", "bob/x", "on"])]
#[case(&["verify"])]
#[case(&["verify", "../status"])]
#[case(&["verify", "bob", "--confirm"])]
#[case(&["verify", "bob", "--confirm", "twelve"])]
#[case(&["verify", "bob", "--accept", "--reject"])]
#[case(&["verify", "bob", "--accept", "--confirm", "1"])]
#[case(&["verify", "bob", "--reject", "--confirm", "1"])]
#[case(&["passphrase", "--remove", "--new-passphrase-file", "x"])]
#[case(&["export"])]
#[case(&["import"])]
#[case(&["dance"])]
fn what_makes_no_sense_ends_with_2(#[case] words: &[&str]) {
    let refused = try_peer(words).unwrap_err();

    assert_eq!(refused.exit_code(), 2);
}

#[test]
fn a_version_is_there_to_ask_for() {
    assert_eq!(try_peer(&["--version"]).unwrap_err().kind(), ErrorKind::DisplayVersion);
}

#[rstest]
fn completions_know_the_commands(#[values("bash", "zsh", "fish")] shell: &str) {
    let mut script = Vec::new();

    completions::<PeerCli>(shell.parse().unwrap(), &mut script).unwrap();

    let script = String::from_utf8(script).unwrap();
    assert!(script.contains("conversation") && script.contains("require-delivery"));
    assert!(script.contains("receipts") && script.contains("peek"));
}

fn any() -> String {
    "127.0.0.1:0".to_owned()
}

fn try_peer(words: &[&str]) -> Result<PeerCli, clap::Error> {
    PeerCli::try_parse_from(["causerie"].iter().chain(words))
}

#[allow(clippy::unwrap_used, reason = "a helper of tests")]
fn peer(words: &[&str]) -> PeerCli {
    try_peer(words).unwrap()
}

/// `command` and all below it, with what it hands down to them.
fn tree(mut command: Command) -> Vec<Command> {
    command.build();
    let mut all = vec![command.clone()];
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        all.extend(tree(below.clone()));
    }
    all
}

fn options(command: &Command) -> impl Iterator<Item = &Arg> {
    let own = |arg: &&Arg| !["help", "version"].contains(&arg.get_id().as_str());
    command.get_arguments().filter(|arg| !arg.is_positional()).filter(own)
}
