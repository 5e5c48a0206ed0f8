//! Fills a sandbox register with a lifelike history: the same decisions by the same rules as real ones, only sooner.
//!
//! Everybody acts through the one write path, under the pack that is adopted. What the pack finds missing is supplied as
//! a person would: a field is filled in, a review is signed, a vote is cast. The same seed at the same clock gives the
//! same entries, to the last bit of the newest hash.

mod carry;
mod cast;
mod chance;
mod known;
mod lists;
mod mend;
mod past;
mod play;
mod prove;
mod scene;
mod sitting;
mod speech;
mod stage;
mod subject;
mod votes;

use super::Progress;
use super::error::AppError;
use super::open::App;
use super::options::{Demo, Founding, How};
use crate::base::ids::ActId;
use crate::base::text::so_many;
use crate::base::time::{Moment, Span};
use crate::sheets::change::ReasonLine;
use crate::sheets::register::{EntryRef, Receipt};
use crate::sheets::time::Time;
use chance::Chance;
use stage::Stage;

/// The most changes that a demonstration may have.
pub const MOST: u32 = 100_000;

/// Days that a demonstration covers: one for each change, within these.
const DAYS: std::ops::RangeInclusive<u32> = 45..=730;

impl App {
    /// Fills the register, which is founded anew at the beginning of the history; gives it back with a receipt.
    ///
    /// # Errors
    /// Outside a sandbox, in a register that has changes already or is open elsewhere, or beyond [`MOST`] changes.
    pub fn demo(self, demo: &Demo, progress: Progress<'_>) -> Result<(Self, Receipt), AppError> {
        if !self.sandbox() {
            return Err(AppError::Input {
                text: "a demonstration fills a sandbox register only".into(),
                hint: "found one: quorate init --sandbox".into(),
            });
        }
        if self.store.read()?.last_change()? > 0 {
            return Err(AppError::Input {
                text: "this register has changes already".into(),
                hint: "begin it anew: quorate demo reset; or found another: quorate --db FILE init --sandbox --demo"
                    .into(),
            });
        }
        if demo.changes == 0 || demo.changes > MOST {
            return Err(AppError::Input {
                text: format!("{} changes cannot be made", demo.changes),
                hint: format!("give --changes between 1 and {MOST}"),
            });
        }
        let end = self.now();
        let weeks = demo.meetings.unwrap_or(0).saturating_add(2);
        let days = demo.changes.clamp(*DAYS.start(), *DAYS.end()).max(weeks.saturating_mul(7));
        let begin = end.plus(Span::hours(-24 * i64::from(days)));
        let mut chance = Chance::new(demo.seed);
        let mut app = self.refound(begin, &mut chance)?;
        let (clock, actor) = (app.clock, app.actor.clone());
        let before = app.store.read()?.count()?;
        let played = Stage::new(&mut app, demo, begin, end, &mut chance).and_then(|stage| stage.play(progress));
        (app.clock, app.actor) = (clock, actor);
        let played = match played {
            Ok(played) => played,
            Err(error) => {
                let text = match app.settled(error) {
                    Err(AppError::Register { text, .. }) => format!("{text}; the demonstration was cut short"),
                    Err(other) => return Err(other),
                    Ok(()) => "the demonstration was cut short".into(),
                };
                return Err(AppError::Register { text, hint: "then begin it anew: quorate demo reset".into() });
            }
        };
        super::heads::remember(app.heads.as_deref(), &app.store);
        let head = app.store.read()?.head()?;
        let receipt = Receipt {
            act: format!("demo-{}", demo.seed),
            id: played.what(),
            revision: None,
            state: None,
            entries: vec![EntryRef { seq: head.seq, kind: format!("{} entries", head.seq.saturating_sub(before)) }],
            head: head.hash.to_string(),
            at: Time(end),
            warnings: warnings(demo, &played),
            again: false,
            dry_run: false,
            said: None,
            times: Vec::new(),
        };
        Ok((app, receipt))
    }

    /// Removes a sandbox register, so that another can be founded in its place; gives how it was founded.
    ///
    /// # Errors
    /// Outside a sandbox, and while another session has it open.
    pub fn discard(mut self) -> Result<Founding, AppError> {
        if !self.sandbox() {
            return Err(AppError::Input {
                text: "only a sandbox register can be reset: the entries of any other are kept".into(),
                hint: "name the demonstration's file with --db".into(),
            });
        }
        let register = self.register()?;
        let known = |name: &String| super::packs::names().any(|n| n == name);
        let packs = register.packs.into_iter().filter(known).collect();
        self.store.remove()?;
        Ok(Founding { packs, org: register.org, sandbox: true })
    }

    fn keep_company(&mut self, company: &cast::Company) -> Result<(), AppError> {
        for (id, name) in &company.names {
            let details = crate::store::directory::Details {
                person: id.clone(),
                display_name: name.clone(),
                email: Some(format!("{id}@example.org")),
            };
            self.store.put_details(&details)?;
        }
        Ok(())
    }
}

/// What a demonstration came to.
#[derive(Clone, Debug, Default)]
struct Played {
    changes: u32,
    meetings: u32,
    tally: Tally,
}

/// What was tried, and what was refused.
#[derive(Clone, Debug, Default)]
struct Tally {
    /// Commands.
    tried: u64,
    /// Refusals, by their kind.
    refused: std::collections::BTreeMap<&'static str, u64>,
    /// Changes for which nobody found a way on.
    stalled: u32,
    /// Changes whose implementation failed and that are not closed yet.
    failed: std::collections::BTreeSet<crate::base::ids::ChangeNo>,
}

impl Played {
    fn what(&self) -> String {
        let meetings = match self.meetings {
            0 => String::new(),
            n => format!(", {}", so_many(n, "meeting")),
        };
        format!("{}{meetings}", so_many(self.changes, "change"))
    }
}

/// What did not go as it was meant: a pack under which much is refused or changes get stuck is worth a look.
fn warnings(demo: &Demo, played: &Played) -> Vec<ReasonLine> {
    let tally = &played.tally;
    let mut lines = Vec::new();
    if let Some(wanted) = demo.meetings.filter(|n| *n > played.meetings) {
        lines.push(ReasonLine {
            rule: "demo".into(),
            text: format!("{} of {wanted} meetings were held", played.meetings),
            remedy: "the pack has no board that meets at turns of its own, or its hour is not set".into(),
            ..ReasonLine::default()
        });
    }
    let refused: u64 = tally.refused.values().sum();
    let many = refused.saturating_mul(20) > tally.tried;
    if many || tally.stalled > 0 {
        let kinds: Vec<String> = tally.refused.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        lines.push(ReasonLine {
            rule: "demo".into(),
            text: format!(
                "{refused} of {} acts were refused ({}); {} changes found no way on",
                tally.tried,
                kinds.join(", "),
                tally.stalled
            ),
            remedy: "see the log".into(),
            ..ReasonLine::default()
        });
    }
    lines
}

/// How a command of the demonstration is carried out.
fn how(act: ActId) -> How {
    How { act, dry_run: false, if_version: None }
}

/// A moment between so many minutes and so many later.
fn later(at: Moment, chance: &mut Chance, from: u64, to: u64) -> Moment {
    let minutes = from.saturating_add(chance.below(to.saturating_sub(from).max(1)));
    let seconds = minutes.saturating_mul(60).saturating_add(chance.below(60));
    at.plus(Span::seconds(i64::try_from(seconds).unwrap_or(60)))
}
