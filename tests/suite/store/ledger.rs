//! Writing, reading, verifying, and everything beside the ledger.

use super::*;
use quorate::base::ids::ChangeNo;
use quorate::ledger::chain::{Break, Broken, Head};
use quorate::ledger::checkpoint::Checkpoint;
use quorate::store::heads;
use quorate::store::verify::{Against, Audit};
use std::ops::ControlFlow;

#[test]
fn an_act_is_recorded_with_its_receipt_and_read_back() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.read().unwrap().head().unwrap(), Head::EMPTY);
    let events = [event("change/1", "submitted"), event("board", "seated"), event("change/1", "vote_cast")];
    let Written::Now(receipt, ()) = write(&mut store, 1, NOW, &events).unwrap() else { panic!("not now") };
    assert_eq!(
        receipt.entries.iter().map(|e| (e.seq, e.kind.as_str())).collect::<Vec<_>>(),
        [(1, "submitted"), (2, "seated"), (3, "vote_cast")]
    );
    let reader = store.read().unwrap();
    assert_eq!(reader.head().unwrap(), Head { seq: 3, hash: receipt.head });
    let change = reader.load(&"change/1".parse().unwrap()).unwrap();
    assert_eq!(change.iter().map(|e| (e.entry.seq, e.entry.version)).collect::<Vec<_>>(), [(1, 1), (3, 2)]);
    let last = &change[1];
    assert_eq!(last.hash, last.entry.hash(store.identity().ledger));
    assert_eq!((last.entry.actor.as_str(), last.entry.at, last.entry.act), ("ana", NOW, act(1)));
    assert_eq!(last.entry.payload, b"{\"x\":1}");
    assert_eq!(reader.load(&"change/2".parse().unwrap()).unwrap(), []);
    drop(store);
    assert_eq!(verified(&path), receipt.head);
}

#[test]
fn a_retry_gets_the_first_receipt_and_records_nothing() {
    let (_dir, path, _) = filled(2);
    let mut store = Store::open(&path).unwrap();
    let first = write(&mut store, 9, NOW, &[event("board", "a"), event("board", "b")]).unwrap();
    vote(&mut store, 10).unwrap();
    let retry: Written<()> = store
        .write(act(9), Ending::Keep, |_| -> Result<(), StoreError> { panic!("the work is not done again") })
        .unwrap();
    assert_eq!(retry, Written::Before(first.receipt().clone()));
    assert_eq!(store.read().unwrap().count().unwrap(), 5);
}

#[test]
fn a_refusal_or_a_dry_run_leaves_nothing() {
    let (_dir, path, before) = filled(2);
    let mut store = Store::open(&path).unwrap();
    let refused = store.write(act(3), Ending::Keep, |tx| -> Result<(), StoreError> {
        tx.append(NOW, &ana(), &[event("board", "seated")])?;
        tx.put_prose(&[1; 16], "words")?;
        assert_eq!(tx.read().count()?, 3, "the work sees what it has written");
        Err(StoreError::Missing { path: "refused".into() })
    });
    assert!(matches!(refused, Err(StoreError::Missing { .. })));
    let dry = store.write(act(3), Ending::Undo, |tx| tx.append(NOW, &ana(), &[event("board", "seated")])).unwrap();
    assert_eq!(dry.receipt().entries.len(), 1);
    let reader = store.read().unwrap();
    assert_eq!(reader.head().unwrap().hash, before.head);
    assert_eq!(reader.act(act(3)).unwrap(), []);
    assert_eq!(reader.prose(&Digest::commit(&[1; 16], "words")).unwrap(), None);
    // The same act may still be done.
    assert!(matches!(vote(&mut store, 3), Ok(Written::Now(..))));
}

#[test]
fn an_act_without_events_is_no_act() {
    let (_dir, path, before) = filled(1);
    let mut store = Store::open(&path).unwrap();
    let none = write(&mut store, 5, NOW, &[]).unwrap();
    assert_eq!(none.receipt().entries, []);
    assert_eq!(none.receipt().head, before.head);
}

#[test]
fn a_clock_that_steps_back_is_told_and_never_recorded() {
    let (_dir, path, _) = filled(1);
    let mut store = Store::open(&path).unwrap();
    let earlier = Moment(NOW.0 - 90_000_000);
    store
        .write(act(2), Ending::Keep, |tx| {
            assert_eq!(tx.clock_behind(earlier).map(|s| s.as_seconds()), Some(90));
            assert_eq!(tx.clock_behind(NOW), None);
            assert_eq!(tx.moment(earlier), NOW);
            tx.append(earlier, &ana(), &[event("board", "seated")])
        })
        .unwrap();
    assert_eq!(store.read().unwrap().page(None, 1).unwrap()[0].entry.at, NOW);
    verified(&path);
}

#[test]
fn change_numbers_go_up_by_one() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    for n in 1..=12_u32 {
        store
            .write(act(n.into()), Ending::Keep, |tx| {
                assert_eq!(tx.next_change_number()?, ChangeNo(n));
                let name = format!("change/{n}");
                tx.append(NOW, &ana(), &[event("policy", "x"), event(&name, "submitted"), event(&name, "edited")])
            })
            .unwrap();
    }
}

#[test]
fn the_past_is_read_by_moment_and_by_page() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    for n in 1..=20_i64 {
        let at = Moment(NOW.0 + n / 2 * 1_000_000);
        let stream = if n % 3 == 0 { "board" } else { "change/1" };
        write(&mut store, n.unsigned_abs().into(), at, &[event(stream, "x")]).unwrap();
    }
    let reader = store.read().unwrap();
    let change = "change/1".parse().unwrap();
    for (seconds, count) in [(-1, 0), (0, 1), (1, 3), (5, 11), (10, 20), (99, 20)] {
        let at = Moment(NOW.0 + seconds * 1_000_000);
        assert_eq!(reader.count_at(at).unwrap(), count, "{seconds} s");
        let then = reader.load_until(&change, at).unwrap();
        assert_eq!(then.len() as u64, count - count / 3, "{seconds} s");
        assert!(then.iter().all(|e| e.entry.at <= at));
    }
    let seqs = |page: Vec<quorate::store::load::StoredEntry>| page.iter().map(|e| e.entry.seq).collect::<Vec<_>>();
    assert_eq!(seqs(reader.page(None, 3).unwrap()), [20, 19, 18]);
    assert_eq!(seqs(reader.page(Some(18), 3).unwrap()), [17, 16, 15]);
    assert_eq!(seqs(reader.page(Some(2), 3).unwrap()), [1]);
    assert_eq!(seqs(reader.stream_page(&change, None, 2).unwrap()), [20, 19]);
    assert_eq!(seqs(reader.stream_page(&change, Some(3), 9).unwrap()), [2, 1]);
    let mut all = Vec::new();
    reader
        .each::<StoreError>(18, |entry, _| {
            all.push(entry.seq);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    assert_eq!(all, [18, 19, 20]);
}

#[test]
fn entries_cannot_be_changed_removed_replaced_or_slipped_in() {
    let (_dir, path, _) = filled(3);
    let conn = raw(&path);
    let row = "(seq, stream, version, at, actor, act, kind, v, payload, prev, hash) SELECT";
    let rest = "at, actor, act, kind, v, payload, prev, hash FROM ledger WHERE seq = 2";
    for (sql, why) in [
        ("UPDATE ledger SET payload = x'00' WHERE seq = 2".to_owned(), "never changed"),
        ("DELETE FROM ledger WHERE seq = 3".into(), "never removed"),
        (format!("REPLACE INTO ledger{row} 2, stream, 2, {rest}"), "at the end"),
        (format!("REPLACE INTO ledger{row} 4, stream, 2, {rest}"), "at the end"),
        (format!("INSERT INTO ledger{row} 5, stream, 4, {rest}"), "at the end"),
        (format!("INSERT INTO ledger{row} 0, 'board', 1, {rest}"), "at the end"),
        ("UPDATE register SET sandbox = 1".into(), "cannot be changed"),
        ("DELETE FROM register".into(), "cannot be removed"),
    ] {
        let error = conn.execute(&sql, []).unwrap_err().to_string();
        assert!(error.contains(why), "{sql}: {error}");
    }
    drop(conn);
    verified(&path);
}

/// An audit after somebody with the file, its guards dropped, did something to it.
fn audit_after(path: &Path, sql: &str, against: Option<&Checkpoint>) -> Audit {
    let guards: Vec<(String, String)> = {
        let conn = raw(path);
        let mut statement = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let conn = raw(path);
    for (name, _) in &guards {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute_batch(sql).unwrap();
    for (_, sql) in &guards {
        conn.execute_batch(sql).unwrap();
    }
    drop(conn);
    let store = Store::open(path).unwrap();
    store.read().unwrap().audit(against, |_, _| {}).unwrap()
}

fn checkpoint(path: &Path) -> Checkpoint {
    Store::open(path).unwrap().read().unwrap().audit(None, |_, _| {}).unwrap().checkpoint
}

#[test]
fn tampering_is_found_and_named() {
    let move_row = |from: i64, to: i64| format!("UPDATE ledger SET seq = {to}, version = {to} WHERE seq = {from};");
    for (sql, seq, reason) in [
        ("UPDATE ledger SET payload = x'7b7d' WHERE seq = 5".to_owned(), 5, Break::Hash),
        ("UPDATE ledger SET actor = 'bob' WHERE seq = 5".into(), 5, Break::Hash),
        ("UPDATE ledger SET at = at + 1 WHERE seq = 5".into(), 5, Break::Hash),
        ("UPDATE ledger SET hash = zeroblob(32) WHERE seq = 5".into(), 5, Break::Hash),
        ("UPDATE ledger SET prev = zeroblob(32) WHERE seq = 5".into(), 5, Break::Prev),
        (move_row(5, 99) + &move_row(6, 5) + &move_row(99, 6), 5, Break::Prev),
        ("DELETE FROM ledger WHERE seq = 5".into(), 5, Break::Gap { found: 6 }),
        ("DELETE FROM ledger WHERE seq < 3".into(), 1, Break::Gap { found: 3 }),
        (move_row(9, 0), 1, Break::Order { found: 0 }),
        (move_row(9, -7), 1, Break::Order { found: (-7_i64).cast_unsigned() }),
    ] {
        let (_dir, path, _) = filled(9);
        let audit = audit_after(&path, &sql, None);
        // A negative number is a huge unsigned one, which reads as a gap.
        let reason = if sql.contains("-7") { Break::Gap { found: (-7_i64).cast_unsigned() } } else { reason };
        assert_eq!(audit.first_broken, Some(Broken { seq, reason }), "{sql}");
        assert_eq!(audit.head.seq, seq - 1, "{sql}");
        assert!(!audit.ok());
    }
}

#[test]
fn a_cut_tail_is_seen_against_a_checkpoint_or_a_remembered_head() {
    let (dir, path, _) = filled(9);
    let seen = dir.path().join("heads");
    let store = Store::open(&path).unwrap();
    heads::check(&seen, &store).unwrap();
    heads::remember(&seen, &store).unwrap();
    heads::check(&seen, &store).unwrap();
    drop(store);
    let pinned = checkpoint(&path);
    assert!(audit_after(&path, "SELECT 1", Some(&pinned)).ok());
    let cut = "DELETE FROM ledger WHERE seq > 6";
    let audit = audit_after(&path, cut, Some(&pinned));
    assert_eq!(audit.first_broken, None, "the chain alone does not see it");
    assert_eq!(audit.against, Some(Against::Short { found: 6, size: 9 }));
    assert!(!audit.ok());
    let mut store = Store::open(&path).unwrap();
    assert!(matches!(heads::check(&seen, &store), Err(StoreError::Shorter { found: 6, seen: 9, .. })));
    // Grown again to the old length, it is still not the same.
    for n in 100..103 {
        vote(&mut store, n).unwrap();
    }
    assert!(matches!(heads::check(&seen, &store), Err(StoreError::Different { .. })));
    let audit = store.read().unwrap().audit(Some(&pinned), |_, _| {}).unwrap();
    assert_eq!((audit.first_broken, audit.against), (None, Some(Against::Different { size: 9 })));
    // Somebody who knows may take it as it is.
    heads::forget(&seen, store.path()).unwrap();
    heads::check(&seen, &store).unwrap();
}

#[test]
fn a_ledger_written_anew_is_seen_against_a_checkpoint_or_a_remembered_head() {
    let (dir, path, _) = filled(9);
    let pinned = checkpoint(&path);
    let seen = dir.path().join("heads");
    heads::remember(&seen, &Store::open(&path).unwrap()).unwrap();
    std::fs::remove_file(&path).unwrap();
    drop(std::fs::remove_file(path.with_file_name("quorate.db.lock")));
    let mut store = Store::create(&path, identity()).unwrap();
    for n in 1..=11 {
        write(&mut store, n, NOW, &[event("change/1", "vote_against")]).unwrap();
    }
    let audit = store.read().unwrap().audit(Some(&pinned), |_, _| {}).unwrap();
    assert_eq!((audit.first_broken, audit.against), (None, Some(Against::Different { size: 9 })));
    assert!(matches!(heads::check(&seen, &store), Err(StoreError::Different { .. })));
    let other = Checkpoint { origin: "quorate/x".into(), ..pinned };
    let audit = store.read().unwrap().audit(Some(&other), |_, _| {}).unwrap();
    assert!(matches!(audit.against, Some(Against::OtherLedger { .. })));
}

#[test]
fn an_old_checkpoint_holds_while_the_ledger_grows() {
    let (_dir, path, _) = filled(5);
    let pinned = checkpoint(&path);
    let mut store = Store::open(&path).unwrap();
    for n in 10..20 {
        vote(&mut store, n).unwrap();
    }
    let audit = store.read().unwrap().audit(Some(&pinned), |_, _| {}).unwrap();
    assert!(audit.ok(), "{audit:?}");
    assert_eq!((audit.head.seq, audit.against), (15, Some(Against::Same { size: 5 })));
}

#[test]
fn dropped_guards_are_named() {
    let (_dir, path, _) = filled(2);
    raw(&path).execute_batch("DROP TRIGGER ledger_no_update; CREATE TABLE extra(x)").unwrap();
    let store = Store::open(&path).unwrap();
    let audit = store.read().unwrap().audit(None, |_, _| {}).unwrap();
    assert_eq!(audit.altered, ["trigger ledger_no_update is missing", "table extra was added"]);
    assert!(!audit.ok());
}

#[test]
fn an_entry_too_large_is_refused() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let large = NewEntry { payload: vec![b'x'; (1 << 20) + 1], ..event("board", "x") };
    assert!(matches!(write(&mut store, 1, NOW, &[large]), Err(StoreError::TooLarge { .. })));
    assert_eq!(store.read().unwrap().count().unwrap(), 0);
}

#[test]
fn what_is_read_at_one_moment_is_of_that_moment() {
    let (_dir, path, _) = filled(3);
    let (one, mut other) = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
    let count = || one.read().unwrap().count().unwrap();
    assert!(one.hold_still().unwrap());
    assert!(!one.hold_still().unwrap(), "whoever began it ends it");
    assert_eq!(count(), 3);
    vote(&mut other, 4).unwrap();
    assert_eq!(count(), 3);
    one.let_go().unwrap();
    assert_eq!(count(), 4);
}
