//! XML documents of change records, read one record at a time: every element below the root is a record, every
//! element below a record a field.

use super::decode::Decoded;
use super::fault::{At, FeedError};
use super::layout::{Cell, Layout, Record};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements may be nested so deep; deeper documents are refused.
const DEPTH_MAX: usize = 64;

/// An XML document of records.
pub(super) struct Xml<'a> {
    reader: Reader<Decoded<'a>>,
    buffer: Vec<u8>,
    open: Vec<(String, At)>,
    row: u64,
    seen_root: bool,
    /// Entities that were not known, and left as they are written.
    pub(super) unknown_entities: u64,
}

/// A field while it is read.
struct Field {
    name: String,
    depth: usize,
    shown: Option<String>,
    text: String,
}

impl<'a> Xml<'a> {
    pub(super) fn open(input: Decoded<'a>) -> Self {
        let mut reader = Reader::from_reader(input);
        // A bare ampersand is a common fault of hand-made exports and harmless.
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), open: Vec::new(), row: 0, seen_root: false, unknown_entities: 0 }
    }

    pub(super) fn input(&self) -> &Decoded<'a> {
        self.reader.get_ref()
    }

    /// The next record, `None` at the end.
    pub(super) fn next(&mut self, layout: &mut Layout) -> Result<Option<Record>, FeedError> {
        let mut record = None;
        let mut fields: Vec<Field> = Vec::new();
        loop {
            let at = self.reader.get_ref().at();
            if record.is_none() {
                self.reader.get_mut().begin();
            }
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(e) => return Err(self.fault(at, e)),
            };
            match event {
                Event::Start(tag) | Event::Empty(tag) if self.open.is_empty() && self.seen_root => {
                    let what = format!("a second root element <{}>", tag.name().as_ref());
                    return Err(FeedError::Syntax { at, what, read: self.row });
                }
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if self.open.len() >= DEPTH_MAX {
                        let what = format!("elements are nested more than {DEPTH_MAX} deep");
                        return Err(FeedError::Syntax { at, what, read: self.row });
                    }
                    self.seen_root = true;
                    match self.open.len() {
                        0 => {}
                        1 => {
                            self.row += 1;
                            record = Some(begin(layout, self.row, at.line, &tag, &name));
                        }
                        depth => fields.push(Field {
                            shown: attribute(&tag, "display_value"),
                            text: String::new(),
                            depth,
                            name: path(&fields, &name),
                        }),
                    }
                    self.open.push((name, at));
                }
                Event::Empty(tag) if self.open.len() == 1 => {
                    self.row += 1;
                    let name = tag.name().as_ref().to_owned();
                    return Ok(Some(begin(layout, self.row, at.line, &tag, &name)));
                }
                Event::Empty(tag) if self.open.is_empty() => {
                    let _ = tag;
                    self.seen_root = true;
                }
                Event::End(_) => {
                    self.open.pop();
                    if let Some(field) = fields.pop_if(|f| f.depth == self.open.len())
                        && let Some(record) = &mut record
                    {
                        end(layout, record, field);
                    }
                    if self.open.len() == 1
                        && let Some(record) = record.take()
                    {
                        return Ok(Some(record));
                    }
                }
                Event::Text(text) => add(&mut fields, &text.xml10_content()),
                Event::CData(text) => add(&mut fields, &text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let known = match entity.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        _ => quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned),
                    };
                    if known.is_none() {
                        self.unknown_entities += 1;
                    }
                    let written = known.unwrap_or_else(|| format!("&{};", &*entity));
                    add(&mut fields, &written);
                }
                Event::Eof => {
                    return match self.open.last() {
                        Some((name, at)) => Err(FeedError::Cut {
                            at: *at,
                            what: format!("the element <{}> is never closed", super::layout::shown(name)),
                            read: self.row - u64::from(record.is_some()),
                        }),
                        None if !self.seen_root => {
                            let what = "no element was found; this is not XML".to_owned();
                            Err(FeedError::Syntax { at, what, read: 0 })
                        }
                        None => Ok(None),
                    };
                }
                _ => {}
            }
        }
    }

    fn fault(&self, start: At, e: quick_xml::Error) -> FeedError {
        let input = self.reader.get_ref();
        let read = self.row.saturating_sub(u64::from(self.open.len() > 1));
        match e {
            _ if input.overrun() => FeedError::TooLong { at: start, hint: "is an element not closed?", read },
            quick_xml::Error::Io(e) => {
                FeedError::Io { at: input.at(), read, source: std::io::Error::new(e.kind(), e.to_string()) }
            }
            quick_xml::Error::Syntax(e) => FeedError::Cut { at: start, what: e.to_string(), read },
            other => FeedError::Syntax { at: start, what: crate::base::text::tame_line(&other.to_string(), 200), read },
        }
    }
}

/// A record with its class and id, which iTop writes into the tag.
fn begin(layout: &mut Layout, row: u64, line: u64, tag: &BytesStart<'_>, name: &str) -> Record {
    let mut record = Record { row, line, ..Record::default() };
    let id = attribute(tag, "id").unwrap_or_default();
    for (column, value) in [("class", name.to_owned()), ("key", id)] {
        if let Some(place) = layout.place(column).filter(|_| !value.is_empty()) {
            record.cells.push((place, Cell::plain(value)));
        }
    }
    record
}

fn end(layout: &mut Layout, record: &mut Record, field: Field) {
    let blank = field.text.trim().is_empty() && field.shown.as_deref().unwrap_or_default().trim().is_empty();
    if blank && field.depth > 2 {
        return;
    }
    if let Some(place) = layout.place(&field.name) {
        record.cells.push((place, Cell { value: field.text.trim().to_owned(), shown: field.shown }));
    }
}

/// The name of a field: its element, and for one within another field that field's as well (`list->name`).
fn path(fields: &[Field], name: &str) -> String {
    fields.first().map_or_else(|| name.to_owned(), |outer| format!("{}->{name}", outer.name))
}

fn add(fields: &mut [Field], text: &str) {
    if let Some(field) = fields.last_mut() {
        field.text.push_str(text);
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok().flatten()?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |text| text.into_owned()))
}
