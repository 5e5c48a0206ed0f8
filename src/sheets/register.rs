//! The register: receipts, the log, verification, health.

use super::change::ReasonLine;
use super::time::Time;
use serde::{Deserialize, Serialize};

/// The receipt of an act.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// Id of the act.
    pub act: String,
    /// What it concerns: `CHG-1`, a person, a pack.
    pub id: String,
    /// Revision of the change afterwards, where it concerns one.
    pub revision: Option<u32>,
    /// State of the change afterwards.
    pub state: Option<String>,
    /// Entries that were written.
    pub entries: Vec<EntryRef>,
    /// Hash of the newest entry.
    pub head: String,
    /// When it was recorded.
    pub at: Time,
    /// Warnings.
    pub warnings: Vec<ReasonLine>,
    /// What was recorded and how things stand now, in words, where the kinds of the entries do not say it.
    #[serde(default)]
    pub said: Option<String>,
    /// Times that were recorded, by what they are of: from when, and until when where it is a span. However they were typed,
    /// the words tell them with their zone.
    #[serde(skip)]
    pub times: Vec<(String, Time, Option<Time>)>,
    /// Whether this act had been recorded before and nothing was written now.
    pub again: bool,
    /// Whether nothing was recorded because it was a trial.
    pub dry_run: bool,
}

/// An entry that was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntryRef {
    /// Sequence number.
    pub seq: u64,
    /// Kind, such as `change.submitted`.
    pub kind: String,
}

/// A line of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LogLine {
    /// Sequence number.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// The stream, as people call it: `CHG-1`, `board`.
    pub id: String,
    /// Version within the stream.
    pub version: u32,
    /// Kind.
    pub kind: String,
    /// What happened, in words.
    pub text: String,
    /// Hash.
    pub hash: String,
    /// Id of the act that it belongs to.
    pub act: String,
}

/// The result of verifying the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VerifySheet {
    /// Whether the chain is whole.
    pub ok: bool,
    /// Entries.
    pub entries: u64,
    /// Hash of the newest entry.
    pub head: String,
    /// The first entry that is broken.
    pub first_broken: Option<Broken>,
    /// What was compared with, and how that came out.
    pub against: Option<String>,
    /// The first entry that was looked at, where only those since a moment were asked for; those before it were not.
    pub since: Option<u64>,
    /// That it is not what this account saw before, if so: shorter, or another.
    pub unlike: Option<String>,
    /// Who acknowledged the break, if somebody did; writing is possible then.
    pub acknowledged: Option<String>,
    /// What is wrong with the triggers that keep entries from being altered; nothing is recorded while anything is.
    pub unguarded: Vec<String>,
}

/// A broken entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Broken {
    /// Sequence number.
    pub seq: u64,
    /// What is wrong.
    pub reason: String,
}

/// A check of the doctor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CheckLine {
    /// What was looked at.
    pub name: String,
    /// `ok`, `warn`, `fail`.
    pub state: String,
    /// What was found, and what to do.
    pub text: String,
}

/// What the header and the home page show of the register.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RegisterSheet {
    /// Organisation.
    pub org: String,
    /// Whether it is a sandbox.
    pub sandbox: bool,
    /// Pack names in force.
    pub packs: Vec<String>,
    /// Zone of the pack.
    pub tz: String,
    /// Person that acts, with name and seats or roles in words.
    pub actor: String,
    /// Name of the actor.
    pub actor_name: String,
    /// Roles or seats in words.
    pub actor_as: String,
    /// Whether the register can only be read, and why.
    pub read_only: Option<String>,
    /// Whether that is because its chain was found broken.
    #[serde(default)]
    pub broken: bool,
    /// Whether the adopted policy has something that this program does not know: nothing is judged until another is adopted.
    #[serde(default)]
    pub unreadable: bool,
    /// The meeting that is open; of several, that in which whoever looks is present, else the newest.
    pub meeting: Option<String>,
    /// The other meetings that are open.
    #[serde(skip)]
    pub beside: Vec<String>,
    /// What that meeting asks of its members now, in a sentence: the consent group that is announced.
    #[serde(default)]
    pub asked: Option<String>,
    /// Whether whoever looks is recorded as present in the meeting that is open.
    #[serde(skip)]
    pub joined: bool,
    /// Overdue notices, such as the policy's review.
    pub notices: Vec<String>,
}

/// The result of an import.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ImportSheet {
    /// Records read.
    pub read: u64,
    /// Changes created.
    pub created: u64,
    /// Changes updated.
    pub updated: u64,
    /// Records that were the same.
    pub unchanged: u64,
    /// Records skipped, with the reason.
    pub skipped: Vec<Skipped>,
    /// Columns that nothing knows.
    pub unmapped: Vec<String>,
    /// Warnings.
    pub warnings: Vec<Skipped>,
}

/// A record that was skipped.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Skipped {
    /// Record or line.
    pub row: u64,
    /// Why.
    pub reason: String,
}
