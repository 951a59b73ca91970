/// The largest body any of the APIs reads: 256 KiB.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// How many envelopes one delivery has at most. With [`MAX_DELIVERY_BYTES`] of content and the longest of names and
/// ids around each, it stays below [`MAX_BODY_BYTES`].
pub const MAX_DELIVERY_ENVELOPES: usize = 200;

/// How many bytes of content one delivery has at most: 180 KiB.
pub const MAX_DELIVERY_BYTES: usize = 180 * 1024;

/// The same where what stands once for several envelopes counts for each of them: 2 MiB.
pub const MAX_REPEATED_BYTES: usize = 2 * 1024 * 1024;
