//! The form of a change: fields of the pack, edited one at a time; nothing typed is lost.

use super::screen::List;
use crate::app::options::Draft;
use crate::base::spoken::{Here, Lean};
use crate::sheets::change::{ChangeSheet, FieldLine};
use crossterm::event::KeyEvent;
use tui_textarea::{CursorMove, TextArea};

/// A form.
#[derive(Debug)]
pub struct Form {
    /// The change; none for a new one.
    pub id: Option<String>,
    /// Revision that was read.
    pub revision: Option<u32>,
    /// Type of a new change; while it is empty the type is asked for.
    pub change_type: String,
    /// Types to choose from.
    pub types: Vec<String>,
    /// Fields in the pack's order.
    pub fields: List<FieldLine>,
    /// Values as they were read, by field.
    pub before: Vec<(String, String)>,
    /// The field that is open.
    pub open: Option<TextArea<'static>>,
    /// Whether something typed is not kept as a draft yet.
    pub dirty: bool,
    /// Where the cursor was in a field, when a draft is brought back.
    pub place: Option<(String, usize)>,
}

impl Form {
    /// The form of a change, or of a new one.
    #[must_use]
    pub fn of(sheet: &ChangeSheet, new: bool) -> Self {
        let value = |f: &FieldLine| (f.id.clone(), f.value.clone().unwrap_or_default());
        Self {
            id: (!new).then(|| sheet.row.id.clone()),
            revision: (!new).then_some(sheet.row.revision),
            change_type: sheet.row.change_type.clone(),
            types: Vec::new(),
            before: sheet.fields.iter().map(value).collect(),
            fields: List::of(sheet.fields.clone()),
            open: None,
            dirty: false,
            place: None,
        }
    }

    /// A form that asks for the type first.
    #[must_use]
    pub fn new_change(types: Vec<String>) -> Self {
        Self {
            id: None,
            revision: None,
            change_type: String::new(),
            types,
            fields: List::default(),
            before: Vec::new(),
            open: None,
            dirty: false,
            place: None,
        }
    }

    /// The key of its draft.
    #[must_use]
    pub fn key(&self) -> String {
        self.id.clone().unwrap_or_else(|| "new".into())
    }

    /// Whether the field under the cursor takes several lines.
    #[must_use]
    pub fn several_lines(&self) -> bool {
        self.fields.current().is_some_and(|f| f.kind == "prose")
    }

    /// Opens the field under the cursor.
    pub fn open_field(&mut self) {
        let Some(field) = self.fields.current() else { return };
        let text = field.value.clone().unwrap_or_default();
        let mut area = TextArea::from(text.split('\n').map(str::to_owned).collect::<Vec<_>>());
        area.set_cursor_line_style(ratatui::style::Style::default());
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        if let Some((id, place)) = &self.place
            && *id == field.id
        {
            let (row, column) = position(&text, *place);
            area.move_cursor(CursorMove::Jump(row, column));
        }
        self.open = Some(area);
    }

    /// Whether the field under the cursor names persons.
    #[must_use]
    pub fn names_people(&self) -> bool {
        self.fields.current().is_some_and(|f| matches!(f.kind.as_str(), "person" | "people"))
    }

    /// Persons that fit what has been typed of a name, for the open field.
    #[must_use]
    pub fn suggestions<'a>(&self, people: &'a [(String, String)]) -> Vec<&'a (String, String)> {
        let Some(area) = self.open.as_ref().filter(|_| self.names_people()) else { return Vec::new() };
        let typed = area.lines().join(" ");
        let part = typed.rsplit(',').next().unwrap_or_default().trim().to_lowercase();
        let fits = |p: &&(String, String)| {
            p.0.to_lowercase().starts_with(&part) || p.1.to_lowercase().split(' ').any(|w| w.starts_with(&part))
        };
        people.iter().filter(fits).take(9).collect()
    }

    /// Puts the n-th person that fits into the open field; whether there is one.
    pub fn name_person(&mut self, digit: char, people: &[(String, String)]) -> bool {
        let n = digit.to_digit(10).and_then(|d| usize::try_from(d).ok()).unwrap_or(0);
        let Some(id) = n.checked_sub(1).and_then(|i| self.suggestions(people).get(i).map(|p| p.0.clone())) else {
            return false;
        };
        let several = self.fields.current().is_some_and(|f| f.kind == "people");
        let Some(area) = &mut self.open else { return false };
        let typed = area.lines().join(" ");
        let before = match typed.rsplit_once(',') {
            Some((head, _)) if several => format!("{}, ", head.trim()),
            _ => String::new(),
        };
        let mut fresh = TextArea::from([format!("{before}{id}")]);
        fresh.set_cursor_line_style(ratatui::style::Style::default());
        fresh.move_cursor(CursorMove::End);
        *area = fresh;
        self.dirty = true;
        true
    }

    /// Why the value of a field cannot be read as what it is, with what is expected; none where it can, or is empty.
    #[must_use]
    pub fn unreadable(field: &FieldLine, here: Here) -> Option<String> {
        let value = field.value.as_deref()?;
        let moment = |text: &str, lean| here.read(text, lean).err().map(|e| e.to_string());
        match field.kind.as_str() {
            "window" => here.window(value).err(),
            "moment" => moment(value, Lean::Either),
            "dates" => value.split(',').filter(|w| !w.trim().is_empty()).find_map(|w| moment(w, Lean::Ahead)),
            "number" if value.trim().parse::<i64>().is_err() => Some("a whole number is expected".into()),
            _ => None,
        }
    }

    /// Puts a text into the field under the cursor.
    pub fn replace(&mut self, text: &str) {
        self.open = None;
        let at = self.fields.at;
        let tame = crate::base::text::tame_prose(text);
        if let Some(field) = self.fields.items.get_mut(at) {
            field.value = Some(tame).filter(|t| !t.trim().is_empty());
            self.dirty = true;
        }
    }

    /// Gives a key to the open field.
    pub fn type_key(&mut self, key: KeyEvent) {
        if let Some(area) = &mut self.open {
            self.dirty |= area.input(key);
        }
    }

    /// Gives pasted text to the open field; control characters become marks, line breaks stay where they fit.
    pub fn paste(&mut self, text: &str) {
        let several = self.several_lines();
        if let Some(area) = &mut self.open {
            let tame = if several {
                crate::base::text::tame_prose(text)
            } else {
                crate::base::text::tame_line(text, crate::base::text::PROSE_MAX)
            };
            self.dirty |= area.insert_str(tame);
        }
    }

    /// Closes the open field, keeping what was typed.
    pub fn close_field(&mut self) {
        let Some(area) = self.open.take() else { return };
        self.place = None;
        let at = self.fields.at;
        if let Some(field) = self.fields.items.get_mut(at) {
            let text = area.lines().join("\n");
            field.value = Some(text).filter(|t| !t.trim().is_empty());
            self.dirty = true;
        }
    }

    /// Sets the field under the cursor to one of its choices, by digit; whether it fits.
    pub fn choose(&mut self, digit: usize) -> bool {
        let at = self.fields.at;
        let Some(field) = self.fields.items.get_mut(at) else { return false };
        let choices = choices(field);
        let Some(choice) = digit.checked_sub(1).and_then(|i| choices.get(i)) else { return false };
        // Several may be chosen where the field takes several; a second press takes one back.
        field.value = if matches!(field.kind.as_str(), "choices" | "dates") {
            let mut list: Vec<String> = field
                .value
                .iter()
                .flat_map(|v| v.split(',').map(|w| w.trim().to_owned()))
                .filter(|w| !w.is_empty())
                .collect();
            match list.iter().position(|w| w == choice) {
                Some(i) => drop(list.remove(i)),
                None => list.push(choice.clone()),
            }
            Some(list.join(", ")).filter(|v| !v.is_empty())
        } else {
            Some(choice.clone())
        };
        self.dirty = true;
        true
    }

    /// What differs from what was read: field and text.
    #[must_use]
    pub fn changed(&self) -> Vec<(String, String)> {
        self.fields
            .items
            .iter()
            .map(|f| (f.id.clone(), f.value.clone().unwrap_or_default()))
            .filter(|(id, now)| self.before.iter().find(|(b, _)| b == id).is_none_or(|(_, was)| was != now))
            .collect()
    }

    /// The draft of what was typed, with the field and the place of the cursor.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let mut fields = self.changed();
        let mut cursor = self.fields.current().map(|f| (f.id.clone(), 0));
        if let (Some(area), Some(field)) = (&self.open, self.fields.current()) {
            let text = area.lines().join("\n");
            fields.retain(|(id, _)| *id != field.id);
            fields.push((field.id.clone(), text));
            let tui_textarea::DataCursor(row, column) = area.cursor();
            let before: usize = area.lines().iter().take(row).map(|l| l.chars().count() + 1).sum();
            cursor = Some((field.id.clone(), before + column));
        }
        Draft { change_type: self.change_type.clone(), fields, cursor }
    }

    /// Lays a draft over what was read; the cursor goes to its field.
    pub fn restore(&mut self, draft: &Draft) {
        for (id, text) in &draft.fields {
            if let Some(field) = self.fields.items.iter_mut().find(|f| f.id == *id) {
                field.value = Some(text.clone()).filter(|t| !t.is_empty());
            }
        }
        if let Some((id, _)) = &draft.cursor
            && let Some(at) = self.fields.items.iter().position(|f| f.id == *id)
        {
            self.fields.at = at;
            self.place.clone_from(&draft.cursor);
        }
        self.dirty = false;
    }
}

/// Row and column of a place in characters.
fn position(text: &str, place: usize) -> (u16, u16) {
    let before: String = text.chars().take(place).collect();
    let row = before.matches('\n').count();
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count());
    (u16::try_from(row).unwrap_or(u16::MAX), u16::try_from(column).unwrap_or(u16::MAX))
}

/// The choices of a field.
#[must_use]
pub fn choices(field: &FieldLine) -> Vec<String> {
    if field.kind == "yes_no" { vec!["yes".into(), "no".into()] } else { field.choices.clone() }
}
