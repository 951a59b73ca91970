//! ChaCha20-Poly1305, by the vector of RFC 8439 and by what must not open.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use rstest::rstest;

use crate::hex::{array, bytes};

const KEY: &str = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
const NONCE: &str = "070000004041424344454647";
const ASSOCIATED: &str = "50515253c0c1c2c3c4c5c6c7";
const TEXT: &[u8] =
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
    sunscreen would be it.";
const CIPHERTEXT: &str = "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6\
    3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36\
    92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc\
    3ff4def08e4b7a9de576d26586cec64b6116";
const TAG: &str = "1ae10b594f09e26a7e902ecbd0600691";

#[rstest]
fn a_text_is_sealed_and_opened_as_in_rfc_8439(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (key, nonce, associated) = (array(KEY), array(NONCE), bytes(ASSOCIATED));
    let mut text = TEXT.to_vec();

    let tag = provider.seal(&key, &nonce, &associated, &mut text);
    assert_eq!(text, bytes(CIPHERTEXT));
    assert_eq!(tag, array(TAG));

    assert_eq!(provider.open(&key, &nonce, &associated, &mut text, &tag), Ok(()));
    assert_eq!(text, TEXT);
}

#[rstest]
fn nothing_at_all_can_be_sealed(#[values(&AwsLc, &RustCrypto)] provider: &dyn Provider) {
    let tag = provider.seal(&[1; 32], &[2; 12], &[], &mut []);

    assert_ne!(tag, [0; 16]);
    assert_eq!(provider.open(&[1; 32], &[2; 12], &[], &mut [], &tag), Ok(()));
    assert_eq!(provider.open(&[1; 32], &[2; 12], &[0], &mut [], &tag), Err(Refused));
}

#[rstest]
#[case::key(0..32)]
#[case::nonce(32..44)]
#[case::tag(44..60)]
#[case::associated_data(60..72)]
#[case::text(72..110)]
fn t12_one_bit_flipped_anywhere_is_refused(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] octets: std::ops::Range<usize>,
) {
    let mut input = [0x5a; 110]; // key, nonce, tag, associated data, text, one after the other
    let (head, text) = input.split_at_mut(72);
    let tag = provider.seal(&array_of(head, 0), &array_of(head, 32), &head[60..], text);
    input[44..60].copy_from_slice(&tag);
    assert_eq!(open(provider, &input), Ok(()));

    for bit in octets.start * 8..octets.end * 8 {
        let mut flipped = input;
        flipped[bit / 8] ^= 1 << (bit % 8);

        assert_eq!(open(provider, &flipped), Err(Refused), "bit {bit}");
    }
}

#[rstest]
fn t12_a_text_one_byte_shorter_or_longer_is_refused(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(15, 16, 17, 63, 64, 65)] length: usize,
) {
    let mut text = vec![0; length];
    let tag = provider.seal(&[1; 32], &[2; 12], b"associated", &mut text);

    let mut longer = [&text[..], &[0]].concat();
    let opened = provider.open(&[1; 32], &[2; 12], b"associated", &mut longer, &tag);
    assert_eq!(opened, Err(Refused));

    text.truncate(length - 1);
    let opened = provider.open(&[1; 32], &[2; 12], b"associated", &mut text, &tag);
    assert_eq!(opened, Err(Refused));
}

#[rstest]
fn t12_what_moves_between_associated_data_and_text_is_refused(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let mut text = [0; 16];
    let tag = provider.seal(&[1; 32], &[2; 12], &[0; 16], &mut text);

    let associated = [[0; 16], text].concat();
    let opened = provider.open(&[1; 32], &[2; 12], &associated, &mut [], &tag);

    assert_eq!(opened, Err(Refused));
}

fn open(provider: &dyn Provider, input: &[u8; 110]) -> Result<(), Refused> {
    let mut text = input[72..].to_vec();
    let (key, nonce, tag) = (array_of(input, 0), array_of(input, 32), array_of(input, 44));
    provider.open(&key, &nonce, &input[60..72], &mut text, &tag)
}

fn array_of<const N: usize>(input: &[u8], from: usize) -> [u8; N] {
    input[from..from + N].try_into().unwrap()
}
