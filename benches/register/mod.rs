//! The register that a bench works on: the one that is named, or a demonstration of its own.

use quorate::app::App;
use quorate::app::options::{Demo, Founding, Options};

/// Opens the register that `QUORATE_BENCH_DB` names, or fills one in a folder with `QUORATE_BENCH_CHANGES` changes.
pub fn filled(dir: &std::path::Path) -> App {
    let given = std::env::var_os("QUORATE_BENCH_DB").map(std::path::PathBuf::from);
    let made = given.is_none();
    let db = given.unwrap_or_else(|| dir.join("bench.db"));
    let options = Options { db: Some(db), actor: Some("ana".into()), clock: None, state: Some(dir.join("state")) };
    if made {
        let changes = std::env::var("QUORATE_BENCH_CHANGES").map_or(1_000, |n| n.parse().unwrap());
        let founding = Founding { packs: vec!["ghostquant".into()], org: "Bench".into(), sandbox: true };
        let (app, _) = App::create(&options, &founding).unwrap();
        drop(app.demo(&Demo { changes, meetings: Some(0), seed: 1 }, &mut |_, _| {}).unwrap());
    }
    App::open(&options).unwrap()
}
