use std::error::Error;

use causerie_cli::{ModeratorAction, Moderators};
use causerie_pki::{FileModerators, read_domain};
use causerie_usecases::ports::PublicChannel;
use serde_json::json;

use crate::say::say;

/// Says who looks after the public channel, or changes it; a directory that runs goes by it at once.
pub(crate) fn moderators(wanted: &Moderators, as_json: bool) -> Result<(), Box<dyn Error>> {
    let data = match &wanted.action {
        ModeratorAction::Add(named) | ModeratorAction::Remove(named) => &named.data,
        ModeratorAction::List(folder) => &folder.data,
    };
    let domain = read_domain(data)?;
    let file = FileModerators::of(data);
    let mut names = file.read()?;
    let changed = match &wanted.action {
        ModeratorAction::Add(named) => names.insert(named.name.clone()),
        ModeratorAction::Remove(named) => names.remove(&named.name),
        ModeratorAction::List(_) => false,
    };
    if names.len() > PublicChannel::MOST_MODERATORS {
        let most = PublicChannel::MOST_MODERATORS;
        return Err(format!("there are at most {most} moderators; remove one first").into());
    }
    if changed {
        file.replace(&names)?;
    }
    let all: Vec<_> = names.iter().map(|name| format!("{name}@{domain}")).collect();
    let words = if all.is_empty() {
        "nobody moderates #public; name somebody: causerie-server moderators add NAME".to_owned()
    } else {
        all.join("\n")
    };
    say(as_json.then_some(json!({ "moderators": all })), &words)
}
