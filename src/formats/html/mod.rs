//! A programme as one HTML file that needs nothing else: no network, no script, no further file.
//!
//! Every language has the views grid, list, rooms (door signs), people, interpreters, booths and, where anything hard is broken,
//! conflicts. The fragment of the address chooses language and view (`#fr-rooms`), which the style sheet does with
//! `:target`; without one the grid of the first language is shown, on narrow screens its list. Printing prints the
//! view that is shown. A browser without style sheets shows everything, one after the other.

mod booths;
mod grid;
mod lists;

pub(super) use lists::{booth, booth_of, team, work};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::programme::{Entry, Locale, Programme};

const STYLE: &str = include_str!("style.css");

/// The views of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Grid,
    List,
    Rooms,
    People,
    Interpreters,
    Booths,
    Conflicts,
}

impl View {
    const ALL: [View; 7] =
        [View::Grid, View::List, View::Rooms, View::People, View::Interpreters, View::Booths, View::Conflicts];

    /// As in addresses and classes.
    fn name(self) -> &'static str {
        match self {
            View::Grid => "grid",
            View::List => "list",
            View::Rooms => "rooms",
            View::People => "people",
            View::Interpreters => "interpreters",
            View::Booths => "booths",
            View::Conflicts => "conflicts",
        }
    }

    fn label(self, locale: &Locale) -> &'static str {
        let labels = &locale.labels;
        match self {
            View::Grid => labels.grid,
            View::List => labels.list,
            View::Rooms => labels.rooms,
            View::People => labels.people,
            View::Interpreters => labels.interpreters,
            View::Booths => labels.booths,
            View::Conflicts => labels.conflicts,
        }
    }

    fn has_something(self, programme: &Programme<'_>) -> bool {
        match self {
            View::Grid | View::List | View::Rooms => true,
            View::People => programme.entries.iter().any(|entry| !entry.people.is_empty()),
            View::Interpreters => !programme.file.rosters.is_empty(),
            View::Booths => {
                let mut staffed = programme.entries.iter().filter_map(|entry| entry.staffing);
                staffed.any(|staffing| !staffing.booths.is_empty())
            }
            View::Conflicts => !programme.conflicts.is_empty(),
        }
    }
}

/// The page, in these languages; the first is shown first.
#[must_use]
pub fn write(programme: &Programme<'_>, locales: &[&Locale]) -> String {
    let views: Vec<View> = View::ALL.into_iter().filter(|view| view.has_something(programme)).collect();
    let first = locales.first().copied().unwrap_or(super::programme::locale::LOCALES[0]);
    let page = html! {
        (DOCTYPE)
        html lang=(first.tag) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="plenary";
                title { (programme.title(first)) }
                style { (PreEscaped(STYLE)) (PreEscaped(choices(locales, &views))) }
            }
            body {
                @for locale in locales {
                    (header(programme, locale, locales, &views))
                }
                main {
                    @for locale in locales {
                        @for &view in &views {
                            (section(programme, locale, view))
                        }
                    }
                }
                @for locale in locales {
                    footer lang=(locale.tag) {
                        p { (locale.labels.times_in) " (" (super::programme::clean(&programme.instance.time_zone)) ")." }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// The rules by which the fragment of the address chooses what is shown.
fn choices(locales: &[&Locale], views: &[View]) -> String {
    let mut rules =
        String::from("@supports selector(:has(*)){\n.view,body>header,body>footer,.skip,.for{display:none}\n");
    for (number, locale) in locales.iter().enumerate() {
        let tag = locale.tag;
        let chosen = format!("body:has(.view[lang={tag}]:target,.view[lang={tag}] :target)");
        let otherwise = if number == 0 { ",body:not(:has(.view:target,.view :target))" } else { "" };
        rules.push_str(&format!("{chosen}{otherwise}{{&>header[lang={tag}],&>footer[lang={tag}]{{display:block}}}}\n"));
    }
    rules.push_str(".view:target,.view:has(:target){display:block}\n");
    for view in views {
        let view = view.name();
        rules.push_str(&format!(
            "body:has(.view.{view}:target,.view.{view} :target) .skip.{view}{{display:inline}}\n\
             body:has(.view.{view}:target,.view.{view} :target) .for.{view}{{display:block}}\n\
             body:has(.view.{view}:target,.view.{view} :target) nav:not(.tongues) .{view}{{border-color:currentcolor;font-weight:650}}\n"
        ));
    }
    // Nothing is chosen: the grid where there is room for it, else the list.
    let tag = locales.first().map_or("en", |locale| locale.tag);
    for (medium, view) in [("(min-width:44rem),print", "grid"), ("not ((min-width:44rem) or print)", "list")] {
        let unchosen = "body:not(:has(.view:target,.view :target))";
        // `print` is a type of media and cannot be part of a condition: the list is for narrow screens only.
        let medium = if view == "list" { "screen and (max-width:43.99rem)" } else { medium };
        rules.push_str(&format!(
            "@media {medium}{{{unchosen}{{.view.{view}[lang={tag}]{{display:block}}.skip.{view}{{display:inline}}.for.{view}{{display:block}}\
             nav:not(.tongues) .{view}{{border-color:currentcolor;font-weight:650}}}}}}\n"
        ));
    }
    rules.push('}');
    rules
}

fn header(programme: &Programme<'_>, locale: &Locale, locales: &[&Locale], views: &[View]) -> Markup {
    let tag = locale.tag;
    html! {
        header lang=(tag) {
            @for view in views {
                a class={ "skip " (view.name()) } href={ "#" (tag) "-" (view.name()) "-content" } { (locale.labels.skip) }
            }
            h1 { (programme.title(locale)) }
            @if let (Some(first), Some(last)) = (programme.days.first(), programme.days.last()) {
                p class="dates" {
                    (locale.date(first.date))
                    @if first.date != last.date { " – " (locale.date(last.date)) }
                }
            }
            nav aria-label=(locale.labels.views) {
                ul {
                    @for view in views {
                        li { a class=(view.name()) href={ "#" (tag) "-" (view.name()) } { (view.label(locale)) } }
                    }
                }
            }
            @if locales.len() > 1 {
                nav class="tongues" aria-label=(locale.labels.language) {
                    ul {
                        @for other in locales {
                            @let here = other.tag == tag;
                            li {
                                // The same view in the other language.
                                @for view in views {
                                    a class={ "for " (view.name()) } href={ "#" (other.tag) "-" (view.name()) } lang=(other.tag)
                                        hreflang=(other.tag) aria-current=[here.then_some("true")] { (other.name) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section(programme: &Programme<'_>, locale: &Locale, view: View) -> Markup {
    let id = format!("{}-{}", locale.tag, view.name());
    html! {
        section class={ "view " (view.name()) } id=(id) lang=(locale.tag) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (view.label(locale)) }
            div id={ (id) "-content" } tabindex="-1" {
                @if programme.entries.is_empty() {
                    p { (locale.labels.empty) }
                } @else {
                    @match view {
                        View::Grid => (grid::render(programme, locale)),
                        View::List => (lists::all(programme, locale)),
                        View::Rooms => (lists::rooms(programme, locale)),
                        View::People => (lists::people(programme, locale)),
                        View::Interpreters => (lists::interpreters(programme, locale)),
                        View::Booths => (booths::render(programme, locale)),
                        View::Conflicts => (lists::conflicts(programme, locale)),
                    }
                }
            }
        }
    }
}

/// The colour of a kind: classes repeat after twelve; the kind is always written out beside it.
fn colour(kind: usize) -> String {
    format!("k{}", kind % 12)
}

/// What is spoken and interpreted: letters for the eye, words for whoever listens.
fn languages(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale) -> Markup {
    // A tag is not broken at its hyphen.
    let short = entry.languages().replace('-', "\u{2011}");
    html! {
        @if !short.is_empty() {
            span class="langs" {
                span aria-hidden="true" { (short) }
                span class="heard" { (programme.languages_in_words(entry, locale)) }
            }
        }
    }
}

/// A mark where something is wrong.
fn mark(entry: &Entry<'_>, locale: &Locale) -> Markup {
    html! {
        @if !entry.conflicts.is_empty() {
            strong class="conflict" { (locale.labels.conflict) }
        }
    }
}

/// A link to a session in the list.
fn link(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale) -> Markup {
    html! { a class="title" href={ "#" (locale.tag) "-s-" (entry.id()) } { (programme.session_title(entry, locale)) } }
}

/// `09:00–10:30` with the moments for machines.
fn span(entry: &Entry<'_>) -> Markup {
    html! {
        time datetime=(entry.start.local()) { (entry.start.clock()) } "–"
        time datetime=(entry.end.local()) { (entry.end.clock()) }
    }
}
