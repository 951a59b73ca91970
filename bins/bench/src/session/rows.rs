/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Beginning a session and accepting it, first message and the checks of signatures included.
    Establishment,
    /// The initiator's part of it.
    Beginning,
    /// The responder's part of it.
    Accepting,
    /// A message that answers the one before it, sealed and opened: a ratchet step each.
    PingPong,
    /// A message of 1,000 that go one way, sealed and opened.
    Stream,
    /// Opening a message when the 1,000 before it have not come.
    Jump,
    /// Opening one of those 1,000 later, of as many as are kept.
    Late,
    /// Making bytes of a session.
    Save,
    /// Making a session of bytes.
    Load,
}

/// One comparison.
pub(crate) struct Row {
    /// Of its ratio.
    pub(crate) name: &'static str,
    pub(crate) measure: Measure,
    /// The size of the texts.
    pub(crate) bytes: usize,
    /// The most it may be, with AWS-LC and with `RustCrypto`.
    pub(crate) limits: Option<[f64; 2]>,
}

const KIB: usize = 1024;

/// All comparisons of times.
pub(crate) const ROWS: [Row; 19] = [
    row("establishment_32_cost", Measure::Establishment, 32, None),
    row("establishment_cost", Measure::Establishment, KIB, Some([1.2, 2.2])),
    row("establishment_64k_cost", Measure::Establishment, 64 * KIB, None),
    row("beginning_cost", Measure::Beginning, KIB, None),
    row("accepting_cost", Measure::Accepting, KIB, None),
    row("pingpong_32_cost", Measure::PingPong, 32, None),
    row("pingpong_1k_cost", Measure::PingPong, KIB, Some([0.65, 1.1])),
    row("pingpong_64k_cost", Measure::PingPong, 64 * KIB, None),
    row("stream_32_cost", Measure::Stream, 32, None),
    row("stream_1k_cost", Measure::Stream, KIB, Some([0.20, 0.45])),
    row("stream_64k_cost", Measure::Stream, 64 * KIB, Some([0.40, 0.6])),
    row("jump_1000_32_cost", Measure::Jump, 32, None),
    row("jump_1000_cost", Measure::Jump, KIB, None),
    row("jump_1000_64k_cost", Measure::Jump, 64 * KIB, None),
    row("late_message_32_cost", Measure::Late, 32, None),
    row("late_message_cost", Measure::Late, KIB, Some([1.0, 1.0])),
    row("late_message_64k_cost", Measure::Late, 64 * KIB, None),
    row("save_cost", Measure::Save, 0, None),
    row("load_cost", Measure::Load, 0, None),
];

const fn row(name: &'static str, measure: Measure, bytes: usize, limits: Option<[f64; 2]>) -> Row {
    Row { name, measure, bytes, limits }
}
