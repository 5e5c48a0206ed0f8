//! What is deployed: the digest of an artefact, or else the commit that it was built from.

use super::{Deployment, Run};
use crate::domain::change::Change;
use crate::domain::evidence::Tag;
use crate::policy::pack::Pack;
use serde::{Deserialize, Serialize};

/// What a deployment deploys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Baseline<'a> {
    /// Digest of the artefact.
    pub artifact: Option<&'a str>,
    /// Repository and commit.
    pub commit: Option<&'a str>,
}

impl Baseline<'_> {
    /// Whether both are the same, as far as is known: by their digests where both have one, else by their commits.
    #[must_use]
    pub fn same(&self, other: &Baseline<'_>) -> bool {
        match ((self.artifact, other.artifact), (self.commit, other.commit)) {
            ((Some(a), Some(b)), _) => a == b,
            (_, (Some(a), Some(b))) => same_commit(a, b),
            ((a, b), _) => a.is_none() && b.is_none(),
        }
    }

    /// Whether it was built from a commit; none where it has no commit that is known.
    #[must_use]
    pub fn built_from(&self, commit: &str) -> Option<bool> {
        self.commit.map(|own| same_commit(own, commit))
    }

    /// In words.
    #[must_use]
    pub fn told(&self) -> String {
        match (self.artifact, self.commit) {
            (Some(digest), _) => digest.chars().take("sha256:".len() + 12).collect(),
            (None, Some(commit)) => format!("commit {}", hash(commit)),
            (None, None) => "an artefact without digest and commit".to_owned(),
        }
    }
}

/// The commit of `REPOSITORY@COMMIT`.
fn hash(commit: &str) -> &str {
    commit.rsplit_once('@').map_or(commit, |(_, hash)| hash).trim()
}

/// Whether two commits are the same; a short form stands for the long one.
fn same_commit(a: &str, b: &str) -> bool {
    const SHORT: usize = 4;
    let (a, b) = (hash(a).to_ascii_lowercase(), hash(b).to_ascii_lowercase());
    let hex = |t: &str| t.len() >= SHORT && t.bytes().all(|b| b.is_ascii_hexdigit());
    a == b || hex(&a) && hex(&b) && (a.starts_with(&b) || b.starts_with(&a))
}

/// What lapses once another artefact is deployed to a stage: what was tested, signed and ticked of the one before.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lapsed {
    /// Numbers of pieces of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<u32>,
    /// Reviews.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<String>,
    /// Checklists.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
}

impl Lapsed {
    /// Whether nothing lapses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Deployment {
    /// What it deploys.
    #[must_use]
    pub fn baseline(&self) -> Baseline<'_> {
        Baseline { artifact: self.artifact.as_deref(), commit: self.commit.as_deref() }
    }
}

impl Run {
    /// What is deployed: that of the newest deployment.
    #[must_use]
    pub fn baseline(&self) -> Baseline<'_> {
        self.deployments.last().map(Deployment::baseline).unwrap_or_default()
    }

    /// What else than this was deployed to a stage last.
    #[must_use]
    pub fn other_at(&self, environment: &str, baseline: &Baseline<'_>) -> Option<Baseline<'_>> {
        self.newest(environment).map(Deployment::baseline).filter(|b| !b.same(baseline))
    }
}

/// What lapses when something is deployed to a stage.
#[must_use]
pub fn lapsed(pack: &Pack, change: &Change, environment: Option<&str>, baseline: &Baseline<'_>) -> Lapsed {
    let Some(stage) = environment.filter(|e| change.run.other_at(e, baseline).is_some()) else {
        return Lapsed::default();
    };
    let of_stage = |kind: &str| pack.test(kind).is_some_and(|t| t.artifact.as_deref() == Some(stage));
    let pieces = change.evidence.iter().filter(|e| !e.replaced);
    let tested = pieces.filter(|e| e.environment.as_deref() == Some(stage) || of_stage(&e.test)).map(|e| e.no);
    let signed = |id: &str| change.reviews.iter().any(|s| s.review == id && !s.void);
    let reviews = pack.reviews.iter().filter(|r| r.artifact.as_deref() == Some(stage) && signed(r.id()));
    let after = |l: &crate::domain::checklist::Checklist| {
        l.sealed.stage.as_deref() == Some(stage) && l.sealed.phase != crate::policy::checklist::Phase::Pre
    };
    Lapsed {
        evidence: tested.collect(),
        reviews: reviews.map(|r| r.id().to_owned()).collect(),
        lists: change.checklists.iter().filter(|(_, l)| after(l)).map(|(id, _)| id.clone()).collect(),
    }
}

/// What was tested and what goes out, in words, where the commit is neither the one of the newest deployment nor the one of
/// the newest tag on record.
#[must_use]
pub fn of_another_commit(change: &Change, deploys: &Baseline<'_>) -> Option<(String, String)> {
    let commit = deploys.commit?;
    let this = || format!("commit {}", hash(commit));
    if let Some(pinned) = change.run.baseline().commit.filter(|pinned| !same_commit(pinned, commit)) {
        return Some((format!("commit {}", hash(pinned)), this()));
    }
    let tag = change.tag().filter(|t| !same_commit(&t.commit, commit) && t.name != hash(commit))?;
    Some((format!("the tag {} of commit {}", tag.name, hash(&tag.commit)), this()))
}

/// The lists of a stage that were signed before another artefact was deployed to it than the one that is to go there now.
#[must_use]
pub fn signed_for_another(change: &Change, environment: &str, baseline: &Baseline<'_>) -> Vec<String> {
    if change.run.other_at(environment, baseline).is_none() {
        return Vec::new();
    }
    let Some(begun) = change.run.newest(environment).map(|d| d.begun.0) else { return Vec::new() };
    let before = |l: &crate::domain::checklist::Checklist| {
        let its = l.sealed.stage.as_deref() == Some(environment);
        its && l.sealed.phase == crate::policy::checklist::Phase::Pre && l.opened.0 <= begun
    };
    change.checklists.iter().filter(|(_, l)| before(l)).map(|(id, _)| id.clone()).collect()
}

impl Change {
    /// The newest tag in version control that is on record and counts.
    #[must_use]
    pub fn tag(&self) -> Option<&Tag> {
        self.tagged().map(|(_, tag)| tag)
    }

    /// The kind of test that it is evidence of.
    #[must_use]
    pub fn tag_kind(&self) -> Option<&str> {
        self.tagged().map(|(kind, _)| kind)
    }

    /// The same with the kind of test that it is evidence of.
    pub(in crate::domain) fn tagged(&self) -> Option<(&str, &Tag)> {
        let mut counting = self.evidence.iter().rev().filter(|e| !e.outdated && !e.replaced);
        counting.find_map(|e| Some((e.test.as_str(), e.proof.tag.as_ref()?)))
    }

    /// The commit that a deployment is of, as far as is known: that of the newest one, else of the newest tag.
    pub(in crate::domain) fn pinned_commit(&self) -> Option<&str> {
        self.run.baseline().commit.or_else(|| self.tag().map(|t| t.commit.as_str()))
    }

    /// What lapses with another artefact is void.
    pub(in crate::domain) fn lapse(&mut self, lapsed: &Lapsed) {
        for piece in self.evidence.iter_mut().filter(|e| lapsed.evidence.contains(&e.no)) {
            piece.replaced = true;
        }
        for signed in self.reviews.iter_mut().filter(|s| lapsed.reviews.contains(&s.review)) {
            signed.void = true;
        }
        for id in &lapsed.reviews {
            self.moments.remove(&format!("reviewed.{id}"));
        }
        for id in &lapsed.lists {
            self.checklists.remove(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_by_digest_else_by_commit() {
        let of = |artifact, commit| Baseline { artifact, commit };
        let (a, b) = (Some("sha256:aa"), Some("sha256:bb"));
        assert!(of(a, Some("g@1111")).same(&of(a, Some("g@2222"))));
        assert!(!of(a, Some("g@1111")).same(&of(b, Some("g@1111"))));
        assert!(of(a, Some("one/shop@4F2A")).same(&of(None, Some("two@4f2a91c0"))));
        assert!(!of(None, Some("shop@4f2a")).same(&of(None, Some("shop@beef"))));
        assert!(!of(None, Some("shop@v1")).same(&of(None, Some("shop@v1.1"))));
        assert!(of(None, None).same(&of(None, None)) && of(None, None).same(&of(None, Some("x@4f2a"))));
        assert!(!of(a, None).same(&of(None, None)));
    }
}
