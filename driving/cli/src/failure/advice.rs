use causerie_wire::Problem;

use super::Failure;

impl Failure {
    /// What to do next, where anything helps.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        let next = match self {
            Self::Refused(problem) => return after_refusal(problem).map(str::to_owned),
            Self::Advised { next, .. } => next.clone(),
            Self::NotRunning { data } if !data.is_dir() => format!(
                "register first: causerie register NAME --directory URL --root FILE --data {}",
                data.display()
            ),
            Self::NotRunning { data } => format!("start it: causerie up --data {}", data.display()),
            Self::Interrupted { data, sending: None } => {
                format!("see that it runs (causerie up --data {}), and ask again", data.display())
            }
            Self::Interrupted { data, sending: Some(id) } => format!(
                "see that it runs (causerie up --data {}), and say the same again with --id {id}: \
                 it will be one message",
                data.display()
            ),
            Self::Accepted { data } => {
                format!("it delivers it when it runs: causerie up --data {}", data.display())
            }
            Self::File { .. } => "restart the peer, which writes it anew".to_owned(),
            Self::NoTerminal { instead } => {
                format!("write it to a file of mode 0600 and give {instead} FILE")
            }
            Self::NoCode => GIVE_CODE.to_owned(),
            Self::PassphraseFile { .. } => {
                "give a file that only you can read (chmod 600), with the passphrase on one line"
                    .to_owned()
            }
            Self::Usage(_) => "see --help".to_owned(),
            Self::NotAPeer => "restart the peer with the same version as this program".to_owned(),
            Self::Told
            | Self::NotYet
            | Self::Words(_)
            | Self::Search(_)
            | Self::Digits(_)
            | Self::Passphrase(_)
            | Self::NoEntropy(_)
            | Self::Output(_)
            | Self::Other(_) => return None,
        };
        Some(next)
    }

    /// The same, with `next` as what to do if it is a refusal with that code.
    pub(crate) fn advised(self, code: &str, next: impl FnOnce() -> String) -> Self {
        match self {
            Self::Refused(problem) if problem.code == code => {
                Self::Advised { problem, next: next() }
            }
            other => other,
        }
    }
}

const GIVE_CODE: &str = "give it: --code CODE, the six digits of your authenticator app or a recovery code (or CAUSERIE_CODE)";

fn after_refusal(problem: &Problem) -> Option<&'static str> {
    match problem.code.as_str() {
        "USER_NOT_FOUND" => Some("check the spelling, and that they have registered"),
        "UNKNOWN_DOMAIN" => {
            Some("write to people at your own directory: others are not reached yet")
        }
        "BLOCKED" => Some("unblock them first: causerie unblock NAME"),
        "ID_IN_USE" => Some("leave --id out, and a new one is minted"),
        "CREDENTIAL_REQUIRED" => {
            Some("restart the peer: its token is not the one in the data folder")
        }
        "TOTP_REQUIRED" => Some(GIVE_CODE),
        "TOTP_WRONG" => Some(
            "take the code that the app shows now, see that the clocks of both devices are right, or take another recovery code",
        ),
        "TOTP_RATE_LIMITED" => {
            Some("wait: a quarter of an hour at first, each time twice as long, a day at most")
        }
        "TOTP_ENABLED" => Some("turn it off first, by a code of it: causerie 2fa disable"),
        "NOT_FIRST_DEVICE" => {
            Some("do this on your first device: causerie devices tells which one that is")
        }
        "NO_SUCH_FILE" => Some("see which there are: causerie files"),
        "NO_SUCH_FETCH" => {
            Some("fetch it first: causerie fetch ID; causerie files lists what there is")
        }
        "NO_SUCH_UPLOAD" => Some("see how it stands: causerie files"),
        "FETCHED_ELSEWHERE" => Some(
            "go on there: causerie resume ID; or begin anew in this folder: causerie cancel ID, then causerie fetch ID",
        ),
        "FILE_CHANGES" => Some("send it again once nothing writes to it any more"),
        "NO_SUCH_DEVICE" => Some("see which there are: causerie devices"),
        "FIRST_DEVICE" => Some(
            "revoke the others, if they are lost; the first one stays for as long as the account does",
        ),
        "DEVICE_REVOKED" => Some(
            "link this machine anew: causerie link on your first device, causerie join here with another --device and --data",
        ),
        "NO_TRANSFER" => Some("ask for it: causerie devices fetch-history"),
        "THIS_DEVICE" => Some(
            "run this on the device that lacks it, or name another one that has it: causerie devices fetch-history --from ID",
        ),
        "DEVICES_STALE" => Some("look at causerie devices, and do it again"),
        "DEVICE_IN_USE" => Some(
            "begin anew with another id for the new device: causerie link here, causerie join … --device ID there",
        ),
        "NO_SUCH_LINK" | "LINK_USED" | "LINK_FORGED" => Some("begin anew: causerie link"),
        "NO_SUCH_ROOM" => Some("see which there are: causerie room list"),
        "NOT_IN_ROOM" => {
            Some("ask an admin of the room to invite you again, then: causerie room join ROOM")
        }
        "ROOM_LOST" => Some(
            "wait until another member's device takes this one in again: causerie room list shows it",
        ),
        "NOT_ENTITLED" => Some("ask an owner or admin: causerie room show ROOM tells who they are"),
        "LAST_OWNER" => {
            Some("have somebody else own it first: causerie room promote ROOM NAME --owner")
        }
        "NOT_INVITED" => Some(
            "see into which rooms you are invited: causerie room list; or ask an admin to invite you",
        ),
        "NOT_A_MEMBER" => Some(
            "see who is in it: causerie room show ROOM; to have them in it: causerie room invite ROOM NAME",
        ),
        "ALREADY_IN_ROOM" => Some("nothing: causerie room show ROOM tells who is in it"),
        "ROOM_FULL" => Some("have somebody go first: causerie room remove ROOM NAME"),
        "ROOM_LOG_FULL" => {
            Some("wait some days: there is room again as what others changed grows old")
        }
        "TOO_MANY_ROOMS" => Some("use one of those you have made: causerie room list"),
        "NO_PUBLIC_CHANNEL" => Some(
            "talk in a room of your own: causerie room create NAME; whoever runs your directory can update it",
        ),
        "MUTED" => Some("wait until it is over: causerie why '#public' tells when"),
        "BANNED" => Some(
            "ask a moderator to lift it; their reason stands in the channel, if you were in it: causerie conversation '#public'",
        ),
        "CHANNEL_BROKEN" => Some(
            "try again later: what others change in it mends it; if that does not help, whoever runs your directory can begin it anew: causerie-server public reset",
        ),
        "TOTP_NOT_OFFERED" => Some("begin with: causerie 2fa enable"),
        _ if problem.retry => {
            Some("try again in a moment; causerie status tells how the peer stands")
        }
        _ => None,
    }
}
