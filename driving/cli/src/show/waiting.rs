use causerie_chat::{DeviceAddress, Timestamp};
use causerie_wire::{Waiting, WaitingDevice};

use super::{Paint, Printable, told::why};

/// For whom something waits, and why: a line for each device.
pub(crate) fn waiting(waiting: &Waiting, now: Timestamp, paint: Paint) -> String {
    if waiting.devices.is_empty() {
        return "nothing waits to be delivered\n".to_owned();
    }
    waiting.devices.iter().map(|one| line(one, now, paint)).collect()
}

fn line(one: &WaitingDevice, now: Timestamp, paint: Paint) -> String {
    let name = match one.device.parse::<DeviceAddress>() {
        Ok(device) => format!("{}, device {}", device.person, device.device),
        Err(_) => Printable(&one.device).to_string(),
    };
    format!("{}: {}\n", paint.bold(name), paint.waiting(why(one.retry.as_ref(), now)))
}

#[cfg(test)]
mod tests {
    use causerie_wire::Retry;

    use super::*;

    #[test]
    fn each_device_is_told_with_its_cause() {
        let retry =
            Retry { failures: 2, last: 9_000, next: 14_000, cause: "NO_ADDRESS".to_owned() };
        let devices = vec![
            WaitingDevice { device: "d1.bob.peers.localhost".to_owned(), retry: Some(retry) },
            WaitingDevice { device: "odd\u{1b}[2J".to_owned(), retry: None },
        ];

        let shown = waiting(&Waiting { devices }, Timestamp::from_millis(10_000), Paint::NONE);

        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[0].starts_with("bob@localhost, device d1: NO_ADDRESS"), "{shown}");
        assert!(lines[0].ends_with("the peer tries again in 4s"), "{shown}");
        assert!(!lines[1].contains('\u{1b}'), "{shown}");
    }

    #[test]
    fn where_nothing_waits_it_says_so() {
        let none = Waiting { devices: Vec::new() };

        let shown = waiting(&none, Timestamp::from_millis(0), Paint::NONE);

        assert_eq!(shown, "nothing waits to be delivered\n");
    }
}
