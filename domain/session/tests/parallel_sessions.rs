//! Several sessions between two devices: how many, how long, and which of them is sent in.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{AT, Device, End, randomness};

const DAY: u64 = 24 * 60 * 60;

/// All sessions of one end.
struct Side {
    sessions: Option<Sessions>,
    steps: u64,
    at: u64,
}

impl Side {
    fn new(session: Session, seed: u64) -> Self {
        Self { sessions: Some(Sessions::new(session)), steps: seed << 32, at: AT }
    }

    fn copy(&self, seed: u64) -> Self {
        let sessions = Sessions::decode(&self.now().encode()).unwrap();
        Self { sessions: Some(sessions), steps: seed << 32, at: self.at }
    }

    fn now(&self) -> &Sessions {
        self.sessions.as_ref().unwrap()
    }

    fn seal(&mut self, text: &[u8]) -> Vec<u8> {
        self.steps += 1;
        let sessions = self.sessions.take().unwrap();
        let (sessions, sealed) =
            sessions.encrypt(&RustCrypto, text, randomness(self.steps), self.at);
        self.sessions = Some(sessions);
        sealed.unwrap()
    }

    fn open(&mut self, message: &[u8]) -> Result<Opened, DecryptError> {
        let sessions = self.sessions.take().unwrap();
        let (sessions, opened) = sessions.decrypt(&RustCrypto, message, self.at);
        self.sessions = Some(sessions);
        opened
    }

    fn adopt(&mut self, session: Session) {
        self.sessions = Some(self.sessions.take().unwrap().adopt(session, self.at));
    }

    fn prefer(&mut self, id: SessionId) {
        self.sessions = Some(self.sessions.take().unwrap().prefer(id, self.at));
    }
}

/// Alice and Bob, after some turns; it is Alice's to send.
fn agreed() -> (Device, Device, Side, Side) {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut a = Side::new(alice.initiate(&bob, &bob.bundle(), 99), 1);
    let (session, _) = bob.accept(&alice, &a.seal(b"first")).unwrap();
    let mut b = Side::new(session, 2);
    for _ in 0..2 {
        a.open(&b.seal(b"")).unwrap();
        b.open(&a.seal(b"")).unwrap();
    }
    a.open(&b.seal(b"")).unwrap();
    (alice, bob, a, b)
}

/// Alice begins anew, and Bob takes it up.
fn anew(alice: &Device, bob: &Device, a: &mut Side, b: &mut Side, random: u64) {
    a.adopt(alice.initiate(bob, &bob.last_resort(), random));
    let (session, _) = bob.accept(alice, &a.seal(b"anew")).unwrap();
    b.adopt(session);
}

#[test]
fn t18_a_copy_of_a_session_is_of_no_use_once_another_has_taken_its_place() {
    let (alice, bob, mut a, mut b) = agreed();
    let mut stolen = a.copy(66);

    anew(&alice, &bob, &mut a, &mut b, 100);
    a.open(&b.seal(b"healed")).unwrap();

    // What the thief would begin in the old session is not read, and what the two say is not read by the thief.
    assert_eq!(b.open(&stolen.seal(b"it is me")).unwrap_err(), DecryptError::UnknownSession);
    assert_eq!(stolen.open(&b.seal(b"secret")).unwrap_err(), DecryptError::UnknownSession);
    assert_eq!(stolen.open(&a.seal(b"secret")).unwrap_err(), DecryptError::UnknownSession);
}

#[test]
fn t18_a_copy_of_the_other_side_cannot_go_on_in_the_old_session_either() {
    let (alice, bob, mut a, mut b) = agreed();
    b.open(&a.seal(b"so that it is the thief's turn")).unwrap();
    let mut stolen = b.copy(66);

    anew(&alice, &bob, &mut a, &mut b, 100);
    let before = a.copy(67).open(&stolen.copy(68).seal(b"while nobody knows"));
    a.open(&b.seal(b"healed")).unwrap();

    // Until the new session is answered the old one stays open, so that nothing on its way is lost.
    assert!(before.is_ok());
    assert_eq!(a.open(&stolen.seal(b"it is me")).unwrap_err(), DecryptError::UnknownSession);
}

#[test]
fn t18_late_messages_of_the_old_session_are_read_in_the_new_one() {
    let (alice, bob, mut a, mut b) = agreed();
    b.open(&a.seal(b"")).unwrap();
    let late = [a.seal(b"one"), a.seal(b"two")];
    b.open(&late[1]).unwrap();
    let last = a.seal(b"three");
    let old = a.now().current().id();

    anew(&alice, &bob, &mut a, &mut b, 100);
    a.open(&b.seal(b"")).unwrap();

    let read = [b.open(&late[0]).unwrap(), b.open(&last).unwrap()];
    assert_eq!(read.each_ref().map(|it| &it.text[..]), [&b"one"[..], b"three"]);
    assert!(read.iter().all(|it| it.session == old));
    assert_ne!(b.now().current().id(), old);
}

#[test]
fn t18_no_more_than_five_sessions_are_kept_the_oldest_goes_first() {
    let (alice, bob, mut a, mut b) = agreed();
    let first = a.now().current().id();

    for random in 100..104 {
        anew(&alice, &bob, &mut a, &mut b, random);
    }
    assert_eq!((a.now().count(), b.now().count()), (5, 5));
    assert!(a.now().has(first) && b.now().has(first));
    anew(&alice, &bob, &mut a, &mut b, 104);

    assert_eq!((a.now().count(), b.now().count()), (5, 5));
    assert!(!a.now().has(first) && !b.now().has(first));
}

#[test]
fn t18_a_replaced_session_is_gone_after_two_days() {
    let (alice, bob, mut a, mut b) = agreed();
    b.open(&a.seal(b"")).unwrap();
    let (one, two) = (a.seal(b"one"), a.seal(b"two"));
    anew(&alice, &bob, &mut a, &mut b, 100);

    b.at = AT + 2 * DAY - 1;
    let in_time = b.open(&one);
    b.at = AT + 2 * DAY;
    let too_late = b.open(&two);

    assert_eq!(in_time.unwrap().text, b"one");
    assert_eq!(too_late.unwrap_err(), DecryptError::UnknownSession);
    assert_eq!(b.now().count(), 1);
}

#[test]
fn a_session_can_be_preferred_while_it_can_be_sent_in() {
    let (alice, bob, mut a, _) = agreed();
    let old = a.now().current().id();
    a.adopt(alice.initiate(&bob, &bob.last_resort(), 100));
    let new = a.now().current().id();

    a.prefer(old);
    assert_eq!(a.now().current().id(), old);
    assert!(a.now().has(new));
    a.prefer(SessionId::from([0; 16]));
    assert_eq!(a.now().current().id(), old);

    assert_eq!(a.now().count(), 2);
}

#[test]
fn a_narrowed_session_is_not_preferred() {
    let (alice, bob, mut a, mut b) = agreed();
    let old = a.now().current().id();
    anew(&alice, &bob, &mut a, &mut b, 100);
    a.open(&b.seal(b"")).unwrap();
    let new = a.now().current().id();

    a.prefer(old);
    b.prefer(old);

    assert_eq!((a.now().current().id(), b.now().current().id()), (new, new));
}

#[test]
fn the_first_answers_in_a_session_that_was_replaced_before_they_came_are_read() {
    let (alice, bob, mut a, mut b) = agreed();
    b.open(&a.seal(b"")).unwrap();
    anew(&alice, &bob, &mut a, &mut b, 100);
    let late = [b.seal(b"one"), b.seal(b"two")];
    let replaced = a.now().current().id();
    anew(&alice, &bob, &mut a, &mut b, 110);
    a.open(&b.seal(b"in the last one")).unwrap();

    let read = late.map(|message| a.open(&message).unwrap().text);

    assert_eq!(read, [b"one", b"two"]);
    // From then on it is read in and nothing else.
    a.prefer(replaced);
    assert_ne!(a.now().current().id(), replaced);
}

#[test]
fn a_session_that_only_reads_seals_nothing() {
    let (alice, bob, mut a, mut b) = agreed();
    anew(&alice, &bob, &mut a, &mut b, 100);
    a.open(&b.seal(b"")).unwrap();
    // The former session out of its encoding, where it stands behind the current one.
    let bytes = b.now().encode();
    let current = u32::from_be_bytes(bytes[2..6].try_into().unwrap()) as usize;
    let mut former = End::new(Session::decode(&bytes[6 + current + 12..]).unwrap(), 9);
    let before = former.state();

    let refused = former.try_seal(b"");

    assert_eq!(refused.unwrap_err(), EncryptError::Retired);
    assert_eq!(former.state(), before);
}

#[test]
fn a_message_of_no_session_changes_none() {
    let (alice, bob, mut a, mut b) = agreed();
    anew(&alice, &bob, &mut a, &mut b, 100);
    let before = b.now().encode().to_vec();
    let stranger = Device::new(b"carol", 3);
    let foreign = Side::new(stranger.initiate(&bob, &bob.bundle(), 5), 5).seal(b"hi");

    let refused = b.open(&foreign);

    assert_eq!(refused.unwrap_err(), DecryptError::UnknownSession);
    assert_eq!(*b.now().encode(), before);
}

#[test]
fn a_session_is_confirmed_once_something_came_in_it() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut a = End::new(alice.initiate(&bob, &bob.bundle(), 5), 5);
    assert!(!a.session.as_ref().unwrap().is_confirmed());

    let (session, _) = bob.accept(&alice, &a.seal(b"hello")).unwrap();
    let mut b = End::new(session, 6);
    assert!(b.session.as_ref().unwrap().is_confirmed());

    a.open(&b.seal(b"hello yourself")).unwrap();
    assert!(a.session.as_ref().unwrap().is_confirmed());
}

#[test]
fn one_that_was_accepted_and_not_answered_yet_can_be_preferred() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    // They crossed, and the smaller id is that of the session that Bob began himself.
    let (begun, accepted) = (0..100)
        .map(|random| {
            let first = End::new(alice.initiate(&bob, &bob.bundle(), random), random).seal(b"");
            let begun = bob.initiate(&alice, &alice.bundle(), random + 1_000);
            (begun, bob.accept(&alice, &first).unwrap().0)
        })
        .find(|(begun, accepted)| begun.id() < accepted.id())
        .unwrap();
    let (mine, theirs) = (begun.id(), accepted.id());

    let sessions = Sessions::new(begun).adopt(accepted, AT);
    assert_eq!(sessions.current().id(), mine);

    assert_eq!(sessions.prefer(theirs, AT).current().id(), theirs);
}
