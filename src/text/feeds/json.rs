//! JSON documents of change records, read one record at a time: `{"result": […]}`, `{"records": […]}`, a bare list, a
//! single record, records one after the other, and the `{"objects": {…}}` of iTop.

use super::decode::Decoded;
use super::fault::{At, FeedError};
use super::layout::{Cell, Layout, Record};
use serde_json::{Map, Value};
use std::io;

/// Where in the document reading goes on.
enum Place {
    /// Before a value at the top.
    Top,
    /// In a list of records; whether the list lies in a wrapping object.
    List {
        wrapped: bool,
        first: bool,
    },
    /// In an object whose values are records.
    Members {
        first: bool,
    },
    /// In the wrapping object, after its records.
    Tail,
    /// After a value at the top.
    After,
    End,
}

/// A JSON document of records.
pub(super) struct Json<'a> {
    input: Decoded<'a>,
    place: Place,
    row: u64,
}

impl<'a> Json<'a> {
    pub(super) fn open(input: Decoded<'a>) -> Self {
        Self { input, place: Place::Top, row: 0 }
    }

    pub(super) fn input(&self) -> &Decoded<'a> {
        &self.input
    }

    /// The next record, `None` at the end.
    pub(super) fn next(&mut self, layout: &mut Layout) -> Result<Option<Record>, FeedError> {
        loop {
            self.input.begin();
            match self.place {
                Place::End => return Ok(None),
                Place::Top => match self.skip_blanks()? {
                    Some(b'[') => {
                        self.take()?;
                        self.place = Place::List { wrapped: false, first: true };
                    }
                    Some(b'{') => {
                        if let Some(record) = self.object(layout)? {
                            return Ok(Some(record));
                        }
                    }
                    Some(_) => return Err(self.syntax("a list of records or an object is expected")),
                    None => return Err(FeedError::Empty),
                },
                Place::List { wrapped, first } => {
                    if self.ends(b']', first, "the list of records")? {
                        self.place = if wrapped { Place::Tail } else { Place::After };
                    } else {
                        self.place = Place::List { wrapped, first: false };
                        return self.element(layout, None).map(Some);
                    }
                }
                Place::Members { first } => {
                    if self.ends(b'}', first, "the object of records")? {
                        self.place = Place::Tail;
                    } else {
                        let key = self.key()?;
                        self.place = Place::Members { first: false };
                        return self.element(layout, Some(&key)).map(Some);
                    }
                }
                Place::Tail => {
                    if self.ends(b'}', false, "the object around the records")? {
                        self.place = Place::After;
                    } else {
                        self.key()?;
                        self.value()?;
                    }
                }
                Place::After => {
                    self.place = match self.skip_blanks()? {
                        None => Place::End,
                        Some(b'{' | b'[') => Place::Top,
                        Some(_) => return Err(self.syntax("nothing more is expected after the records")),
                    };
                }
            }
        }
    }

    /// Reads an object at the top up to its records, or whole when it is a record itself.
    fn object(&mut self, layout: &mut Layout) -> Result<Option<Record>, FeedError> {
        let start = self.input.at();
        self.take()?;
        let mut own = Map::new();
        let mut first = true;
        loop {
            if self.ends(b'}', first, "the object")? {
                break;
            }
            first = false;
            let key = self.key()?;
            let opens = self.skip_blanks()?;
            match (key.as_str(), opens) {
                ("result" | "records", Some(b'[')) => {
                    self.take()?;
                    self.place = Place::List { wrapped: true, first: true };
                    return Ok(None);
                }
                ("result" | "records", Some(b'{')) => {
                    self.place = Place::Tail;
                    return self.element(layout, None).map(Some);
                }
                ("objects", Some(b'{')) => {
                    self.take()?;
                    self.place = Place::Members { first: true };
                    return Ok(None);
                }
                _ => {}
            }
            let at = self.input.at();
            let bytes = self.value()?;
            let value = serde_json::from_slice(&bytes).map_err(|e| self.inner_fault(at, &e))?;
            own.insert(key, value);
        }
        self.place = Place::After;
        if own.get("objects").is_some_and(Value::is_null) {
            return Ok(None);
        }
        if let Some(told) = own.get("error").filter(|e| !e.is_null()).filter(|_| !own.contains_key("number")) {
            let words = told.get("message").and_then(Value::as_str).map_or_else(|| told.to_string(), str::to_owned);
            return Err(FeedError::Answer(crate::base::text::tame_line(&words, 200)));
        }
        if own.is_empty() {
            return Ok(None);
        }
        self.row += 1;
        Ok(Some(record(layout, self.row, start.line, own)))
    }

    /// Reads one record of a list or object. What is wrong inside it spoils only the record.
    fn element(&mut self, layout: &mut Layout, key: Option<&str>) -> Result<Record, FeedError> {
        self.skip_blanks()?;
        let at = self.input.at();
        let bytes = self.value()?;
        self.row += 1;
        Ok(match serde_json::from_slice::<Value>(&bytes) {
            Ok(Value::Object(mut map)) => {
                // iTop wraps the fields and says the class beside them.
                if let Some(key) = key {
                    let fields = map.remove("fields");
                    map.retain(|name, _| matches!(name.as_str(), "class" | "key"));
                    map.insert("object".to_owned(), Value::String(key.to_owned()));
                    map.extend(
                        fields.and_then(|f| if let Value::Object(f) = f { Some(f) } else { None }).unwrap_or_default(),
                    );
                }
                record(layout, self.row, at.line, map)
            }
            Ok(_) => flawed(self.row, at, "is no object with the fields of a change".to_owned()),
            Err(e) => {
                let inner = inner_at(at, &e);
                flawed(self.row, at, format!("{inner}: {}", shorn(&e)))
            }
        })
    }

    /// Takes `,` or the end of a list or object; true at the end.
    fn ends(&mut self, close: u8, first: bool, what: &str) -> Result<bool, FeedError> {
        match self.skip_blanks()? {
            Some(b) if b == close => {
                self.take()?;
                Ok(true)
            }
            Some(b',') if !first => {
                self.take()?;
                match self.skip_blanks()? {
                    Some(b) if b == close => Err(self.syntax("a value is expected after the comma")),
                    Some(_) => Ok(false),
                    None => Err(self.cut(what)),
                }
            }
            Some(_) if first => Ok(false),
            Some(_) => Err(self.syntax(&format!("a comma or \"{}\" is expected", char::from(close)))),
            None => Err(self.cut(what)),
        }
    }

    /// Takes a quoted key and its colon.
    fn key(&mut self) -> Result<String, FeedError> {
        if self.skip_blanks()? != Some(b'"') {
            return Err(self.syntax("a name in double quotes is expected; this is not JSON"));
        }
        let at = self.input.at();
        let bytes = self.value()?;
        let key = serde_json::from_slice(&bytes).map_err(|e| self.inner_fault(at, &e))?;
        if self.skip_blanks()? != Some(b':') {
            return Err(self.syntax("a colon is expected after the name"));
        }
        self.take()?;
        Ok(key)
    }

    /// Takes the bytes of one value, found by its brackets and quotes alone.
    fn value(&mut self) -> Result<Vec<u8>, FeedError> {
        self.skip_blanks()?;
        let start = self.input.at();
        let mut bytes = Vec::new();
        let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
        loop {
            let next = self.input.peek().map_err(|e| self.broken(start, e))?;
            let Some(byte) = next else {
                if depth == 0 && !quoted && !bytes.is_empty() {
                    return Ok(bytes);
                }
                let what = if quoted && depth == 0 { "a text begins here" } else { "a value begins here" };
                return Err(FeedError::Cut { at: start, what: format!("{what} and never ends"), read: self.row });
            };
            if depth == 0 && !quoted && (matches!(byte, b',' | b']' | b'}' | b':') || byte.is_ascii_whitespace()) {
                if bytes.is_empty() {
                    return Err(self.syntax("a value is expected"));
                }
                return Ok(bytes);
            }
            self.take()?;
            bytes.push(byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && !quoted && matches!(byte, b'"' | b'}' | b']') {
                return Ok(bytes);
            }
        }
    }

    fn skip_blanks(&mut self) -> Result<Option<u8>, FeedError> {
        loop {
            let start = self.input.at();
            match self.input.peek().map_err(|e| self.broken(start, e))? {
                Some(b) if b.is_ascii_whitespace() => {
                    self.take()?;
                }
                other => return Ok(other),
            }
        }
    }

    fn take(&mut self) -> Result<(), FeedError> {
        let start = self.input.at();
        self.input.byte().map(|_| ()).map_err(|e| self.broken(start, e))
    }

    fn broken(&self, start: At, source: io::Error) -> FeedError {
        if self.input.overrun() {
            FeedError::TooLong { at: start, hint: "is a bracket or quote missing?", read: self.row }
        } else {
            FeedError::Io { at: self.input.at(), read: self.row, source }
        }
    }

    fn syntax(&self, what: &str) -> FeedError {
        FeedError::Syntax { at: self.input.at(), what: what.to_owned(), read: self.row }
    }

    fn cut(&self, what: &str) -> FeedError {
        FeedError::Cut { at: self.input.at(), what: format!("{what} is never closed"), read: self.row }
    }

    fn inner_fault(&self, at: At, e: &serde_json::Error) -> FeedError {
        FeedError::Syntax { at: inner_at(at, e), what: shorn(e), read: self.row }
    }
}

/// The place in the file of a fault in a value that begins at `at`.
fn inner_at(at: At, e: &serde_json::Error) -> At {
    let (line, column) = (e.line() as u64, e.column() as u64);
    if line <= 1 {
        At { line: at.line, column: at.column + column.saturating_sub(1) }
    } else {
        At { line: at.line + line - 1, column: column.max(1) }
    }
}

/// The words of an error without the place, which is that within the record.
fn shorn(e: &serde_json::Error) -> String {
    let words = e.to_string();
    words.split(" at line ").next().unwrap_or(&words).to_owned()
}

fn flawed(row: u64, at: At, flaw: String) -> Record {
    Record { row, line: at.line, flaw: Some(flaw), ..Record::default() }
}

fn record(layout: &mut Layout, row: u64, line: u64, map: Map<String, Value>) -> Record {
    let mut out = Record { row, line, ..Record::default() };
    for (name, value) in map {
        if let Some(place) = layout.place(&name) {
            cells(value, &mut |cell| out.cells.push((place, cell)));
        }
    }
    out
}

/// The cells of a value: one, or one for each element of a list.
fn cells(value: Value, put: &mut impl FnMut(Cell)) {
    match value {
        Value::Array(list) => {
            for element in list {
                cells(element, put);
            }
        }
        Value::Object(map) => {
            let part = |name: &str| map.get(name).map(plain);
            if map.contains_key("value") || map.contains_key("display_value") {
                put(Cell { value: part("value").unwrap_or_default(), shown: part("display_value") });
            } else if let Some(name) = ["functionalci_name", "friendlyname", "name"].into_iter().find_map(part) {
                put(Cell::plain(name));
            } else {
                put(Cell::plain(Value::Object(map).to_string()));
            }
        }
        other => put(Cell::plain(plain(&other))),
    }
}

/// A value as text; whole numbers without `.0`, nothing for null.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        other => other.to_string(),
    }
}
