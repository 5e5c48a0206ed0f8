//! What another pack would have decided: requests judged again, ballots recounted.

use super::Progress;
use super::error::AppError;
use super::execute::fold;
use super::open::App;
use super::packs;
use super::policy::usable;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::domain::ballot::recount::recount;
use crate::domain::ballot::{Ballot, TallyMode};
use crate::domain::change::{Change, facts};
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::{judge, open_approvals};
use crate::policy::pack::Pack;
use std::collections::BTreeMap;
use std::sync::Arc;

impl App {
    /// Judges the recorded decisions under another pack, or anew under the one that judged them, and recounts the closed
    /// ballots: how many were judged, and for each that would have come out differently the change, what was decided, what
    /// would have been, and by which clauses.
    ///
    /// # Errors
    /// No such pack; the register cannot be read.
    #[allow(clippy::type_complexity, reason = "a number and plain rows")]
    pub fn replay(&mut self, name: &str, progress: Progress<'_>) -> Result<(u64, Vec<[String; 4]>), AppError> {
        let text = packs::text(name)?;
        usable(&text, name)?;
        let pack = Arc::new(packs::parse(&text)?);
        let mut own = super::shelf::Versions::default();
        let mut slice = Arc::unwrap_or_clone(self.world(None)?);
        let reader = self.store.read()?;
        let last = reader.last_change()?;
        let (mut judged, mut differs) = (0, Vec::new());
        for no in (1..=last).map(ChangeNo) {
            slice.changes = fold(&reader, &[Stream::Change(no)], None)?.changes;
            let Some(change) = slice.changes.get(&no) else { continue };
            if change.moments.contains_key("submitted") || change.origin.is_some() {
                judged += 1;
                let version = change.pack.map_or_else(|| slice.policy.version(), |p| p.0);
                let pack = own.of(&slice.policy, version, &pack);
                let (_, judged_by) = self.shelf.of(&slice.policy, version)?;
                differs.extend(change.ballots.iter().filter_map(|b| recounted(change, b, &judged_by, &pack)));
                if let Some(row) = rejudge(&slice, change, &pack, &judged_by, &self.actor) {
                    differs.push(row);
                }
            }
            if no.0 % 500 == 0 {
                progress(u64::from(no.0), u64::from(last));
            }
        }
        Ok((judged, differs))
    }
}

/// What a ballot of a change would have come to under a pack, where that differs from what it came to.
fn recounted(change: &Change, ballot: &Ballot, own: &Pack, pack: &Pack) -> Option<[String; 4]> {
    // A pack with a veto for one seat after the other would tell how each has voted.
    if ballot.tally == TallyMode::Secret {
        return None;
    }
    let other = recount(change, ballot, own, pack)?;
    Some([change.no.to_string(), other.then, other.now, other.clauses.join(", ")])
}

/// What a pack would have said of a recorded change, where it says otherwise than the one that judged it. What both say
/// alike of the facts as they are known now, such as an entry of the catalogue that was suspended since, is no difference
/// between them.
fn rejudge(world: &World, change: &Change, pack: &Arc<Pack>, own: &Arc<Pack>, actor: &PersonId) -> Option<[String; 4]> {
    let (now_word, clauses) = said(world, change, pack, actor)?;
    let same = said(world, change, own, actor).is_some_and(|(word, _)| word == now_word);
    (!same).then(|| [change.no.to_string(), change.decision.word().to_owned(), now_word.into(), clauses.join(", ")])
}

/// What a pack says of a recorded change, where that differs from what was decided, and by which clauses.
fn said(world: &World, change: &Change, pack: &Arc<Pack>, actor: &PersonId) -> Option<(&'static str, Vec<String>)> {
    let moment = |name: &str| change.moments.get(name).copied();
    let now = moment("decided").or_else(|| moment("submitted")).or_else(|| moment("created")).unwrap_or_default();
    let desk = Desk {
        now,
        actor: actor.clone(),
        pack: Arc::clone(pack),
        pack_digest: crate::base::digest::Digest([0; 32]),
        next_change: change.no,
        seed: [0; 32],
        if_version: None,
        near: Vec::new(),
        booked: Default::default(),
        quoted: BTreeMap::new(),
    };
    let known = facts::of(world, &desk, change);
    // Who acted is the record's business; what was handed in, and what was approved, is judged again.
    let mut verdict = judge(pack, Act::Submit, &known);
    let about_actor =
        |id: &str| pack.rules.iter().any(|r| r.id() == id && (!r.when.is.is_empty() || !r.when.role.is_empty()));
    verdict.reasons.retain(|r| !r.rule.starts_with("no-permit") && !about_actor(&r.rule));
    let then = change.decision.word().to_owned();
    let open = open_approvals(pack, &known);
    let mut clauses = verdict.clauses();
    let now_word = if !verdict.reasons.is_empty() {
        "refused at submission"
    } else if !open.is_empty() && then == "approved" {
        clauses.extend(open.iter().flat_map(|a| a.clauses.iter().cloned()));
        "not approved"
    } else if open.is_empty() && then == "none" && change.state == crate::domain::change::states::State::Authorize {
        "approved"
    } else {
        return None;
    };
    clauses.dedup();
    Some((now_word, clauses))
}
