//! A meeting of the board as its screens, its minutes and the command line show it.

use super::quorum::Quorum;
pub use super::sitting::{
    ActionLine, AnnouncedLine, BesideLine, NoteLine, PresenceLine, QuorumLine, TimelineLine, WrittenLine,
};
use super::time::{Time, Window};
use crate::domain::meeting::permitted::Barred;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A meeting in a list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MeetingRow {
    /// `2026-W39`.
    pub id: String,
    /// Title of the series.
    pub title: String,
    /// Series of the pack.
    pub series: String,
    /// `pending`, `in_progress`, `complete`, `canceled`; `planned` for one that only the series gives; `not_held` for one
    /// whose time went by, which is closed once somebody wrote that down.
    pub state: String,
    /// Beginning.
    pub starts: Time,
    /// When it was opened.
    pub opened: Option<Time>,
    /// When it was closed.
    pub closed: Option<Time>,
}

/// A meeting with everything.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MeetingSheet {
    /// The list's part.
    #[serde(flatten)]
    pub row: MeetingRow,
    /// Lines that stand over documents made of it: the policy, its owner and its classification.
    #[serde(skip)]
    pub banner: Vec<String>,
    /// Organisation.
    pub org: String,
    /// Pack and digest.
    pub pack: String,
    /// Zone in which its times are read.
    pub tz: String,
    /// Planned length in minutes.
    pub minutes: u32,
    /// How often it was moved or called off.
    pub sequence: u32,
    /// When something of it last changed, its agenda and its table included.
    pub changed: Option<Time>,
    /// Domain in which the register names its events.
    #[serde(skip)]
    pub home: String,
    /// Why it was called or called off.
    pub reason: Option<String>,
    /// Who opened it.
    pub opened_by: Option<String>,
    /// Who leads it now, or led it last.
    pub chair: Option<String>,
    /// The id of that person: two people may have one name.
    #[serde(default)]
    pub chair_id: Option<String>,
    /// For a member who is not in the chair: who is there and has it, and from when on they may take it, if that person
    /// records nothing more.
    #[serde(skip)]
    pub chair_kept: Option<(String, Option<Time>)>,
    /// Clauses on the quorum.
    #[serde(default)]
    pub quorum_clauses: Vec<String>,
    /// Clauses on how the board decides.
    #[serde(default)]
    pub rule_clauses: Vec<String>,
    /// Who was in the chair from when on.
    #[serde(default)]
    pub chairs: Vec<(Time, String)>,
    /// Addresses of alternates and of those without a vote, by person, for invitations.
    #[serde(skip)]
    pub mails: BTreeMap<String, String>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// Seconds since its opening, or that it took.
    pub elapsed_s: i64,
    /// Whether it pauses.
    pub paused: bool,
    /// Whether late items need a second.
    pub locked: bool,
    /// When the agenda is locked, or was; null where the series knows no cut-off.
    #[serde(default)]
    pub locks: Option<Time>,
    /// How long before its time it would open now, in words; null where that is not long.
    #[serde(skip)]
    pub early: Option<String>,
    /// Why the opener chairs as the acting chair; null where whoever has the chair opened.
    #[serde(default)]
    pub acting: Option<String>,
    /// Since when its roll call no longer holds, where it was left open.
    #[serde(default)]
    pub lapsed: Option<Time>,
    /// By when it must have opened, where it was called at short notice, and whether that has passed.
    pub open_by: Option<Time>,
    /// Whether that moment passed before it was opened.
    pub late: bool,
    /// The agenda.
    pub agenda: Vec<AgendaLine>,
    /// Of a closed meeting, changes that came after the cut-off and were not put on the agenda.
    #[serde(default)]
    pub late_changes: Vec<String>,
    /// The current item, from 1.
    pub current: Option<u32>,
    /// Who was, is or may be there.
    pub attendance: Vec<AttendanceLine>,
    /// Who is at the table without a vote: name, place, presence.
    #[serde(default)]
    pub beside: Vec<BesideLine>,
    /// Who was how present, from when until when, in order.
    pub presence: Vec<PresenceLine>,
    /// When quorum was met, lost and met again.
    pub quorum_log: Vec<QuorumLine>,
    /// Members present.
    pub present: usize,
    /// Members needed.
    pub quorum: usize,
    /// Whether quorum is met and every mandatory seat is there.
    pub quorum_met: bool,
    /// Mandatory seats that are not there.
    pub mandatory_missing: Vec<String>,
    /// What these seats are called.
    #[serde(default)]
    pub mandatory_titles: Vec<String>,
    /// The decision rule in words.
    pub rule: String,
    /// The consent group while it is announced and not decided.
    #[serde(default)]
    pub announced: Option<AnnouncedLine>,
    /// Notes, private ones only for who wrote them.
    pub notes: Vec<NoteLine>,
    /// Actions.
    pub actions: Vec<ActionLine>,
    /// Corrections of the minutes.
    pub corrections: Vec<NoteLine>,
    /// What happened, in order.
    pub timeline: Vec<TimelineLine>,
    /// Topics that come back at its series, with how often.
    #[serde(skip)]
    pub repeated: Vec<(String, String)>,
    /// While it is open, everybody who may be given an action: id and name.
    #[serde(skip)]
    pub people: Vec<(String, String)>,
    /// For whoever may close it: the items that it may not close over, in words.
    #[serde(skip)]
    pub bars: Vec<String>,
    /// For whoever may close it: whether a reason takes any of these out of the way.
    #[serde(skip)]
    pub asks_why: bool,
    /// For whoever may close it: whether it is adjourned by a reason, with nothing left in the way.
    #[serde(skip)]
    pub adjourns: bool,
    /// What the chair should know: what falls off at this pace, clocks that end before the next meeting, clashes.
    pub warnings: Vec<String>,
    /// The next meeting of the series.
    pub next: Option<Time>,
    /// Newest entry and its hash at the end of the meeting.
    pub head: Option<String>,
    /// In minutes: the checkpoint of the ledger at the closing entry (C2SP tlog-checkpoint).
    pub checkpoint: Option<String>,
    /// What the audience's screen shows beside facts.
    #[serde(flatten)]
    pub audience: Audience,
    /// Whether the person who looks may lead it: the chair, or who may act for it.
    pub leads: bool,
    /// What the pack keeps from the person who looks.
    #[serde(skip)]
    pub barred: Barred,
    /// Clauses of the series and the board.
    pub clauses: Vec<String>,
}

/// What the audience's screen shows beside facts; the chair leads it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Audience {
    /// Whether it is on.
    pub shown: bool,
    /// The six digits that pair a screen with the meeting, for who leads it.
    pub code: Option<String>,
    /// Whether it is blank.
    pub blank: bool,
    /// The page, from 0 to 3.
    pub page: u32,
}

/// An item of the agenda.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct AgendaLine {
    /// Position, from 1.
    pub position: u32,
    /// The change, `CHG-12`; null for standing items and topics.
    pub id: Option<String>,
    /// `decision`, `review`, `standing`, `topic`.
    pub kind: String,
    /// Section of the agenda.
    pub section: String,
    /// Title of the section.
    pub section_title: String,
    /// Title.
    pub title: String,
    /// Risk level.
    pub risk: Option<String>,
    /// Risk score.
    pub score: Option<i64>,
    /// When the change is to run.
    #[serde(default)]
    pub window: Option<Window>,
    /// Whether nothing is missing for its decision.
    pub ready: bool,
    /// What is missing.
    pub missing: Vec<String>,
    /// Minutes planned, with those added.
    pub minutes: u32,
    /// Seconds spent.
    pub spent_s: i64,
    /// `pending`, `current`, `voting`, `presented`, or what became of it: `carried`, `carried_with_conditions`, `lost`,
    /// `deferred`, `withdrawn`, `approved_outside_board`, `reviewed`, `done`, `undecided`, `not_reached`.
    pub state: String,
    /// State letter.
    pub letter: String,
    /// Whether the meeting may not close before it is decided.
    pub mandatory: bool,
    /// Whether it is there to be reviewed, and not voted on.
    #[serde(skip)]
    pub to_review: bool,
    /// Whether it belongs to the consent group.
    pub consent: bool,
    /// How often it was deferred before, and until when it is now.
    pub deferrals: u32,
    /// When a deferred item comes up again.
    pub deferred_to: Option<Time>,
    /// Whether it waits until somebody brings it again.
    #[serde(default)]
    pub deferred_open: bool,
    /// When the item was before the meeting: from and to, the last one open while it is the current one.
    pub shown: Vec<(Time, Option<Time>)>,
    /// Why it was deferred, or what was said when it was settled.
    pub reason: Option<String>,
    /// Counts of the closed ballot: for, against, abstaining.
    pub tally: Option<(usize, usize, usize)>,
    /// Who approved it where the board did not decide, each with the role that they approved in.
    #[serde(default)]
    pub approved_by: Vec<String>,
    /// Whether it was decided with the consent group.
    #[serde(default)]
    pub together: bool,
    /// How many members were recused from it.
    #[serde(default)]
    pub recused: usize,
    /// When its ballot was closed.
    #[serde(skip)]
    pub closed: Option<Time>,
    /// Whether a ballot is open on it that whoever looks has not voted on.
    #[serde(skip)]
    pub waits: bool,
    /// Who came for a member that left, after the roster of its open ballot was sealed, in words.
    #[serde(skip)]
    pub came: Option<String>,
    /// How many have voted, and of how many, while a ballot is open: of those who are neither recused nor away.
    pub voted: Option<(usize, usize)>,
    /// While a ballot is open on it, how the quorum stands for that ballot; lost means that it is suspended.
    #[serde(default)]
    pub quorum: Option<Quorum>,
    /// Reasons and conditions of the decision, as lines.
    pub decided: Vec<String>,
    /// Conditions of the decision.
    #[serde(default)]
    pub conditions: Vec<ItemCondition>,
    /// Data of a standing item, as lines; "none" where there is nothing.
    pub lines: Vec<String>,
    /// Criteria: id, text, whether considered, clauses.
    pub considered: Vec<(String, String, bool, Vec<String>)>,
    /// Assessments by seat.
    pub assessments: Vec<AssessmentLine>,
    /// Who asked for the late item and who seconded it.
    pub seconded: Option<(String, String)>,
    /// Clauses of the section.
    pub clauses: Vec<String>,
}

/// A condition of a decision, as the meeting set it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ItemCondition {
    /// Number.
    pub no: u32,
    /// What must be done.
    pub text: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What they are called.
    pub owner_name: Option<String>,
    /// Until when.
    pub due: Option<Time>,
    /// Share of the canary.
    pub share: Option<u32>,
}

/// An assessment by the holder of a seat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AssessmentLine {
    /// Seat id.
    pub seat: String,
    /// What it speaks of.
    pub title: String,
    /// The words; null while it is not given.
    pub text: Option<String>,
    /// Who gave it.
    pub by: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Somebody with a seat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AttendanceLine {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Seats.
    pub seats: Vec<String>,
    /// Whether this seat takes the chair.
    pub chair: bool,
    /// Whether the seat must be there.
    pub mandatory: bool,
    /// Whether the seat has a veto.
    pub veto: bool,
    /// `room`, `phone`, `session`, `excused`, `absent`; null while nobody said.
    pub presence: Option<String>,
    /// Since when.
    pub since: Option<Time>,
    /// What is seen of their session while the meeting is open: `here`, `away`, `left`. It counts for nothing.
    #[serde(default)]
    pub seen: Option<String>,
    /// Seconds since their last sign.
    #[serde(default)]
    pub seen_s: Option<i64>,
    /// Address for mail, where one is registered.
    pub email: Option<String>,
    /// Holder for whom an alternate sits.
    pub alternate_for: Option<String>,
    /// The holder's name.
    pub sits_for: Option<String>,
    /// Who may sit for them: person and name.
    pub alternates: Vec<(String, String)>,
}

impl MeetingSheet {
    /// Whether somebody is recorded as present, with a vote or without one.
    #[must_use]
    pub fn is_here(&self, person: &str) -> bool {
        let seated = self.attendance.iter().find(|a| a.person == person).map(|a| &a.presence);
        let said = seated.or_else(|| self.beside.iter().find(|b| b.person == person).map(|b| &b.presence));
        let here = |how: &str| matches!(how, "room" | "phone" | "session");
        // An alternate whose member came has no line of their own.
        let still = || self.presence.iter().any(|p| p.person == person && p.until.is_none() && here(&p.how));
        said.map_or_else(still, |said| said.as_deref().is_some_and(here))
    }

    /// Who joined by a session that has ended since, and is recorded as present still: the roll alone says who is there.
    pub fn gone(&self) -> impl Iterator<Item = &AttendanceLine> {
        let ended = |a: &&AttendanceLine| a.seen.as_deref() == Some("left");
        self.attendance.iter().filter(|a| a.presence.as_deref() == Some("session")).filter(ended)
    }

    /// Whether somebody holds a seat of the board, or may sit for a holder; also a holder for whom somebody sits.
    #[must_use]
    pub fn is_member(&self, person: &str) -> bool {
        let sits = |a: &AttendanceLine| {
            let holder = a.alternate_for.as_deref() == Some(person);
            a.person == person || holder || a.alternates.iter().any(|(other, _)| other == person)
        };
        self.attendance.iter().any(sits)
    }

    /// Whether it went on, or goes on, over midnight in a zone: its moments are told with their days then.
    #[must_use]
    pub fn over_midnight(&self, tz: chrono_tz::Tz) -> bool {
        let day = |at: &Time| at.0.local(tz).date_naive();
        let last = self.row.closed.or(self.timeline.last().map(|line| line.at));
        self.row.opened.zip(last).is_some_and(|(first, last)| day(&first) != day(&last))
    }

    /// The item that the meeting is at.
    #[must_use]
    pub fn current_line(&self) -> Option<&AgendaLine> {
        self.agenda.iter().find(|l| self.current == Some(l.position))
    }
}
