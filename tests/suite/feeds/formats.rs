//! What each format yields from small files with the quirks of real ones.

use super::{all, at, fixture, mapped, warned};
use quorate::domain::change::states::State;
use quorate::text::feeds::Format::{Bpi2014, Itop, Jira, ServiceNow};
use quorate::text::feeds::change::{ForeignOutcome, ForeignType};
use quorate::text::feeds::mapping::Mapping;
use serde_json::Value;

#[test]
fn servicenow_objects_give_words_and_utc() {
    let found = all(ServiceNow, &fixture("servicenow_list.json"));
    assert!(found.broken.is_none() && found.skipped.is_empty(), "{found:#?}");
    let change = found.one("CHG0040007");
    assert_eq!(change.title, "Rotate the signing key of the billing gateway");
    assert_eq!(change.change_type, Some(ForeignType::Normal));
    assert_eq!(change.state, Some(State::Authorize));
    assert_eq!(change.outcome, None, "requested is no decision");
    assert_eq!(change.requester.as_deref(), Some("Ines Duarte"));
    assert_eq!(change.owner.as_deref(), Some("Oskar Lindqvist"));
    assert_eq!(change.group.as_deref(), Some("Payments Platform"));
    assert_eq!((change.risk.as_deref(), change.impact.as_deref()), (Some("moderate"), Some("medium")));
    assert_eq!(change.priority.as_deref(), Some("low"));
    assert_eq!(change.description.as_deref(), Some("Replace the key pair.\nOld key stays valid for a day."));
    assert_eq!(change.affected, ["billing-gw-01"]);
    assert_eq!(change.planned_start, Some(at("2026-03-05T18:00:00Z")));
    assert_eq!(change.opened, Some(at("2026-03-01T08:15:30Z")));
    assert_eq!((change.actual_start, change.test_plan.as_ref()), (None, None));
    assert_eq!(change.extra["cab_required"], "true");
    assert_eq!(change.extra["parent"], "CHG0040001");
    assert!(change.warnings.is_empty(), "{:?}", change.warnings);
    let unknown: Vec<_> = found.notes.unknown_columns.iter().map(|c| (c.name.as_str(), c.filled)).collect();
    assert_eq!(unknown, [("u_cost_centre", 1)]);
}

#[test]
fn servicenow_plain_json_keeps_the_good_and_says_why_not() {
    let found = all(ServiceNow, &fixture("servicenow_plain.json"));
    assert_eq!(found.ids(), ["CHG0040010", "CHG0040011", "CHG0040013"]);
    let done = found.one("CHG0040010");
    assert_eq!(done.state, Some(State::Closed));
    assert_eq!(done.outcome, Some(ForeignOutcome::Approved));
    assert_eq!((done.risk.as_deref(), done.impact.as_deref()), (Some("low"), Some("low")));
    assert_eq!(done.closed, Some(at("2026-01-13T07:00:00Z")), "codes mean UTC");
    assert_eq!(done.close_code.as_deref(), Some("successful"));
    let odd = found.one("CHG0040011");
    assert_eq!((odd.change_type, odd.planned_start), (Some(ForeignType::Standard), None));
    assert_eq!(odd.extra["type_word"], "Pre-approved");
    assert!(warned(odd, "\"2026-02-30 10:00:00\" is no day of the calendar"), "{:?}", odd.warnings);
    let hostile = found.one("CHG0040013");
    assert_eq!(hostile.title, "Escape ^[[2Jand override <U+202E>txt.exe");
    assert!(warned(hostile, "control characters") && warned(hostile, "\"wild\" is no type"));
    assert!(warned(hostile, "[values.state]"), "{:?}", hostile.warnings);
    let reasons: Vec<_> = found.skipped.iter().map(|e| (e.row, e.reason.as_str())).collect();
    assert_eq!(reasons.len(), 5, "{reasons:#?}");
    for (n, (row, words)) in [
        (3, "no id: \"number\" is empty"),
        (4, "CHG0040010 stands already in record 1"),
        (5, "CHG0040012 has no title"),
        (6, "no object"),
        (7, "of the class incident"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(reasons[n].0 == row && reasons[n].1.contains(words), "{:?} is not {row}: {words}", reasons[n]);
    }
    assert_eq!(found.notes.records, 8);
}

#[test]
fn servicenow_shown_values_are_local_and_the_file_proves_the_order_of_days() {
    let found = all(ServiceNow, &fixture("servicenow_shown.json"));
    let change = found.one("CHG0040020");
    assert_eq!(change.change_type, Some(ForeignType::Emergency));
    assert_eq!(change.state, Some(State::Implement));
    assert_eq!(change.priority.as_deref(), Some("critical"));
    // 11 February in New York, five hours behind UTC.
    assert_eq!(change.planned_start, Some(at("2026-02-11T17:19:33Z")));
    assert_eq!(change.owner.as_deref(), Some("Oskar Lindqvist"));
    assert!(found.notes.remarks.is_empty(), "{:?}", found.notes.remarks);
}

#[test]
fn servicenow_json_reads_alike_in_every_wrapping() {
    let bytes = fixture("servicenow_list.json");
    let list: Value = serde_json::from_slice(&bytes).unwrap();
    let record = &list["result"][0];
    let expected = all(ServiceNow, &bytes).changes[0].digest;
    for text in [
        record.to_string(),
        format!("[{record}]"),
        format!("{{\"result\":{record}}}"),
        format!("{{\"records\":[{record}]}}"),
        format!("{{\"took\":1.5,\"result\":[{record}],\"next\":null}}\n"),
        format!("\u{feff}\n{record}\n"),
    ] {
        let found = all(ServiceNow, text.as_bytes());
        assert!(found.broken.is_none(), "{text}: {:?}", found.broken);
        assert_eq!(found.changes.iter().map(|c| c.digest).collect::<Vec<_>>(), [expected], "{text}");
    }
    let other = record.to_string().replace("CHG0040007", "CHG0040008");
    let lines = format!("{record}\n{other}\n");
    assert_eq!(all(ServiceNow, lines.as_bytes()).ids(), ["CHG0040007", "CHG0040008"]);
}

#[test]
fn servicenow_csv_in_windows_1252_with_a_legend() {
    let mapping = Mapping::parse(&String::from_utf8(fixture("mapping.toml")).unwrap()).unwrap();
    let found = mapped(ServiceNow, &fixture("servicenow_export.csv"), &mapping).unwrap();
    assert_eq!(found.ids(), ["CHG0050001", "CHG0050002", "CHG0050003"]);
    let first = found.one("CHG0050001");
    assert_eq!(first.title, "Replace core switch – building B");
    assert_eq!((first.group.as_deref(), first.owner.as_deref()), (Some("Network Öst"), Some("Zoë Faltermeier")));
    // The zone is the mapping's; the clocks go forward in that night.
    assert_eq!(first.planned_start, Some(at("2026-03-28T22:00:00Z")));
    assert_eq!(first.planned_end, Some(at("2026-03-29T01:30:00Z")));
    let second = found.one("CHG0050002");
    assert_eq!(second.title, "Say \"hello\" to the new proxy, twice");
    assert_eq!((second.change_type, second.planned_start), (Some(ForeignType::Standard), None));
    assert_eq!(second.close_code.as_deref(), Some("Change Unsuccessful-Rolled Back"));
    assert!(second.warnings.is_empty(), "{:?}", second.warnings);
    let third = found.one("CHG0050003");
    assert_eq!(third.title, "Comprehensive move / to the new hall");
    assert_eq!((third.row, third.line), (3, 4));
    assert_eq!(third.state, Some(State::Assess), "by the mapping");
    assert!(warned(third, "does not exist in Europe/Berlin"), "{:?}", third.warnings);
    assert_eq!(found.notes.unused_mappings, ["Custom field (Cost centre)", "Nowhere"]);
    assert!(found.notes.unknown_columns.is_empty(), "{:?}", found.notes);
    let remarks = found.notes.remarks.join("; ");
    assert!(remarks.contains("3 characters were not UTF-8") && remarks.contains("without a name"), "{remarks}");
}

#[test]
fn one_odd_character_is_told_as_one() {
    let found = all(ServiceNow, b"number,short_description\nCHG0050001,Caf\xe9\n");
    assert_eq!(found.notes.remarks, ["1 character was not UTF-8 and was read as windows-1252"]);
}

#[test]
fn jira_repeats_columns_and_writes_months() {
    let found = all(Jira, &fixture("jira_changes.csv"));
    assert_eq!(found.ids(), ["OPS-41", "OPS-42", "OPS-43", "OPS-44"]);
    let first = found.one("OPS-41");
    assert_eq!(first.title, "Move \"ledger\" tables, phase 2");
    assert_eq!((first.change_type, first.state), (Some(ForeignType::Normal), Some(State::Authorize)));
    assert_eq!(first.opened, Some(at("2026-03-02T14:41:00Z")));
    assert_eq!(first.planned_end, Some(at("2026-03-08T07:00:00Z")), "the last hour before the clocks change");
    assert_eq!(first.affected, ["Ledger", "Reports", "Billing"]);
    assert_eq!(first.description.as_deref(), Some("First line\n\n* second line, with comma"));
    assert_eq!(first.risk.as_deref(), Some("medium"));
    assert_eq!(first.extra["comments"].lines().count(), 2);
    let second = found.one("OPS-42");
    assert_eq!((second.change_type, second.state), (Some(ForeignType::Emergency), Some(State::Closed)));
    assert_eq!(second.opened, Some(at("2026-08-12T16:05:00Z")));
    assert_eq!(second.closed, Some(at("2026-08-13T04:00:00Z")));
    assert_eq!((second.row, second.line), (2, 6));
    let third = found.one("OPS-43");
    assert_eq!((third.change_type, third.state), (Some(ForeignType::Standard), Some(State::Canceled)));
    assert_eq!(third.outcome, Some(ForeignOutcome::Rejected));
    let fourth = found.one("OPS-44");
    assert_eq!((fourth.change_type, fourth.state), (None, Some(State::Implement)));
    assert!(warned(fourth, "\"Wartet\" is no state") && warned(fourth, "\"Story\" names no type"));
    let unknown: Vec<_> = found.notes.unknown_columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(unknown, ["Custom field (Cost centre)"]);

    let mapping = Mapping::parse(&String::from_utf8(fixture("mapping.toml")).unwrap()).unwrap();
    let found = mapped(Jira, &fixture("jira_changes.csv"), &mapping).unwrap();
    assert_eq!(found.one("OPS-41").extra["cost_centre"], "CC-9");
    let fourth = found.one("OPS-44");
    assert_eq!((fourth.change_type, fourth.state), (Some(ForeignType::Normal), Some(State::Scheduled)));
}

#[test]
fn jira_columns_in_other_languages() {
    let german = "Zusammenfassung,Vorgangsschlüssel,Vorgangstyp,Status,Erstellt,Benutzerdefinierte Felder (Change type)\n\
                  Zertifikat tauschen,OPS-1,Change,In Arbeit,22/Mär/26 9:26 AM,Standard\n";
    let spanish = "Resumen;Clave de incidencia;Estado;Creada;Campo personalizado (Change risk)\n\
                   Cambiar el disco;OPS-1;Tareas por hacer;22/ene/26 9:26 PM;High\n";
    let change = &all(Jira, german.as_bytes()).changes[0];
    assert_eq!((change.change_type, change.state), (Some(ForeignType::Standard), Some(State::Implement)));
    assert_eq!(change.opened, Some(at("2026-03-22T13:26:00Z")));
    let change = &all(Jira, spanish.as_bytes()).changes[0];
    assert_eq!((change.risk.as_deref(), change.state), (Some("high"), Some(State::New)));
    assert_eq!(change.opened, Some(at("2026-01-23T02:26:00Z")));
}

#[test]
fn jira_with_hundreds_of_equal_columns() {
    let header = format!("Issue key,Summary,Status{}", ",Log Work".repeat(700) + &",Comment".repeat(400));
    let row = format!("OPS-1,Wide,Done{}{}", ",1h".repeat(700), ",a;b;c".repeat(400));
    let found = all(Jira, format!("{header}\n{row}\n").as_bytes());
    assert_eq!(found.one("OPS-1").extra["comments"].lines().count(), 400);
    assert!(found.notes.unknown_columns.is_empty());
}

#[test]
fn bpi2014_gathers_rows_names_changes_and_doubts_dates() {
    let found = all(Bpi2014, &fixture("bpi2014_changes.csv"));
    assert_eq!(found.ids(), ["C00090001", "C00090002", "C00090003"]);
    let first = found.one("C00090001");
    assert_eq!(first.affected, ["APP000901", "SRV000412"]);
    assert_eq!(first.title, "Standard Change Type 12 on APP000901 and 1 more");
    assert_eq!((first.change_type, first.state), (Some(ForeignType::Standard), Some(State::Closed)));
    // Amsterdam, whatever zone the reader was given.
    assert_eq!(first.planned_start, Some(at("2014-03-03T21:00:00Z")));
    assert!(first.warnings.is_empty(), "{:?}", first.warnings);
    let second = found.one("C00090002");
    assert_eq!((second.change_type, second.state), (Some(ForeignType::Normal), None));
    assert!(warned(second, "more than three years from the opening"), "{:?}", second.warnings);
    let third = found.one("C00090003");
    assert_eq!((third.change_type, third.state), (Some(ForeignType::Emergency), Some(State::Implement)));
    assert!(third.planned_start.is_none() && warned(third, "\"31-6-2014 10:00\" is no day"), "{:?}", third.warnings);
    assert_eq!(third.risk.as_deref(), Some("business change"));
    let reasons: Vec<_> = found.skipped.iter().map(|e| (e.row, e.reason.as_str())).collect();
    assert_eq!(reasons, [(5, "the record is empty"), (6, "no id: \"change id\" is empty")]);
}

#[test]
fn itop_xml_csv_and_json() {
    let found = all(Itop, &fixture("itop_changes.xml"));
    assert_eq!(found.ids(), ["C-000061", "C-000062", "C-000063"]);
    let normal = found.one("C-000061");
    assert_eq!((normal.change_type, normal.state), (Some(ForeignType::Normal), Some(State::Authorize)));
    assert_eq!(normal.affected, ["UPS-B2-1", "UPS-B2-2"]);
    assert_eq!(normal.requester.as_deref(), Some("Livia Brandt"));
    assert_eq!(normal.description.as_deref(), Some("<p>All strings</p>"));
    assert_eq!(normal.backout_plan.as_deref(), Some("Refit the old strings"));
    assert_eq!(normal.planned_start, Some(at("2026-04-11T10:00:00Z")));
    assert_eq!((normal.extra["organization"].as_str(), normal.extra["key"].as_str()), ("Harbour & Sons", "61"));
    assert_eq!((normal.row, normal.line), (1, 3));
    let emergency = found.one("C-000062");
    assert_eq!(emergency.title, "Swap the failed disk & rebuild");
    assert_eq!(
        (emergency.change_type, emergency.outcome),
        (Some(ForeignType::Emergency), Some(ForeignOutcome::Approved))
    );
    let routine = found.one("C-000063");
    assert_eq!(routine.title, "Renew <wildcard> certificate");
    assert_eq!((routine.state, routine.outcome), (Some(State::Canceled), Some(ForeignOutcome::Rejected)));
    assert_eq!(found.skipped.len(), 1);
    assert_eq!(found.skipped[0].reason, "is of the class Server, not a change");
    let unknown: Vec<_> = found.notes.unknown_columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(unknown, ["room_code", "name"]);

    let found = all(Itop, &fixture("itop_changes.csv"));
    let change = found.one("C-000070");
    assert_eq!((change.change_type, change.state), (Some(ForeignType::Normal), Some(State::Review)));
    assert_eq!(change.affected, ["SW-1", "SW-2"]);
    assert_eq!((change.requester.as_deref(), change.group.as_deref()), (Some("Livia Brandt"), Some("Facilities")));
    let plain = found.one("C-000071");
    assert_eq!(
        (plain.change_type, plain.planned_start, plain.affected.as_slice()),
        (None, None, &["Rack 9".to_owned()][..])
    );

    let found = all(Itop, &fixture("itop_rest.json"));
    assert_eq!(found.ids(), ["C-000081"]);
    assert_eq!(found.one("C-000081").affected, ["KIOSK-1", "KIOSK-2"]);
    assert_eq!(found.one("C-000081").change_type, Some(ForeignType::Standard));
    assert!(found.skipped[0].reason.contains("UserRequest"));
}

#[test]
fn who_asked_is_the_requester_and_only_else_who_wrote_it_down() {
    let record =
        |more: &str| format!("{{\"number\":\"C1\",\"short_description\":\"x\",\"opened_by\":\"Clerk\"{more}}}");
    let requester = |text: &str| all(ServiceNow, text.as_bytes()).changes[0].requester.clone();
    assert_eq!(requester(&record(",\"requested_by\":\"Ines\"")).as_deref(), Some("Ines"));
    assert_eq!(requester(&record(",\"requested_by\":\"\"")).as_deref(), Some("Clerk"));
    let xml = "<Set><Change><ref>C-1</ref><title>x</title><caller_name>Clerk</caller_name></Change></Set>";
    assert_eq!(all(Itop, xml.as_bytes()).changes[0].requester.as_deref(), Some("Clerk"));
}

#[test]
fn servicenow_xml_unloads() {
    let xml = "<?xml version=\"1.0\"?><unload unload_date=\"2026-03-02 09:00:00\">\
               <change_request action=\"INSERT_OR_UPDATE\"><number>CHG0060001</number>\
               <short_description>From an update set</short_description><state>-4</state>\
               <assigned_to display_value=\"Mara Okafor\">5137153c</assigned_to>\
               <start_date>2026-03-05 18:00:00</start_date></change_request></unload>";
    let found = all(ServiceNow, xml.as_bytes());
    let change = found.one("CHG0060001");
    assert_eq!((change.owner.as_deref(), change.state), (Some("Mara Okafor"), Some(State::Assess)));
    assert_eq!(change.planned_start, Some(at("2026-03-05T18:00:00Z")));
}

#[test]
fn equal_records_have_equal_digests_wherever_they_stand() {
    let bytes = fixture("servicenow_export.csv");
    let (first, again) = (all(ServiceNow, &bytes), all(ServiceNow, &bytes));
    let digests = |y: &super::Yield| y.changes.iter().map(|c| c.digest).collect::<Vec<_>>();
    assert_eq!(digests(&first), digests(&again));
    let text = String::from_utf8_lossy(&fixture("jira_changes.csv")).into_owned();
    let (head, rest) = text.split_once("OPS-44").unwrap();
    let before = all(Jira, text.as_bytes()).one("OPS-43").digest;
    let moved = format!("{head}OPS-44{}", rest.replacen("Medium", "Low", 1));
    assert_eq!(all(Jira, moved.as_bytes()).one("OPS-43").digest, before, "another record changed");
    assert_ne!(all(Jira, moved.as_bytes()).one("OPS-44").digest, all(Jira, text.as_bytes()).one("OPS-44").digest);
    // A column that is of no use does not make a record another one.
    let viewed = text.replacen("02/Mar/26 9:41 AM,02/Mar/26 9:41 AM", "02/Mar/26 9:41 AM,09/Mar/26 9:41 AM", 1);
    assert_eq!(all(Jira, viewed.as_bytes()).one("OPS-41").digest, all(Jira, text.as_bytes()).one("OPS-41").digest);
}
