//! Many processes, killed processes, full disks, and what the process does to its files.

use super::child::{child, children, say_skipped};
use super::*;
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Writes acts of three entries and says each one's number once it is recorded.
pub(super) fn acknowledge(path: &Path, from: u128, until: u128) {
    let mut store = Store::open(path).unwrap();
    for n in from..until {
        let events = [event("change/1", "a"), event("board", "b"), event("change/1", "c")];
        match write(&mut store, n, NOW, &events) {
            Ok(_) => println!("ack {n}"),
            Err(error) => return println!("error {error}"),
        }
    }
}

fn acknowledged(line: &str) -> u128 {
    line.strip_prefix("ack ").unwrap_or_else(|| panic!("{line}")).parse().unwrap()
}

#[test]
fn what_was_acknowledged_survives_kill_9_and_nothing_is_half() {
    let (_dir, path) = founded();
    let mut acked = Vec::new();
    for round in 0..8_u128 {
        let mut writer = children(&[child("write", &path).from(1 + round * 1_000_000).command]).remove(0);
        for _ in 0..=round * 7 {
            acked.push(acknowledged(&writer.line().unwrap()));
        }
        writer.child.kill().unwrap();
        while let Some(line) = writer.line() {
            // The last line may itself be cut.
            acked.extend(line.strip_prefix("ack ").and_then(|n| n.parse::<u128>().ok()));
        }
        drop(writer);
        verified(&path);
    }
    let store = Store::open(&path).unwrap();
    let reader = store.read().unwrap();
    for n in &acked {
        assert_eq!(reader.act(act(*n)).unwrap().len(), 3, "act {n}");
    }
    assert_eq!(reader.count().unwrap() % 3, 0, "an act is half there");
    assert!(reader.count().unwrap() >= 3 * acked.len() as u64);
}

#[test]
fn a_founding_that_is_killed_leaves_nothing_or_a_register() {
    let dir = tempfile::tempdir().unwrap();
    let (mut there, mut missing) = (0, 0);
    for round in 0..24 {
        let path = dir.path().join(format!("{round}.db"));
        let mut founder = children(&[child("found", &path).command]).remove(0);
        std::thread::sleep(Duration::from_millis(round));
        founder.child.kill().unwrap();
        drop(founder);
        match Store::open(&path) {
            Ok(_) => there += 1,
            Err(StoreError::Missing { .. }) => {
                missing += 1;
                drop(Store::create(&path, identity()).unwrap());
            }
            Err(error) => panic!("half a register: {error}"),
        }
        verified(&path);
    }
    assert!(missing > 0, "no founding was killed early enough ({there} were complete)");
}

#[test]
fn fifty_processes_write_at_once_and_nothing_is_lost() {
    let (_dir, path) = founded();
    let commands: Vec<Command> = (0..50).map(|i| child("burst", &path).from(1 + i * 100).command).collect();
    let mut writers = children(&commands);
    assert_eq!(writers.len(), 50);
    let mut acked = Vec::new();
    for writer in &mut writers {
        while let Some(line) = writer.line() {
            acked.push(acknowledged(&line));
        }
    }
    assert_eq!(acked.len(), 200);
    let store = Store::open(&path).unwrap();
    let reader = store.read().unwrap();
    assert_eq!(reader.count().unwrap(), 600);
    assert!(acked.iter().all(|n| reader.act(act(*n)).unwrap().len() == 3));
    drop(store);
    verified(&path);
}

#[test]
fn threads_with_stores_of_their_own_write_at_once() {
    let (_dir, path) = founded();
    std::thread::scope(|scope| {
        for t in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap();
                for n in 0..25 {
                    vote(&mut store, 1 + t * 100 + n).unwrap();
                }
            });
        }
    });
    assert_eq!(Store::open(&path).unwrap().read().unwrap().count().unwrap(), 200);
    verified(&path);
}

#[test]
fn two_processes_with_the_same_act_record_it_once() {
    let (_dir, path) = founded();
    let commands: Vec<Command> = (0..6).map(|_| child("burst", &path).from(1).command).collect();
    for writer in &mut children(&commands) {
        for n in 1..5 {
            assert_eq!(acknowledged(&writer.line().unwrap()), n);
        }
    }
    assert_eq!(Store::open(&path).unwrap().read().unwrap().count().unwrap(), 12);
    verified(&path);
}

/// Writes until the file size limit stops it, and says how that went.
pub(super) fn fill(path: &Path, from: u128) {
    let mut store = Store::open(path).unwrap();
    for n in from.. {
        let large = NewEntry { payload: vec![b'x'; 20_000], ..event("change/1", "x") };
        match write(&mut store, n, NOW, &[large]) {
            Ok(_) => println!("ack {n}"),
            Err(error) => {
                println!("error {}", if matches!(error, StoreError::Unsettled { .. }) { "unsettled" } else { "known" });
                println!("read-only {}", store.read_only().is_some());
                println!("again {}", write(&mut store, n + 1, NOW, &[event("board", "x")]).is_err());
                println!("settled {}", store.settle(act(n)).map_or("no".into(), |r| r.is_some().to_string()));
                println!("read-only {}", store.read_only().is_some());
                println!("head {}", store.read().unwrap().count().unwrap());
                return;
            }
        }
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let (_dir, path) = founded();
    // 512-byte or 1024-byte blocks, by shell: the limit is 1 or 2 MiB. Its signal is ignored, so that writes fail.
    let script = "trap '' XFSZ; ulimit -f 2000; exec \"$@\"";
    let said = child("fill", &path).behind("sh", &["-c", script, "sh"]).lines().unwrap();
    let acked: Vec<u128> = said.iter().filter_map(|l| l.strip_prefix("ack ")).map(|n| n.parse().unwrap()).collect();
    assert!(acked.len() > 10, "{said:?}");
    let rest: Vec<&str> = said.iter().map(String::as_str).filter(|l| !l.starts_with("ack ")).collect();
    let head = format!("head {}", acked.len());
    assert_eq!(
        rest,
        ["error unsettled", "read-only true", "again true", "settled false", "read-only false", &head],
        "{said:?}"
    );
    let mut store = Store::open(&path).unwrap();
    assert!(acked.iter().all(|n| store.read().unwrap().act(act(*n)).unwrap().len() == 1));
    // With room again, the act that failed is done under its own id.
    let failed = acked.last().unwrap() + 1;
    assert!(matches!(vote(&mut store, failed), Ok(Written::Now(..))));
    drop(store);
    verified(&path);
}

#[test]
fn commits_elsewhere_are_noticed_within_a_second() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let (wake, woken) = mpsc::channel();
    let watch = store.watch(move || wake.send(()).unwrap()).unwrap();
    let second = Duration::from_secs(1);
    for n in 1..=5 {
        let mut other = children(&[child("burst", &path).from(n * 100).command]).remove(0);
        assert!(other.line().unwrap().starts_with("ack"));
        let since = Instant::now();
        while !store.changed_elsewhere().unwrap() {
            woken.recv_timeout(second.saturating_sub(since.elapsed())).expect("not woken within a second");
        }
        while other.line().is_some() {}
        drop(other);
        std::thread::sleep(Duration::from_millis(50));
        while woken.try_recv().is_ok() {}
        store.changed_elsewhere().unwrap();
    }
    // Our own commit is not somebody else's.
    vote(&mut store, 9).unwrap();
    assert!(!store.changed_elsewhere().unwrap());
    // A program that does not queue is noticed by the journal alone.
    let conn = raw(&path);
    let since = Instant::now();
    conn.execute_batch("INSERT INTO directory VALUES ('x', 'X', NULL)").unwrap();
    while !store.changed_elsewhere().unwrap() {
        woken.recv_timeout(second.saturating_sub(since.elapsed())).expect("not woken within a second");
    }
    drop(watch);
}

/// Watches a register that nobody writes to, and says how often its threads woke up.
pub(super) fn idle(path: &Path) {
    let store = Store::open(path).unwrap();
    let watch = store.watch(|| println!("woken")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let before = switches();
    std::thread::sleep(Duration::from_millis(1500));
    println!("threads {} switches {}", before.len(), switches().iter().sum::<u64>() - before.iter().sum::<u64>());
    drop(watch);
}

/// Voluntary context switches of each thread that the watch has.
fn switches() -> Vec<u64> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map(|t| t.unwrap().path());
    let watching = tasks.filter(|t| {
        let name = std::fs::read_to_string(t.join("comm")).unwrap();
        name.starts_with("register-watch") || name.starts_with("notify")
    });
    watching
        .map(|t| {
            let status = std::fs::read_to_string(t.join("status")).unwrap();
            let line = status.lines().find_map(|l| l.strip_prefix("voluntary_ctxt_switches:")).unwrap();
            line.trim().parse().unwrap()
        })
        .collect()
}

#[test]
fn an_idle_watch_never_wakes_up() {
    if !Path::new("/proc/self/task").exists() {
        return say_skipped("there is no /proc to count wake-ups with");
    }
    let (_dir, path) = founded();
    assert_eq!(child("idle", &path).lines().unwrap(), ["threads 2 switches 0"]);
}

/// Uses every part of the store once, and opens one file otherwise, as a control of the trace.
pub(super) fn everything(path: &Path) {
    let mut store = Store::create(path, identity()).unwrap();
    let watch = store.watch(|| {}).unwrap();
    vote(&mut store, 1).unwrap();
    store.rebuild(quorate::store::project::rebuild::Keep::Fresh, |_, _| {}).unwrap();
    store.read().unwrap().audit(None, |_, _| {}).unwrap();
    store.backup(&path.with_file_name("copy.db"), |_, _| {}).unwrap();
    quorate::store::heads::remember(&path.with_file_name("heads"), &store).unwrap();
    store.settle(act(1)).unwrap();
    drop((watch, store));
    let mut store = Store::open(path).unwrap();
    vote(&mut store, 2).unwrap();
    drop(Store::open_read_only(path).unwrap());
    std::fs::write(path.with_file_name("control.db"), b"").unwrap();
    drop(std::fs::File::open(path.with_file_name("control.db")).unwrap());
    println!("done");
}

/// One open and close of the register past SQLite would drop SQLite's locks on it in this process.
#[test]
fn nobody_but_sqlite_opens_the_register() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().canonicalize().unwrap().join("quorate.db");
    let trace = dir.path().join("trace");
    let args = ["-f", "-y", "-e", "trace=open,openat,openat2,creat", "-o", trace.to_str().unwrap()];
    let Some(said) = child("everything", &path).behind("strace", &args).lines() else {
        return say_skipped("strace is not there or may not trace");
    };
    assert_eq!(said, ["done"]);
    let trace = std::fs::read_to_string(trace).unwrap();
    // SQLite opens databases with O_NOFOLLOW, the standard library never does.
    let opened = |name: &str| {
        let quoted = format!("/{name}\"");
        let lines = trace.lines().filter(|l| l.contains(&quoted) && !l.contains("ENOENT"));
        let (ours, theirs): (Vec<_>, Vec<_>) = lines.partition(|l| !l.contains("O_NOFOLLOW"));
        (ours, theirs.len())
    };
    let (ours, by_sqlite) = opened("quorate.db");
    assert_eq!(ours, Vec::<&str>::new());
    assert!(by_sqlite >= 5, "{by_sqlite}");
    assert_eq!(opened("quorate.db.new").0, Vec::<&str>::new());
    assert_eq!(opened("copy.db.new").0, Vec::<&str>::new());
    assert_eq!(opened("copy.db").0, Vec::<&str>::new());
    assert!(!opened("control.db").0.is_empty(), "the trace would not have shown it");
}
