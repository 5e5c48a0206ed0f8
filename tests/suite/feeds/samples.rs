//! Real exports, where the folder with them lies beside the project.

use super::{Yield, all, at, refused};
use quorate::domain::change::states::State;
use quorate::text::feeds::Format::{self, Itop, Jira, ServiceNow};
use quorate::text::feeds::change::ForeignType;
use std::path::PathBuf;

fn sample(name: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/samples", "../../shared/samples"].iter().map(|s| root.join(s)).find(|p| p.is_dir());
    let Some(folder) = found else {
        eprintln!("no folder of sample files beside the project: {name} is not tried");
        return None;
    };
    let path = folder.join(name);
    Some(std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}

fn sampled(format: Format, name: &str) -> Option<Yield> {
    sample(name).map(|bytes| all(format, &bytes))
}

#[test]
fn servicenow_answers() {
    for name in ["servicenow/sn_chg_rest_change_list.json", "servicenow/sn_chg_rest_change_delete.json"] {
        let Some(found) = sampled(ServiceNow, name) else { return };
        assert!(found.broken.is_none() && found.skipped.is_empty(), "{found:#?}");
        let change = found.one("CHG0000024");
        assert_eq!((change.change_type, change.state), (Some(ForeignType::Standard), Some(State::Closed)));
        assert_eq!(change.actual_end, Some(at("2015-07-06T18:56:10Z")));
        assert!(change.warnings.is_empty(), "{:?}", change.warnings);
        assert!(found.notes.unknown_columns.is_empty(), "{:?}", found.notes);
    }
    let Some(models) = sampled(ServiceNow, "servicenow/sn_chg_rest_change_model_list.json") else { return };
    assert!(models.changes.is_empty() && models.skipped[0].reason.contains("Change Model"), "{models:#?}");
    let Some(bytes) = sample("servicenow/sn_chg_rest_task_unquoted_keys.txt") else { return };
    let said = refused(ServiceNow, &bytes);
    assert!(said.starts_with("line 2, column 3: a name in double quotes is expected"), "{said}");
}

#[test]
fn a_jira_export() {
    let Some(found) = sampled(Jira, "jira/planeso-jira-migration/Jira.csv") else { return };
    assert!(found.broken.is_none() && found.skipped.is_empty(), "{found:#?}");
    assert_eq!(found.changes.len(), 22);
    assert!(found.changes.iter().all(|c| c.opened.is_some() && c.state.is_some()));
    assert_eq!(found.changes.iter().filter(|c| c.state == Some(State::Closed)).count(), 10);
}

#[test]
fn itop_sets_without_changes() {
    for name in ["servers", "sla", "slt", "coveragewindows"] {
        let Some(found) = sampled(Itop, &format!("itop/data.sample.{name}.xml")) else { return };
        assert!(found.broken.is_none() && found.changes.is_empty(), "{found:#?}");
        assert!(!found.skipped.is_empty() && found.skipped.iter().all(|e| e.reason.contains("not a change")), "{name}");
    }
}

#[test]
fn no_sample_of_any_kind_stops_a_reader() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let Some(folder) = ["../shared/samples", "../../shared/samples"].iter().map(|s| root.join(s)).find(|p| p.is_dir())
    else {
        eprintln!("no folder of sample files beside the project");
        return;
    };
    let mut folders = vec![folder];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                for format in Format::ALL {
                    if let Ok(found) = super::mapped(format, &bytes, &quorate::text::feeds::mapping::Mapping::default())
                    {
                        let is_change = path.to_string_lossy().contains("servicenow") || path.ends_with("Jira.csv");
                        assert!(is_change || found.changes.is_empty(), "{format} finds changes in {}", path.display());
                    }
                }
                files += 1;
            }
        }
    }
    assert!(files > 50, "{files}");
}
