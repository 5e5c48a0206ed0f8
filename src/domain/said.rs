//! Free text as a salted commitment: the ledger holds the digest, the words lie beside it and can be removed.

use crate::base::digest::Digest;
use serde::{Deserialize, Serialize};

/// A commitment to a text: SHA-256(salt ‖ body), and how many characters and lines it has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Said {
    /// The commitment.
    pub digest: Digest,
    /// Characters of the text.
    pub chars: u32,
    /// Lines of the text that are not blank; 1 also where an old entry does not say.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub lines: u32,
}

const fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_one(lines: &u32) -> bool {
    *lines == 1
}

/// A text with its salt, to be stored beside the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prose {
    /// The commitment by which it is found.
    pub digest: Digest,
    /// The salt.
    pub salt: [u8; 16],
    /// The text.
    pub body: String,
}

/// Makes commitments for the texts of one act, each with a salt of its own drawn from the act's seed.
#[derive(Clone, Debug)]
pub struct Scribe {
    seed: [u8; 32],
    /// What has been said so far.
    pub prose: Vec<Prose>,
}

impl Scribe {
    /// A scribe with the act's random seed.
    #[must_use]
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { seed, prose: Vec::new() }
    }

    /// Commits to a text.
    pub fn say(&mut self, body: &str) -> Said {
        let count = (self.prose.len() as u64).to_be_bytes();
        let drawn = Digest::of_parts([self.seed.as_slice(), count.as_slice()]);
        let mut salt = [0_u8; 16];
        for (to, from) in salt.iter_mut().zip(drawn.0) {
            *to = from;
        }
        let digest = Digest::commit(&salt, body);
        self.prose.push(Prose { digest, salt, body: body.to_owned() });
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let lines = body.lines().filter(|line| !line.trim().is_empty()).count().max(1);
        Said { digest, chars: count(body.chars().count()), lines: count(lines) }
    }

    /// Commits to a text if there is one.
    pub fn say_if(&mut self, body: Option<&str>) -> Option<Said> {
        body.filter(|b| !b.trim().is_empty()).map(|b| self.say(b))
    }
}
