//! The risk of a change as it is shown: scores, factors, what downtime costs.

use serde::{Deserialize, Serialize};

/// The risk of a change.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RiskSheet {
    /// Level id.
    pub level: Option<String>,
    /// Level title.
    pub title: Option<String>,
    /// Score that decides: the inherent one.
    pub score: Option<i64>,
    /// Inherent score.
    pub inherent: Option<i64>,
    /// Residual score.
    pub residual: Option<i64>,
    /// How it came about.
    pub explain: Vec<String>,
    /// Factors with their ratings.
    pub factors: Vec<FactorLine>,
    /// Clauses that decided.
    pub clauses: Vec<String>,
    /// What the planned downtime costs the business; null where the request does not say.
    pub impact: Option<ImpactLine>,
}

/// What the planned downtime of a change comes to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ImpactLine {
    /// Cost, in whole units of the currency.
    pub cost: i64,
    /// The currency where the pack has one.
    pub currency: Option<String>,
    /// How the cost came about.
    pub formula: String,
    /// Class by the pack's settings; null where they give none.
    pub class: Option<String>,
    /// What decided the class, or why there is none.
    pub why: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl ImpactLine {
    /// Cost and class in words: `USD 6000, medium`.
    #[must_use]
    pub fn words(&self) -> String {
        let currency = self.currency.as_ref().map(|c| format!("{c} ")).unwrap_or_default();
        let class = self.class.as_ref().map(|c| format!(", {c}")).unwrap_or_default();
        format!("{currency}{}{class}", self.cost)
    }
}

/// A risk factor with its rating.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FactorLine {
    /// Factor id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Points given.
    pub value: Option<i64>,
    /// Label of the points.
    pub rating: Option<String>,
    /// Choices: points and labels.
    pub choices: Vec<(i64, String)>,
    /// Clauses.
    pub clauses: Vec<String>,
}
