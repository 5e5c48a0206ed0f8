//! Fills a sandbox register with a lifelike history: the same decisions by the same rules as real ones, only sooner.
//!
//! Everybody acts through `decide`, under the pack that is adopted. What the pack finds missing is supplied as a person
//! would: a field is filled in, a review is signed, a vote is cast. The same seed at the same clock gives the same
//! entries.

mod cast;
mod chance;
mod mend;
mod play;
mod scene;

use super::Progress;
use super::error::AppError;
use super::open::App;
use super::options::{Demo, Founding, How};
use crate::base::ids::{ActId, ChangeNo};
use crate::base::time::{Moment, Span};
use crate::sheets::register::{EntryRef, Receipt};
use crate::sheets::time::Time;
use crate::store::append::Ending;
use chance::Chance;
use play::Play;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The most changes that a demonstration may have.
pub const MOST: u32 = 100_000;

/// Commands that go into one transaction.
const BATCH: usize = 4000;

impl App {
    /// Fills the register.
    ///
    /// # Errors
    /// Outside a sandbox, in a register that has changes already, or beyond [`MOST`] changes.
    pub fn demo(&mut self, demo: &Demo, progress: Progress<'_>) -> Result<Receipt, AppError> {
        if !self.sandbox() {
            return Err(AppError::Input {
                text: "a demonstration fills a sandbox register only".into(),
                hint: "found one: quorate init --sandbox".into(),
            });
        }
        if self.store.read()?.last_change()? > 0 {
            return Err(AppError::Input {
                text: "this register has changes already".into(),
                hint: "found another: quorate --db FILE init --sandbox --demo".into(),
            });
        }
        if demo.changes == 0 || demo.changes > MOST {
            return Err(AppError::Input {
                text: format!("{} changes cannot be made", demo.changes),
                hint: format!("give --changes between 1 and {MOST}"),
            });
        }
        let before = self.store.read()?.count()?;
        let mut chance = Chance::new(demo.seed);
        let company = cast::engage(self, &mut chance)?;
        self.keep_company(&company)?;
        let end = self.now();
        // A small demonstration covers three weeks, a large one two years.
        let days = i64::from(demo.changes.clamp(21, 730));
        let begin = end.plus(Span::hours(-24 * days));
        let mut world = self.world(None)?;
        let (digest, pack) = self.shelf.of(&world.policy, world.policy.version())?;
        let mut play = Play::new(pack, digest, company);
        let mut queue: BinaryHeap<Reverse<(Moment, u32)>> = BinaryHeap::new();
        let span = end.since(begin).0 / i64::from(demo.changes);
        for i in 0..demo.changes {
            let jitter = chance.below(u64::try_from(span).unwrap_or(1).max(1));
            let at = begin.plus(Span(span * i64::from(i))).plus(Span(i64::try_from(jitter).unwrap_or(0)));
            // An opening that office hours would put off beyond the end comes at the end: none is left out.
            queue.push(Reverse((play.office_hours(at).min(end), i + 1)));
        }
        let all = u64::from(demo.changes);
        let (mut opened, mut batches) = (0_u32, 0_u64);
        // Numbers are given in the order of opening, as everywhere.
        let mut numbers: std::collections::BTreeMap<u32, ChangeNo> = std::collections::BTreeMap::new();
        while queue.peek().is_some_and(|Reverse((at, _))| *at <= end) {
            batches += 1;
            let shelf = &mut self.shelf;
            self.store.write(chance.act(), Ending::Keep, |tx| {
                for _ in 0..BATCH {
                    let Some(Reverse((at, key))) = queue.pop() else { break };
                    if at > end {
                        queue.push(Reverse((at, key)));
                        break;
                    }
                    let no = *numbers.entry(key).or_insert_with(|| {
                        opened += 1;
                        ChangeNo(opened)
                    });
                    tx.as_act(chance.act());
                    match play.step(tx, &mut world, no, at, &mut chance)? {
                        Some(next) => queue.push(Reverse((next, key))),
                        None => {
                            numbers.remove(&key);
                        }
                    }
                }
                play.show(tx, shelf, &mut world)
            })?;
            progress(u64::from(opened), all);
            if batches > 10_000 {
                break;
            }
        }
        super::heads::remember(self.heads.as_deref(), &self.store);
        let head = self.store.read()?.head()?;
        Ok(Receipt {
            act: format!("demo-{}", demo.seed),
            id: format!("{opened} changes"),
            revision: None,
            state: None,
            entries: vec![EntryRef { seq: head.seq, kind: format!("{} entries", head.seq - before) }],
            head: head.hash.to_string(),
            at: Time(end),
            warnings: Vec::new(),
            again: false,
            dry_run: false,
        })
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

/// How a command of the demonstration is carried out.
pub(super) fn how(act: ActId) -> How {
    How { act, dry_run: false, if_version: None }
}
