//! Fixed sheets and a model to show them, for tests of keys and screens.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use quorate::app::options::{Cursor, ListQuery, Page};
use quorate::base::time::Moment;
use quorate::sheets::approval::ApprovalLine;
use quorate::sheets::ballot::{BallotSheet, MemberLine};
use quorate::sheets::change::{ActLine, Asks, ChangeRow, ChangeSheet, ClockLine, FieldLine, MissingLine, ReviewLine};
use quorate::sheets::course::{ActivityLine, DeviationLine, ProcessLine, SignatureLine};
use quorate::sheets::pack::{BoardRow, ClauseRow, PackRow, PackSheet, PolicyReview, RiskModel, Section};
use quorate::sheets::people::{BoardSheet, InboxItem, PersonRow, SeatLine};
use quorate::sheets::ready::ReadySheet;
use quorate::sheets::register::{LogLine, Receipt, RegisterSheet};
use quorate::sheets::risk::{FactorLine, RiskSheet};
use quorate::sheets::run::{DeploymentLine, RunSheet, StageLine};
use quorate::sheets::time::{Time, Window};
use quorate::tui::Look;
use quorate::tui::calendar::CalendarPage;
use quorate::tui::message::{Answer, Effect, Message, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::screen::{BoardPage, Detail, LogPage, MeetingPage, PackPage};
use quorate::tui::update::update;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub fn moment(text: &str) -> Moment {
    Moment::parse(text, chrono_tz::UTC).unwrap()
}

fn time(text: &str) -> Time {
    Time(moment(text))
}

fn own(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

/// A process of three stages, the second being the current one.
fn process() -> Vec<ProcessLine> {
    let activity = |(text, state): &(&str, &str)| ActivityLine {
        text: (*text).into(),
        state: (*state).into(),
        clauses: Vec::new(),
    };
    let stage = |title: &str, state: &str, done: &[(&str, &str)]| ProcessLine {
        id: title.to_lowercase(),
        title: title.into(),
        state: state.into(),
        activities: done.iter().map(activity).collect(),
        clauses: own(&["XX-4.1-01"]),
    };
    vec![
        stage("Request", "done", &[("identify the impact", "done")]),
        stage(
            "Review & Assess",
            "current",
            &[("risk assessment", "done"), ("security review", "not_needed"), ("peer review", "open")],
        ),
        stage("Approve", "open", &[("the approvals that the risk asks for", "open")]),
    ]
}

pub fn row(no: u32, letter: &str, state: &str, title: &str) -> ChangeRow {
    ChangeRow {
        id: format!("CHG-{no}"),
        change_type: "normal".into(),
        state: state.into(),
        decided: "none".into(),
        letter: letter.into(),
        decision: "none".into(),
        title: title.into(),
        risk: Some("medium".into()),
        score: Some(12),
        owner: Some("m.orr".into()),
        requester: "kim".into(),
        environment: own(&["production"]),
        window: Some(Window { from: time("2026-09-26T20:00:00Z"), to: time("2026-09-26T21:30:00Z") }),
        next_action: "the board votes".into(),
        waiting_for: own(&["board"]),
        revision: 3,
        on_hold: false,
        created: time("2026-09-20T08:00:00Z"),
        updated: time("2026-09-22T08:00:00Z"),
    }
}

fn member(person: &str, name: &str, seat: &str, voted: bool) -> MemberLine {
    MemberLine {
        person: person.into(),
        name: name.into(),
        seats: own(&[seat]),
        chair: seat == "chair",
        mandatory: seat == "ciso",
        veto: seat == "ciso",
        presence: "present".into(),
        voted,
        choice: None,
        reason: None,
        via: None,
        alternate_for: None,
    }
}

pub fn ballot() -> BallotSheet {
    BallotSheet {
        id: "CHG-42".into(),
        no: 1,
        lapsed: false,
        state: "open".into(),
        outcome: None,
        tally: "hidden".into(),
        present: 2,
        quorum: 3,
        seats: 5,
        quorum_met: false,
        eligible: 5,
        recused: 0,
        voted: 2,
        for_: None,
        against: None,
        abstain: None,
        mandatory_missing: own(&["ciso"]),
        mandatory_titles: own(&["ciso"]),
        mandatory: 1,
        needs: Some(1),
        can_pass: Some(true),
        can_fail: Some(true),
        tie: None,
        vetoed: None,
        casting: None,
        carries: "needs 2 of 3 present".into(),
        tied: None,
        broken_by: None,
        may_veto: Vec::new(),
        ends: None,
        criteria: Vec::new(),
        rule: "majority of those present; tie: not approved".into(),
        members: vec![
            member("ana", "Ana Ruiz", "chair", true),
            member("bo", "Bo Chen", "ciso", false),
            member("dana", "Dana Li", "network", true),
            member("eve", "Eve Park", "applications", false),
            member("finn", "Finn Mosse", "databases", false),
        ],
        came: Vec::new(),
        altered: Vec::new(),
        opened: time("2026-09-23T11:50:00Z"),
        opened_by: "ana".into(),
        lapses: time("2026-09-25T11:50:00Z"),
        closed: None,
        revision: 3,
        revision_digest: "4f9d2c1aa0".into(),
        pack_digest: "77aa".into(),
        stale: false,
        clauses: own(&["XX-4.1-01", "XX-4.1-02"]),
    }
}

fn field(id: &str, label: &str, kind: &str, value: Option<&str>, choices: &[&str]) -> FieldLine {
    FieldLine {
        id: id.into(),
        label: label.into(),
        kind: kind.into(),
        value: value.map(str::to_owned),
        hint: format!("what stands for {label}"),
        choices: own(choices),
        required: true,
        clauses: own(&["XX-2.1-01"]),
        unfit: None,
    }
}

pub fn change() -> ChangeSheet {
    let act = |act: &str, possible: bool, why_not: &str| ActLine { act: act.into(), possible, why_not: why_not.into() };
    ChangeSheet {
        row: row(42, "V", "authorize", "Kernel patch for the web tier"),
        type_title: "Normal change".into(),
        urgent: false,
        responsibilities: Vec::new(),
        banner: Vec::new(),
        tz: "Europe/Berlin".into(),
        asks: Asks { conditions: true, ..Asks::default() },
        pack: "example 1.0 77aa".into(),
        revision_digest: "4f9d2c1aa0".into(),
        hold_reason: None,
        catalogue: None,
        entry: None,
        fields: vec![
            field("title", "Title", "line", Some("Kernel patch for the web tier"), &[]),
            field("description", "Description", "prose", Some("Six hosts, one at a time.\nReboot each."), &[]),
            field("impact", "Impact", "choice", Some("low"), &["low", "medium", "high"]),
            field("rollback_plan", "Way back", "prose", None, &[]),
        ],
        risk_sheet: RiskSheet {
            level: Some("medium".into()),
            title: Some("Medium".into()),
            score: Some(12),
            inherent: Some(12),
            residual: None,
            explain: own(&["likelihood 3 times impact 4 is 12, medium (8 to 14)"]),
            factors: vec![FactorLine {
                id: "likelihood".into(),
                label: "Likelihood".into(),
                value: Some(3),
                rating: Some("possible".into()),
                choices: vec![(1, "rare".into()), (3, "possible".into()), (5, "certain".into())],
                clauses: own(&["XX-3.1-01"]),
            }],
            clauses: own(&["XX-3.1-02"]),
            impact: None,
        },
        reviews: vec![ReviewLine {
            id: "technical".into(),
            title: "Technical review".into(),
            roles: own(&["technical_team"]),
            signers: Vec::new(),
            state: "passed".into(),
            by: own(&["ines"]),
            have: 1,
            need: 1,
            before: "the board decides".into(),
            keep: None,
            clauses: own(&["XX-3.2-01"]),
        }],
        approvals: vec![
            ApprovalLine {
                id: "manager".into(),
                title: "Change manager".into(),
                role: "change_manager".into(),
                state: "pending".into(),
                by: Vec::new(),
                recorded: Vec::new(),
                have: 0,
                need: 1,
                at: None,
                due_at: None,
                clauses: own(&["XX-4.1-03"]),
            },
            ApprovalLine {
                id: "board".into(),
                title: "The board's decision".into(),
                role: "board".into(),
                state: "pending".into(),
                by: Vec::new(),
                recorded: Vec::new(),
                have: 0,
                need: 1,
                at: None,
                due_at: Some(time("2026-09-25T15:00:00Z")),
                clauses: own(&["XX-4.1-01"]),
            },
        ],
        ballot: None,
        conditions: Vec::new(),
        comments: Vec::new(),
        exceptions: Vec::new(),
        process: process(),
        deviations: vec![DeviationLine {
            id: "CHG-412/D1".into(),
            rule: "review.security_suite".into(),
            state: "open".into(),
            signed: vec![SignatureLine {
                role: "head_of_engineering".into(),
                by: "ana".into(),
                at: time("2026-09-21T07:00:00Z"),
            }],
            lacks: vec!["security_officer".into()],
            reason: Some("The scanner is down".into()),
            clauses: own(&["XX-5-01"]),
        }],
        conflicts: Vec::new(),
        clocks: vec![ClockLine {
            escalation: None,
            id: "decision".into(),
            title: "Decision due".into(),
            start: time("2026-09-22T08:00:00Z"),
            target: None,
            limit: time("2026-09-25T15:00:00Z"),
            state: "running".into(),
            left_s: Some(180_000),
            clauses: own(&["XX-4.3-01"]),
        }],
        ready: ReadySheet {
            id: "CHG-42".into(),
            step: "be approved".into(),
            ready: false,
            missing: vec![MissingLine {
                field: "rollback_plan".into(),
                text: "the way back is not written down".into(),
                clauses: own(&["XX-2.1-01"]),
            }],
            reasons: Vec::new(),
            warnings: Vec::new(),
            waits: Vec::new(),
            first: None,
            by: Vec::new(),
            bars: Vec::new(),
        },
        acts: vec![
            act("edit", true, ""),
            act("assess", true, ""),
            act("approve", true, ""),
            act("reject", true, ""),
            act("vote_open", true, ""),
            act("vote_close", true, ""),
            act("defer", true, ""),
            act("submit", false, "it has been submitted"),
        ],
        deferrals: 0,
        deferred_to: None,
        deferred_open: false,
        decisions: Vec::new(),
        turned: None,
        close_code: None,
        origin: None,
        history_count: 7,
        run: run(),
    }
}

/// The run of the change: deployed to the first stage, on its way to the second.
fn run() -> RunSheet {
    let stage = |id: &str, state: &str, last: bool| StageLine {
        id: id.into(),
        title: id.to_uppercase(),
        production: last,
        last,
        state: state.into(),
        at: (state == "deployed").then(|| time("2026-09-21T14:00:00Z")),
        planned: None,
        behind: false,
        clauses: own(&["XX-6.1-01"]),
    };
    let deployment = |no: u32, id: &str, state: &str, share: u32| DeploymentLine {
        no,
        environment: Some(id.into()),
        state: state.into(),
        started: time("2026-09-21T13:00:00Z"),
        by: "ana".into(),
        ended: (state == "succeeded").then(|| time("2026-09-21T14:00:00Z")),
        ended_by: None,
        note: None,
        method: Some("canary".into()),
        share,
        raises: Vec::new(),
        steps: Vec::new(),
        artifact: None,
        commit: None,
        branch: None,
        pipeline: None,
        left_out: Vec::new(),
    };
    RunSheet {
        timeline: Vec::new(),
        id: "CHG-42".into(),
        stages: vec![stage("dev", "deployed", false), stage("test", "deploying", false), stage("prod", "open", true)],
        deployments: vec![deployment(1, "dev", "succeeded", 100), deployment(2, "test", "deploying", 25)],
        due: vec!["end the deployment to test".into()],
        ..RunSheet::default()
    }
}

fn pack_row(id: &str, title: &str, active: bool) -> PackRow {
    PackRow {
        id: id.into(),
        title: title.into(),
        version: "1.0".into(),
        source_document: "policy.docx".into(),
        active,
        clauses: 12,
        states: vec![("enforced".into(), 9), ("guidance".into(), 3)],
    }
}

pub fn pack() -> (PackSheet, Vec<ClauseRow>) {
    let clause = |n: usize| ClauseRow {
        pack: "ghostquant".into(),
        id: format!("XX-4.1-{n:02}"),
        area: "board".into(),
        section: "4.1".into(),
        kind: "rule".into(),
        text: format!("Sentence {n}: the board decides by a majority of the members who are present."),
        state: if n.is_multiple_of(3) { "guidance" } else { "enforced" }.into(),
        rules: own(&["board.decision"]),
        tests: own(&["quorum"]),
    };
    let sheet = PackSheet {
        row: pack_row("example", "Example policy", true),
        digest: "77aa".into(),
        text_digests: own(&["55cc"]),
        document: Section { title: "Document".into(), lines: own(&["approved by the board"]), clauses: Vec::new() },
        review: PolicyReview {
            cadence: "yearly".into(),
            next: "2026-06-01".into(),
            due: Some("2026-06-01".into()),
            overdue: true,
            overdue_days: 114,
            last: None,
            clauses: own(&["XX-9.1-01"]),
        },
        settings: Vec::new(),
        roles: Vec::new(),
        types: own(&["normal"]),
        fields: Vec::new(),
        risk: RiskModel { model: "product".into(), factors: Vec::new(), levels: vec![("medium".into(), 8, 14)] },
        approvals: Vec::new(),
        board: BoardRow {
            seats: vec![("chair".into(), "Chair".into())],
            quorum: 3,
            of: 5,
            decision: "majority of those present".into(),
            clauses: Vec::new(),
        },
        sections: Vec::new(),
        findings: Vec::new(),
    };
    (sheet, (1..=12).map(clause).collect())
}

pub fn log_lines() -> Vec<LogLine> {
    (1..=9_u64)
        .rev()
        .map(|seq| LogLine {
            seq,
            at: time("2026-09-22T08:00:00Z"),
            actor: "kim".into(),
            id: "CHG-42".into(),
            version: u32::try_from(seq).unwrap(),
            kind: "change.edited".into(),
            text: format!("kim wrote the description for the {seq}. time"),
            hash: "0123456789abcdef".into(),
            act: "01a0".into(),
        })
        .collect()
}

pub fn board() -> BoardSheet {
    BoardSheet {
        title: "Change Advisory Board".into(),
        votes: true,
        seats: vec![SeatLine {
            id: "chair".into(),
            title: "Chair".into(),
            holder: Some("ana".into()),
            alternates: Vec::new(),
            chair: true,
            mandatory: false,
            veto: false,
            presence: Some("room".into()),
            proxy: None,
            proxy_presence: None,
        }],
        quorum: 3,
        of: 1,
        mandatory_missing: Vec::new(),
        mandatory_titles: Vec::new(),
        rule: "majority of those present".into(),
        chair: Some("ana".into()),
        present: Some(1),
        rollcall_at: Some(time("2026-09-23T11:40:00Z")),
        next_meeting: Some(time("2026-09-23T12:00:00Z")),
        next: None,
        offices: Vec::new(),
        delegations: Vec::new(),
        clauses: own(&["XX-4.1-01"]),
    }
}

fn people() -> Vec<PersonRow> {
    let person = |id: &str, name: &str, role: &str| PersonRow {
        id: id.into(),
        name: name.into(),
        roles: own(&[role]),
        seats: Vec::new(),
        email: None,
        active: true,
    };
    vec![person("ana", "Ana Ruiz", "manager"), person("bo", "Bo Chen", "security"), person("eve", "Eve Park", "user")]
}

fn inbox() -> Vec<InboxItem> {
    let item = |kind: &str, no: u32, title: &str| InboxItem {
        kind: kind.into(),
        id: format!("CHG-{no}"),
        title: title.into(),
        letter: "V".into(),
        risk: Some("medium".into()),
        why: "seat chair".into(),
        due: Some(time("2026-09-23T14:00:00Z")),
        command: format!("quorate vote cast CHG-{no}"),
    };
    vec![item("VOTE", 42, "Kernel patch for the web tier"), item("APPROVE", 43, "Core switch firmware, site two")]
}

pub fn rows() -> Vec<ChangeRow> {
    let mut rows = vec![
        row(44, "A", "scheduled", "Rotate the certificate of the shop"),
        row(43, "N", "assess", "Core switch firmware, site two, with a title that goes on for rather long indeed"),
        row(42, "V", "authorize", "Kernel patch for the web tier"),
        row(41, "C", "scheduled", "Resize a volume of the database"),
    ];
    rows[1].risk = Some("high".into());
    rows[1].window = None;
    rows[3].on_hold = true;
    rows
}

pub fn receipt(id: &str) -> Receipt {
    Receipt {
        act: "a".into(),
        id: id.into(),
        revision: Some(3),
        state: Some("authorize".into()),
        entries: Vec::new(),
        head: "00".into(),
        at: time("2026-09-23T11:57:00Z"),
        warnings: Vec::new(),
        said: None,
        times: Vec::new(),
        again: false,
        dry_run: false,
    }
}

/// A session at home with everything read, at a fixed time.
pub fn home(look: Look, size: (u16, u16)) -> Model {
    let mut model = Model::new(look, size, true, Some(moment("2026-09-23T11:57:00Z")));
    let begun = model.begin();
    assert!(begun.iter().any(|e| matches!(e, Effect::Ask(Request::Inbox))));
    give(
        &mut model,
        Answer::Register(RegisterSheet {
            meeting: None,
            beside: Vec::new(),
            asked: None,
            joined: false,
            org: "Example".into(),
            sandbox: true,
            packs: own(&["example"]),
            tz: "Europe/Berlin".into(),
            actor: "ana".into(),
            actor_name: "Ana Ruiz".into(),
            actor_as: "chair".into(),
            unreadable: false,
            read_only: None,
            broken: false,
            notices: Vec::new(),
        }),
    );
    give(&mut model, Answer::Inbox(inbox(), None));
    let items = rows();
    let cursors = items.iter().map(|r| Cursor { key: 0, no: r.id[4..].parse().unwrap() }).collect();
    let ticket = model.ticket;
    give(&mut model, Answer::Queue(Page { items, cursors, next: None }, ListQuery::default(), ticket));
    give(&mut model, Answer::Board(board()));
    give(&mut model, Answer::Counts(vec![("authorize".into(), 3), ("scheduled".into(), 1)]));
    model
}

/// A change whose ballot is open.
pub fn voting() -> ChangeSheet {
    let mut sheet = change();
    sheet.ballot = Some(ballot());
    sheet
}

/// The same, for somebody who does not lead the ballot.
pub fn not_led() -> ChangeSheet {
    let mut sheet = voting();
    sheet.acts.iter_mut().filter(|a| a.act == "vote_close").for_each(|a| a.possible = false);
    sheet
}

/// The ballot that is shown gets its quorum: who voted is joined by the seat that must be there.
pub fn meet_quorum(model: &mut Model) {
    let Some(Screen::Ballot(detail)) = model.stack.last_mut() else { return };
    let Some(b) = detail.sheet.as_mut().and_then(|s| s.ballot.as_mut()) else { return };
    (b.present, b.quorum_met) = (3, true);
    b.mandatory_missing.clear();
    b.members[1].presence = "present".into();
}

/// The same session with another screen on top of home.
pub fn at(look: Look, size: (u16, u16), screen: &str) -> Model {
    let mut model = home(look, size);
    match screen {
        "home" => {}
        "queue" => model.stack.push(Screen::Queue),
        "detail" => {
            model.stack.push(Screen::Detail(Detail::of("CHG-42")));
            give(&mut model, Answer::Change(Box::new(change())));
        }
        "ballot" => {
            model.stack.push(Screen::Ballot(Detail::of("CHG-42")));
            give(&mut model, Answer::Change(Box::new(voting())));
        }
        "form" => {
            let form = quorate::tui::form::Form::of(&change(), false);
            model.stack.push(Screen::Form(form));
        }
        "packs" | "pack" => {
            model.stack.push(Screen::Pack(PackPage::default()));
            let rows = vec![pack_row("example", "Example policy", true), pack_row("other", "Other policy", false)];
            give(&mut model, Answer::Packs(rows));
            if screen == "pack" {
                let (sheet, clauses) = pack();
                give(&mut model, Answer::Pack(Box::new(sheet), clauses));
            }
        }
        "log" => {
            model.stack.push(Screen::Log(LogPage::default()));
            give(&mut model, Answer::Log(log_lines(), None, None, false));
        }
        "board" => {
            model.stack.push(Screen::Board(BoardPage::default()));
            give(&mut model, Answer::Board(board()));
            give(&mut model, Answer::People(people()));
        }
        "week" | "freezes" | "people" | "month" | "year" => {
            model.stack.push(Screen::Calendar(CalendarPage::default()));
            give(&mut model, Answer::Week(Box::new(crate::almanac::week())));
            let turns = ["week", "freezes", "people", "month", "year"].iter().position(|s| *s == screen).unwrap();
            for _ in 0..turns {
                press(&mut model, "d");
            }
            if screen == "month" {
                give(&mut model, Answer::Plan(Box::new(crate::almanac::plan())));
            }
            give(&mut model, Answer::Year(Box::new(crate::almanac::year())));
        }
        "meeting" => {
            model.stack.push(Screen::Meeting(MeetingPage::default()));
            give(&mut model, Answer::Meeting(Box::new(crate::table::meeting())));
            give(&mut model, Answer::Change(Box::new(change())));
        }
        "audience" => {
            model = Model::audience(look, size, Some(moment("2026-09-23T11:57:00Z")), None);
            assert!(!model.begin().is_empty());
            give(&mut model, Answer::Meeting(Box::new(crate::table::meeting())));
            give(&mut model, Answer::Change(Box::new(voting())));
        }
        "first" => model = Model::new(look, size, false, Some(moment("2026-09-23T11:57:00Z"))),
        other => panic!("no screen {other}"),
    }
    model
}

pub fn give(model: &mut Model, answer: Answer) -> Vec<Effect> {
    update(model, Message::Answer(Box::new(answer)))
}

/// A key by the name that the table of keys gives it.
pub fn key(name: &str) -> KeyEvent {
    let (modifiers, base) = match name.strip_prefix("Ctrl-") {
        Some(base) => (KeyModifiers::CONTROL, base),
        None => (KeyModifiers::NONE, name),
    };
    let code = match base {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "F5" => KeyCode::F(5),
        "F10" => KeyCode::F(10),
        "Space" => KeyCode::Char(' '),
        one => {
            assert_eq!(one.chars().count(), 1, "no key {one}");
            KeyCode::Char(one.chars().next().unwrap())
        }
    };
    KeyEvent::new(code, modifiers)
}

/// Presses keys, written with spaces between them, each after the terminal has shown the page before; gives what was
/// asked for by the last one.
pub fn press(model: &mut Model, keys: &str) -> Vec<Effect> {
    let mut last = Vec::new();
    for name in keys.split(' ') {
        last = update(model, Message::Key(key(name)));
        if last.iter().any(|e| matches!(e, Effect::Barrier)) {
            update(model, Message::Seen);
        }
    }
    last
}

/// Types keys in one burst, before the terminal can show anything; gives everything that was asked for.
pub fn burst(model: &mut Model, keys: &str) -> Vec<Effect> {
    keys.split(' ').flat_map(|name| update(model, Message::Key(key(name)))).collect()
}

/// Draws the model.
pub fn picture(model: &mut Model) -> Buffer {
    let (width, height) = model.size;
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
    quorate::tui::view::follow(model);
    let cursor = quorate::tui::view::draw(model, &mut buffer);
    if let Some((x, y)) = cursor {
        assert!(x < width && y < height, "the cursor is outside: {x} {y} of {width} {height}");
    }
    buffer
}

/// The picture as lines, trailing blanks left out.
pub fn lines(buffer: &Buffer) -> Vec<String> {
    (0..buffer.area.height)
        .map(|y| {
            let line: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect();
            line.trim_end().to_owned()
        })
        .collect()
}
