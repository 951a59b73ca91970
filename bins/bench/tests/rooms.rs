//! That the benchmark of rooms runs to its end: its figures are for a quiet machine and a release build.

use std::process::Command;

#[test]
fn a_short_run_does_everything_in_rooms_and_prints_every_ratio() {
    let mut bench = Command::new(env!("CARGO_BIN_EXE_causerie-bench"));

    let run = bench.args("rooms --members 2,3 --seconds 1 --rounds 1".split(' ')).output().unwrap();

    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}\n{err}");
    for ratio in [
        "ratio room_create_2_cost ",
        "ratio room_send_2_cost ",
        "ratio room_receive_2_bare_cost ",
        "ratio room_add_3_cost ",
        "ratio room_remove_3_cost ",
        "room_100_of_1_p99_ms ",
        "room_100_of_8_per_second ",
    ] {
        let value = out.lines().find_map(|line| line.strip_prefix(ratio));
        let value = value.and_then(|value| value.parse::<f64>().ok());
        assert!(value.is_some_and(f64::is_finite), "no {ratio}in {out}");
    }
}
