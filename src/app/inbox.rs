//! The inbox: what waits for a person, now or as it was.

use super::error::AppError;
use super::execute::{desk_for, fold, words};
use super::open::App;
use super::person::{in_chair, whoms};
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::calendar::{Freeze, proposal};
use crate::domain::change::{acts, clocks, facts, next, summary};
use crate::domain::checklist::behind::HAND_ON;
use crate::domain::checklist::waiting::half_for;
use crate::domain::meeting::MeetingState;
use crate::domain::run::CODES;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::policy::request::Review;
use crate::sheets::people::InboxItem;
use crate::sheets::time::Time;
use crate::store::query::inbox::Item;
use std::collections::BTreeSet;

/// Items that are looked at for each role, seat or person.
const MOST: usize = 100;

impl App {
    /// What waits for a person (the actor when not given), the earliest due first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn inbox(&mut self, person: Option<&PersonId>) -> Result<Vec<InboxItem>, AppError> {
        Ok(self.inbox_of(person, None)?.0)
    }

    /// What waits for the actor, and when that changes by time alone: a clock that runs out, a ballot that lapses.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn inbox_until(&mut self) -> Result<(Vec<InboxItem>, Option<Moment>), AppError> {
        self.inbox_of(None, None)
    }

    /// What waits for the actor by the tables alone, for the first frame of a session, which has so many rows. Whether the pack keeps them from a
    /// review of it is left open: that takes a look at the record of each change.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn inbox_at_once(&mut self, rows: usize) -> Result<(Vec<InboxItem>, Option<Moment>), AppError> {
        self.inbox_of(None, Some(rows))
    }

    fn inbox_of(
        &mut self,
        person: Option<&PersonId>,
        at_once: Option<usize>,
    ) -> Result<(Vec<InboxItem>, Option<Moment>), AppError> {
        self.recall()?;
        let (sure, most) = (at_once.is_none(), at_once.unwrap_or(MOST).clamp(1, MOST));
        let person = person.unwrap_or(&self.actor).clone();
        let world = self.seated()?;
        let now = self.now();
        let seats: Vec<&str> =
            world.board.seats.iter().filter(|(_, p)| **p == person).map(|(s, _)| s.as_str()).collect();
        // Only the pack tells who is in the chair: it is read for those who can be, when something waits there.
        let waits = world.board.may_chair(&person) && !self.store.read()?.waiting(&["chair".into()], 1)?.is_empty();
        let chairs = waits && {
            let world = self.house()?;
            in_chair(&world, &*self.shelf.seats(&world.policy, world.policy.version())?, &person, now)
        };
        let whoms = whoms(&world, &person, chairs, now);
        let found = self.store.read()?.inbox(&whoms, most)?;
        let mut items: Vec<InboxItem> = Vec::with_capacity(found.len());
        let mut listed: BTreeSet<(u32, String)> = BTreeSet::new();
        let mut turns: Option<Moment> = None;
        // What is of an entry of the catalogue that has expired is not carried out.
        let ends = |i: &&Item| i.waiting.kind == summary::EXPIRES && i.waiting.due.is_some_and(|due| due < now.0);
        let expired: BTreeSet<u32> = found.iter().filter(ends).map(|i| i.waiting.no).collect();
        for Item { waiting: mut w, title, letter, risk, requester, closes } in found {
            let no = ChangeNo(w.no);
            // What is to begin in its window is due when that opens; once it is open, before it closes.
            if w.kind == "START" {
                let near = [w.due, closes].into_iter().flatten().map(Moment).filter(|at| *at >= now).min();
                turns = near.map_or(turns, |near| Some(turns.map_or(near, |first| first.min(near))));
                w.due = if w.due.is_some_and(|due| due <= now.0) { closes.or(w.due) } else { w.due };
            }
            let timed = summary::waits_from_due(&w.kind) || matches!(w.kind.as_str(), "VOTE" | "OBJECT" | "CLOSE VOTE");
            if let Some(due) = w.due.map(Moment).filter(|due| timed && *due >= now) {
                turns = Some(turns.map_or(due, |first| first.min(due)));
            }
            // A ballot that has lapsed takes no votes; the chair opens another one.
            let lapsed = w.kind == "CLOSE VOTE" && w.due.is_some_and(|due| due <= now.0);
            if matches!(w.kind.as_str(), "VOTE" | "OBJECT") && w.due.is_some_and(|due| due < now.0) {
                continue;
            }
            // A clock that has not run out yet says nothing.
            if summary::waits_from_due(&w.kind) && w.due.is_none_or(|due| due >= now.0) {
                continue;
            }
            if expired.contains(&w.no) && matches!(w.kind.as_str(), "START" | "DEPLOY" | "SCHEDULE" | "CHECKLIST") {
                continue;
            }
            if listed.contains(&(w.no, w.kind.clone())) {
                continue;
            }
            // What one's own request waits for in a role that one holds oneself is for somebody else.
            let by_role = w.whom.starts_with("role ");
            let role = w.whom.strip_prefix("role ").unwrap_or_default();
            let lent = by_role && world.people.active(&person).is_none_or(|p| !p.roles.contains(role));
            let holder = if lent && sure { self.signs_for(no, &person, role)? } else { None };
            if lent && (holder.is_none() || !matches!(w.kind.as_str(), "APPROVE" | "REVIEW" | summary::PEER)) {
                continue;
            }
            if by_role && w.kind == "APPROVE" && requester == person.as_str() {
                continue;
            }
            if sure
                && by_role
                && matches!(w.kind.as_str(), "REVIEW" | summary::PEER)
                && self.bars_from_review(no, &person)?
            {
                continue;
            }
            if sure && by_role && w.kind == "SIGN" && self.bars_from_signing(no, &person, role)? {
                continue;
            }
            let why = match w.whom.split_once(' ') {
                Some(("role", role)) if w.kind == summary::ESCALATED => format!("as {role}: its clock ran out"),
                Some(("role", _)) if w.kind == summary::PEER => "its peer review: you have no part in it".into(),
                Some(("role", role)) => match holder {
                    Some(holder) => format!("as {role}, delegated by {holder}"),
                    None => format!("as {role}"),
                },
                Some(_) if w.kind == "VOTE" => format!("seat {}", seats.join(", ")),
                Some(_) if w.kind == "OBJECT" => "your vote was entered for you".into(),
                Some(_) if matches!(w.kind.as_str(), "DEFERRED" | "REVISE") && sure => self.told_back(no, &w.kind)?,
                Some(_)
                    if matches!(w.kind.as_str(), "SUSPENDED" | "WITHDRAWN" | "EXPIRED" | summary::EXPIRES) && sure =>
                {
                    self.entry_out(no)?
                }
                Some(_) => "you".into(),
                None if lapsed => "you chair the board; the time of its ballot ran out".into(),
                None => "you chair the board".into(),
            };
            let clock = match w.due {
                Some(due) if sure && matches!(w.kind.as_str(), summary::OVERDUE | summary::ESCALATED) => {
                    self.clock_behind(no, (&w.whom, &w.kind, Moment(due)))?
                }
                _ => None,
            };
            let why = clock.map_or_else(|| why.clone(), |clock| format!("{why}: {clock}"));
            let why = if w.kind == HAND_ON { format!("{why}: who had its checklist in hand has left") } else { why };
            listed.insert((w.no, w.kind.clone()));
            // What comes up again is opened as any other, and late for nothing.
            let (kind, due) = match w.kind.as_str() {
                summary::RETURNS => ("OPEN VOTE".into(), None),
                _ if lapsed => ("OPEN VOTE".into(), None),
                summary::EXPIRES => ("EXPIRED".into(), None),
                _ => (w.kind, w.due),
            };
            let orphan = kind == "CONDITION" && w.whom == "chair";
            let (why, command) = match orphan {
                true => (
                    "you chair the board; nobody answers for it".into(),
                    format!("quorate decision condition {no} N --owner PERSON"),
                ),
                false => (why, command(&kind, &no.to_string())),
            };
            items.push(InboxItem {
                command,
                kind,
                id: no.to_string(),
                title,
                letter,
                risk,
                why,
                due: due.map(|d| Time(Moment(d))),
            });
        }
        if sure {
            items.extend(self.freezes_to_sign(&person, chairs)?);
            items.extend(self.boards_to_open(&person)?);
            items.extend(self.left_by_meetings(&person)?);
            items.extend(self.suspended(&person)?);
            items.extend(self.appointments(&person)?);
            items.sort_by_key(|item| item.due.map_or(Moment(i64::MAX), |due| due.0));
        }
        Ok((items, turns))
    }

    /// The clock that ran out for somebody, in words: what was due, since when, and by which clauses.
    fn clock_behind(&mut self, no: ChangeNo, row: (&str, &str, Moment)) -> Result<Option<String>, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let reading = clocks::behind(&desk, &change, &facts::of(&world, &desk, &change), row);
        let cited = |all: &[String]| if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) };
        Ok(reading.map(|r| format!("{}, due {}{}", r.clock.title, desk.told(r.limit), cited(&r.clock.clauses))))
    }

    /// Why a change was deferred or rejected, for whoever asked for it: what to bring.
    fn told_back(&mut self, no: ChangeNo, kind: &str) -> Result<String, AppError> {
        let until = self.back.unwrap_or(Moment(i64::MAX));
        let Some((change, _)) = self.fold_alone(no, Some(until))? else { return Ok("you".into()) };
        let reader = self.store.read()?;
        let said = change.turned.and_then(|said| words(&reader, &said));
        let said = said.map(|text| format!(": {}", crate::base::text::tame_line(&text, 200))).unwrap_or_default();
        let what = if kind == "DEFERRED" { "deferred" } else { "rejected" };
        Ok(format!("you asked for it; {what}{said}"))
    }

    /// Boards that were convened at short notice and that nobody has opened: for the chair and every seat.
    fn boards_to_open(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let pending = self.store.read()?.meetings_in(MeetingState::Pending.word())?;
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let world = self.house()?;
        let now = self.now();
        let seats: Vec<&str> =
            world.board.seats.iter().filter(|(_, p)| *p == person).map(|(seat, _)| seat.as_str()).collect();
        if seats.is_empty() {
            return Ok(Vec::new());
        }
        let pack = self.desk(&world, now)?.pack;
        let chairs = in_chair(&world, &pack, person, now);
        let mut items = Vec::new();
        for row in pending {
            let series = pack.series.iter().find(|s| s.id() == row.series && s.within.is_some());
            let (Some(series), Ok(id)) = (series, row.id.parse::<MeetingId>()) else { continue };
            let meeting = fold(&self.store.read()?, &[Stream::Meeting(id.clone())], self.back)?.meetings.remove(&id);
            let Some((meeting, within)) = meeting.zip(series.within) else { continue };
            let due = pack.calendar.after(meeting.called.0, within);
            let about: Vec<String> = meeting.changes().map(|no| no.to_string()).collect();
            let late = if due < now { ", its time to open has PASSED" } else { "" };
            let cited = series.clauses.join(" ");
            let title = match about.as_slice() {
                [] => series.title.clone(),
                about => format!("{} {}", series.title, about.join(", ")),
            };
            items.push(InboxItem {
                kind: "MEETING".into(),
                id: row.id.clone(),
                title: format!("{title}{late} {cited}").trim_end().to_owned(),
                letter: String::new(),
                risk: None,
                why: if chairs { "you chair the board".into() } else { format!("seat {}", seats.join(", ")) },
                due: Some(Time(due)),
                command: if chairs {
                    format!("quorate meeting open {id}")
                } else {
                    format!("quorate meeting view {id}")
                },
            });
        }
        Ok(items)
    }

    /// The announced freezes that wait for a person's approval.
    fn freezes_to_sign(&mut self, person: &PersonId, chairs: bool) -> Result<Vec<InboxItem>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let roles = world.people.active(person).map(|p| p.roles.clone()).unwrap_or_default();
        let chairs = chairs
            || (world.calendar.freezes.iter().any(Freeze::proposed)
                && world.board.may_chair(person)
                && in_chair(&world, &*self.shelf.seats(&world.policy, world.policy.version())?, person, now));
        let mine = world.calendar.freezes.iter().filter(|f| f.state(now) == "proposed");
        let mine = mine.filter_map(|f| Some((f, proposal::signs(f, person, &roles, chairs)?)));
        let item = |(f, role): (&Freeze, String)| InboxItem {
            kind: "FREEZE".into(),
            id: f.id(),
            title: f.title.clone(),
            letter: String::new(),
            risk: None,
            why: format!("as {role}"),
            due: Some(Time(f.from)),
            command: format!("quorate freeze approve {}", f.no),
        };
        Ok(mine.map(item).collect())
    }

    /// For whom a person may sign in a role that is delegated to them, where the change is or on its way there.
    fn signs_for(&mut self, no: ChangeNo, person: &PersonId, role: &str) -> Result<Option<PersonId>, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, person, now, &change)?;
        let ends = change.words("environment").to_vec();
        let first = next::on_the_way(&world, &desk, &change);
        // A review that waits may be for a stage after the next one.
        let mut verdict = summary::next_verdict(&world, &desk, &change);
        verdict.missing.extend(first.iter().flat_map(|(_, verdict)| verdict.missing.clone()));
        let asked = summary::reviews_asked(&desk.pack, &verdict).into_iter();
        let of_role = asked.filter(|r| r.roles.iter().any(|r| r == role));
        let stages = of_role.map(|r| r.environment.clone()).filter(|places| !places.is_empty());
        let mut places = std::iter::once(ends).chain(first.iter().map(|(stage, _)| vec![stage.clone()])).chain(stages);
        Ok(places.find_map(|places| facts::holder_of(&world, &desk, &places, role)))
    }

    /// Whether a person has signed all that a role is asked to sign as well: nobody signs twice.
    fn bars_from_signing(&mut self, no: ChangeNo, person: &PersonId, role: &str) -> Result<bool, AppError> {
        if !self.store.read()?.names_person(no, person)? {
            return Ok(false);
        }
        let (change, ..) = self.found(no, None)?;
        Ok(!half_for(&change, person, role))
    }

    /// Whether the pack keeps a person from every review that a change waits for, because of what they are to it: who
    /// asks for a change or carries it out does not review it. Whoever its record never names has nothing to do with it.
    fn bars_from_review(&mut self, no: ChangeNo, person: &PersonId) -> Result<bool, AppError> {
        if !self.store.read()?.names_person(no, person)? {
            return Ok(false);
        }
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, person, now, &change)?;
        let known = acts::facts_for(&world, &desk, &change, &[]);
        let holds = |role: &String| known.words("actor.roles").is_some_and(|own| own.contains(role));
        // The reviews that the next step waits for, as the inbox counts them; later ones may still be theirs.
        let next = summary::next_verdict(&world, &desk, &change);
        let asked = summary::reviews_asked(&desk.pack, &next).into_iter();
        // One for which no role is named is signed in none.
        let role = |r: &Review| match r.roles.is_empty() {
            true => Some(String::new()).filter(|_| !r.own),
            false => r.roles.iter().find(|role| holds(role)).cloned(),
        };
        let mine: Vec<_> = asked.filter_map(|r| Some((r.id(), role(r)?))).collect();
        let signed = |review: &str| change.reviews.iter().any(|s| s.review == review && s.by == *person);
        let barred = |review: &str, role: &str| {
            let params = [("review", review), ("role", role), ("outcome", "pass")];
            let params = if role.is_empty() { &[params[0], params[2]][..] } else { &params[..] };
            if role.is_empty() && signed(review) {
                return true;
            }
            let verdict = judge(&desk.pack, Act::Review, &acts::facts_for(&world, &desk, &change, params));
            verdict.reasons.iter().any(|r| r.person)
        };
        Ok(!mine.is_empty() && mine.iter().all(|(review, role)| barred(review, role)))
    }
}

/// The command that does what is asked.
fn command(kind: &str, id: &str) -> String {
    match kind {
        "VOTE" => format!("quorate vote cast {id} approve|condition|reject|abstain|recuse"),
        "OPEN VOTE" => format!("quorate vote open {id}"),
        "CLOSE VOTE" => format!("quorate vote close {id}"),
        "CONFIRM" => format!("quorate change confirm {id}"),
        "APPROVE" => format!("quorate change approve {id}"),
        "REVIEW" | summary::PEER => format!("quorate change review {id} --outcome pass|fail"),
        "SUBMIT" | "REVISE" => format!("quorate change submit {id}"),
        "COMPLETE" => format!("quorate change check {id}"),
        "OBJECT" => format!("quorate vote object {id} --reason TEXT"),
        "CONDITION" => format!("quorate change view {id}"),
        "VERIFY" => format!("quorate decision condition {id} N --note TEXT"),
        "START" => format!("quorate run start {id}"),
        "SCHEDULE" | "RESCHEDULE" => format!("quorate change slots {id}"),
        "DEVIATION" => format!("quorate change check {id}"),
        "FINISH" => format!("quorate run finish {id}"),
        "CLOSE" => format!("quorate change close {id} --code {}", CODES.join("|")),
        "DEPLOY" => format!("quorate run status {id}"),
        "PIR" => format!("quorate run review {id} --outcome OUTCOME --set FIELD=TEXT"),
        "RESUME" => format!("quorate change resume {id}"),
        "CHECKLIST" | "FAILED" | summary::BACK_OUT => format!("quorate run view {id}"),
        "SIGN" => format!("quorate run sign {id} N"),
        "WAIVE" => format!("quorate run waive {id} N"),
        HAND_ON => format!("quorate run handover {id} --list LIST --to PERSON"),
        "TAKE OVER" => format!("quorate run handover {id} --read-back TEXT"),
        _ => format!("quorate change view {id}"),
    }
}
