//! Reads the built-in packs at build time and writes them as JSON, which is read in a fraction of the time of TOML: whole,
//! and without the vectors.
//! The TOML stays what counts: a pack's digest is over its text, and a test holds both forms to the same pack.
//! On Linux the program is linked to a fixed place: moving it costs a start half a millisecond and two mebibytes.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lists of a pack in whose entries a key keeps its place in the text, for complaints about it.
const PLACED: [(&str, &str); 20] = [
    ("setting", "id"),
    ("role", "id"),
    ("type", "id"),
    ("catalogue", "id"),
    ("field", "id"),
    ("review", "id"),
    ("approval", "id"),
    ("test", "id"),
    ("meeting", "id"),
    ("window", "id"),
    ("freeze", "id"),
    ("exception", "id"),
    ("task", "id"),
    ("checklist", "id"),
    ("stage", "id"),
    ("process", "id"),
    ("method", "id"),
    ("pir", "id"),
    ("rule", "id"),
    ("vector", "name"),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=assets/policies");
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if (target("OS").as_str(), target("ENV").as_str()) == ("linux", "gnu") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
    let out = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let (mut texts, mut bases) = (BTreeMap::new(), BTreeMap::new());
    for entry in fs::read_dir("assets/policies")? {
        let file = entry?.path();
        if file.extension().is_some_and(|e| e == "toml") {
            let text = fs::read_to_string(&file)?;
            // What is wrong with a pack, the program tells with line and column when it reads the TOML.
            let pack = DeTable::parse(&text).map_or(Value::Null, |table| object(table.get_ref(), None));
            let write = |pack: &Value, ending: &str| {
                let name = file.with_extension(ending);
                fs::write(Path::new(&out).join(name.file_name().unwrap_or_default()), pack.to_string())
            };
            let word = |key: &str| pack.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            bases.insert(word("name"), word("extends"));
            texts.insert(word("name"), text);
            write(&pack, "json")?;
            write(&seats(&pack), "seats.json")?;
            write(&without_vectors(pack), "rules.json")?;
        }
    }
    for (name, text) in &texts {
        let mut chain: Vec<&str> = Vec::new();
        let mut above = name;
        while let Some(base) = bases.get(above).filter(|b| texts.contains_key(*b) && !chain.contains(&b.as_str())) {
            chain.push(base);
            above = base;
        }
        fs::write(Path::new(&out).join(format!("{name}.bases")), chain.join(","))?;
        fs::write(Path::new(&out).join(format!("{name}.digest")), digest(name, text, &chain, &texts))?;
        fs::write(Path::new(&out).join(format!("{name}.adopted.json")), adopted(name, text, &chain, &texts))?;
    }
    Ok(())
}

/// The digest of a pack's texts, as the domain digests them: a test holds both to the same.
fn digest(name: &str, text: &str, chain: &[&str], texts: &BTreeMap<String, String>) -> String {
    let bases = chain.iter().flat_map(|base| [*base, texts.get(*base).map_or("", String::as_str)]);
    let mut sha = Sha256::new();
    for part in [name, text].into_iter().chain(bases) {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part);
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What an entry says that adopts a pack alone and without a reason, to the letter: nearly all do, and a text of a hundred
/// thousand letters is compared in a fraction of the time that its JSON takes to be read.
fn adopted(name: &str, text: &str, chain: &[&str], texts: &BTreeMap<String, String>) -> String {
    let said = |text: &str| Value::from(text).to_string();
    let base = |base: &&str| format!("[{},{}]", said(base), said(texts.get(*base).map_or("", String::as_str)));
    let (bases, name, text) = (chain.iter().map(base).collect::<Vec<_>>().join(","), said(name), said(text));
    format!(r#"{{"adopted":{{"packs":[{{"name":{name},"text":{text},"bases":[{bases}]}}],"reason":null}}}}"#)
}

/// What judges: vectors are half of a pack, and only checking it asks for them.
fn without_vectors(mut pack: Value) -> Value {
    if let Some(table) = pack.as_object_mut() {
        table.retain(|key, _| key != "vector" && key != "base");
    }
    pack
}

/// What tells who sits where and whether they are there: the board, and the settings with the calendar, without what
/// explains them to people.
fn seats(pack: &Value) -> Value {
    let parts = ["schema", "name", "title", "extends", "foundation", "setting", "board"];
    let part = |key: &str| Some((key.to_owned(), pack.get(key)?.clone()));
    let mut seats: Map<_, _> = parts.into_iter().filter_map(part).collect();
    let settings = seats.get_mut("setting").and_then(Value::as_array_mut).into_iter().flatten();
    for setting in settings.filter_map(Value::as_object_mut) {
        setting.retain(|key, _| !["text", "clauses", "reading"].contains(&key.as_str()));
    }
    Value::Object(seats)
}

/// A table; the value of the key `placed` is written with its place.
fn object(table: &DeTable<'_>, placed: Option<&str>) -> Value {
    let pairs = table.iter().map(|(key, value)| {
        let key = key.get_ref().to_string();
        let below = PLACED.iter().find(|(list, _)| placed.is_none() && *list == key).map(|(_, id)| *id);
        let written = if placed == Some(key.as_str()) { with_place(value) } else { plain(value.get_ref(), below) };
        (key, written)
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn plain(value: &DeValue<'_>, placed: Option<&str>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => number.to_string().parse::<i64>().map_or(Value::Null, Value::from),
        DeValue::Float(number) => number.to_string().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        DeValue::Datetime(moment) => Value::String(moment.to_string()),
        DeValue::Array(list) => list.iter().map(|v| plain(v.get_ref(), placed)).collect(),
        // Below the lists of the pack itself no key keeps its place.
        DeValue::Table(table) => object(table, Some(placed.unwrap_or_default())),
    }
}

/// As `toml::Spanned` reads it.
fn with_place(value: &Spanned<DeValue<'_>>) -> Value {
    let place = value.span();
    json!({
        "$__serde_spanned_private_start": place.start,
        "$__serde_spanned_private_end": place.end,
        "$__serde_spanned_private_value": plain(value.get_ref(), None),
    })
}
