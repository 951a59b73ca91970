//! That the benchmark of the mailbox runs to its end: its figures are for a quiet machine and a release build.

use std::process::Command;

#[test]
fn a_short_run_delivers_everything_and_prints_every_ratio() {
    let mut bench = Command::new(env!("CARGO_BIN_EXE_causerie-bench"));

    let run = bench.args("mailbox --seconds 1 --rounds 1 --idle 10".split(' ')).output().unwrap();

    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}\n{err}");
    for ratio in [
        "ratio mailbox_throughput ",
        "ratio mailbox_p99_cost ",
        "idle_connection_kib ",
        "fetch_10000_seconds ",
    ] {
        let value = out.lines().find_map(|line| line.strip_prefix(ratio));
        let value = value.and_then(|value| value.parse::<f64>().ok());
        assert!(value.is_some_and(f64::is_finite), "no {ratio}in {out}");
    }
}
