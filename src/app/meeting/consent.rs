//! The consent group: items that nobody wants to talk about are decided together, each by a ballot of its own, all of
//! them or none.

use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::options::How;
use crate::base::ids::MeetingId;
use crate::base::time::Moment;
use crate::domain::ballot::Outcome;
use crate::domain::ballot::events::BallotEvent;
use crate::domain::command::{Cast, ChangeCommand, Command, MeetingCommand};
use crate::domain::desk::Decided;
use crate::domain::event::What;
use crate::domain::meeting::{Meeting, MeetingState, outcome};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::sheets::meeting::AnnouncedLine;
use crate::sheets::register::Receipt;
use crate::sheets::time::Time;

impl App {
    /// Decides the consent group of a meeting: those who are there, heard it announced and said nothing
    /// approve, which the chair enters for them; each may object to that afterwards, as to any vote that was entered.
    ///
    /// # Errors
    /// A refusal, of any item; nothing is recorded then.
    pub(in crate::app) fn consent(
        &mut self,
        id: &MeetingId,
        reason: Option<&str>,
        how: How,
    ) -> Result<Receipt, AppError> {
        let world = self.meeting_world(id, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let group = world.meetings.get(id).map(|m| outcome::announced(&world, m, now)).unwrap_or_default();
        let criteria: Vec<String> = pack.panel.criteria.iter().map(|c| c.id.clone()).collect();
        let reason =
            Some(reason.unwrap_or_default().trim()).filter(|r| !r.is_empty()).unwrap_or("by consent").to_owned();
        let command = Command::Meeting(id.clone(), MeetingCommand::Consent { reason: Some(reason.clone()) });
        let actor = self.actor.clone();
        let named = self.of_group(id, &group)?;
        let mut receipt = self.together(&command, how, |act| {
            let mut last = act.carry_out(&command)?;
            for (item, no) in group {
                if !criteria.is_empty() {
                    let considered = MeetingCommand::Consider { item, criteria: criteria.clone() };
                    act.carry_out(&Command::Meeting(id.clone(), considered))?;
                }
                let open = Command::Change(no, ChangeCommand::OpenConsent { meeting: id.to_string() });
                act.carry_out(&open).map_err(|error| by_itself(error, item))?;
                for member in act.silent(no, id)? {
                    let own = member == actor;
                    let cast = Cast {
                        choice: "approve".into(),
                        via_chair: !own,
                        member: (!own).then_some(member),
                        reason: (!own).then(|| reason.clone()),
                        ..Cast::default()
                    };
                    act.carry_out(&Command::Change(no, ChangeCommand::Cast(cast)))?;
                }
                let close = Command::Change(no, ChangeCommand::CloseVote { reason: Some(reason.clone()) });
                last = act.carry_out(&close).map_err(|error| by_itself(error, item))?;
                if !carried(&last.decided) {
                    // Silence approves or decides nothing: it never rejects.
                    let text = format!("those who are present do not carry {no} by their silence");
                    let remedy = format!("take it out and vote on it: quorate meeting pull {item}");
                    return Err(Refusal::new(Kind::Policy, text, remedy).into());
                }
            }
            last.about(&command);
            Ok(Some(last))
        })?;
        if !receipt.again {
            receipt.said = Some(format!("the consent group approved: {named}"));
        }
        Ok(receipt)
    }
}

/// Why an item cannot be decided in the group, with the other way out: one item does not hold up the rest.
fn by_itself(error: AppError, item: u32) -> AppError {
    let AppError::Refused(mut refusal) = error else { return error };
    if let Some(reason) = refusal.reasons.first_mut() {
        let pull = format!("take it out of the group: quorate meeting pull {item}");
        reason.remedy = if reason.remedy.is_empty() { pull } else { format!("{}; or {pull}", reason.remedy) };
    }
    AppError::Refused(refusal)
}

fn carried(decided: &Decided) -> bool {
    let closed = |what: &What| match what {
        What::Ballot(BallotEvent::VoteClosed { outcome, .. }) => Some(*outcome),
        _ => None,
    };
    decided.events.iter().any(|(_, what)| closed(what) == Some(Outcome::Carried))
}

/// The consent group while it is announced and something of it is not decided.
pub(super) fn announced(world: &World, meeting: &Meeting, now: Moment) -> Option<AnnouncedLine> {
    let items: Vec<u32> = outcome::announced(world, meeting, now).into_iter().map(|(no, _)| no).collect();
    let open = meeting.state == MeetingState::InProgress && !items.is_empty();
    let said = meeting.announced.as_ref().filter(|_| open)?;
    Some(AnnouncedLine { at: Time(said.at), until: Time(said.until), items })
}
