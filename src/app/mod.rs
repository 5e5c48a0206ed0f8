//! Use cases: the only door for shells. Plain requests in, sheets out.

pub mod error;
pub mod options;
pub mod packs;
mod seam;
pub mod show;

use crate::base::ids::{ActId, ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::command::Command;
use crate::policy::clause::State;
use crate::policy::read::Finding;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::{ChangeRow, ChangeSheet};
use crate::sheets::pack::{ClauseRow, PackRow, PackSheet};
use crate::sheets::people::{BoardSheet, InboxItem, PersonRow};
use crate::sheets::register::{CheckLine, GateSheet, ImportSheet, LogLine, Receipt, RegisterSheet, VerifySheet};
use error::AppError;
use options::{Demo, Founding, How, ListQuery, Options};
pub use seam::App;
pub use seam::Progress;
use std::path::Path;
