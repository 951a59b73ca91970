use minicbor::Decoder;

use super::{
    HistoryPart, MalformedHistory, PastMessage, PastPerson,
    codec::{exactly, length, number, write_number, written},
};

/// A page of what a device knows.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, how many entries there are in all (unsigned), where to go on (unsigned, or null), the
/// part (unsigned: 0 people, 1 entries) and what is in it (array, see [`PastPerson`] and [`PastMessage`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage {
    /// How many entries the history has, about: for who waits.
    pub total: u64,
    /// Where the next page begins; nothing if this is the last one of its part.
    pub next: Option<u64>,
    /// What is in it.
    pub items: HistoryItems,
}

/// What is in a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryItems {
    /// People.
    People(Vec<PastPerson>),
    /// What was said, the latest first.
    Entries(Vec<PastMessage>),
}

const VERSION: u64 = 1;
const FIELDS: usize = 5;

impl HistoryItems {
    /// What they are of.
    #[must_use]
    pub fn part(&self) -> HistoryPart {
        match self {
            Self::People(_) => HistoryPart::People,
            Self::Entries(_) => HistoryPart::Entries,
        }
    }
}

impl HistoryPage {
    /// How many people or entries are in a page at most.
    pub const MOST: usize = 200;
    /// How many bytes of them at most.
    pub const MAX_BYTES: usize = 180 * 1024;
    /// How long a page is at most once it is padded and sealed: an eighth more, and what is around it.
    pub const MAX_SEALED_BYTES: usize = Self::MAX_BYTES + Self::MAX_BYTES / 8 + 1_024;

    /// A page of the first of `items`, of which each comes with its place, as many as fit; at least one, if there are any. It goes on behind the last one it has,
    /// unless these were all there `is_last`.
    #[must_use]
    pub fn of_entries(items: Vec<(u64, PastMessage)>, total: u64, is_last: bool) -> Self {
        let (entries, next) = fitting(items, is_last, |it| written(|cbor| it.write(cbor)).len());
        Self { total, next, items: HistoryItems::Entries(entries) }
    }

    /// The same of people.
    #[must_use]
    pub fn of_people(items: Vec<(u64, PastPerson)>, total: u64, is_last: bool) -> Self {
        let (people, next) = fitting(items, is_last, |it| written(|cbor| it.write(cbor)).len());
        Self { total, next, items: HistoryItems::People(people) }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.array(FIELDS as u64)?.u64(VERSION)?.u64(self.total)?;
            write_number(cbor, self.next)?;
            match &self.items {
                HistoryItems::People(people) => {
                    cbor.u64(0)?.array(people.len() as u64)?;
                    people.iter().try_for_each(|it| it.write(cbor))
                }
                HistoryItems::Entries(entries) => {
                    cbor.u64(1)?.array(entries.len() as u64)?;
                    entries.iter().try_for_each(|it| it.write(cbor))
                }
            }
        })
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, MalformedHistory> {
        let mut cbor = Decoder::new(bytes);
        exactly(&mut cbor, FIELDS)?;
        if cbor.u64()? != VERSION {
            return Err(MalformedHistory);
        }
        let (total, next) = (cbor.u64()?, number(&mut cbor)?);
        let items = match cbor.u64()? {
            0 => HistoryItems::People(all(&mut cbor, PastPerson::read)?),
            1 => HistoryItems::Entries(all(&mut cbor, PastMessage::read)?),
            _ => return Err(MalformedHistory),
        };
        if cbor.position() == bytes.len() {
            Ok(Self { total, next, items })
        } else {
            Err(MalformedHistory)
        }
    }
}

fn all<T>(
    cbor: &mut Decoder<'_>,
    read: fn(&mut Decoder<'_>) -> Result<T, MalformedHistory>,
) -> Result<Vec<T>, MalformedHistory> {
    let mut all = Vec::new();
    for _ in 0..length(cbor, HistoryPage::MOST)? {
        all.push(read(cbor)?);
    }
    Ok(all)
}

/// The first of these that fit, and where to go on.
fn fitting<T>(
    items: Vec<(u64, T)>,
    is_last: bool,
    length: impl Fn(&T) -> usize,
) -> (Vec<T>, Option<u64>) {
    let (mut taken, mut bytes, mut next) = (Vec::new(), 0, None);
    let all = items.len();
    for (place, item) in items {
        bytes += length(&item);
        if taken.len() == HistoryPage::MOST || !taken.is_empty() && bytes > HistoryPage::MAX_BYTES {
            break;
        }
        taken.push(item);
        next = Some(place);
    }
    let is_all = is_last && taken.len() == all;
    (taken, next.filter(|_| !is_all))
}

#[cfg(test)]
mod tests;
