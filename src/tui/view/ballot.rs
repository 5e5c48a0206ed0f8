//! The ballot: the facts, the four quantities, the members, and the five choices.

mod phone;

use super::Cursors;
use super::doc::Doc;
use super::page::Page;
use super::parts;
use super::when::{away, short, window};
use super::who::name;
use crate::app::acts::ask;
use crate::base::text::fit;
use crate::sheets::ballot::{BallotSheet, MemberLine};
use crate::sheets::change::ChangeSheet;
use crate::text::words::ballot::{said, standing, votes};
use crate::text::words::{plain, quorum};
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::Detail;
use crate::tui::theme::{Tone, quorum_tone, risk_tone};
use ratatui::layout::Rect;

/// How far the members can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, model: &Model, detail: &Detail) -> usize {
    if let (Class::WidePlus, Some(sheet)) = (class(area.width), &detail.sheet) {
        let mut words = Doc::new(Rect { width: area.width - area.width * 11 / 20 - 1, ..area });
        parts::texts(&mut words, model, sheet);
        return words.last_offset(area.height);
    }
    let members = detail.sheet.iter().flat_map(|s| &s.ballot).map(|b| b.members.len()).sum::<usize>();
    members.saturating_sub(usize::from(area.height.saturating_sub(6)))
}

/// Draws the ballot.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, detail: &Detail) -> Cursors {
    let Some(sheet) = &detail.sheet else {
        page.put(area, 1, 0, &detail.id, Tone::Strong);
        return (None, None);
    };
    let Some(ballot) = &sheet.ballot else {
        page.put(area, 1, 0, &format!("{}  {}", sheet.row.id, sheet.row.title), Tone::Strong);
        page.put(area, 1, 2, "There is no ballot. The chair opens one with V.", Tone::Faint);
        return (None, None);
    };
    let choices = match class(area.width) {
        Class::Phone => phone::draw(page, area, model, sheet, ballot, detail.offset),
        // With room for it, the request's own words stand beside the vote.
        Class::WidePlus => {
            let split = panes(area, &[area.width * 11 / 20]);
            let (left, right) = (split.first().copied().unwrap_or(area), split.get(1).copied().unwrap_or_default());
            page.divider(left);
            let mut words = Doc::new(right);
            parts::texts(&mut words, model, sheet);
            words.draw(page, right, detail.offset.min(words.last_offset(right.height)));
            wide(page, left, model, sheet, ballot, 0)
        }
        _ => wide(page, area, model, sheet, ballot, detail.offset),
    };
    (None, Some((area.x, area.y + choices.min(area.height.saturating_sub(1)))))
}

/// How it stands, in capitals.
pub fn headline(b: &BallotSheet) -> (String, Tone) {
    match (&b.outcome, b.state.as_str(), b.stale) {
        (_, _, true) => ("OVERTAKEN BY AN EDIT".into(), Tone::Bad),
        (Some(o), ..) => {
            let tone = if o.starts_with("carried") { Tone::Good } else { Tone::Bad };
            (plain(o).to_uppercase(), tone)
        }
        (None, _, _) if b.lapsed => ("VOTE LAPSED".into(), Tone::Warn),
        (None, "suspended", _) => ("SUSPENDED, QUORUM LOST".into(), Tone::Bad),
        (None, _, _) => ("VOTE OPEN".into(), Tone::Accent),
    }
}

/// One of the quantities of a vote: what it is, how it stands, and a word at the end that says what to make of it. With
/// that word alone in colour, a vote that changes it draws little on each screen.
pub struct Quantity {
    pub label: &'static str,
    pub text: String,
    pub tone: Tone,
    pub mark: Option<(&'static str, Tone)>,
}

impl From<(&'static str, String, Tone)> for Quantity {
    fn from((label, text, tone): (&'static str, String, Tone)) -> Self {
        Self { label, text, tone, mark: None }
    }
}

impl Quantity {
    /// Writes it as a line with its label.
    pub fn write(&self, doc: &mut Doc) {
        match self.mark {
            Some((mark, tone)) => doc.marked(self.label, &self.text, mark, tone),
            None => doc.pair(self.label, &self.text, self.tone),
        }
    }
}

/// The four quantities, and what is still needed.
pub fn quantities(b: &BallotSheet) -> Vec<Quantity> {
    let over = b.outcome.is_some();
    let q = b.quorum_now();
    let mark = Some((quorum::word(&q), quorum_tone(&q)));
    let present = Quantity { label: "Present", text: quorum::figures(&q), tone: Tone::Plain, mark };
    let counts = match (b.for_, b.against, b.abstain) {
        (Some(f), Some(a), Some(x)) => format!("{f} for, {a} against, {x} abstain"),
        _ if over => "not shown: it decided nothing".into(),
        _ => "hidden until closed".into(),
    };
    // Below each other, what a vote changes draws the least.
    let mut list = vec![("Votes", format!("voted {}, {counts}", votes(b)), Tone::Plain)];
    list.push(("Eligible", format!("{} of {} seats, {} recused", b.eligible, b.seats, b.recused), Tone::Plain));
    let mandatory = match (b.mandatory, b.mandatory_missing.as_slice()) {
        (0, _) => ("no seat is mandatory".to_owned(), Tone::Plain),
        (n, []) => (format!("{n} of {n} seats filled"), Tone::Good),
        (n, missing) => (
            format!(
                "{} of {n} seats filled, MISSING {}",
                n.saturating_sub(missing.len()),
                b.mandatory_titles.join(", ")
            ),
            Tone::Warn,
        ),
    };
    list.push(("Mandatory", mandatory.0, mandatory.1));
    if let Some(tie) = &b.tie {
        list.push(("Tie", tie.clone(), Tone::Warn));
    }
    if let Some(vetoed) = &b.vetoed {
        list.push(("Veto", vetoed.clone(), Tone::Bad));
    }
    if let Some(came) = b.came_for().filter(|_| !b.stale) {
        list.push(("Came", format!("{came}: the chair's V opens it anew"), Tone::Warn));
    }
    if let Some(altered) = b.altered_by() {
        list.push(("Altered", altered, Tone::Warn));
    }
    if let (false, false, Some(needs)) = (over, b.stale, needs(b)) {
        list.push(("Needs", needs, Tone::Accent));
    }
    [present].into_iter().chain(list.into_iter().map(Quantity::from)).collect()
}

/// A quantity in fewer words, where its label says the rest.
pub fn brief(text: &str) -> String {
    text.replace(" seats filled, MISSING", ", MISSING")
}

/// What the quorum still needs.
fn lacks_quorum(b: &BallotSheet) -> String {
    match b.quorum.saturating_sub(b.present) {
        0 => format!("the seat {} must be present", b.mandatory_titles.join(", ")),
        n => format!("{n} more present"),
    }
}

/// What would carry it, where the tally shows it: `1 more · can still fail`.
fn needs(b: &BallotSheet) -> Option<String> {
    let ahead = match b.needs? {
        // Enough votes decide nothing while too few are there.
        0 if !b.quorum_met => return Some(lacks_quorum(b)),
        0 => "carries as it stands".to_owned(),
        n => format!("{n} more"),
    };
    let can = match (b.can_pass, b.can_fail) {
        (Some(false), _) => "can no longer pass",
        (_, Some(true)) => "can still fail",
        _ => "can no longer fail",
    };
    Some(format!("{ahead} · {can}"))
}

/// What a member has said, as far as the tally shows it.
pub fn member(m: &MemberLine, over: bool) -> (String, Tone) {
    let tone = match (m.choice.as_deref(), standing(m, over)) {
        (_, "recused" | "left") => Tone::Faint,
        (Some("approve" | "condition"), _) => Tone::Good,
        (Some("reject"), _) => Tone::Bad,
        // Who is waited for stands out, not who has voted: a vote draws the less for it.
        (None, "waiting") => Tone::Warn,
        (Some(_), _) | (None, "voted") => Tone::Plain,
        (None, _) => Tone::Faint,
    };
    let via = m.via.as_ref().map(|v| format!(" via {v}")).unwrap_or_default();
    (format!("{}{via}", said(m, over)), tone)
}

/// Seats with their marks, which stand first so that no long name cuts them off: `*! Security`, `Manager chair`.
fn seats(m: &MemberLine) -> String {
    let marks: String = [(m.mandatory, '*'), (m.veto, '!')].into_iter().filter(|(is, _)| *is).map(|(_, c)| c).collect();
    let mut text = m.seats.iter().map(|s| plain(s)).collect::<Vec<_>>().join(", ");
    if !marks.is_empty() {
        text = format!("{marks} {text}");
    }
    if m.chair {
        text.push_str(" chair");
    }
    text
}

fn choices(page: &mut Page<'_>, area: Rect, mut y: u16, model: &Model, sheet: &ChangeSheet) -> u16 {
    let chosen = model.act.as_ref().filter(|a| a.on_page).and_then(|a| a.answer(0));
    let member = sheet.ballot.iter().flat_map(|b| &b.members).find(|m| m.person == model.register.actor);
    // On a phone there may be no room to say it anywhere else.
    let own = member.and_then(|m| m.choice.as_deref()).filter(|_| class(area.width) == Class::Phone);
    // Who only looks on has nothing to choose.
    for choice in ask::choices(sheet).into_iter().filter(|_| member.is_some()) {
        let said = if own == Some(&choice.word) { ", your vote" } else { "" };
        let tone = if chosen == Some(&choice.word) { Tone::Selected } else { Tone::Plain };
        let mark = if chosen == Some(&choice.word) { ">" } else { " " };
        page.put(area, 0, y, &format!("{mark}{} {}{said}", choice.digit, choice.label), tone);
        y += 1;
    }
    y
}

/// Who one is here, and what one has said.
fn you(model: &Model, b: &BallotSheet) -> (String, Tone) {
    match b.members.iter().find(|m| m.person == model.register.actor) {
        None if b.came.iter().any(|c| c.person == model.register.actor) => {
            ("You came later: no vote on this ballot".into(), Tone::Warn)
        }
        None => match b.sits_for(&model.register.actor) {
            Some(m) => (format!("{} votes for you on this ballot", m.name), Tone::Warn),
            None => ("You are not on this ballot: you look on".into(), Tone::Faint),
        },
        Some(m) if m.presence == "recused" => ("You are recused from this vote".into(), Tone::Warn),
        Some(m) if m.via.is_some() => {
            let by = name(model, m.via.as_deref().unwrap_or_default());
            let said = m.choice.as_deref().map(|c| format!(": {}", plain(c))).unwrap_or_default();
            (format!("{by} entered your vote{said}. O objects"), Tone::Warn)
        }
        Some(m) => match (&m.choice, m.voted) {
            (Some(c), _) => (format!("{}, you voted: {}", m.name, plain(c)), Tone::Good),
            (None, true) => (format!("{}, you have voted", m.name), Tone::Good),
            (None, false) => (format!("{}, your vote", m.name), Tone::Accent),
        },
    }
}

fn wide(page: &mut Page<'_>, area: Rect, model: &Model, sheet: &ChangeSheet, b: &BallotSheet, offset: usize) -> u16 {
    let (head, tone) = headline(b);
    let over = b.outcome.is_some() || b.stale;
    let digest: String = b.revision_digest.chars().take(7).collect();
    let x = page.right(area, 0, &head, tone);
    let room = Rect { width: x.saturating_sub(1), ..area };
    let x = page.put(room, 1, 0, &b.id, Tone::Accent);
    page.put(room, x + 2, 0, &sheet.row.title, Tone::Strong);
    // The facts first: nothing covers them while one decides.
    let mut facts = Doc::new(area);
    let risk = parts::risk_words(sheet);
    let place = if sheet.row.environment.is_empty() {
        String::new()
    } else {
        format!("   {}", sheet.row.environment.join(", "))
    };
    facts.pieces(vec![
        ("Risk       ".into(), Tone::Faint),
        (risk, risk_tone(sheet.risk_sheet.level.as_deref().unwrap_or(""))),
        (format!("   {}{place}   asked for by {}", sheet.type_title, name(model, &sheet.row.requester)), Tone::Plain),
    ]);
    let when = sheet.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    facts.pair("When", &when, Tone::Plain);
    if let Some(w) = parts::passed(sheet) {
        // Where there is little room, what is decided upon comes before what else could be done.
        let told = if area.width < 100 { w.text.clone() } else { format!("{}: {}", w.text, w.remedy) };
        facts.pair("", &told, Tone::Bad);
    }
    if let Some(undo) = parts::field(sheet, &["rollback_plan", "rollback", "backout"]) {
        facts.pair("Way back", undo.lines().next().unwrap_or_default(), Tone::Plain);
    }
    facts.pair("Clash", &crate::sheets::change::clashes(&sheet.conflicts), Tone::Bad);
    let left = if area.width < 100 { String::new() } else { format!(" ({})", away(model, b.lapses.0)) };
    let lapses = if over { String::new() } else { format!(", lapses {}{left}", short(model, b.lapses.0)) };
    facts.pair("Ballot", &format!("{} on revision {} ({digest}), {}{lapses}", b.no, b.revision, b.tally), Tone::Plain);
    facts.pair("Rule", &b.rule, Tone::Plain);
    facts.cite(&b.clauses);
    // The quantities and the choices come before further facts where there is not room for all.
    let half = Rect { width: area.width * 11 / 20, ..area };
    let mut counts = Doc::new(half);
    quantities(b).iter().for_each(|quantity| quantity.write(&mut counts));
    let below = u16::try_from(counts.len() + if over { 2 } else { 1 + ask::choices(sheet).len() }).unwrap_or(u16::MAX);
    let rows = u16::try_from(facts.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(2).saturating_sub(below));
    facts.draw(page, Rect { y: area.y + 1, height: rows, ..area }, 0);
    let y = rows + 1;
    page.rule(area, y, "How it stands");
    // Left the quantities and the choices, right the members.
    let left = Rect {
        y: area.y + (y + 1).min(area.height),
        height: area.height.saturating_sub(y + 1),
        width: area.width * 11 / 20,
        ..area
    };
    let right = Rect { x: left.x + left.width + 1, width: area.width.saturating_sub(left.width + 1), ..left };
    page.divider(left);
    page.put(Rect { y: area.y + y, height: 1, ..right }, 0, 0, " Members ", Tone::Strong);
    let used = u16::try_from(counts.len()).unwrap_or(0).min(left.height);
    counts.draw(page, Rect { height: used, ..left }, 0);
    let (text, tone) = you(model, b);
    if over {
        let mut own = Doc::new(left);
        own.text(&text, tone);
        let from = (used + 1).min(left.height);
        own.draw(page, Rect { y: left.y + from, height: left.height - from, ..left }, 0);
    } else {
        page.rule(left, used, "");
        page.put(left, 1, used, &format!(" {} ", fit(&text, usize::from(left.width.saturating_sub(4)))), tone);
        choices(page, left, used + 1, model, sheet);
    }
    members(page, right, b, offset);
    y + used + 2
}

fn members(page: &mut Page<'_>, area: Rect, b: &BallotSheet, offset: usize) {
    let over = b.outcome.is_some() || b.stale;
    let name = if area.width >= 50 { 18 } else { 12 };
    // That somebody left is never cut.
    let narrow = if b.members.iter().any(MemberLine::left) { 14 } else { 11 };
    let said_at = area.width.saturating_sub(if area.width >= 50 { 20 } else { narrow });
    for (i, m) in b.members.iter().skip(offset).enumerate() {
        let y = u16::try_from(i).unwrap_or(u16::MAX);
        page.put(area, 1, y, &fit(&m.name, name), Tone::Plain);
        let at = u16::try_from(name + 2).unwrap_or(14);
        page.put(area, at, y, &fit(&seats(m), usize::from(said_at.saturating_sub(at + 1))), Tone::Faint);
        let (said, tone) = member(m, over);
        // Where there is no room to say who entered it, a mark does.
        let room = usize::from(area.width.saturating_sub(said_at));
        let said = match said.split_once(" via ") {
            Some((choice, _)) if said.chars().count() > room => format!("{choice}^"),
            _ => said,
        };
        page.put(area, said_at, y, &said, tone);
    }
    let mut y = u16::try_from(b.members.len().saturating_sub(offset) + 1).unwrap_or(u16::MAX);
    let notes = [
        (b.members.iter().any(|m| m.mandatory || m.veto), "* must be present   ! may veto"),
        (area.width < 50 && b.members.iter().any(|m| m.via.is_some()), "^ entered by the chair"),
    ];
    let first = y;
    for (_, note) in notes.iter().filter(|(there, _)| *there) {
        page.put(area, 1, y, note, Tone::Faint);
        y = y.saturating_add(1);
    }
    y = y.saturating_add(u16::from(y > first));
    criteria(page, area, y, b);
}

/// The criteria that the board considers before it closes, each with its mark.
fn criteria(page: &mut Page<'_>, area: Rect, y: u16, b: &BallotSheet) {
    if b.criteria.is_empty() {
        return;
    }
    let mut doc = Doc::new(area);
    doc.head("Considered by the board");
    doc.cite(b.criteria.first().map(|c| c.clauses.as_slice()).unwrap_or_default());
    for c in &b.criteria {
        let (mark, tone) = if c.considered { ("[x]", Tone::Good) } else { ("[ ]", Tone::Plain) };
        doc.pieces(vec![(format!("{mark} {}", c.text), tone)]);
    }
    let from = y.min(area.height);
    doc.draw(page, Rect { y: area.y + from, height: area.height - from, ..area }, 0);
}
