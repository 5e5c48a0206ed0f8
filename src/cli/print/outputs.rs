//! The outputs about persons, packs, the ledger and the program, field by field.

use super::schema::FieldInfo as F;
use super::schema::Kind::{Maybe, MaybeNumber, MaybeObject, MaybeTime, Number, Object, Rows, Text, Time, Words, Yes};
use super::schema::Shape;
use super::shapes::{document, f, list};

const PEOPLE: &[F] = &[
    f("id", Text, "id"),
    f("name", Text, "name"),
    f("roles", Words, "roles"),
    f("seats", Words, "seats"),
    f("email", Maybe, "e-mail address"),
    f("active", Yes, "whether active"),
];

const BOARD: &[F] = &[
    f("title", Text, "title"),
    f("votes", Yes, "whether the pack has a board that votes"),
    f("seats", Rows, "seats: id, title, holder, alternates, chair, mandatory, veto, presence"),
    f("quorum", Number, "presence needed"),
    f("of", Number, "who may decide: nobody for a vacant seat"),
    f("mandatory_missing", Words, "mandatory seats that nobody is there for"),
    f("mandatory_titles", Words, "those seats, by what they are called"),
    f("rule", Text, "the decision rule"),
    f("chair", Maybe, "who takes the chair now"),
    f("present", MaybeNumber, "present by the roll call that holds"),
    f("rollcall_at", MaybeTime, "when the roll call was taken"),
    f("next_meeting", MaybeTime, "when the next meeting begins"),
    f("next", Rows, "that meeting: id, title, series, state, starts"),
    f("offices", Rows, "places at the table without a vote: id, holders"),
    f("delegations", Rows, "delegations in force"),
    f("clauses", Words, "clauses"),
];

/// What stands on stderr when something is refused or fails.
const REFUSAL: &[F] = &[
    f("error", Text, "refused, or the kind of error"),
    f("code", Number, "exit code"),
    f("refusal", Maybe, "kind of the refusal; null where nothing was judged"),
    f("text", Text, "what was refused or went wrong"),
    f("clauses", Rows, "clauses of the policy: id, section, text"),
    f("settings", Words, "settings that decide"),
    f("would_change", Words, "what would change it"),
    f("hint", Maybe, "the first of that; null where nothing would"),
    f("reasons", Rows, "reasons: rule, text, clauses, settings, remedy"),
    f("missing", Rows, "what is missing: field, text, clauses"),
];

const PACKS: &[F] = &[
    f("id", Text, "name"),
    f("title", Text, "title"),
    f("version", Text, "version of the document"),
    f("source_document", Text, "file of the document"),
    f("active", Yes, "whether it is in force"),
    f("clauses", Number, "clauses of its document"),
    f("states", Object, "clauses by state"),
];

const PACK: &[F] = &[
    f("id", Text, "name"),
    f("title", Text, "title"),
    f("version", Text, "version of the document"),
    f("source_document", Text, "file of the document"),
    f("active", Yes, "whether it is in force"),
    f("clauses", Number, "clauses of its document"),
    f("states", Object, "clauses by state"),
    f("digest", Text, "digest of the texts with the settings, as changes and ballots have it; else of the text"),
    f("text_digests", Words, "digest of each text, as its adoption has it"),
    f("document", Object, "identity of the document"),
    f("review", Object, "review of the document"),
    f("settings", Rows, "settings: id, value, choices, text, reading, clauses"),
    f("roles", Rows, "roles: id, title, duties, clauses"),
    f("types", Words, "types"),
    f("fields", Rows, "fields: id, label, required_for, choices, clauses"),
    f("risk", Object, "risk model: model, factors, levels"),
    f("approvals", Rows, "approvals: id, title, role, count, when, clauses"),
    f("board", Object, "board: seats, quorum, of, decision, clauses"),
    f("sections", Rows, "everything else that is shown"),
    f("findings", Words, "open values and gaps"),
];

const SETTING: &[F] = &[
    f("key", Text, "setting"),
    f("value", Text, "value that holds"),
    f("origin", Text, "flag, environment, project, user, system or default"),
    f("flag", Text, "flag that says the same"),
    f("env", Maybe, "variable of the environment that says the same"),
    f("text", Text, "what it does"),
];

const CONFIG_CHECK: &[F] = &[
    f("ok", Yes, "whether nothing is wrong"),
    f("files", Rows, "files: origin, path, found"),
    f("findings", Rows, "what is wrong: file, line, column, text"),
];

const SEATS: &[F] = &[
    f("id", Text, "seat"),
    f("title", Text, "title"),
    f("holder", Maybe, "who holds it"),
    f("alternates", Words, "alternates"),
    f("chair", Yes, "whether it takes the chair"),
    f("mandatory", Yes, "whether it must be present"),
    f("veto", Yes, "whether it has a veto"),
    f("presence", Maybe, "presence by the roll call that holds"),
    f("proxy", Maybe, "who sits for the holder by it"),
    f("proxy_presence", Maybe, "how they are present"),
];

const CLAUSES: &[F] = &[
    f("id", Text, "clause"),
    f("pack", Text, "the pack whose document it is of"),
    f("area", Text, "area"),
    f("section", Text, "section of the document"),
    f("kind", Text, "kind"),
    f("text", Text, "text"),
    f("state", Text, "enforced, recorded, reported, guidance or not_yet"),
    f("rules", Words, "what carries it"),
    f("tests", Words, "vectors that test it"),
];

const CHECK: &[F] = &[
    f("file", Text, "the file, or the files with + between them"),
    f("ok", Yes, "whether the packs can be used"),
    f("findings", Rows, "findings: error, line, column, text, clauses, file"),
];

const PACK_DIFF: &[F] =
    &[f("a", Text, "first pack"), f("b", Text, "second pack"), f("differences", Words, "what differs, one line each")];

const REPLAY: &[F] = &[
    f("pack", Text, "the other pack"),
    f("judged", Number, "decisions judged anew"),
    f("differs", Rows, "what would have been decided differently: id, then, now, clauses"),
];

const CATALOGUE: &[F] = &[
    f("id", Text, "entry"),
    f("title", Text, "title"),
    f("standing", Text, "valid, expired, suspended or withdrawn"),
    f("expires", Time, "when it expires"),
    f("failed_run", Maybe, "the change whose failed run suspended it"),
    f("reason", Maybe, "why it is suspended"),
    f("probation", Number, "runs on probation left"),
    f("admitted", Time, "when it was admitted"),
    f("admitted_by", Text, "by whom"),
    f("procedure", Maybe, "the documented procedure"),
];

const RISKS: &[F] = &[
    f("id", Text, "number"),
    f("change", Maybe, "change"),
    f("level", Text, "level"),
    f("text", Text, "what may happen"),
    f("mitigation", Maybe, "mitigation plan"),
    f("owner", Text, "owner"),
    f("accepted_by", Maybe, "who accepted it"),
];

const IMPORT: &[F] = &[
    f("read", Number, "records read"),
    f("created", Number, "changes created"),
    f("updated", Number, "changes updated"),
    f("unchanged", Number, "records that were the same"),
    f("skipped", Rows, "records skipped: row, reason"),
    f("unmapped", Words, "columns that nothing knows"),
    f("warnings", Rows, "warnings: row, reason"),
    f("dry_run", Yes, "whether nothing was recorded because it was a trial"),
];

const VERIFY: &[F] = &[
    f("ok", Yes, "whether the chain is whole"),
    f("entries", Number, "entries"),
    f("head", Text, "hash of the newest entry"),
    f("first_broken", MaybeObject, "the first entry that is broken: seq, reason"),
    f("against", Maybe, "what was compared with, and how that came out"),
    f("since", MaybeNumber, "the first entry that was looked at, with --since; those before it were not"),
    f("unlike", Maybe, "that it is not what this account saw before, if so"),
    f("acknowledged", Maybe, "who acknowledged the break, when and why"),
    f("unguarded", Words, "what is wrong with the triggers that keep entries from being altered"),
];

const LOG: &[F] = &[
    f("seq", Number, "sequence number"),
    f("at", Time, "when"),
    f("actor", Text, "who"),
    f("id", Text, "what it concerns"),
    f("version", Number, "version within its stream"),
    f("kind", Text, "kind"),
    f("text", Text, "what happened"),
    f("hash", Text, "hash"),
    f("act", Text, "act that it belongs to"),
];

const CHECKPOINT: &[F] = &[f("checkpoint", Text, "the checkpoint as it is to be kept")];

const REBUILD: &[F] = &[
    f("check", Yes, "whether it was only compared"),
    f("ok", Yes, "whether the tables agree with the ledger"),
    f("differences", Words, "what differed"),
    f("broken", MaybeObject, "the first entry that is broken, if it was compared: seq, reason"),
];

const DOCTOR: &[F] = &[f("checks", Rows, "checks: name, state (ok, warn, fail), text")];

const PATHS: &[F] = &[
    f("db", Maybe, "register"),
    f("config", Maybe, "configuration"),
    f("state", Maybe, "state"),
    f("cache", Maybe, "cache"),
];

const SCHEMAS: &[F] = &[f("name", Text, "name of an output"), f("list", Yes, "whether it is a list")];

const BACKUP: &[F] = &[f("file", Text, "the copy")];

/// The outputs.
pub static OUTPUTS: &[Shape] = &[
    list(
        "people",
        PEOPLE,
        &["id", "name", "roles", "seats", "active"],
        &["id", "name", "roles", "seats", "email", "active"],
        "Nobody is registered yet. Register somebody: quorate person add ID --name NAME --role ROLE",
    ),
    document("setting", SETTING),
    list(
        "config",
        SETTING,
        &["key", "value", "text"],
        &["key", "value", "origin", "flag", "env", "text"],
        "There are no settings.",
    ),
    document("config_check", CONFIG_CHECK),
    document("person", PEOPLE),
    list(
        "seats",
        SEATS,
        &["id", "title", "holder", "alternates", "presence", "proxy"],
        &["id", "title", "holder", "alternates", "chair", "mandatory", "veto", "presence", "proxy", "proxy_presence"],
        "The pack has no board.",
    ),
    document("board", BOARD),
    list(
        "packs",
        PACKS,
        &["id", "version", "active", "clauses", "title"],
        &["id", "version", "active", "clauses", "source_document", "title"],
        "There is no pack.",
    ),
    document("pack", PACK),
    list(
        "clauses",
        CLAUSES,
        &["id", "area", "kind", "state", "text"],
        &["id", "pack", "area", "section", "kind", "state", "rules", "tests", "text"],
        "No clause fits.",
    ),
    document("policy_check", CHECK),
    document("policy_diff", PACK_DIFF),
    document("policy_replay", REPLAY),
    document("catalogue_entry", CATALOGUE),
    list(
        "catalogue",
        CATALOGUE,
        &["id", "standing", "expires", "probation", "title"],
        &["id", "standing", "expires", "probation", "title"],
        "The catalogue is empty. Admit an entry: quorate catalogue admit ID --title TEXT --procedure TEXT",
    ),
    list(
        "risks",
        RISKS,
        &["id", "change", "level", "owner", "accepted_by", "text"],
        &["id", "change", "level", "owner", "accepted_by", "text", "mitigation"],
        "The risk register is empty.",
    ),
    document("import", IMPORT),
    document("verify", VERIFY),
    list(
        "log",
        LOG,
        &["seq", "at", "actor", "id", "kind", "text"],
        &["seq", "at", "actor", "id", "version", "kind", "text", "hash", "act"],
        "There is no entry.",
    ),
    document("checkpoint", CHECKPOINT),
    document("rebuild", REBUILD),
    document("doctor", DOCTOR),
    document("paths", PATHS),
    document("backup", BACKUP),
    document("refusal", REFUSAL),
    list("schemas", SCHEMAS, &["name"], &["name", "list"], "There is no output."),
];
