//! A real disk that others fill while a file comes.

use std::{env, fs, path::Path, process::Command};

use causerie_contracts::Sample;
use causerie_disk::Disk;
use causerie_files::FileId;
use causerie_usecases::ports::{NotWritten, OwnFiles, PartFiles};
use tempfile::TempDir;

const THIS: &str =
    "full_disk::t54_a_real_disk_that_is_full_in_the_middle_says_so_and_goes_on_later";
/// Where the small file system is, for the run inside it.
const SMALL: &str = "CAUSERIE_TEST_SMALL_DISK";
/// What the shell ends with where it may not mount anything.
const NOT_HERE: i32 = 77;
const MOUNT: &str = r#"mount -t tmpfs -o size=1m tmpfs "$0" || exit 77; exec "$@""#;

/// It runs itself once more in a namespace of mounts, where a file system of 1 MiB stands.
#[tokio::test]
async fn t54_a_real_disk_that_is_full_in_the_middle_says_so_and_goes_on_later() {
    if let Some(small) = env::var_os(SMALL) {
        return fills_up(small.as_ref()).await;
    }
    let (folder, this) = (TempDir::new().unwrap(), env::current_exe().unwrap());
    for namespaces in [&["--mount"][..], &["--user", "--map-root-user", "--mount"]] {
        let mut inside = Command::new("unshare");
        inside.args(namespaces).args(["sh", "-c", MOUNT]).arg(folder.path()).arg(&this);
        let ran = inside.args(["--exact", THIS, "--nocapture"]).env(SMALL, folder.path()).output();
        match ran {
            Ok(ran) if ran.status.success() => {
                let said = String::from_utf8_lossy(&ran.stdout).into_owned();
                assert!(said.contains("1 passed"), "{said}");
                return;
            }
            Ok(ran) if ran.status.code() != Some(NOT_HERE) && ran.stdout.len() > 9 => {
                panic!("{}", String::from_utf8_lossy(&ran.stderr));
            }
            _ => {}
        }
    }
    println!("nothing was tried: no file system can be mounted here");
}

async fn fills_up(folder: &Path) {
    let sample = Sample::new(1, 800_000);
    let (id, name) = (FileId::of(&sample.manifest), sample.manifest.name.safe());
    let (mine, filler) = (folder.join("mine"), folder.join("filler"));
    fs::write(&mine, b"mine").unwrap();
    Disk.begin(folder, &id, 800_000).await.unwrap();
    Disk.write(folder, &id, vec![sample.chunk(0)]).await.unwrap();
    fs::write(&filler, vec![1; 900 << 10]).unwrap();

    let all = || (0..sample.manifest.chunks()).map(|number| sample.chunk(number)).collect();
    let refused = Disk.write(folder, &id, all()).await;

    assert!(matches!(refused, Err(NotWritten::Full)), "{refused:?}");
    assert_eq!(
        (fs::read(&mine).unwrap(), fs::read(&filler).unwrap().len()),
        (b"mine".to_vec(), 900 << 10)
    );
    assert!(!folder.join(name.as_str()).exists(), "nothing is there under its name");
    fs::remove_file(&filler).unwrap();
    Disk.write(folder, &id, all()).await.unwrap();
    let path = Disk.finish(folder, &id, &name).await.unwrap();
    assert!(Disk.read(&path, 0, 800_001).await.unwrap() == Some(sample.bytes));
}
