//! Given-when-then: commands decided on a world in memory, under the built-in packs.

mod aivo;
pub mod ballot;
mod carrying;
mod checklist;
mod conflicts;
mod dates;
mod deploy;
mod devsecopsbook;
pub mod evidence;
mod exceptions;
mod freezes;
mod gaps;
mod meeting;
mod recorded;
mod signers;
pub mod sitting;
pub mod three_env;

use quorate::app::{packs, shelf};
use quorate::base::ids::{ChangeNo, PersonId, Stream};
use quorate::base::time::{Moment, Span};
use quorate::domain::change::draft::NewChange;
use quorate::domain::change::states::State;
use quorate::domain::change::{Change, Value};
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::{BoardCommand, Cast, ChangeCommand, Command, PeopleCommand, PolicyCommand, decide};
use quorate::domain::desk::{Decided, Desk};
use quorate::domain::event::{Event, What};
use quorate::domain::evidence::command::{EvidenceCommand, New};
use quorate::domain::refusal::{Kind, Refusal};
use quorate::domain::run::command::{Begin, RunCommand};
use quorate::domain::run::commands::BeginCommand;
use quorate::domain::run::events::RunEvent;
use quorate::domain::world::World;
use quorate::policy::facts::Facts;
use std::sync::Arc;

/// A register in memory: the same decide and evolve as the program, without a store.
/// A complete normal change for GhostQuant.
pub const REPLICA: [(&str, &str); 20] = [
    ("title", "Add a read replica"),
    ("environment", "production"),
    ("description", "A second replica behind the reader endpoint"),
    ("justification", "Reads saturate the first one"),
    ("asset_classes", "infrastructure"),
    ("affected_systems", "orders-db"),
    ("implementation_plan", "1 create 2 attach 3 watch"),
    ("testing_plan", "Replay a day of reads in staging"),
    ("acceptance_criteria", "p95 below 40 ms"),
    ("rollback_plan", "Detach the replica"),
    ("rollback_method", "manual"),
    ("mitigations", "Create outside peak hours"),
    ("window", "2026-04-05 02:00/2026-04-05 04:00"),
    ("impact_availability", "none"),
    ("impact_security", "none"),
    ("impact_performance", "better reads"),
    ("dependencies", "none identified"),
    ("change_kind", "infrastructure change"),
    ("security_relevant", "no"),
    ("compliance_impact", "no"),
];

/// What its impact assessment adds.
pub const ASSESSED: [(&str, &str); 7] = [
    ("assessed_availability", "within the SLA"),
    ("assessed_security", "inherited"),
    ("assessed_performance", "spare capacity"),
    ("depends_systems", "orders"),
    ("depends_teams", "none"),
    ("depends_vendors", "none"),
    ("nist_method", "yes"),
];

pub struct Register {
    pub world: World,
    pub events: Vec<Event>,
    pub now: Moment,
    shelf: shelf::Shelf,
    count: u8,
}

pub fn at(text: &str) -> Moment {
    Moment::parse(text, chrono_tz::America::New_York).unwrap()
}

pub fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

impl Register {
    /// What stands against the next step of a change, as its check and the lists say it.
    pub fn next(&mut self, no: ChangeNo) -> quorate::policy::verdict::Verdict {
        let desk = self.desk("rita", &on(no, ChangeCommand::Submit), None);
        quorate::domain::change::next::next_verdict(&self.world, &desk, self.change(no))
    }

    /// For whom something of a kind waits, and when it is due.
    pub fn waits(&mut self, no: ChangeNo, kind: &str) -> Vec<(String, Option<Moment>)> {
        let desk = self.desk("adm", &on(no, ChangeCommand::Submit), None);
        let all = quorate::domain::change::summary::of(&self.world, &desk, self.change(no)).waiting;
        all.into_iter().filter(|w| w.kind == kind).map(|w| (w.whom.words(), w.due)).collect()
    }

    /// A register under a pack, with an administrator `adm`, at Monday 2026-03-02 09:00 in New York.
    pub fn under(pack: &str) -> Self {
        let mut register = Self {
            world: World::default(),
            events: Vec::new(),
            now: at("2026-03-02 09:00"),
            shelf: shelf::Shelf::default(),
            count: 0,
        };
        let text = packs::text(pack).unwrap();
        let entries = packs::parse(&text).unwrap().catalogue;
        let entries = entries.iter().map(|c| (c.id().into(), c.title.clone(), c.procedure.clone())).collect();
        register.ok("adm", &Command::Policy(PolicyCommand::Found { org: "Org".into(), sandbox: true }));
        register.ok("adm", &Command::Policy(PolicyCommand::Adopt { packs: vec![text], entries, reason: None }));
        register.person("adm", &["administrator"], &[]);
        register
    }

    /// The pack that judges a command, and its digest.
    pub fn pack_for(&mut self, command: &Command) -> (quorate::base::digest::Digest, Arc<quorate::policy::pack::Pack>) {
        self.shelf.of(&self.world.policy, command.judged_by(&self.world)).unwrap()
    }

    /// The pack of a version of the policy, with the settings that bind it now.
    pub fn pack_of(&mut self, version: quorate::domain::pack::PackVersion) -> Arc<quorate::policy::pack::Pack> {
        self.shelf.of(&self.world.policy, version).unwrap().1
    }

    pub fn wait(&mut self, span: Span) {
        self.now = self.now.plus(span);
    }

    pub fn act(&mut self, who: &str, command: &Command) -> Result<Decided, Refusal> {
        self.act_at(who, command, None)
    }

    pub fn desk(&mut self, who: &str, command: &Command, if_version: Option<u32>) -> Desk {
        let (pack_digest, pack) = self.shelf.of(&self.world.policy, command.judged_by(&self.world)).unwrap();
        self.count = self.count.wrapping_add(1);
        let last = self.world.changes.keys().last().map_or(0, |no| no.0);
        Desk {
            now: self.now,
            actor: person(who),
            pack: Arc::clone(&pack),
            pack_digest,
            next_change: ChangeNo(last + 1),
            seed: [self.count; 32],
            if_version,
            // What is near is found by the finder itself; the tables only spare looking at every change.
            near: self.world.changes.values().filter_map(|c| quorate::domain::change::conflict::claim(c)).collect(),
            booked: Default::default(),
            quoted: std::collections::BTreeMap::new(),
        }
    }

    pub fn act_at(&mut self, who: &str, command: &Command, if_version: Option<u32>) -> Result<Decided, Refusal> {
        let desk = self.desk(who, command, if_version);
        let decided = decide(&self.world, &desk, command)?;
        for (stream, what) in &decided.events {
            let event = Event { stream: stream.clone(), at: self.now, actor: person(who), what: what.clone() };
            self.world.apply(&event);
            self.events.push(event);
        }
        Ok(decided)
    }

    pub fn ok(&mut self, who: &str, command: &Command) -> Decided {
        self.act(who, command).unwrap_or_else(|r| panic!("{who}: {command:?}\nrefused: {r:#?}"))
    }

    /// The refusal of a command that must be refused; nothing has happened then.
    pub fn no(&mut self, who: &str, command: &Command) -> Refusal {
        let before = self.world.clone();
        let refusal = self.act(who, command).expect_err("it was allowed");
        assert_eq!(before, self.world);
        refusal
    }

    pub fn person(&mut self, id: &str, roles: &[&str], seats: &[&str]) {
        let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        let command = PeopleCommand::Register { person: person(id), roles: own(roles), seats: own(seats), new: true };
        self.ok("adm", &Command::People(command));
    }

    pub fn set(&mut self, id: &str, value: &str) {
        let reason = Some("agreed".into());
        self.ok("adm", &Command::Policy(PolicyCommand::Set { id: id.into(), value: value.into(), reason }));
    }

    pub fn open(&mut self, who: &str, change_type: &str, fields: &[(&str, &str)]) -> ChangeNo {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let new = NewChange { change_type: change_type.into(), fields, catalogue: None };
        let decided = self.ok(who, &Command::Open(new));
        match decided.events.first() {
            Some((Stream::Change(no), What::Change(_))) => *no,
            other => panic!("no change was opened: {other:?}"),
        }
    }

    /// Settles what people sign on a checklist, each item by the first of these who may.
    pub fn settle(&mut self, no: ChangeNo, list: &str, who: &[&str]) {
        let tick = |n: u32| {
            let act = ListAct::Tick { items: vec![n], note: None };
            on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act }))
        };
        let (_, pack) = self.pack_for(&tick(1));
        let template = quorate::policy::checklist::all(&pack).into_iter().find(|l| l.id() == list).unwrap();
        let template = template.seal(&self.lines(no));
        for (n, item) in (1..).zip(template.items).filter(|(_, i)| !i.automatic()) {
            let refused: Vec<_> = who.iter().map_while(|p| self.act(p, &tick(n)).err()).collect();
            assert!(refused.len() < who.len(), "nobody signs item {n}, {}: {refused:#?}", item.text);
        }
    }

    /// How many lines the texts of a change have, as facts.
    fn lines(&self, no: ChangeNo) -> Facts {
        let mut facts = Facts::default();
        for (id, value) in &self.change(no).fields {
            if let Value::Said(said) = value {
                facts.numbers.insert(format!("lines.{id}"), said.lines.into());
            }
        }
        facts
    }

    pub fn change(&self, no: ChangeNo) -> &Change {
        &self.world.changes[&no]
    }

    pub fn vote(&mut self, who: &str, no: ChangeNo, choice: &str) -> Result<Decided, Refusal> {
        self.act(who, &cast(no, choice))
    }

    /// Deploys to stages on the way, one after the other.
    pub fn deploy(&mut self, who: &str, no: ChangeNo, stages: &[&str]) {
        for stage in stages {
            self.stands_before(who, no, stage);
            self.ok(who, &on(no, begin(Begin { environment: Some((*stage).into()), ..said() })));
            self.ok(who, &on(no, ended(Some(stage), true)));
        }
    }

    /// What a stage is entered and left with, where the pack has it: its list before the deployment, its smoke tests.
    pub fn stands_before(&mut self, who: &str, no: ChangeNo, stage: &str) {
        let (_, pack) = self.pack_for(&on(no, ChangeCommand::Submit));
        let lists = quorate::policy::checklist::all(&pack);
        let its = |l: &&&quorate::policy::checklist::Checklist| {
            l.stage.as_deref() == Some(stage) && l.phase == quorate::policy::checklist::Phase::Pre
        };
        let list = lists.iter().find(its).map(|l| l.id().to_owned());
        if let Some(list) = list.filter(|id| !self.change(no).checklists.contains_key(id)) {
            self.settle(no, &list, &[who]);
        }
        if pack.test("smoke").is_some() {
            self.ok(who, &on(no, proof("smoke", Some(stage), &[("pass_rate", "100")])));
        }
    }

    pub fn rollcall(&mut self, chair: &str, who: &[(&str, &str)]) {
        let present =
            who.iter().map(|(p, how)| (person(p), quorate::domain::board::Presence::of(how).unwrap())).collect();
        self.ok(chair, &Command::Board(BoardCommand::Rollcall { present }));
    }
}

pub fn on(no: ChangeNo, command: ChangeCommand) -> Command {
    Command::Change(no, command)
}

/// What somebody says who begins a deployment, as the packs may ask for it.
pub fn said() -> Begin {
    let said = |word: &str| Some(word.to_owned());
    Begin { commit: said("git.example/app@4f2a"), pipeline: said("ci.example/runs/1"), ..Begin::default() }
}

pub fn begin(begin: Begin) -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Start(begin))
}

pub fn ended(environment: Option<&str>, succeeded: bool) -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Finish { environment: environment.map(str::to_owned), succeeded, note: None })
}

/// A command of a deployment.
pub fn runs() -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Exec(BeginCommand {
        environment: None,
        argv: vec!["echo".into(), "back".into()],
        directory: "/tmp".into(),
        host: "build-1".into(),
        account: "oleg".into(),
        limit_s: None,
    }))
}

/// The implementation of a change as somebody began it, whatever led there.
pub fn implementing(r: &mut Register, no: ChangeNo, who: &str) {
    let begun = RunEvent::DeploymentStarted {
        no: 1,
        environment: None,
        last: true,
        method: None,
        share: 100,
        artifact: None,
        commit: None,
        branch: None,
        pipeline: None,
        left_out: Vec::new(),
        bypass: Vec::new(),
        lapsed: Default::default(),
    };
    let event = Event { stream: Stream::Change(no), at: r.now, actor: person(who), what: begun.into() };
    let change = r.world.change_mut(no);
    change.take(&event);
    change.state = State::Implement;
}

pub fn noted(kind: &str) -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Note { kind: kind.into(), text: Some("as expected".into()), file: None })
}

pub fn reviewed(outcome: &str, findings: &[&str]) -> ChangeCommand {
    let findings = findings.iter().map(|f| ((*f).to_owned(), "none".to_owned())).collect();
    ChangeCommand::Run(RunCommand::Review { outcome: outcome.into(), findings, reason: None })
}

pub fn cast(no: ChangeNo, choice: &str) -> Command {
    on(no, ChangeCommand::Cast(vote(choice)))
}

/// A vote; one against with a reason, which the packs ask for.
pub fn vote(choice: &str) -> Cast {
    Cast {
        choice: choice.into(),
        reason: (choice == "reject").then(|| "too risky".into()),
        condition: None,
        owner: None,
        due: None,
        share: None,
        via_chair: false,
        member: None,
    }
}

pub fn assert_cites(refusal: &Refusal, kind: Kind, clauses: &[&str]) {
    assert_eq!(refusal.kind, kind, "{refusal:#?}");
    let cited = refusal.clauses();
    for clause in clauses {
        assert!(cited.iter().any(|c| c == clause), "{clause} is not among {cited:?}: {refusal:#?}");
    }
}

/// A kind of test, its environment, and figures by name.
pub type Proof<'a> = (&'a str, Option<&'a str>, &'a [(&'a str, &'a str)]);

/// Evidence of a kind of test with figures; without any, somebody says that it passed.
pub fn proof(test: &str, environment: Option<&str>, values: &[(&str, &str)]) -> ChangeCommand {
    let new = New {
        test: test.into(),
        environment: environment.map(str::to_owned),
        values: values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        passed: values.is_empty().then_some(true),
        ..New::default()
    };
    ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new)))
}
