use std::error::Error;

use causerie_cli::{PublicAction, PublicChannel};
use causerie_edge::room_id;
use causerie_pki::{FilePublicRooms, read_domain};
use serde_json::json;

use crate::say::say;

/// Says which room is the public channel, or begins it anew; a directory that runs goes by it at once.
pub(crate) fn public(wanted: &PublicChannel, as_json: bool) -> Result<(), Box<dyn Error>> {
    let (PublicAction::Reset(of) | PublicAction::Show(of)) = &wanted.action;
    read_domain(&of.data)?;
    let file = FilePublicRooms::of(&of.data);
    let mut rooms = file.read()?;
    let begins_anew = matches!(wanted.action, PublicAction::Reset(_));
    if begins_anew {
        if rooms.len() >= FilePublicRooms::MOST {
            let most = FilePublicRooms::MOST;
            return Err(format!("the public channel begins anew {most} times at most").into());
        }
        rooms.push(room_id()?);
        file.replace(&rooms)?;
    }
    let all: Vec<_> = rooms.iter().map(ToString::to_string).collect();
    let words = match all.last() {
        Some(room) if begins_anew => format!(
            "#public begins anew, as room {room}; who was in it comes in by themselves, within ten minutes or by: causerie all TEXT"
        ),
        Some(room) => format!("#public is room {room}; it began anew {} times", all.len()),
        None => "#public is the room that the directory had at its first start".to_owned(),
    };
    say(as_json.then_some(json!({ "room": all.last(), "successors": all })), &words)
}
