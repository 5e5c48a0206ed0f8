//! What receipts of the board say beside what was recorded: how the quorum stands after a join or roll call, how often a
//! topic comes back.

use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::options::How;
use crate::base::ids::{MeetingId, PersonId};
use crate::domain::command::{BoardCommand, Command, MeetingCommand};
use crate::sheets::change::ReasonLine;
use crate::sheets::register::Receipt;
use crate::text::words::people::often;
use crate::text::words::{ballot, quorum};

impl App {
    /// A receipt of a join or roll call with how the quorum stands now.
    pub(in crate::app) fn present_now(
        &mut self,
        id: &MeetingId,
        command: &Command,
        mut receipt: Receipt,
    ) -> Result<Receipt, AppError> {
        if receipt.dry_run || receipt.again || receipt.entries.is_empty() {
            return Ok(receipt);
        }
        let joined = matches!(command, Command::Meeting(_, MeetingCommand::Join));
        let what = if joined { "joined" } else { "roll call recorded" };
        let sheet = self.meeting(id)?;
        receipt.said = Some(format!("{what}; present {}", quorum::standing(&sheet.quorum_now())));
        receipt.warnings.extend(sheet.agenda.iter().filter_map(|l| {
            let (change, came) = (l.id.as_ref()?, l.came.as_ref()?);
            let text = format!("{change}: {}", ballot::anew(came, &format!("quorate vote open {change}")));
            Some(ReasonLine { rule: "sealed-roster".into(), text, ..ReasonLine::default() })
        }));
        Ok(receipt)
    }

    /// Hands the chair over; the receipt says to whom.
    pub(in crate::app) fn hand_over(&mut self, id: &MeetingId, to: &PersonId, how: How) -> Result<Receipt, AppError> {
        let command = MeetingCommand::GiveChair { to: to.clone() };
        let mut receipt = self.of_planned(id, &command, how)?;
        let name = self.names()?.get(to.as_str()).map_or_else(|| to.to_string(), |(name, _)| name.clone());
        receipt.said.get_or_insert(format!("the chair handed over to {name}"));
        Ok(receipt)
    }

    /// Has a topic come back; the receipt says how often, and until when.
    pub(in crate::app) fn repeat(&mut self, command: &Command, how: How) -> Result<Receipt, AppError> {
        let mut receipt = self.carry_out(command, how)?;
        let Command::Board(BoardCommand::Repeat { series, topic, every, until }) = command else { return Ok(receipt) };
        let world = self.world(None)?;
        let now = self.now();
        let tz = self.desk(&world, now)?.pack.calendar.tz;
        let often = often(every, *until, tz);
        let end = if until.is_none() { ", until somebody ends that" } else { "" };
        let topic = crate::base::text::visible(topic);
        receipt.said.get_or_insert(format!("\"{topic}\" comes back at meetings of {series} {often}{end}"));
        Ok(receipt)
    }
}
