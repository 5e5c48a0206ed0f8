//! The command line that does the same as an act: each act on the screen has exactly one.

use crate::base::text::shell as quoted;
use crate::domain::checklist::command::{ChecklistCommand, ListAct};
use crate::domain::command::{
    BoardCommand, CalendarCommand, Cast, ChangeCommand, Command, ExceptionCommand, MeetingCommand, Settling,
};
use crate::domain::evidence::command::EvidenceCommand;
use crate::domain::meeting::Subject;
use crate::domain::run::command::RunCommand;

/// A command line that grows by flags.
struct Line(String);

impl Line {
    fn new(words: impl Into<String>) -> Self {
        Self(format!("quorate {}", words.into()))
    }

    fn flag(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.0.push_str(&format!(" --{name} {}", quoted(&value.to_string())));
        }
        self
    }

    fn flags(self, name: &str, pairs: &[(String, String)]) -> Self {
        pairs.iter().fold(self, |line, (k, v)| line.flag(name, Some(format!("{k}={v}"))))
    }

    fn if_set(mut self, name: &str, set: bool) -> Self {
        if set {
            self.0.push_str(&format!(" --{name}"));
        }
        self
    }
}

/// The command line of an act; `revision` is the one that it is bound to.
#[must_use]
pub fn twin(command: &Command, revision: Option<u32>) -> String {
    let line = match command {
        Command::Change(no, command) => change(&no.to_string(), command),
        Command::Open(new) => {
            let line = Line::new("change create").flag("type", Some(&new.change_type));
            line.flag("catalogue", new.catalogue.as_ref()).flags("set", &new.fields)
        }
        Command::Board(BoardCommand::Rollcall { present }) => {
            let list: Vec<String> = present.iter().map(|(p, how)| format!("{p}={}", how.word())).collect();
            Line::new(format!("board rollcall {}", list.join(" ")))
        }
        Command::Board(BoardCommand::Repeat { topic, every, until, .. }) => {
            let line = Line::new(format!("meeting add {}", quoted(topic))).flag("every", Some(every));
            line.flag("until", until.as_ref())
        }
        Command::Board(BoardCommand::EndRepeat { topic, .. }) => {
            Line::new(format!("meeting remove {} --every", quoted(topic)))
        }
        Command::Meeting(id, command) => meeting(&id.to_string(), command),
        Command::Calendar(command) => calendar(command),
        _ => Line::new("help"),
    };
    line.flag("if-version", revision.filter(|_| matches!(command, Command::Change(..)))).0
}

fn calendar(command: &CalendarCommand) -> Line {
    let each = |line: Line, name: &str, list: &[String]| list.iter().fold(line, |line, v| line.flag(name, Some(v)));
    match command {
        CalendarCommand::Announce { title, from, to, environments, systems, exempt, reason } => {
            let line = Line::new("freeze add").flag("title", Some(title)).flag("from", Some(from)).flag("to", Some(to));
            let line = each(each(line, "env", environments), "system", systems);
            each(line, "exempt", exempt).flag("reason", reason.as_ref())
        }
        CalendarCommand::Done { month, task, note } => {
            Line::new(format!("calendar done {month} {}", quoted(task))).flag("note", note.as_ref())
        }
        CalendarCommand::Sign { no, role, granted, reason } => {
            let verb = if *granted { "approve" } else { "refuse" };
            Line::new(format!("freeze {verb} {no}")).flag("as-role", role.as_ref()).flag("reason", reason.as_ref())
        }
        CalendarCommand::End { no, reason } => Line::new(format!("freeze end {no}")).flag("reason", reason.as_ref()),
        CalendarCommand::Open { title, from, to, environments, systems, types, reason } => {
            let line = Line::new("window add").flag("title", Some(title)).flag("from", Some(from)).flag("to", Some(to));
            let line = each(each(line, "env", environments), "system", systems);
            each(line, "type", types).flag("reason", reason.as_ref())
        }
        CalendarCommand::Shut { no, reason } => Line::new(format!("window end {no}")).flag("reason", reason.as_ref()),
        CalendarCommand::Bring { .. } => Line::new("calendar import FILE"),
    }
}

fn meeting(id: &str, command: &MeetingCommand) -> Line {
    let on = |verb: &str| Line::new(format!("meeting {verb} {id}"));
    // Verbs whose first words are an item or a text name the meeting by a flag.
    let of = |verb: &str, words: &str| Line::new(format!("meeting {verb} {words}")).flag("meeting", Some(id));
    match command {
        MeetingCommand::Planned { then, .. } => meeting(id, then),
        MeetingCommand::NotHeld { reason } => on("close").flag("reason", reason.as_ref()),
        MeetingCommand::Call { series, starts, reason, .. } => Line::new("meeting create")
            .flag("board", Some(series))
            .flag("at", Some(starts))
            .flag("reason", reason.as_ref()),
        MeetingCommand::Move { starts, reason } => on("move").flag("to", Some(starts)).flag("reason", reason.as_ref()),
        MeetingCommand::CallOff { reason } => on("cancel").flag("reason", reason.as_ref()),
        MeetingCommand::Add { item, second } => of("add", &about(&item.subject)).flag("second", second.as_ref()),
        MeetingCommand::Remove { subject, reason } => of("remove", &about(subject)).flag("reason", reason.as_ref()),
        MeetingCommand::Open { .. } => on("open"),
        MeetingCommand::Join => on("join"),
        MeetingCommand::Rollcall { present } => {
            let list: Vec<String> = present.iter().map(|(p, how)| format!("{p}={}", how.word())).collect();
            of("rollcall", &list.join(" "))
        }
        MeetingCommand::TakeChair => on("chair"),
        MeetingCommand::GiveChair { to } => on("chair").flag("to", Some(to)),
        MeetingCommand::Present { item } => of("item", &item.to_string()),
        MeetingCommand::Pause => on("pause"),
        MeetingCommand::Extend { item, minutes } => of("extend", &format!("{item} {minutes}")),
        MeetingCommand::Note { item, text, private } => {
            of("note", &quoted(text)).flag("item", item.as_ref()).if_set("private", *private)
        }
        MeetingCommand::Action { item, text, owner, due } => of("action", &quoted(text))
            .flag("item", item.as_ref())
            .flag("owner", owner.as_ref())
            .flag("due", due.as_ref()),
        MeetingCommand::Done { no } => Line::new(format!("meeting done {id} {no}")),
        MeetingCommand::Consider { item, criteria } => of("consider", &format!("{item} {}", criteria.join(" "))),
        MeetingCommand::Assess { item, seat, text } => {
            of("assess", &format!("{item} {}", quoted(text))).flag("seat", seat.as_ref())
        }
        MeetingCommand::Announce => on("announce"),
        MeetingCommand::Consent { reason } => on("consent").flag("reason", reason.as_ref()),
        MeetingCommand::Pull { item } => of("pull", &item.to_string()),
        MeetingCommand::Settle(Settling { item, how, note, until, open, .. }) => {
            let how = match how.as_str() {
                "deferred" => "defer",
                "withdrawn" => "withdraw",
                _ => "done",
            };
            let until = until.map(|t| t.to_string()).or(open.then(|| "open".to_owned()));
            of("item", &format!("{item} {how}")).flag("until", until).flag("reason", note.as_ref())
        }
        MeetingCommand::Close { reason } | MeetingCommand::CloseWith { reason, .. } => {
            on("close").flag("reason", reason.as_ref())
        }
        MeetingCommand::Correct { text, .. } => Line::new(format!("meeting correct {id} {}", quoted(text))),
    }
}

fn about(subject: &Subject) -> String {
    match subject {
        Subject::Change(no) => no.to_string(),
        Subject::Topic(topic) => quoted(topic),
    }
}

fn change(id: &str, command: &ChangeCommand) -> Line {
    let on = |words: &str| Line::new(format!("{words} {id}"));
    let because = |words: &str, reason: &Option<String>| on(words).flag("reason", reason.as_ref());
    match command {
        ChangeCommand::Edit { fields } => on("change edit").flags("set", fields),
        ChangeCommand::Retype { to, reason } => {
            Line::new(format!("change retype {id} {}", quoted(to))).flag("reason", reason.as_ref())
        }
        ChangeCommand::Assess { ratings } => on("change assess").flags("set", ratings),
        ChangeCommand::Submit => on("change submit"),
        ChangeCommand::Return { reason, .. } => because("change return", reason),
        ChangeCommand::Review { review, role, passed, note } => on("change review")
            .flag("outcome", Some(if *passed { "pass" } else { "fail" }))
            .flag("review", review.as_ref())
            .flag("as-role", role.as_ref())
            .flag("note", note.as_ref()),
        ChangeCommand::Request => on("change request"),
        ChangeCommand::Approve(a) => {
            let line = on("change approve").flag("as-role", a.role.as_ref()).flag("reason", a.reason.as_ref());
            a.confirms.iter().fold(line, |line, c| line.flag("confirms", Some(c)))
        }
        ChangeCommand::Reject { role, reason } => because("change reject", reason).flag("as-role", role.as_ref()),
        ChangeCommand::Withdraw { reason } => because("decision withdraw", reason),
        ChangeCommand::OpenVote { tally, meeting } => {
            on("vote open").flag("tally", tally.map(|t| t.word())).flag("meeting", meeting.as_ref())
        }
        ChangeCommand::OpenConsent { meeting } => on("vote open").flag("meeting", Some(meeting)),
        ChangeCommand::Cast(cast) => vote(id, cast),
        ChangeCommand::Consider { criteria } => Line::new(
            ["vote consider", id].into_iter().chain(criteria.iter().map(String::as_str)).collect::<Vec<_>>().join(" "),
        ),
        ChangeCommand::CloseVote { reason } => because("vote close", reason),
        ChangeCommand::BreakTie { favour, reason } => on("vote close")
            .flag("casting", Some(if *favour { "approve" } else { "reject" }))
            .flag("reason", reason.as_ref()),
        ChangeCommand::Object { reason } => because("vote object", reason),
        ChangeCommand::DeferOpen { reason } => because("decision defer", reason).flag("until", Some("open")),
        ChangeCommand::Defer { reason, until } => because("decision defer", reason).flag("until", until.as_ref()),
        ChangeCommand::Verify { no, note } => {
            Line::new(format!("decision condition {id} {no}")).flag("note", note.as_ref())
        }
        ChangeCommand::Entrust { no, owner, reason } => {
            Line::new(format!("decision condition {id} {no} --owner {owner}")).flag("reason", reason.as_ref())
        }
        ChangeCommand::Except { rule, role, reason } => Line::new(format!("decision except {id} {}", quoted(rule)))
            .flag("as-role", role.as_ref())
            .flag("reason", reason.as_ref()),
        ChangeCommand::Convene { reason, .. } => because("meeting convene", reason),
        ChangeCommand::Schedule { from, to, environment } => {
            on("change schedule").flag("from", Some(from)).flag("to", Some(to)).flag("env", environment.as_ref())
        }
        ChangeCommand::Start { environment, share } => {
            on("run start").flag("env", environment.as_ref()).flag("share", share.as_ref())
        }
        ChangeCommand::Finish { succeeded, note } => {
            on("run finish").flag("result", Some(if *succeeded { "ok" } else { "failed" })).flag("note", note.as_ref())
        }
        ChangeCommand::Close { code, notes } => {
            on("change close").flag("code", Some(code)).flag("notes", notes.as_ref())
        }
        ChangeCommand::Cancel { reason } => because("change cancel", reason),
        ChangeCommand::Hold { reason } => because("change hold", reason),
        ChangeCommand::Resume => on("change resume"),
        ChangeCommand::Hear { given_by, channel } => on("change approve")
            .flag("given-by", Some(given_by))
            .flag("channel", channel.as_ref())
            .if_set("later", true),
        ChangeCommand::Confirm { stands: true, .. } => on("change confirm"),
        ChangeCommand::Confirm { reason, .. } => because("change disown", reason),
        ChangeCommand::Comment { text } => Line::new(format!("change comment {id} {}", quoted(text))),
        ChangeCommand::Run(command) => run(id, command),
        ChangeCommand::Evidence(command) => evidence(id, command),
        ChangeCommand::Checklist(command) => checklist(id, command),
        ChangeCommand::Exception(command) => exception(id, command),
    }
}

fn exception(id: &str, command: &ExceptionCommand) -> Line {
    match command {
        ExceptionCommand::Ask { kind, from, to, environment, freeze, reason, impact, risk } => {
            Line::new(format!("exception request {id} {}", quoted(kind)))
                .flag("from", Some(from))
                .flag("to", Some(to))
                .flag("env", environment.as_ref())
                .flag("freeze", freeze.as_ref())
                .flag("reason", reason.as_ref())
                .flag("impact", impact.as_ref())
                .flag("risk", risk.as_ref())
        }
        ExceptionCommand::Sign { no, role, granted, reason } => {
            let verb = if *granted { "approve" } else { "refuse" };
            Line::new(format!("exception {verb} {id} {no}"))
                .flag("as-role", role.as_ref())
                .flag("reason", reason.as_ref())
        }
    }
}

fn run(id: &str, command: &RunCommand) -> Line {
    let on = |verb: &str| Line::new(format!("run {verb} {id}"));
    let result = |ok: bool| Some(if ok { "ok" } else { "failed" });
    match command {
        RunCommand::Start(b) => on("start")
            .flag("env", b.environment.as_ref())
            .flag("method", b.method.as_ref())
            .flag("share", b.share)
            .flag("artifact", b.artifact.as_ref())
            .flag("commit", b.commit.as_ref())
            .flag("branch", b.branch.as_ref())
            .flag("pipeline", b.pipeline.as_ref()),
        RunCommand::Finish { environment, succeeded, note } => on("finish")
            .flag("env", environment.as_ref())
            .flag("result", result(*succeeded))
            .flag("note", note.as_ref()),
        RunCommand::Raise { environment, share, reason } => {
            on("raise").flag("env", environment.as_ref()).flag("share", Some(share)).flag("reason", reason.as_ref())
        }
        RunCommand::Step { environment, step, passed, note } => Line::new(format!("run step {id} {step}"))
            .flag("env", environment.as_ref())
            .flag("result", result(*passed))
            .flag("note", note.as_ref()),
        RunCommand::Note { kind, text, file } => {
            let words = text.as_deref().map_or_else(String::new, |t| format!(" {}", quoted(t)));
            Line::new(format!("run note {id}{words}"))
                .flag("kind", Some(kind))
                .flag("file", file.as_ref().map(|f| &f.name))
        }
        RunCommand::Review { outcome, findings, reason } => {
            on("review").flag("outcome", Some(outcome)).flags("set", findings).flag("reason", reason.as_ref())
        }
        RunCommand::Exec(begin) => {
            let place = begin.environment.as_ref().map_or_else(String::new, |e| format!(" --env {}", quoted(e)));
            Line::new(format!("run exec {id}{place} -- {}", crate::text::words::command::line(&begin.argv)))
        }
        // Its end is recorded by itself.
        RunCommand::ExecEnded(_) => on("status"),
    }
}

fn evidence(id: &str, command: &EvidenceCommand) -> Line {
    match command {
        EvidenceCommand::Add(new) => {
            let values: Vec<(String, String)> = new.values.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
            let line = Line::new(format!("run evidence {id}"))
                .flag("test", Some(&new.test))
                .flag("env", new.environment.as_ref())
                .flags("value", &values)
                .flag("outcome", new.passed.map(|passed| if passed { "pass" } else { "fail" }))
                .flag("measured", new.measured.as_ref())
                .flag("note", new.note.as_ref())
                .flag("link", new.link.as_ref());
            let line = new.files.iter().fold(line, |line, paper| {
                line.flag(if paper.format.is_some() { "file" } else { "attach" }, Some(&paper.name))
            });
            line.flag("tag", new.tag.as_ref().map(|t| &t.tag.name)).if_set("signed-off", new.sign)
        }
    }
}

fn checklist(id: &str, command: &ChecklistCommand) -> Line {
    let on = |verb: &str, n: &u32| Line::new(format!("run {verb} {id} {n}"));
    let line = match &command.act {
        ListAct::Open => Line::new(format!("run start {id}")),
        ListAct::Tick { items, note } => {
            let numbers: Vec<String> = items.iter().map(u32::to_string).collect();
            Line::new(format!("run tick {id} {}", numbers.join(" "))).flag("note", note.as_ref())
        }
        ListAct::SignHere { item, signer } => on("sign", item).flag("signer", Some(signer)).flag("code", Some("CODE")),
        ListAct::Prove { item, proof, tick } => {
            let kind = proof.kind.word();
            let value = if kind == "paste" { "-" } else { &proof.origin };
            on("evidence", item).flag(kind, Some(value)).if_set("no-tick", !tick)
        }
        ListAct::Fail { item, then, reason } => {
            on("fail", item).flag("then", Some(then)).flag("reason", reason.as_ref())
        }
        ListAct::Waive { item, reason } => on("waive", item).flag("reason", reason.as_ref()),
        ListAct::Skip { item, reason } => on("skip", item).flag("reason", reason.as_ref()),
        ListAct::Retract { item, reason } => on("retract", item).flag("reason", reason.as_ref()),
        ListAct::HandOver { to, note } => {
            Line::new(format!("run handover {id}")).flag("to", Some(to)).flag("note", note.as_ref())
        }
        ListAct::TakeOver { read_back } => Line::new(format!("run handover {id}")).flag("read-back", Some(read_back)),
    };
    line.flag("list", command.list.as_ref())
}

fn vote(id: &str, cast: &Cast) -> Line {
    let choice = if cast.choice.is_empty() { "CHOICE" } else { &cast.choice };
    Line::new(format!("vote cast {id} {choice}"))
        .flag("condition", cast.condition.as_ref())
        .flag("owner", cast.owner.as_ref())
        .flag("due", cast.due.as_ref())
        .flag("share", cast.share.as_ref())
        .if_set("via-chair", cast.via_chair)
        .flag("for", cast.member.as_ref())
        .flag("reason", cast.reason.as_ref())
}
