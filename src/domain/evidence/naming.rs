//! Names in evidence: what its figures count, and which entries of the request have a result in it.

use super::acts::wrong;
use super::command::New;
use crate::base::text::{self, tame_line};
use crate::domain::change::Change;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::evidence::{Test, Unit};
use std::collections::BTreeMap;

/// So many names stand with one figure; the rest is counted.
const NAMES_MAX: usize = 50;
/// The longest name, in characters.
const NAME_MAX: usize = 200;

/// What the figures count, by name. A count that is not given is that of the names; one that is given is no smaller.
///
/// # Errors
/// Names of something that is no count of this kind of test; more names than were counted; a count that fails a criterion
/// which wants its names, without them.
pub(super) fn named(
    test: &Test,
    new: &New,
    values: &mut BTreeMap<String, i64>,
) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (measure, names) in new.files.iter().flat_map(|paper| &paper.named) {
        found.entry(measure.clone()).or_default().extend(names.iter().map(|n| tame_line(n, NAME_MAX)));
    }
    for (measure, names) in &new.named {
        if test.unit(measure) != Some(Unit::Count) {
            let text = format!("{} counts no \"{}\" that could be named", test.title, text::visible(measure));
            return Err(wrong(text, "name what one of its counts counts, such as differing=FILE"));
        }
        for name in names {
            let name = text::line(name, NAME_MAX).map_err(|e| wrong(format!("{measure}: {e}"), "correct the name"))?;
            let named = found.entry(measure.clone()).or_default();
            if !named.contains(&name) {
                named.push(name);
            }
        }
        let here = found.get(measure).map_or(0, Vec::len);
        let here = i64::try_from(here).unwrap_or(i64::MAX);
        let counted = *values.entry(measure.clone()).or_insert(here);
        if counted < here {
            let text = format!("{measure}: {counted} counted, and {here} named");
            return Err(wrong(text, "give the figure that the names make, or leave it out").citing(&test.cited()));
        }
    }
    for criterion in test.criteria.iter().filter(|c| c.named) {
        for (measure, limits) in &criterion.number {
            let over = values.get(measure).is_some_and(|n| limits.at_most.is_some_and(|most| *n > most));
            if over && found.get(measure).is_none_or(Vec::is_empty) {
                let text = format!("{}: {} is counted, and none is named", test.title, measure.replace('_', " "));
                let remedy = format!("name each: --named {measure}=NAME, or give the report that names them");
                return Err(Refusal::new(Kind::Missing, text, remedy).citing(&criterion.clauses));
            }
        }
    }
    for names in found.values_mut() {
        names.truncate(NAMES_MAX);
    }
    Ok(found)
}

/// The entries of the request that have a result in it, by what a report holds and what somebody names.
///
/// # Errors
/// A name that cannot be read, or that the request does not have.
pub(super) fn covered(change: &Change, test: &Test, new: &New) -> Result<Vec<String>, Refusal> {
    let entries = || test.covers.iter().flat_map(|field| change.words(field));
    for given in &new.covers {
        let fits = entries().any(|e| e.eq_ignore_ascii_case(given.trim()));
        if !fits {
            let listed = entries().cloned().collect::<Vec<_>>().join(", ");
            let text = format!("{}: the request does not list \"{}\"", test.title, text::visible(given));
            let remedy = match listed.as_str() {
                "" => format!("it lists none; name them in {}", test.covers.join(" or ")),
                listed => format!("it lists {listed}"),
            };
            return Err(wrong(text, remedy).citing(&test.cited()));
        }
    }
    let named = |entry: &str| new.covers.iter().any(|given| entry.eq_ignore_ascii_case(given.trim()));
    let read = |entry: &str| new.files.iter().flat_map(|paper| &paper.covers).any(|name| is_of(name, entry));
    let mut found: Vec<String> = entries().filter(|e| named(e) || read(e)).cloned().collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// Whether a name of a report is that of an entry: the same, the same file under another folder, or one of the words that
/// the name is made of (`billing` in `shop.billing.InvoiceTest`).
fn is_of(name: &str, entry: &str) -> bool {
    let (name, entry) = (name.to_lowercase(), entry.trim().to_lowercase());
    let under = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|folder| folder.ends_with('/'));
    let word = || name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').any(|part| part == entry);
    !entry.is_empty() && (name == entry || under(&name, &entry) || under(&entry, &name) || word())
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_name_of_a_report_stands_for_an_entry_by_path_or_word() {
        for (name, entry) in [
            ("/etc/shop/a.cfg", "a.cfg"),
            ("a.cfg", "/etc/shop/a.cfg"),
            ("shop.billing.InvoiceTest", "Billing"),
            ("orders-db", "orders-db"),
        ] {
            assert!(is_of(name, entry), "{name} {entry}");
        }
        for (name, entry) in
            [("/etc/ba.cfg", "a.cfg"), ("shop.billings.Test", "billing"), ("x", ""), ("orders", "orders-db")]
        {
            assert!(!is_of(name, entry), "{name} {entry}");
        }
    }
}
