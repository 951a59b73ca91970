use std::time::Duration;

use causerie_wire::Event;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::{
    local_api::{Answered, LocalApi},
    unanswered::Unanswered,
};
use crate::failure::Failure;

/// After how much silence a stream is taken for broken: a peer says something every 15 seconds.
const SILENCE: Duration = Duration::from_secs(45);

/// What a running peer tells of its changes, as they happen (WHATWG HTML §9.2).
pub(super) struct EventStream {
    answer: Answered,
    reader: Reader,
}

/// An event's name, and its data.
pub(super) type Named = (String, Event);

impl EventStream {
    /// Once it is open, nothing is missed that changes from then on.
    pub(super) async fn open(api: &LocalApi<'_>) -> Result<Self, Unanswered> {
        let answer = api.open("/v1/events", "text/event-stream").await?;
        Ok(Self { answer, reader: Reader::default() })
    }

    /// The events that come next, at least one; an error once the stream is over.
    pub(super) async fn next(&mut self) -> Result<Vec<Named>, Unanswered> {
        loop {
            let frame = timeout(SILENCE, self.answer.body.frame()).await;
            let Ok(Some(Ok(frame))) = frame else { return Err(Unanswered::Broken) };
            let Ok(bytes) = frame.into_data() else { continue };
            let events = self.reader.read(&bytes);
            let events = events.map_err(|Nonsense| Unanswered::Failed(Failure::NotAPeer))?;
            if !events.is_empty() {
                return Ok(events);
            }
        }
    }
}

/// What comes is no stream of events.
#[derive(Debug)]
struct Nonsense;

/// Puts events together from the pieces they come in.
#[derive(Default)]
struct Reader {
    line: Vec<u8>,
    name: String,
    data: String,
}

impl Reader {
    /// How long a line, or the data of an event, is at most.
    const MOST: usize = 16 * 1024;

    /// The events that end within `bytes`.
    fn read(&mut self, bytes: &[u8]) -> Result<Vec<Named>, Nonsense> {
        let mut events = Vec::new();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                if self.line.len() > Self::MOST {
                    return Err(Nonsense);
                }
                continue;
            }
            let line = String::from_utf8(std::mem::take(&mut self.line)).map_err(|_| Nonsense)?;
            events.extend(self.field(line.strip_suffix('\r').unwrap_or(&line))?);
        }
        Ok(events)
    }

    /// The event that ends with this line, if one does.
    fn field(&mut self, line: &str) -> Result<Option<Named>, Nonsense> {
        if line.is_empty() {
            let (name, data) = (std::mem::take(&mut self.name), std::mem::take(&mut self.data));
            if data.is_empty() {
                return Ok(None);
            }
            return Ok(Some((name, serde_json::from_str(&data).map_err(|_| Nonsense)?)));
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.data.push_str(value),
            // A comment, or what resumes a stream: what was missed is read from the conversation.
            _ => {}
        }
        if self.data.len() <= Self::MOST { Ok(None) } else { Err(Nonsense) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &[u8] = b": connected\nid: 7-1\n\nevent: conversation\ndata: {\"with\":\"bob@localhost\"}\nid: 7-2\n\n\
        : nothing new\n\nevent: gap\r\ndata:{}\r\n\r\nevent: behind\n\n";

    fn with_bob() -> Named {
        let with = Some("bob@localhost".to_owned());
        ("conversation".to_owned(), Event { with, ..Event::default() })
    }

    #[test]
    fn events_are_put_together_from_any_pieces() {
        for piece in [1, 2, 7, STREAM.len()] {
            let mut reader = Reader::default();

            let pieces = STREAM.chunks(piece).flat_map(|piece| reader.read(piece).unwrap());

            assert_eq!(
                pieces.collect::<Vec<_>>(),
                [with_bob(), ("gap".to_owned(), Event::default())]
            );
        }
    }

    #[test]
    fn t54_a_line_without_an_end_and_data_without_an_end_are_refused() {
        let piece = vec![b'a'; Reader::MOST];
        let mut reader = Reader::default();
        assert!(reader.read(&piece).is_ok_and(|events| events.is_empty()));
        assert!(reader.read(b"a").is_err());

        let mut reader = Reader::default();
        let line = [b"data: ", &vec![b'1'; 1_000][..], b"\n"].concat();
        assert!((0..100).any(|_| reader.read(&line).is_err()));
    }

    #[test]
    fn what_is_no_event_of_a_peer_is_noticed() {
        assert!(Reader::default().read(b"data: <html>\n\n").is_err());
        assert!(Reader::default().read(b"\xff\n").is_err());
    }
}
