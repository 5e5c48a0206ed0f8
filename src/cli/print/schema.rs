//! What each output is made of: the names of its fields, their kinds and meaning. The list that `--json` offers, the
//! JSON Schemas and the columns of tables all come from here.

pub use super::shapes::shapes;
use serde_json::{Map, Value, json};

/// Kind of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// Text or null.
    Maybe,
    /// Whole number.
    Number,
    /// Whole number or null.
    MaybeNumber,
    /// True or false.
    Yes,
    /// True, false or null.
    MaybeYes,
    /// Moment in ISO 8601, UTC.
    Time,
    /// Moment or null.
    MaybeTime,
    /// Object with `from` and `to`, or null.
    Window,
    /// List of words.
    Words,
    /// List of objects.
    Rows,
    /// Object.
    Object,
    /// Object or null.
    MaybeObject,
}

/// A field of an output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldInfo {
    /// Name.
    pub id: &'static str,
    /// Kind.
    pub kind: Kind,
    /// What it says.
    pub text: &'static str,
}

/// An output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Name, as in `quorate.NAME/1`.
    pub name: &'static str,
    /// Whether it is a list, whose items have the fields.
    pub list: bool,
    /// Fields.
    pub fields: &'static [FieldInfo],
    /// Columns of the table.
    pub table: &'static [&'static str],
    /// Columns of the wide table.
    pub wide: &'static [&'static str],
    /// What to say when the list is empty.
    pub empty: &'static str,
}

impl Shape {
    /// `quorate.NAME/1`.
    #[must_use]
    pub fn schema(&self) -> String {
        format!("quorate.{}/1", self.name)
    }

    /// Kind of a field; text where it is none of them.
    #[must_use]
    pub fn kind(&self, id: &str) -> Kind {
        self.fields.iter().find(|f| f.id == id).map_or(Kind::Text, |f| f.kind)
    }

    /// The field by which `-o name` names an item.
    #[must_use]
    pub fn name_field(&self) -> &'static str {
        self.fields.iter().find(|f| f.id == "id").or_else(|| self.fields.first()).map_or("id", |f| f.id)
    }

    /// The JSON Schema.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        let properties: Map<String, Value> = self.fields.iter().map(|f| (f.id.to_owned(), property(f))).collect();
        let required: Vec<_> = self.fields.iter().map(|f| f.id).collect();
        let named = json!({"const": self.schema()});
        let mut schema = if self.list {
            json!({
                "properties": {
                    "schema": named,
                    "items": {
                        "type": "array",
                        "items": {"type": "object", "properties": properties, "required": required},
                    },
                    "next": {"type": ["string", "null"], "description": "where the next page begins"},
                },
                "required": ["schema", "items", "next"],
            })
        } else {
            let mut properties = properties;
            properties.insert("schema".into(), named);
            json!({"properties": properties, "required": ["schema"]})
        };
        if let Some(map) = schema.as_object_mut() {
            map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
            map.insert("title".into(), self.schema().into());
            map.insert("type".into(), "object".into());
        }
        schema
    }
}

fn property(field: &FieldInfo) -> Value {
    let mut property = match field.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Maybe => json!({"type": ["string", "null"]}),
        Kind::Number => json!({"type": "integer"}),
        Kind::MaybeNumber => json!({"type": ["integer", "null"]}),
        Kind::Yes => json!({"type": "boolean"}),
        Kind::MaybeYes => json!({"type": ["boolean", "null"]}),
        Kind::Time => json!({"type": "string", "format": "date-time"}),
        Kind::MaybeTime => json!({"type": ["string", "null"], "format": "date-time"}),
        Kind::Window => json!({
            "type": ["object", "null"],
            "properties": {
                "from": {"type": "string", "format": "date-time"},
                "to": {"type": "string", "format": "date-time"},
            },
        }),
        Kind::Words => json!({"type": "array", "items": {"type": "string"}}),
        Kind::Rows => json!({"type": "array", "items": {"type": "object"}}),
        Kind::Object => json!({"type": "object"}),
        Kind::MaybeObject => json!({"type": ["object", "null"]}),
    };
    if let Some(map) = property.as_object_mut() {
        map.insert("description".into(), field.text.into());
    }
    property
}

/// An output by its name.
#[must_use]
pub fn shape(name: &str) -> Option<&'static Shape> {
    shapes().find(|s| s.name == name)
}
