//! The outputs about systems, freezes, exceptions, plans and what gets in the way of what, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, MaybeNumber, MaybeObject, MaybeTime, Number, Rows, Text, Time, Window, Words, Yes};
use super::schema::Shape;
use super::shapes::{document, f, list};

/// All fields of a system; a list has those of the system itself, which stand first.
static SYSTEM: [F; 19] = [
    f("id", Text, "id"),
    f("title", Text, "title"),
    f("tier", Text, "tier; empty where none is given"),
    f("owner", Text, "who answers for it"),
    f("site", Text, "where it stands"),
    f("depends_on", Words, "systems that it cannot do without"),
    f("dependents", Words, "systems that cannot do without it"),
    f("priority", MaybeNumber, "place in the order of recovery"),
    f("data", Words, "kinds of sensitive data that it handles"),
    f("rto", Maybe, "recovery time objective of its tier"),
    f("rpo", Maybe, "recovery point objective of its tier"),
    f("rto_validated", MaybeTime, "when its recovery times were last validated"),
    f("recovered", MaybeTime, "when its recovery was last validated"),
    f("state", Text, "in use, or retired"),
    f("tier_text", Text, "what its tier means for windows"),
    f("needs", Words, "everything that it needs, over any number of steps"),
    f("needed_by", Words, "everything that needs it, over any number of steps"),
    f("changes", Rows, "open changes with a window that touch it: id, title, from, to"),
    f("clauses", Words, "clauses of its tier"),
];

const EXCEPTIONS: &[F] = &[
    f("no", Number, "number within the change"),
    f("change", Text, "change"),
    f("kind", Text, "kind, by the pack's id"),
    f("title", Text, "title of the kind"),
    f("state", Text, "asked, granted, refused, used, expired"),
    f("from", Time, "from when it holds"),
    f("to", Time, "until when it holds"),
    f("instead_of", Window, "window that the change had when it was asked for: from, to"),
    f("environments", Words, "environments for which it holds"),
    f("freeze", Maybe, "the only freeze that it waives"),
    f("reason", Maybe, "business reason"),
    f("impact", Maybe, "what happens if it is not granted"),
    f("risk", Maybe, "risk and mitigation"),
    f("asked_by", Text, "who asked for it"),
    f("signed", Rows, "signatures: approval, by, at"),
    f("lacks", Maybe, "what it lacks"),
    f("expires", MaybeTime, "until when it may be used"),
    f("used", MaybeTime, "when the start used it"),
    f("clauses", Words, "clauses"),
];

const FREEZE: &[F] = &[
    f("no", Number, "number"),
    f("title", Text, "title"),
    f("from", Time, "first moment"),
    f("to", Time, "first moment after it"),
    f("turns", Number, "turns that it has; 1 where it holds from its first moment to its last"),
    f("next", MaybeObject, "its next turn, or the one that goes on now: from, to"),
    f("state", Text, "proposed, to come, holds, over, ended, refused or lapsed"),
    f("lacks", Words, "roles that must still approve it before it binds"),
    f("approved_by", Words, "who approved it"),
    f("stops", Words, "scheduled changes that it would stop, while it waits for approval"),
    f("environments", Words, "environments that it binds; all when empty"),
    f("systems", Words, "systems that it binds; all when empty"),
    f("binds", Text, "what it binds, in words: all, or its environments and systems"),
    f("exempt", Words, "types of change that it lets through"),
    f("policy_exempt", Words, "what the policy lets through beside them, in words"),
    f("by", Text, "who announced it"),
    f("ended", MaybeTime, "when it was ended ahead of its time"),
    f("hits", Rows, "scheduled changes that it stops, or would stop once it is approved: code, text, clauses"),
];

/// A freeze in a list: without what it hits, which stands last.
const FREEZES: &[F] = match FREEZE.split_last() {
    Some((_, row)) => row,
    None => FREEZE,
};

const YEAR: &[F] = &[
    f("year", Number, "the year"),
    f("tz", Text, "zone of the days"),
    f("days", Rows, "days: day, span, holiday, sites, works, windows, freezes, changes"),
    f("unset", Words, "windows and freezes that are still to be set"),
];

const PLAN: &[F] = &[
    f("month", Text, "month: 2026-03"),
    f("tz", Text, "zone of its days"),
    f("tasks", Rows, "tasks: id, title, from, to, or, written, papers, roles, state, by, at, notes, clauses"),
    f("layout", Rows, "layout of the month: week, from, to, title, differs, clauses"),
    f("year", Rows, "months of the year: month, days, note, clauses"),
];

const SYSTEM_IMPORT: &[F] = &[
    f("read", Number, "rows read"),
    f("added", Number, "systems that are new"),
    f("changed", Number, "systems with other details than before"),
    f("unchanged", Number, "systems that were the same"),
    f("unknown", Words, "headings that nothing knows"),
    f("dry_run", Yes, "whether nothing was recorded because it was a trial"),
];

const CLASHES: &[F] = &[
    f("id", Text, "change"),
    f("kind", Text, "system, parent, dependent, person, capacity, window or blackout"),
    f("with", Text, "the other change, or the window or freeze"),
    f("text", Text, "in words"),
    f("during", Window, "when both run"),
    f("accepted", Yes, "whether it was accepted when the change was scheduled"),
    f("clauses", Words, "clauses"),
];

/// The outputs.
pub static PLACES: &[Shape] = &[
    list(
        "systems",
        SYSTEM.split_at(14).0,
        &["id", "tier", "owner", "depends_on", "title"],
        &["id", "tier", "owner", "site", "depends_on", "dependents", "priority", "data", "rto", "rpo", "title"],
        "No system is recorded. Record some: quorate system import FILE.csv",
    ),
    list(
        "exceptions",
        EXCEPTIONS,
        &["change", "no", "state", "kind", "freeze", "from", "to", "lacks"],
        &["change", "no", "state", "kind", "from", "to", "environments", "freeze", "asked_by", "expires", "lacks"],
        "There is no calendar exception. Ask for one: quorate exception request ID KIND",
    ),
    list(
        "freezes",
        FREEZES,
        &["no", "state", "from", "to", "turns", "binds", "title"],
        &["no", "state", "from", "to", "turns", "next", "binds", "exempt", "lacks", "by", "ended", "title"],
        "No freeze was announced.",
    ),
    document("freeze", FREEZE),
    document("year", YEAR),
    document("plan", PLAN),
    list(
        "clashes",
        CLASHES,
        &["id", "kind", "with", "during", "accepted", "text"],
        &["id", "kind", "with", "during", "accepted", "text", "clauses"],
        "Nothing is in the way.",
    ),
    document("system", &SYSTEM),
    document("system_import", SYSTEM_IMPORT),
];
