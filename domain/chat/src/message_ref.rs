use crate::{Address, MessageId};

/// One message among all there are: ids are unambiguous only together with the person who minted them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageRef {
    /// Its id.
    pub id: MessageId,
    /// Who says it.
    pub author: Address,
}
