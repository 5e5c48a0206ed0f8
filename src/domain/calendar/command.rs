//! What may be asked of the register's calendar.

use super::bring::Brought;
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};

/// To the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarCommand {
    /// Announce a freeze.
    Announce {
        /// What it is for, in a line.
        title: String,
        /// First moment.
        from: Moment,
        /// First moment after it.
        to: Moment,
        /// Environments that it binds; all when empty.
        environments: Vec<String>,
        /// Systems that it binds; all when empty.
        systems: Vec<String>,
        /// Types of change that it lets through, beside those of the pack.
        exempt: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Announce a window.
    Open {
        /// What it is for, in a line.
        title: String,
        /// First moment.
        from: Moment,
        /// First moment after it.
        to: Moment,
        /// Environments for which it is open; all when empty.
        environments: Vec<String>,
        /// Systems for which it is open; all when empty.
        systems: Vec<String>,
        /// Types of change for which it is open; all that the pack admits when empty.
        types: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// End a window ahead of its time.
    Shut {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Make freezes of the events of another calendar; what is known already stays, what has changed is announced anew.
    Bring {
        /// The events.
        events: Vec<Brought>,
        /// Environments that they bind; all when empty.
        environments: Vec<String>,
        /// Systems that they bind; all when empty.
        systems: Vec<String>,
        /// Types of change that they let through, beside those of the pack.
        exempt: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Approve a freeze that waits for it, or refuse it.
    Sign {
        /// Number.
        no: u32,
        /// Role in which one signs.
        role: Option<String>,
        /// Approved or refused.
        granted: bool,
        /// Why.
        reason: Option<String>,
    },
    /// Record that a task of a month is done.
    Done {
        /// The month: `2026-03`.
        month: String,
        /// The task, by the pack's id.
        task: String,
        /// What came of it.
        note: Option<String>,
    },
    /// End a freeze ahead of its time.
    End {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<String>,
    },
}
