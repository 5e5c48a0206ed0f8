//! Checks windows, freezes, calendar exceptions and tasks of a pack.

use super::Check;
use crate::policy::meeting::turns;
use crate::policy::pack::Pack;
use crate::policy::read::Finding;
use crate::policy::schedule::{ScheduleError, names_no_day};

impl Check<'_> {
    /// Windows and freezes; a schedule that waits for a setting is told where the setting is.
    pub(super) fn calendar(&mut self, own: &Pack) {
        let windows = own.windows.iter().map(|w| ("window", &w.id, &w.on, vec![&w.when, &w.needs]));
        let freezes = own.freezes.iter().map(|f| {
            ("freeze", &f.id, &f.on, std::iter::once(&f.when).chain(&f.exempt).chain(&f.cross).collect::<Vec<_>>())
        });
        for (kind, id, on, conditions) in windows.chain(freezes) {
            let at = id.span().start;
            for when in conditions {
                self.when(at, when);
            }
            for setting in
                [&on.dates_setting, &on.hours_setting].into_iter().flatten().chain(on.last.as_ref().map(|l| &l.setting))
            {
                let whole = self.whole;
                self.known(at, "setting", setting, whole.settings.iter().map(crate::policy::document::Setting::id));
            }
            let never = on.anchor.is_none() && on.rrule.as_deref().is_some_and(names_no_day);
            let never = never.then(|| "its rrule names no day".to_owned());
            let wrong = match on.plan(self.whole) {
                Err(ScheduleError::Wrong(what)) => Some(what),
                _ => never,
            };
            if let Some(what) = wrong {
                self.findings.push(Finding::error(self.text, at, format!("{kind} \"{}\": {what}", id.get_ref())));
            }
        }
    }

    /// Series of meetings: a rule says on which days they meet.
    pub(super) fn meetings(&mut self, own: &Pack) {
        for series in own.series.iter().filter(|s| !matches!(s.rrule.as_str(), "" | "none")) {
            let epoch = chrono::DateTime::UNIX_EPOCH;
            let start = series.anchor.map_or(epoch, |day| day.and_time(chrono::NaiveTime::MIN).and_utc());
            let start = start.with_timezone(&rrule::Tz::UTC);
            let built =
                turns(&series.rrule, series.anchor).and_then(|rule| rule.build(start).map_err(|e| e.to_string()));
            let why = match built {
                Ok(set) if set.clone().limit().all(1).dates.is_empty() => "it names no day".to_owned(),
                Ok(_) => continue,
                Err(why) => why,
            };
            let (id, rule) = (series.id(), &series.rrule);
            let what = format!("meeting \"{id}\": rrule \"{rule}\": {why}; such as FREQ=MONTHLY;BYDAY=1WE");
            self.findings.push(Finding::error(self.text, series.id.span().start, what));
        }
    }

    pub(super) fn exceptions(&mut self, own: &Pack) {
        let whole = self.whole;
        for kind in &own.exceptions {
            let at = kind.id.span().start;
            for role in kind.approvals.iter().flat_map(|a| &a.roles) {
                self.role(at, role);
            }
            for rule in &kind.rules {
                self.known(at, "rule", rule, whole.rules.iter().map(crate::policy::pack::Rule::id));
            }
            for what in kind.wrong() {
                self.findings.push(Finding::error(self.text, at, format!("exception \"{}\": {what}", kind.id())));
            }
        }
        for task in &own.tasks {
            for role in &task.roles {
                self.role(task.id.span().start, role);
            }
        }
        for task in own.layout.iter().filter_map(|l| l.task.as_ref()) {
            self.known(0, "task", task, whole.tasks.iter().map(crate::policy::plan::Task::id));
        }
        if own.annual.as_ref().is_some_and(|a| a.notes.len() != 12) {
            self.error(0, "notes", "a year has twelve months, and each has a note".into());
        }
    }
}
