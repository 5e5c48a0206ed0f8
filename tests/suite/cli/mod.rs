//! The command line: grammar, catalogue, exit codes, errors.

mod acknowledged;
mod boards;
mod calendar;
mod carried;
mod catalogue;
pub mod checklist;
mod decisions;
mod deploy;
mod due;
mod entered;
mod escalated;
mod evidence;
mod exceptions;
pub mod exec;
mod freezes;
mod full_disk;
mod gate;
mod ghostquant;
mod ical;
mod imported;
mod line_mode;
mod line_panes;
mod lists;
mod meetings;
mod minutes;
mod past;
mod places;
mod plan;
mod policies;
mod put_off;
mod replayed;
mod request;
mod restored;
mod roles;
pub mod run;
mod setup;
mod signed;
mod slips;
mod spoken;
mod systems;
mod told;
mod transcript;
mod tried;
mod turns;
mod under_vote;
mod unknown;
mod upgrade;
mod waiting;
mod walk;

use quorate::app::catalog;
use quorate::cli;
use std::collections::BTreeSet;

/// Every line of the contract and of this release's commands, as a script would write it.
const LINES: &str = "
init --pack ghostquant
init --pack teleseal --pack aivo --org Example --sandbox
init --demo --no-input
demo --changes 100 --patches 0 --meetings 0 --seed 7
calendar --week --from 2026-03-02
calendar --year
calendar --ics --calendar-type DEFAULT_OPEN
calendar import changes.ics --env production --until 2027-01-01
calendar import days.ics --holidays --dry-run
doctor
paths
person add ana --name Ana --role change_manager --role auditor --seat chair --email ana@example.org
person edit ana --seat security
person retire ana
person list
person view ana
board list
roster list
board seat cto ana
board view
roster view
board rollcall ana=room bo=phone cy=excused
board alternate chair bo
board vacate chair
board delegate --to bo --role change_manager --env production --until 2026-03-05T10:00:00Z --reason holiday
board undelegate bo
policy list
policy show ghostquant
policy show
policy clauses ghostquant --state enforced
policy check pack.toml
policy diff ghostquant aivo
policy replay --pack pack.toml
policy schema
policy adopt ghostquant --reason review
policy set vote.majority_of cast --reason decided
policy set vote.majority_of=cast
policy review --note read
policy sign aivo --as-role change_manager
policy confirm board.named
catalogue list
catalogue show restart-web
catalogue admit restart-web --title Restart --procedure -
catalogue suspend restart-web --reason failed
catalogue withdraw restart-web --reason old
risk list
risk log --text outage --change CHG-1 --level high --mitigation watch --owner ana
risk accept 1 --reason small
risk review --note read
change create --type normal --title Renew --set environment=production --set impact=low
change create --from change.toml --no-input --idempotency-key job-1 -o name
change list --state new,assess --type normal --risk high --owner ana --search cert --limit 10 --at 2026-03-02T09:00:00Z
change list --json id,title,window -q .items[]
change view CHG-1 --at 2026-03-02T09:00:00Z
change view 1 --json
change check CHG-1
change clash
change clash CHG-1 --json
change edit CHG-1 --set title=New --if-version 3
change retype CHG-1 emergency --reason outage
change assess CHG-1 --set likelihood=3 --set impact=high
change submit CHG-1
change submit CHG-1 CHG-2
change submit -
change return CHG-1 --criterion complete --reason incomplete
change review CHG-1 --outcome pass --as-role peer
change request CHG-1
change confirm CHG-1
change disown CHG-1 --reason no
change approve CHG-1 --given-by bo --channel verbal --later
change approve CHG-1 --as-role manager --reason fine --confirms a,b --channel phone --given-by bo --spoken-at 2026-03-02T09:00:00Z
change reject CHG-1 --as-role manager --reason no
change withdraw CHG-1 --reason later
change hold CHG-1 --reason wait
change resume CHG-1
change comment CHG-1 seen
change comment CHG-1 --reason -
change cancel CHG-1 --reason gone
change schedule CHG-1 --from 2026-03-10T02:00:00Z --to 2026-03-10T04:00:00Z --env production
change clone CHG-1 --title Again
change diff CHG-1 --at 2026-03-02T09:00:00Z
change diff CHG-1 1 2
change export CHG-1 --out request.toml
vote tally CHG-1 --watch --fail-fast --timeout 45s
change list --template {{items}} --no-pager
change submit CHG-1 CHG-2 --fail-fast --error-unchanged
change close CHG-1 --code successful --notes done
change import servicenow records.json --dry-run
vote open CHG-1 --tally hidden --meeting CAB-2026-W39
vote cast CHG-1 approve --reason fine
vote cast CHG-1 condition --condition test --owner ana --due 2026-03-05T10:00:00Z --share 10
vote cast CHG-1 reject --via-chair --for bo
vote cast CHG-1 abstain
vote cast CHG-1 recuse --reason mine
vote close CHG-1 --reason agreed
vote close CHG-1 --casting reject --reason even
vote close CHG-1 --considered --reason agreed
vote consider CHG-1
vote consider CHG-1 risk testing
vote tally CHG-1 --json
vote list
vote list CHG-1
vote object CHG-1 --reason wrong
decision list --since 2026-01-01 -o csv --out decisions.csv
decision view CHG-1
decision export CHG-1 -o md --out decision.md
decision export CHG-1 CHG-2 --write
decision approve-consent
decision approve-consent CAB-2026-W39 --reason agreed
join
join CAB-2026-W39
decision defer CHG-1 --reason late --until 2026-03-05T10:00:00Z
decision withdraw CHG-1 --reason flaw
decision condition CHG-1 1 --note seen
decision except CHG-1 rule-1 --as-role manager --reason urgent --confirm CHG-1
run start CHG-1 --env staging --share 10
run start CHG-1 --env PROD --method canary --artifact sha256:9f3c --commit git.example/a@4f --branch main --pipeline ci/1
run status CHG-1 -o md
run raise CHG-1 --share 50 --reason fine
run step CHG-1 smoke --result failed --note red
run note CHG-1 seen --kind health
run note CHG-1 --kind snapshot_pre --file before.tar
run review CHG-1 --outcome successful --set deviations=none --set lessons=warm
run finish CHG-1 --result ok --note fine
run evidence CHG-1
run evidence CHG-1 --test unit --env DEV --file junit.xml --file coverage.xml --measured 2026-03-02T09:00:00Z
run evidence CHG-1 --test uat --value scenarios=15 --outcome pass --signed-off --note done --link https://example.org/1
run evidence CHG-1 --tag v1.2 --repo .
run board CHG-1 --env PROD
run decide CHG-1 no-go --env PROD --as-role test_manager --reason smoke
window list
window add --title Quarter --from 2026-04-25T20:00 --to 2026-04-26T02:00 --env production --system web --type normal --reason agreed
window end 1 --reason done
window end window/1 --reason done
meeting convene CHG-1 --reason outage
freeze list
freeze add --title Move --from 2026-06-08 --to 2026-06-12 --env production --exempt emergency --reason audit
freeze end 1 --reason done
freeze view freeze/1
freeze end freeze/1 --reason done
calendar
calendar --from 2026-03-01 --to 2026-04-01
change slots CHG-1
change slots CHG-1 --from 2026-03-01 --minutes 90 --env production
gate verify verdict.json --against checkpoint.txt
gate verify verdict.json --signers allowed_signers --signature verdict.json.sig
gate CHG-1 --env production --commit 4f2a91c --repo . --out verdict.json --sign-key ci_key
run exec CHG-1 --env production --timeout 10m -- make -C deploy --json=x
run output CHG-1 1
run cast CHG-1 1 --out step.cast
gate CHG-1 --env production --at 2026-03-02T09:00:00Z --wait --timeout 5m
inbox --as ana --tz Europe/Berlin --clock 2026-03-02T09:00:00Z
import jira issues.csv --dry-run --map map.toml
audit verify --against checkpoint.txt --quiet
audit log CHG-1 --before 100 --limit 20
audit log --out-of-band
audit log
audit checkpoint
config list --origin
config get tz
config set tz UTC
config check
config edit
config schema
demo reset --yes --changes 3
tutor chair
audit rebuild --check
db backup copy.db
db backup --out copy.db
schema gate
schema
completion bash
man vote cast
--line --ascii --color never -v --db other.db
";

fn words(line: &str) -> Vec<&str> {
    std::iter::once("quorate").chain(line.split_whitespace()).collect()
}

#[test]
fn the_grammar_is_consistent() {
    cli::command().debug_assert();
}

#[test]
fn every_command_of_the_contract_is_read() {
    let lines: Vec<_> = LINES.lines().filter(|l| !l.trim().is_empty()).collect();
    assert!(lines.len() > 90, "{} lines", lines.len());
    for line in lines {
        if let Err(error) = cli::command().try_get_matches_from(words(line)) {
            panic!("{line}\n{error}");
        }
    }
}

/// The words of a line as a shell hands them on.
fn unquoted(line: &str) -> Vec<String> {
    let (mut words, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn every_example_of_what_is_lacking_is_a_command() {
    let examples: Vec<String> = cli::examples().collect();
    assert_eq!(examples.len(), catalog::ALL.len());
    for example in &examples {
        if let Err(error) = cli::command().try_get_matches_from(unquoted(example)) {
            panic!("{example}\n{error}");
        }
        assert!(!example.contains(['<', '>', '[', ']', '|']), "{example}");
    }
    let told = |line: &str| assert!(examples.iter().any(|e| e == line), "{line}\n{}", examples.join("\n"));
    told("quorate change schedule CHG-1 --from \"tomorrow 14:00\" --to \"tomorrow 16:00\"");
    told("quorate policy adopt ghostquant");
    told("quorate change diff CHG-1 1 2");
    told("quorate run handover CHG-1 --to ana");
    told("quorate catalogue admit rotate-logs");
}

#[test]
fn wrong_lines_are_refused_with_usage() {
    for line in [
        "change view",
        "change view abc",
        "change view 0",
        "change create --set novalue --type normal",
        "change review CHG-1 --outcome maybe",
        "change review CHG-1",
        "vote cast CHG-1",
        "vote cast CHG-1 perhaps",
        "vote cast CHG-1 approve --via-chair",
        "change list --limit many",
        "change delete CHG-1",
        "demo --changes 100001",
        "demo --changes 0",
        "change diff CHG-1 0",
        "change list --jq . --template x",
        "person add a\u{202E}b --name X",
        "completion cmd",
    ] {
        let error = cli::command().try_get_matches_from(words(line)).expect_err(line);
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

fn leaves(command: &clap::Command, path: &str, out: &mut BTreeSet<String>) {
    for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
        let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path} {}", sub.get_name()) };
        if sub.has_subcommands() {
            leaves(sub, &path, out);
        }
        // One that has verbs may be a command by itself, such as demo.
        if !sub.is_subcommand_required_set() {
            out.insert(path);
        }
    }
}

#[test]
fn the_catalogue_and_the_grammar_name_the_same_commands() {
    let mut parsed = BTreeSet::new();
    leaves(&cli::command(), "", &mut parsed);
    let listed: BTreeSet<String> = catalog::ALL.iter().map(|e| e.words.to_owned()).collect();
    assert_eq!(parsed, listed);
    assert_eq!(listed.len(), catalog::ALL.len(), "a command is listed twice");
    for entry in catalog::ALL {
        assert!(entry.text.len() > 8 && !entry.text.ends_with('.'), "{}", entry.words);
    }
}

#[test]
fn every_act_of_the_packs_has_a_command() {
    use quorate::policy::act::Act;
    // The twin of an act on a change names the change.
    for act in Act::ALL.iter().copied() {
        let word = serde_json::to_value(act).unwrap();
        let word = word.as_str().unwrap();
        let twin = catalog::twin(word, "CHG-7").unwrap_or_else(|| panic!("{word} has no command"));
        assert!(twin.starts_with("quorate "), "{twin}");
    }
    assert_eq!(catalog::twin("submit", "CHG-7").unwrap(), "quorate change submit CHG-7");
    assert_eq!(catalog::twin("", "CHG-7"), None);
    assert_eq!(catalog::twin("nonsense", "CHG-7"), None);
}

#[test]
fn exit_codes_have_one_meaning_each() {
    use cli::Exit;
    let codes: Vec<u8> =
        [Exit::Done, Exit::Failed, Exit::Usage, Exit::Refused, Exit::Pending, Exit::NotNow, Exit::Integrity]
            .map(Exit::code)
            .to_vec();
    assert_eq!(codes, [0, 1, 2, 7, 8, 9, 20]);
    let verdict = |word: &str| Exit::of_verdict(word).code();
    assert_eq!([verdict("yes"), verdict("refused"), verdict("pending"), verdict("not_now")], [0, 7, 8, 9]);
    assert_ne!(verdict("ja"), 0, "only a clear yes is 0");
    assert_eq!(Exit::Done.or(Exit::Pending), Exit::Pending);
    assert_eq!(Exit::Refused.or(Exit::Pending), Exit::Refused);
}

#[test]
fn outputs_are_described_once_and_their_columns_exist() {
    let names: Vec<_> = cli::shapes().map(|s| s.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "a name twice: {names:?}");
    for shape in cli::shapes() {
        let ids: BTreeSet<_> = shape.fields.iter().map(|f| f.id).collect();
        assert_eq!(ids.len(), shape.fields.len(), "{}: a field twice", shape.name);
        for column in shape.table.iter().chain(shape.wide) {
            assert!(ids.contains(column), "{} has no field {column}", shape.name);
        }
        assert_eq!(shape.list, !shape.table.is_empty(), "{}: lists have columns, documents none", shape.name);
        let schema = shape.json_schema();
        assert_eq!(schema["properties"]["schema"]["const"], shape.schema());
    }
}
