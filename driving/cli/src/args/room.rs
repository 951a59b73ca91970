use std::time::Duration;

use causerie_chat::{RoomId, RoomName};
use clap::{Args, Subcommand, builder::FalseyValueParser};

use super::{Name, RoomRef, talk::seconds};

/// `causerie room`.
#[derive(Clone, Debug, Subcommand)]
pub enum Room {
    /// Make a room with nobody in it but you
    #[command(
        after_help = "Example: causerie room create \"Book club\"\n\nYou own it. Your directory keeps the order of its changes, and can read neither what is said in it nor its name. Then invite others: causerie room invite '#book-club' bob"
    )]
    Create(CreateRoom),
    /// List your rooms, and those you are invited into
    #[command(after_help = "Example: causerie room list")]
    List,
    /// Show who is in a room, and what they may do there
    #[command(
        after_help = "Example: causerie room show '#book-club'\n\nA room is its name with hyphens for blanks, or the beginning of its id, 8 digits or more. Owners may do everything; admins take people in, let members go and name the room; members speak."
    )]
    Show(WhichRoom),
    /// Invite people into a room
    #[command(
        after_help = "Example: causerie room invite '#book-club' bob carol\n\nOnly owners and admins do. They come in when they want to (causerie room join), and read what is said from then on, nothing from before. Whom you invite is a contact of yours."
    )]
    Invite(InviteToRoom),
    /// Come into a room you are invited into
    #[command(
        after_help = "Examples:\n  causerie room join '#book-club'\n  causerie room join '#book-club' --by alice\n\nWhoever invited you is asked, and takes you in as soon as a device of theirs runs: causerie room list shows when you are in."
    )]
    Join(JoinRoom),
    /// Leave a room, with all your devices
    #[command(
        after_help = "Example: causerie room leave '#book-club'\n\nWhat was said stays on your device. The last one who owns a room cannot leave while others are in it: causerie room promote '#book-club' bob --owner, and then leave."
    )]
    Leave(WhichRoom),
    /// Have somebody go from a room
    #[command(
        after_help = "Example: causerie room remove '#book-club' carol\n\nThe room's keys change, and they read nothing that is said from then on. Admins let members go, owners anybody. You yourself leave: causerie room leave"
    )]
    Remove(InRoom),
    /// Have somebody help look after a room, or own it too
    #[command(
        after_help = "Examples:\n  causerie room promote '#book-club' bob\n  causerie room promote '#book-club' bob --owner\n\nOnly owners do. An admin takes people in, lets members go and names the room; an owner may also say who is owner and admin."
    )]
    Promote(Promote),
    /// Have somebody be a member like all others
    #[command(
        after_help = "Example: causerie room demote '#book-club' bob\n\nOnly owners do, and everybody for themselves; the last owner stays one."
    )]
    Demote(InRoom),
    /// Call a room otherwise
    #[command(
        after_help = "Example: causerie room rename '#book-club' \"Chess club\"\n\nOwners and admins do."
    )]
    Rename(RenameRoom),
    /// Change a room's keys now
    #[command(
        after_help = "Example: causerie room rotate '#book-club'\n\nThey change by themselves, too. What was stolen from your device before reads nothing that is said from then on."
    )]
    Rotate(WhichRoom),
}

/// A room.
#[derive(Clone, Debug, Args)]
pub struct WhichRoom {
    /// Which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
}

/// `causerie room create`.
#[derive(Clone, Debug, Args)]
pub struct CreateRoom {
    /// What it is called: 1 to 64 bytes
    pub name: RoomName,
    /// The room's id.
    #[arg(
        long,
        help = "The room's id (32 hexadecimal digits): what is made again under the same id is one room",
        value_name = "ID",
        env = "CAUSERIE_ROOM_ID"
    )]
    pub id: Option<RoomId>,
}

/// `causerie room invite`.
#[derive(Clone, Debug, Args)]
pub struct InviteToRoom {
    /// Into which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
    /// Whom: bob, or bob@chat.example.org
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<Name>,
}

/// `causerie room join`.
#[derive(Clone, Debug, Args)]
pub struct JoinRoom {
    /// Which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
    /// By whose invitation, if several people invited you
    #[arg(long, value_name = "NAME", env = "CAUSERIE_ROOM_BY")]
    pub by: Option<Name>,
    /// How long to wait until you are in it; 0 only asks. You come in later too: whoever invited you may be away
    #[arg(
        long,
        value_name = "SECONDS",
        env = "CAUSERIE_ROOM_WAIT",
        default_value = "5",
        value_parser = seconds
    )]
    pub wait: Duration,
}

/// Somebody in a room.
#[derive(Clone, Debug, Args)]
pub struct InRoom {
    /// In which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
}

/// `causerie room promote`.
#[derive(Clone, Debug, Args)]
pub struct Promote {
    /// In which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
    /// Whom: bob, or bob@chat.example.org
    pub name: Name,
    /// Have them own the room, beside those who do
    #[arg(long, env = "CAUSERIE_ROOM_OWNER", value_parser = FalseyValueParser::new())]
    pub owner: bool,
}

/// `causerie room rename`.
#[derive(Clone, Debug, Args)]
pub struct RenameRoom {
    /// Which: '#book-club', or '#' and 8 digits or more of its id
    pub room: RoomRef,
    /// What it is called from then on: 1 to 64 bytes
    pub name: RoomName,
}
