//! Convening a board at once for one change: the number of the meeting, the change as its item, and that it is not
//! convened twice.

use super::agenda;
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::app::options::How;
use crate::base::ids::{ActId, ChangeNo, MeetingId, Stream};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::meeting::convene::series_for;
use crate::domain::meeting::{Item, MeetingState};
use crate::domain::refusal::{Kind, Refusal};
use crate::sheets::register::Receipt;

impl App {
    /// Convenes the board for a change. The receipt names the meeting.
    ///
    /// # Errors
    /// A refusal, also where a meeting for it is ahead or open already.
    pub(in crate::app) fn convene(
        &mut self,
        no: ChangeNo,
        reason: Option<String>,
        how: How,
    ) -> Result<Receipt, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let mut meeting: Option<(MeetingId, Item)> = None;
        if let Some(series) = series_for(&pack, &change.change_type) {
            if let Some(there) = self.convened(series.id(), no)? {
                let text = format!("meeting {there} was convened for {no} already");
                let refusal = Refusal::new(Kind::AlreadyDone, text, format!("quorate meeting view {there}"));
                return Err(AppError::Refused(Box::new(refusal)));
            }
            let day = pack.calendar.day(now);
            // The first number of a week belongs to the turn of the board that meets by itself.
            let id = Some(self.free_id(&pack, day, 2));
            let item = agenda::section_of(series).map(|section| agenda::item(&pack, section, &change));
            meeting = id.zip(item);
        }
        let act = how.act;
        let id = meeting.as_ref().map(|(id, _)| id.to_string());
        let mut receipt = self.carry_out(&Command::Change(no, ChangeCommand::Convene { meeting, reason }), how)?;
        // A retry tells of the meeting that the first one called.
        receipt.id = match self.convened_by(&receipt, act)? {
            Some(id) => id,
            None => id.unwrap_or(receipt.id),
        };
        Ok(receipt)
    }

    /// The meeting that an act called, as the ledger has it.
    fn convened_by(&self, receipt: &Receipt, act: ActId) -> Result<Option<String>, AppError> {
        if !receipt.again {
            return Ok(None);
        }
        let streams = self.store.read()?.act(act)?.into_iter().map(|e| e.entry.stream);
        let meeting = |s: String| match s.parse::<Stream>() {
            Ok(Stream::Meeting(id)) => Some(id.to_string()),
            _ => None,
        };
        Ok(streams.filter_map(meeting).next())
    }

    /// The meeting of a series, ahead or open, that a change stands on by name.
    fn convened(&self, series: &str, no: ChangeNo) -> Result<Option<MeetingId>, AppError> {
        let reader = self.store.read()?;
        for state in [MeetingState::Pending, MeetingState::InProgress] {
            for row in reader.meetings_in(state.word())?.into_iter().filter(|r| r.series == series) {
                let Ok(id) = row.id.parse::<MeetingId>() else { continue };
                let world = fold(&reader, &[Stream::Meeting(id.clone())], None)?;
                if world.meetings.get(&id).is_some_and(|m| m.changes().any(|c| c == no)) {
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }
}
