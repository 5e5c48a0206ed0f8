//! What makes no sense in a checklist of a pack.

use super::checklist::{Checklist, Proof};

impl Checklist {
    /// What makes no sense in it, each in words.
    #[must_use]
    pub fn wrong(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.items.is_empty() {
            found.push("it has no item".to_owned());
        }
        for (n, item) in self.items.iter().enumerate() {
            let id = &item.id;
            if id.is_empty() || item.text.is_empty() {
                found.push(format!("item {} needs an id and a text", n + 1));
            }
            if self.items.iter().take(n).any(|other| other.id == *id) {
                found.push(format!("the item \"{id}\" is there twice"));
            }
            let asked = item.signers.is_some() || !item.evidence.is_empty() || item.independent;
            let asked = asked || item.if_applicable || item.waivable;
            if item.automatic() && asked {
                found.push(format!("\"{id}\" is ticked by the evaluator: nobody signs it, and it takes no evidence"));
            }
            if !item.automatic() && item.unless != super::rule::When::default() {
                found.push(format!("\"{id}\" is signed by people: only what the evaluator ticks has an unless"));
            }
            if item.signers.is_some_and(|n| !(1..=9).contains(&n)) {
                found.push(format!("\"{id}\" is signed by 1 to 9 persons"));
            }
            if item.commands.is_empty() == item.evidence.contains(&Proof::Command) {
                found.push(format!("\"{id}\": evidence by command goes with the commands that are allowed"));
            }
            if item.commands.iter().any(|c| crate::base::text::line(c, crate::base::text::LINE_MAX).is_err()) {
                found.push(format!("\"{id}\": a command is one line of plain text"));
            }
            let Some(after) = &item.after else { continue };
            if after.times.is_some_and(|n| !(1..=500).contains(&n)) {
                found.push(format!("\"{id}\" comes 1 to 500 times"));
            }
            let earlier = |i: &str| self.items.iter().take(n).any(|other| other.id == i);
            if after.since.strip_prefix("item.").is_some_and(|i| !earlier(i)) {
                found.push(format!("\"{id}\" waits for {}, and no item before it is called so", after.since));
            }
        }
        found
    }
}
