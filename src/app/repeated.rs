//! An act whose key was used before: the receipt that it got, unless the key was used for another act.

use super::beside::{Until, beside, take_in};
use super::error::{AppError, unreadable};
use super::execute::{event_of, subject, words};
use super::open::App;
use crate::base::digest::Digest;
use crate::base::ids::{ActId, ChangeNo, MeetingId, Stream};
use crate::base::time::Moment;
use crate::domain::board::events::BoardEvent;
use crate::domain::change::events::ChangeEvent;
use crate::domain::command::{self, Command, MeetingCommand};
use crate::domain::desk::{Decided, Desk};
use crate::domain::event::What;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::sheets::register::{EntryRef, Receipt};
use crate::sheets::time::Time;
use crate::store::codec;
use crate::store::load::StoredEntry;
use serde::Deserialize as _;
use serde_json::Value;

/// Entries of which nobody gives the words: conditions take over those of votes that were cast before, and what a meeting
/// keeps for its minutes is the register's own.
const MADE: [&str; 3] = ["change.condition_set", "meeting.data_kept", "meeting.names_kept"];
/// Fields that the register fills: the agenda as it is when a meeting opens, and what came too late for it.
const OWN: [(&str, &str, &str); 2] = [("meeting.opened", "opened", "items"), ("meeting.closed", "closed", "late")];
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

impl App {
    /// The receipt that an act got when it was recorded.
    ///
    /// # Errors
    /// When its id was used for an act of another person, on another change, or of other words.
    pub(super) fn recorded(&mut self, act: ActId, command: &Command, dry_run: bool) -> Result<Receipt, AppError> {
        let entries = self.store.read()?.act(act)?;
        if let Some(was) = self.other_act(&entries, command)? {
            return Err(AppError::Input {
                text: format!("this act is recorded already: {was}"),
                hint: "use another --idempotency-key for another act".into(),
            });
        }
        let (mut id, mut revision, mut state) = (subject(command, None), None, None);
        let first = entries.first().map(|e| (e.entry.stream.parse::<Stream>(), e.entry.at));
        let of_meeting = matches!(command, Command::Meeting(..));
        if let Some((Ok(Stream::Change(no)), at)) = first.as_ref().filter(|_| !of_meeting) {
            let (no, at) = (*no, *at);
            let then = self.fold_change(no, Some(at))?.map(|found| found.0);
            (revision, state) = (then.as_ref().map(|c| c.revision), then.map(|c| c.state.word().to_owned()));
            id = no.to_string();
        }
        Ok(Receipt {
            act: act.to_string(),
            id,
            revision,
            state,
            head: entries.last().map_or_else(String::new, |e| e.hash.to_string()),
            at: Time(first.map_or(self.now(), |f| f.1)),
            entries: entries.into_iter().map(|e| EntryRef { seq: e.entry.seq, kind: e.entry.kind }).collect(),
            warnings: Vec::new(),
            again: true,
            dry_run,
            said: None,
            times: Vec::new(),
        })
    }

    /// The meeting that an act was about, where it is recorded already, with the item that it presented: a repeat means these,
    /// whatever is current or next since.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn acted_before(&self, act: ActId) -> Result<Option<(MeetingId, Option<u32>)>, AppError> {
        let presented = self.was(act, |stream, what| match (stream, what) {
            (Stream::Meeting(id), What::Meeting(MeetingEvent::Presented { item })) => Some((id.clone(), Some(*item))),
            _ => None,
        })?;
        let any = self.was(act, |stream, what| match (stream, what) {
            (Stream::Meeting(id), _) => Some((id.clone(), None)),
            (
                _,
                What::Board(
                    BoardEvent::RollCalled { meeting: Some(id), .. } | BoardEvent::ChairTaken { meeting: id, .. },
                ),
            ) => Some((id.clone(), None)),
            _ => None,
        })?;
        Ok(presented.or(any))
    }

    /// The meeting that an act called, where it is recorded already, and as what: a repeat means the same one, whichever turn
    /// comes next since.
    pub(super) fn called_before(&self, act: ActId) -> Result<Option<(MeetingId, MeetingEvent)>, AppError> {
        self.was(act, |stream, what| match (stream, what) {
            (Stream::Meeting(id), What::Meeting(called @ MeetingEvent::Called { .. })) => {
                Some((id.clone(), called.clone()))
            }
            _ => None,
        })
    }

    /// Until when an act deferred, where it is recorded already: a repeat means that meeting, whichever comes next since.
    pub(super) fn deferred_before(&self, act: ActId) -> Result<Option<Moment>, AppError> {
        self.was(act, |_, what| match what {
            What::Change(ChangeEvent::Deferred { until, .. }) => *until,
            _ => None,
        })
    }

    /// What the first entry of an act tells that tells it, where the act is recorded already.
    fn was<T>(&self, act: ActId, tells: impl Fn(&Stream, &What) -> Option<T>) -> Result<Option<T>, AppError> {
        for stored in self.store.read()?.act(act)? {
            let stream: Stream = stored.entry.stream.parse().map_err(unreadable)?;
            if let Some(told) = tells(&stream, &event_of(&stream, &stored.entry.view())?.what) {
                return Ok(Some(told));
            }
        }
        Ok(None)
    }

    /// What was recorded, where that is seen to be another act than the one that is asked for: of another person, on
    /// another change, of another kind, or with other words.
    fn other_act(&mut self, entries: &[StoredEntry], command: &Command) -> Result<Option<String>, AppError> {
        let Some(first) = entries.first().map(|e| &e.entry) else { return Ok(None) };
        if first.actor != self.actor.as_str() {
            return Ok(Some(format!("{} did it, and {} asks for it now", first.actor, self.actor)));
        }
        let no = match (first.stream.parse(), command) {
            (Ok(Stream::Change(no)), Command::Change(meant, _)) if no != *meant => {
                return Ok(Some(format!("on {no}, and {meant} was meant")));
            }
            (Ok(Stream::Change(no)), Command::Change(..)) if first.version == 1 => {
                return Ok(Some(format!("it was {} on {no}", first.kind)));
            }
            (Ok(Stream::Change(no)), Command::Change(..) | Command::Open(_)) => Some(no),
            (_, Command::Open(_)) => return Ok(Some("it opened no change".into())),
            (_, Command::Import(..)) | (Err(_), _) => return Ok(None),
            _ => None,
        };
        let on = no.map_or_else(String::new, |no| format!(" on {no}"));
        // Where it cannot be decided anew on the register of then, what is known agrees.
        let Some(anew) = self.decided_then(first.seq, first.at, no.unwrap_or(ChangeNo(0)), command)? else {
            return Ok(None);
        };
        let mut asked = Vec::new();
        let mut kinds = Vec::new();
        for (_, what) in &anew.events {
            let (kind, _, payload) = codec::encode(what).map_err(unreadable)?;
            let payload: Value = serde_json::from_slice(&payload).map_err(unreadable)?;
            said(&payload, &mut asked);
            kinds.push((kind, payload));
        }
        if !kinds.is_empty() && entries.iter().all(|e| kinds.iter().all(|(kind, _)| *kind != e.entry.kind)) {
            let made = |e: &&StoredEntry| MADE.contains(&e.entry.kind.as_str());
            let kind = entries.iter().find(|e| !made(e)).map_or(&first.kind, |e| &e.entry.kind);
            return Ok(Some(format!("it was {kind}{on}")));
        }
        let mut recorded = Vec::new();
        for stored in entries.iter().filter(|e| !MADE.contains(&e.entry.kind.as_str())) {
            said(&serde_json::from_slice(&stored.entry.payload).map_err(unreadable)?, &mut recorded);
        }
        let reader = self.store.read()?;
        let of_now = |s: &Said| anew.prose.iter().find(|p| p.digest == s.digest).map(|p| p.body.clone());
        let mut asked: Vec<_> = asked.iter().filter_map(|s| of_now(s).or_else(|| words(&reader, s))).collect();
        // The votes and ends of the consent group have its words, which are no entry of their own.
        if let Command::Meeting(_, MeetingCommand::Consent { reason }) = command {
            asked.extend(reason.clone());
        }
        // Words that were removed since are not compared.
        let other = recorded.iter().filter_map(|s| words(&reader, s)).any(|body| !asked.contains(&body));
        if other {
            return Ok(Some(format!("{on}, with other words").trim_start_matches([',', ' ']).to_owned()));
        }
        // A time that was told from now has moved with it since.
        let since = self.now().since(first.at).as_seconds();
        for (kind, payload) in kinds.iter().filter(|(kind, _)| !MADE.contains(&kind.as_str())) {
            let mut of_kind = entries.iter().filter(|e| e.entry.kind == *kind).peekable();
            if of_kind.peek().is_none() {
                continue;
            }
            let mut found = false;
            for stored in of_kind {
                let mut was: Value = serde_json::from_slice(&stored.entry.payload).map_err(unreadable)?;
                for (_, event, field) in OWN.iter().filter(|(of, ..)| of == kind) {
                    let asked = payload.get(*event).and_then(|asked| asked.get(*field)).cloned();
                    if let Some(was) = was.get_mut(*event).and_then(Value::as_object_mut) {
                        was.remove(*field);
                        was.extend(asked.map(|asked| ((*field).to_owned(), asked)));
                    }
                }
                found |= same(&was, payload, since);
            }
            if !found {
                return Ok(Some(format!("it was {kind}{on}, with other values")));
            }
        }
        Ok(None)
    }

    /// What a command would have come to before an entry; nothing where it would have been refused.
    fn decided_then(
        &mut self,
        before: u64,
        at: Moment,
        no: ChangeNo,
        command: &Command,
    ) -> Result<Option<Decided>, AppError> {
        let mut world = World::default();
        let reader = self.store.read()?;
        let until = Until(at, before);
        for stream in command.touches() {
            take_in(&reader, &mut world, &stream, until)?;
        }
        let Ok(command) = beside(&reader, &mut world, command, until) else { return Ok(None) };
        let Ok((digest, pack)) = self.shelf.for_act(&world, &command) else { return Ok(None) };
        let desk = Desk::looking(at, self.actor.clone(), pack, digest, no);
        Ok(command::decide(&world, &desk, &command).ok())
    }
}

/// Whether two entries say the same beside their words: commitments are salted, and a time that was told from now is later
/// by as many seconds as have passed.
fn same(was: &Value, asked: &Value, since: i64) -> bool {
    let later = |was: i64, asked: i64| {
        asked.saturating_sub(was).saturating_sub(since.saturating_mul(SECOND)).abs() <= 60 * SECOND
    };
    match (was, asked) {
        _ if Said::deserialize(was).is_ok() && Said::deserialize(asked).is_ok() => true,
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|w| same(v, w, since)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(v, w)| same(v, w, since)),
        (Value::String(a), Value::String(b)) => {
            let moments = |s: &str| -> Option<Vec<i64>> {
                s.split('/').map(|part| Moment::parse(part, chrono_tz::UTC).ok().map(|m| m.0)).collect()
            };
            let digests = a.parse::<Digest>().is_ok() && b.parse::<Digest>().is_ok();
            a == b
                || digests
                || moments(a)
                    .zip(moments(b))
                    .is_some_and(|(a, b)| a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || later(*a, *b)))
        }
        (Value::Number(a), Value::Number(b)) => {
            // Only moments are as large.
            let moments = a.as_i64().zip(b.as_i64()).filter(|(a, b)| *a > SECOND * SECOND && *b > SECOND * SECOND);
            a == b || moments.is_some_and(|(a, b)| later(a, b))
        }
        _ => was == asked,
    }
}

/// The commitments in an entry.
fn said(value: &Value, found: &mut Vec<Said>) {
    match value {
        Value::Object(map) => match Said::deserialize(value) {
            Ok(one) => found.push(one),
            Err(_) => map.values().for_each(|v| said(v, found)),
        },
        Value::Array(items) => items.iter().for_each(|v| said(v, found)),
        _ => {}
    }
}
