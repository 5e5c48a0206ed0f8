//! What lies beside the ledger: free text, people's details, drafts, projections, backups.

use super::*;
use quorate::ledger::chain::Head;
use quorate::store::directory::Details;
use quorate::store::drafts::Draft;
use quorate::store::project::rebuild::Keep;
use quorate::store::prose::Prose;

#[test]
fn free_text_can_be_removed_without_breaking_the_chain() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let salt = store.salt().unwrap();
    assert_ne!(salt, store.salt().unwrap());
    let words = "the words of a person, long enough to be found in a file";
    let digest = store
        .write(act(1), Ending::Keep, |tx| {
            let digest = tx.put_prose(&salt, words)?;
            let payload = digest.to_string().into_bytes();
            tx.append(NOW, &ana(), &[NewEntry { payload, ..event("change/1", "commented") }])?;
            Ok::<_, StoreError>(digest)
        })
        .map(|w| if let Written::Now(_, digest) = w { digest } else { panic!("{w:?}") })
        .unwrap();
    assert_eq!(store.read().unwrap().prose(&digest).unwrap(), Some(Prose::Kept(words.into())));
    assert_eq!(store.read().unwrap().altered_prose().unwrap(), None);
    let gone = store.write(act(2), Ending::Keep, |tx| {
        tx.append(NOW, &ana(), &[event("change/1", "redacted")])?;
        tx.redact_prose(&digest, NOW)
    });
    assert!(matches!(gone, Ok(Written::Now(_, true))));
    assert!(store.scrub().unwrap());
    assert_eq!(store.read().unwrap().prose(&digest).unwrap(), Some(Prose::Redacted { at: NOW }));
    drop(store);
    verified(&path);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(words.len()).any(|w| w == words.as_bytes()), "the words are still in the file");
}

#[test]
fn words_that_are_not_the_committed_ones_are_refused() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    store.write(act(1), Ending::Keep, |tx| tx.put_prose(&[9; 16], "yes").map(|_| ())).unwrap();
    raw(&path).execute_batch("UPDATE prose SET body = 'no'").unwrap();
    let digest = Digest::commit(&[9; 16], "yes");
    assert!(matches!(store.read().unwrap().prose(&digest), Err(StoreError::Corrupt { .. })));
    assert_eq!(store.read().unwrap().altered_prose().unwrap(), Some(digest));
}

#[test]
fn details_and_drafts_are_kept_changed_and_removed() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let mut details = Details { person: ana(), display_name: "Ana".into(), email: None };
    store.put_details(&details).unwrap();
    details.email = Some("ana@example.org".into());
    store.put_details(&details).unwrap();
    assert_eq!(store.read().unwrap().details(&ana()).unwrap(), Some(details.clone()));
    assert_eq!(store.read().unwrap().directory().unwrap(), [details]);
    assert!(store.remove_details(&ana()).unwrap());
    assert!(!store.remove_details(&ana()).unwrap());
    assert_eq!(store.read().unwrap().details(&ana()).unwrap(), None);

    let draft = |body: &str| Draft { name: "change/new".into(), body: body.into(), saved_at: NOW };
    store.save_draft(&ana(), &draft("a")).unwrap();
    store.save_draft(&ana(), &draft("ab")).unwrap();
    assert_eq!(store.read().unwrap().drafts(&ana()).unwrap(), [draft("ab")]);
    assert_eq!(store.read().unwrap().draft(&"bob".parse().unwrap(), "change/new").unwrap(), None);
    assert!(store.discard_draft(&ana(), "change/new").unwrap());
    assert_eq!(store.read().unwrap().draft(&ana(), "change/new").unwrap(), None);
    assert_eq!(store.read().unwrap().head().unwrap(), Head::EMPTY, "none of it is in the ledger");
}

#[test]
fn projections_are_rebuilt_and_compared() {
    let (_dir, path, _) = filled(5);
    let mut store = Store::open(&path).unwrap();
    write(&mut store, 6, NOW, &[event("board", "a"), event("board", "b")]).unwrap();
    let mut steps = Vec::new();
    let checked = store.rebuild(Keep::Found, |done, all| steps.push((done, all))).unwrap();
    assert_eq!((checked.entries, checked.differing), (7, vec![]));
    assert_eq!(steps, [(7, 7)]);
    raw(&path).execute_batch("UPDATE acts SET count = 1 WHERE count = 2").unwrap();
    for (keep, differing) in [(Keep::Found, vec!["acts"]), (Keep::Fresh, vec!["acts"]), (Keep::Found, vec![])] {
        assert_eq!(store.rebuild(keep, |_, _| {}).unwrap().differing, differing, "{keep:?}");
    }
    assert_eq!(store.read().unwrap().act(act(6)).unwrap().len(), 2);
}

#[test]
fn a_backup_of_a_register_in_use_is_a_register() {
    let (dir, path, last) = filled(50);
    let mut store = Store::open(&path).unwrap();
    let copy = dir.path().join("copy.db");
    let mut pages = (0, 0);
    store.backup(&copy, |done, all| pages = (done, all)).unwrap();
    assert!(pages.0 == pages.1 && pages.1 > 5, "{pages:?}");
    vote(&mut store, 51).unwrap();
    assert!(matches!(store.backup(&copy, |_, _| {}), Err(StoreError::Exists { .. })));
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|n| n.to_string_lossy().starts_with("copy.db.")), "{names:?}");
    assert_eq!(verified(&copy), last.head);
    // Putting it back is the same copy.
    drop(store);
    std::fs::remove_file(&path).unwrap();
    Store::open_read_only(&copy).unwrap().backup(&path, |_, _| {}).unwrap();
    assert_eq!(verified(&path), last.head);
    let mut store = Store::open(&path).unwrap();
    assert!(matches!(vote(&mut store, 51), Ok(Written::Now(..))));
}

/// The figure of issue 4: a new change is compared with 100,000 in under 50 ms. The tables find those near it; most of
/// 100,000 changes over ten years, on a thousand systems, are not.
#[test]
fn a_new_change_is_compared_with_a_hundred_thousand_in_time() {
    use quorate::base::ids::ChangeNo;
    use quorate::base::time::Moment;
    use quorate::domain::change::conflict::Claim;
    use quorate::domain::change::states::State;
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let hour = 3_600_000_000_i64;
    let claims = |no: u32| Claim {
        no: ChangeNo(no),
        state: State::Scheduled,
        window: (Moment(i64::from(no % 87_600) * hour), Moment((i64::from(no % 87_600) + 2) * hour)),
        systems: vec![format!("system-{}", no % 1000), format!("system-{}", no * 7 % 1000)],
        people: vec![format!("person-{}", no % 200)],
        accepts: Vec::new(),
    };
    let filled = store.write(act(1), Ending::Keep, |tx| -> Result<(), StoreError> {
        (1..=100_000_u32).try_for_each(|no| tx.claim(no, Some(&claims(no))))
    });
    assert!(filled.is_ok());
    let reader = store.read().unwrap();
    assert_eq!(reader.claimants().unwrap().len(), 100_000);
    // A change that touches a system with thirty others around it, and two people.
    let names: Vec<String> = (0..31).map(|n| format!("system-{}", n * 13)).collect();
    let mut wanted: Vec<(&'static str, &str)> = names.iter().map(|n| ("system", n.as_str())).collect();
    wanted.extend([("person", "person-7"), ("person", "person-42")]);
    let time = (Moment(40_000 * hour), Moment(40_050 * hour));
    let naive: Vec<u32> = (1..=100_000)
        .filter(|no| {
            let c = claims(*no);
            let named = wanted.iter().any(|(k, n)| match *k {
                "system" => c.systems.iter().any(|s| s == n),
                _ => c.people.iter().any(|p| p == n),
            });
            named && c.window.0 < time.1 && time.0 < c.window.1
        })
        .collect();
    let mut best = std::time::Duration::MAX;
    for _ in 0..5 {
        let begun = std::time::Instant::now();
        let found = reader.claiming(&wanted, time).unwrap();
        best = best.min(begun.elapsed());
        assert_eq!(found, naive);
    }
    eprintln!("conflict check against 100,000: {best:?}, {} found", naive.len());
    assert!(best < std::time::Duration::from_millis(50), "{best:?}");
}

#[test]
fn texts_that_are_gone_without_an_entry_are_found() {
    let (_dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let salts = [[1; 16], [2; 16], [3; 16]];
    // The second act says its texts in another order than it keeps them, and repeats one of the first.
    let said = |digests: &[Digest]| {
        let one = |d: &Digest| format!(r#"{{"said":{{"digest":"{d}","chars":4}}}}"#);
        format!("[{}]", digests.iter().map(one).collect::<Vec<_>>().join(",")).into_bytes()
    };
    let kept: Vec<Digest> = salts.iter().map(|salt| Digest::commit(salt, "text")).collect();
    let mut record = |n: u128, salts: &[[u8; 16]], payload: Vec<u8>| {
        let written = store.write(act(n), Ending::Keep, |tx| {
            salts.iter().try_for_each(|salt| tx.put_prose(salt, "text").map(drop))?;
            tx.append(NOW, &ana(), &[NewEntry { payload, ..event("change/1", "commented") }])
        });
        assert!(matches!(written, Ok(Written::Now(..))));
    };
    record(1, &salts[..1], said(&kept[..1]));
    record(2, &salts[1..], said(&[kept[2], kept[0], kept[1]]));
    let audit = || Store::open(&path).unwrap().read().unwrap().audit(None, |_, _| {}).unwrap();
    assert!(audit().ok() && audit().lost.is_none());
    raw(&path).execute("DELETE FROM prose WHERE digest = ?", [kept[2].0]).unwrap();
    let lost = audit().lost.unwrap();
    assert_eq!((lost.texts, lost.first), (1, (2, "change/1".into())));
    raw(&path).execute_batch("UPDATE prose SET salt = NULL, body = NULL, redacted_at = 0").unwrap();
    assert_eq!(audit().lost.unwrap().texts, 4, "each time that one is committed to");
    assert!(!audit().ok());
}
