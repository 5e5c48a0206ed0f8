//! What each act on a change asks of the person.

use super::closing::{casting, close, confirming};
use super::line::{ActLine, Ask, Choice, Kind, Step};
use super::offer::{self, label, named, why_not};
use super::which;
use crate::domain::run::{CODES, KINDS};
use crate::sheets::ballot::{BallotSheet, MemberLine};
use crate::sheets::change::ChangeSheet;
use crate::sheets::exception::ExceptionRow;
use crate::sheets::run::PirSheet;
use crate::text::words::plain;

/// What a ballot asks: digit, word and label. A digit means the same in every pack; those that the pack does not know
/// are left out.
const CHOICES: [(char, &str, &str); 5] = [
    ('1', "approve", "Approve"),
    ('2', "condition", "Approve with condition (type it)"),
    ('3', "reject", "Reject (reason needed)"),
    ('4', "abstain", "Abstain"),
    ('5', "recuse", "Recuse: I have an interest"),
];

/// The choices of the change's ballot.
#[must_use]
pub fn choices(sheet: &ChangeSheet) -> Vec<Choice> {
    let known = CHOICES.iter().filter(|(_, word, _)| *word != "condition" || sheet.asks.conditions);
    known
        .map(|(digit, word, label)| Choice { digit: *digit, word: (*word).into(), label: (*label).into(), then: None })
        .collect()
}

/// What a deferral to the next meeting would miss, after the question of its line.
#[must_use]
pub fn misses(sheet: &ChangeSheet) -> String {
    match sheet.asks.missing.join("; ") {
        none if none.is_empty() => none,
        missing => format!(" To the next meeting: {missing}."),
    }
}

/// Reasons to defer.
const REASONS: [&str; 6] =
    ["incomplete", "no way back", "clash with another change", "freeze", "owner absent", "other (type it)"];

/// Whether an act needs the number on the page: emergency authorisation, and signing a deviation.
#[must_use]
pub fn severe(kind: &Kind, sheet: &ChangeSheet) -> bool {
    match kind {
        Kind::Change(act) => act == "except" || (sheet.urgent && act == "approve"),
        _ => false,
    }
}

/// The act line of an act.
#[must_use]
pub fn line(act: &str, sheet: &ChangeSheet) -> ActLine {
    let (id, revision) = (&sheet.row.id, Some(sheet.row.revision));
    let new = |title: String, verb: &str| ActLine::new(Kind::Change(act.into()), id, revision, title, verb);
    let asked = |verb: &str| new(format!("{id} revision {}: {}?", sheet.row.revision, named(act, sheet)), verb);
    match act {
        "vote_cast" => vote(sheet),
        "vote_rollcall" => read_out(sheet),
        "rollcall" => {
            let members = sheet.ballot.iter().flat_map(|b| &b.members);
            rollcall(id, &members.map(|m| (m.person.clone(), m.name.clone())).collect::<Vec<_>>())
        }
        "vote_open" => {
            let ways = [("sessions", "own sessions"), ("rollcall", "roll call")];
            let tallies = [("hidden", "hidden until closed"), ("open", "open"), ("secret", "secret")];
            let running = sheet.ballot.as_ref().filter(|b| b.closed.is_none() && !b.stale);
            let came = running.and_then(BallotSheet::came_for);
            let over = running.filter(|b| b.lapsed).map(|_| " anew: the time of the one before ran out".to_owned());
            let anew = came.map(|who| format!(" anew with {who}: the votes so far are taken back"));
            let anew = over.or(anew).unwrap_or_default();
            new(format!("Vote on {id} revision {}{anew}", sheet.row.revision), "opens the ballot")
                .choice("how", true, ways)
                .choice("tally (else as the board does)", false, tallies)
        }
        "vote_consider" => {
            let open = sheet.ballot.as_ref().map(BallotSheet::unconsidered).unwrap_or_default();
            new(format!("Considered for {id}: {}?", open.join("; ")), "marks them")
        }
        "vote_close" => close(sheet, new(String::new(), "closes and shows the result")),
        "defer" => new(format!("Defer {id}?{}", misses(sheet)), "defers")
            .choice("reason", true, REASONS.map(|r| (r, r)))
            .choice("until", true, [("next", "next meeting"), ("date", "a date (type it)"), ("open", "open")])
            .text("reason in words", false)
            .follow(0, "other (type it)", 2)
            .moment("until when, such as 2026-10-05 14:00", true)
            .ahead()
            .when(1, "date"),
        "assess" => assess(sheet),
        "review" => {
            let open = sheet.reviews.iter().filter(|r| r.state != "passed");
            asked("signs")
                .choice("outcome", true, [("pass", "passed"), ("fail", "failed")])
                .choice("review", true, open.map(|r| (r.id.clone(), r.title.clone())))
                .only()
                .text("what was found", false)
                .text("in which role", false)
                .follow(0, "fail", 2)
        }
        "approve" => {
            let confirms: Vec<&str> = sheet.asks.confirms.iter().map(|(word, _)| word.as_str()).collect();
            let confirmed = match confirms.as_slice() {
                [] => String::new(),
                words => format!(" You confirm: {}.", words.join(", ")),
            };
            new(format!("{id} revision {}: {}?{confirmed}", sheet.row.revision, label(act)), "approves")
                .text("comment", false)
                .text("in which role", false)
        }
        "reject" => asked("rejects").text("why", true).text("in which role", false),
        "return" => asked("returns").text("why", true).choice(
            "criterion that it fails",
            false,
            sheet.asks.criteria.iter().cloned(),
        ),
        "convene" => {
            new(format!("Convene the board now for {id}, and for nothing else?"), "convenes it").text("why", false)
        }
        "confirm" => asked("confirms"),
        "cancel" | "hold" | "withdraw_approval" | "object" | "disown" => asked("records").text("why", true),
        "log_risk" => asked("records").text("what may happen", true).text("what is done about it", false),
        "clone" => new(format!("A new change like {id}{}?", offer::without(sheet)), "opens it")
            .text("title, if another one", false),
        "verify_condition" => {
            let open = sheet.conditions.iter().filter(|c| c.verified_at.is_none());
            asked("verifies")
                .choice("condition", true, open.map(|c| (c.no.to_string(), c.text.clone())))
                .text("how it was verified", false)
        }
        "entrust" => {
            let open = sheet.conditions.iter().filter(|c| c.verified_at.is_none());
            let line = asked("gives it")
                .choice("condition", true, open.map(|c| (c.no.to_string(), c.text.clone())))
                .only()
                .text("who answers for it (name or id)", true);
            ActLine { at: line.open_step().unwrap_or(0), ..line }.text("why", false)
        }
        "schedule" => {
            // The next time that calendar and rules allow is proposed.
            let slot = sheet.asks.slot.as_ref();
            // Whoever moves what is approved hears what that costs before, not in the receipt.
            let moving = match &sheet.asks.window {
                Some(window) if !sheet.asks.moving.is_empty() => {
                    format!(" Another time than {window}: {}.", sheet.asks.moving.join("; "))
                }
                _ => String::new(),
            };
            let line = new(format!("{id} revision {}: {}?{moving}", sheet.row.revision, label(act)), "schedules")
                .moment("from, such as 2026-10-03 22:00", true)
                .proposing(slot.map(|s| &s.0))
                .moment("to", true)
                .proposing(slot.map(|s| &s.1));
            match sheet.row.environment.as_slice() {
                [] | [_] => line,
                several => line.choice("environment", false, several.iter().map(|e| (e.clone(), e.clone()))),
            }
        }
        "start" => {
            let when = sheet.asks.window.as_ref().map_or_else(|| "without a window".into(), |w| format!("window {w}"));
            let what = match sheet.row.environment.as_slice() {
                [] => "start the implementation".to_owned(),
                [one] => format!("deploy to {one}, the implementation"),
                several => format!("start the implementation, to one of {}", several.join(", ")),
            };
            let line = new(format!("{id} revision {}: {what}, {when}?", sheet.row.revision), "starts");
            let line = match sheet.row.environment.as_slice() {
                [] | [_] => line,
                several => line.choice("environment", true, several.iter().map(|e| (e.clone(), e.clone()))),
            };
            // Enter on a blank form begins nothing: whoever begins agrees to what the title says first.
            begin(sheet, line).choice("now", true, [("begin", "yes, begin it")])
        }
        "deploy" => {
            let to = sheet.run.next.as_ref().map_or("", |n| n.environment.as_str());
            begin(sheet, new(format!("{id} revision {}: deploy to {to}?", sheet.row.revision), "deploys"))
        }
        "raise" => {
            let among = which::to_raise(sheet);
            let now = match among.as_slice() {
                [one] => format!("{} now", one.share),
                all => {
                    all.iter().map(|d| format!("{} {} now", which::place(d), d.share)).collect::<Vec<_>>().join(", ")
                }
            };
            which::asking(asked("raises"), &among)
                .text(&format!("share in percent, {now}"), true)
                .text("how its criteria were met", true)
        }
        "step" => asked("records")
            .choice("how it went", true, [("pass", "it passed"), ("fail", "it failed")])
            .choice("step", true, which::steps(sheet))
            .only()
            .text("what was seen", false),
        "evidence" => {
            let mut environments: Vec<&String> = sheet.asks.tests.iter().flat_map(|(_, _, all)| all).collect();
            environments.sort_unstable();
            environments.dedup();
            let kinds = sheet.asks.tests.iter().map(|(id, title, _)| (id.clone(), title.clone()));
            let line = asked("records").choice("kind", true, kinds);
            line.choice("environment", false, environments.into_iter().map(|e| (e.clone(), e.clone())))
                .text(
                    "figures, such as pass_rate=97.5 coverage=91; names, such as differing:a.cfg covers:billing",
                    false,
                )
                .choice("without figures: how it ended", false, [("pass", "it passed"), ("fail", "it failed")])
                .choice("sign it off in your role", false, [("yes", "yes")])
                .text("what is to be said about it", false)
                .text("where it lies (a link)", false)
        }
        "record" => asked("records").choice("kind", true, KINDS.map(|(k, _)| (k, plain(k)))).text("what", true),
        "pir" => {
            let line = asked("records").choice("outcome", true, CODES.map(|c| (c, plain(c))));
            let line = sheet.run.findings.iter().fold(line, |line, f| line.text(&f.label, true));
            let again = |r: &PirSheet| format!("why again: it was reviewed as {} by {}", plain(&r.outcome), r.by);
            sheet.run.review.iter().map(again).fold(line, |line, label| line.text(&label, true))
        }
        "finish" => which::asking(asked("records"), &which::under_way(sheet))
            .choice("how it ended", true, [("pass", "it succeeded"), ("fail", "it failed")])
            .text("what happened", false),
        "close" => asked("closes").choice("close code", true, CODES.map(|c| (c, plain(c)))).text("close notes", false),
        "retype" => {
            let others = sheet.asks.types.iter().filter(|(id, _)| *id != sheet.row.change_type);
            asked("changes the type").choice("the new type", true, others.cloned()).text("why", false)
        }
        "comment" => asked("records").text("what you say", true),
        "except" => {
            let missing = sheet.ready.missing.iter().map(|m| (m.field.clone(), m.text.clone()));
            let broken = sheet.ready.reasons.iter().map(|r| (r.rule.clone(), r.text.clone()));
            asked("signs")
                .choice("deviate from", true, missing.chain(broken))
                .only()
                .text("why, and how the risk was assessed", true)
                .text("in which role", false)
        }
        "exception" => {
            let line = asked("asks for it")
                .choice("kind", true, sheet.asks.exceptions.iter().cloned())
                .only()
                .moment("from, such as 2026-12-08 18:00", true)
                .moment("until", true)
                .text("business reason", true)
                .text("impact if it is not granted", true)
                .text("risk and its mitigation", true)
                .text("the only freeze that it waives, if not any", false);
            match sheet.row.environment.as_slice() {
                [] | [_] => line,
                several => line.choice("environment", false, several.iter().map(|e| (e.clone(), e.clone()))),
            }
        }
        "exception_sign" => {
            let open = sheet.exceptions.iter().filter(|e| e.state == "asked");
            let label = |e: &ExceptionRow| format!("{} {} to {}", e.title, e.from.0, e.to.0);
            asked("signs")
                .choice("answer", true, [("grant", "grant it"), ("refuse", "refuse it")])
                .choice("exception", true, open.map(|e| (e.no.to_string(), label(e))))
                .only()
                .text("why", false)
                .follow(0, "refuse", 2)
                .text("in which role", false)
        }
        _ => asked("records"),
    }
}

/// What the pack asks of whoever begins a deployment.
fn begin(sheet: &ChangeSheet, line: ActLine) -> ActLine {
    sheet.asks.begin.iter().fold(line, |line, word| match word.as_str() {
        "method" => {
            let label = |title: &str, purpose: &str| match purpose {
                "" => title.to_owned(),
                purpose => format!("{title}: {purpose}"),
            };
            let methods = sheet.run.methods.iter().map(|(id, title, what_for)| (id.clone(), label(title, what_for)));
            line.choice("method", false, methods)
        }
        "commit" => line.text("repository and commit, such as git.example/shop@4f2a", false),
        "branch" => line.text("branch", false),
        _ => line.text("run of the pipeline", false),
    })
}

/// The act line of a vote; the choices stand on the page.
fn vote(sheet: &ChangeSheet) -> ActLine {
    let mut line = ActLine::new(
        Kind::Change("vote_cast".into()),
        &sheet.row.id,
        Some(sheet.row.revision),
        format!("Vote on {} revision {}", sheet.row.id, sheet.row.revision),
        "casts",
    )
    .asking("vote", choices(sheet))
    .text("reason", false)
    .follow(0, "reject", 1)
    .follow(0, "recuse", 1);
    line.on_page = true;
    conditional(line, 0, "the condition")
}

/// The line with what a vote on a condition says: the condition, who answers for it, and until when.
fn conditional(line: ActLine, of: usize, label: &str) -> ActLine {
    line.text(label, true)
        .when(of, "condition")
        .text("who answers for it (person)", false)
        .when(of, "condition")
        .moment("due, such as 2026-10-05 14:00", false)
        .ahead()
        .when(of, "condition")
}

fn assess(sheet: &ChangeSheet) -> ActLine {
    let factors = &sheet.risk_sheet.factors;
    let ids = factors.iter().map(|f| f.id.clone()).collect();
    let title = format!("Assess {} revision {}", sheet.row.id, sheet.row.revision);
    let line = ActLine::new(Kind::Assess(ids), &sheet.row.id, Some(sheet.row.revision), title, "assesses");
    factors.iter().fold(line, |line, f| {
        let now = f.rating.as_ref().map(|r| format!(" (now {r})")).unwrap_or_default();
        // A factor that is rated already may stay as it is.
        line.choice(
            &format!("{}{now}", f.label),
            f.value.is_none(),
            f.choices.iter().map(|(v, l)| (v.to_string(), l.clone())),
        )
    })
}

/// The act line of a roll call: one digit a person.
#[must_use]
pub fn rollcall(id: &str, persons: &[(String, String)]) -> ActLine {
    let ids = persons.iter().map(|(id, _)| id.clone()).collect();
    let line = ActLine::new(Kind::Rollcall(ids), id, None, "Roll call, one digit a person", "records the roll call");
    persons.iter().fold(line, |line, (_, name)| line.asking(name, super::rollcall::answers()))
}

/// The members whose votes the chair may read out: those who are there and have not voted. Whoever is not there has no
/// vote that would count.
#[must_use]
pub fn to_read_out(sheet: &ChangeSheet) -> Vec<&MemberLine> {
    sheet.ballot.iter().flat_map(|b| &b.members).filter(|m| !m.voted && m.presence == "present").collect()
}

/// The act line of a vote by roll call: one digit a member, as on the ballot; 0 for one who does not vote. Where nobody is
/// left to be asked, that of closing.
fn read_out(sheet: &ChangeSheet) -> ActLine {
    let members = to_read_out(sheet);
    if members.is_empty() {
        let mut line = line("vote_close", sheet);
        line.title = format!("Nobody who is there is still to vote (C calls the roll). {}", line.title);
        return line;
    }
    let ids = members.iter().map(|m| m.person.clone()).collect();
    let title = format!("Votes on {} read out by the chair, one digit a member", sheet.row.id);
    let revision = Some(sheet.row.revision);
    let mut line = ActLine::new(Kind::RollcallVote(ids), &sheet.row.id, revision, title, "casts all and closes");
    for member in members {
        let list =
            [('1', "approve"), ('2', "condition"), ('3', "reject"), ('4', "abstain"), ('0', "no vote")].into_iter();
        let list = list.filter(|(_, word)| *word != "condition" || sheet.asks.conditions);
        let choices = list.map(|(digit, word)| Choice { digit, word: word.into(), label: word.into(), then: None });
        let ask = Ask::Choice(choices.collect());
        line.steps.push(Step::new(&member.name, ask, true));
    }
    confirming(sheet, &mut line);
    let line = line.text("reasons given against", false).text("rationale of the decision", sheet.asks.rationale);
    let names = to_read_out(sheet).into_iter().enumerate();
    let names = names.filter(|_| sheet.asks.conditions);
    names.fold(casting(sheet, line), |line, (i, m)| conditional(line, i, &format!("the condition of {}", m.name)))
}

/// The act line that takes back what this person last recorded on the change: nothing is deleted, it is an entry of its
/// own.
///
/// # Errors
/// In words: there is nothing to take back.
pub fn taking_back(sheet: &ChangeSheet, actor: &str) -> Result<ActLine, String> {
    let open = sheet.ballot.as_ref().filter(|b| b.outcome.is_none() && !b.stale);
    let voted = open.is_some_and(|b| b.members.iter().any(|m| m.person == actor && m.voted));
    let approved = sheet.approvals.iter().any(|a| a.state == "approved" && a.by.iter().any(|p| p == actor));
    if voted {
        // A vote can be changed until the ballot closes; the newest counts.
        return Ok(line("vote_cast", sheet));
    }
    let act = if sheet.row.on_hold {
        "resume"
    } else if approved {
        "withdraw_approval"
    } else {
        let why = "nothing of yours here can be retracted; what is wrong is put right by an entry of its own: see A";
        return Err(why.into());
    };
    match why_not(sheet, act) {
        Some(why) => Err(format!("{}: {why}", label(act))),
        None => Ok(line(act, sheet)),
    }
}
