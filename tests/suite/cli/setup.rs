//! Setting up on the command line: configuration, the demonstration's reset, the tutor, the pager.

use super::run::{Place, board_of_five};
use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem as _};
use serde_json::{Value, json};
use std::io::Read as _;
use std::process::Stdio;
use std::time::Duration;

fn setting(place: &Place, args: &str, key: &str) -> (Value, Value) {
    let list = place.doc("rita", &format!("config list{args}"));
    let item = list["items"].as_array().unwrap().iter().find(|i| i["key"] == key).unwrap().clone();
    (item["value"].clone(), item["origin"].clone())
}

#[test]
fn a_setting_comes_from_flag_environment_project_user_or_default() {
    let place = board_of_five();
    assert_eq!(setting(&place, "", "tz"), (json!("the pack's"), json!("default")));
    place.ok("rita", "config set tz Europe/Berlin");
    assert_eq!(setting(&place, "", "tz"), (json!("Europe/Berlin"), json!("user")));
    assert_eq!(setting(&place, "", "db").1, "environment");
    place.ok("rita", "change create --type normal --title One");
    let created = place.ok("rita", "audit log CHG-1").out;
    let words = place.ok("rita", "change edit CHG-1 --title Two").out;
    assert!(words.contains("16:00 CET (15:00Z)"), "times are shown in the zone of the setting: {words} {created}");
    place.write(".quorate.toml", "tz = \"Asia/Tokyo\"\n");
    assert_eq!(setting(&place, "", "tz"), (json!("Asia/Tokyo"), json!("project")));
    assert_eq!(setting(&place, " --tz UTC", "tz"), (json!("UTC"), json!("flag")));
    std::fs::remove_file(place.path(".quorate.toml")).unwrap();
    assert_eq!(place.ok("rita", "config get tz").out, "Europe/Berlin\n");
    place.ok("rita", "config set tz");
    assert_eq!(setting(&place, "", "tz").1, "default");
    let origin = place.ok("rita", "config list --origin").out;
    assert!(origin.contains("tz\tthe pack's\tdefault\t--tz\t"), "{origin}");
    let schema = place.ok("rita", "config schema").json();
    assert_eq!(schema["properties"]["ascii"]["type"], "boolean");
}

#[test]
fn what_is_wrong_in_a_file_is_told_and_keeps_nobody_out() {
    let place = board_of_five();
    let folder = place.path(".config/quorate");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config.toml");
    std::fs::write(&file, "tz = \"Europe/Berlin\"\ncolour = \"never\"\n").unwrap();
    let check = place.run("rita", "config check");
    assert_eq!(check.code, 2);
    let wanted =
        "config.toml:2:1: there is no setting \"colour\"; did you mean \"color\"?\n  colour = \"never\"\n  ^\n";
    assert!(check.out.ends_with(wanted), "{}", check.out);
    let document = place.run("rita", "config check --json").json();
    assert_eq!((&document["ok"], &document["findings"][0]["line"]), (&json!(false), &json!(2)));
    let list = place.run("rita", "person list");
    assert_eq!((list.code, list.err.lines().count()), (0, 1), "{list:?}");
    assert!(list.err.ends_with("see quorate config check\n"), "{list:?}");
    assert_eq!(place.run("rita", "person list --quiet").err, "");
    assert_eq!(place.run("rita", "config set ascii true").code, 2, "a file with a fault is not written to");
    std::fs::write(&file, "no_input = \"maybe\"").unwrap();
    assert!(place.run("rita", "config check").out.contains(":1:12: no_input takes true or false, not \"maybe\""));
    std::fs::remove_file(&file).unwrap();
    assert!(place.ok("rita", "config check").out.contains("the defaults hold"));
    for line in ["config set tz Mars", "config set nonsense x", "config get nonsense", "config edit"] {
        assert_eq!(place.run("rita", line).code, 2, "{line}");
    }
    assert!(!file.exists());
    // A folder of somebody else's must not start programs or speak for the person.
    place.write(".quorate.toml", "pager = \"rm -r\"\nas = \"root\"\n");
    assert_eq!(place.run("rita", "config check --json").json()["findings"].as_array().unwrap().len(), 2);
    assert_eq!(setting(&place, "", "pager").1, "default");
    let other = place.write("other.toml", "color = \"always\"\n");
    assert_eq!(setting(&place, &format!(" --config {other}"), "color").0, "always");
}

#[test]
fn a_demonstration_is_reset_and_nothing_else() {
    let place = Place::new();
    place.ok("root", "demo --changes 6 --seed 4");
    let count = || place.ok("root", "change list -o name").out.lines().count();
    assert_eq!(place.run("root", "demo --changes 3").code, 2, "a register with changes is not filled again");
    let asked = place.run("root", "demo reset --changes 3");
    assert_eq!((asked.code, count()), (2, 6), "{asked:?}");
    assert!(asked.err.contains("--yes"), "{asked:?}");
    place.ok("root", "demo reset --changes 3 --yes");
    assert_eq!(count(), 3);
    assert_eq!(place.doc("root", "audit verify")["ok"], true);
    let real = place.path("real.db").display().to_string();
    let init = std::process::Command::new(assert_cmd::cargo::cargo_bin!("quorate"))
        .args(["--db", &real, "--as", "root", "init", "--pack", "aivo", "--no-input"])
        .env("QUORATE_STATE_DIR", place.path("state"))
        .output()
        .unwrap();
    assert!(init.status.success(), "{init:?}");
    let refused = std::process::Command::new(assert_cmd::cargo::cargo_bin!("quorate"))
        .args(["--db", &real, "--as", "root", "demo", "reset", "--yes"])
        .env("QUORATE_STATE_DIR", place.path("state"))
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(place.path("real.db").exists());
    assert_eq!(place.run("root", "demo --dry-run --changes 2").code, 2);
}

#[test]
fn a_register_in_use_is_not_reset() {
    use std::io::Write as _;
    let place = Place::new();
    place.ok("root", "demo --changes 2");
    let mut other = std::process::Command::new(assert_cmd::cargo::cargo_bin!("quorate"))
        .args(["--line", "--as", "root"])
        .env("QUORATE_DB", place.path("q.db"))
        .env("QUORATE_STATE_DIR", place.path("state"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // It has the register open once its first page is there.
    let mut first = [0; 8];
    other.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    let refused = place.run("root", "demo reset --yes");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("open in another session"), "{refused:?}");
    other.stdin.as_mut().unwrap().write_all(b"q\n").unwrap();
    assert!(other.wait().unwrap().success());
    place.ok("root", "demo reset --yes --changes 2");
}

#[test]
fn each_lesson_of_the_tutor_can_be_learnt() {
    let place = Place::new();
    let lessons = place.ok("root", "tutor").out;
    assert_eq!(lessons.lines().count(), 4);
    for name in lessons.lines().map(|l| l.split('\t').next().unwrap()) {
        let ran = place.run("root", &format!("tutor {name} --no-input"));
        assert_eq!(ran.code, 0, "every command of {name} ends as the lesson says: {ran:?}");
    }
    let typed = "inbox\nquorate vote open CHG-1\nnonsense\n?\n\nq\n";
    let ran = place.fed("root", &["tutor", "chair"], typed);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("3 of 6.") && ran.out.contains("4 of 6.") && !ran.out.contains("5 of 6."), "{}", ran.out);
    assert!(ran.out.contains("The lesson goes on with: quorate vote tally CHG-1"), "{}", ran.out);
    assert_eq!(place.run("root", "tutor knitting").code, 2);
    assert!(!place.path("q.db").exists(), "lessons leave the register alone");
}

/// What the program writes to a terminal of 24 lines.
fn on_terminal(place: &Place, pager: &str, args: &[&str]) -> String {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = NativePtySystem::default().openpty(size).unwrap();
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin!("quorate"));
    command.env("QUORATE_DB", place.path("q.db"));
    command.env("QUORATE_STATE_DIR", place.path("state"));
    command.env("QUORATE_PAGER", pager);
    command.env("TERM", "xterm");
    command.env_remove("SSH_ORIGINAL_COMMAND");
    command.env_remove("ACCESSIBLE");
    command.args(args);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let reading = std::thread::spawn(move || {
        let mut out = Vec::new();
        // A terminal whose other end is gone reports an error at the end.
        let _ = reader.read_to_end(&mut out);
        out
    });
    let status = child.wait().unwrap();
    assert!(status.success(), "{args:?}");
    drop(pair.master);
    String::from_utf8_lossy(&reading.join().unwrap()).into_owned()
}

#[test]
fn long_output_on_a_terminal_is_paged() {
    let place = board_of_five();
    let mark = "sed s/^/paged:/";
    let long = ["policy", "clauses", "ghostquant", "--as", "rita"];
    let paged = on_terminal(&place, mark, &long);
    let lines: Vec<_> = paged.lines().filter(|l| !l.trim().is_empty()).collect();
    assert!(lines.len() > 24 && lines.iter().all(|l| l.starts_with("paged:")), "{paged}");
    let plain = on_terminal(&place, mark, &["policy", "clauses", "ghostquant", "--as", "rita", "--no-pager"]);
    assert_eq!(plain.replace("\r\n", "\n"), paged.replace("paged:", "").replace("\r\n", "\n"));
    assert!(!on_terminal(&place, mark, &["person", "list", "--as", "rita"]).contains("paged:"), "it fits");
    for pager in ["off", "no-such-pager -x"] {
        assert_eq!(on_terminal(&place, pager, &long), plain, "{pager}");
    }
    let first = on_terminal(&place, "head -n 1", &long);
    assert_eq!(first.lines().count(), 1, "a pager that is left early is no failure");
    assert_eq!(place.ok("rita", "policy clauses ghostquant").out.matches("paged").count(), 0);
}

/// Given a demonstration whose program is killed half way, when the register is looked at again, then what was recorded is whole,
/// the application opens, and the demonstration says how to begin anew.
#[test]
fn a_demonstration_that_is_killed_leaves_a_register_that_is_whole() {
    let mut stopped = 0;
    for pause in [0, 150, 500] {
        let mut place = Place::new();
        place.clock = String::new();
        let mut demo = place.command("root", &["demo", "--changes", "300"]);
        let mut demo = demo.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        for _ in 0..1000 {
            if place.path("q.db").exists() || demo.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(Duration::from_millis(pause));
        stopped += usize::from(demo.try_wait().unwrap().is_none());
        demo.kill().unwrap();
        demo.wait().unwrap();
        let verified = place.doc("root", "audit verify");
        assert!(verified["ok"] == true && verified["entries"].as_u64() > Some(0), "{verified}");
        let rebuilt = place.ok("root", "audit rebuild --check").out;
        assert_eq!(rebuilt, "the tables agree with the ledger\n");
        let changes = place.doc("root", "change list --limit 0")["items"].as_array().unwrap().len();
        place.ok("root", "inbox");
        if changes > 0 {
            let again = place.run("root", "demo --changes 3");
            assert!(again.code == 2 && again.err.contains("begin it anew: quorate demo reset"), "{again:?}");
        }
        place.ok("root", "demo reset --yes --changes 3");
        assert_eq!(place.doc("root", "change list")["items"].as_array().unwrap().len(), 3);
        place.ok("root", "audit verify");
    }
    assert!(stopped > 0, "it was over before it could be stopped");
}

/// What is under way when the audience comes in is not recorded ahead of it.
#[test]
fn a_demonstration_records_nothing_after_now() {
    for seed in [14, 40] {
        let mut place = Place::new();
        place.clock = "2026-03-02T15:00:00Z".into();
        place.ok("ada", "init --pack ghostquant --sandbox");
        place.ok("ada", &format!("demo --changes 30 --seed {seed}"));
        let newest = place.doc("ada", "audit log --limit 1")["items"][0]["at"].clone();
        assert!(newest.as_str().unwrap() <= "2026-03-02T15:00:00Z", "{seed}: {newest}");
    }
}
