//! What a join or roll call comes to: how the quorum stands after it.

use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::ids::MeetingId;
use crate::domain::command::{Command, MeetingCommand};
use crate::sheets::register::Receipt;
use crate::text::words::quorum;

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
        let q = self.meeting(id)?.quorum_now();
        receipt.said = Some(format!("{what}; present {}", quorum::standing(&q)));
        Ok(receipt)
    }
}
