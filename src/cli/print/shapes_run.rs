//! The outputs about carrying changes out, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, MaybeObject, MaybeTime, Number, Rows, Text, Time, Window, Words, Yes};
use super::schema::Shape;
use super::shapes::{document, f, list};

const CHECKLIST: &[F] = &[
    f("id", Text, "change number"),
    f("change", Text, "its title"),
    f("change_state", Text, "its state"),
    f("revision", Number, "its revision"),
    f("window", Window, "its window"),
    f("list", Text, "checklist; empty where the change has none"),
    f("title", Text, "title of the checklist"),
    f("phase", Text, "pre, during, post, rollback or review"),
    f("state", Text, "none, open, failed or complete"),
    f("done", Number, "items that are settled"),
    f("of", Number, "items"),
    f("not_yet", Maybe, "when it is signed, where the deployment that it belongs to has not got so far"),
    f("opened", MaybeTime, "when it was opened"),
    f("opened_by", Maybe, "who opened it"),
    f("round", Number, "how often it was opened"),
    f("in_hand", Maybe, "who has it in hand"),
    f("in_hand_left", Yes, "whether they have left"),
    f("handed_to", Maybe, "to whom it is handed over, not read back yet"),
    f("handed_left", Yes, "whether they have left"),
    f("handover_note", Maybe, "what was said when it was handed over"),
    f("blocks", Words, "acts that are refused until it is complete"),
    f("same_terminal", Yes, "whether a second person may sign on the same terminal"),
    f("items", Rows, "items: n, phase, text, state, needs, signed_by, at, evidence, clauses and more"),
    f(
        "differs",
        Words,
        "what the pack in force says otherwise of the list: it stays as it was opened, or as the change was handed in under it",
    ),
    f("lists", Rows, "all checklists of the change: list, title, phase, state, done, of"),
    f("clauses", Words, "clauses"),
];

const RUNS: &[F] = &[
    f("id", Text, "change number"),
    f("title", Text, "its title"),
    f("list", Text, "checklist"),
    f("list_title", Text, "its title"),
    f("phase", Text, "pre, during, post, rollback or review"),
    f("state", Text, "none, open, failed or complete"),
    f("done", Number, "items that are settled"),
    f("of", Number, "items"),
    f("waits", Words, "what waits for you on it"),
    f("window", Window, "window of the change"),
];

const CODE: &[F] =
    &[f("code", Text, "six digits"), f("person", Text, "whose it is"), f("until", Time, "until when it counts")];

const STATUS: &[F] = &[
    f("id", Text, "change number"),
    f("title", Text, "title"),
    f("state", Text, "state of the change"),
    f("revision", Number, "revision of the change"),
    f("started", MaybeTime, "when the implementation began"),
    f("finished", MaybeTime, "when it ended"),
    f("window", Window, "the window that was planned"),
    f("overrun", MaybeObject, "that the implementation left it: closed, over_s, noted, clauses"),
    f("close_code", Maybe, "close code"),
    f("artifact", Maybe, "digest of what is deployed"),
    f("stages", Rows, "stages: id, title, production, last, state, at, planned, behind, clauses"),
    f("next", MaybeObject, "where it may go next: environment, allowed, reasons"),
    f("deployments", Rows, "deployments: no, environment, state, started, by, ended, method, share, artifact and more"),
    f(
        "commands",
        Rows,
        "commands that were run: no, environment, command, at, by, state, code, took_ms, bytes, sha256 and more",
    ),
    f("record", Rows, "the record: kind, at, by, environment, text, file"),
    f("findings", Rows, "what the review says: id, label, hint, text, clauses"),
    f("review", MaybeObject, "the newest review, which counts: outcome, at, by, reason"),
    f("earlier_reviews", Rows, "the reviews before it: outcome, at, by, reason, findings"),
    f("timeline", Rows, "planned steps: day, until, title, planned, planned_to, actual, behind, clauses"),
    f("clocks", Rows, "clocks"),
    f("due", Words, "what is due"),
    f("methods", Rows, "methods: id, title and what each is for"),
    f("deviations", Rows, "deviations from the policy: id, rule, state, signed, lacks, reason, clauses"),
    f("acts", Rows, "acts: act, possible, why_not"),
];

const RUN_EXEC: &[F] = &[
    f("id", Text, "change number"),
    f("no", Number, "number of the command within the change"),
    f("environment", Maybe, "environment that is being deployed to"),
    f("ending", Text, "exit, signal, timed_out, interrupted, stopped, not_found or not_executable"),
    f("code", Number, "the exit code that stands for it"),
    f("took_ms", Number, "how long it ran, in milliseconds"),
    f("bytes", Number, "bytes that it printed"),
    f("sha256", Text, "SHA-256 of these bytes"),
    f("left_out", Number, "bytes that the recording leaves out"),
    f("warnings", Rows, "that the command outran its window"),
    f("entries", Rows, "entries that were written: seq, kind"),
    f("head", Text, "hash of the newest entry"),
];

/// The outputs.
pub static RUN: &[Shape] = &[
    document("checklist", CHECKLIST),
    list(
        "runs",
        RUNS,
        &["id", "list", "state", "done", "of", "waits", "title"],
        &["id", "list", "list_title", "phase", "state", "done", "of", "waits", "window", "title"],
        "No checklist waits for you.",
    ),
    document("code", CODE),
    document("run", STATUS),
    document("run_exec", RUN_EXEC),
];
