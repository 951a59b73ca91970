use crate::{AccountKey, DomainName, RoomKind, RoomName, RoomRole};

/// What the members of a room have agreed on besides keys. It is part of what each epoch is made of, so that all have the same one.
///
/// Kind and host are as they were when the room was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomCharter {
    /// Who may come in.
    pub kind: RoomKind,
    /// The directory that puts its commits in order.
    pub host: DomainName,
    /// What it is called.
    pub name: RoomName,
    pub(super) roles: Vec<(AccountKey, RoomRole)>,
}

impl RoomCharter {
    /// The most people with a role other than [`RoomRole::Member`].
    pub const MOST_ROLES: usize = 64;
    /// The longest its bytes are.
    pub const MAX_BYTES: usize = 4_096;

    /// That of a new room, which `owner` makes.
    #[must_use]
    pub fn new(kind: RoomKind, host: DomainName, name: RoomName, owner: AccountKey) -> Self {
        Self { kind, host, name, roles: vec![(owner, RoomRole::Owner)] }
    }

    /// That of a public room which nobody owns: nobody names it or says who is what, and whoever its directory lets go is let go.
    #[must_use]
    pub fn unowned(host: DomainName, name: RoomName) -> Self {
        Self { kind: RoomKind::Public, host, name, roles: Vec::new() }
    }

    /// Whether nobody has a role in it; only in a public room may that be.
    #[must_use]
    pub fn is_unowned(&self) -> bool {
        self.roles.is_empty()
    }

    /// What the person of that account may do.
    #[must_use]
    pub fn role(&self, of: &AccountKey) -> RoomRole {
        self.place(of).map_or(RoomRole::Member, |at| self.roles[at].1)
    }

    /// Everybody with a role other than [`RoomRole::Member`].
    pub fn roles(&self) -> impl Iterator<Item = (&AccountKey, RoomRole)> {
        self.roles.iter().map(|(who, role)| (who, *role))
    }

    /// The same with another role for one person.
    #[must_use]
    pub fn with_role(mut self, of: AccountKey, role: RoomRole) -> Self {
        match (self.place(&of), role) {
            (Ok(at), RoomRole::Member) => drop(self.roles.remove(at)),
            (Err(_), RoomRole::Member) => {}
            (Ok(at), _) => self.roles[at].1 = role,
            (Err(at), _) => self.roles.insert(at, (of, role)),
        }
        self
    }

    /// The same under another name.
    #[must_use]
    pub fn named(self, name: RoomName) -> Self {
        Self { name, ..self }
    }

    /// Whether a room may have it: somebody owns it, or it is public and nobody has a role, and it is not too many who have one.
    #[must_use]
    pub fn holds(&self) -> bool {
        let is_owned = self.roles.iter().any(|(_, role)| *role == RoomRole::Owner);
        let is_open = self.kind == RoomKind::Public && self.is_unowned();
        (is_owned || is_open) && self.roles.len() <= Self::MOST_ROLES
    }

    /// Where somebody is among the roles, or would be: they stand in the order of their keys.
    fn place(&self, of: &AccountKey) -> Result<usize, usize> {
        self.roles.binary_search_by(|(who, _)| who.as_bytes().cmp(of.as_bytes()))
    }
}
