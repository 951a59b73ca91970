use std::fmt::Write;

use causerie_wire::{AskingDevice, OwnDevice, OwnDevices};

use super::{Paint, Printable, moment::Moment, qr::qr};

/// One's devices, a line each.
pub(crate) fn devices(all: &OwnDevices, paint: Paint) -> String {
    let width = all.devices.iter().map(|device| device.id.chars().count()).max().unwrap_or(0);
    let mut shown = String::new();
    for device in &all.devices {
        let id = format!("{:width$}", Printable(&device.id));
        // Writing to a String cannot fail.
        let _ = writeln!(shown, "{}  {}", paint.bold(id), about(device, paint));
    }
    shown
}

fn about(device: &OwnDevice, paint: Paint) -> String {
    let mut about = match device.since {
        Some(since) => paint.dim(format!("linked {}", Moment(since))),
        None => paint.dim("registered"),
    };
    if device.primary {
        about.push_str(", first device");
    }
    if device.this {
        about.push_str(", this one");
    }
    about
}

/// That a device is one no more.
pub(crate) fn revoked(device: &str, paint: Paint) -> String {
    let done = paint.good(format!("{} is revoked", Printable(device)));
    format!("{done}: it cannot sign in any more, and your contacts are told. What is left:\n")
}

/// A code for a new device, and what to do with it.
pub(crate) fn link_code(code: &str, me: &str, with_qr: bool, paint: Paint) -> String {
    let picture = qr(code, paint).filter(|_| with_qr).map(|picture| format!("{picture}\n"));
    format!(
        "{}    {}\n\n\
         On the new device: causerie join {} --directory URL --root FILE --device ID\n\
         It asks for this code, which is good for ten minutes and one device. Give it to nobody else: whoever has it can ask to be you.\n",
        picture.unwrap_or_default(),
        paint.bold(code),
        Printable(me),
    )
}

/// The device that asks to be linked.
pub(crate) fn asking(device: &AskingDevice, paint: Paint) -> String {
    let key = serde_json::to_value(&device.key).ok();
    let key = key.and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default();
    format!(
        "a device asks to be one of yours:\n  id       {}\n  machine  {}\n  asked    {}\n  key      {key}\n",
        paint.bold(Printable(&device.id)),
        Printable(&device.name),
        Moment(device.at),
    )
}

#[cfg(test)]
mod tests {
    use causerie_wire::Base64;

    use super::*;

    #[test]
    fn each_device_is_a_line() {
        let device = |id: &str, since, this, primary| OwnDevice {
            id: id.to_owned(),
            key: Base64(vec![1]),
            since,
            this,
            primary,
        };
        let all = OwnDevices {
            devices: vec![
                device("d1", None, true, true),
                device("phone", Some(86_400_000), false, false),
            ],
        };

        assert_eq!(
            devices(&all, Paint::NONE),
            "d1     registered, first device, this one\nphone  linked 1970-01-02 00:00:00Z\n"
        );
    }

    #[test]
    fn t06_who_asks_is_shown_and_cannot_draw_on_the_screen() {
        let device = AskingDevice {
            id: "phone".to_owned(),
            key: Base64(vec![255; 3]),
            name: "cat\u{1b}[2J".to_owned(),
            at: 1_000,
        };

        let shown = asking(&device, Paint::NONE);

        assert!(shown.contains("id       phone\n") && shown.contains("key      ____\n"), "{shown}");
        assert!(shown.contains("machine  cat␛[2J\n"), "{shown}");
    }

    #[test]
    fn a_code_is_shown_with_what_to_do() {
        let shown = link_code("ABCD-EFGH", "alice@localhost", true, Paint::NONE);
        let plain = link_code("ABCD-EFGH", "alice@localhost", false, Paint::NONE);

        assert!(shown.contains('█') && !plain.contains('█'));
        for shown in [shown, plain] {
            assert!(shown.contains("    ABCD-EFGH\n"), "{shown}");
            assert!(shown.contains("causerie join alice@localhost --directory"), "{shown}");
        }
    }
}
