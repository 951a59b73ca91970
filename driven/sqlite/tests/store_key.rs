//! A store key is told to nobody.

use causerie_sqlite::StoreKey;

#[test]
fn t61_a_store_key_does_not_print() {
    assert_eq!(format!("{:?}", StoreKey::new([7; 32])), "StoreKey(..)");
}
