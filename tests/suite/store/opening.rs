//! Founding and opening: what is refused, with what to do, and that nothing is left or changed.

use super::child::{child, children, say_skipped};
use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The refusal's words, after checking that the file is untouched.
fn refused(path: &Path) -> StoreError {
    let before = fs::read(path).ok();
    let Err(error) = Store::open(path) else { panic!("opened with {:?} bytes", before.map(|b| b.len())) };
    assert_eq!(fs::read(path).ok(), before, "the file was changed: {error}");
    error
}

#[test]
fn a_founded_register_is_one_file_and_its_lock() {
    let (dir, path) = founded();
    assert_eq!(files(dir.path()), ["quorate.db", "quorate.db.lock"]);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.identity(), identity());
    assert_eq!((store.read_only(), store.path()), (None, path.as_path()));
    let conn = raw(&path);
    let text = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, String>(0)).unwrap();
    let number = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
    assert_eq!(text("PRAGMA journal_mode"), "wal");
    assert_eq!(number("PRAGMA application_id"), 0x5155_4F52);
    assert_eq!(number("PRAGMA user_version"), quorate::store::schema::known_version());
    // The columns that an auditor's own SQL relies on.
    let columns = text("SELECT group_concat(name, ' ') FROM pragma_table_info('ledger')");
    assert_eq!(columns, "seq stream version at actor act kind v payload prev hash");
}

#[test]
fn a_register_is_founded_with_its_first_entries_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("quorate.db");
    let refused = Store::create_with(&path, identity(), |store| {
        vote(store, 1)?;
        Err::<(), _>(StoreError::Missing { path: "refused".into() })
    });
    assert!(matches!(refused, Err(StoreError::Missing { .. })));
    assert_eq!(files(dir.path()), ["quorate.db.lock"]);
    let (store, first) = Store::create_with(&path, identity(), |store| vote(store, 1)).unwrap();
    assert_eq!(store.read().unwrap().head().unwrap().hash, first.receipt().head);
    drop(store);
    assert_eq!(files(dir.path()), ["quorate.db", "quorate.db.lock"]);
    verified(&path);
}

#[test]
fn founding_never_replaces_anything() {
    let (dir, path) = founded();
    let before = fs::read(&path).unwrap();
    assert!(matches!(Store::create(&path, identity()), Err(StoreError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    let link = dir.path().join("dangling.db");
    std::os::unix::fs::symlink(dir.path().join("nowhere"), &link).unwrap();
    assert!(matches!(Store::create(&link, identity()), Err(StoreError::Exists { .. })));
    // SQLite would replay a lost register's journal into the new one.
    let other = dir.path().join("other.db");
    fs::write(dir.path().join("other.db-wal"), b"entries of a lost register").unwrap();
    assert!(matches!(Store::create(&other, identity()), Err(StoreError::Leftover { .. })));
    assert!(!other.exists());
    let nowhere = dir.path().join("no/such/folder/quorate.db");
    assert!(matches!(Store::create(&nowhere, identity()), Err(StoreError::Io { .. })));
}

#[test]
fn an_interrupted_founding_is_swept_away() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("quorate.db");
    for left in ["quorate.db.new", "quorate.db.new-journal", "quorate.db.new-wal"] {
        fs::write(dir.path().join(left), b"half a register").unwrap();
    }
    assert!(matches!(Store::open(&path), Err(StoreError::Missing { .. })));
    drop(Store::create(&path, identity()).unwrap());
    assert_eq!(files(dir.path()), ["quorate.db", "quorate.db.lock"]);
    verified(&path);
}

#[test]
fn what_is_no_register_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.db");
    assert!(matches!(refused(&path), StoreError::Missing { .. }));
    let text = refused(&path).to_string();
    assert!(text.contains("quorate init") && text.contains("x.db"), "{text}");
    assert!(matches!(refused(&path.join("below")), StoreError::Missing { .. }));
    assert!(matches!(Store::open(dir.path()), Err(StoreError::NotOurs { why, .. }) if why.contains("folder")));
    fs::write(&path, b"").unwrap();
    assert!(matches!(refused(&path), StoreError::NotOurs { why, .. } if why.contains("empty")));
    for other in ["hello\n".repeat(300), "SQLite format 2\0".repeat(300)] {
        fs::write(&path, other).unwrap();
        assert!(matches!(refused(&path), StoreError::NotOurs { .. }), "{}", refused(&path));
    }
    fs::remove_file(&path).unwrap();
    raw(&path).execute_batch("CREATE TABLE tasks(x); PRAGMA application_id = 17").unwrap();
    assert!(matches!(refused(&path), StoreError::NotOurs { why, .. } if why.contains("0x00000011")));
    assert_eq!(files(dir.path()), ["x.db"]);
}

#[test]
fn a_cut_or_overwritten_register_is_refused() {
    let (_dir, path, _) = filled(200);
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 40_000);
    for len in [1, 15, 50, 99, 100, 511, 3000, 4096, 9000, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..len]).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StoreError::NotOurs { .. } | StoreError::Corrupt { .. }), "{len}: {error:?}");
    }
    let mut zeroed = whole.clone();
    zeroed[..100].fill(0);
    fs::write(&path, &zeroed).unwrap();
    assert!(matches!(refused(&path), StoreError::NotOurs { .. } | StoreError::Corrupt { .. }));
    // Damage in the middle, which opening does not read, is what verifying finds.
    let mut middle = whole.clone();
    middle[whole.len() / 2..whole.len() / 2 + 8192].fill(0xAA);
    fs::write(&path, &middle).unwrap();
    let store = Store::open(&path).unwrap();
    let audit = store.read().unwrap().audit(None, |_, _| {});
    assert!(audit.is_ok_and(|a| !a.ok()) || store.read().unwrap().damaged().map_or(true, |d| d.is_some()));
    drop(store);
    fs::write(&path, &whole).unwrap();
    verified(&path);
}

#[test]
fn a_register_without_its_identity_is_damaged() {
    let (_dir, path) = founded();
    raw(&path).execute_batch("DROP TRIGGER register_no_delete; DELETE FROM register").unwrap();
    assert!(matches!(refused(&path), StoreError::Corrupt { detail, .. } if detail.contains("identity")));
    raw(&path).execute_batch("DROP TABLE register").unwrap();
    assert!(matches!(refused(&path), StoreError::Corrupt { detail, .. } if detail.contains("identity")));
}

#[test]
fn a_newer_register_is_refused_and_an_older_one_upgraded() {
    let (_dir, path, last) = filled(3);
    let known = quorate::store::schema::known_version();
    raw(&path).execute_batch(&format!("PRAGMA user_version = {}", known + 1)).unwrap();
    assert!(matches!(refused(&path), StoreError::Newer { found, .. } if found == known + 1));
    // Back to the first version's tables.
    let drops: Vec<String> = {
        let conn = raw(&path);
        let sql = "SELECT 'DROP TABLE ' || name FROM sqlite_schema WHERE type = 'table' AND (name IN ('meetings', 'actions', 'audience', 'codes') OR name LIKE 'read\\_%' \
                   ESCAPE '\\') AND (sql NOT LIKE '%search\\_%' ESCAPE '\\')";
        conn.prepare(sql).unwrap().query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
    };
    raw(&path).execute_batch(&format!("{}; PRAGMA user_version = 1", drops.join(";"))).unwrap();
    assert!(matches!(Store::open_read_only(&path), Err(StoreError::Older { found: 1, .. })));
    drop(Store::open(&path).unwrap());
    assert_eq!(verified(&path), last.head);
}

#[test]
fn a_file_with_two_names_is_refused() {
    let (dir, path) = founded();
    fs::hard_link(&path, dir.path().join("second.db")).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::HardLinked { links: 2, .. })));
}

#[test]
fn a_symbolic_link_leads_to_the_same_journal_and_lock() {
    let (dir, path) = founded();
    let link = dir.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut store = Store::open(&link).unwrap();
    assert_eq!(store.path(), path);
    vote(&mut store, 1).unwrap();
    assert!(!files(dir.path()).iter().any(|n| n.starts_with("link.db-") || n.starts_with("link.db.")));
}

#[test]
fn a_read_only_file_or_folder_opens_for_reading() {
    let (dir, path, last) = filled(3);
    let refused = |why: &str| {
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.read().unwrap().head().unwrap().hash, last.head);
        assert!(store.read_only().unwrap().contains(why), "{:?}", store.read_only());
        let error = vote(&mut store, 9).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }) && error.to_string().contains(why), "{error}");
        assert!(
            store
                .save_draft(
                    &ana(),
                    &quorate::store::drafts::Draft { name: "x".into(), body: String::new(), saved_at: NOW }
                )
                .is_err()
        );
    };
    mode(&path, 0o444);
    refused("marked read-only");
    mode(&path, 0o644);
    mode(dir.path(), 0o555);
    refused("folder is marked read-only");
    mode(dir.path(), 0o755);
    let mut store = Store::open_read_only(&path).unwrap();
    assert!(matches!(vote(&mut store, 9), Err(StoreError::ReadOnly { .. })));
    drop(store);
    assert!(matches!(vote(&mut Store::open(&path).unwrap(), 9), Ok(Written::Now(..))));
}

/// As somebody without rights, which root cannot play.
#[test]
fn without_rights_a_register_is_read_where_possible_and_refused_otherwise() {
    let (dir, path, last) = filled(3);
    mode(dir.path(), 0o555);
    mode(&path, 0o644);
    let Some(seen) = child("look", &path).unprivileged().lines() else {
        return say_skipped("setpriv is not there or the test binary is not readable for others");
    };
    assert_eq!(seen, [format!("head {}", last.head), "read-only true".into()], "folder without rights");
    // With a journal, its pages would be missing.
    mode(dir.path(), 0o755);
    let mut store = Store::open(&path).unwrap();
    vote(&mut store, 4).unwrap();
    mode(dir.path(), 0o555);
    for file in ["quorate.db-wal", "quorate.db-shm"] {
        mode(&dir.path().join(file), 0o600);
    }
    let seen = child("look", &path).unprivileged().lines().unwrap();
    assert!(seen[0].starts_with("error no permission") && seen[0].contains("ask its owner"), "{seen:?}");
    drop(store);
    mode(dir.path(), 0o755);
    mode(&path, 0o600);
    let seen = child("look", &path).unprivileged().lines().unwrap();
    assert!(seen[0].starts_with("error no permission") && seen[0].contains("ask its owner"), "{seen:?}");
}

/// For the test above: what a process sees that may not write.
pub(super) fn look(path: &Path) {
    match Store::open(path) {
        Err(error) => println!("error {error}"),
        Ok(store) => {
            println!("head {}", store.read().unwrap().head().unwrap().hash);
            println!("read-only {}", store.read_only().is_some() && !store.changed_elsewhere().unwrap());
        }
    }
}

#[test]
fn a_reader_without_locks_notices_a_change() {
    let (dir, path, _) = filled(3);
    mode(dir.path(), 0o555);
    let mut reader = children(&[child("stare", &path).unprivileged_command()]);
    let Some(reader) = reader.first_mut() else { return say_skipped("setpriv is not there") };
    let first = reader.line();
    if first.is_none() {
        mode(dir.path(), 0o755);
        return say_skipped("the test binary is not readable for others");
    }
    assert_eq!(first.as_deref(), Some("reading"));
    mode(dir.path(), 0o755);
    vote(&mut Store::open(&path).unwrap(), 4).unwrap();
    reader.tell("go\n");
    assert_eq!(reader.line().as_deref(), Some("changed"));
}

/// For the test above: reads, waits, reads again.
pub(super) fn stare(path: &Path) {
    let store = Store::open(path).unwrap();
    store.read().unwrap().count().unwrap();
    println!("reading");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    match store.read() {
        Err(StoreError::Changed { .. }) => println!("changed"),
        other => println!("{:?}", other.map(|r| r.count())),
    }
}
