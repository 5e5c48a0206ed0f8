//! What the receipt of an act on a meeting says of the items that the act was about: number and title.

use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::ids::{ChangeNo, MeetingId, Stream};
use crate::domain::desk::Decided;
use crate::domain::event::What;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::meeting::{Meeting, Subject};
use crate::sheets::register::EntryRef;
use crate::store::load::Reader;
use crate::text::words::list;
use crate::text::words::receipt::kinds;

impl App {
    /// What was recorded on the items of a meeting, in words; none where it is about no item.
    pub(in crate::app) fn on_items(
        &self,
        id: &MeetingId,
        decided: &Decided,
        entries: &[EntryRef],
    ) -> Result<Option<String>, AppError> {
        let events = decided.events.iter().filter_map(|(stream, what)| match (stream, what) {
            (Stream::Meeting(of), What::Meeting(event)) if of == id => Some(event),
            _ => None,
        });
        let (mut numbers, mut subjects): (Vec<u32>, Vec<&Subject>) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                MeetingEvent::ItemAdded { item, .. } => subjects.push(&item.subject),
                MeetingEvent::ItemRemoved { subject, .. } => subjects.push(subject),
                event => numbers.extend(about(event)),
            }
        }
        let action = decided.events.iter().find_map(|(_, what)| match what {
            What::Meeting(MeetingEvent::ActionDone { no }) => Some(Some(*no)),
            What::Meeting(MeetingEvent::ActionGiven { .. }) => Some(None),
            _ => None,
        });
        if numbers.is_empty() && subjects.is_empty() && action.is_none() {
            return Ok(None);
        }
        let reader = self.store.read()?;
        let world = fold(&reader, &[Stream::Meeting(id.clone())], None)?;
        // What is given gets the number after the last one; a trial leaves none.
        let newest = world.meetings.get(id).and_then(|m| m.actions.last()).map(|a| a.no);
        let action = action.and_then(|no| no.or(newest)).map(|no| format!("action {no}"));
        let mut named: Vec<String> = action.into_iter().collect();
        for subject in subjects {
            named.push(titled(&reader, subject)?);
        }
        for no in numbers {
            named.push(numbered(&reader, world.meetings.get(id), no)?);
        }
        let what = list(&kinds(entries));
        Ok(Some(if named.is_empty() { what } else { format!("{what}: {}", named.join("; ")) }))
    }

    /// The changes of a consent group, as its receipt names them.
    pub(super) fn of_group(&self, id: &MeetingId, group: &[(u32, ChangeNo)]) -> Result<String, AppError> {
        let reader = self.store.read()?;
        let world = fold(&reader, &[Stream::Meeting(id.clone())], None)?;
        let named: Result<Vec<String>, AppError> =
            group.iter().map(|(no, _)| numbered(&reader, world.meetings.get(id), *no)).collect();
        Ok(named?.join("; "))
    }
}

/// Numbers of the items that an event is about.
fn about(event: &MeetingEvent) -> Vec<u32> {
    match event {
        MeetingEvent::Presented { item }
        | MeetingEvent::Extended { item, .. }
        | MeetingEvent::Considered { item, .. }
        | MeetingEvent::Assessed { item, .. }
        | MeetingEvent::Pulled { item }
        | MeetingEvent::Settled { item, .. } => vec![*item],
        MeetingEvent::Noted { item, .. } | MeetingEvent::ActionGiven { item, .. } => item.iter().copied().collect(),
        MeetingEvent::Announced { items, .. } => items.clone(),
        _ => Vec::new(),
    }
}

/// An item with its number: `item 3, CHG-42 Kernel patch`.
pub(super) fn numbered(reader: &Reader<'_>, meeting: Option<&Meeting>, no: u32) -> Result<String, AppError> {
    match meeting.and_then(|m| m.item(no)) {
        Some((item, _)) => Ok(format!("item {no}, {}", titled(reader, &item.subject)?)),
        None => Ok(format!("item {no}")),
    }
}

/// What an item is about, a change with its title.
fn titled(reader: &Reader<'_>, subject: &Subject) -> Result<String, AppError> {
    match subject {
        Subject::Change(no) => {
            let title = reader.queue_row(*no, |row| row.title.to_owned())?;
            Ok(title.map_or_else(|| no.to_string(), |title| format!("{no} {title}")))
        }
        Subject::Topic(topic) => Ok(crate::base::text::visible(topic).into_owned()),
    }
}
