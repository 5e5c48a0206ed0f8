//! The application's operations.

use super::options::{Draft, ImportJob, Page};
use super::*;

/// The application over one register.
#[derive(Debug)]
pub struct App {
    options: Options,
}

/// What tells a caller how far a long operation has come: done and total (0 when unknown).
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

fn later<T>() -> Result<T, AppError> {
    Err(AppError::Register { text: "this operation is being built".into(), hint: String::new() })
}

impl App {
    /// Opens the register.
    pub fn open(options: &Options) -> Result<Self, AppError> {
        Ok(Self { options: options.clone() })
    }
    /// Founds a register that does not exist yet; the account that founds it becomes its administrator.
    pub fn create(_options: &Options, _founding: &Founding) -> Result<(Self, Receipt), AppError> {
        later()
    }
    /// Whether the register's file exists.
    pub fn exists(_options: &Options) -> bool {
        false
    }
    /// Where things are: `db`, `config`, `state`, `cache`.
    pub fn paths(_options: &Options) -> Vec<(&'static str, std::path::PathBuf)> {
        Vec::new()
    }
    /// Health of the program, the terminal's surroundings and the register; works without a register.
    pub fn doctor(_options: &Options) -> Vec<CheckLine> {
        Vec::new()
    }
    /// Who acts.
    pub fn actor(&self) -> PersonId {
        let _ = &self.options;
        PersonId::system()
    }
    /// Now: the system's clock, or the sandbox's.
    pub fn now(&self) -> Moment {
        Moment(0)
    }
    /// Carries out a command.
    pub fn execute(&mut self, _command: &Command, _how: How) -> Result<Receipt, AppError> {
        later()
    }
    /// Registers or updates a person with the details that are not in the ledger.
    pub fn person(
        &mut self,
        _command: &Command,
        _name: Option<&str>,
        _email: Option<&str>,
        _how: How,
    ) -> Result<Receipt, AppError> {
        later()
    }
    /// What the header and the home page show.
    pub fn register(&mut self) -> Result<RegisterSheet, AppError> {
        later()
    }
    /// A page of the queue.
    pub fn changes(&mut self, _query: &ListQuery) -> Result<Page, AppError> {
        later()
    }
    /// The whole queue, row by row, in constant memory.
    pub fn each_change(&mut self, _query: &ListQuery, _row: &mut dyn FnMut(ChangeRow) -> bool) -> Result<(), AppError> {
        later()
    }
    /// Number of changes by state word, for the queue's head line; never asked before the first frame.
    pub fn counts(&mut self) -> Result<Vec<(String, u64)>, AppError> {
        later()
    }
    /// A change with everything, now or as it stood.
    pub fn change(&mut self, _no: ChangeNo, _at: Option<Moment>) -> Result<ChangeSheet, AppError> {
        later()
    }
    /// The newest ballot of a change.
    pub fn ballot(&mut self, _no: ChangeNo) -> Result<BallotSheet, AppError> {
        later()
    }
    /// All ballots of a change, newest first.
    pub fn ballots(&mut self, _no: ChangeNo) -> Result<Vec<BallotSheet>, AppError> {
        later()
    }
    /// What waits for a person (the actor when not given).
    pub fn inbox(&mut self, _person: Option<&PersonId>) -> Result<Vec<InboxItem>, AppError> {
        later()
    }
    /// Persons.
    pub fn people(&mut self) -> Result<Vec<PersonRow>, AppError> {
        later()
    }
    /// The board.
    pub fn board(&mut self) -> Result<BoardSheet, AppError> {
        later()
    }
    /// Catalogue entries: id, title, standing, expiry, runs on probation left.
    pub fn catalogue(&mut self) -> Result<Vec<(String, String, String, Moment, u32)>, AppError> {
        later()
    }
    /// Risks: number, change, level, text, mitigation, owner, accepted by.
    pub fn risks(&mut self) -> Result<Vec<[String; 7]>, AppError> {
        later()
    }
    /// The fields that a new change of a type has (an empty sheet), for forms.
    pub fn blank(&mut self, _change_type: &str) -> Result<ChangeSheet, AppError> {
        later()
    }
    /// The packs that are built in, and those in force.
    pub fn packs(&mut self) -> Result<Vec<PackRow>, AppError> {
        later()
    }
    /// A pack: in force, built in, or a file.
    pub fn pack(&mut self, _name: &str) -> Result<PackSheet, AppError> {
        later()
    }
    /// The clauses of a pack.
    pub fn clauses(&mut self, _name: &str) -> Result<Vec<ClauseRow>, AppError> {
        let _ = State::ALL;
        later()
    }
    /// Text of a clause.
    pub fn clause_text(_id: &str) -> Option<(&'static str, &'static str)> {
        None
    }
    /// Checks a pack file.
    pub fn check_pack(_file: &Path) -> Result<Vec<Finding>, AppError> {
        later()
    }
    /// What differs between two packs (names or files), one line each.
    pub fn diff_packs(_a: &str, _b: &str) -> Result<Vec<String>, AppError> {
        later()
    }
    /// The JSON Schema of packs.
    pub fn pack_schema() -> String {
        String::new()
    }
    /// Adopts packs by name or file.
    pub fn adopt(&mut self, _packs: &[String], _reason: Option<&str>, _how: How) -> Result<Receipt, AppError> {
        later()
    }
    /// Re-judges the recorded decisions under another pack: change, then, now, clauses.
    pub fn replay(&mut self, _pack: &str, _progress: Progress<'_>) -> Result<(u64, Vec<[String; 4]>), AppError> {
        later()
    }
    /// The log of one thing (`CHG-1`, `board`) or of all, newest first, before a sequence number.
    pub fn log(&mut self, _id: Option<&str>, _before: Option<u64>, _limit: usize) -> Result<Vec<LogLine>, AppError> {
        later()
    }
    /// Verifies the ledger; `against` is the text of a checkpoint.
    pub fn verify(&mut self, _against: Option<&str>, _progress: Progress<'_>) -> Result<VerifySheet, AppError> {
        later()
    }
    /// The checkpoint of the ledger as it stands.
    pub fn checkpoint(&mut self) -> Result<String, AppError> {
        later()
    }
    /// Compares the read tables with a fresh replay, or builds them anew; gives the differences.
    pub fn rebuild(&mut self, _check: bool, _progress: Progress<'_>) -> Result<Vec<String>, AppError> {
        later()
    }
    /// Whether a change may go out now.
    pub fn gate(&mut self, _no: ChangeNo, _env: Option<&str>, _at: Option<Moment>) -> Result<GateSheet, AppError> {
        later()
    }
    /// Imports foreign records.
    pub fn import(&mut self, _job: &ImportJob, _progress: Progress<'_>) -> Result<ImportSheet, AppError> {
        later()
    }
    /// Fills a sandbox register with a lifelike history.
    pub fn demo(&mut self, _demo: &Demo, _progress: Progress<'_>) -> Result<Receipt, AppError> {
        later()
    }
    /// Copies the register with SQLite's backup.
    pub fn backup(&mut self, _to: &Path) -> Result<(), AppError> {
        later()
    }
    /// Keeps a draft of the actor: `new`, or a change's id.
    pub fn save_draft(&mut self, _key: &str, _draft: Option<&Draft>) -> Result<(), AppError> {
        later()
    }
    /// Drafts of the actor.
    pub fn drafts(&mut self) -> Result<Vec<(String, Draft)>, AppError> {
        later()
    }
    /// Calls back after another process's commit; the watch ends when the returned guard is dropped.
    pub fn watch(&self, _changed: Box<dyn Fn() + Send>) -> Result<Box<dyn std::any::Any + Send>, AppError> {
        later()
    }
    /// An id for a new act.
    pub fn new_act() -> ActId {
        How::fresh().act
    }
}
