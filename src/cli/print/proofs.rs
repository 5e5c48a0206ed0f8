//! The outputs about evidence and the go/no-go board, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, Number, Object, Rows, Text, Time, Words};
use super::schema::Shape;
use super::shapes::{document, f, list};

const EVIDENCE: &[F] = &[
    f("no", Number, "number within the change"),
    f("test", Text, "kind of test"),
    f("title", Text, "its title"),
    f("environment", Maybe, "environment"),
    f("state", Text, "pass, fail, incomplete, unsigned, stale, outdated or superseded"),
    f("why", Words, "why it does not pass"),
    f("figures", Words, "what it measured, in words"),
    f("values", Object, "what it measured; shares in hundredths of a percent"),
    f("named", Object, "what its measures count, by name"),
    f("covered", Words, "entries of the request that have a result in it"),
    f("measured", Time, "when it was measured"),
    f("by", Text, "who added it"),
    f("added", Time, "when it was added"),
    f("signed", Maybe, "role in which it was signed off"),
    f("note", Maybe, "what is said about it"),
    f("link", Maybe, "where it lies"),
    f("files", Rows, "files: name, sha256, size, format"),
    f("tag", Maybe, "tag in version control"),
    f("clauses", Words, "clauses of what it does not meet"),
];

const GO_BOARD: &[F] = &[
    f("id", Text, "change number"),
    f("title", Text, "title"),
    f("env", Maybe, "environment"),
    f("verdict", Text, "go, no_go or open"),
    f("points", Rows, "points: id, title, state, text, remedy, evidence, measured, until, clauses"),
    f("deciders", Rows, "who decides: review, title, roles, state, by, yours, clauses"),
    f("environments", Words, "environments that are decided upon"),
    f("revision", Number, "revision of the change"),
    f("checked_at", Time, "when it was looked at"),
];

/// The outputs.
pub const PROOFS: [Shape; 2] = [
    list(
        "evidence",
        EVIDENCE,
        &["no", "state", "test", "environment", "measured", "by", "figures"],
        &["no", "state", "test", "environment", "measured", "by", "signed", "figures", "why", "clauses"],
        "There is no evidence. Add some: quorate run evidence ID --test KIND --file REPORT",
    ),
    document("go_board", GO_BOARD),
];
