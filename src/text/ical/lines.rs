//! The content lines of an iCalendar file: unfolded, numbered, and sorted into the components that they stand in.

use icalendar::parser;

/// Longest content line that is read, in bytes; what is longer is an attachment, and nobody looks at it.
const LONGEST: usize = 64 * 1024;
/// How deep components may stand in each other.
const DEEPEST: usize = 8;
/// Properties that are read; of other lines nothing but their place matters.
const READ: [&str; 24] = [
    "UID",
    "SUMMARY",
    "SEQUENCE",
    "STATUS",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "X-LIC-LOCATION",
    "X-WR-TIMEZONE",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "X-CALENDAR-TYPE",
    super::register::BOUND,
    super::register::HOME,
    "VERSION",
    "METHOD",
];

/// Why a file is no calendar, or only a part of one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {text}")]
pub struct IcalError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub text: String,
}

/// A property.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prop {
    /// Name, in capitals.
    pub name: String,
    /// Parameters: name in capitals, value without quotes.
    pub params: Vec<(String, String)>,
    /// Value.
    pub value: String,
    /// Line on which it begins.
    pub line: usize,
}

impl Prop {
    /// The value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A component with those in it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Part {
    /// Name, in capitals.
    pub name: String,
    /// Line on which it begins.
    pub line: usize,
    /// Properties that are read.
    pub props: Vec<Prop>,
    /// The first line of it that cannot be read.
    pub bad: Option<(usize, String)>,
    /// Components in it.
    pub parts: Vec<Part>,
}

impl Part {
    /// The first property of a name.
    #[must_use]
    pub fn prop(&self, name: &str) -> Option<&Prop> {
        self.props.iter().find(|p| p.name == name)
    }

    /// All properties of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Prop> {
        self.props.iter().filter(move |p| p.name == name)
    }

    /// The value of the first property of a name, without blanks around it.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.prop(name).map(|p| p.value.trim()).filter(|v| !v.is_empty())
    }
}

/// The calendars of a file.
///
/// # Errors
/// A text that is no calendar, one that ends inside a component, and components that do not fit together.
pub fn calendars(text: &str) -> Result<Vec<Part>, IcalError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<Part> = Vec::new();
    let mut done: Vec<Part> = Vec::new();
    let mut last = 0;
    for (line, content) in unfolded(text) {
        last = line;
        let fail = |text: String| Err(IcalError { line, text });
        let (name, rest) = content.find([':', ';']).map_or((content.as_str(), ""), |at| content.split_at(at));
        let name = name.trim().to_ascii_uppercase();
        let named = || rest.trim_start_matches(':').trim().to_ascii_uppercase();
        match name.as_str() {
            "BEGIN" => {
                let part = Part { name: named(), line, ..Part::default() };
                if open.is_empty() && part.name != "VCALENDAR" {
                    return fail(format!("BEGIN:{} stands outside of a VCALENDAR", shown(&part.name)));
                }
                if open.len() >= DEEPEST {
                    return fail(format!("components stand in each other more than {DEEPEST} deep"));
                }
                open.push(part);
            }
            "END" => match open.pop() {
                Some(part) if part.name == named() => match open.last_mut() {
                    Some(outer) => outer.parts.push(part),
                    None => done.push(part),
                },
                Some(part) => {
                    return fail(format!("END:{} ends BEGIN:{} of line {}", shown(&named()), part.name, part.line));
                }
                None => return fail(format!("END:{} has no BEGIN", shown(&named()))),
            },
            _ => match open.last_mut() {
                None => return fail(format!("\"{}\" stands outside of a VCALENDAR", shown(&content))),
                Some(part) if READ.contains(&name.as_str()) => match property(&content, line) {
                    Some(prop) => part.props.push(prop),
                    None => drop(part.bad.get_or_insert((line, shown(&content)))),
                },
                Some(_) => {}
            },
        }
    }
    if let Some(part) = open.last() {
        let text = format!("the file ends inside the {} that began on line {}: it is cut off", part.name, part.line);
        return Err(IcalError { line: last, text });
    }
    if done.is_empty() {
        return Err(IcalError { line: 1, text: "there is no BEGIN:VCALENDAR: this is no iCalendar file".into() });
    }
    Ok(done)
}

/// Lines with their numbers, those that were folded as one; blank ones are left out.
fn unfolded(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    let mut lines = text.split('\n').map(|l| l.trim_end_matches('\r')).enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (no, first) = lines.next()?;
            let mut whole = first.to_owned();
            while let Some((_, more)) = lines.next_if(|(_, l)| l.starts_with([' ', '\t'])) {
                if whole.len() < LONGEST {
                    whole.extend(more.chars().skip(1));
                }
            }
            if !whole.trim().is_empty() {
                return Some((no + 1, whole));
            }
        }
    })
}

fn property(content: &str, line: usize) -> Option<Prop> {
    if content.len() >= LONGEST {
        return None;
    }
    let read = parser::Property::try_from(content).ok()?;
    let param = |p: &parser::Parameter<'_>| {
        let value = p.val.as_ref().map(|v| v.as_str().trim().trim_matches('"').to_owned()).unwrap_or_default();
        (p.key.as_str().trim().to_ascii_uppercase(), value)
    };
    Some(Prop {
        name: read.name.as_str().to_ascii_uppercase(),
        params: read.params.iter().map(param).collect(),
        value: read.val.as_str().to_owned(),
        line,
    })
}

/// The beginning of something that stands in the file, fit to be shown.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    crate::base::text::visible(&short).into_owned()
}
