use clap::{Args, Subcommand, ValueEnum, builder::FalseyValueParser};

use super::{
    Chat, Completions, Contacts, Conversation, Delete, Devices, Edit, Fetch, Fetching, Files, Link,
    Moderate, Name, Presence, React, Room, Said, Search, SecondFactor, Send, Subject, Tell,
    TimerOf, Upload, Verify, Whom,
};

/// What is asked of a running peer.
#[derive(Clone, Debug, Subcommand)]
pub enum ClientCommand {
    /// Say something to somebody, or in a room
    #[command(
        after_help = "Examples:\n  causerie tell bob \"Hello, Bob!\"\n  git log -1 | causerie tell bob -\n  causerie tell bob -- \"-5 degrees\"\n  causerie tell '#book-club' \"Hello, all!\"\n\nOnce the peer has accepted a message it is kept, and delivered as soon as can be: `queued`, and `stored` in the mailbox of somebody who is away, are success (0), unless --require-delivery makes them 4. A message refused for good is 1."
    )]
    Tell(Tell),
    /// Say something to everybody of your directory, in its public channel
    #[command(
        after_help = "Examples:\n  causerie all \"Hello, all!\"\n  causerie conversation '#public' --follow\n\nThe first time you come into the channel by it: from then on you read what is said there, nothing from before, and everybody in it sees who you are. causerie room leave '#public' leaves it. Moderators, whom the operator of the directory names, may remove what is said. How far it came is told as by causerie tell."
    )]
    All(Said),
    /// Say a message of yours in other words
    #[command(
        after_help = "Example: causerie edit 0191d5f2-7c4a-7abc-8def-0123456789ab \"Hello, Bob!\"\n\nFor 24 hours after it was sent."
    )]
    Edit(Edit),
    /// Delete a message of yours, at both ends
    #[command(
        after_help = "Example: causerie delete 0191d5f2-7c4a-7abc-8def-0123456789ab\n\nFor 24 hours after it was sent. Its words are overwritten here at once, and on the other's device when it hears of it. What they copied, or keep in a backup, stays theirs."
    )]
    Delete(Delete),
    /// React to a message
    #[command(
        after_help = "Examples:\n  causerie react 0191d5f2-7c4a-7abc-8def-0123456789ab 👍\n  causerie react 0191d5f2-7c4a-7abc-8def-0123456789ab --none"
    )]
    React(React),
    /// Have what you say to somebody, or in a room, disappear after a while, at all ends
    #[command(
        after_help = "Examples:\n  causerie timer bob 1h\n  causerie timer bob off\n  causerie timer bob\n  causerie timer '#book-club' 7days\n\nIt holds for what you say from then on; a single message: causerie tell bob --expires 1h TEXT."
    )]
    Timer(TimerOf),
    /// Read what was said with somebody, or in a room
    #[command(
        after_help = "Examples:\n  causerie conversation bob\n  causerie conversation bob --follow\n  causerie conversation bob --peek\n  causerie conversation '#book-club'\n\nWhat is shown is marked as read, and its author told (see causerie receipts), unless you only --peek. Times are UTC."
    )]
    Conversation(Conversation),
    /// Talk: a conversation at your terminal, with all that comes beside it
    #[command(
        after_help = "Examples:\n  causerie chat\n  causerie chat bob\n  causerie chat '#book-club'\n  printf '/tell bob Hello\\n' | causerie chat\n\nWhat you type is said to whom the conversation is with; what begins with / is a command: /help lists them, Tab completes. // at the beginning sends one /. Messages are called by the numbers beside them. What comes appears above what you are typing; in the conversation you are in it is marked as read, and its author told (see causerie receipts). Ticks: · queued, ✓ in their mailbox, ✓✓ delivered, in colour once read, ! failed. What you typed before is kept in memory only. Times are UTC.\n\nWhere standard input is no terminal its lines are carried out one by one, and it ends with 1 if one of them was refused."
    )]
    Chat(Chat),
    /// Send files to somebody, or into a room: from your machine to theirs
    #[command(
        after_help = "Examples:\n  causerie send bob report.pdf\n  causerie send '#book-club' chapter-*.pdf --caption \"for Tuesday\"\n\nA message says that the file is there; it stays where it is, and whoever wants it fetches it from you while your peer runs: do not move or change it until they have. In a room those who have it give it to others too. causerie delete ID takes it back."
    )]
    Send(Send),
    /// List the files that were sent, by you and to you, and how far you are with them
    #[command(
        after_help = "Examples:\n  causerie files\n  causerie files --with bob\n\nThe latest first. Times are UTC."
    )]
    Files(Files),
    /// Fetch a file that was sent to you
    #[command(
        after_help = "Examples:\n  causerie fetch 0f8c2e5a\n  causerie fetch 0f8c2e5a --to ~/Downloads\n\nYour peer fetches it, from whoever has it, and goes on where it was after any interruption: also if you press Ctrl-C, which leaves it to the peer. Under its name it is there once all of it is, and has been checked; what has that name already is not overwritten. With --json a line each time that it has come further."
    )]
    Fetch(Fetch),
    /// Stop fetching a file for now; what is here of it stays
    #[command(after_help = "Example: causerie pause 0f8c2e5a")]
    Pause(Fetching),
    /// Go on fetching a file, at once
    #[command(after_help = "Example: causerie resume 0f8c2e5a")]
    Resume(Fetching),
    /// Stop fetching a file, and remove what is here of it
    #[command(
        after_help = "Example: causerie cancel 0f8c2e5a\n\nA file that is whole stays where it is."
    )]
    Cancel(Fetching),
    /// Have a file that you sent lie at your directory as well, for while your peer is not running
    #[command(
        after_help = "Examples:\n  causerie upload 0f8c2e5a\n  causerie upload 0f8c2e5a --drop\n\nIt is sealed: the directory learns how large it is, and who fetches it, and nothing of what it is. It keeps it for as long as its operator decided (14 days unless told), and forgets it when you delete the message."
    )]
    Upload(Upload),
    /// Find what was said: the latest first
    #[command(
        after_help = "Examples:\n  causerie search train ticket\n  causerie search invoice --with bob --since 30days\n  causerie search chapter --in '#book-club'\n\nTimes are UTC. Nothing is marked as read."
    )]
    Search(Search),
    /// List with whom, and in which rooms, something was said
    #[command(after_help = "Example: causerie conversations\n\nTimes are UTC.")]
    Conversations,
    /// Make rooms, invite people into them, and look after them
    #[command(subcommand)]
    Room(Room),
    /// Look after the public channel of your directory: remove messages, mute people, ban them
    #[command(
        subcommand,
        after_help = "Only moderators do, whom the operator of the directory names (causerie-server moderators). What they decide stands in the channel, with its reason, for everybody in it to see."
    )]
    Moderate(Moderate),
    /// List your contacts, and who asks to be one
    #[command(
        after_help = "Examples:\n  causerie contacts\n  causerie contacts --all\n\nWho writes to you and is no contact yet stands first: they get no answer of any kind until you accept them or write to them."
    )]
    Contacts(Contacts),
    /// Take somebody on as a contact
    #[command(
        after_help = "Example: causerie accept carol\n\nAlso before they have written. From then on they see that their messages arrive, and may reach you directly. Whoever you write to is a contact too."
    )]
    Accept(Whom),
    /// Leave somebody without an answer
    #[command(
        after_help = "Example: causerie ignore carol\n\nThey are not told, and no longer stand among those who ask. A little of what they write is kept: causerie accept carol brings all of it."
    )]
    Ignore(Whom),
    /// Take nothing of somebody any more
    #[command(
        after_help = "Example: causerie block carol\n\nThey are not told; for them it is as if you were away. causerie unblock takes it back."
    )]
    Block(Whom),
    /// Take what somebody writes again, as it was before they were blocked
    #[command(after_help = "Example: causerie unblock carol")]
    Unblock(Whom),
    /// Ask why something has not arrived, or could not be opened
    #[command(
        after_help = "Examples:\n  causerie why bob\n  causerie why 0191d5f2-7c4a-7abc-8def-0123456789ab\n  causerie why '#book-club'\n\nAbout a message you sent, about all there is between you and somebody, or about a room: what holds it up, since when, when it is tried again, and what you could do. It is 0 if everything is where it should be, on its way or in a mailbox; 4 if something is held up; 1 if something failed for good. docs/causes.md explains all causes."
    )]
    Why(Why),
    /// List for whom something waits to be delivered, and why
    #[command(after_help = "Example: causerie waiting")]
    Waiting,
    /// Ask who is behind a name
    #[command(after_help = "Example: causerie whois bob")]
    Whois(Whois),
    /// Compare keys with somebody, and decide what to do when theirs has changed
    #[command(
        after_help = "Examples:\n  causerie verify bob\n  causerie verify bob --confirm \"12345 67890 …\"\n  causerie verify bob --reject\n\nBoth of you see the same 60 digits, unless somebody stands between you. Compare them over another channel, in person or by telephone. A number that does not match is 1, and decides nothing.\n\nWhere somebody's key has changed nothing is sent to them until you decide; what you say meanwhile is refused."
    )]
    Verify(Verify),
    /// Decide whether somebody is told when their messages were delivered and read
    #[command(
        after_help = "Examples:\n  causerie receipts bob off\n  causerie receipts bob on\n\nAt first they are. Without receipts they cannot tell whether what waited for you in your mailbox has reached you."
    )]
    Receipts(Receipts),
    /// List contacts and whether they are there, and who of your directory wants to be found
    #[command(
        after_help = "Example: causerie list\n\nContacts are online, busy, away or offline; who is offline may also not want to be seen. Then come people of your directory who are listed (see causerie presence listed) and there. Times are UTC."
    )]
    List,
    /// See how you are there for your contacts, or change it
    #[command(
        after_help = "Examples:\n  causerie presence\n  causerie presence busy\n  causerie presence listed on\n\nOnly contacts see it, and your directory cannot read it. It lasts until your peer stops; it begins online."
    )]
    Presence(Presence),
    /// List what came and could not be opened, and why
    #[command(
        after_help = "Example: causerie unopened\n\nThe latest first, 256 at most. Times are UTC."
    )]
    Unopened,
    /// Link a new device to your account: shows a code for it
    #[command(
        after_help = "Examples:\n  causerie link\n  causerie link --yes --json\n\nOn your first device. Shows a code, waits for the new device (causerie join), shows you which machine asks, and takes it on if you say so. Your contacts and your other devices are told. causerie devices lists what you have."
    )]
    Link(Link),
    /// List your devices, take one away, or fetch what another one has
    #[command(
        after_help = "Examples:\n  causerie devices\n  causerie devices revoke phone\n  causerie devices fetch-history"
    )]
    Devices(Devices),
    /// Have your directory ask for a second factor, or not
    #[command(name = "2fa", subcommand)]
    SecondFactor(SecondFactor),
    /// See how your peer stands
    #[command(after_help = "Example: causerie status --require-sign-in")]
    Status(Status),
    /// Ask your peer whether it is well: whether it can do its work
    #[command(
        after_help = "Example: causerie health\n\nIt asks GET /readyz: the store can be read and written, and there is a credential that is valid."
    )]
    Health,
    /// Print completions for a shell
    #[command(after_help = "Example: causerie completions bash > /etc/bash_completion.d/causerie")]
    Completions(Completions),
}

impl ClientCommand {
    /// The word that is typed for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Tell(_) => "tell",
            Self::All(_) => "all",
            Self::Edit(_) => "edit",
            Self::Delete(_) => "delete",
            Self::React(_) => "react",
            Self::Timer(_) => "timer",
            Self::Conversation(_) => "conversation",
            Self::Chat(_) => "chat",
            Self::Send(_) => "send",
            Self::Files(_) => "files",
            Self::Fetch(_) => "fetch",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
            Self::Cancel(_) => "cancel",
            Self::Upload(_) => "upload",
            Self::Search(_) => "search",
            Self::Conversations => "conversations",
            Self::Room(_) => "room",
            Self::Moderate(_) => "moderate",
            Self::Contacts(_) => "contacts",
            Self::Accept(_) => "accept",
            Self::Ignore(_) => "ignore",
            Self::Block(_) => "block",
            Self::Unblock(_) => "unblock",
            Self::Why(_) => "why",
            Self::Waiting => "waiting",
            Self::Whois(_) => "whois",
            Self::Verify(_) => "verify",
            Self::Receipts(_) => "receipts",
            Self::List => "list",
            Self::Presence(_) => "presence",
            Self::Unopened => "unopened",
            Self::Link(_) => "link",
            Self::Devices(_) => "devices",
            Self::SecondFactor(_) => "2fa",
            Self::Status(_) => "status",
            Self::Health => "health",
            Self::Completions(_) => "completions",
        }
    }
}

/// `causerie why`.
#[derive(Clone, Debug, Args)]
pub struct Why {
    /// About what: the id of a message you sent, a person: bob, or bob@chat.example.org, or a room: '#book-club'
    #[arg(value_name = "ID|NAME")]
    pub subject: Subject,
}

/// `causerie receipts`.
#[derive(Clone, Debug, Args)]
pub struct Receipts {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
    /// Whether they are told
    #[arg(value_name = "on|off", hide_possible_values = true)]
    pub switch: Switch,
}

/// Whether something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// `causerie whois`.
#[derive(Clone, Debug, Args)]
pub struct Whois {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
}

/// `causerie status`.
#[derive(Clone, Debug, Args)]
pub struct Status {
    /// Make it 4, not success, if the peer is not signed in at its directory
    #[arg(long, env = "CAUSERIE_REQUIRE_SIGN_IN", value_parser = FalseyValueParser::new())]
    pub require_sign_in: bool,
}
