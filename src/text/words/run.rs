//! A sentence for each event of a change that is carried out.

use super::{Names, command, plain};
use crate::base::text::{so_many, tame_line};
use crate::domain::run::events::RunEvent;

/// What happened while a change was carried out.
pub fn run(what: &RunEvent, names: &Names<'_>) -> String {
    match what {
        RunEvent::CommandBegan { no, environment, command, host, inside, back_out, .. } => {
            let place = environment.as_deref().map_or_else(String::new, |e| format!(" in {e}"));
            let line = (names.said)(command).and_then(|kept| command::read(&kept));
            let line = line.map_or_else(|| "[removed]".into(), |(_, argv)| tame_line(&command::line(&argv), 200));
            let outside = if *inside { "" } else { ", outside its window" };
            let back = if *back_out { " of the back-out" } else { "" };
            format!("began command {no}{back}{place} on {host}{outside}: {line}")
        }
        RunEvent::CommandEnded { no, ending, code, took_ms, bytes, output, left_out, inside, .. } => {
            let cut = if *left_out > 0 { format!(", {left_out} of them not recorded") } else { String::new() };
            let outside = if *inside { "" } else { ", outside its window" };
            format!(
                "command {no} ended: {} after {}{outside}; {} of output{cut}, sha256:{output}",
                command::ending(ending, *code),
                command::seconds(*took_ms),
                so_many(*bytes, "byte")
            )
        }
        RunEvent::DeploymentStarted { environment, method, share, artifact, left_out, bypass, lapsed, .. } => {
            let place = environment.as_deref().map_or_else(String::new, |e| format!(" to {e}"));
            let by = method.as_deref().map_or_else(String::new, |m| format!(", {}", plain(m)));
            let part = if *share == 100 { String::new() } else { format!(", {share}%") };
            let what = artifact.as_deref().map_or_else(String::new, |a| format!(", {a}"));
            let without = match left_out.as_slice() {
                [] => String::new(),
                stages => format!(", {} left out", super::list(stages)),
            };
            let outside = match bypass.as_slice() {
                [] => String::new(),
                clauses => format!(", outside every window, which it bypasses ({})", super::list(clauses)),
            };
            let void = if lapsed.is_empty() {
                ""
            } else {
                "; what was tested and signed of the one before does not count any more"
            };
            format!("began the deployment{place}{by}{part}{what}{without}{outside}{void}")
        }
        RunEvent::ShareRaised { share, reason, .. } => {
            format!("raised the share to {share}%{}", names.because(reason.as_ref()))
        }
        RunEvent::StepDone { step, passed, note, .. } => {
            let how = if *passed { "passed" } else { "failed" };
            format!("{how} the step {}{}", plain(step), names.because(note.as_ref()))
        }
        RunEvent::DeploymentEnded { succeeded, note, .. } => {
            let how = if *succeeded { "as a success" } else { "as a failure" };
            format!("ended the deployment {how}{}", names.because(note.as_ref()))
        }
        RunEvent::Noted { kind, environment, text, file } => {
            let place = environment.as_ref().map_or_else(String::new, |e| format!(" in {}", plain(e)));
            let shown = file.as_ref().map_or_else(String::new, |f| {
                format!(" ({}, sha256:{})", crate::base::text::tame_line(&f.name, 80), f.digest)
            });
            format!("noted a {}{place}: {}{shown}", plain(kind), names.quote(text))
        }
        RunEvent::Reviewed { outcome, findings, reason } => {
            let said: Vec<String> =
                findings.iter().map(|(id, said)| format!("{}: {}", plain(id), names.quote(said))).collect();
            let said = if said.is_empty() { String::new() } else { format!("; {}", said.join("; ")) };
            let again = reason.as_ref().map_or_else(String::new, |why| format!(" again, because {}", names.quote(why)));
            format!("reviewed the implementation{again} as {}{said}", plain(outcome))
        }
    }
}
