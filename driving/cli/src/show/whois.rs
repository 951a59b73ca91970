use std::fmt::Write;

use causerie_wire::{Base64, Person};

use super::{Paint, Printable};

/// A person and their keys.
pub(crate) fn whois(person: &Person, paint: Paint) -> String {
    let mut shown = format!("{}\n", paint.bold(Printable(&person.address)));
    // Writing to a String cannot fail.
    let _ = writeln!(shown, "  account key      {}", text(&person.account_key));
    for device in &person.devices {
        let _ = writeln!(shown, "  key of {:<10}{}", Printable(&device.id), text(&device.key));
    }
    shown
}

fn text(key: &Base64) -> String {
    let json = serde_json::to_value(key).ok();
    json.and_then(|json| json.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use causerie_wire::Device;

    use super::*;

    #[test]
    fn a_person_is_a_name_and_keys() {
        let person = Person {
            address: "bob@localhost".to_owned(),
            account_key: Base64(vec![0; 3]),
            devices: vec![Device {
                id: "d1".to_owned(),
                key: Base64(vec![255; 3]),
                signature: Base64(vec![1; 3]),
            }],
            device_list: None,
        };

        let shown = whois(&person, Paint::NONE);

        assert_eq!(shown, "bob@localhost\n  account key      AAAA\n  key of d1        ____\n");
    }
}
