//! The local API of a peer, as any program of its person uses it.

use std::{
    fs,
    io::{Error, Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::PathBuf,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{door::Door, histories::Kept};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(12);
/// How many messages of a conversation are asked for at once.
const PAGE: usize = 500;

/// A peer's. It may not be there: then nothing answers.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) host: String,
    pub(crate) door: Door,
    pub(crate) token: PathBuf,
}

/// What `why` says of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) state: String,
    pub(crate) cause: String,
    /// Attempts that failed in a row.
    pub(crate) attempts: u64,
}

impl Local {
    /// Has the person say something; the status of the answer.
    pub(crate) fn say(&self, to: &str, id: &str, text: &str) -> Result<(u16, Value), Error> {
        let body = json!({ "to": to, "text": text }).to_string();
        self.ask("PUT", &format!("messages/{id}"), &body)
    }

    /// Why a message of this person is not where it should be: one reason, or none if it is.
    pub(crate) fn why(&self, id: &str) -> Option<Vec<Reason>> {
        let reason = |reason: &Value| {
            let text = |key: &str| Some(reason[key].as_str()?.to_owned());
            let attempts = reason["attempts"].as_u64()?;
            Some(Reason { state: text("state")?, cause: text("cause")?, attempts })
        };
        let reasons = self.get(&format!("messages/{id}/why"))?;
        reasons["reasons"].as_array()?.iter().map(reason).collect()
    }

    /// What stands in the conversation with somebody that `from` said, in its order.
    pub(crate) fn conversation(&self, with: &str, from: &str) -> Option<Vec<Kept>> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let page = self.get(&format!("conversations/{with}?after={after}&limit={PAGE}"))?;
            let messages = page["messages"].as_array()?;
            for message in messages.iter().filter(|message| message["from"] == from) {
                let text = |key: &str| Some(message[key].as_str()?.to_owned());
                all.push(Kept { id: text("id")?, text: text("text")?, state: text("state")? });
            }
            if messages.is_empty() {
                return Some(all);
            }
            after = page["next"].as_u64()?;
        }
    }

    /// What is answered with 200 at that path; nothing if something else or nothing is.
    pub(crate) fn get(&self, path: &str) -> Option<Value> {
        let (status, answer) = self.ask("GET", path, "").ok()?;
        (status == 200).then_some(answer)
    }

    /// The status of the answer and its body.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> Result<(u16, Value), Error> {
        let token = fs::read_to_string(&self.token)?;
        let request = format!(
            "{method} /v1/{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.host,
            token.trim(),
            body.len()
        );
        let answer = match &self.door {
            Door::File(path) => {
                let connection = UnixStream::connect(path)?;
                connection.set_read_timeout(Some(PATIENCE))?;
                exchange(connection, &request)?
            }
            Door::Here(address) => {
                let connection = TcpStream::connect(address)?;
                connection.set_read_timeout(Some(PATIENCE))?;
                exchange(connection, &request)?
            }
        };
        parsed(&answer).ok_or_else(|| Error::other("no whole answer"))
    }
}

fn exchange(mut connection: impl Read + Write, request: &str) -> Result<String, Error> {
    connection.write_all(request.as_bytes())?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The status and the body, if all of it came.
fn parsed(answer: &str) -> Option<(u16, Value)> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    if body.is_empty() {
        return Some((status, Value::Null));
    }
    Some((status, serde_json::from_str(body).ok()?))
}

#[test]
fn an_answer_that_was_broken_off_is_none() {
    assert_eq!(parsed("HTTP/1.1 204 No Content\r\n\r\n"), Some((204, Value::Null)));
    assert_eq!(parsed("HTTP/1.1 200 OK\r\n\r\n[1]"), Some((200, json!([1]))));
    for broken in ["", "HTTP/1.1 204 No Con", "HTTP/1.1 200 OK\r\n\r\n[1,"] {
        assert_eq!(parsed(broken), None);
    }
}
