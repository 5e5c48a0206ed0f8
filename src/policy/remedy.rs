//! What to do next, in the words of the change at hand: its number in place of `ID` and `CHG-N`, the share and the step that
//! come next in place of `PERCENT` and `STEP`.

use super::facts::Facts;
use super::verdict::Reason;

/// Nouns of the command line whose `ID` is that of a change.
const OF_CHANGES: [&str; 6] = ["change", "decision", "exception", "gate", "run", "vote"];

/// How a board comes to decide.
const BALLOT: &str = "quorate vote open ID";

/// What is left of it while its ballot is open.
const VOTING: &str = "its ballot is open; once the votes are in, the chair closes it: quorate vote close ID";

/// A remedy with the number of the change and its next share, where the facts know them.
#[must_use]
pub fn filled(remedy: &str, facts: &Facts) -> String {
    let shared = facts.numbers.get("share.next").map(|n| remedy.replace("--share PERCENT", &format!("--share {n}")));
    let remedy = shared.as_deref().unwrap_or(remedy);
    let step = facts.words("step.next").and_then(<[_]>::first);
    let stepped = step.map(|step| remedy.replace("quorate run step ID STEP", &format!("quorate run step ID {step}")));
    let remedy = stepped.as_deref().unwrap_or(remedy);
    let voting = facts.words("ballot").is_some_and(|w| w.iter().any(|w| w == "open" || w == "suspended"));
    // Where a ballot is open, another one is not opened.
    let remedy = if voting && remedy.contains(BALLOT) { VOTING } else { remedy };
    match facts.words("change").and_then(|w| w.first()) {
        Some(no) if remedy.contains("quorate ") => with(remedy, no),
        _ => remedy.to_owned(),
    }
}

/// As [`filled`], for the remedies of several reasons.
pub(super) fn fill(reasons: &mut [Reason], facts: &Facts) {
    for reason in reasons {
        reason.remedy = filled(&reason.remedy, facts);
    }
}

fn with(remedy: &str, no: &str) -> String {
    let (mut noun, mut before) = ("", "");
    let mut words = Vec::new();
    for word in remedy.split(' ') {
        let bare = word.trim_end_matches([',', ';', '.', ':']);
        if before == "quorate" {
            noun = bare;
        }
        let meant = bare == "CHG-N" || bare == "ID" && (OF_CHANGES.contains(&noun) || before == "--change");
        words.push(if meant { word.replacen(bare, no, 1) } else { word.to_owned() });
        // Another sentence may be about something else.
        if word.ends_with([';', '.']) {
            noun = "";
        }
        before = bare;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_where_the_change_is_meant() {
        let mut facts = Facts::default();
        let remedy = "record it: quorate run evidence ID --test unit, or quorate vote open ID; fill the seat: quorate person add ID";
        assert_eq!(filled(remedy, &facts), remedy);
        facts.set_word("change", "CHG-7");
        let told = "record it: quorate run evidence CHG-7 --test unit, or quorate vote open CHG-7; fill the seat: quorate person add ID";
        assert_eq!(filled(remedy, &facts), told);
        let waiver = "ask for one: quorate exception request CHG-N freeze_waiver";
        assert_eq!(filled(waiver, &facts), "ask for one: quorate exception request CHG-7 freeze_waiver");
        assert_eq!(filled("give the ID", &facts), "give the ID");
        assert_eq!(filled("quorate run step ID STEP", &facts), "quorate run step CHG-7 STEP");
        facts.set_word("step.next", "smoke");
        assert_eq!(filled("quorate run step ID STEP", &facts), "quorate run step CHG-7 smoke");
        facts.set_word("ballot", "open");
        let closes = "its ballot is open; once the votes are in, the chair closes it: quorate vote close CHG-7";
        assert_eq!(filled("the board decides: quorate vote open ID", &facts), closes);
        assert_eq!(filled("quorate run raise ID --share PERCENT", &facts), "quorate run raise CHG-7 --share PERCENT");
        facts.numbers.insert("share.next", 25);
        assert_eq!(filled("quorate run raise ID --share PERCENT", &facts), "quorate run raise CHG-7 --share 25");
        assert_eq!(
            filled("quorate risk log --change ID --text TEXT", &facts),
            "quorate risk log --change CHG-7 --text TEXT"
        );
    }
}
