//! That the benchmark of several devices runs to its end: its figures are for a quiet machine and a release build.

use std::process::Command;

#[test]
fn a_short_run_reaches_all_devices_and_prints_every_ratio() {
    let mut bench = Command::new(env!("CARGO_BIN_EXE_causerie-bench"));

    let run = bench.args("devices --seconds 1 --rounds 1".split(' ')).output().unwrap();

    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}\n{err}");
    for ratio in [
        "devices_cpu_us ",
        "ratio devices_cpu_cost ",
        "ratio devices_sealing_cost ",
        "ratio devices_p50_cost ",
        "ratio devices_p99_cost ",
    ] {
        let value = out.lines().find_map(|line| line.strip_prefix(ratio));
        let value = value.and_then(|value| value.parse::<f64>().ok());
        assert!(value.is_some_and(f64::is_finite), "no {ratio}in {out}");
    }
}
