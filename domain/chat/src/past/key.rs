use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{HistoryPage, HistoryPart, MalformedHistory};
use crate::{DeviceAddress, MessageId, sealed_box};

const LABEL: &str = "causerie v1 history, page";

/// What one page of history is sealed under: 32 random bytes that whoever asks draws for it alone.
#[derive(Clone)]
pub struct HistoryKey(Zeroizing<[u8; 32]>);

impl HistoryKey {
    /// The key that these are.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes: they go into the question, and nowhere else.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for HistoryKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl Eq for HistoryKey {}

impl fmt::Debug for HistoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HistoryKey(..)")
    }
}

/// Which question a page answers; what it is sealed for is bound to all of this.
#[derive(Clone, Copy, Debug)]
pub struct HistoryRequest<'a> {
    /// The id of the message that asks.
    pub id: MessageId,
    /// The device that asks.
    pub by: &'a DeviceAddress,
    /// The device that is asked.
    pub of: &'a DeviceAddress,
    /// What for.
    pub part: HistoryPart,
}

impl HistoryRequest<'_> {
    /// The answer as it goes back: at most [`HistoryPage::MAX_SEALED_BYTES`] where the page has no more than
    /// [`HistoryPage::MAX_BYTES`].
    #[must_use]
    pub fn seal(&self, key: &HistoryKey, page: &HistoryPage) -> Vec<u8> {
        sealed_box::seal(key.expose(), &self.about(), page.encode())
    }

    /// The page, if it answers this question, was sealed under that key and is of the part that was asked for.
    pub fn open(&self, key: &HistoryKey, sealed: &[u8]) -> Result<HistoryPage, MalformedHistory> {
        if sealed.len() > HistoryPage::MAX_SEALED_BYTES {
            return Err(MalformedHistory);
        }
        let text = sealed_box::open(key.expose(), &self.about(), sealed);
        let page = HistoryPage::decode(&text.map(Zeroizing::new).ok_or(MalformedHistory)?)?;
        if page.items.part() == self.part { Ok(page) } else { Err(MalformedHistory) }
    }

    /// Label and both devices behind their lengths in one byte each, and the id (16 bytes).
    fn about(&self) -> Vec<u8> {
        let mut about = Vec::with_capacity(256);
        for text in [LABEL, &self.by.to_string(), &self.of.to_string()] {
            // All are shorter than 256.
            about.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            about.extend_from_slice(text.as_bytes());
        }
        about.extend_from_slice(self.id.as_bytes());
        about
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HistoryItems;

    const ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";
    const OTHER_ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ac";

    fn device(raw: &str) -> DeviceAddress {
        format!("{raw}.alice.peers.x.org").parse().unwrap()
    }

    fn page() -> HistoryPage {
        HistoryPage { total: 3, next: Some(7), items: HistoryItems::Entries(Vec::new()) }
    }

    #[test]
    fn t05_a_page_opens_for_the_question_it_answers_and_for_no_other() {
        let (phone, d1, other) = (device("phone"), device("d1"), device("pad"));
        let (id, other_id) = (ID.parse().unwrap(), OTHER_ID.parse().unwrap());
        let (key, other_key) = (HistoryKey::from_random([7; 32]), HistoryKey::from_random([8; 32]));
        let asked = HistoryRequest { id, by: &phone, of: &d1, part: HistoryPart::Entries };
        let sealed = asked.seal(&key, &page());

        assert_eq!(asked.open(&key, &sealed), Ok(page()));

        let not = Err(MalformedHistory);
        assert_eq!(asked.open(&other_key, &sealed), not);
        assert_eq!(HistoryRequest { id: other_id, ..asked }.open(&key, &sealed), not);
        assert_eq!(HistoryRequest { by: &other, ..asked }.open(&key, &sealed), not);
        assert_eq!(HistoryRequest { of: &other, ..asked }.open(&key, &sealed), not);
        let people = HistoryRequest { part: HistoryPart::People, ..asked };
        assert_eq!(people.open(&key, &sealed), not);
        assert_eq!(HistoryRequest { by: &d1, of: &phone, ..asked }.open(&key, &sealed), not);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(asked.open(&key, &changed), not, "bit at {at}");
            assert_eq!(asked.open(&key, &sealed[..at]), not, "cut at {at}");
        }
    }

    #[test]
    fn t54_what_is_too_long_is_not_even_opened() {
        let (phone, d1) = (device("phone"), device("d1"));
        let (id, part) = (ID.parse().unwrap(), HistoryPart::Entries);
        let asked = HistoryRequest { id, by: &phone, of: &d1, part };
        let key = HistoryKey::from_random([7; 32]);
        let long = vec![0; HistoryPage::MAX_SEALED_BYTES + 1];
        let sealed = sealed_box::seal(key.expose(), &asked.about(), long);

        assert_eq!(asked.open(&key, &sealed), Err(MalformedHistory));
    }

    #[test]
    fn t61_a_key_does_not_print() {
        assert_eq!(format!("{:?}", HistoryKey::from_random([7; 32])), "HistoryKey(..)");
    }
}
