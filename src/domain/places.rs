//! Environments as people name them: one reading for every act, by id or title in any case or by a beginning.

use super::refusal::{Kind, Refusal};
use crate::base::text;
use crate::policy::pack::Pack;
use crate::policy::read::nearest;

/// The environment that a word means. Where the pack knows none, the word stands for itself.
///
/// # Errors
/// A word that means none of those that the pack knows.
pub fn named(pack: &Pack, word: &str) -> Result<String, Refusal> {
    let known = pack.environments();
    if let Some(found) = pack.environment(word) {
        return Ok(found.to_owned());
    }
    if known.is_empty() {
        return Ok(word.trim().to_owned());
    }
    let small = word.trim().to_lowercase();
    let lower: Vec<String> = known.iter().map(|k| k.to_lowercase()).collect();
    let near = nearest(&small, lower.iter().map(String::as_str));
    let near = near.and_then(|n| known.iter().find(|k| k.to_lowercase() == n));
    let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
    let text = format!("there is no environment \"{}\"{near}", text::visible(word));
    Err(Refusal::new(Kind::InvalidInput, text, format!("name one of {}", known.join(", "))))
}

/// The environments that words mean, each once.
///
/// # Errors
/// As [`named`].
pub fn all_named(pack: &Pack, words: &[String]) -> Result<Vec<String>, Refusal> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let found = named(pack, word)?;
        if !all.contains(&found) {
            all.push(found);
        }
    }
    Ok(all)
}
