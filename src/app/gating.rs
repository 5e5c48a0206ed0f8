//! What the gate asks beside the rules: in which state, where, and with which artefact.

use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision, facts};
use crate::domain::checklist::back;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::stage::open_stages;
use crate::sheets::gate::Artifact;

/// What became of the implementation of a change, once it has ended.
fn implemented(change: &Change, known: &Facts) -> &'static str {
    let failed = change.run.failed() || change.close_code.as_deref() == Some("unsuccessful");
    match (back::given_up_after(change), back::done(change, known)) {
        (true, true) => "the implementation of the change was backed out",
        (true, false) if !change.state.over() => "the implementation of the change is being backed out",
        (false, true) => "the implementation of the change failed and was backed out",
        _ if failed => "the implementation of the change failed",
        _ => "the change has been implemented",
    }
}

/// The verdict that the state alone gives; none when the change is approved and its start is to be judged.
pub(super) fn by_state(change: &Change, act: Act, known: &Facts) -> Option<(&'static str, String)> {
    if matches!(act, Act::Deploy | Act::Exec | Act::Raise)
        && change.hold.is_none()
        && states_for(act).contains(&change.state)
    {
        return None;
    }
    match (change.state, change.decision) {
        (State::Canceled, _) => Some(("refused", "the change is canceled".into())),
        (State::Closed | State::Review, _) => Some(("not_now", implemented(change, known).into())),
        (_, Decision::Rejected) => Some(("refused", "the change was rejected".into())),
        (_, Decision::Deferred) => Some(("refused", "the decision was deferred".into())),
        (_, Decision::Withdrawn) => Some(("refused", "the approval was withdrawn".into())),
        // What was refused stays so; a hold only keeps back what could go on.
        _ if change.hold.is_some() => Some(("pending", "the change is on hold".into())),
        (State::New, _) => Some(("pending", "the change is a draft".into())),
        (State::Assess, _) => Some(("pending", "the change is being assessed".into())),
        (State::Authorize, _) => Some(("pending", "approval is open".into())),
        (State::Scheduled | State::Implement, _) => None,
    }
}

/// Whether a change is still to be carried out, so that a time is looked for.
///
/// # Errors
/// What became of it, as the gate says it.
pub(super) fn goes_on(world: &World, desk: &Desk, change: &Change) -> Result<(), Refusal> {
    if !matches!(change.state, State::Review | State::Closed | State::Canceled) {
        return Ok(());
    }
    let said = by_state(change, Act::Start, &facts::of(world, desk, change)).map(|(_, text)| text);
    let text = format!("{}: {}; no time is looked for", change.no, said.unwrap_or_default());
    Err(Refusal::new(
        Kind::WrongState,
        text,
        format!("once more it is another change: quorate change clone {}", change.no),
    ))
}

/// The clauses by which what was tested is what goes further.
pub(super) fn pinning(pack: &Pack) -> Vec<String> {
    let members = std::iter::once(pack).chain(&pack.members);
    let rules = members.flat_map(|m| &m.rules).filter(|r| r.id() == "what-was-tested-is-deployed");
    rules.flat_map(|r| r.clauses.iter().cloned()).collect()
}

/// Whether another artifact may begin its way here: on the first stage that the change passes.
pub(super) fn begins_anew(pack: &Pack, act: Act, facts: &Facts) -> bool {
    let differs = facts.words("flag.artifact_differs").is_some_and(|w| w.iter().any(|w| w == "yes"));
    act == Act::Deploy && !differs && open_stages(pack, facts).is_empty()
}

/// The artifact that is asked about beside the one that is pinned: that of the deployment that is under way, else of the
/// newest one.
pub(super) fn compared(pinned: Option<&str>, asked: Option<&str>) -> Option<Artifact> {
    let matches = asked.zip(pinned).map(|(asked, pinned)| asked == pinned);
    let bare = |digest: &str| digest.strip_prefix("sha256:").unwrap_or(digest).to_owned();
    asked.or(pinned).map(|digest| Artifact { sha256: bare(digest), matches })
}
