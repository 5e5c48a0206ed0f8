//! The sheet of a meeting: agenda with readiness, presence, timers, minutes so far, and what the chair should know.

use super::outlook::{Known, OnAgenda};
use super::votes;
use crate::app::error::AppError;
use crate::app::execute::desk_for;
use crate::app::open::App;
use crate::app::show::{self, Lens};
use crate::base::ids::{ChangeNo, MeetingId, PersonId};
use crate::base::time::Moment;
use crate::domain::ballot::Ballot;
use crate::domain::change::Change;
use crate::domain::change::states::State;
use crate::domain::desk::Desk;
use crate::domain::meeting::acts;
use crate::domain::meeting::chair::{held, kept};
use crate::domain::meeting::closing::{self, Bar};
use crate::domain::meeting::outcome::{self, ballot, fate};
use crate::domain::meeting::permitted::permitted;
use crate::domain::meeting::{Item, Meeting, MeetingState, Subject};
use crate::domain::world::World;
use crate::policy::clock::Standing;
use crate::policy::facts::Facts;
use crate::policy::meeting::{Series, Source};
use crate::sheets::meeting::{ActionLine, AgendaLine, AttendanceLine, MeetingRow, MeetingSheet, NoteLine};
use crate::sheets::time::Time;
use crate::text::words;

impl App {
    /// The sheet of a meeting that is in the world.
    pub(super) fn meeting_sheet(&mut self, world: &mut World, id: &MeetingId) -> Result<MeetingSheet, AppError> {
        let Some(mut meeting) = world.meetings.get(id).cloned() else {
            return Err(AppError::NotFound { text: format!("there is no meeting {id}"), hint: String::new() });
        };
        let closed = meeting.closed.as_ref().map(|c| c.0);
        let now = closed.unwrap_or_else(|| self.now());
        if meeting.opened.is_none() && meeting.state == MeetingState::Pending {
            meeting.items = self.agenda(world, &meeting)?;
            meeting.courses = meeting.blank_courses();
            world.meetings.insert(id.clone(), meeting.clone());
        }
        let world = &*world;
        let desk = self.desk(world, now)?;
        let pack = desk.pack.clone();
        let series = pack.series.iter().find(|s| s.id() == meeting.series);
        let mut agenda = Vec::new();
        let known = self.known_of_items(world, &meeting, now)?;
        for (no, item, _) in meeting.numbered() {
            agenda.push(self.agenda_line(world, &desk, &meeting, series, no, item, &known, now)?);
        }
        // Marks are those of now; a closed meeting shows what it knew.
        if closed.is_none() {
            self.mark_items(&mut agenda)?;
        }
        let next = match series {
            Some(s) => self.next_sitting(&pack, s, now.max(meeting.starts), closed)?,
            None => None,
        };
        let audience = self.store.read()?.audience(id.as_str())?;
        let told = self.told(id, &meeting, pack.calendar.tz)?;
        for line in &mut agenda {
            let no = line
                .id
                .as_ref()
                .and_then(|id| id.parse::<ChangeNo>().ok())
                .filter(|_| matches!(line.state.as_str(), "deferred" | "withdrawn"));
            if let Some(Some(reason)) = no.and_then(|no| told.reasons.get(&no)) {
                line.reason = Some(self.looking(world, &desk, |lens| lens.words(reason))?);
            }
        }
        let warnings = self.meeting_warnings(world, &meeting, &agenda, &known, next, now)?;
        let actor = self.actor.clone();
        let mut sheet = self.looking(world, &desk, |lens| presence(lens, &meeting, now))?;
        let names = self.names()?;
        let mail = |person: &str| names.get(person).and_then(|(_, email)| email.clone());
        for a in &mut sheet.attendance {
            a.email = mail(&a.person);
        }
        let others = sheet.attendance.iter().flat_map(|a| a.alternates.iter().map(|(id, _)| id));
        let others = others.chain(sheet.beside.iter().map(|b| &b.person));
        sheet.mails = others.filter_map(|person| Some((person.clone(), mail(person)?))).collect();
        let held = held(&meeting, world, &desk);
        let chair = held.last().and_then(|c| c.1.clone());
        let called =
            |lens: &Lens<'_>, c: &Option<_>| c.as_ref().map_or("nobody".into(), |p: &PersonId| (lens.name)(p.as_str()));
        let named = |lens: &Lens<'_>| held.iter().map(|c| (Time(c.0), called(lens, &c.1))).collect();
        sheet.chairs = self.looking(world, &desk, named)?;
        (sheet.presence, sheet.quorum_log) =
            self.looking(world, &desk, |lens| super::record::over_time(lens, &meeting))?;
        let said = self.looking(world, &desk, |lens| {
            let notes = meeting.notes.iter().filter(|n| !n.private || n.by == actor).map(|n| NoteLine {
                item: n.item,
                by: (lens.name)(n.by.as_str()),
                at: Time(n.at),
                text: lens.words(&n.text),
                private: n.private,
            });
            let corrections = meeting.corrections.iter().map(|(at, by, text)| NoteLine {
                item: None,
                by: (lens.name)(by.as_str()),
                at: Time(*at),
                text: lens.words(text),
                private: false,
            });
            let actions = meeting.actions.iter().map(|a| ActionLine {
                meeting: id.to_string(),
                no: a.no,
                item: a.item,
                text: lens.words(&a.text),
                owner: a.owner.to_string(),
                owner_name: (lens.name)(a.owner.as_str()),
                given: Time(a.given),
                due: Time(a.due),
                done: a.done.as_ref().map(|(at, _)| Time(*at)),
            });
            let name = |p: Option<&PersonId>| p.map(|p| (lens.name)(p.as_str()));
            (
                notes.collect::<Vec<_>>(),
                corrections.collect::<Vec<_>>(),
                actions.collect::<Vec<_>>(),
                meeting.reason.map(|r| lens.words(&r)),
                name(meeting.opened.as_ref().map(|o| &o.1)),
                name(chair.as_ref()),
                name(meeting.closed.as_ref().map(|c| &c.1)),
            )
        })?;
        let opened = meeting.opened.as_ref().map(|o| o.0);
        let mut course = Facts::closed(&pack, now);
        course.moments.insert("called", meeting.called.0);
        course.moments.extend(opened.map(|at| ("opened".to_owned(), at)));
        let clock = series.and_then(Series::clock);
        let reading = clock.as_ref().and_then(|c| c.read(&course, &pack.calendar));
        sheet.row = MeetingRow {
            id: id.to_string(),
            title: series.map_or_else(|| meeting.series.clone(), |s| s.title.clone()),
            series: meeting.series.clone(),
            state: if meeting.missed(&pack, now) { MeetingState::NotHeld } else { meeting.state }.word().into(),
            starts: Time(meeting.starts),
            opened: opened.map(Time),
            closed: closed.map(Time),
        };
        sheet.late_changes = meeting.late.iter().map(ToString::to_string).collect();
        sheet.org.clone_from(&world.policy.org);
        sheet.pack = desk.judge();
        sheet.tz = pack.calendar.tz.name().into();
        sheet.minutes = if meeting.minutes > 0 { meeting.minutes } else { series.map_or(60, |s| s.minutes) };
        sheet.sequence = self.revised(id)?.0;
        // Whatever is recorded may be of its agenda: an older time would keep a newer invitation from counting.
        sheet.changed = Some(Time(self.store.read()?.newest_until(now)?.unwrap_or(meeting.starts)));
        sheet.home = self.home();
        sheet.elapsed_s = opened.map_or(0, |at| now.since(at).as_seconds());
        sheet.paused = meeting.pauses.last().is_some_and(|(_, to)| to.is_none());
        sheet.announced = super::consent::announced(world, &meeting, now);
        let holds = world.board.holds_until(&pack, id).filter(|_| meeting.state == MeetingState::InProgress);
        sheet.lapsed = holds.filter(|at| *at <= now).map(Time);
        (sheet.leads, sheet.barred) = permitted(world, &desk, &meeting);
        let called = |who: &str| names.get(who).map_or_else(|| who.to_owned(), |n| n.0.clone());
        sheet.chair_kept = kept(world, &desk, &meeting).map(|(who, from)| (called(who.as_str()), from.map(Time)));
        let comes_back = world.board.topics.iter().filter(|t| t.series == meeting.series);
        let tz = pack.calendar.tz;
        sheet.repeated = comes_back.map(|t| (t.topic.clone(), words::people::often(&t.every, t.until, tz))).collect();
        if meeting.state == MeetingState::InProgress {
            sheet.people = self.known_people(world)?;
        }
        if sheet.leads && meeting.state == MeetingState::InProgress {
            sheet.bars = acts::bars(world, &desk, &meeting).iter().map(Bar::words).collect();
            if !sheet.bars.is_empty() {
                let (helps, enough) = closing::adjourning(world, &desk, &meeting);
                (sheet.asks_why, sheet.adjourns) = (helps, helps && enough);
            }
        }
        let locks = meeting.locks(&pack).filter(|_| meeting.state != MeetingState::Canceled);
        (sheet.locked, sheet.locks) = (locks.is_some_and(|at| now > at), locks.map(Time));
        let waits = meeting.state == MeetingState::Pending && self.back.is_none();
        sheet.early = if waits { self.early(meeting.starts)? } else { None };
        sheet.acting = match &meeting.acting {
            Some(a) => {
                Some(self.looking(world, &desk, |lens| words::meeting::chairs_for(a, &|p| (lens.name)(p.as_str())))?)
            }
            None => None,
        };
        sheet.open_by = reading.map(|r| Time(r.limit));
        sheet.late = reading.is_some_and(|r| matches!(r.standing, Standing::Breached | Standing::Late));
        (sheet.notes, sheet.corrections, sheet.actions) = (said.0, said.1, said.2);
        sheet.chair_id = chair.map(|c| c.to_string());
        (sheet.reason, sheet.opened_by, sheet.chair, sheet.closed_by) = (said.3, said.4, said.5, said.6);
        (sheet.agenda, sheet.current, sheet.timeline, sheet.head) = (agenda, meeting.current, told.lines, told.head);
        (sheet.warnings, sheet.next, sheet.audience) = (warnings, next.map(Time), audience);
        // The digits are for who leads to read out.
        sheet.audience.code.take_if(|_| !sheet.leads);
        if pack.board.votes {
            sheet.quorum_clauses.clone_from(&pack.board.quorum.clauses);
            sheet.rule_clauses = show::ballot::clauses(&pack);
        }
        sheet.clauses = series.map(|s| s.clauses.clone()).unwrap_or_default();
        sheet.clauses.extend(pack.board.clauses.iter().cloned());
        Ok(sheet)
    }

    #[allow(clippy::too_many_arguments, reason = "each is one part of the meeting that the line is made of")]
    fn agenda_line(
        &mut self,
        world: &World,
        desk: &Desk,
        meeting: &Meeting,
        series: Option<&Series>,
        no: u32,
        item: &Item,
        known: &Known,
        now: Moment,
    ) -> Result<AgendaLine, AppError> {
        let section = series.and_then(|s| s.sections.iter().find(|c| c.id == item.section));
        let mut line = AgendaLine {
            position: no,
            section: item.section.clone(),
            section_title: section.map_or_else(|| "Topics".into(), |s| s.title.clone()),
            minutes: item.minutes,
            mandatory: item.mandatory,
            to_review: !item.reviews.is_empty(),
            consent: item.consent,
            ready: true,
            clauses: section.map(|s| s.clauses.clone()).unwrap_or_default(),
            state: state(world, meeting, no, now),
            spent_s: meeting.spent(no, now).as_seconds(),
            ..AgendaLine::default()
        };
        if let Some((_, course)) = meeting.item(no) {
            line.minutes += course.extended;
            line.seconded = course.seconded.as_ref().map(|(a, b)| (a.to_string(), b.to_string()));
            line.shown = course.shown.iter().map(|(from, to)| (Time(*from), to.map(Time))).collect();
            (line.deferred_to, line.deferred_open) = (course.until.map(Time), course.open);
            let left = course.data.as_ref().filter(|_| matches!(item.subject, Subject::Change(_)));
            if let Some(said) = course.settled.as_ref().and_then(|(_, said)| said.as_ref()).or(left) {
                line.reason = Some(self.looking(world, desk, |lens| lens.words(said))?);
            }
        }
        match &item.subject {
            Subject::Topic(topic) => {
                line.kind = if section.is_some() { "standing" } else { "topic" }.into();
                line.title.clone_from(topic);
                let kept = meeting.item(no).and_then(|(_, course)| course.data);
                if let Some(kept) = kept {
                    let text = self.looking(world, desk, |lens| lens.words(&kept))?;
                    line.lines = text.lines().map(str::to_owned).collect();
                } else if let Some(section) = section {
                    line.lines = self.standing(world, meeting, section.source, known, now)?;
                }
            }
            Subject::Change(change_no) => {
                line.id = Some(change_no.to_string());
                let review = section.is_some_and(|s| s.source == Source::Retrospective);
                line.kind = if review { "review" } else { "decision" }.into();
                if let (Some(change), Some(known)) = (world.changes.get(change_no), known.get(change_no)) {
                    let own = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
                    self.looking(world, &own, |lens| of_change(&mut line, lens, meeting, change, known))?;
                    self.looking(world, desk, |lens| {
                        super::panel::panel(&mut line, lens, meeting, section, no, &known.speaks)
                    })?;
                }
            }
        }
        Ok(line)
    }
}

/// The word for where an item stands.
fn state(world: &World, meeting: &Meeting, no: u32, now: Moment) -> String {
    let Some((item, course)) = meeting.item(no) else { return String::new() };
    if let Some(fate) = fate(world, meeting, no) {
        return fate.word().into();
    }
    if let Subject::Change(change) = &item.subject
        && let Some(open) = world.changes.get(change).and_then(|c| ballot(meeting, c))
        && open.runs(now)
    {
        return "voting".into();
    }
    if meeting.current == Some(no) {
        return "current".into();
    }
    let decides = matches!(item.subject, Subject::Change(_));
    match (course.shown.is_empty(), meeting.closed.is_some()) {
        (false, true) if decides => "undecided".into(),
        (false, _) => "presented".into(),
        (true, true) => "not_reached".into(),
        (true, false) => "pending".into(),
    }
}

fn of_change(line: &mut AgendaLine, lens: &Lens<'_>, meeting: &Meeting, change: &Change, known: &OnAgenda) {
    line.title.clone_from(&known.title);
    (line.risk, line.score) = (change.level.clone(), change.scores.0);
    line.letter = show::change::letter(lens, change, known.letter);
    line.window = show::change::window(change);
    line.deferrals = change.deferrals;
    (line.deferred_to, line.deferred_open) = (change.deferred_to.map(Time), change.deferred_open);
    // What the board approves in form is under way already: what its next step lacks is nothing to wait for here.
    let formal = line.kind == "decision" && matches!(change.state, State::Implement | State::Review);
    line.missing = if formal { Vec::new() } else { known.gaps.clone() };
    line.ready = line.missing.is_empty();
    let actor = &lens.desk.actor;
    let theirs = |b: &&Ballot| b.on_roster(actor) && !b.votes.contains_key(actor) && !b.recused.contains_key(actor);
    line.waits = change.ballot().filter(theirs).is_some_and(|b| b.runs(lens.desk.now) && !b.void);
    // Nobody votes on a ballot whose time ran out, until it is opened anew.
    if line.letter == "V" && change.ballot().is_some_and(|b| b.lapsed(lens.desk.now)) {
        line.letter = " ".into();
    }
    line.approved_by = votes::approved_by(&line.state, lens, change);
    let last = ballot(meeting, change);
    line.decided.extend(votes::before(lens, meeting, change, last));
    if let Some(ballot) = last.filter(|b| !votes::taken_back(b)) {
        let sheet = show::ballot::sheet(lens, change, ballot);
        if sheet.closed.is_some() {
            line.closed = sheet.closed;
            line.together = outcome::together(meeting, change.no, ballot);
            line.recused = sheet.recused;
            line.tally = Some((sheet.for_.unwrap_or(0), sheet.against.unwrap_or(0), sheet.abstain.unwrap_or(0)));
            let told = votes::told(lens, ballot, &sheet);
            if !line.decided.is_empty() {
                line.decided.push(format!("ballot {}:", ballot.no));
            }
            line.decided.extend(told);
            line.conditions = votes::conditions(lens, change);
            let tz = lens.desk.pack.calendar.tz;
            line.decided.extend(line.conditions.iter().map(|c| words::meeting::condition(c, tz)));
        } else {
            line.voted = Some((sheet.voted, sheet.asked()));
            line.came = sheet.came_for();
            // Of a ballot whose time ran out nobody waits for the quorum.
            line.quorum = Some(sheet.quorum_now()).filter(|_| !sheet.lapsed);
        }
    }
}

/// Who is there: everybody with a seat, and the quorum.
fn presence(lens: &Lens<'_>, meeting: &Meeting, now: Moment) -> MeetingSheet {
    let (pack, board) = (&*lens.desk.pack, &lens.world.board);
    let roster = board.roster(pack, &lens.world.people, now, Some(meeting.id.as_str()));
    let rule = pack.vote_rule(board.size(pack));
    // What an earlier roll said of somebody does not hold any more once the meeting was left open for too long.
    let roll = board.current_rollcall(pack, now, Some(meeting.id.as_str())).map(|r| r.at);
    let said = |at: Moment| roll.is_some_and(|roll| at >= roll);
    let latest = |p: &PersonId| meeting.attendance.iter().rev().find(|(at, who, _)| who == p && said(*at));
    let attendance: Vec<AttendanceLine> = roster
        .iter()
        .map(|e| {
            let said = latest(&e.person);
            AttendanceLine {
                person: e.person.to_string(),
                name: (lens.name)(e.person.as_str()),
                seats: e.seats.clone(),
                chair: e.chair,
                mandatory: e.mandatory,
                veto: e.veto,
                presence: said.map(|(_, _, how)| how.word().to_owned()),
                since: said.map(|(at, ..)| Time(*at)),
                seen: None,
                seen_s: None,
                email: None,
                alternate_for: e.alternate_for.as_ref().map(ToString::to_string),
                sits_for: e.alternate_for.as_ref().map(|p| (lens.name)(p.as_str())),
                alternates: super::names::alternates(lens, e),
            }
        })
        .collect();
    let here = |p: &PersonId| latest(p).is_some_and(|(_, _, how)| how.counts());
    let standing = board.standing(pack, &lens.world.people, &roster, here);
    MeetingSheet {
        banner: show::pack::banner(pack),
        present: standing.present,
        quorum: standing.needed,
        quorum_met: standing.met(),
        mandatory_titles: pack.board.called(&standing.missing),
        mandatory_missing: standing.missing,
        beside: super::names::beside(lens, meeting),
        rule: if pack.board.votes {
            show::ballot::rule_words(&rule) + &show::ballot::vetoing(pack, &roster)
        } else {
            String::new()
        },
        attendance,
        ..MeetingSheet::default()
    }
}
