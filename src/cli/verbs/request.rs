//! The request itself: opening, cloning, editing, comparing and exporting it.

use super::{Ended, act, act_on, done, fields, receipt_of};
use crate::app::acts::offer;
use crate::cli::args::Form;
use crate::cli::args::change::{CloneOf, Create, Diff, Edit, One};
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::domain::change::draft::{CATALOGUE, NewChange};
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::change::{FieldLine, ReasonLine};
use serde_json::{Map, Value, json};

/// Opens a change request.
pub fn create(session: &mut Session, args: &Create) -> Ended {
    let mut all = match &args.from {
        Some(path) => fields::file(session, path)?,
        None => Vec::new(),
    };
    let flags =
        [("title", args.title.as_ref()), ("type", args.change_type.as_ref()), (CATALOGUE, args.catalogue.as_ref())];
    fields::lay(&mut all, fields::of_flags(&args.set, &flags)?);
    let given_type = fields::take(&mut all, "type");
    let change_type = match given_type {
        Some(given) => given,
        None if session.may_ask() => crate::cli::line::ask::answer("Type of the change (such as normal): ")?,
        None => {
            return Err(Failure::usage(
                "the type is missing: --type",
                "quorate policy show lists the types of the pack",
            ));
        }
    };
    if !all.iter().any(|(id, value)| id == "title" && !value.trim().is_empty()) {
        if !session.may_ask() {
            return Err(Failure::usage("the title is missing: --title", "say in one line what is to be changed"));
        }
        let title = crate::cli::line::ask::answer("Title: ")?;
        fields::lay(&mut all, [("title".to_owned(), title)]);
    }
    act(session, &Command::Open(NewChange::of(&change_type, all)))
}

/// Opens a change request with the fields of another.
pub fn clone_of(session: &mut Session, args: &CloneOf) -> Ended {
    let sheet = session.app()?.change(args.id, None)?;
    let mut new = offer::cloned(&sheet);
    fields::lay(&mut new.fields, fields::of_flags(&args.set, &[("title", args.title.as_ref())])?);
    let left: Vec<_> = offer::unfit(&sheet).filter(|f| new.fields.iter().all(|(id, _)| *id != f.id)).collect();
    let left = left.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ");
    let how = session.how("");
    let mut receipt = session.app()?.execute(&Command::Open(new), how)?;
    if !left.is_empty() {
        receipt.warnings.push(ReasonLine {
            rule: "clone_fits".into(),
            text: format!("left out, since the pack does not take what {} brought from elsewhere: {left}", args.id),
            clauses: Vec::new(),
            settings: Vec::new(),
            remedy: format!("write what belongs to it: quorate change edit {} --set FIELD=VALUE", receipt.id),
        });
    }
    receipt_of(session, receipt)
}

/// Edits fields of a request.
pub fn edit(session: &mut Session, args: &Edit) -> Ended {
    let mut all = match &args.from {
        Some(path) => fields::file(session, path)?,
        None => Vec::new(),
    };
    fields::lay(&mut all, fields::of_flags(&args.set, &[("title", args.title.as_ref())])?);
    if all.is_empty() {
        return Err(Failure::usage(
            "nothing is to be edited: --set FIELD=VALUE or --from FILE",
            "see quorate change view",
        ));
    }
    act_on(session, args.id, ChangeCommand::Edit { fields: all })
}

/// What was edited between two revisions, or since a moment; by the newest revision when nothing is said.
pub fn diff(session: &mut Session, args: &Diff) -> Ended {
    let (since, at) = (session.since()?, session.at()?);
    if since.is_some() && args.from.is_some() {
        return Err(Failure::usage("--since and a revision both say where to begin", "give one of them"));
    }
    // A single moment is where the comparison begins.
    let (since, at) = match (since, args.from) {
        (None, None) => (at, None),
        (since, _) => (since, at),
    };
    let app = session.app()?;
    let now = match args.to {
        Some(to) => app.change_at_revision(args.id, to)?,
        None => app.change(args.id, at)?,
    };
    let then = match (args.from, since) {
        (Some(from), _) => app.change_at_revision(args.id, from)?,
        (None, Some(since)) => app.change(args.id, Some(since))?,
        (None, None) => app.change_at_revision(args.id, now.row.revision.saturating_sub(1).max(1))?,
    };
    let lines = print::difference::diff(&then, &now).into_iter();
    let items = lines.map(|[id, label, then, now]| json!({"id": id, "label": label, "then": then, "now": now}));
    done(Answer::List { items: items.collect(), next: None })
}

/// The request as a file of fields, TOML unless another form is asked for.
pub fn export(session: &mut Session, one: &One, asked: &Asked) -> Ended {
    let at = session.at()?;
    let sheet = session.app()?.change(one.id, at)?;
    let (left, kept): (Vec<_>, Vec<_>) = sheet.fields.iter().partition(|f| f.unfit.is_some());
    let values = |lines: &[&FieldLine]| -> Map<String, Value> {
        lines.iter().filter_map(|f| Some((f.id.clone(), f.value.clone()?.into()))).collect()
    };
    let fields = values(&kept);
    if asked.form != Form::Table || asked.jq.is_some() || asked.template.is_some() {
        let value = json!({
            "id": sheet.row.id, "revision": sheet.row.revision, "type": sheet.row.change_type,
            "catalogue": sheet.catalogue, "fields": fields, "unfit": values(&left),
        });
        return done(Answer::plain(value, Vec::new));
    }
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out =
        format!("# {} revision {}\ntype = {}\n", sheet.row.id, sheet.row.revision, text(&sheet.row.change_type));
    out.extend(sheet.catalogue.iter().map(|entry| format!("catalogue = {}\n", text(entry))));
    out.push_str("\n[fields]\n");
    for (id, value) in &fields {
        out.push_str(&format!("{} = {}\n", print::change::toml_key(id), text(value.as_str().unwrap_or_default())));
    }
    // What an import brought and the pack does not take is told, but not opened again.
    for field in left {
        let value = text(field.value.as_deref().unwrap_or_default()).replace('\n', " ");
        let why = field.unfit.as_deref().unwrap_or_default();
        out.push_str(&format!("# {} = {value}  # {why}\n", print::change::toml_key(&field.id)));
    }
    // A file keeps the words as they are; a terminal must not be steered by them.
    done(Answer::Text(if session.on_terminal() { print::text::clean(&out) } else { out }))
}
