//! The run of a change, for people who look at it.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use super::show;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::pack::{Effect, Path, Rule};
use crate::sheets::change::ReasonLine;
use crate::sheets::run::RunSheet;

impl App {
    /// The type of change that is authorised at once.
    ///
    /// # Errors
    /// When the pack in force has none, or the register cannot be read.
    pub fn urgent_type(&mut self) -> Result<String, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let pack = self.desk(&world, now)?.pack;
        let urgent = pack.types.iter().find(|t| t.path == Path::Urgent).map(|t| t.id().to_owned());
        urgent.ok_or_else(|| AppError::Input {
            text: format!("the pack {} knows no emergencies", pack.name),
            hint: "open a change request: quorate change create".into(),
        })
    }

    /// Why a deployment for which no change request is named is refused: by the rules that want one handed in first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn without_request(&mut self) -> Result<AppError, AppError> {
        let clauses = self.request_first()?;
        let text = "a deployment belongs to a change request, and none is named";
        let remedy = "name it: quorate run start CHG-N; open one: quorate change create; for an emergency open it at \
                      once: quorate run start --emergency TITLE";
        Ok(Refusal::new(Kind::Policy, text, remedy).citing(&clauses).into())
    }

    /// What is told of a request that was opened for an emergency under way.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn opened_for_emergency(&mut self, id: &str) -> Result<Option<ReasonLine>, AppError> {
        let clauses = self.request_first()?;
        let text =
            format!("{id} is the request of this emergency, opened as it began: its deployment is not recorded yet");
        let remedy = format!("fill it in and hand it in, have it authorised, then: quorate run start {id}");
        let text = format!("{text}; {remedy}");
        Ok((!id.is_empty()).then(|| ReasonLine {
            rule: "request-opened".into(),
            text,
            clauses,
            remedy,
            ..Default::default()
        }))
    }

    /// The clauses of the rules that refuse to start what was not handed in.
    fn request_first(&mut self) -> Result<Vec<String>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        let packs = std::iter::once(&*desk.pack).chain(&desk.pack.members);
        let first = |r: &&Rule| {
            r.effect == Effect::Forbid && r.acts.contains(&Act::Start) && r.when.state.iter().any(|s| s == "new")
        };
        let mut clauses: Vec<String> = Vec::new();
        for id in packs.flat_map(|p| &p.rules).filter(first).flat_map(|r| &r.clauses) {
            if !clauses.contains(id) {
                clauses.push(id.clone());
            }
        }
        Ok(clauses)
    }

    /// The run of a change: its deployments, the record, what is watched, the review, and what is due.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn run(&mut self, no: ChangeNo, at: Option<Moment>) -> Result<RunSheet, AppError> {
        let (change, world, _) = self.found(no, at)?;
        let now = at.unwrap_or_else(|| self.now());
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        self.looking(&world, &desk, |lens| show::run::sheet(lens, &change))
    }
}
