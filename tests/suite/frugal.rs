//! What a vote costs on the screens of those who look on: few bytes, also where it makes the quorum.

use crate::stage;
use quorate::sheets::ballot::BallotSheet;
use quorate::sheets::change::ChangeSheet;
use quorate::tui::Look;
use quorate::tui::message::Answer;
use quorate::tui::model::Model;
use quorate::tui::painter::Painter;
use quorate::tui::theme::Theme;

/// Bytes that a screen takes in for a vote.
const MOST: usize = 60;

fn change(alter: impl FnOnce(&mut BallotSheet)) -> ChangeSheet {
    let mut sheet = stage::voting();
    let ballot = sheet.ballot.as_mut().unwrap();
    // No seat must be filled, and the count is hidden until it is closed.
    (ballot.needs, ballot.mandatory) = (None, 0);
    ballot.mandatory_missing.clear();
    alter(ballot);
    sheet
}

/// What a frame with the change draws after one without.
fn drawn(model: &mut Model, painter: &mut Painter<Vec<u8>>, sheet: ChangeSheet) -> usize {
    stage::give(model, Answer::Change(Box::new(sheet)));
    painter.paint(&stage::picture(model), None, |_| b"").unwrap()
}

#[test]
fn a_vote_that_makes_the_quorum_draws_less_than_sixty_bytes() {
    let look = Look { theme: Theme::Dark, ascii: false, plain: false };
    for size in [(40, 20), (80, 24), (120, 40), (200, 60)] {
        for screen in ["ballot", "meeting"] {
            let mut model = stage::at(look, size, screen);
            if screen == "meeting" {
                let mut sheet = crate::table::meeting();
                (sheet.agenda[1].state, sheet.agenda[1].voted) = ("voting".into(), Some((2, 5)));
                stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
                stage::give(&mut model, Answer::Change(Box::new(change(|_| ()))));
                if size.0 < 60 {
                    stage::press(&mut model, "Tab");
                }
            }
            let mut painter = Painter::new(Vec::new());
            assert!(drawn(&mut model, &mut painter, change(|_| ())) > 500);
            let voted = |b: &mut BallotSheet| {
                (b.present, b.voted, b.quorum_met) = (3, 3, true);
                (b.members[3].voted, b.members[3].presence) = (true, b.members[0].presence.clone());
            };
            let bytes = drawn(&mut model, &mut painter, change(voted));
            let text = stage::lines(&stage::picture(&mut model)).join("\n");
            assert!(text.contains("3 of 5, quorum 3: MET"), "{text}");
            assert!((1..MOST).contains(&bytes), "{screen} at {size:?}: {bytes} bytes");
            // Taken back, it draws as little.
            let bytes = drawn(&mut model, &mut painter, change(|_| ()));
            assert!((1..MOST + 4).contains(&bytes), "{screen} at {size:?}: {bytes} bytes");
        }
    }
}
