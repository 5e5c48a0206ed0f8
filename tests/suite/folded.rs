//! What a session keeps of the changes that it has folded: the same as the ledger says, whoever has added to it meanwhile.

use crate::app::{change, found, options, person};
use quorate::app::App;
use quorate::app::options::How;
use quorate::base::ids::ChangeNo;
use quorate::domain::change::draft::NewChange;
use quorate::domain::command::{ChangeCommand, Command};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::Path;

fn seen(app: &mut App) -> Value {
    json!(app.change(ChangeNo(1), None).unwrap())
}

/// What somebody sees who has only just opened the register.
fn afresh(folder: &Path) -> Value {
    seen(&mut App::open(&options(folder, "adm")).unwrap())
}

fn edit(id: &str, words: &str) -> Command {
    change(1, ChangeCommand::Edit { fields: vec![(id.to_owned(), words.to_owned())] })
}

/// A TeleSeal register with a draft of `dev`.
fn draft(folder: &Path) -> (App, App) {
    let mut adm = found(folder, "teleseal");
    person(&mut adm, "dev", &["devops"], &[]);
    let mut dev = App::open(&options(folder, "dev")).unwrap();
    let fields = vec![("title".to_owned(), "Rotate the log store".to_owned())];
    let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
    dev.execute(&Command::Open(new), How::fresh()).unwrap();
    (adm, dev)
}

#[test]
fn what_others_do_to_a_change_is_seen_by_who_has_looked_at_it_before() {
    let folder = tempfile::tempdir().unwrap();
    let (mut looks, mut dev) = draft(folder.path());
    let mut before = seen(&mut looks);
    assert_eq!(before, afresh(folder.path()));
    let cancel = change(1, ChangeCommand::Cancel { reason: Some("Not needed any more".into()) });
    for act in [edit("description", "Weekly"), edit("owner", "dev"), edit("description", "Daily"), cancel] {
        dev.execute(&act, How::fresh()).unwrap();
        let now = seen(&mut looks);
        assert_ne!(now, before, "{act:?}");
        assert_eq!(now, afresh(folder.path()), "{act:?}");
        assert_eq!(now, seen(&mut looks), "looked at twice");
        before = now;
    }
}

#[test]
fn a_moment_that_is_over_is_told_as_it_was_after_a_look_at_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let (mut looks, mut dev) = draft(folder.path());
    dev.execute(&edit("description", "Weekly"), How::fresh()).unwrap();
    assert_eq!(seen(&mut looks)["revision"], 2);
    assert_eq!(looks.change_at_revision(ChangeNo(1), 1).unwrap().row.revision, 1);
    assert_eq!(seen(&mut looks)["revision"], 2);
}

/// Given a look at a change, when its newest entry is taken out of the file by force, then nothing of it is shown any more.
#[test]
fn an_entry_that_is_not_there_any_more_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (mut looks, mut dev) = draft(folder.path());
    dev.execute(&edit("description", "Weekly"), How::fresh()).unwrap();
    assert_eq!(seen(&mut looks)["revision"], 2);
    let file = Connection::open(folder.path().join("quorate.db")).unwrap();
    file.execute_batch(
        "DROP TRIGGER ledger_no_delete; DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger WHERE stream >= 'change/')",
    )
    .unwrap();
    assert_eq!(seen(&mut looks)["revision"], 1);
}
