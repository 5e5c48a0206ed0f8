//! Lists row by row: JSON, JSON lines, CSV, names and tab-separated tables stream; tables for people are aligned.

use super::schema::Shape;
use super::{Asked, cell, jq, pick, template, text, yaml};
use crate::base::text::{fit, width};
use crate::cli::args::Form;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::session::Session;
use crate::sheets::change::ChangeRow;
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::io::Write;

/// How rows leave.
enum Way {
    /// Into the sink as they come, each with its form.
    Streamed,
    /// Aligned, once all are there.
    Aligned { rows: Vec<Vec<String>>, tz: Tz, columns: usize, colour: bool },
    /// As one document, once all are there.
    Whole(Vec<Value>),
}

/// Writes a list.
pub struct Writer {
    out: Box<dyn Write>,
    shape: &'static Shape,
    asked: Asked,
    way: Way,
    columns: Vec<&'static str>,
    header: bool,
    count: u64,
    quiet: bool,
}

fn wrote(result: std::io::Result<()>) -> Result<(), Failure> {
    result.map_err(Failure::io("output"))
}

/// Whether a list leaves as tab-separated lines of its usual columns, which are written without a detour.
pub fn takes_lines(session: &Session, shape: &Shape, asked: &Asked) -> bool {
    let usual = asked.fields.is_empty() && asked.form == Form::Table && asked.jq.is_none() && asked.template.is_none();
    usual && shape.name == "changes" && !session.on_terminal()
}

impl Writer {
    /// Opens the output for a list.
    pub fn open(session: &mut Session, shape: &'static Shape, asked: &Asked) -> Result<Self, Failure> {
        let person = session.on_terminal();
        let table = matches!(asked.form, Form::Table | Form::Wide);
        let way = if asked.jq.is_some()
            || asked.template.is_some()
            || asked.form == Form::Yaml
            || (asked.form == Form::Json && person)
        {
            Way::Whole(Vec::new())
        } else if table && person {
            let columns = crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns)).max(20);
            Way::Aligned { rows: Vec::new(), tz: session.tz_to_show(), columns, colour: session.colour() }
        } else {
            Way::Streamed
        };
        let all = || shape.fields.iter().map(|f| f.id).collect();
        let columns = match asked.form {
            _ if !asked.fields.is_empty() => asked.fields.clone(),
            Form::Wide => shape.wide.to_vec(),
            Form::Table => shape.table.to_vec(),
            _ => all(),
        };
        let out = files::sink(session)?;
        let header = !session.common.no_header;
        let mut writer =
            Self { out, shape, asked: asked.clone(), way, columns, header, count: 0, quiet: session.common.quiet };
        writer.begin()?;
        Ok(writer)
    }

    fn begin(&mut self) -> Result<(), Failure> {
        match (&self.way, self.asked.form) {
            (Way::Streamed, Form::Json) => {
                wrote(write!(self.out, "{{\"schema\":\"{}\",\"items\":[", self.shape.schema()))
            }
            (Way::Streamed, Form::Csv) if self.header => wrote(writeln!(self.out, "{}", self.columns.join(","))),
            _ => Ok(()),
        }
    }

    /// Writes a change without a detour, where its form allows; the queue is the longest list.
    pub fn change(&mut self, row: &ChangeRow) -> Result<(), Failure> {
        match (&self.way, self.asked.form) {
            (Way::Streamed, Form::Name) => {
                self.count += 1;
                wrote(writeln!(self.out, "{}", row.id))
            }
            (Way::Streamed, Form::Json | Form::Jsonl) if self.asked.fields.is_empty() => {
                self.separate()?;
                serde_json::to_writer(&mut self.out, row)
                    .map_err(|e| Failure::Io { what: "output".into(), cause: e.into() })?;
                self.after()
            }
            _ => self.row(super::value(row)?),
        }
    }

    /// Writes finished lines.
    pub fn lines(&mut self, lines: &[u8]) -> Result<(), Failure> {
        wrote(self.out.write_all(lines))
    }

    fn separate(&mut self) -> Result<(), Failure> {
        self.count += 1;
        let comma = self.count > 1 && self.asked.form == Form::Json;
        if comma { wrote(self.out.write_all(b",")) } else { Ok(()) }
    }

    fn after(&mut self) -> Result<(), Failure> {
        if self.asked.form == Form::Jsonl { wrote(self.out.write_all(b"\n")) } else { Ok(()) }
    }

    /// Writes a row.
    pub fn row(&mut self, value: Value) -> Result<(), Failure> {
        let cells = |value: &Value| -> Vec<Value> {
            self.columns.iter().map(|c| value.get(*c).cloned().unwrap_or(Value::Null)).collect()
        };
        match (&mut self.way, self.asked.form) {
            (Way::Whole(items), _) => items.push(pick(value, &self.asked.fields)),
            (Way::Aligned { rows, tz, .. }, _) => {
                let kinds = self.columns.iter().map(|c| self.shape.kind(c));
                rows.push(cells(&value).iter().zip(kinds).map(|(v, k)| cell::shown(v, k, *tz)).collect());
            }
            (Way::Streamed, Form::Json | Form::Jsonl) => {
                let value = pick(value, &self.asked.fields);
                self.separate()?;
                wrote(write!(self.out, "{value}"))?;
                return self.after();
            }
            (Way::Streamed, Form::Name) => {
                let name = value.get(self.shape.name_field()).map(cell::raw).unwrap_or_default();
                wrote(writeln!(self.out, "{name}"))?;
            }
            (Way::Streamed, Form::Csv) => {
                let line = csv_line(&cells(&value))?;
                wrote(self.out.write_all(&line))?;
            }
            (Way::Streamed, _) => {
                let line: Vec<_> = cells(&value).iter().map(cell::raw).collect();
                wrote(writeln!(self.out, "{}", line.join("\t")))?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list.
    pub fn end(mut self, next: Option<String>) -> Result<(), Failure> {
        let next_value = next.map_or(Value::Null, Value::String);
        match self.way {
            Way::Streamed if self.asked.form == Form::Json => {
                wrote(writeln!(self.out, "],\"next\":{next_value}}}"))?;
            }
            Way::Streamed => {}
            Way::Whole(items) => {
                let document = json!({"schema": self.shape.schema(), "items": items, "next": next_value});
                let body = match (&self.asked.jq, self.asked.form) {
                    (Some(expression), _) => jq::run(expression, &document)?,
                    _ if self.asked.template.is_some() => template::fill(&self.asked, &document)?,
                    (None, Form::Yaml) => yaml::document(&document),
                    _ => format!("{document:#}\n"),
                };
                wrote(self.out.write_all(body.as_bytes()))?;
            }
            Way::Aligned { rows, columns, colour, .. } => {
                if rows.is_empty() {
                    if !self.quiet {
                        eprintln_hint(self.shape.empty);
                    }
                    return Ok(());
                }
                let mut table = rows;
                if self.header {
                    table.insert(0, self.columns.iter().map(|c| c.replace('_', " ").to_uppercase()).collect());
                }
                let wide = self.asked.form == Form::Wide;
                let room = if wide { usize::MAX } else { columns };
                for (i, line) in aligned(&table, room).into_iter().enumerate() {
                    let bold = colour && self.header && i == 0;
                    let line = if bold { format!("\x1b[1m{line}\x1b[0m") } else { line };
                    wrote(writeln!(self.out, "{line}"))?;
                }
            }
        }
        wrote(self.out.flush())
    }
}

fn eprintln_hint(text: &str) {
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Whether each cell of a column below its heading is a time, or nothing.
fn told_in_times(rows: &[Vec<String>], column: usize) -> bool {
    let time = |cell: &str| matches!(cell.as_bytes(), [_, _, _, _, b'-', _, _, b'-', ..]);
    let cells = || rows.iter().skip(1).filter_map(|r| r.get(column)).map(String::as_str);
    cells().any(time) && cells().all(|cell| time(cell) || matches!(cell, "" | "-"))
}

/// Lines of a table whose columns begin at the same places and, where they must, share the room there is.
pub fn aligned(rows: &[Vec<String>], room: usize) -> Vec<String> {
    const GAP: usize = 2;
    /// No column is made narrower than this for want of room.
    const LEAST: usize = 8;
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths = vec![0_usize; count];
    for row in rows {
        for (have, cell) in widths.iter_mut().zip(row) {
            *have = (*have).max(width(cell));
        }
    }
    let total = |widths: &[usize]| widths.iter().sum::<usize>() + GAP * count.saturating_sub(1);
    // Half a time tells nothing: what else there is gives way first.
    let mut whole: Vec<bool> = (0..count).map(|n| told_in_times(rows, n)).collect();
    while total(&widths) > room {
        let over = total(&widths) - room;
        let mut order: Vec<usize> = widths.iter().zip(&whole).filter(|(_, kept)| !**kept).map(|(w, _)| *w).collect();
        order.sort_unstable();
        let (widest, second) = (order.last().copied().unwrap_or(0), order.iter().rev().nth(1).copied().unwrap_or(0));
        if widest <= LEAST {
            if !whole.contains(&true) {
                break;
            }
            whole.fill(false);
            continue;
        }
        let down_to = widest.saturating_sub(over).max(second.min(widest - 1)).max(LEAST);
        let columns = widths.iter_mut().zip(&whole).rev();
        if let Some((column, _)) = columns.into_iter().find(|(w, kept)| !**kept && **w == widest) {
            *column = down_to;
        }
    }
    let line = |row: &Vec<String>| {
        let mut out = String::new();
        for (i, (cell, room)) in row.iter().zip(&widths).enumerate() {
            let cell = fit(cell, *room);
            let pad = room.saturating_sub(width(&cell));
            out.push_str(&cell);
            if i + 1 < row.len() {
                out.push_str(&" ".repeat(pad + GAP));
            }
        }
        out.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// A CSV line; a cell that a spreadsheet would run as a formula gets an apostrophe.
fn csv_line(cells: &[Value]) -> Result<Vec<u8>, Failure> {
    let guard = |value: &Value| {
        let cell = cell::raw(value);
        let formula = value.is_string() && cell.starts_with(['=', '+', '-', '@']);
        if formula { format!("'{cell}") } else { cell }
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e: csv::Error| Failure::Io { what: "output".into(), cause: std::io::Error::other(e) };
    writer.write_record(cells.iter().map(guard)).map_err(failed)?;
    writer.into_inner().map_err(|e| Failure::Io { what: "output".into(), cause: std::io::Error::other(e.to_string()) })
}

/// A document as CSV: a head line and one line.
pub fn csv_of(shape: &Shape, fields: &[&'static str], value: &Value, no_header: bool) -> Result<String, Failure> {
    let fields: Vec<&str> =
        if fields.is_empty() { shape.fields.iter().map(|f| f.id).collect() } else { fields.to_vec() };
    let cells: Vec<Value> = fields.iter().map(|f| value.get(*f).cloned().unwrap_or(Value::Null)).collect();
    let line = String::from_utf8(csv_line(&cells)?).unwrap_or_default();
    Ok(if no_header { line } else { format!("{}\n{line}", fields.join(",")) })
}

/// Aligned lines of a small table inside a document.
pub fn block(rows: &[Vec<String>]) -> Vec<String> {
    aligned(rows, usize::MAX).into_iter().map(|l| format!("  {}", text::clean_line(&l))).collect()
}
