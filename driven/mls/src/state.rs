use std::ops::Deref;

use causerie_usecases::ports::{GroupRefused, OpenedText};
use zeroize::Zeroizing;

use crate::shelf::Shelved;

/// The secrets of a room as they are kept.
///
/// As bytes: version (1 byte: 1), whether it is over (1 byte: 0 or 1), how many seals ahead of what follows may have been used (4,
/// big-endian), the hash of the tree it belongs to (32: RFC 9420 §7.8, which a tree is kept behind), the number of former epochs (1), of each its number (8, big-endian), its length (4,
/// big-endian) and its bytes, and then the rest: the library's own state without the tree.
pub(crate) struct Kept<S = Shelved> {
    pub(crate) is_over: bool,
    pub(crate) ahead: u32,
    pub(crate) tree: [u8; 32],
    pub(crate) shelved: S,
}

const VERSION: u8 = 1;

impl<S: Deref<Target = Shelved>> Kept<S> {
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let Shelved { state, former } = &*self.shelved;
        let of_former = former.iter().map(|(_, bytes)| 12 + bytes.len()).sum::<usize>();
        let mut out = Zeroizing::new(Vec::with_capacity(39 + of_former + state.len()));
        out.extend_from_slice(&[VERSION, u8::from(self.is_over)]);
        out.extend_from_slice(&self.ahead.to_be_bytes());
        out.extend_from_slice(&self.tree);
        // At most three.
        out.push(u8::try_from(former.len()).unwrap_or(u8::MAX));
        for (epoch, bytes) in former {
            out.extend_from_slice(&epoch.to_be_bytes());
            // A former epoch has some 100 bytes a member.
            out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(bytes);
        }
        out.extend_from_slice(state);
        out
    }
}

impl Kept {
    /// The reverse of [`Kept::encode`], if it belongs to the tree of that hash.
    pub(crate) fn decode(bytes: &[u8], hash: &[u8; 32]) -> Result<Self, GroupRefused> {
        Self::read(bytes).filter(|kept| kept.tree == *hash).ok_or(GroupRefused::Broken)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (&[version, is_over], rest) = bytes.split_first_chunk()?;
        if version != VERSION || is_over > 1 {
            return None;
        }
        let (ahead, rest) = rest.split_first_chunk()?;
        let (tree, rest) = rest.split_first_chunk()?;
        let (count, mut rest) = rest.split_first()?;
        if usize::from(*count) > OpenedText::FORMER_EPOCHS {
            return None;
        }
        let mut former = Vec::new();
        for _ in 0..*count {
            let (epoch, behind) = rest.split_first_chunk()?;
            let (length, behind) = behind.split_first_chunk()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let (data, behind) = behind.split_at_checked(length)?;
            former.push((u64::from_be_bytes(*epoch), Zeroizing::new(data.to_vec())));
            rest = behind;
        }
        let shelved = Shelved { state: Zeroizing::new(rest.to_vec()), former };
        let ahead = u32::from_be_bytes(*ahead);
        Some(Self { is_over: is_over == 1, ahead, tree: *tree, shelved })
    }
}

/// A tree as it is kept: its hash (32 bytes) and its nodes.
pub(crate) fn split(tree: &[u8]) -> Result<(&[u8; 32], &[u8]), GroupRefused> {
    tree.split_first_chunk().ok_or(GroupRefused::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept<Box<Shelved>> {
        let former = vec![(2, Zeroizing::new(vec![7; 3]))];
        let shelved = Shelved { state: Zeroizing::new(vec![9; 2]), former };
        Kept { is_over: true, ahead: 0x0102, tree: [5; 32], shelved: Box::new(shelved) }
    }

    #[test]
    fn a_state_has_fixed_bytes() {
        let bytes = kept().encode();

        assert_eq!(&bytes[..6], [1, 1, 0, 0, 1, 2]);
        assert_eq!(&bytes[6..38], [5; 32]);
        assert_eq!(&bytes[38..], [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 7, 7, 7, 9, 9]);
    }

    #[test]
    fn a_state_is_read_back() {
        let Kept { is_over, ahead, tree, shelved } =
            Kept::decode(&kept().encode(), &[5; 32]).ok().unwrap();

        assert!(is_over && ahead == 0x0102 && tree == [5; 32]);
        assert!(shelved == *kept().shelved);
    }

    #[test]
    fn a_state_belongs_to_one_tree() {
        let refused = Kept::decode(&kept().encode(), &[6; 32]).err();

        assert_eq!(refused, Some(GroupRefused::Broken));
    }

    #[test]
    fn a_state_with_more_former_epochs_than_are_kept_is_refused() {
        let mut kept = kept();
        kept.shelved.former = vec![kept.shelved.former[0].clone(); OpenedText::FORMER_EPOCHS + 1];

        assert_eq!(Kept::decode(&kept.encode(), &[5; 32]).err(), Some(GroupRefused::Broken));
    }

    #[test]
    fn what_is_no_state_is_refused_and_never_a_panic() {
        let bytes = kept().encode();
        let with = |at: usize, byte| {
            let mut changed = bytes.to_vec();
            changed[at] = byte;
            changed
        };

        let cut = (0..54).map(|length| bytes[..length].to_vec());
        for wrong in cut.chain([with(0, 2), with(1, 2), with(38, 4), with(47, 255)]) {
            assert_eq!(Kept::decode(&wrong, &[5; 32]).err(), Some(GroupRefused::Broken));
        }
    }
}
