//! A variant of an instance: what its changes make of it, and the digest of all that an engine gets to see.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::resources;
use super::schema::{Study, Variant};
use crate::instance::schema::{Change, Id, Instance, Level};
use crate::instance::{self, Code, Severity, Source, suggestion};
use crate::problem::Problem;
use crate::rules::{RULES, RuleSet};

/// A variant of one instance, with its place in a design.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Recipe {
    /// What tables call it.
    pub label: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The label of what it is compared with; absent for what is compared with nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The design that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<Id>,
    /// Of a factorial design: the factors that are present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// Variants of the study that are made first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Id>,
    /// Further changes of values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Further settings of rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
}

/// A variant that is ready to be solved.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The conference, dense.
    pub problem: Problem,
    /// Levels, weights and parameters.
    pub rules: RuleSet,
    /// SHA-256 of everything that determines the two.
    pub sha256: String,
}

/// Where resources are gone there may be no timetable any more: that is a finding, and no mistake in the study.
const IMPOSSIBLE: [Code; 6] = [
    Code::UnknownFeature,
    Code::UnknownTag,
    Code::EmptyDomain,
    Code::KindWithoutSlot,
    Code::SessionTooLong,
    Code::ContradictoryPin,
];

/// Something that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The variant of the study that asks for it, if it is one, and where in it.
    pub of: Option<(Id, String)>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The variants that are made, in order, those that others are made with first. A circle is cut where it closes.
fn in_order<'s>(study: &'s Study, ids: &[Id], way: &mut Vec<&'s Id>, found: &mut Vec<&'s Variant>) {
    for id in ids {
        let Some(variant) = study.variants.iter().find(|variant| variant.id == *id) else { continue };
        if way.contains(&&variant.id) {
            continue;
        }
        way.push(&variant.id);
        in_order(study, &variant.with, way, found);
        way.pop();
        found.push(variant);
    }
}

/// Makes a variant of an instance.
///
/// # Errors
/// Everything that cannot be made.
pub fn prepare(source: &Source, study: &Study, recipe: &Recipe) -> Result<Prepared, Vec<Trouble>> {
    let mut variants = Vec::new();
    in_order(study, &recipe.with, &mut Vec::new(), &mut variants);
    let own: Vec<String> =
        variants.iter().flat_map(|variant| &variant.instance_variants).map(|id| id.0.clone()).collect();
    let changes: Vec<Change> =
        variants.iter().flat_map(|variant| &variant.changes).chain(&recipe.changes).cloned().collect();
    let loaded = instance::load_with(source, &own, &changes).map_err(|report| {
        let errors = report.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let trouble = |one: instance::Diagnostic| Trouble {
            of: variants.last().map(|variant| (variant.id.clone(), String::new())),
            message: if one.pointer.is_empty() { one.message } else { format!("{}: {}", one.pointer, one.message) },
            help: one.help.unwrap_or_default(),
        };
        errors.map(trouble).collect::<Vec<_>>()
    })?;
    let mut instance = loaded.instance;
    let mut troubles = Vec::new();
    for variant in &variants {
        if let Some(resources) = &variant.resources
            && let Err(missing) = resources::apply(&mut instance, resources)
        {
            troubles.extend(missing.into_iter().map(|one| {
                let known: Vec<&str> = one.known.iter().map(String::as_str).collect();
                Trouble {
                    of: Some((variant.id.clone(), format!("/resources/{}", one.field))),
                    message: format!("there is no \"{}\"", one.name),
                    help: suggestion(&one.name, "names known here", &known),
                }
            }));
        }
        if let Some(pack) = variant.pack {
            instance.interpretation.pack = Some(pack);
        }
    }
    // What is written by hand, what the instance's own variants say, what the study's say: later counts.
    let mut rules = RuleSet::of(&instance.rules).unwrap_or_else(|errors| {
        troubles.extend(errors.into_iter().map(|(pointer, error)| trouble(None, format!("{pointer}: {error}"))));
        RuleSet::default()
    });
    let mut set = |of: Option<(Id, String)>, text: &str| {
        if let Err(error) = rules.set(text) {
            troubles.push(trouble(of, error.to_string()));
        }
    };
    loaded.settings.iter().for_each(|setting| set(None, &format!("{}={}", setting.key, setting.value)));
    for variant in &variants {
        for (key, value) in &variant.set {
            set(Some((variant.id.clone(), format!("/set/{}", key.replace('/', "~1")))), &format!("{key}={value}"));
        }
    }
    recipe.set.iter().for_each(|text| set(None, text));
    if troubles.is_empty() && variants.iter().any(|variant| variant.resources.is_some()) {
        let wrong = instance::check(&instance).into_iter().filter(|one| one.severity == Severity::Error);
        let wrong = wrong.filter(|one| !IMPOSSIBLE.contains(&one.code));
        troubles.extend(wrong.map(|one| trouble(None, format!("{}: {}", one.pointer, one.message))));
    }
    let problem = match Problem::build(&instance) {
        Ok(problem) if troubles.is_empty() => problem,
        Ok(_) => return Err(troubles),
        Err(error) => {
            troubles.push(trouble(None, error.to_string()));
            return Err(troubles);
        }
    };
    let sha256 = digest(instance, &rules);
    Ok(Prepared { problem, rules, sha256 })
}

fn trouble(of: Option<(Id, String)>, message: String) -> Trouble {
    Trouble { of, message, help: String::new() }
}

/// The digest of an instance and its rules. What no engine sees (sources of facts, variants that were not chosen) is
/// left out, and rules that are off are all alike, so that what comes to the same has the same digest.
fn digest(mut instance: Instance, rules: &RuleSet) -> String {
    instance.schema = None;
    instance.provenance.clear();
    instance.variants.clear();
    instance.rules.clear();
    let settings: BTreeMap<&str, Value> = RULES
        .iter()
        .zip(&rules.settings)
        .filter(|(_, setting)| setting.level != Level::Off && setting.weight > 0)
        .map(|(rule, setting)| (rule.id, json!([setting.level, setting.weight, setting.parameters.0])))
        .collect();
    sha256(&json!({"instance": instance, "rules": settings}))
}

/// SHA-256 in hexadecimal of a value, written without blanks and with sorted fields.
pub(crate) fn sha256(value: &Value) -> String {
    Sha256::digest(value.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
