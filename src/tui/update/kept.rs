//! Drafts as they stand in the register: other sessions of the same person record, change and put aside the same ones.

use super::place;
use crate::app::acts::{draft, line::Kind};
use crate::app::options::Draft;
use crate::app::place::taken;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};

/// Takes the drafts as they were read. The first time they are told of, and one goes to where the last session was cut off;
/// later on, a form whose draft is not what this session kept is not recorded before its person was told.
pub(super) fn read(model: &mut Model, mut drafts: Vec<(String, Draft)>) -> Vec<Effect> {
    let place = taken(&mut drafts).filter(|_| !model.drafts_read);
    if !model.drafts_read
        && let Some((key, _)) = drafts.first()
    {
        let what = match (key.as_str(), draft::about(key)) {
            (_, Some(about)) => format!("words of yours are kept, for {about}"),
            ("new", None) => "a draft of yours is kept: a new change (press +)".to_owned(),
            (_, None) => format!("a draft of yours is kept: {key} (open it, press e)"),
        };
        model.tell(what);
    }
    model.drafts_read = true;
    let before = std::mem::replace(&mut model.drafts, drafts);
    if let Some(place) = place {
        return place::back(model, place);
    }
    let Some(Screen::Form(form)) = model.stack.last() else { return Vec::new() };
    let of = |drafts: &[(String, Draft)]| drafts.iter().find(|(k, _)| *k == form.key()).map(|(_, d)| d.fields.clone());
    let (was, is) = (of(&before), of(&model.drafts));
    // What is on its way to the register, as a draft or as an act, is this session's own.
    let own = form.dirty || model.busy || form.fields.items.is_empty();
    if own || was.is_none() || was == is {
        return Vec::new();
    }
    model.act.take_if(|line| line.kind == Kind::Form);
    model.warn(match is {
        None => "another session of yours recorded this draft or put it aside: S records it a second time, q leaves",
        Some(_) => "another session of yours changed this draft: look first; S records what stands here, q leaves",
    });
    Vec::new()
}
