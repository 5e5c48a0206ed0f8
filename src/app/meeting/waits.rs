//! What meetings leave to be done by a person: actions, a meeting that nobody held, a freeze that no board has reviewed.

use super::freezes::BEFORE;
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::ids::{PersonId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::change::facts;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::sheets::meeting::MeetingRow;
use crate::sheets::people::InboxItem;
use crate::sheets::time::Time;

fn item(kind: &str, id: &str, title: String, why: &str, due: Option<Moment>, command: String) -> InboxItem {
    let (kind, id, why) = (kind.to_owned(), id.to_owned(), why.to_owned());
    InboxItem { kind, id, title, letter: String::new(), risk: None, why, due: due.map(Time), command }
}

impl App {
    /// What meetings leave to a person: their actions, and for those who lead the board or keep its minutes what was not
    /// held; for those who may call it, the review of a freeze.
    pub(in crate::app) fn left_by_meetings(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let mut items = self.actions_of(person)?;
        let world = self.house()?;
        let secretary = world.board.offices_of(person).any(|office| office == "secretary");
        let called = self.may_call(&world, person)?;
        if called || secretary || world.board.may_chair(person) {
            items.extend(self.not_held(&world, person, secretary, called)?);
        }
        if called {
            items.extend(self.unreviewed_ahead()?);
        }
        Ok(items)
    }

    /// The actions of a person that are not done.
    fn actions_of(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let reader = self.store.read()?;
        let mut items = Vec::new();
        for id in reader.meetings_with_open_actions(Some(person.as_str()))? {
            let world = fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let actions = world.meetings.get(&id).map(|m| m.actions.as_slice()).unwrap_or_default();
            for action in actions.iter().filter(|a| a.done.is_none() && a.owner == *person) {
                let said = crate::app::execute::words(&reader, &action.text).unwrap_or_else(|| "[removed]".into());
                let title = format!("action {}: {}", action.no, crate::base::text::tame_line(&said, 200));
                let command = format!("quorate meeting done {id} {}", action.no);
                items.push(item("ACTION", id.as_str(), title, "you", Some(action.due), command));
            }
        }
        items.sort_by_key(|i| i.due);
        Ok(items)
    }

    /// Whether a person may call meetings.
    fn may_call(&mut self, world: &World, person: &PersonId) -> Result<bool, AppError> {
        let now = self.now();
        let mut desk = self.desk(world, now)?;
        desk.actor = person.clone();
        let mut facts = facts::register(world, &desk);
        facts.set_word("act.reason", "given");
        facts.set_word("act.what", "");
        facts.set_word("type", "");
        facts.set_word("act.channel", "session");
        Ok(judge(&desk.pack, Act::MeetingCall, &facts).allowed())
    }

    /// Meetings whose time is over and that nobody held, for who says what became of them.
    fn not_held(
        &mut self,
        world: &World,
        person: &PersonId,
        secretary: bool,
        called: bool,
    ) -> Result<Vec<InboxItem>, AppError> {
        let now = self.now();
        let pack = self.desk(world, now)?.pack;
        let chairs = crate::app::person::in_chair(world, &pack, person, now);
        if !chairs && !secretary {
            return Ok(Vec::new());
        }
        let why = if chairs { "you chair the board" } else { "you are the secretary" };
        let rows = self.meetings()?.into_iter().filter(|r| r.state == "not_held" && r.closed.is_none());
        // Of turns that nobody called the last of each series stands for those before it.
        let (called_once, turns): (Vec<_>, Vec<_>) =
            rows.partition(|r| r.id.parse().is_ok_and(|id| self.is_called(&id)));
        let before =
            |row: &MeetingRow| turns.iter().filter(|t| t.series == row.series && t.starts < row.starts).count();
        let last = |row: &&MeetingRow| turns.iter().all(|t| t.series != row.series || t.starts <= row.starts);
        let told = called_once.iter().chain(turns.iter().filter(last)).map(|row| {
            let more = match before(row) {
                n if n > 0 && !called_once.contains(row) => format!(", as {n} before it: quorate meeting list"),
                _ => String::new(),
            };
            let title = format!("{}: was not held{more}; hold it, or close it with a reason", row.title);
            let command = match called {
                true => format!("quorate meeting close {} --reason TEXT", row.id),
                false => format!("quorate meeting view {}", row.id),
            };
            item("NOT HELD", &row.id, title, why, None, command)
        });
        Ok(told.collect())
    }

    /// Freezes that start without a review by the board, each once, or run without one until they end.
    fn unreviewed_ahead(&mut self) -> Result<Vec<InboxItem>, AppError> {
        let (now, mut items) = (self.now(), Vec::<InboxItem>::new());
        let mut rows = self.freezes_ahead(now)?;
        let running = self.calendar_rows(Some(now), Some(now.plus(Span::seconds(1))))?;
        rows.extend(running.into_iter().filter(|row| row.kind == "freeze" && row.from.0 <= now));
        for row in rows {
            let Some(reason) = self.unreviewed(&row.title, row.from.0)? else { continue };
            let title = format!("{} {}", reason.text, reason.clauses.join(" ")).trim_end().to_owned();
            let command = reason.remedy.trim_start_matches("hold one: ").to_owned();
            items.push(item("FREEZE", &row.id, title, "you may call the review", Some(row.from.0), command));
        }
        Ok(items)
    }

    /// The freezes that start in the weeks to come, the first turn of each, where a pack has meetings that review freezes.
    pub(in crate::app) fn freezes_ahead(
        &mut self,
        now: Moment,
    ) -> Result<Vec<crate::sheets::calendar::CalendarRow>, AppError> {
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        if !super::freezes::reviews(&pack) {
            return Ok(Vec::new());
        }
        let mut known: Vec<String> = Vec::new();
        let mut rows = self.calendar_rows(Some(now), Some(now.plus(BEFORE)))?;
        rows.retain(|row| {
            let first = row.kind == "freeze" && row.from.0 > now && !known.contains(&row.id);
            if first {
                known.push(row.id.clone());
            }
            first
        });
        Ok(rows)
    }
}
