//! Documents written into a folder: minutes of a meeting as Markdown and as a page, its actions as iCalendar, and the
//! records of decisions. A file that is there already is left alone.

use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::ids::{ChangeNo, MeetingId};
use crate::sheets::meeting::{MeetingSheet, WrittenLine};
use crate::text::decision;
use crate::text::ical::meetings as calendar;
use crate::text::minutes;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Documents by word: name of the file before the meeting, and its ending.
const KINDS: [(&str, &str, &str); 3] =
    [("md", "minutes", "md"), ("html", "minutes", "html"), ("ics", "actions", "ics")];
/// Names that are tried for one document before giving up.
const NAMES: u32 = 1000;

impl App {
    /// Writes documents of a meeting (`md`, `html`, `ics`; all when none is named) into a folder. What is there already
    /// with the same bytes is left as it is; beside a file with others the new one gets a number.
    ///
    /// # Errors
    /// When the meeting was not held, a word is none of these, or a file cannot be written; then those written before it
    /// are named.
    pub fn write_documents(
        &mut self,
        id: &MeetingId,
        kinds: &[String],
        folder: &Path,
    ) -> Result<Vec<WrittenLine>, AppError> {
        if let Some(word) = kinds.iter().find(|k| KINDS.iter().all(|(known, ..)| known != k)) {
            return Err(AppError::Input {
                text: format!("\"{}\" is no document of a meeting", crate::base::text::visible(word)),
                hint: "documents are md, html and ics".into(),
            });
        }
        let sheet = self.minutes(id)?;
        let mut written: Vec<WrittenLine> = Vec::new();
        for (kind, name, ending) in KINDS {
            if !kinds.is_empty() && kinds.iter().all(|k| k != kind) {
                continue;
            }
            let Some(text) = document(&sheet, kind) else {
                let state = "nothing to write: no action was given".into();
                written.push(WrittenLine { document: kind.into(), file: None, state });
                continue;
            };
            let before = written.iter().filter_map(|w| w.file.clone()).collect::<Vec<_>>();
            let (file, state) =
                put(folder, &format!("{name}-{id}"), ending, text.as_bytes()).map_err(|mut error| {
                    if let (AppError::Register { hint, .. }, false) = (&mut error, before.is_empty()) {
                        hint.push_str(&format!("; written before: {}", before.join(", ")));
                    }
                    error
                })?;
            written.push(WrittenLine { document: kind.into(), file: Some(file), state: state.into() });
        }
        Ok(written)
    }

    /// Writes the records of decisions into a folder, `decision-CHG-1.md` and so on, beside what is there.
    ///
    /// # Errors
    /// When there is no such change, or a file cannot be written.
    pub fn write_decisions(&mut self, numbers: &[ChangeNo], folder: &Path) -> Result<Vec<WrittenLine>, AppError> {
        // All are read before any is written: a wrong number leaves nothing half done.
        let sheets: Vec<_> = numbers.iter().map(|no| self.change(*no, None)).collect::<Result<_, _>>()?;
        let names = self.called()?;
        let mut written = Vec::new();
        for sheet in &sheets {
            let name = format!("decision-{}", sheet.row.id);
            let (file, state) = put(folder, &name, "md", decision::markdown(sheet, &names).as_bytes())?;
            written.push(WrittenLine { document: sheet.row.id.clone(), file: Some(file), state: state.into() });
        }
        Ok(written)
    }
}

/// A document; none where it would be empty.
fn document(sheet: &MeetingSheet, kind: &str) -> Option<String> {
    match kind {
        "md" => Some(minutes::markdown(sheet)),
        "html" => Some(minutes::html(sheet)),
        _ => (!sheet.actions.is_empty()).then(|| calendar::todos(&sheet.actions, (&sheet.org, &sheet.home))),
    }
}

/// Puts a document beside what is there: the path, and what became of it.
fn put(folder: &Path, name: &str, ending: &str, bytes: &[u8]) -> Result<(String, &'static str), AppError> {
    for n in 1..=NAMES {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{name}{number}.{ending}"));
        let fail = |what: &str, e: &std::io::Error| AppError::Register {
            text: format!("{} cannot be {what}: {e}", path.display()),
            hint: "go to a folder that you may write in".into(),
        };
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                if let Err(e) = file.write_all(bytes).and_then(|()| file.sync_all()) {
                    // A part of a document is none.
                    drop(std::fs::remove_file(&path));
                    return Err(fail("written", &e));
                }
                return Ok((path.display().to_string(), if n == 1 { "written" } else { "written beside another one" }));
            }
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                let regular = std::fs::symlink_metadata(&path)
                    .is_ok_and(|m| m.is_file() && u64::try_from(bytes.len()).is_ok_and(|length| length == m.len()));
                if regular && std::fs::read(&path).is_ok_and(|there| there == bytes) {
                    return Ok((path.display().to_string(), "there already"));
                }
            }
            Err(e) => return Err(fail("written", &e)),
        }
    }
    Err(AppError::Register {
        text: format!("{NAMES} files of the name {name}.{ending} are there already"),
        hint: "go to another folder".into(),
    })
}
