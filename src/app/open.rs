//! Opening and founding a register: where it lies, who acts, what time it is.

use super::error::AppError;
use super::folded::Folded;
use super::options::{Founding, How, Options};
use super::packs;
use super::shelf::Shelf;
use super::world::Kept;
use crate::base::ids::{ActId, PersonId};
use crate::base::time::Moment;
use crate::domain::command::{Command, PeopleCommand, PolicyCommand};
use crate::ledger::entry::LedgerId;
use crate::policy::combine;
use crate::policy::pack::Pack;
use crate::sheets::register::{EntryRef, Receipt};
use crate::sheets::time::Time;
use crate::store::append::Ending;
use crate::store::error::StoreError;
use crate::store::here::Here;
use crate::store::{Identity, Store};
use directories::ProjectDirs;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The application over one register.
#[derive(Debug)]
pub struct App {
    pub(super) store: Store,
    pub(super) shelf: Shelf,
    pub(super) actor: PersonId,
    pub(super) clock: Option<Moment>,
    /// The moment that is looked back to.
    pub(super) back: Option<Moment>,
    /// Whether the tables of changes are those of that moment.
    pub(super) recalled: bool,
    pub(super) heads: Option<PathBuf>,
    /// What people are called in the record that is shown, where it keeps their names.
    pub(super) called: BTreeMap<String, String>,
    /// The register's own streams as they were folded last.
    pub(super) kept: RefCell<Option<Kept>>,
    /// Changes as they were folded last.
    pub(super) folded: RefCell<Folded>,
    /// What others see of this session.
    pub(super) here: Option<Here>,
    /// That it is not what this account saw before, where it was opened to be verified.
    pub(super) unlike: Option<StoreError>,
}

impl App {
    /// Opens the register.
    ///
    /// # Errors
    /// Whatever stands against it, with what to do; a `--clock` outside a sandbox.
    pub fn open(options: &Options) -> Result<Self, AppError> {
        let mut app = Self::open_to_verify(options)?;
        app.unlike.take().map_or(Ok(app), |unlike| Err(unlike.into()))
    }

    /// Opens the register to be verified, also where it is shorter or other than what this account saw of it, such as
    /// after a backup was put in its place.
    ///
    /// # Errors
    /// As [`Self::open`] otherwise.
    pub fn open_to_verify(options: &Options) -> Result<Self, AppError> {
        let store = Store::open(&database(options)?)?;
        if options.clock.is_some() && !store.identity().sandbox {
            return Err(no_clock());
        }
        let heads = super::heads::file(options);
        let unlike = match super::heads::compare(heads.as_deref(), &store) {
            Ok(()) => None,
            Err(unlike @ (StoreError::Shorter { .. } | StoreError::Different { .. })) => Some(unlike),
            Err(error) => return Err(error.into()),
        };
        let mut app = Self { unlike, ..Self::over(store, actor(options)?, options.clock, heads) };
        app.refresh();
        Ok(app)
    }

    /// Over a register that is open, with nothing read yet.
    pub(super) fn over(store: Store, actor: PersonId, clock: Option<Moment>, heads: Option<PathBuf>) -> Self {
        Self {
            store,
            shelf: Shelf::default(),
            actor,
            clock,
            back: None,
            recalled: false,
            called: BTreeMap::new(),
            heads,
            kept: RefCell::default(),
            folded: RefCell::default(),
            here: None,
            unlike: None,
        }
    }

    /// Founds a register that does not exist yet and adopts packs; the account that founds it becomes its
    /// administrator.
    ///
    /// # Errors
    /// A register that exists already, a pack that cannot be used, a place that cannot hold a register.
    pub fn create(options: &Options, founding: &Founding) -> Result<(Self, Receipt), AppError> {
        let (packs, entries) = read_packs(&founding.packs)?;
        let now = options.clock.unwrap_or_else(system_now);
        let warnings = super::policy::combined(&packs, now)?;
        let path = database(options)?;
        let actor = actor(options)?;
        if options.clock.is_some() && !founding.sandbox {
            return Err(no_clock());
        }
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| AppError::Register {
                text: format!("{}: {e}", folder.display()),
                hint: "choose another place with --db".into(),
            })?;
        }
        let identity = Identity { ledger: LedgerId(uuid::Uuid::now_v7()), sandbox: founding.sandbox, founded_at: now };
        let heads = super::heads::file(options);
        // A register founded anew in the place of another is not a continuation of what was seen there.
        super::heads::forget(heads.as_deref(), &path);
        let (_, founded) =
            Store::create_with(&path, identity, |store| first_acts(store, founding, packs, entries, &actor, now))?;
        let app = Self::over(Store::open(&path)?, actor, options.clock, heads);
        super::heads::remember(app.heads.as_deref(), &app.store);
        let head = app.store.read()?.head()?;
        let receipt = Receipt {
            act: founded.to_string(),
            id: path.display().to_string(),
            revision: None,
            state: None,
            entries: app
                .store
                .read()?
                .page(None, 50)?
                .iter()
                .rev()
                .map(|e| EntryRef { seq: e.entry.seq, kind: e.entry.kind.clone() })
                .collect(),
            head: head.hash.to_string(),
            at: Time(now),
            warnings,
            again: false,
            dry_run: false,
            said: None,
            times: Vec::new(),
        };
        Ok((app, receipt))
    }

    /// Closes the register at the end of the program. What was read of it goes with the process.
    pub fn leave(self) {
        let Self { store, shelf, kept, .. } = self;
        std::mem::forget((shelf, kept));
        drop(store);
    }

    /// Whether the register's file exists.
    #[must_use]
    pub fn exists(options: &Options) -> bool {
        database(options).is_ok_and(|path| std::fs::metadata(path).is_ok())
    }

    /// Where things are: `db`, `config`, `state`, `cache`.
    #[must_use]
    pub fn paths(options: &Options) -> Vec<(&'static str, PathBuf)> {
        let dirs = places();
        let dir = |f: fn(&ProjectDirs) -> PathBuf| dirs.as_ref().map(f).unwrap_or_default();
        let config = std::env::var_os("QUORATE_CONFIG_DIR").map(PathBuf::from);
        vec![
            ("db", database(options).unwrap_or_default()),
            ("config", config.unwrap_or_else(|| dir(|d| d.config_dir().to_path_buf()))),
            ("state", super::heads::folder(options).unwrap_or_default()),
            ("cache", dir(|d| d.cache_dir().to_path_buf())),
        ]
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> PersonId {
        self.actor.clone()
    }

    /// Now: the system's clock, or the sandbox's; the moment that is looked back to, if one is.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.back.unwrap_or_else(|| self.present())
    }

    /// The moment at which somebody types: as [`Self::now`], also while it is looked back.
    #[must_use]
    pub fn present(&self) -> Moment {
        self.clock.unwrap_or_else(system_now)
    }

    /// Whether this is a sandbox register.
    #[must_use]
    pub fn sandbox(&self) -> bool {
        self.store.identity().sandbox
    }

    /// What to tell when the register can only be read because its disk is full.
    #[must_use]
    pub fn disk_full(&self) -> Option<String> {
        self.store.read_only().filter(|_| self.store.disk_full())
    }

    /// What to tell of a register whose chain was found broken, while nobody has acknowledged it.
    #[must_use]
    pub fn broken(&self) -> Option<String> {
        let mark = self.store.broken().ok().flatten().filter(|m| m.acknowledged.is_none())?;
        Some(format!(
            "BROKEN at entry {} ({}): what is shown may not be what was recorded, and nothing can be recorded; \
             quorate audit verify",
            mark.seq, mark.reason
        ))
    }

    /// What to tell of a register whose entries are not kept from being altered any more: nothing is recorded there.
    #[must_use]
    pub fn unguarded(&self) -> Option<String> {
        let found = self.store.read().and_then(|r| r.unguarded()).ok().filter(|found| !found.is_empty())?;
        Some(format!(
            "nothing can be recorded until an administrator runs quorate audit verify --acknowledge --reason TEXT: {}",
            found.join("; ")
        ))
    }

    /// An id for a new act.
    #[must_use]
    pub fn new_act() -> ActId {
        How::fresh().act
    }
}

/// The first acts of a register: founding, adoption, the administrator. They are there with it or not at all. Gives the
/// act of the founding.
fn first_acts(
    store: &mut Store,
    founding: &Founding,
    packs: Vec<crate::domain::pack::PackText>,
    entries: Vec<(String, String, String)>,
    actor: &PersonId,
    now: Moment,
) -> Result<ActId, AppError> {
    let founding_act = How::fresh().act;
    let mut shelf = Shelf::default();
    let found = PolicyCommand::Found { org: founding.org.clone(), sandbox: founding.sandbox };
    let combine = super::policy::combining(packs.len());
    let adopt = PolicyCommand::Adopt { packs, entries, reason: None };
    let (roles, seats) = (vec!["administrator".into()], Vec::new());
    let first = PeopleCommand::Register { person: actor.clone(), roles, seats, new: true };
    // Three acts; that several packs are combined is part of their adoption.
    let adopting: Vec<Command> = combine.into_iter().chain([Command::Policy(adopt)]).collect();
    let rest = [adopting, vec![Command::People(first)]].map(|commands| (How::fresh().act, commands));
    for (act, commands) in [(founding_act, vec![Command::Policy(found)])].into_iter().chain(rest) {
        store.write(act, Ending::Keep, |tx| {
            commands
                .iter()
                .try_for_each(|command| super::together::act(tx, &mut shelf, actor, now, command, None).map(drop))
        })?;
    }
    Ok(founding_act)
}

/// The texts of packs, and the standard changes that they name.
#[allow(clippy::type_complexity, reason = "a pair of plain lists that one caller takes apart")]
pub(super) fn read_packs(
    names: &[String],
) -> Result<(Vec<crate::domain::pack::PackText>, Vec<(String, String, String)>), AppError> {
    let mut texts = Vec::new();
    for name in names.iter().flat_map(|word| packs::meant(word)) {
        let text = packs::text(&name)?;
        super::policy::usable(&text, &name)?;
        if texts.iter().any(|before: &crate::domain::pack::PackText| before.name == text.name) {
            return Err(AppError::Input {
                text: format!("the pack {} is named twice", text.name),
                hint: "name it once".into(),
            });
        }
        texts.push(text);
    }
    let entries = pre_approved(&texts)?;
    Ok((texts, entries))
}

/// The standard changes that packs name: id, title, procedure.
pub(super) fn pre_approved(texts: &[crate::domain::pack::PackText]) -> Result<Vec<(String, String, String)>, AppError> {
    let mut joined: Option<Pack> = None;
    for text in texts {
        let pack = packs::parse(text)?;
        joined = Some(match joined {
            Some(before) => combine::strictest(before, pack),
            None => pack,
        });
    }
    let entries = joined.into_iter().flat_map(|p| p.catalogue);
    Ok(entries.map(|c| (c.id().to_owned(), c.title.clone(), c.procedure.clone())).collect())
}

/// The refusal of a clock outside a sandbox.
pub(super) fn no_clock() -> AppError {
    AppError::Input {
        text: "--clock sets the time in a sandbox register only".into(),
        hint: "found one with `quorate init --sandbox`".into(),
    }
}

pub(super) fn system_now() -> Moment {
    Moment::from_utc(chrono::Utc::now())
}

pub(super) fn places() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "quorate")
}

/// The register's file.
pub(super) fn database(options: &Options) -> Result<PathBuf, AppError> {
    if let Some(path) = &options.db {
        return place(path);
    }
    places().map(|d| d.data_dir().join("quorate.db")).ok_or_else(|| AppError::Register {
        text: "the account has no home folder".into(),
        hint: "name the register with --db".into(),
    })
}

/// The path that a person names; `file:` and `sqlite:` URLs name one too.
fn place(given: &std::path::Path) -> Result<PathBuf, AppError> {
    let Some((scheme, rest)) = given.to_str().and_then(|text| text.split_once(':')) else { return Ok(given.into()) };
    match scheme {
        "file" | "sqlite" => Ok(rest.strip_prefix("//").unwrap_or(rest).into()),
        other if rest.starts_with("//") => Err(AppError::Input {
            text: format!("{other}: registers lie in files so far; a server of that kind is not known"),
            hint: "name a file: --db PATH, or --db sqlite:PATH".into(),
        }),
        _ => Ok(given.into()),
    }
}

/// Who acts: the person named, else the account of the operating system.
fn actor(options: &Options) -> Result<PersonId, AppError> {
    let named = options.actor.clone().or_else(|| {
        ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
    });
    let word = named.unwrap_or_else(|| "operator".into());
    word.parse().map_err(|e: crate::base::ids::IdError| AppError::Input {
        text: e.to_string(),
        hint: "name yourself with --as PERSON".into(),
    })
}
