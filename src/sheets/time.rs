//! Moments as sheets carry them: integers inside, ISO 8601 in UTC outside.

use crate::base::time::Moment;
use serde::{Deserialize, Serialize};

/// A moment that is written as ISO 8601 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Time(pub Moment);

impl Serialize for Time {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text, chrono_tz::UTC).map(Self).map_err(serde::de::Error::custom)
    }
}

impl From<Moment> for Time {
    fn from(at: Moment) -> Self {
        Self(at)
    }
}

/// A window of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Window {
    /// Beginning.
    pub from: Time,
    /// End.
    pub to: Time,
}
