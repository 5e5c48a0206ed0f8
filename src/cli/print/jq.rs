//! `--jq`: the language of jq on the document, without jq.

use crate::cli::failure::Failure;
use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, unwrap_valr};
use jaq_json::Val;
use serde_json::Value;

type Filter = jaq_core::compile::Filter<jaq_core::Native<JustLut<Val>>>;

fn compile(expression: &str) -> Result<Filter, Failure> {
    let arena = Arena::default();
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let modules = Loader::new(defs).load(&arena, File { code: expression, path: () }).map_err(|errors| {
        let near = errors.into_iter().find_map(|(_, error)| match error {
            jaq_core::load::Error::Lex(list) => list.into_iter().next().map(|e| format!("cannot read it at {:?}", e.1)),
            jaq_core::load::Error::Parse(list) => {
                list.into_iter().next().map(|e| format!("expected {} at {:?}", e.0.as_str(), e.1))
            }
            jaq_core::load::Error::Io(list) => list.into_iter().next().map(|e| e.1),
        });
        Failure::Jq(near.unwrap_or_else(|| "cannot be read".into()))
    })?;
    Compiler::default().with_funs(funs).compile(modules).map_err(|errors| {
        let name = errors.into_iter().flat_map(|(_, list)| list).next().map(|e| e.0);
        Failure::Jq(name.map_or_else(|| "cannot be compiled".into(), |n| format!("\"{n}\" is not defined")))
    })
}

/// Whether the expression can be used.
pub fn check(expression: &str) -> Result<(), Failure> {
    compile(expression).map(|_| ())
}

/// The results of the expression, one a line; strings without their quotes, as `jq -r` and `gh` print them.
pub fn run(expression: &str, document: &Value) -> Result<String, Failure> {
    let filter = compile(expression)?;
    let text = document.to_string();
    let input = jaq_json::read::parse_single(text.as_bytes()).map_err(|e| Failure::Jq(e.to_string()))?;
    let ctx = Ctx::<JustLut<Val>>::new(&filter.lut, Vars::new([]));
    let mut out = String::new();
    for result in filter.id.run((ctx, input)).map(unwrap_valr) {
        let result = result.map_err(|e| Failure::Jq(e.to_string()))?;
        let text = result.to_string();
        // A string leaves as its own text; it went through the JSON filter and may hold anything, so it is cleaned.
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::String(plain)) => out.push_str(&super::text::clean(&plain)),
            _ => out.push_str(&text),
        }
        out.push('\n');
    }
    Ok(out)
}
