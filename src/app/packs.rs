//! The built-in packs, packs from files, and the pack of a version of the register's policy.

use super::error::AppError;
use crate::base::digest::Digest;
use crate::domain::pack::events::PolicyEvent;
use crate::domain::pack::{Adoption, PackText};
use crate::policy::clause::{self, Clause};
use crate::policy::combine;
use crate::policy::pack::Pack;
use crate::policy::read::{self, Finding};
use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

/// The built-in packs by name; the foundation first.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("base", include_str!("../../assets/policies/base.toml")),
    ("teleseal", include_str!("../../assets/policies/teleseal.toml")),
    ("ghostquant", include_str!("../../assets/policies/ghostquant.toml")),
    ("aivo", include_str!("../../assets/policies/aivo.toml")),
    ("devsecopsbook", include_str!("../../assets/policies/devsecopsbook.toml")),
    ("three-env", include_str!("../../assets/policies/three-env.toml")),
];

/// What is made of the TOML of a built-in pack when the program is built.
struct Made {
    name: &'static str,
    /// The pack as JSON.
    whole: &'static str,
    /// The same without the vectors.
    rules: &'static str,
    /// Its board and settings alone.
    seats: &'static str,
    /// Names of the packs that it extends, nearest first, separated by commas.
    bases: &'static str,
    /// The payload of an entry that adopts it, alone and without a reason.
    adopted: &'static str,
    /// The digest of its text and of those that it extends, in hex.
    digest: &'static str,
}

macro_rules! made {
    ($($name:literal),+ $(,)?) => {
        const MADE: [Made; 6] = [$(Made {
            name: $name,
            whole: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
            rules: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".rules.json")),
            seats: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".seats.json")),
            bases: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".bases")),
            adopted: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".adopted.json")),
            digest: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".digest")),
        }),+];
    };
}
made!("base", "teleseal", "ghostquant", "aivo", "devsecopsbook", "three-env");

/// What was made of a text, where that is the text of a built-in pack to the letter.
fn made(text: &str) -> Option<&'static Made> {
    // A text that was not copied is known by its place.
    let is = |built_in: &str| std::ptr::eq(built_in, text) || built_in == text;
    let (name, _) = BUILT_IN.iter().find(|(_, built_in)| is(built_in))?;
    MADE.iter().find(|made| made.name == *name)
}

fn whole(text: &str) -> Option<&'static str> {
    made(text).map(|made| made.whole)
}

fn rules(text: &str) -> Option<&'static str> {
    made(text).map(|made| made.rules)
}

fn seats(text: &str) -> Option<&'static str> {
    made(text).map(|made| made.seats)
}

/// The adoption that a payload tells, where it is that of a built-in pack to the letter; any other is read as JSON.
pub(super) fn adopted(payload: &[u8]) -> Option<PolicyEvent> {
    let made = MADE.iter().find(|made| made.adopted.as_bytes() == payload)?;
    let named = |name: &str| Some((name.to_owned(), Cow::Borrowed(built_in(name)?)));
    let (name, text) = named(made.name)?;
    let bases = made.bases.split(',').filter(|b| !b.is_empty()).map(named).collect::<Option<_>>()?;
    Some(PolicyEvent::Adopted { packs: [PackText { name, text, bases }].into(), reason: None })
}

/// The digest of a pack's texts. Those that are built in were digested when the program was built.
#[must_use]
pub fn digest(pack: &PackText) -> Digest {
    let known = made(&pack.text).filter(|own| {
        let bases = pack.bases.iter().map(|(name, text)| Some(name.as_str()).filter(|n| built_in(n) == Some(&**text)));
        own.name == pack.name && bases.eq(own.bases.split(',').filter(|b| !b.is_empty()).map(Some))
    });
    known.and_then(|own| own.digest.parse().ok()).unwrap_or_else(|| pack.digest())
}

/// Text of a built-in pack.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(n, _)| *n == name).map(|(_, text)| *text)
}

/// The built-in packs by name, each with what it is, for whoever chooses one.
pub const TITLES: [(&str, &str); 5] = [
    ("teleseal", "TeleSeal: change and patch management"),
    ("ghostquant", "GhostQuant: change control with a board of five"),
    ("aivo", "AIVO Platform: change management with a board of six"),
    ("devsecopsbook", "DevSecOpsBook: change management policy with single approvers"),
    ("three-env", "Three environments: patching and change control"),
];

/// Names of the packs that can be adopted.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILT_IN.iter().map(|(name, _)| *name).filter(|name| *name != "base")
}

/// The clause table, read once.
#[must_use]
pub fn clauses() -> &'static [Clause] {
    static TABLE: OnceLock<Vec<Clause>> = OnceLock::new();
    TABLE.get_or_init(|| clause::read(include_str!("../../assets/policies/clauses.csv")).unwrap_or_default())
}

/// A clause by id.
#[must_use]
pub fn clause(id: &str) -> Option<&'static Clause> {
    clauses().iter().find(|c| c.id == id)
}

/// Finds the text of a pack that another one extends, among the built-in ones.
#[must_use]
pub fn find(name: &str) -> Option<Cow<'static, str>> {
    built_in(name).map(Cow::Borrowed)
}

/// The text of a pack by name or file, with everything that it extends.
///
/// # Errors
/// No such pack or file, or one that cannot be read as a pack.
pub fn text(name: &str) -> Result<PackText, AppError> {
    let text = match built_in(name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(file(Path::new(name))?),
    };
    let bad = |finding: Finding| AppError::Pack { name: name.into(), findings: vec![finding] };
    let mut pack = read::parse_ready(&text, &rules).map_err(bad)?;
    let own = pack.name.clone();
    let mut bases: Vec<(String, Cow<'static, str>)> = Vec::new();
    while let Some(base) = pack.extends.take() {
        if base == own || bases.iter().any(|(n, _)| *n == base) {
            let what = format!("extends goes in a circle through \"{base}\"");
            return Err(bad(Finding::error(&text, text.find("extends").unwrap_or(0), what)));
        }
        let Some(base_text) = find(&base) else {
            let what = format!("extends names \"{base}\", and there is no such pack");
            return Err(bad(Finding::error(&text, text.find("extends").unwrap_or(0), what)));
        };
        pack = read::parse_ready(&base_text, &rules).map_err(bad)?;
        bases.push((base, base_text));
    }
    Ok(PackText { name: own, text, bases })
}

/// The packs that are meant by a word: a name or file, or built-in packs combined as `NAME+NAME`.
#[must_use]
pub fn meant(word: &str) -> Vec<String> {
    let combined = word.split('+').all(|n| built_in(n).is_some());
    if combined { word.split('+').map(str::to_owned).collect() } else { vec![word.to_owned()] }
}

/// The texts of the packs that are meant by a word.
///
/// # Errors
/// As [`text`].
pub fn texts(word: &str) -> Result<Vec<PackText>, AppError> {
    meant(word).iter().map(|name| text(name)).collect()
}

/// The pack of texts, with its vectors; several are combined strictly.
///
/// # Errors
/// When one cannot be read.
pub fn whole_of(texts: &[PackText]) -> Result<Pack, AppError> {
    let packs = texts.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let vectors = packs.iter().flat_map(|p| p.vectors.clone()).collect();
    match packs.into_iter().reduce(combine::strictest) {
        Some(pack) => Ok(Pack { vectors, ..pack }),
        None => foundation(),
    }
}

/// Reads a file of text.
///
/// # Errors
/// When it cannot be read or is not UTF-8.
pub fn file(path: &Path) -> Result<String, AppError> {
    std::fs::read_to_string(path).map_err(|e| {
        let listed = names().collect::<Vec<_>>().join(", ");
        let text = format!("{}: {e}", path.display());
        AppError::Input { text, hint: format!("name a file in UTF-8, or a built-in pack: {listed}") }
    })
}

/// The pack of a text, with its vectors.
///
/// # Errors
/// When it cannot be read.
pub fn parse(text: &PackText) -> Result<Pack, AppError> {
    read_by(text, &whole)
}

fn read_by(text: &PackText, ready: read::Ready<'_>) -> Result<Pack, AppError> {
    let find = |name: &str| text.bases.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
    read::load_ready(&text.text, &find, ready)
        .map_err(|finding| AppError::Pack { name: text.name.clone(), findings: vec![finding] })
}

/// The pack of an adoption as it judges, without its vectors; several are combined strictly.
///
/// # Errors
/// When one cannot be read.
pub fn of_adoption(adoption: &Adoption) -> Result<Pack, AppError> {
    let known = |pack| {
        judging(pack).map_err(|error| match error {
            AppError::Pack { name, findings } => match findings.into_iter().next() {
                Some(finding) => AppError::Adopted { name, finding: Box::new(finding) },
                None => AppError::Pack { name, findings: Vec::new() },
            },
            other => other,
        })
    };
    let mut packs = adoption.packs.iter().map(known);
    let Some(first) = packs.next() else { return foundation() };
    packs.try_fold(first?, |both, next| Ok(combine::strictest(both, next?)))
}

/// A pack without its vectors and what they start from: these are nearly half of a text that is read as TOML. Where they cannot be left out by their
/// lines, the whole is read.
fn judging(pack: &PackText) -> Result<Pack, AppError> {
    part_of(pack, |table| !["vector", "base"].contains(&table), &rules).or_else(|_| read_by(pack, &rules)).map(
        |mut pack| {
            pack.vectors.clear();
            pack.base.clear();
            pack
        },
    )
}

/// The pack of some of its tables, and so of what it extends; a built-in text is read by what was made of it.
fn part_of(pack: &PackText, wanted: impl Fn(&str) -> bool, ready: read::Ready<'_>) -> Result<Pack, AppError> {
    let few = |text: &Cow<'static, str>| match made(text) {
        Some(_) => text.clone(),
        None => Cow::Owned(read::lines_of(text, &wanted)),
    };
    let bases = pack.bases.iter().map(|(name, text)| (name.clone(), few(text))).collect();
    read_by(&PackText { name: pack.name.clone(), text: few(&pack.text), bases }, ready)
}

/// The foundation, which judges while nothing is adopted.
///
/// # Errors
/// When it cannot be read.
pub fn foundation() -> Result<Pack, AppError> {
    read_by(&text("base")?, &rules)
}

/// The board and settings of a pack, with those of what it extends; of one that is not built in, by the lines that tell
/// them. None where these cannot be read by themselves.
pub(super) fn seats_of(pack: &PackText) -> Option<Pack> {
    part_of(pack, |table| ["setting", "board"].contains(&table), &seats).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;
    use crate::store::codec;

    #[test]
    fn built_in_packs_are_the_same_from_json_and_from_toml() {
        assert_eq!(MADE.map(|made| made.name), BUILT_IN.map(|(name, _)| name));
        let read_json = |json: &str| {
            let mut pack: Pack = serde_json::from_str(json).unwrap();
            pack.calendar = pack.calendar_of_settings();
            pack
        };
        for ((name, toml), Made { whole, rules, .. }) in BUILT_IN.iter().zip(MADE) {
            let mut read = read::parse(toml).unwrap();
            assert_eq!(format!("{:#?}", read_json(whole)), format!("{read:#?}"), "{name}");
            read.vectors.clear();
            read.base.clear();
            assert_eq!(format!("{:#?}", read_json(rules)), format!("{read:#?}"), "{name}, without vectors");
        }
        assert!(made("name = \"base\"").is_none(), "another text has no JSON");
    }
    #[test]
    fn seats_are_the_same_without_what_judges() {
        for name in names() {
            let text = text(name).unwrap();
            let [few, whole] = [seats, whole].map(|ready: fn(&str) -> _| read_by(&text, &ready).unwrap());
            let told = |pack: &Pack| {
                let settings: Vec<_> = pack.settings.iter().map(|s| (s.id().to_owned(), s.value.clone())).collect();
                format!("{:?}", (&pack.board, settings, &pack.calendar))
            };
            assert_eq!(told(&few), told(&whole), "{name}");
            assert!(few.rules.is_empty() && !whole.rules.is_empty());
            // So are those of a pack of one's own, which is read by its lines.
            let own = |text: &str| Cow::from(format!("# {text:?}\n# One's own\n{text}"));
            let bases = text.bases.iter().map(|(name, text)| (name.clone(), own(text))).collect();
            let few = seats_of(&PackText { name: text.name.clone(), text: own(&text.text), bases }).unwrap();
            assert_eq!(told(&few), told(&whole), "{name}");
            assert!(few.rules.is_empty() && few.fields.is_empty());
        }
    }

    #[test]
    fn digests_made_at_build_time_are_those_of_the_texts() {
        for name in names() {
            let text = text(name).unwrap();
            assert_eq!(digest(&text), text.digest(), "{name}");
            let made = made(&text.text).unwrap();
            assert_eq!(made.digest, text.digest().to_string(), "{name}");
            // Of an edition of a built-in pack, or of one with another base, the texts are digested.
            let edition = PackText { text: format!("{}\n", text.text).into(), ..text.clone() };
            assert!(digest(&edition) == edition.digest() && edition.digest() != text.digest(), "{name}");
            let other = PackText { bases: Vec::new(), ..text };
            assert_eq!(digest(&other), other.digest(), "{name}");
        }
    }

    #[test]
    fn a_text_of_ones_own_judges_the_same_without_its_vectors() {
        /// What a pack says, without where its keys stand in the text.
        fn told(pack: &Pack) -> String {
            let said = format!("{pack:?}");
            let mut parts = said.split("span: ");
            let first = parts.next().unwrap().to_owned();
            parts.fold(first, |said, part| said + part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
        }
        for name in names() {
            let text = text(name).unwrap();
            let own = |text: &str| Cow::from(format!("# One's own\n{text}"));
            let bases = text.bases.iter().map(|(name, text)| (name.clone(), own(text))).collect();
            let own = PackText { name: text.name.clone(), text: own(&text.text), bases };
            let mut whole = parse(&own).unwrap();
            assert!(!whole.vectors.is_empty(), "{name}");
            whole.vectors.clear();
            whole.base.clear();
            let same = |text: &PackText| told(&judging(text).unwrap()) == told(&whole);
            assert!(same(&own) && same(&text), "{name}");
            // Laid out in a way that its lines do not tell: the whole is read.
            let odd = PackText { text: own.text.replacen("[[vector]]", "[[\"vec\\u0074or\"]]", 1).into(), ..own };
            assert!(same(&odd), "{name}, oddly laid out");
        }
    }

    #[test]
    fn the_adoption_of_a_built_in_pack_is_known_by_its_bytes() {
        for name in names() {
            let what = PolicyEvent::Adopted { packs: [text(name).unwrap()].into(), reason: None };
            let (kind, v, payload) = codec::encode(&what.clone().into()).unwrap();
            assert_eq!((kind.as_str(), v), ("policy.adopted", 1));
            assert_eq!(adopted(&payload), Some(what), "{name}");
            assert_eq!(adopted(payload.get(1..).unwrap()), None);
        }
    }
}
