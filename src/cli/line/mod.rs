//! Line mode: numbered questions, append-only lines, no cursor movement.

pub mod ask;

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;

/// Runs line mode until the person leaves.
pub fn run(_session: &mut Session) -> Result<Exit, Failure> {
    Err(Failure::usage("line mode is not there yet", "use the commands: quorate help"))
}
