//! From designs to variants.

use super::schema::{Design, DesignKind, RuleChoice, Study};
use super::variant::Recipe;
use crate::instance::schema::{Change, Id, Level};
use crate::rules::{RULES, RuleSet, find};

/// What the instance as written is called.
pub const AS_WRITTEN: &str = "as-written";

/// Factors of a factorial design, at most: the variants double with each.
pub const MOST_FACTORS: usize = 12;

/// Something that is there or not.
#[derive(Clone, Debug)]
enum Factor {
    /// A rule, by position in the registry.
    Rule(usize),
    /// A variant of the study.
    Variant(Id),
}

impl Factor {
    fn name(&self) -> String {
        match self {
            Factor::Rule(position) => RULES[*position].id.to_owned(),
            Factor::Variant(id) => id.to_string(),
        }
    }

    /// Adds what makes the factor present or absent.
    fn add(&self, present: bool, base: &RuleSet, recipe: &mut Recipe) {
        match self {
            Factor::Variant(id) if present => recipe.with.push(id.clone()),
            Factor::Variant(_) => {}
            Factor::Rule(position) => {
                let (id, setting) = (RULES[*position].id, &base.settings[*position]);
                if !present {
                    recipe.set.push(format!("{id}.level=off"));
                } else if is_off(base, *position) {
                    recipe.set.push(format!("{id}.level=soft"));
                    if setting.weight == 0 {
                        recipe.set.push(format!("{id}.weight={}", RULES[*position].weight.max(1)));
                    }
                }
            }
        }
    }
}

fn is_off(base: &RuleSet, position: usize) -> bool {
    base.settings[position].level == Level::Off || base.settings[position].weight == 0
}

/// All variants of an instance whose rules as written are `base`: as written, by name, and by design. The first of a
/// label counts.
#[must_use]
pub fn recipes(study: &Study, instance: &Id, base: &RuleSet) -> Vec<Recipe> {
    let mut recipes = vec![Recipe { label: AS_WRITTEN.to_owned(), ..Recipe::default() }];
    for variant in study.variants.iter().filter(|variant| !variant.part && meant_for(study, &variant.id, instance)) {
        recipes.push(Recipe {
            label: variant.id.to_string(),
            title: variant.title.clone(),
            base: Some(AS_WRITTEN.to_owned()),
            with: vec![variant.id.clone()],
            ..Recipe::default()
        });
    }
    for design in &study.designs {
        recipes.extend(by_design(study, design, instance, base));
    }
    let mut seen = std::collections::BTreeSet::new();
    recipes.retain(|recipe| seen.insert(recipe.label.clone()));
    recipes
}

/// Whether a variant of the study is meant for an instance.
fn meant_for(study: &Study, variant: &Id, instance: &Id) -> bool {
    let found = study.variants.iter().find(|known| known.id == *variant);
    found.is_some_and(|variant| variant.instances.is_empty() || variant.instances.contains(instance))
}

fn factors(study: &Study, design: &Design, instance: &Id, base: &RuleSet) -> Vec<Factor> {
    let group = |chosen: &RuleChoice| -> Vec<usize> {
        match chosen {
            RuleChoice::Group(group) => {
                let level = |position: usize| match base.settings[position].level {
                    _ if is_off(base, position) => Level::Off,
                    level => level,
                };
                (0..RULES.len()).filter(|&position| group.has(level(position))).collect()
            }
            RuleChoice::Named(names) => names.iter().filter_map(|name| find(name)).map(|(at, _)| at).collect(),
        }
    };
    let rules = design.rules.as_ref().map(group).unwrap_or_default();
    let variants = design.variants.iter().filter(|id| meant_for(study, id, instance)).cloned();
    rules.into_iter().map(Factor::Rule).chain(variants.map(Factor::Variant)).collect()
}

fn by_design(study: &Study, design: &Design, instance: &Id, base: &RuleSet) -> Vec<Recipe> {
    let factors = factors(study, design, instance, base);
    let make = |label: String, compared: Option<String>, present: &dyn Fn(usize) -> Option<bool>| {
        let mut recipe = Recipe { label, base: compared, design: Some(design.id.clone()), ..Recipe::default() };
        for (position, factor) in factors.iter().enumerate() {
            if let Some(present) = present(position) {
                factor.add(present, base, &mut recipe);
            }
        }
        recipe
    };
    let id = &design.id;
    let each = |one: fn(&Id, &str) -> String, base: String, present: fn(bool) -> bool| -> Vec<Recipe> {
        let recipe = |position: usize| {
            let label = one(id, &factors[position].name());
            make(label, Some(base.clone()), &move |other| Some(present(other == position)))
        };
        (0..factors.len()).map(recipe).collect()
    };
    match design.kind {
        DesignKind::OneAtATime => {
            let one = |position: usize| {
                let (label, present) = match &factors[position] {
                    Factor::Variant(id) => (id.to_string(), true),
                    Factor::Rule(rule) if is_off(base, *rule) => (format!("{}=soft", RULES[*rule].id), true),
                    Factor::Rule(rule) => (format!("{}=off", RULES[*rule].id), false),
                };
                make(label, Some(AS_WRITTEN.to_owned()), &move |other| (other == position).then_some(present))
            };
            (0..factors.len()).map(one).collect()
        }
        DesignKind::AllButOne => {
            let all = format!("{id}:all");
            let mut recipes = vec![make(all.clone(), Some(AS_WRITTEN.to_owned()), &|_| Some(true))];
            recipes.extend(each(|id, name| format!("{id}:all-but-{name}"), all, |is_the_one| !is_the_one));
            recipes
        }
        DesignKind::OneAlone => {
            let none = format!("{id}:none");
            let mut recipes = vec![make(none.clone(), Some(AS_WRITTEN.to_owned()), &|_| Some(false))];
            recipes.extend(each(|id, name| format!("{id}:only-{name}"), none, |is_the_one| is_the_one));
            recipes
        }
        DesignKind::Factorial => {
            let subset = |set: usize| {
                let chosen = |position: usize| set >> position & 1 == 1;
                let names: Vec<String> =
                    (0..factors.len()).filter(|&at| chosen(at)).map(|at| factors[at].name()).collect();
                let label = if names.is_empty() { "none".to_owned() } else { names.join("+") };
                let compared = if set == 0 { AS_WRITTEN.to_owned() } else { format!("{id}:none") };
                let recipe = make(format!("{id}:{label}"), Some(compared), &|position| Some(chosen(position)));
                Recipe { factors: names, ..recipe }
            };
            (0..1_usize << factors.len().min(MOST_FACTORS)).map(subset).collect()
        }
        DesignKind::Sweep => {
            let of = design.of.clone().unwrap_or_default();
            let one = |value: &serde_json::Value| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let mut recipe = make(format!("{of}={text}"), Some(AS_WRITTEN.to_owned()), &|_| None);
                if of.starts_with('/') {
                    recipe.changes.push(Change { path: of.clone(), value: Some(value.clone()) });
                } else {
                    recipe.set.push(format!("{of}={text}"));
                }
                recipe
            };
            design.values.iter().map(one).collect()
        }
    }
}
