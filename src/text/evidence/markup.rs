//! XML of test tools, event by event: no entity of its own, no internal subset, nothing fetched, nothing left open.

use super::Format;
use super::fault::{ReportError, place};
use crate::base::text::tame_line;
use crate::text::feeds::fault::At;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Elements may be nested so deep.
const DEPTH_MAX: usize = 64;

/// A piece of markup.
pub(super) enum Piece {
    /// An element begins.
    Open(Tag),
    /// The element of this name ends.
    Close(String),
}

/// A start tag with its attributes.
pub(super) struct Tag {
    /// Local name.
    pub(super) name: String,
    /// Where it stands.
    pub(super) at: At,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// A count in an attribute, `None` where it is not given or blank.
    pub(super) fn count(&self, name: &str) -> Result<Option<u64>, ReportError> {
        let Some(text) = self.get(name).map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
        let read = text.parse().or_else(|_| text.strip_suffix(".0").unwrap_or(text).parse());
        read.map(Some).map_err(|_| self.figure(name, text, "a whole number from 0 on"))
    }

    /// A refusal of an attribute's value.
    pub(super) fn figure(&self, name: &str, value: &str, wanted: &str) -> ReportError {
        let what = format!("{name}=\"{}\" of <{}> is not {wanted}", tame_line(value, 40), self.name);
        ReportError::Figure { at: self.at, what }
    }
}

/// Markup being read.
pub(super) struct Markup<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
    open: Vec<(String, At)>,
    /// The end of an element that was written as empty.
    pending: Option<String>,
    rooted: bool,
    scanned: (usize, At),
}

impl<'t> Markup<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_reader(text.as_bytes());
        reader.config_mut().check_end_names = true;
        Self { text, reader, open: Vec::new(), pending: None, rooted: false, scanned: (0, At { line: 1, column: 1 }) }
    }

    /// The place of the reader, counted on from the last one asked for.
    fn at(&mut self) -> At {
        let offset = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let (from, mut at) = self.scanned;
        for c in self.text.get(from..offset).unwrap_or_default().chars() {
            if c == '\n' {
                at = At { line: at.line + 1, column: 1 };
            } else {
                at.column += 1;
            }
        }
        self.scanned = (offset.max(from), at);
        at
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The names of the open elements, the root first.
    pub(super) fn path(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.open.iter().map(|(name, _)| name.as_str())
    }

    /// The next piece, `None` after the root's end.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, ReportError> {
        if let Some(name) = self.pending.take() {
            self.open.pop();
            return Ok(Some(Piece::Close(name)));
        }
        loop {
            let at = self.at();
            let event = self.reader.read_event().map_err(|e| self.fault(at, &e))?;
            match event {
                Event::Start(tag) => return self.begin(&tag, at).map(Some),
                Event::Empty(tag) => {
                    let piece = self.begin(&tag, at)?;
                    self.pending = self.open.last().map(|(name, _)| name.clone());
                    return Ok(Some(piece));
                }
                Event::End(_) => {
                    if let Some((name, _)) = self.open.pop() {
                        return Ok(Some(Piece::Close(name)));
                    }
                }
                Event::DocType(doctype) => {
                    let subset = doctype.contains('[') || doctype.to_ascii_uppercase().contains("<!ENTITY");
                    if subset {
                        let what = "the document type declares entities or an internal subset, which is refused; \
                                    remove the <!DOCTYPE ...>";
                        return Err(ReportError::Syntax { at, what: what.into() });
                    }
                }
                Event::GeneralRef(entity) => {
                    let known = matches!(entity.resolve_char_ref(), Ok(Some(_)))
                        || quick_xml::escape::resolve_predefined_entity(&entity).is_some();
                    if !known {
                        return Err(unknown_entity(at, &entity));
                    }
                }
                Event::Text(text) if self.open.is_empty() && !text.trim().is_empty() => {
                    let what = "text outside the root element".into();
                    return Err(ReportError::Syntax { at, what });
                }
                Event::Eof => {
                    return match self.open.last() {
                        Some((name, at)) => {
                            let what = format!("the element <{}> is never closed", tame_line(name, 60));
                            Err(ReportError::Cut { at: *at, what })
                        }
                        None if !self.rooted => Err(ReportError::Unknown),
                        None => Ok(None),
                    };
                }
                _ => {}
            }
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>, at: At) -> Result<Piece, ReportError> {
        let name = tag.local_name().as_ref().to_owned();
        if self.open.is_empty() && self.rooted {
            let what = format!("a second root element <{}>", tame_line(&name, 60));
            return Err(ReportError::Syntax { at, what });
        }
        if self.open.len() >= DEPTH_MAX {
            let what = format!("elements are nested more than {DEPTH_MAX} deep");
            return Err(ReportError::Syntax { at, what });
        }
        self.rooted = true;
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|e| ReportError::Syntax { at, what: tame_line(&e.to_string(), 120) })?;
            let value =
                quick_xml::escape::unescape(&attribute.value).map_err(|_| unknown_entity(at, &attribute.value))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        self.open.push((name.clone(), at));
        Ok(Piece::Open(Tag { name, at, attributes }))
    }

    fn fault(&self, at: At, e: &quick_xml::Error) -> ReportError {
        match e {
            quick_xml::Error::Syntax(e) => ReportError::Cut { at, what: tame_line(&e.to_string(), 120) },
            other => {
                let offset = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                ReportError::Syntax { at: place(self.text, offset), what: tame_line(&other.to_string(), 160) }
            }
        }
    }
}

fn unknown_entity(at: At, entity: &str) -> ReportError {
    let what = format!("\"{}\" uses an entity that XML does not define, which is refused", tame_line(entity, 60));
    ReportError::Syntax { at, what }
}

/// The format that the root element tells.
pub(super) fn root(text: &str) -> Result<Format, ReportError> {
    match Markup::new(text).next()? {
        Some(Piece::Open(tag)) => match tag.name.as_str() {
            "testsuites" | "testsuite" => Ok(Format::Junit),
            "coverage" => Ok(Format::Cobertura),
            _ => Err(ReportError::Unknown),
        },
        _ => Err(ReportError::Unknown),
    }
}
