//! The register's policy: which pack was adopted when, with which settings, and when the policy was reviewed.

pub mod acts;
pub mod events;

use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A pack at a point of the register's history: so many adoptions, so many changes of settings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct PackVersion {
    /// Adoptions so far.
    pub adoptions: u32,
    /// Changes of settings so far, over all adoptions.
    pub settings: u32,
}

/// The text of one pack and of those it extends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackText {
    /// The pack's name.
    pub name: String,
    /// Its TOML.
    pub text: Cow<'static, str>,
    /// The packs it extends, nearest first: name and TOML.
    pub bases: Vec<(String, Cow<'static, str>)>,
}

impl PackText {
    /// The digest of all texts.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut parts = vec![self.name.as_bytes(), self.text.as_bytes()];
        for (name, text) in &self.bases {
            parts.push(name.as_bytes());
            parts.push(text.as_bytes());
        }
        Digest::of_parts(parts)
    }
}

/// An adoption of one pack, or of several combined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adoption {
    /// The packs; more than one only under `pack.combine=strictest`.
    pub packs: Arc<[PackText]>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: PersonId,
}

/// A setting that was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Adoption that it belongs to, from 1.
    pub adoption: u32,
    /// Id.
    pub id: String,
    /// New value.
    pub value: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub reason: Option<Said>,
}

/// A signature under the text of a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// In which role.
    pub role: String,
    /// The pack's name; none of a signature that named no text.
    pub pack: Option<String>,
    /// The digest of its text.
    pub digest: Option<Digest>,
    /// Who signed.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// A deviation from the policy for one change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// The change.
    pub change: ChangeNo,
    /// The rule it sets aside.
    pub rule: String,
    /// Who has signed, and in which role.
    pub signed: BTreeMap<PersonId, String>,
}

/// The policy of the register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    /// Name of the organisation.
    pub org: String,
    /// Whether this is a sandbox register.
    pub sandbox: bool,
    /// When the register was founded.
    pub founded: Option<Moment>,
    /// Adoptions, oldest first.
    pub adoptions: Vec<Adoption>,
    /// Changes of settings, oldest first.
    pub settings: Vec<Setting>,
    /// Reviews of the policy: when, by whom, note.
    pub reviews: Vec<(Moment, PersonId, Option<Said>)>,
    /// Signatures under the texts of packs, oldest first.
    pub signatures: Vec<Signature>,
    /// Guidance lines confirmed by the owner.
    pub confirmed: BTreeSet<String>,
}

impl Policy {
    /// The signatures under a text, oldest first.
    pub fn signed(&self, text: Digest) -> impl Iterator<Item = &Signature> {
        self.signatures.iter().filter(move |s| s.digest == Some(text))
    }

    /// The version in force.
    #[must_use]
    pub fn version(&self) -> PackVersion {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        PackVersion { adoptions: count(self.adoptions.len()), settings: count(self.settings.len()) }
    }

    /// Whether these packs are in force as they are: adopting them again would neither change a text nor undo a setting.
    #[must_use]
    pub fn is(&self, packs: &[PackText]) -> bool {
        let now = self.version();
        let same = self.adoption(now).is_some_and(|a| a.packs[..] == *packs);
        same && self.settings_of(now).keys().all(|id| *id == "pack.combine")
    }

    /// The adoption of a version.
    #[must_use]
    pub fn adoption(&self, version: PackVersion) -> Option<&Adoption> {
        let index = usize::try_from(version.adoptions).ok()?.checked_sub(1)?;
        self.adoptions.get(index)
    }

    /// The settings that a version lays over its packs, the newest value of each.
    #[must_use]
    pub fn settings_of(&self, version: PackVersion) -> BTreeMap<&str, &str> {
        let known = usize::try_from(version.settings).unwrap_or(usize::MAX);
        self.settings
            .iter()
            .take(known)
            .filter(|s| s.adoption == version.adoptions)
            .map(|s| (s.id.as_str(), s.value.as_str()))
            .collect()
    }

    /// The digest of a version: its texts and its settings.
    #[must_use]
    pub fn digest(&self, version: PackVersion) -> Digest {
        self.digest_by(version, &PackText::digest)
    }

    /// As [`Self::digest`], by the digests of texts that somebody may know beforehand.
    pub fn digest_by(&self, version: PackVersion, of: &dyn Fn(&PackText) -> Digest) -> Digest {
        let mut parts: Vec<Vec<u8>> = Vec::new();
        if let Some(adoption) = self.adoption(version) {
            parts.extend(adoption.packs.iter().map(|p| of(p).0.to_vec()));
        }
        for (id, value) in self.settings_of(version) {
            parts.push(id.as_bytes().to_vec());
            parts.push(value.as_bytes().to_vec());
        }
        Digest::of_parts(parts.iter().map(Vec::as_slice))
    }
}
