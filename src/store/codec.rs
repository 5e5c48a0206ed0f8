//! Events to stored entries and back: kind, version of the shape, payload. Payloads hold integers and strings only.

use crate::domain::event::What;
use serde::de::DeserializeOwned;

/// The version of every shape so far.
const V: u16 = 1;

/// An event that cannot be read: an entry of a newer program, or a damaged one.
#[derive(Debug, thiserror::Error)]
#[error("entry of kind {kind} (version {v}) cannot be read: {reason}")]
pub struct CodecError {
    /// Kind.
    pub kind: String,
    /// Version of the shape.
    pub v: u16,
    /// Why.
    pub reason: String,
}

/// Kind, version and payload of an event.
///
/// # Errors
/// When the event cannot be written as JSON, which no event of the closed list does.
pub fn encode(what: &What) -> Result<(String, u16, Vec<u8>), CodecError> {
    let (noun, payload) = match what {
        What::Policy(e) => ("policy", serde_json::to_vec(e)),
        What::People(e) => ("person", serde_json::to_vec(e)),
        What::Board(e) => ("board", serde_json::to_vec(e)),
        What::Catalogue(e) => ("catalogue", serde_json::to_vec(e)),
        What::Risk(e) => ("risk", serde_json::to_vec(e)),
        What::Calendar(e) => ("calendar", serde_json::to_vec(e)),
        What::System(e) => ("system", serde_json::to_vec(e)),
        What::Change(e) => ("change", serde_json::to_vec(e)),
        What::Ballot(e) => ("ballot", serde_json::to_vec(e)),
        What::Run(e) => ("run", serde_json::to_vec(e)),
        What::Evidence(e) => ("evidence", serde_json::to_vec(e)),
        What::Checklist(e) => ("checklist", serde_json::to_vec(e)),
        What::Meeting(e) => ("meeting", serde_json::to_vec(e)),
        What::Attempt(e) => ("attempt", serde_json::to_vec(e)),
    };
    let fail = |reason: String| CodecError { kind: noun.into(), v: V, reason };
    let payload = payload.map_err(|e| fail(e.to_string()))?;
    // The variant's name stands first: `{"name":…}` or `"name"`.
    let name: Vec<u8> = payload.iter().copied().skip_while(|b| *b != b'"').skip(1).take_while(|b| *b != b'"').collect();
    let name = String::from_utf8(name).map_err(|e| fail(e.to_string()))?;
    Ok((format!("{noun}.{name}"), V, payload))
}

/// The event of a stored entry.
///
/// # Errors
/// An unknown noun or shape, with what to do left to the caller.
pub fn decode(kind: &str, v: u16, payload: &[u8]) -> Result<What, CodecError> {
    if v != V {
        return Err(CodecError { kind: kind.into(), v, reason: "this program does not know that version".into() });
    }
    let noun = kind.split('.').next().unwrap_or_default();
    match noun {
        "policy" => read(kind, v, payload).map(What::Policy),
        "person" => read(kind, v, payload).map(What::People),
        "board" => read(kind, v, payload).map(What::Board),
        "catalogue" => read(kind, v, payload).map(What::Catalogue),
        "risk" => read(kind, v, payload).map(What::Risk),
        "calendar" => read(kind, v, payload).map(What::Calendar),
        "system" => read(kind, v, payload).map(What::System),
        "change" => read(kind, v, payload).map(What::Change),
        "ballot" => read(kind, v, payload).map(What::Ballot),
        "run" => read(kind, v, payload).map(What::Run),
        "evidence" => read(kind, v, payload).map(What::Evidence),
        "checklist" => read(kind, v, payload).map(What::Checklist),
        "meeting" => read(kind, v, payload).map(What::Meeting),
        "attempt" => read(kind, v, payload).map(What::Attempt),
        _ => Err(CodecError { kind: kind.into(), v, reason: "unknown noun".into() }),
    }
}

fn read<T: DeserializeOwned>(kind: &str, v: u16, payload: &[u8]) -> Result<T, CodecError> {
    let fail = |reason: String| CodecError { kind: kind.into(), v, reason };
    // Looked at once: bytes would be looked at again for each word in them.
    let payload = std::str::from_utf8(payload).map_err(|e| fail(e.to_string()))?;
    serde_json::from_str(payload).map_err(|e| fail(e.to_string()))
}
