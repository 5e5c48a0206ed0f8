//! Running the real program in a folder of its own.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a register, and a clock.
pub struct Place {
    pub dir: tempfile::TempDir,
    pub clock: String,
}

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The document on stdout, which must be one JSON value and nothing else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The error document on stderr; stdout must be empty.
    pub fn error(&self) -> Value {
        assert_eq!(self.out, "", "an error leaves stdout empty");
        let document: Value = serde_json::from_str(&self.err).unwrap_or_else(|e| panic!("{e}: {self:?}"));
        assert_eq!(document["code"], self.code, "{document}");
        document
    }
}

impl Place {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), clock: "2026-03-02T15:00:00Z".into() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn command(&self, who: &str, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("quorate"));
        command
            .env_clear()
            .env("QUORATE_DB", self.path("q.db"))
            .env("QUORATE_STATE_DIR", self.path("state"))
            .env("HOME", self.dir.path())
            .env("TERM", "xterm")
            .env("USER", who)
            .current_dir(self.dir.path());
        // A place without a clock goes by the system's.
        if !self.clock.is_empty() {
            command.args(["--clock", &self.clock]);
        }
        command.args(args);
        command
    }

    /// Runs with arguments split at blanks, as a person.
    pub fn run(&self, who: &str, line: &str) -> Ran {
        self.args(who, &line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs with these arguments.
    pub fn args(&self, who: &str, args: &[&str]) -> Ran {
        Ran::of(self.command(who, args).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs with a text on the standard input.
    pub fn fed(&self, who: &str, args: &[&str], input: &str) -> Ran {
        use std::io::Write;
        let mut child = self
            .command(who, args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not want the rest closes its end.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Runs and wants a yes.
    pub fn ok(&self, who: &str, line: &str) -> Ran {
        let ran = self.run(who, line);
        assert_eq!(ran.code, 0, "{who}: {line}\n{ran:?}");
        ran
    }

    /// Runs with `--json` and gives the document, whose fields must be those that the shape names.
    pub fn doc(&self, who: &str, line: &str) -> Value {
        let ran = self.run(who, &format!("{line} --json"));
        assert!(matches!(ran.code, 0 | 7 | 8 | 9), "{who}: {line}\n{ran:?}");
        let document = ran.json();
        fits_its_shape(&document);
        document
    }
}

/// Whether a document has exactly the fields that its shape names; of a list, each item.
pub fn fits_its_shape(document: &Value) {
    let schema = document["schema"].as_str().unwrap();
    let name = schema.trim_start_matches("quorate.").trim_end_matches("/1");
    let shape = quorate::cli::shape(name).unwrap_or_else(|| panic!("{schema} is not described"));
    let wanted: std::collections::BTreeSet<_> = shape.fields.iter().map(|f| f.id.to_owned()).collect();
    let check = |value: &Value, extra: &[&str]| {
        let have: std::collections::BTreeSet<_> =
            value.as_object().unwrap().keys().filter(|k| !extra.contains(&k.as_str())).cloned().collect();
        assert_eq!(have, wanted, "{schema}");
    };
    if shape.list {
        let items = document["items"].as_array().unwrap_or_else(|| panic!("{schema} has no items"));
        assert!(document.get("next").is_some(), "{schema}");
        items.iter().for_each(|item| check(item, &[]));
    } else {
        check(document, &["schema"]);
    }
}

/// A pack file of the project.
pub fn pack_file(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/policies").join(format!("{name}.toml")).display().to_string()
}

/// A GhostQuant sandbox with five seats, a requester and an implementer.
pub fn board_of_five() -> Place {
    let place = Place::new();
    seated(&place, "ghostquant");
    place
}

/// The same under a text of one's own, by its path.
pub fn seated(place: &Place, pack: &str) {
    place.ok("root", &format!("init --pack {pack} --org Example --sandbox --no-input"));
    for seat in ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"] {
        place.ok("root", &format!("person add {seat} --name Holder --role {seat} --seat {seat}"));
    }
    place.ok("root", "person add rita --name Rita --role change_requester --email rita@example.org");
    place.ok("root", "person add tom --name Tom --role technical_team");
}

/// A complete normal change for GhostQuant.
pub const REPLICA: &str = r#"
type = "normal"
title = "Add a read replica"
environment = ["production"]
description = "A second replica behind the reader endpoint"
justification = "Reads saturate the first one"
asset_classes = "infrastructure"
affected_systems = ["orders-db"]
implementation_plan = """
1 create
2 attach"""
testing_plan = "Replay a day of reads in staging"
acceptance_criteria = "p95 below 40 ms"
rollback_plan = "Detach the replica"
rollback_method = "manual"
mitigations = "Create outside peak hours"
window = { from = "2026-04-05 02:00", to = "2026-04-05 04:00" }
impact_availability = "none"
impact_security = "none"
impact_performance = "better reads"
dependencies = "none identified"
change_kind = "infrastructure change"
security_relevant = false
compliance_impact = false
"#;

/// The same place with one change that waits for the board.
pub fn waiting_for_the_board() -> Place {
    let place = board_of_five();
    bring(&place, "CHG-1");
    place
}

/// Brings a request before the board: assessed, submitted, reviewed.
pub fn bring(place: &Place, id: &str) {
    let file = place.write("change.toml", REPLICA);
    assert_eq!(place.ok("rita", &format!("change create --from {file} -o name")).out, format!("{id}\n"));
    complete(place, id);
}

/// A draft is handed in, assessed and found complete.
pub fn complete(place: &Place, id: &str) {
    place.ok("rita", &format!("change assess {id} --set likelihood=Low --set impact=Medium"));
    place.ok("rita", &format!("change submit {id}"));
    place.ok("tom", &format!("change assess {id} --set residual_likelihood=Low --set residual_impact=Low"));
    place.ok(
        "tom",
        &format!(
            "change edit {id} --set assessed_availability=within --set assessed_security=inherited --set \
         assessed_performance=spare --set depends_systems=orders --set depends_teams=none --set depends_vendors=none \
         --set nist_method=yes"
        ),
    );
    for review in ["completeness", "impact_assessment"] {
        place.ok("tom", &format!("change review {id} --review {review} --outcome pass"));
    }
}

/// A patch of a class under the three-environment pack, assessed and not submitted: asked for by rita, implemented by dan.
pub fn patch(place: &Place, class: &str) {
    let file = place.write(
        "patch.toml",
        &format!(
            r#"
type = "normal"
title = "March patches"
environment = ["PROD"]
description = "Libraries 4.1 to 4.3"
rollback_plan = "Redeploy 4.1"
testing_approach = "Regression and UAT in TEST"
communication_plan = "Stakeholders two days before"
impact_assessment = "Ten minutes without orders"
implementers = ["dan"]
dev_lead_notified = "2026-03-02 08:30"
package_validated = true
backup_verified = true
alternative_dates = ["2026-03-10 18:00", "2026-03-11 18:00", "2026-03-12 18:00"]
patch_class = "{class}"
patch_kind = "monthly"
financial_impact_per_hour = "12000"
downtime_minutes = "10"
dependent_systems_impact = "none depends on it"
"#
        ),
    );
    place.ok("rita", &format!("change create --from {file}"));
    let view = place.ok("rita", "change view CHG-1").out;
    let days = ["10", "11", "12"].map(|day| format!("2026-03-{day} 18:00 EDT (22:00Z)")).join(", ");
    assert!(view.contains(&days), "times are told in the zone of the pack: {view}");
    place.ok("rita", "change assess CHG-1 --set likelihood=1 --set impact=1");
}
