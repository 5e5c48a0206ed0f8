//! The outputs about changes and ballots, field by field.

use super::schema::Kind::{
    Maybe, MaybeNumber, MaybeObject, MaybeTime, MaybeYes, Number, Object, Rows, Text, Time, Window, Words, Yes,
};
use super::schema::{FieldInfo as F, Kind, Shape};

/// A field.
pub const fn f(id: &'static str, kind: Kind, text: &'static str) -> F {
    F { id, kind, text }
}

/// The row of a change.
pub const ROW: &[F] = &[
    f("id", Text, "change number"),
    f("type", Text, "type"),
    f("state", Text, "state word"),
    f("letter", Text, "state letter"),
    f("decision", Text, "none, approved, rejected, deferred or withdrawn"),
    f("decided", Text, "the decision with how: approved_with_conditions, approved_elsewhere (an import says so)"),
    f("title", Text, "title"),
    f("risk", Maybe, "risk level"),
    f("score", MaybeNumber, "risk score"),
    f("owner", Maybe, "owner"),
    f("requester", Text, "requester"),
    f("environment", Words, "environments"),
    f("window", Window, "implementation window"),
    f("next_action", Text, "what happens next"),
    f("waiting_for", Words, "who is waited for"),
    f("revision", Number, "revision"),
    f("on_hold", Yes, "whether it is on hold"),
    f("created", Time, "when it was opened"),
    f("updated", Time, "when something last happened"),
];

const CHANGE: &[F] = &[
    f("id", Text, "change number"),
    f("type", Text, "type"),
    f("state", Text, "state word"),
    f("letter", Text, "state letter"),
    f("decision", Text, "none, approved, rejected, deferred or withdrawn"),
    f("decided", Text, "the decision with how: approved_with_conditions, approved_elsewhere (an import says so)"),
    f("title", Text, "title"),
    f(
        "risk",
        Object,
        "level, score, inherent and residual score, how they came about, factors, impact of the downtime",
    ),
    f("score", MaybeNumber, "risk score"),
    f("owner", Maybe, "owner"),
    f("requester", Text, "requester"),
    f("environment", Words, "environments"),
    f("window", Window, "implementation window"),
    f("next_action", Text, "what happens next"),
    f("waiting_for", Words, "who is waited for"),
    f("revision", Number, "revision"),
    f("on_hold", Yes, "whether it is on hold"),
    f("created", Time, "when it was opened"),
    f("updated", Time, "when something last happened"),
    f("type_title", Text, "title of the type"),
    f("urgent", Yes, "whether its type is authorised at once"),
    f("pack", Text, "the pack that judges it"),
    f("revision_digest", Text, "digest of the revision"),
    f("hold_reason", Maybe, "why it is on hold"),
    f("catalogue", Maybe, "entry of the catalogue"),
    f("entry", MaybeObject, "that entry as the catalogue has it, with its procedure"),
    f("fields", Object, "values by field id"),
    f("responsibilities", Rows, "what the policy expects of people for it: role, text, done, clauses"),
    f("reviews", Rows, "reviews"),
    f(
        "approvals",
        Rows,
        "approvals: role, state, by, recorded (by, recorder, channel, spoken_at, confirmed), at, due_at, clauses",
    ),
    f("ballot", MaybeObject, "newest ballot"),
    f("conditions", Rows, "no, text, owner, due, share, by, verified_by, verified_at, overdue, owner_left"),
    f("comments", Rows, "comments: by, at, text"),
    f("conflicts", Rows, "what is in the way of its window: kind, with, text, during, accepted, clauses"),
    f("clocks", Rows, "clocks"),
    f("ready", Object, "what it lacks for the next step"),
    f("acts", Rows, "acts that are possible now, or why not"),
    f("deferrals", Number, "how often it was deferred"),
    f("deferred_to", MaybeTime, "when it comes up again"),
    f("deferred_open", Yes, "whether it waits until somebody brings it again"),
    f("turned", Maybe, "why it was rejected or deferred last"),
    f("decisions", Rows, "every decision that was recorded, as `decision list` shows them"),
    f("close_code", Maybe, "close code"),
    f("origin", Maybe, "where it was imported from"),
    f("exceptions", Rows, "calendar exceptions, as `exception list` shows them"),
    f("process", Rows, "stages of the policy's process: id, title, state, activities, clauses"),
    f("deviations", Rows, "deviations from the policy: id, rule, state, signed, lacks, reason, clauses"),
    f("history_count", Number, "entries in the ledger"),
];

const READY: &[F] = &[
    f("id", Text, "change number"),
    f("step", Text, "the next step"),
    f("ready", Yes, "whether nothing stands against it"),
    f("missing", Rows, "what is missing: field, text, clauses"),
    f("reasons", Rows, "other reasons against it"),
    f("warnings", Rows, "warnings"),
    f("waits", Words, "the approvals that it waits for"),
    f("first", Object, "the deployment on the way that comes first, and what it lacks"),
    f("by", Words, "who is waited for to take it"),
    f("bars", Rows, "what keeps the person who asks from taking it"),
];

const DIFF: &[F] = &[
    f("id", Text, "field, type or factor"),
    f("label", Text, "label"),
    f("then", Maybe, "value then"),
    f("now", Maybe, "value now"),
];

const EXPORT: &[F] = &[
    f("id", Text, "change number"),
    f("revision", Number, "revision"),
    f("type", Text, "type"),
    f("catalogue", Maybe, "entry of the catalogue"),
    f("fields", Object, "values by field id"),
    f("unfit", Object, "values that an import brought and the pack does not take, by field id"),
];

const RECEIPT: &[F] = &[
    f("act", Text, "id of the act"),
    f("id", Text, "what it concerns"),
    f("revision", MaybeNumber, "revision afterwards"),
    f("state", Maybe, "state afterwards"),
    f("entries", Rows, "entries that were written: seq, kind"),
    f("head", Text, "hash of the newest entry"),
    f("at", Time, "when it was recorded"),
    f("warnings", Rows, "warnings"),
    f(
        "said",
        Maybe,
        "what was recorded and how things stand now, in words; null where the kinds of the entries say it",
    ),
    f("again", Yes, "whether the act had been recorded before"),
    f("dry_run", Yes, "whether nothing was recorded because it was a trial"),
];

const BALLOT: &[F] = &[
    f("id", Text, "change number"),
    f("no", Number, "number of the ballot within the change"),
    f("state", Text, "open, suspended or decided"),
    f("lapsed", Yes, "whether its time ran out before it was closed"),
    f("outcome", Maybe, "carried, carried_with_conditions, lost, lapsed, withdrawn"),
    f("tally", Text, "hidden, open or secret"),
    f("present", Number, "eligible members present"),
    f("quorum", Number, "members needed"),
    f("seats", Number, "seats of the board"),
    f("quorum_met", Yes, "whether quorum is met"),
    f("eligible", Number, "who may vote"),
    f("recused", Number, "who is recused"),
    f("voted", Number, "how many have voted"),
    f("for", MaybeNumber, "in favour; null while hidden"),
    f("against", MaybeNumber, "against; null while hidden"),
    f("abstain", MaybeNumber, "abstaining; null while hidden"),
    f("mandatory_missing", Words, "mandatory seats that are not present"),
    f("mandatory_titles", Words, "what these seats are called"),
    f("mandatory", Number, "mandatory seats"),
    f("needs", MaybeNumber, "further votes in favour needed"),
    f("can_pass", MaybeYes, "whether it can still carry"),
    f("can_fail", MaybeYes, "whether it can still fail"),
    f("vetoed", Maybe, "that a seat with a veto is against it; null where none is"),
    f("tie", Maybe, "what is to be said of even votes: that the chair breaks the tie, or why it is none; else null"),
    f("tied", Maybe, "asked of the chair, then how the tie ended: for, against, lost; null where none, or hidden"),
    f("broken_by", Maybe, "who broke the tie"),
    f("may_veto", Words, "seats on the roster that may veto"),
    f("casting", Maybe, "for the chair: asked (the votes are even) or if_even (the counts are hidden)"),
    f("came", Rows, "who came for a member that left, after the roster was sealed: person, name, left, left_name"),
    f("altered", Rows, "edits while it was open that did not end it: at, person, name, fields"),
    f("criteria", Rows, "criteria that the board considers: id, text, considered, clauses"),
    f("rule", Text, "the rule"),
    f("carries", Text, "how many in favour carry it"),
    f("members", Rows, "members"),
    f("opened", Time, "when it opened"),
    f("opened_by", Text, "who opened it"),
    f("lapses", Time, "when it lapses"),
    f("closed", MaybeTime, "when it closed"),
    f("revision", Number, "revision voted on"),
    f("revision_digest", Text, "digest of that revision"),
    f("pack_digest", Text, "digest of the pack with its settings"),
    f("stale", Yes, "whether an edit has overtaken it"),
    f("clauses", Words, "clauses for quorum and threshold"),
];

const DECISION: &[F] = &[
    f("id", Text, "change number"),
    f("title", Text, "title"),
    f("type", Text, "type"),
    f("state", Text, "state word"),
    f("decision", Text, "none, approved, rejected, deferred or withdrawn"),
    f("decided", Text, "the decision with how: approved_with_conditions, approved_elsewhere (an import says so)"),
    f("risk", Object, "risk"),
    f("revision", Number, "revision"),
    f("revision_digest", Text, "digest of the revision"),
    f("pack", Text, "the pack that judges it"),
    f("approvals", Rows, "approvals"),
    f("ballot", MaybeObject, "newest ballot"),
    f("conditions", Rows, "conditions"),
    f("deviations", Rows, "deviations from the policy: id, rule, state, signed, lacks, reason, clauses"),
    f("deferrals", Number, "how often it was deferred"),
    f("deferred_to", MaybeTime, "when it comes up again"),
    f("deferred_open", Yes, "whether it waits until somebody brings it again"),
    f("turned", Maybe, "why it was rejected or deferred last"),
    f("decisions", Rows, "every decision that was recorded, as `decision list` shows them"),
    f("updated", Time, "when something last happened"),
];

const GATE: &[F] = &[
    f("id", Text, "change number"),
    f("version", Number, "its revision"),
    f("env", Maybe, "environment asked for"),
    f("verdict", Text, "yes, pending, refused or not_now"),
    f("reasons", Rows, "why: code, text, clauses"),
    f("chain", Rows, "windows, freezes, approvals, sign-offs and rules that decided: kind, id, effect, text, clauses"),
    f("window", Window, "window"),
    f("artifact", MaybeObject, "what goes out: sha256, and whether it matches what is pinned"),
    f("commit", MaybeObject, "the commit asked about: hash, and whether it matches what is pinned"),
    f("share", MaybeNumber, "the share asked about, in percent"),
    f("receipt", MaybeObject, "with --out: head, checkpoint, entry, inclusion, digest"),
    f("repository", MaybeObject, "what --repo looked up: moved, loose"),
    f("checked_at", Time, "the moment that it is about"),
];

const SLOTS: &[F] = &[
    f("id", Text, "change number"),
    f("asked", Window, "the time asked for"),
    f("allowed", Yes, "whether it may run then"),
    f("chain", Rows, "what decided that: kind, id, effect, text, clauses"),
    f("slots", Rows, "the next free times, those that the rules allow first: from, to, against, warnings"),
    f("planned", Rows, "days of the month's plan outside the windows: from, to, against"),
];

const WEEK: &[F] = &[
    f("tz", Text, "zone of the days"),
    f("days", Rows, "days: day, span, holiday, sites, works, windows, urgent, freezes, changes, begin"),
    f("rows", Rows, "what stands in them: from, to, kind, id, title, admits, urgent, clash, clauses"),
    f("missing", Words, "days that the organisation has to name for the year and has not"),
    f("people", Rows, "who owns or carries out changes: person, changes with clash"),
    f("announced", Rows, "announced freezes"),
    f("frozen", Rows, "freezes of the pack, each with the turn that holds, or its next one"),
    f("from", Time, "as of when they are told: now, or the first of the days where now is none of them"),
];

const WINDOWS: &[F] = &[
    f("id", Text, "id"),
    f("title", Text, "title"),
    f("next", Window, "next turn"),
    f("always", Yes, "whether it is open at any time"),
    f("admits", Text, "which changes it admits"),
    f("needs", Text, "what they need beside"),
    f("overrun", Text, "a change that ends after it: refuse, warn or allow"),
    f("capacity", MaybeNumber, "most changes in one turn"),
    f("bears", Maybe, "how much risk one turn bears"),
    f("problem", Maybe, "why it has no turns"),
    f("clauses", Words, "clauses"),
];

const CALENDAR: &[F] = &[
    f("from", Time, "beginning"),
    f("to", Time, "end"),
    f(
        "kind",
        Text,
        "window, freeze, proposal (not approved), exception, change, tentative (not authorised) or missing",
    ),
    f("id", Text, "id"),
    f("title", Text, "title"),
    f("admits", Text, "whom a window takes; empty where it takes every change"),
    f("whom", Text, "whom a window takes or a freeze binds: for type normal, binds all"),
    f("urgent", Yes, "whether it is a window for emergencies only"),
    f("clash", Words, "changes at the same time that touch the same systems or people"),
    f("clauses", Words, "clauses"),
];

const INBOX: &[F] = &[
    f("kind", Text, "VOTE, APPROVE, REVIEW, REVISE, CONDITION, SUBMIT, START or CLOSE"),
    f("id", Text, "change number"),
    f("title", Text, "title"),
    f("letter", Text, "state letter"),
    f("risk", Maybe, "risk level"),
    f("why", Text, "why it waits for this person"),
    f("due", MaybeTime, "when it is due"),
    f("command", Text, "the command that does it"),
];

/// A list.
pub const fn list(
    name: &'static str,
    fields: &'static [F],
    table: &'static [&'static str],
    wide: &'static [&'static str],
    empty: &'static str,
) -> Shape {
    Shape { name, list: true, fields, table, wide, empty }
}

/// A document.
pub const fn document(name: &'static str, fields: &'static [F]) -> Shape {
    Shape { name, list: false, fields, table: &[], wide: &[], empty: "" }
}

const CHANGES: &[&str] = &["id", "type", "state", "risk", "window", "owner", "title", "next_action"];
const CHANGES_WIDE: &[&str] = &[
    "id",
    "type",
    "state",
    "decision",
    "risk",
    "score",
    "environment",
    "window",
    "requester",
    "owner",
    "title",
    "next_action",
    "waiting_for",
    "revision",
    "updated",
];

const OF_CHANGES: [Shape; 16] = [
    list(
        "changes",
        ROW,
        CHANGES,
        CHANGES_WIDE,
        "No change fits. Open one: quorate change create --type TYPE --title TITLE",
    ),
    document("change", CHANGE),
    document("ready", READY),
    list("change_diff", DIFF, &["id", "then", "now"], &["id", "label", "then", "now"], "Nothing was edited since."),
    document("export", EXPORT),
    document("receipt", RECEIPT),
    list(
        "receipts",
        RECEIPT,
        &["id", "state", "revision", "act"],
        &["id", "state", "revision", "act", "at", "head"],
        "Nothing was asked for.",
    ),
    document("ballot", BALLOT),
    list(
        "ballots",
        BALLOT,
        &["id", "no", "state", "outcome", "present", "quorum", "voted", "for", "against", "abstain", "closed"],
        &[
            "id", "no", "state", "outcome", "tally", "present", "quorum", "eligible", "recused", "voted", "for",
            "against", "abstain", "opened", "closed",
        ],
        "There is no ballot. Open one: quorate vote open ID",
    ),
    document("decision", DECISION),
    document("gate", GATE),
    document("slots", SLOTS),
    document("week", WEEK),
    list(
        "windows",
        WINDOWS,
        &["id", "title", "next", "admits", "problem"],
        &["id", "title", "next", "admits", "needs", "overrun", "capacity", "bears", "problem", "clauses"],
        "The pack has no windows: any time will do.",
    ),
    list(
        "calendar",
        CALENDAR,
        &["from", "to", "kind", "id", "title", "whom", "clash"],
        &["from", "to", "kind", "id", "title", "whom", "clash", "clauses"],
        "Nothing stands in the calendar then.",
    ),
    list(
        "inbox",
        INBOX,
        &["kind", "id", "risk", "due", "why", "title"],
        &["kind", "id", "letter", "risk", "due", "why", "title", "command"],
        "Nothing waits for you.",
    ),
];

static CHANGES_AND_BALLOTS: &[Shape] = &OF_CHANGES;
static OF_EVIDENCE: &[Shape] = &super::proofs::PROOFS;

/// All outputs.
pub fn shapes() -> impl Iterator<Item = &'static Shape> {
    let tables = [
        CHANGES_AND_BALLOTS,
        OF_EVIDENCE,
        super::shapes_run::RUN,
        super::shapes_decided::OUTPUTS,
        super::outputs::OUTPUTS,
        super::sittings::OUTPUTS,
        super::places::PLACES,
    ];
    tables.into_iter().flatten()
}
