//! Where the fields of an encoded session are, for tests that change them.

/// Offsets into the bytes of `Session::encode`.
#[derive(Debug)]
pub struct Layout {
    pub previous: usize,
    pub theirs: Option<usize>,
    /// Of the sending chain: chain key, header key, ratchet key, mixed, next.
    pub sending: Option<usize>,
    /// Of epoch, began, sent, received, turns.
    pub kem: usize,
    pub phase: usize,
    pub chains: usize,
    /// Of each receiving chain's header key; its next number is 32 bytes on.
    pub receiving: Vec<usize>,
    pub end: usize,
}

impl Layout {
    pub fn of(state: &[u8]) -> Self {
        let u16_at = |at: usize| usize::from(u16::from_be_bytes([state[at], state[at + 1]]));
        let previous = 2 + 16 + 4 * 32;
        let mut at = previous + 8;
        at += if state[at] == 1 { 3 + u16_at(at + 1) } else { 1 };
        at += if state[at] == 1 { 1 + 64 } else { 1 };
        let theirs = (state[at] == 1).then_some(at + 1);
        at += if state[at] == 1 { 1 + 32 } else { 1 };
        let sending = (state[at] == 1).then_some(at + 1);
        at += if state[at] == 1 { 1 + 105 } else { 1 };
        let kem = at;
        let phase = at + 40;
        at = phase + 1 + [0, 72, 1184, 1128, 32][usize::from(state[phase])];
        let chains = at;
        at += 1;
        let mut receiving = Vec::new();
        for _ in 0..state[chains] {
            receiving.push(at);
            at += 40;
            at += if state[at] == 1 { 33 } else { 1 };
            at += 2 + 40 * u16_at(at);
        }
        Self { previous, theirs, sending, kem, phase, chains, receiving, end: at }
    }

    pub fn sending_next(&self) -> usize {
        self.sending.unwrap() + 97
    }

    pub fn epoch(&self) -> usize {
        self.kem
    }

    pub fn sent(&self) -> usize {
        self.kem + 16
    }

    pub fn received(&self) -> usize {
        self.kem + 24
    }

    pub fn turns(&self) -> usize {
        self.kem + 32
    }

    /// The state with another phase of the ML-KEM ratchet: a kind and its fields.
    pub fn with_phase(&self, state: &[u8], phase: &[u8]) -> Vec<u8> {
        [&state[..self.phase], phase, &state[self.chains..]].concat()
    }
}

/// Writes a number where one stands.
pub fn put(state: &mut [u8], at: usize, number: u64) {
    state[at..at + 8].copy_from_slice(&number.to_be_bytes());
}

pub fn number(state: &[u8], at: usize) -> u64 {
    u64::from_be_bytes(state[at..at + 8].try_into().unwrap())
}
