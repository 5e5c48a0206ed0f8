//! Evidence on the command line: real files, a real repository, the go/no-go board.

use super::run::{Place, fits_its_shape};
use std::process::Command;

const JUNIT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites><testsuite name="shop" tests="3" failures="0" timestamp="2026-03-02T10:00:00">
<testcase classname="Cart" name="adds" time="0.1"/><testcase classname="Cart" name="removes" time="0.2"/>
<testsuite name="slow"><testcase classname="Cart" name="pays" time="61"/></testsuite></testsuite></testsuites>"#;
const LCOV: &str =
    "TN:\nSF:cart.rs\nDA:1,3\nDA:2,1\nDA:3,0\nDA:4,9\nDA:5,9\nDA:6,9\nDA:7,9\nDA:8,9\nDA:9,9\nDA:10,9\nend_of_record\n";

/// A register under the three-environment pack with a request of CHG-1.
fn place() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    for (who, role) in
        [("rita", "dev_team"), ("quinn", "qa_team"), ("tess", "test_manager"), ("lena", "development_lead")]
    {
        place.ok("root", &format!("person add {who} --name {who} --role {role}"));
    }
    place.ok("rita", "change create --type normal --title Patches --set environment=PROD");
    place
}

#[test]
fn reports_are_read_recorded_and_shown_with_their_digests() {
    let place = place();
    let (junit, lcov) = (place.write("junit.xml", JUNIT), place.write("lcov.info", LCOV));
    let added = place.ok("rita", &format!("run evidence CHG-1 --test unit --file {junit} --file {lcov}"));
    assert!(!added.out.contains("does not count"), "{added:?}");
    let list = place.doc("rita", "run evidence CHG-1");
    assert_eq!(place.doc("rita", "evidence list CHG-1"), list, "the contract's longer name");
    let piece = &list["items"][0];
    assert_eq!((piece["state"].as_str(), piece["environment"].as_str()), (Some("pass"), Some("DEV")));
    assert_eq!(
        (piece["values"]["pass_rate"].as_i64(), piece["values"]["coverage"].as_i64()),
        (Some(10_000), Some(9_000))
    );
    assert_eq!(piece["measured"], "2026-03-02T15:00:00Z", "a time without zone is the pack's");
    let digest = quorate::base::digest::Digest::of(JUNIT.as_bytes()).to_string();
    assert_eq!(piece["files"][0]["sha256"], digest);
    assert_eq!(piece["files"][1]["format"], "LCOV");
    // By standard input, by its longer name, and by hand.
    let fed =
        place.fed("quinn", &["evidence", "add", "CHG-1", "--step", "smoke", "--env", "TEST", "--file", "-"], JUNIT);
    assert_eq!(fed.code, 0, "{fed:?}");
    assert!(fed.err.contains("5 to 10 tests") || fed.out.contains("5 to 10 tests"), "{fed:?}");
    place.ok("quinn", "run evidence CHG-1 --test regression --value pass_rate=94.99");
    let list = place.doc("rita", "run evidence CHG-1");
    assert_eq!(
        (list["items"][0]["state"].as_str(), list["items"][0]["clauses"][0].as_str()),
        (Some("early"), Some("PM-2.3-02")),
        "nothing is deployed to TEST yet"
    );
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
    assert!(place.ok("root", "audit verify").code == 0);
}

#[test]
fn broken_reports_leave_nothing_behind() {
    let place = place();
    for (name, text, says) in [
        ("cut.xml", &JUNIT[..JUNIT.len() - 30], "line 4, column "),
        ("bomb.xml", "<!DOCTYPE t [<!ENTITY a \"b\">]><testsuite/>", "declares entities"),
        ("over.xml", "<coverage line-rate=\"1.01\"/>", "line-rate=\"1.01\""),
        ("what.txt", "all green", "none of JUnit XML"),
        ("scan.sarif", "{\"version\":\"2.1.0\",\"runs\":[", "seems cut"),
    ] {
        let file = place.write(name, text);
        let ran = place.run("rita", &format!("run evidence CHG-1 --test unit --file {file} --json"));
        let told = ran.error();
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            told["text"].as_str().unwrap().contains(says) && told["text"].as_str().unwrap().contains(name),
            "{told}"
        );
    }
    place.ok("root", "policy set evidence.size 100 --reason small");
    let file = place.write("junit.xml", JUNIT);
    let over = place.run("rita", &format!("run evidence CHG-1 --test unit --file {file} --json"));
    assert!(over.error()["text"].as_str().unwrap().contains("evidence.size allows 100"), "{over:?}");
    let attached = place.run("rita", &format!("run evidence CHG-1 --test documentation --attach {file} --json"));
    assert!(attached.error()["text"].as_str().unwrap().contains("evidence.size allows 100"), "{attached:?}");
    // It is told how large it is, and not how much of it was read.
    let large = place.write("large.bin", &"x".repeat(3000));
    let large = place.run("rita", &format!("run evidence CHG-1 --test documentation --attach {large} --json"));
    assert!(large.error()["text"].as_str().unwrap().contains("3000 bytes, and evidence.size allows 100"), "{large:?}");
    let missing = place.run("rita", "run evidence CHG-1 --test unit --file nowhere.xml --json");
    assert!(missing.error()["text"].as_str().unwrap().contains("no file"), "{missing:?}");
    let by_hand = place.run("rita", "run evidence CHG-1 --test unit --value coverage=101 --json");
    assert_eq!(by_hand.code, 2, "{by_hand:?}");
    assert_eq!(place.doc("rita", "run evidence CHG-1")["items"].as_array().unwrap().len(), 0);
}

pub fn git(place: &Place, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(place.path("repo"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs([("GIT_AUTHOR_NAME", "Lena"), ("GIT_AUTHOR_EMAIL", "lena@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Lena"), ("GIT_COMMITTER_EMAIL", "lena@example.org")])
        .envs([("GIT_AUTHOR_DATE", "2026-03-02T15:00:00Z"), ("GIT_COMMITTER_DATE", "2026-03-02T15:00:00Z")])
        .args(args)
        .output()
        .unwrap_or_else(|e| panic!("this test needs the program git: {e}"));
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_tag_is_checked_in_its_repository_and_may_not_move() {
    let place = place();
    std::fs::create_dir(place.path("repo")).unwrap();
    git(&place, &["init", "--quiet", "--initial-branch=main"]);
    for (name, text) in [("one", "1"), ("two", "2")] {
        place.write(&format!("repo/{name}"), text);
        git(&place, &["add", "."]);
        git(&place, &["commit", "--quiet", "--message", name]);
    }
    git(&place, &["tag", "light"]);
    git(&place, &["tag", "--annotate", "v1", "--message", "CHG-1: March patches"]);
    git(&place, &["tag", "--annotate", "other", "--message", "CHG-12"]);
    let say = |tag: &str| place.run("quinn", &format!("run evidence CHG-1 --tag {tag} --repo repo --json"));
    for (tag, code, says) in [
        ("light", 7, "is lightweight"),
        ("other", 7, "names CHG-12"),
        ("nowhere", 2, "has no tag nowhere"),
        ("a..b", 2, "is no name of a tag"),
    ] {
        let ran = say(tag);
        assert_eq!(ran.code, code, "{ran:?}");
        let told = ran.error();
        assert!(told["text"].as_str().unwrap().contains(says), "{told}");
        assert_eq!(told["clauses"].to_string().contains("GA-09-3"), code == 7, "{told}");
    }
    assert_eq!(say("v1").code, 0, "{:?}", say("v1"));
    let piece = place.doc("rita", "run evidence CHG-1")["items"][0].clone();
    assert_eq!((piece["state"].as_str(), piece["measured"].as_str()), (Some("pass"), Some("2026-03-02T15:00:00Z")));
    let commit = git(&place, &["rev-parse", "HEAD"]);
    assert!(
        piece["tag"].as_str().unwrap().contains(&commit) && piece["tag"].as_str().unwrap().contains("Lena"),
        "{piece}"
    );
    git(&place, &["tag", "--force", "--annotate", "v1", "HEAD~1", "--message", "CHG-1: March patches"]);
    let moved = say("v1");
    assert_eq!(moved.code, 7, "{moved:?}");
    assert!(moved.error()["text"].as_str().unwrap().contains("was moved since it was recorded"), "{moved:?}");
    // A deployment looks at it too, where the repository is given (GA-09-3).
    let start = place.run("rita", &format!("run start CHG-1 --env DEV --commit {commit} --repo repo --json"));
    let told = start.error();
    assert!(start.code == 7 && told["text"].as_str().unwrap().contains("the tag v1 was moved"), "{start:?}");
    assert!(told["clauses"].to_string().contains("GA-09-3"), "{told}");
    // The gate tells of the tag as it is on record, and of what its repository says where it is given.
    let link = |more: &str| {
        let gate = place.run("rita", &format!("gate CHG-1 --env DEV --json{more}")).json();
        let chain = gate["chain"].as_array().unwrap().clone();
        chain.into_iter().find(|l| l["kind"] == "tag").unwrap_or_else(|| panic!("{gate}"))
    };
    let on_record = link("");
    assert_eq!((&on_record["id"], &on_record["effect"]), (&serde_json::json!("v1"), &serde_json::json!("allow")));
    let looked = link(" --repo repo");
    assert_eq!(looked["effect"], "deny", "{looked}");
    assert!(looked["text"].as_str().unwrap().contains("the tag v1 was moved"), "{looked}");
    assert!(looked["clauses"].to_string().contains("GA-09-3"), "{looked}");
    // A commit that no branch holds any more is not what goes to PROD.
    git(&place, &["checkout", "--quiet", "--detach"]);
    git(&place, &["commit", "--quiet", "--allow-empty", "--message", "stray"]);
    git(&place, &["tag", "--annotate", "stray", "--message", "CHG-1"]);
    assert!(say("stray").error()["text"].as_str().unwrap().contains("no branch holds"));
    let nowhere = place.run("quinn", "run evidence CHG-1 --tag v1 --repo state --json");
    assert!(nowhere.error()["text"].as_str().unwrap().contains("no git repository"), "{nowhere:?}");
}

#[test]
fn a_commit_is_looked_up_in_its_repository() {
    // Clause GA-09-1: what is deployed lies in version control, with a history that stays.
    let place = place();
    let fields = "description=Libraries rollback_plan=Redeploy testing_approach=Smoke communication_plan=Mail \
                  impact_assessment=None implementers=quinn dev_lead_notified=2026-03-03 package_validated=yes \
                  backup_verified=yes environment=TEST";
    let set: String = fields.split_whitespace().map(|f| format!(" --set {f}")).collect();
    place.ok("rita", &format!("change edit CHG-1{set}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=1 --set impact=1");
    place.ok("rita", "change submit CHG-1");
    std::fs::create_dir(place.path("repo")).unwrap();
    git(&place, &["init", "--quiet", "--initial-branch=main"]);
    git(&place, &["commit", "--quiet", "--allow-empty", "--message", "one"]);
    let held = git(&place, &["rev-parse", "HEAD"]);
    git(&place, &["checkout", "--quiet", "--detach"]);
    git(&place, &["commit", "--quiet", "--allow-empty", "--message", "stray"]);
    let stray = git(&place, &["rev-parse", "HEAD"]);
    let start = |env: &str, commit: &str| {
        let place = &place;
        place.run("quinn", &format!("run start CHG-1 --env {env} --commit {commit} --repo repo --dry-run --json"))
    };
    for (commit, says) in [
        ("git.example/shop@main", "is no commit"),
        ("git.example/shop@feedbeef", "has no commit feedbeef"),
        (held.get(..3).unwrap(), "is no commit"),
    ] {
        let ran = start("TEST", commit);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.error()["text"].as_str().unwrap().contains(says), "{ran:?}");
    }
    let loose = |commit: &str| start("TEST", commit).error().to_string().contains("no branch of the repository holds");
    assert!(loose(&format!("git.example/shop@{stray}")), "{:?}", start("TEST", &stray));
    assert!(!loose(&held) && !loose(held.get(..8).unwrap()));
    // The branch is looked up too, with the commit on it.
    git(&place, &["branch", "release/1.0", &held]);
    git(&place, &["checkout", "--quiet", "main"]);
    git(&place, &["commit", "--quiet", "--allow-empty", "--message", "two"]);
    git(&place, &["update-ref", "refs/remotes/origin/release/1.1", "HEAD"]);
    let newer = git(&place, &["rev-parse", "HEAD"]);
    let from = |branch: &str, commit: &str| start("TEST", &format!("{commit} --branch {branch}"));
    for (branch, commit, says) in [
        ("nowhere", &held, Some("has no branch nowhere")),
        ("release", &held, Some("has no branch release")),
        ("origin/release/1.1", &newer, Some("has no branch origin")),
        ("release/1.0", &newer, Some("does not hold the commit")),
        ("release/1.0", &held, None),
        ("release/1.1", &newer, None),
        ("main", &held, None),
    ] {
        let ran = from(branch, commit);
        let text = ran.error()["text"].as_str().unwrap().to_owned();
        let unfit = ran.code == 2 && says.is_some_and(|says| text.contains(says));
        assert!(unfit || says.is_none() && ran.code != 2, "{branch}: {ran:?}");
    }
}

#[test]
fn the_go_no_go_board_names_what_is_against_it_and_who_decides() {
    let place = place();
    place.ok("quinn", "run evidence CHG-1 --test backup --value recoverable=100 --note restored");
    place.ok("quinn", "run evidence CHG-1 --test smoke --env TEST --value pass_rate=90");
    let board = place.doc("rita", "run board CHG-1 --env PROD");
    fits_its_shape(&board);
    assert_eq!(board["verdict"], "no_go");
    let points = board["points"].as_array().unwrap();
    assert_eq!(points.len(), 10);
    let state = |title: &str| points.iter().find(|p| p["title"] == title).map(|p| p["state"].clone()).unwrap();
    assert_eq!(
        (state("Backup"), state("Smoke test pass rate"), state("Rollback")),
        ("go".into(), "no_go".into(), "no_go".into())
    );
    let smoke = points.iter().find(|p| p["id"] == "go-smoke").unwrap();
    assert!(smoke["evidence"][0].as_str().unwrap().contains("pass rate 90.00%"), "{smoke}");
    let words = place.ok("rita", "run board CHG-1 --env PROD").out;
    assert!(words.contains("NO-GO  Smoke test pass rate") && words.contains("PM-9.4-01"), "{words}");
    assert!(words.contains("open   decides: Go/no-go TEST to PROD: Development Lead"), "{words}");
    let deciders = board["deciders"].as_array().unwrap();
    assert_eq!(deciders.len(), 2, "{deciders:?}");
    let nobody = place.run("rita", "run board CHG-1 --env MOON --json");
    assert!(nobody.error()["text"].as_str().unwrap().contains("no environment"), "{nobody:?}");
}

/// PM-2.2-01, PM-10.4-01: where the UAT of an emergency is deferred, the board says that, and the list before PROD that it is
/// not demanded; neither says that it was obtained.
#[test]
fn the_board_of_an_emergency_shows_the_deferral_that_stands_for_uat() {
    let place = place();
    place.ok("rita", "change create --type emergency --title CVE --set environment=PROD");
    place.ok("rita", "change edit CHG-2 --set uat_deferral=within-48-hours");
    let board = place.doc("rita", "run board CHG-2 --env PROD");
    let uat = board["points"].as_array().unwrap().iter().find(|p| p["id"] == "emergency-uat").unwrap().clone();
    assert_eq!(uat["state"], "go");
    assert!(uat["evidence"].to_string().contains(": within-48-hours"), "{uat}");
    let list = place.ok("rita", "run view CHG-2 --list pre_prod").out;
    assert!(list.contains("[-] UAT sign-off obtained"), "{list}");
    assert!(list.contains("its recorded deferral stands for it"), "{list}");
}

/// PM-9.4-01 and the nine beside it refuse the deployment; a GO may come before its last point, and is told what is against it.
#[test]
fn a_go_in_spite_of_points_is_told_what_is_against_it() {
    let place = place();
    place.ok("quinn", "run evidence CHG-1 --test backup --value recoverable=100");
    let receipt = place.doc("tess", "run decide CHG-1 go --env PROD");
    let told = receipt["warnings"].as_array().unwrap().iter().find(|w| w["rule"] == "go-in-spite").unwrap().clone();
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("Smoke test pass rate") && text.contains("for PROD") && !text.contains("Backup"), "{told}");
    assert!(told["clauses"].to_string().contains("PM-9.4-01"), "{told}");
    // It stands, and the deployment is refused all the same.
    assert_eq!(place.doc("rita", "run board CHG-1 --env PROD")["verdict"], "no_go");
    let no = place.doc("tess", "run decide CHG-1 no-go --env PROD --reason drift");
    assert!(!no["warnings"].to_string().contains("go-in-spite"), "{no}");
}

#[test]
fn evidence_is_as_old_as_it_is_now_not_as_when_the_change_was_last_touched() {
    let mut place = place();
    let after = "after = { since = \"deploying.TEST\", least = \"0h\", words = \"the deployment to TEST\" }\n";
    let text = std::fs::read_to_string(super::run::pack_file("three-env")).unwrap().replace(after, "");
    let pack = place.write("own.toml", &text);
    place.ok("root", &format!("policy adopt {pack} --reason x"));
    place.ok("quinn", "run evidence CHG-1 --test regression --value pass_rate=97");
    let states = |place: &Place| {
        let point = |p: &serde_json::Value| p["id"] == "go-regression";
        let board = place.doc("rita", "run board CHG-1");
        let on_board = board["points"].as_array().unwrap().iter().find(|p| point(p)).unwrap().clone();
        (place.doc("rita", "run evidence CHG-1")["items"][0]["state"].clone(), on_board)
    };
    let (state, on_board) = states(&place);
    assert_eq!((state, &on_board["state"]), ("pass".into(), &"go".into()), "{on_board}");
    assert!(on_board["measured"].is_string() && on_board["until"].is_string(), "{on_board}");
    place.clock = "2026-06-02T15:00:00Z".into();
    let (state, on_board) = states(&place);
    assert_eq!((state, &on_board["state"]), ("stale".into(), &"no_go".into()), "{on_board}");
    assert!(on_board["text"].as_str().unwrap().contains("older than"), "{on_board}");
    let told = place.ok("rita", "run board CHG-1").out;
    assert!(told.contains("measured 92d ago"), "{told}");
}

#[test]
fn the_board_is_read_and_decided_in_line_mode() {
    let place = place();
    place.ok("quinn", "run evidence CHG-1 --test backup --value recoverable=100");
    // The board of PROD, then the one of TEST, and back; no-go needs its reason, and only yes records.
    let talk = |answers: &str| place.fed("tess", &["--line"], answers).out;
    let read = talk("CHG-1\nn\nd\nd\n?\nq\nq\nq\n");
    assert!(read.contains("CHG-1 for PROD: NO-GO") && read.contains("CHG-1 for TEST: open"), "{read}");
    assert!(read.contains("measured now") && read.contains("still to decide: Sign-off and go/no-go TEST"), "{read}");
    let said = talk("CHG-1\nn\n2\nthe baseline drifts\nno\nq\nq\nq\n");
    assert!(said.contains("points are no GO") && said.contains("Nothing was recorded."), "{said}");
    let said = talk("CHG-1\nn\nl\n2\nthe baseline drifts\nyes\nq\nq\nq\n");
    assert!(said.contains("NO-GO  decides: Sign-off and go/no-go TEST to PROD: Test Manager by tess"), "{said}");
    let board = place.doc("rita", "run board CHG-1");
    assert_eq!((board["verdict"].as_str(), board["env"].as_str()), (Some("no_go"), Some("PROD")));
    assert_eq!(board["environments"], serde_json::json!(["TEST", "PROD"]));
}

#[test]
fn real_sarif_files_are_read_where_they_are_there() {
    use quorate::text::evidence::{Format, read};
    for entry in std::fs::read_dir("../shared/samples/sarif").into_iter().flatten().flatten() {
        let name = entry.file_name().into_string().unwrap();
        match read(&std::fs::read(entry.path()).unwrap(), 64 << 20) {
            Ok(report) => assert_eq!(report.format, Format::Sarif, "{name}"),
            Err(e) => assert!(name == "no_runs.sarif" || name == "README.md", "{name}: {e}"),
        }
    }
}

/// GQ-types-09: of two results the one that was measured later counts, in whatever order they are recorded, and no result of
/// before an artefact came is one of it.
#[test]
fn the_newest_measurement_counts_and_none_of_before_its_artefact() {
    let mut place = super::gate::decided("approve");
    let report = |failed: u32, at: &str| {
        let failure = if failed > 0 { "<failure/>" } else { "" };
        format!(
            "<testsuite tests=\"1\" failures=\"{failed}\" timestamp=\"{at}\"><testcase name=\"a\">{failure}</testcase></testsuite>"
        )
    };
    let (a, b) = ("a".repeat(64), "b".repeat(64));
    place.clock = "2026-03-09T15:00:00Z".into();
    place.ok("ivan", &format!("run start CHG-1 --env staging --artifact sha256:{a}"));
    place.ok("ivan", "run finish CHG-1 --env staging --result ok");
    place.clock = "2026-03-12T15:00:00Z".into();
    let bad = place.write("bad.xml", &report(1, "2026-03-11T15:00:00Z"));
    let good = place.write("good.xml", &report(0, "2026-03-10T15:00:00Z"));
    place.ok("tom", &format!("run evidence CHG-1 --test staging --file {bad}"));
    let older = place.ok("tom", &format!("run evidence CHG-1 --test staging --file {good}"));
    assert!(older.out.contains("counts: the newest does"), "{older:?}");
    let states = |place: &Place| -> Vec<String> {
        let all = place.doc("rita", "run evidence CHG-1")["items"].clone();
        all.as_array().unwrap().iter().map(|e| e["state"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(states(&place)[..2], ["superseded", "fail"]);
    // A report is of its own time.
    let said =
        place.run("tom", &format!("run evidence CHG-1 --test staging --file {good} --measured 2026-03-12T14:00Z"));
    assert!(said.code == 2 && said.err.contains("and --measured says"), "{said:?}");
    // Another artefact: what was measured before it came is not of it.
    place.ok("ivan", &format!("run start CHG-1 --env development --artifact sha256:{b}"));
    place.ok("ivan", "run finish CHG-1 --env development --result ok");
    place.ok("ivan", &format!("run start CHG-1 --env staging --artifact sha256:{b}"));
    let day = place.ok("tom", "run evidence CHG-1 --test staging --outcome pass --measured 2026-03-11T16:00Z");
    assert!(day.out.contains("of another artefact"), "{day:?}");
    assert_eq!(states(&place)[0], "outdated");
    place.ok("tom", "run evidence CHG-1 --test staging --outcome pass");
    assert_eq!(states(&place)[0], "pass");
}

/// What a report names more of than is shown is counted.
#[test]
fn what_was_not_met_is_told_with_all_that_it_is_about() {
    let place = place();
    let case = |n: u32| format!("<testcase classname=\"Cart\" name=\"t{n}\"><failure/></testcase>");
    let cases: String = (0..25).map(case).collect();
    let head = "<testsuites><testsuite name=\"shop\" tests=\"25\" failures=\"25\" timestamp=\"2026-03-02T10:00:00\">";
    let file = place.write("red.xml", &format!("{head}{cases}</testsuite></testsuites>"));
    let told = place.ok("rita", &format!("run evidence CHG-1 --test unit --file {file}"));
    let told = format!("{}{}", told.out, told.err);
    assert!(told.contains("Cart.t19 and 5 more") && !told.contains("Cart.t20"), "{told}");

    // What a criterion compares is told with both figures, and a figure that nobody gave is none.
    let pack = quorate::app::packs::parse(&quorate::app::packs::text("three-env").unwrap()).unwrap();
    let told = |test: &str, figures: &[(&str, i64)]| {
        let mut facts = quorate::policy::facts::Facts::default();
        facts.numbers.extend(figures.iter().map(|(m, n)| (format!("evidence.{test}.{m}"), *n)));
        let test = pack.tests.iter().find(|t| t.id() == test).unwrap();
        quorate::policy::evidence::unmet(&pack, test, test.id(), &facts, false).why.join("; ")
    };
    let slow = told("performance", &[("measured_ms", 210), ("baseline_ms", 200)]);
    assert!(slow.contains("(found: baseline ms 200, measured ms 210)"), "{slow}");
    let none = told("regression", &[]);
    assert!(none.contains("is not given)") && !none.contains("found: no "), "{none}");
}
