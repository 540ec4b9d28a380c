//! Level, weight and parameters of every rule.

use std::collections::BTreeMap;

use super::{Parameters, RULES, Rule, find};
use crate::instance::schema::{Level, RuleConfig};

/// The setting of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// On which level its penalties count.
    pub level: Level,
    /// Penalty per unit of amount.
    pub weight: i64,
    /// Its parameters.
    pub parameters: Parameters,
}

/// The settings of all rules, in the order of [`RULES`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// One for each rule.
    pub settings: Vec<Setting>,
}

/// A setting that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingError {
    /// There is no rule of that name.
    #[error("there is no rule \"{0}\"{suggestion}", suggestion = suggest(.0, RULES.iter().map(|rule| rule.id)))]
    UnknownRule(String),
    /// The rule has no parameter of that name.
    #[error(
        "rule {rule} has no parameter \"{name}\"; it has level, weight{others}",
        others = parameters_of(.rule)
    )]
    UnknownParameter {
        /// The rule.
        rule: &'static str,
        /// The name that was given.
        name: String,
    },
    /// The value is not one that the setting can take.
    #[error("{key} cannot be \"{value}\"; it takes {expected}")]
    BadValue {
        /// What was to be set.
        key: String,
        /// The value that was given.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// Not of the form `rule.setting=value`.
    #[error("\"{0}\" is not of the form rule.weight=5, rule.level=soft or rule.parameter=10")]
    Malformed(String),
}

fn parameters_of(rule: &str) -> String {
    let parameters = find(rule).map_or(&[][..], |(_, rule)| rule.parameters);
    parameters.iter().map(|parameter| format!(", {}", parameter.name)).collect()
}

fn suggest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    let closest = known.map(|name| (strsim::damerau_levenshtein(wrong, name), name)).min();
    match closest {
        Some((distance, name)) if distance <= name.len().div_ceil(2) => format!("; did you mean \"{name}\"?"),
        _ => String::new(),
    }
}

impl Default for RuleSet {
    fn default() -> Self {
        let setting = |rule: &&Rule| Setting {
            level: rule.level,
            weight: i64::from(rule.weight),
            parameters: Parameters(rule.parameters.iter().map(|parameter| parameter.default).collect()),
        };
        Self { settings: RULES.iter().map(setting).collect() }
    }
}

impl RuleSet {
    /// The defaults changed by the `rules` section of an instance.
    ///
    /// # Errors
    /// Every setting that cannot be made, each with its JSON pointer.
    pub fn of(configured: &BTreeMap<String, RuleConfig>) -> Result<Self, Vec<(String, SettingError)>> {
        let mut rules = Self::default();
        let mut errors = Vec::new();
        for (id, config) in configured {
            let pointer = format!("/rules/{id}");
            let Some((position, rule)) = find(id) else {
                errors.push((pointer, SettingError::UnknownRule(id.clone())));
                continue;
            };
            let setting = &mut rules.settings[position];
            setting.level = config.level.unwrap_or(setting.level);
            setting.weight = config.weight.map_or(setting.weight, i64::from);
            for (name, value) in &config.parameters {
                if let Err(error) = set_parameter(rule, setting, name, &value.to_string()) {
                    errors.push((format!("{pointer}/parameters/{name}"), error));
                }
            }
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }

    /// Makes one setting, as on the command line: `overflow.weight=5`, `topic-clash.level=soft`,
    /// `person-pause.minutes=15`.
    ///
    /// # Errors
    /// If the text has not this form, or names nothing, or the value is out of range.
    pub fn set(&mut self, text: &str) -> Result<(), SettingError> {
        let malformed = || SettingError::Malformed(text.to_owned());
        let (key, value) = text.split_once('=').ok_or_else(malformed)?;
        let (id, name) = key.trim().split_once('.').ok_or_else(malformed)?;
        let value = value.trim();
        let (position, rule) = find(id).ok_or_else(|| SettingError::UnknownRule(id.to_owned()))?;
        let setting = &mut self.settings[position];
        match name {
            "level" => {
                setting.level = match value {
                    "hard" => Level::Hard,
                    "medium" => Level::Medium,
                    "soft" => Level::Soft,
                    "off" => Level::Off,
                    _ => return Err(bad(key, value, "hard, medium, soft or off")),
                };
            }
            "weight" => {
                let weight = value.parse::<i64>().ok().filter(|weight| (0..=1_000_000).contains(weight));
                setting.weight = weight.ok_or_else(|| bad(key, value, "a whole number from 0 to 1000000"))?;
            }
            _ => set_parameter(rule, setting, name, value)?,
        }
        Ok(())
    }
}

fn set_parameter(rule: &'static Rule, setting: &mut Setting, name: &str, value: &str) -> Result<(), SettingError> {
    let unknown = || SettingError::UnknownParameter { rule: rule.id, name: name.to_owned() };
    let position = rule.parameters.iter().position(|p| p.name == name).ok_or_else(unknown)?;
    let parameter = &rule.parameters[position];
    let number = value.parse::<i64>().ok().filter(|n| (parameter.least..=parameter.most).contains(n));
    setting.parameters.0[position] = number.ok_or_else(|| {
        let expected = format!("a whole number from {} to {}", parameter.least, parameter.most);
        bad(&format!("{}.{name}", rule.id), value, &expected)
    })?;
    Ok(())
}

fn bad(key: &str, value: &str, expected: &str) -> SettingError {
    SettingError::BadValue { key: key.to_owned(), value: value.to_owned(), expected: expected.to_owned() }
}
