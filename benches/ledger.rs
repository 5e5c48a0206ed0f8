//! The ledger's figures as ratios inside one run: verifying against `sha256sum`, one vote against a bare INSERT, fifty
//! writers at once. Makes its own data; `QUORATE_BENCH_ENTRIES` sets how many entries (default 1,000,000).
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails loudly")]

use quorate::base::digest::Digest;
use quorate::base::ids::{ActId, PersonId};
use quorate::base::time::Moment;
use quorate::ledger::entry::LedgerId;
use quorate::store::append::{Ending, NewEntry};
use quorate::store::error::StoreError;
use quorate::store::{Identity, Store};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use uuid::Uuid;

const ROUNDS: usize = 5;
const VOTES: u128 = 400;

fn main() {
    // `cargo test` also runs benches, and only to see that they start.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let entries = std::env::var("QUORATE_BENCH_ENTRIES").map_or(1_000_000, |n| n.parse().unwrap());
    let dir = tempfile::tempdir_in(std::env::var("CARGO_TARGET_TMPDIR").unwrap_or("target/tmp".into())).unwrap();
    verify(dir.path(), entries);
    vote(dir.path());
    crowd(dir.path());
}

fn store(path: &Path) -> Store {
    let identity = Identity { ledger: LedgerId(Uuid::from_u128(1)), sandbox: true, founded_at: Moment(0) };
    Store::create(path, identity).unwrap()
}

fn event(n: u128) -> NewEntry {
    let payload = format!(
        r#"{{"vote_cast":{{"ballot":{},"seat":"seat-{}","vote":"for","reason":null,"revision":3,"via":null}}}}"#,
        n % 9,
        n % 7
    );
    let stream = format!("change/{}", n / 10 + 1).parse().unwrap();
    NewEntry { stream, kind: "ballot.vote_cast".into(), v: 1, payload: payload.into_bytes() }
}

fn write(store: &mut Store, act: u128, events: &[NewEntry]) {
    let actor: PersonId = "b.chen".parse().unwrap();
    let at = Moment(1_767_258_000_000_000 + i64::try_from(act % 1_000_000_000).unwrap());
    let act = ActId(Uuid::from_u128(act));
    store.write(act, Ending::Keep, |tx| tx.append(at, &actor, events)).unwrap();
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let value = work();
    (start.elapsed(), value)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn verify(dir: &Path, entries: u128) {
    let path = dir.join("verify.db");
    let mut store = store(&path);
    let (making, ()) = timed(|| {
        for first in (0..entries).step_by(1000) {
            let events: Vec<_> = (first..entries.min(first + 1000)).map(event).collect();
            write(&mut store, first + 1, &events);
        }
    });
    let dump = dir.join("bytes");
    let (mut out, mut bytes, mut size) = (BufWriter::new(File::create(&dump).unwrap()), Vec::new(), 0);
    let reader = store.read().unwrap();
    let each = |use_entry: &mut dyn FnMut(&quorate::ledger::entry::EntryRef<'_>)| {
        reader
            .each::<StoreError>(1, |entry, _| {
                use_entry(entry);
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
    };
    each(&mut |entry| {
        entry.encode(store.identity().ledger, &mut bytes);
        size += bytes.len();
        out.write_all(&bytes).unwrap();
    });
    out.into_inner().unwrap().sync_all().unwrap();
    let (mut ours, mut sums, mut reads, mut hashes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    assert!(reader.audit(None, |_, _| {}).unwrap().ok());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("unknown").to_owned();
    let content = std::fs::read(&dump).unwrap();
    for _ in 0..ROUNDS {
        sums.push(timed(|| assert!(Command::new("sha256sum").arg(&dump).output().unwrap().status.success())).0);
        ours.push(timed(|| assert!(reader.audit(None, |_, _| {}).unwrap().ok())).0);
        reads.push(timed(|| each(&mut |_| {})).0);
        hashes.push(timed(|| Digest::of(std::hint::black_box(&content))).0);
    }
    let (ours, sums) = (median(&mut ours), median(&mut sums));
    println!("{entries} entries, {size} bytes hashed, made in {making:.1?}");
    println!("  audit verify {ours:.3?}, sha256sum of the same bytes {sums:.3?}: ratio {:.2}", ratio(ours, sums));
    println!(
        "  of it: reading the rows {:.3?}; hashing one block of that size {:.3?}",
        median(&mut reads),
        median(&mut hashes)
    );
    println!("  most memory so far, making and verifying: {peak}");
}

fn vote(dir: &Path) {
    let mut store = store(&dir.join("vote.db"));
    write(&mut store, 1, &(0..1000).map(event).collect::<Vec<_>>());
    let bare = rusqlite::Connection::open(dir.join("bare.db")).unwrap();
    bare.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
    bare.execute_batch("PRAGMA synchronous = FULL; CREATE TABLE votes(id INTEGER PRIMARY KEY, body BLOB)").unwrap();
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for n in 0..VOTES {
        let event = event(n);
        let insert = || bare.prepare_cached("INSERT INTO votes(body) VALUES (?)").unwrap().execute([&event.payload]);
        bares.push(timed(|| insert().unwrap()).0);
        ours.push(timed(|| write(&mut store, 1_000_000_000 + n, std::slice::from_ref(&event))).0);
    }
    let (ours, bares) = (median(&mut ours), median(&mut bares));
    println!("one vote, synchronous=FULL: {ours:.0?}, a bare INSERT {bares:.0?}: ratio {:.2}", ratio(ours, bares));
}

fn crowd(dir: &Path) {
    let path = dir.join("crowd.db");
    drop(store(&path));
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let voters: Vec<_> = (0..50_u128)
            .map(|voter| {
                let path = &path;
                scope.spawn(move || {
                    let mut store = Store::open(path).unwrap();
                    let vote = |n| timed(|| write(&mut store, 1 + voter * 1000 + n, &[event(voter)])).0;
                    (0..4).map(vote).collect::<Vec<_>>()
                })
            })
            .collect();
        voters.into_iter().flat_map(|v| v.join().unwrap()).collect()
    });
    let half = median(&mut waits);
    println!("50 writers at once, 4 votes each: median {half:.1?}, slowest {:.1?}", waits.last().unwrap());
}
