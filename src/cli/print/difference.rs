//! What differs between two states of a change.

use crate::sheets::change::ChangeSheet;

/// Fields, type and ratings that differ between two states of a change: id, label, then, now.
pub fn diff(then: &ChangeSheet, now: &ChangeSheet) -> Vec<[Option<String>; 4]> {
    let lines = |sheet: &ChangeSheet| -> Vec<(String, String, Option<String>)> {
        let kind = ("type".to_owned(), "Type".to_owned(), Some(sheet.row.change_type.clone()));
        let fields = sheet.fields.iter().map(|f| (f.id.clone(), f.label.clone(), f.value.clone()));
        let factors = sheet
            .risk_sheet
            .factors
            .iter()
            .map(|f| (format!("risk.{}", f.id), f.label.clone(), f.value.map(|v| v.to_string())));
        [kind].into_iter().chain(fields).chain(factors).collect()
    };
    let (before, after) = (lines(then), lines(now));
    let mut ids: Vec<(String, String)> = Vec::new();
    for (id, label, _) in after.iter().chain(&before) {
        if ids.iter().all(|(known, _)| known != id) {
            ids.push((id.clone(), label.clone()));
        }
    }
    let of =
        |list: &[(String, String, Option<String>)], id: &str| list.iter().find(|l| l.0 == id).and_then(|l| l.2.clone());
    ids.into_iter()
        .map(|(id, label)| [Some(id.clone()), Some(label), of(&before, &id), of(&after, &id)])
        .filter(|line| line.get(2) != line.get(3))
        .collect()
}
