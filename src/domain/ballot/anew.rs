//! A ballot whose sealed roster no longer fits who is there: who has come for whom, and how it is opened anew.

use super::events::BallotEvent;
use super::{Ballot, BallotState, Outcome, RosterEntry};
use crate::base::ids::PersonId;
use crate::domain::board::Rollcall;
use crate::domain::change::Change;
use crate::domain::change::acts::Case;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::verdict::Reason;

impl Ballot {
    /// Who would sit on its roster if it were opened now and does not, since somebody else had the seat when it was sealed
    /// and has left: each with that member.
    #[must_use]
    pub fn come_since(&self, now: &[RosterEntry], rollcall: Option<&Rollcall>) -> Vec<(PersonId, PersonId)> {
        let here = |p: &PersonId| rollcall.and_then(|r| r.present.get(p)).is_some_and(|how| how.counts());
        let come = now.iter().filter(|e| here(&e.person) && !self.on_roster(&e.person));
        come.filter_map(|e| {
            let had = |s: &&RosterEntry| s.seats.iter().any(|seat| e.seats.contains(seat));
            let left = self.roster.iter().filter(had).find(|s| !self.is_present(&s.person, rollcall))?;
            Some((e.person.clone(), left.person.clone()))
        })
        .collect()
    }
}

impl Case<'_> {
    /// Who has come to an open ballot since its roster was sealed, as the roll of the meeting has it.
    fn come_since(&self, ballot: &Ballot, meeting: Option<&str>) -> Vec<(PersonId, PersonId)> {
        let roster = self.world.board.roster(&self.desk.pack, &self.world.people, self.desk.now, meeting);
        ballot.come_since(&roster, self.rollcall_in(meeting))
    }

    /// The ballot that stands in the way of another one.
    fn running(&self) -> Option<&Ballot> {
        self.change.ballot().filter(|b| b.state == BallotState::Open)
    }

    /// That no ballot is open, but for one that ran out of time or that lacks somebody who came for a member.
    pub(super) fn none_open(&self, meeting: Option<&str>) -> Result<(), Refusal> {
        let Some(open) = self.running().filter(|b| !b.lapsed(self.desk.now)) else { return Ok(()) };
        if !self.come_since(open, meeting).is_empty() {
            return Ok(());
        }
        let no = self.change.no;
        let text = format!("{no}: ballot {} is open already", open.no);
        Err(Refusal::new(Kind::AlreadyDone, text, format!("vote: quorate vote cast {no}")))
    }

    /// Ends the ballot before the one that opens: it lapsed, or is taken back for those who came since.
    pub(super) fn ends_before(&mut self, meeting: Option<&str>) {
        let Some(before) = self.running() else { return };
        if before.lapsed(self.desk.now) {
            let event = self.closed(before, Outcome::Lapsed);
            return self.add(event);
        }
        let (no, come) = (before.no, self.come_since(before, meeting));
        let event = self.withdrawn(before);
        self.add(event);
        let text = format!(
            "ballot {no} was taken back, since {} after its roster was sealed: its votes and recusals are given again",
            came(&come)
        );
        self.decided.warnings.push(Reason {
            rule: "ballot-anew".into(),
            text,
            clauses: self.desk.pack.board.clauses.clone(),
            ..Reason::default()
        });
    }

    /// Whether the pack recuses somebody from the ballots of a change.
    pub(super) fn recused_by_rule(&self, change: &Change, person: &PersonId) -> bool {
        self.desk.pack.setting("vote.recuse").unwrap_or_default().split(',').any(|who| match who.trim() {
            "requester" => change.requester == *person,
            "owner" => change.owner().as_ref() == Some(person),
            "implementer" => change.implements(person),
            _ => false,
        })
    }

    /// Recuses members of the open ballot whom an edit has given a part in the change: their votes count no longer.
    pub(crate) fn recuses_parties(&mut self) {
        let change = self.so_far();
        let Some(ballot) = change.ballot().filter(|b| b.state == BallotState::Open && !b.void) else { return };
        let setting = self.desk.pack.settings.iter().find(|s| s.id() == "vote.recuse");
        let clauses = setting.map(|s| s.clauses.clone()).unwrap_or_default();
        let members = ballot.roster.iter().map(|e| &e.person).filter(|p| !ballot.recused.contains_key(*p));
        for member in members.filter(|p| self.recused_by_rule(&change, p)).cloned().collect::<Vec<_>>() {
            let no = ballot.no;
            let text = format!(
                "{member} has a part in {} now, is recused from ballot {no} by rule and does not vote",
                change.no
            );
            self.decided.warnings.push(Reason {
                rule: "recused-by-rule".into(),
                text,
                settings: vec!["vote.recuse".into()],
                clauses: clauses.clone(),
                ..Reason::default()
            });
            self.add(BallotEvent::MemberRecused { no, member, reason: None });
        }
    }

    /// What makes up for members who left, where somebody has come for one of them.
    pub(super) fn or_anew(&self) -> String {
        let Some(open) = self.running() else { return String::new() };
        let come = self.come_since(open, open.meeting.as_deref().or_else(|| self.dealing()));
        match come.as_slice() {
            [] => String::new(),
            come => format!("{}: open the ballot anew (quorate vote open {}), ", came(come), self.change.no),
        }
    }

    /// What somebody can do who is not on the roster of a ballot.
    pub(super) fn sealed(&self, ballot: &Ballot, person: &PersonId) -> String {
        let meeting = ballot.meeting.as_deref().or_else(|| self.dealing());
        let sits = ballot.roster.iter().find(|e| e.alternate_for.as_ref() == Some(person)).map(|e| &e.person);
        match (self.come_since(ballot, meeting).iter().any(|(who, _)| who == person), sits) {
            (true, _) => {
                format!("the roster was sealed before; the chair opens it anew: quorate vote open {}", self.change.no)
            }
            // The seat votes once; who sat there when the roster was sealed goes on.
            (false, Some(sits)) => format!(
                "{sits} sits for {person} on this ballot and votes; once {sits} is recorded as gone ({} {sits}=absent), the \
                 chair opens it anew",
                self.roll_call()
            ),
            (false, None) => "the roster was sealed when the ballot opened".into(),
        }
    }
}

/// Who came for whom, in words.
fn came(come: &[(PersonId, PersonId)]) -> String {
    let each: Vec<String> = come.iter().map(|(who, left)| format!("{who} came for {left}")).collect();
    each.join(", ")
}
