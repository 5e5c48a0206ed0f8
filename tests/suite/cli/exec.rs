//! Commands of a deployment: refused where they may not run, run in a terminal, recorded whatever becomes of them.

use super::gate::decided;
use super::run::{Place, Ran, fits_its_shape};
use crate::cast::follows_the_rules;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub fn started() -> Place {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production");
    place
}

fn exec(place: &Place, flags: &[&str], command: &[&str]) -> Ran {
    let all = [&["run", "exec", "CHG-1", "--no-input"], flags, &["--"], command].concat();
    place.args("ivan", &all)
}

fn commands(place: &Place) -> Vec<Value> {
    place.doc("rita", "run status CHG-1")["commands"].as_array().unwrap().clone()
}

fn sha256(bytes: &[u8]) -> String {
    quorate::base::digest::Digest::of(bytes).to_string()
}

#[test]
fn a_command_is_run_shown_and_recorded() {
    let place = started();
    let script = "test -t 1 && echo terminal; printf '\\033[31mred\\033[0m\\n'; echo error >&2; exit 3";
    let ran = exec(&place, &[], &["sh", "-c", script]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let printed = "terminal\r\n\x1b[31mred\x1b[0m\r\nerror\r\n";
    assert_eq!(ran.out, printed, "shown as it is");
    assert!(ran.err.contains("command 1 of CHG-1: exit 3 after"), "{ran:?}");
    let row = &commands(&place)[0];
    assert_eq!((&row["state"], &row["code"], &row["bytes"]), (&json!("exit"), &json!(3), &json!(printed.len())));
    assert_eq!(row["sha256"], sha256(printed.as_bytes()));
    assert_eq!(
        (&row["inside"], &row["left_out"], &row["environment"]),
        (&json!(true), &json!(0), &json!("production"))
    );
    assert_eq!(row["by"], "ivan");
    assert!(row["command"].as_str().unwrap().starts_with("sh -c 'test -t 1"), "{row}");
    assert!(row["account"].as_str().unwrap().contains("uid"), "{row}");
    // The recording is raw, what quorate prints elsewhere is not.
    place.ok("ivan", "run cast CHG-1 1 --out step.cast");
    let cast = std::fs::read_to_string(place.path("step.cast")).unwrap();
    let events = follows_the_rules(&cast);
    assert_eq!(events.iter().map(|e| e.2.as_str()).collect::<String>(), printed);
    assert!(cast.starts_with("{\"version\":2,\"width\":80,\"height\":24,"), "{cast}");
    assert_eq!(place.ok("ivan", "run output CHG-1 1").out, "terminal\n^[[31mred^[[0m\nerror\n");
    let log = place.ok("rita", "audit log CHG-1").out;
    assert!(log.contains("began command 1 in production") && log.contains("command 1 ended: exit 3"), "{log}");
    assert!(!log.contains('\x1b'));
    assert!(place.ok("rita", "run status CHG-1").out.contains("exit 3 after"));
    assert_eq!(place.doc("rita", "audit verify")["ok"], true);
}

#[test]
fn what_is_piped_in_is_the_commands_although_quorate_never_asks() {
    let place = started();
    std::fs::write(place.path("manifest"), "kind: Deployment\n").unwrap();
    for (flag, value) in [(Some("--no-input"), "0"), (None, "1"), (None, "0")] {
        let all: Vec<&str> = ["run", "exec", "CHG-1"].into_iter().chain(flag).chain(["--", "cat"]).collect();
        let piped = std::fs::File::open(place.path("manifest")).unwrap();
        let output = place.command("ivan", &all).env("QUORATE_NO_INPUT", value).stdin(piped).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!((output.status.code(), &*printed), (Some(0), "kind: Deployment\r\n"), "{flag:?} {value}");
    }
    assert!(commands(&place).iter().all(|c| c["bytes"] == json!(18)));
}

#[test]
fn a_document_goes_to_stdout_and_the_output_to_stderr() {
    let place = started();
    let ran = exec(&place, &["--json"], &["echo", "--json", "it's"]);
    let document = ran.json();
    fits_its_shape(&document);
    assert_eq!((ran.code, ran.err.as_str()), (0, "--json it's\r\n"));
    assert_eq!((&document["ending"], &document["code"], &document["no"]), (&json!("exit"), &json!(0), &json!(1)));
    let kinds: Vec<_> = document["entries"].as_array().unwrap().iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds, ["run.command_began", "run.command_ended"]);
    assert_eq!(commands(&place)[0]["command"], "echo --json 'it'\\''s'");
}

#[test]
fn what_may_not_run_is_not_run() {
    let mut place = decided("approve");
    let mark = place.path("mark").display().to_string();
    let touch = |place: &Place, who: &str, flags: &[&str]| {
        let all = [&["run", "exec", "CHG-1", "--json"], flags, &["--", "touch", &mark]].concat();
        let ran = place.args(who, &all);
        assert!(!std::path::Path::new(&mark).exists(), "{ran:?}");
        ran
    };
    // Before it was begun.
    let early = touch(&place, "ivan", &[]);
    assert_eq!((early.code, early.error()["refusal"].as_str()), (6, Some("wrong_state")));
    assert!(early.err.contains("quorate run start CHG-1"), "{early:?}");
    place.ok("ivan", "run start CHG-1 --env production");
    // By whom it may not be, where it is not being deployed, on hold.
    assert_eq!(touch(&place, "tom", &[]).code, 5);
    assert_eq!(touch(&place, "rita", &[]).code, 5);
    assert_eq!(touch(&place, "stranger", &[]).code, 4);
    assert_eq!(touch(&place, "ivan", &["--env", "staging"]).code, 6);
    place.ok("rita", "change hold CHG-1 --reason wait");
    let held = touch(&place, "ivan", &[]);
    assert!(held.code == 7 && held.err.contains("on hold"), "{held:?}");
    place.ok("rita", "change resume CHG-1");
    // A trial runs nothing, nor does a line that cannot be read.
    assert_eq!(touch(&place, "ivan", &["--dry-run"]).code, 0);
    assert_eq!(place.run("ivan", "run exec CHG-1 --").code, 2);
    assert_eq!(place.run("ivan", "run exec CHG-1 true").code, 2);
    assert_eq!(touch(&place, "ivan", &["--timeout", "soon"]).code, 2);
    assert_eq!(place.args("ivan", &["run", "exec", "CHG-1", "--", ""]).code, 2);
    // Outside the window, with the clause.
    place.clock = "2026-04-05T08:30:00Z".into();
    let outside = touch(&place, "ivan", &[]);
    assert_eq!(outside.code, 7, "{outside:?}");
    assert!(outside.error()["clauses"].to_string().contains("GQ-windows-01"), "{outside:?}");
    let log = place.ok("rita", "audit log CHG-1").out;
    assert!(!log.contains("began command"), "{log}");
    assert_eq!(place.run("ivan", "run cast CHG-1 1").code, 3);
}

#[test]
fn the_same_key_runs_a_command_once() {
    let place = started();
    let add = ["sh", "-c", "echo x >> ran; exit 4"];
    assert_eq!(exec(&place, &["--idempotency-key", "job-7"], &add).code, 4);
    let again = exec(&place, &["--idempotency-key", "job-7"], &add);
    assert!(again.code == 4 && again.err.contains("ran before"), "{again:?}");
    assert_eq!(std::fs::read_to_string(place.path("ran")).unwrap(), "x\n");
    assert_eq!(commands(&place).len(), 1);
}

#[test]
fn commands_end_in_many_ways() {
    let place = started();
    let missing = exec(&place, &[], &["no-such-command"]);
    assert_eq!(missing.code, 127, "{missing:?}");
    let plain = place.write("plain.txt", "no program");
    assert_eq!(exec(&place, &[], &[&plain]).code, 126);
    assert_eq!(exec(&place, &[], &["sh", "-c", "kill -9 $$"]).code, 137);
    let begun = Instant::now();
    let endless = exec(&place, &["--timeout", "1s"], &["sh", "-c", "echo on; while :; do sleep 0.1; done"]);
    assert_eq!((endless.code, endless.out.as_str()), (124, "on\r\n"));
    assert!(begun.elapsed() < Duration::from_secs(5));
    let deaf = exec(&place, &["--timeout", "1s"], &["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]);
    assert_eq!(deaf.code, 124, "one that does not heed is killed");
    // What it leaves running in the background holds nothing up.
    let begun = Instant::now();
    let left = exec(&place, &[], &["sh", "-c", "nohup sleep 20 & echo done"]);
    assert_eq!(left.code, 0);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    let states: Vec<_> = commands(&place).iter().map(|c| c["state"].as_str().unwrap().to_owned()).collect();
    assert_eq!(states, ["not_found", "not_executable", "signal", "timed_out", "timed_out", "exit"]);
    // Nothing is read where nobody may type.
    assert_eq!(exec(&place, &[], &["cat"]).code, 0);
    let fed = place.fed("ivan", &["run", "exec", "CHG-1", "--", "sort"], "b\na\n");
    assert_eq!((fed.code, fed.out.as_str()), (0, "a\r\nb\r\n"), "{fed:?}");
}

#[test]
fn bytes_that_are_no_text_are_digested_as_they_are() {
    let place = started();
    let all = ["run", "exec", "CHG-1", "--", "sh", "-c", "printf 'a\\377\\376b'"];
    let output = place.command("ivan", &all).stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), b"a\xff\xfeb".as_slice()));
    let row = &commands(&place)[0];
    assert_eq!((&row["bytes"], row["sha256"].as_str().unwrap()), (&json!(4), sha256(b"a\xff\xfeb").as_str()));
    assert_eq!(place.ok("ivan", "run output CHG-1 1").out, "a\u{fffd}\u{fffd}b\n");
}

#[test]
fn a_long_output_is_digested_whole_and_recorded_in_part() {
    let place = started();
    let ran = exec(&place, &["--quiet"], &["sh", "-c", "head -c 20000000 /dev/zero | tr '\\0' 'x'; echo; echo end"]);
    assert_eq!(ran.code, 0);
    let row = &commands(&place)[0];
    assert_eq!(row["bytes"], ran.out.len());
    assert_eq!(row["sha256"], sha256(ran.out.as_bytes()));
    let left_out = row["left_out"].as_u64().unwrap();
    assert!(left_out > 10_000_000, "{row}");
    let cast = place.ok("ivan", "run cast CHG-1 1").out;
    let events = follows_the_rules(&cast);
    assert!(cast.len() < 9_000_000, "{}", cast.len());
    let kept: usize = events.iter().filter(|e| e.1 == "o").map(|e| e.2.len()).sum();
    assert_eq!(kept as u64 + left_out, ran.out.len() as u64);
    assert!(events.last().unwrap().2.ends_with("end\r\n"));
    assert!(events.iter().any(|e| e.1 == "m" && e.2.contains("are left out here")));
}

#[test]
fn a_session_of_a_service_account_runs_nothing() {
    let place = started();
    let mut command = place.command("ivan", &["run", "exec", "CHG-1", "--", "touch", "mark"]);
    let output = command.env("SSH_ORIGINAL_COMMAND", "run").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!place.path("mark").exists() && commands(&place).is_empty());
}

#[test]
fn a_killed_session_leaves_a_beginning_without_an_end() {
    let place = started();
    let mut command = place.command("ivan", &["run", "exec", "CHG-1", "--", "sh", "-c", "echo $$ > pid; sleep 60"]);
    let mut child = command.stdin(std::process::Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while !place.path("pid").exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let row = &commands(&place)[0];
    assert_eq!((&row["state"], &row["code"], &row["sha256"]), (&json!("no_end"), &Value::Null, &Value::Null));
    assert!(place.ok("rita", "run status CHG-1").out.contains("no end is on record"));
    let cast = place.run("ivan", "run cast CHG-1 1");
    assert!(cast.code == 3 && cast.err.contains("was killed"), "{cast:?}");
    assert_eq!(place.doc("rita", "audit verify")["ok"], true);
    // Another command can be run, and has a number of its own.
    assert_eq!(exec(&place, &[], &["true"]).code, 0);
    assert_eq!(commands(&place)[1]["no"], 2);
}

#[test]
fn line_mode_runs_a_command_that_was_seen_whole_and_lets_nothing_steer_the_terminal() {
    let place = started();
    let keys = "g r\n1\nx\nprintf '\\033[31mred\\n'; exit 4\nyes\nx\nfalse\nno\nq\nq\nq\n";
    let ran = place.fed("ivan", &["--line"], keys);
    assert!(ran.out.contains("quorate run exec CHG-1 -- sh -c 'printf"), "{ran:?}");
    assert!(ran.out.contains("^[[31mred") && !ran.out.contains('\x1b'), "{ran:?}");
    assert!(ran.out.contains("The command has ended with 4.") && ran.out.contains("Nothing was run."), "{ran:?}");
    let all = commands(&place);
    assert_eq!((all.len(), &all[0]["state"], &all[0]["code"]), (1, &json!("exit"), &json!(4)));
    assert!(place.ok("ivan", "run output CHG-1 1").out.contains("^[[31mred"), "recorded as from a shell");
}
