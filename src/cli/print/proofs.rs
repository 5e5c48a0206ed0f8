//! The outputs about evidence, the go/no-go board and receipts of the gate, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, MaybeObject, Number, Object, Rows, Text, Time, Words, Yes};
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

const GATE_VERIFY: &[F] = &[
    f("id", Text, "change number"),
    f("env", Maybe, "environment"),
    f("verdict", Text, "what the gate said"),
    f("checked_at", Time, "when"),
    f("genuine", Yes, "whether it is the one that the gate gave: the register tells, or who signed it"),
    f("consistent", Yes, "whether it fits itself and what it was compared with"),
    f("against", Text, "register, checkpoint, signature or signature_and_checkpoint"),
    f("signer", MaybeObject, "who signed it, where --signers asked: principals, key"),
    f("ledger", Text, "the ledger that it names"),
    f("entries", Number, "entries that the ledger had then"),
    f("findings", Words, "what does not hold"),
];

/// The outputs.
pub const PROOFS: [Shape; 3] = [
    list(
        "evidence",
        EVIDENCE,
        &["no", "state", "test", "environment", "measured", "by", "figures"],
        &["no", "state", "test", "environment", "measured", "by", "signed", "figures", "why", "clauses"],
        "There is no evidence. Add some: quorate run evidence ID --test KIND --file REPORT",
    ),
    document("go_board", GO_BOARD),
    document("gate_verify", GATE_VERIFY),
];
