//! The outputs about meetings, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, MaybeNumber, MaybeObject, MaybeTime, Number, Rows, Text, Time, Window, Words, Yes};
use super::schema::Shape;
use super::shapes::{document, f, list};

const MEETINGS: &[F] = &[
    f("id", Text, "meeting"),
    f("title", Text, "title of the series"),
    f("series", Text, "series of the pack"),
    f("state", Text, "pending, in_progress, complete, canceled, not_held, or planned where only the series gives it"),
    f("starts", Time, "beginning"),
    f("opened", MaybeTime, "when it was opened"),
    f("closed", MaybeTime, "when it was closed"),
];

const AGENDA: &[F] = &[
    f("position", Number, "position, from 1"),
    f("id", Maybe, "change"),
    f("kind", Text, "decision, review, standing or topic"),
    f("section", Text, "section of the agenda"),
    f("section_title", Text, "its title"),
    f("title", Text, "title"),
    f("risk", Maybe, "risk level"),
    f("score", MaybeNumber, "risk score"),
    f("window", Window, "when the change is to run"),
    f("ready", Yes, "whether nothing is missing"),
    f("missing", Words, "what is missing"),
    f("minutes", Number, "minutes planned"),
    f("spent_s", Number, "seconds spent"),
    f("state", Text, "pending, current, voting, presented, or what became of it"),
    f("letter", Text, "state letter of the change"),
    f("mandatory", Yes, "whether the meeting may not close before it is decided"),
    f("consent", Yes, "whether it belongs to the consent group"),
    f("deferrals", Number, "how often it was deferred"),
    f("deferred_to", MaybeTime, "when it comes up again"),
    f("shown", Rows, "from when until when it was before the meeting"),
    f("reason", Maybe, "why it was deferred, or what was said when it was settled"),
    f("tally", Rows, "for, against, abstaining"),
    f("voted", Rows, "how many have voted, of how many"),
    f("quorum", MaybeObject, "of its open ballot: present, of, needed, met, lost (suspended), missing"),
    f("decided", Words, "votes, reasons, conditions"),
    f("lines", Words, "data of a standing item"),
    f("considered", Rows, "criteria: id, text, considered, clauses"),
    f("assessments", Rows, "assessments by seat"),
    f("seconded", Rows, "who asked for the late item, who seconded it"),
    f("clauses", Words, "clauses"),
    f("locks", MaybeTime, "when the agenda is locked, or was: items that come later need a second"),
];

const ACTIONS: &[F] = &[
    f("meeting", Text, "meeting"),
    f("no", Number, "number within the meeting"),
    f("item", MaybeNumber, "item"),
    f("text", Text, "what is to be done"),
    f("owner", Text, "by whom"),
    f("given", Time, "when it was given"),
    f("due", Time, "until when"),
    f("done", MaybeTime, "when it was done"),
];

const WRITTEN: &[F] = &[
    f("document", Text, "md, html or ics"),
    f("file", Maybe, "where it is; null where nothing was to be written"),
    f("state", Text, "what became of it"),
];

const AUDIENCE: &[F] = &[
    f("shown", Yes, "whether the audience's screen is on"),
    f("code", Maybe, "digits that pair a screen with the meeting"),
    f("blank", Yes, "whether it is blank"),
    f("page", Number, "page that it shows, from 0 to 3"),
];

const MEETING: &[F] = &[
    f("id", Text, "meeting"),
    f("title", Text, "title of the series"),
    f("series", Text, "series of the pack"),
    f("state", Text, "state"),
    f("starts", Time, "beginning"),
    f("opened", MaybeTime, "when it was opened"),
    f("closed", MaybeTime, "when it was closed"),
    f("org", Text, "organisation"),
    f("pack", Text, "pack and digest"),
    f("tz", Text, "zone"),
    f("minutes", Number, "planned length"),
    f("sequence", Number, "how often it was moved or called off"),
    f("changed", MaybeTime, "when it was called, or that last happened"),
    f("reason", Maybe, "why it was called or called off"),
    f("opened_by", Maybe, "who opened it"),
    f("chair", Maybe, "who leads it"),
    f("chairs", Rows, "who was in the chair, and from when on"),
    f("closed_by", Maybe, "who closed it"),
    f("elapsed_s", Number, "seconds since its opening"),
    f("paused", Yes, "whether it pauses"),
    f("lapsed", MaybeTime, "since when its roll call no longer holds, where it was left open"),
    f("locked", Yes, "whether late items need a second"),
    f("locks", MaybeTime, "when the agenda is locked, or was"),
    f("acting", Maybe, "why the opener is the acting chair"),
    f("open_by", MaybeTime, "by when it must have opened"),
    f("late", Yes, "whether that moment passed before it was opened"),
    f("agenda", Rows, "agenda"),
    f("current", MaybeNumber, "current item"),
    f("attendance", Rows, "who is there"),
    f("beside", Rows, "who is at the table without a vote"),
    f("presence", Rows, "who was how present, from when until when"),
    f("quorum_log", Rows, "when quorum was met, lost and met again"),
    f("present", Number, "members present"),
    f("quorum", Number, "members needed"),
    f("quorum_met", Yes, "whether quorum is met"),
    f("mandatory_missing", Words, "mandatory seats that are not there"),
    f("rule", Text, "decision rule"),
    f("announced", Rows, "the consent group while it is announced: at, until, items"),
    f("notes", Rows, "notes"),
    f("actions", Rows, "actions"),
    f("corrections", Rows, "corrections of the minutes"),
    f("timeline", Rows, "what happened, in order"),
    f("warnings", Words, "what the chair should know"),
    f("next", MaybeTime, "next meeting of the series"),
    f("head", Maybe, "hash of the newest entry of the meeting"),
    f("checkpoint", Maybe, "in minutes: the ledger's checkpoint at the closing entry"),
    f("shown", Yes, "whether the audience's screen is on"),
    f("code", Maybe, "digits that pair a screen with the meeting, for who leads it"),
    f("blank", Yes, "whether the audience's screen is blank"),
    f("leads", Yes, "whether the person who looks may lead it"),
    f("page", Number, "page that the audience sees"),
    f("clauses", Words, "clauses"),
];

/// The outputs.
pub static OUTPUTS: &[Shape] = &[
    list(
        "written",
        WRITTEN,
        &["document", "state", "file"],
        &["document", "state", "file"],
        "Nothing was to be written.",
    ),
    list(
        "meetings",
        MEETINGS,
        &["id", "state", "starts", "title"],
        &["id", "series", "state", "starts", "opened", "closed", "title"],
        "No meeting is called. Call one: quorate meeting create --at TIME",
    ),
    list(
        "agenda",
        AGENDA,
        &["position", "id", "kind", "ready", "minutes", "state", "title", "missing", "lines"],
        &["position", "id", "kind", "section", "ready", "missing", "minutes", "state", "risk", "title", "lines"],
        "Nothing is on the agenda.",
    ),
    list(
        "actions",
        ACTIONS,
        &["meeting", "no", "owner", "due", "done", "text"],
        &["meeting", "no", "item", "owner", "due", "done", "text"],
        "Nobody was given an action.",
    ),
    document("audience", AUDIENCE),
    document("meeting", MEETING),
    document("minutes", MEETING),
];
