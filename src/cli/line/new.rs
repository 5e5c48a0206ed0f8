//! A new change by questions; what was answered is kept as a draft until the change is opened.

use super::talk::Talk;
use crate::app::options::Draft;
use crate::base::text::so_many;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::change::draft::NewChange;
use crate::domain::command::Command;
use crate::sheets::change::FieldLine;
use crate::text::words::receipt;

/// The key under which the draft of a new change is kept.
const DRAFT: &str = "new";

/// Opens a change by questions.
pub fn open(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let kept = session.app()?.drafts()?.into_iter().find(|(key, _)| key == DRAFT).map(|(_, draft)| draft);
    let mut draft = match kept.filter(|d| !d.fields.is_empty()) {
        Some(kept) => {
            let title = kept.fields.iter().find(|f| f.0 == "title").map_or("without a title", |f| f.1.as_str());
            let question = format!("A draft is kept: {} change \"{title}\".", kept.change_type);
            match talk.choose(&question, &["go on with it", "begin anew"])? {
                Some(0) => kept,
                Some(_) => Draft::default(),
                None => return Ok(()),
            }
        }
        None => Draft::default(),
    };
    if draft.change_type.is_empty() {
        let active = session.app()?.register()?.packs;
        let name = active.into_iter().next().unwrap_or_default();
        let types = session.app()?.pack(&name)?.types;
        let Some(index) = talk.choose("Which type?", &types)? else { return Ok(()) };
        draft.change_type = types.get(index).cloned().unwrap_or_default();
    }
    let fields = session.app()?.blank(&draft.change_type)?.fields;
    talk.say("Required fields first. An empty line leaves a field empty, q stops and keeps the draft.")?;
    let (needed, others): (Vec<_>, Vec<_>) = fields.iter().partition(|f| f.required || f.id == "title");
    if !questions(session, talk, &needed, &mut draft)? {
        return talk.say("The draft is kept. + goes on with it.");
    }
    if !others.is_empty() {
        let count = format!("{} may be filled.", so_many(others.len(), "further field"));
        match talk.choose(&count, &["open the change now", "fill the further fields first"])? {
            Some(0) => {}
            Some(_) if questions(session, talk, &others, &mut draft)? => {}
            _ => return talk.say("The draft is kept. + goes on with it."),
        }
    }
    if !talk.record(&format!("Open this {} change", draft.change_type))? {
        return talk.say("The draft is kept. + goes on with it.");
    }
    let kept = session.app()?.drafts()?.into_iter().find(|(key, _)| key == DRAFT);
    let mut believed = Some(&draft).filter(|d| !d.fields.is_empty());
    if believed.is_some() && kept.is_none_or(|(_, kept)| kept != draft) {
        let question = "Another session of yours recorded, changed or put aside this draft meanwhile.";
        match talk.choose(question, &["look first, record nothing", "open it all the same"])? {
            Some(1) => believed = None,
            _ => return talk.say("Nothing is recorded now. + offers the draft as it stands."),
        }
    }
    let new = NewChange::of(&draft.change_type, draft.fields.clone());
    let how = session.how(DRAFT);
    let recorded = session.app()?.record_draft(&Command::Open(new), how, (DRAFT, believed))?;
    let tz = session.tz_to_show();
    talk.say_all(receipt::lines(&recorded, tz))
}

/// Asks for each field that is still empty; false when the person stops.
fn questions(
    session: &mut Session,
    talk: &mut Talk,
    fields: &[&FieldLine],
    draft: &mut Draft,
) -> Result<bool, Failure> {
    for field in fields {
        if draft.fields.iter().any(|(id, _)| *id == field.id) {
            continue;
        }
        let Some(given) = value(talk, field)? else { return Ok(false) };
        if !given.is_empty() {
            draft.fields.push((field.id.clone(), given));
            session.app()?.save_draft(DRAFT, Some(draft))?;
        }
    }
    Ok(true)
}

/// Asks for the value of a field; none to go back. Choices by number, prose line by line until a single full stop.
pub fn value(talk: &mut Talk, field: &FieldLine) -> Result<Option<String>, Failure> {
    let cited = if field.clauses.is_empty() { String::new() } else { format!(" [{}]", field.clauses.join(", ")) };
    let help = if field.hint.is_empty() { format!("{}{cited}", field.label) } else { format!("{}{cited}", field.hint) };
    if field.kind == "prose" {
        return talk.prose(&format!("{}?", field.label), &help, "", &mut |_| {});
    }
    let question = match (field.choices.as_slice(), field.kind.as_str()) {
        ([], "yes_no") => format!("{}, yes or no?", field.label),
        ([], "window") => format!("{}, FROM/TO such as 2026-03-10 02:00/2026-03-10 04:00?", field.label),
        ([], "dates") => format!("{}, times such as 2026-10-13 18:00, several by comma?", field.label),
        ([], "list" | "people") => format!("{}, several by comma?", field.label),
        ([], _) => format!("{}?", field.label),
        (choices, kind) => {
            for (i, choice) in choices.iter().enumerate() {
                talk.say(&format!("{} {choice}", i + 1))?;
            }
            let how = match kind {
                "choices" => "numbers by comma",
                "dates" => "numbers of free days, or other times such as 2026-10-13 18:00, by comma",
                _ => "number",
            };
            format!("{}, {how}?", field.label)
        }
    };
    let several_days = field.kind == "dates";
    loop {
        let Some(given) = talk.words(&question, &help)? else { return Ok(None) };
        if field.choices.is_empty() || given.is_empty() {
            return Ok(Some(given));
        }
        let picked: Option<Vec<String>> = given
            .split(',')
            .map(|word| {
                let word = word.trim();
                let by_number = word.parse::<usize>().ok().and_then(|n| field.choices.get(n.checked_sub(1)?));
                let known = by_number.or_else(|| field.choices.iter().find(|c| c.eq_ignore_ascii_case(word))).cloned();
                known.or_else(|| several_days.then(|| word.to_owned()))
            })
            .collect();
        match picked {
            Some(picked) if picked.len() == 1 || several_days || field.kind == "choices" => {
                return Ok(Some(picked.join(",")));
            }
            _ => talk.say("Type the number before your choice, or an empty line.")?,
        }
    }
}
