//! `exception`: calendar exceptions of a change, asked for, granted or refused, used once.

use super::{Ended, act_on, done};
use crate::cli::args::exception::Exception;
use crate::cli::print::Answer;
use crate::cli::session::Session;
use crate::domain::command::{ChangeCommand, ExceptionCommand};

/// Carries out a verb of `exception`.
pub fn run(session: &mut Session, verb: &Exception) -> Ended {
    let (id, command) = match verb {
        Exception::List(of) => return done(Answer::list(&session.app()?.exceptions(of.id)?)?),
        Exception::Request(args) => {
            let command = ExceptionCommand::Ask {
                kind: args.kind.replace('-', "_").to_lowercase(),
                from: session.moment("--from", &args.from)?,
                to: session.moment("--to", &args.to)?,
                environment: args.env.clone(),
                freeze: args.freeze.clone(),
                reason: session.reason()?,
                impact: args.impact.clone(),
                risk: args.risk.clone(),
            };
            (args.id, command)
        }
        Exception::Approve(sign) | Exception::Refuse(sign) => {
            let granted = matches!(verb, Exception::Approve(_));
            let (no, role, reason) = (sign.no, sign.as_role.clone(), session.reason()?);
            (sign.id, ExceptionCommand::Sign { no, role, granted, reason })
        }
    };
    act_on(session, id, ChangeCommand::Exception(command))
}
