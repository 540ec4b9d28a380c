//! Languages in which programmes are written: one file each. A new one is a file and a line in [`LOCALES`].

mod en;
mod es;
mod fr;

use jiff::civil::Date;

/// Every language, in the order in which they are offered.
pub const LOCALES: &[&Locale] = &[&en::LOCALE, &fr::LOCALE, &es::LOCALE];

/// The words of a programme in one language.
#[derive(Debug)]
pub struct Locale {
    /// Its tag.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// Days of the week, Monday first.
    pub weekdays: [&'static str; 7],
    /// Months.
    pub months: [&'static str; 12],
    /// How a date is put together of weekday, day, month and year.
    pub date: fn(&str, i8, &str, i16) -> String,
    /// What stands between a label and its value.
    pub colon: &'static str,
    /// Names of languages and services by tag.
    pub languages: &'static [(&'static str, &'static str)],
    /// Everything else.
    pub labels: Labels,
}

/// Words.
#[derive(Debug)]
pub struct Labels {
    /// The whole.
    pub programme: &'static str,
    /// The grid of days.
    pub grid: &'static str,
    /// Everything in order.
    pub list: &'static str,
    /// The programme of each room.
    pub rooms: &'static str,
    /// Where each speaker has to be.
    pub people: &'static str,
    /// The days of interpreters.
    pub interpreters: &'static str,
    /// Who sits in which booth when, and where the mobile ones stand.
    pub booths: &'static str,
    /// From when a mobile booth is set up to when it is struck.
    pub set_up: &'static str,
    /// What is wrong.
    pub conflicts: &'static str,
    /// A mark at a session with which something is wrong.
    pub conflict: &'static str,
    /// Said above what is wrong.
    pub conflicts_note: &'static str,
    /// What has changed since before.
    pub changes: &'static str,
    /// The figures at a glance.
    pub overview: &'static str,
    /// Link past the navigation.
    pub skip: &'static str,
    /// Name of the navigation between languages.
    pub language: &'static str,
    /// Name of the navigation between views.
    pub views: &'static str,
    /// Head of a column.
    pub time: &'static str,
    /// Head of a column.
    pub day: &'static str,
    /// Head of a column.
    pub session: &'static str,
    /// Head of a column.
    pub sessions: &'static str,
    /// Head of a column.
    pub room: &'static str,
    /// Head of a column.
    pub kind: &'static str,
    /// Head of a column.
    pub track: &'static str,
    /// Head of a column.
    pub role: &'static str,
    /// Head of a column.
    pub languages: &'static str,
    /// Head of a column: seats of a room.
    pub seats: &'static str,
    /// Those who speak.
    pub speakers: &'static str,
    /// One of them.
    pub speaker: &'static str,
    /// Those who chair.
    pub chairs: &'static str,
    /// One of them.
    pub chair: &'static str,
    /// What is spoken.
    pub floor: &'static str,
    /// What it is interpreted into.
    pub channels: &'static str,
    /// What an interpreter does.
    pub work: &'static str,
    /// Where an interpreter sits.
    pub booth: &'static str,
    /// The proposed turns of a team.
    pub turns: &'static str,
    /// The team of a booth.
    pub team: &'static str,
    /// From when until when somebody is there.
    pub present: &'static str,
    /// Outside the rooms of the list.
    pub elsewhere: &'static str,
    /// What of a conference does not take place.
    pub left_out: &'static str,
    /// Said of the time zone.
    pub times_in: &'static str,
    /// Nothing is placed.
    pub empty: &'static str,
    /// A session that was not there.
    pub added: &'static str,
    /// A session that takes place no more.
    pub removed: &'static str,
    /// A session at another time.
    pub moved: &'static str,
    /// A session in another room.
    pub other_room: &'static str,
    /// As it was.
    pub before: &'static str,
    /// As it is.
    pub now: &'static str,
    /// A rule that is broken.
    pub rule: &'static str,
    /// What is wrong in words.
    pub message: &'static str,
    /// Captions, before their language.
    pub captions: &'static str,
    /// Colours stand for kinds of session.
    pub legend: &'static str,
    /// Places of booths: built in, mobile, remote, on the floor.
    pub places: [&'static str; 4],
}

impl Locale {
    /// The locale of a tag such as `fr` or `fr-CA`.
    #[must_use]
    pub fn find(tag: &str) -> Option<&'static Locale> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        LOCALES.iter().find(|locale| locale.tag == primary).copied()
    }

    /// A date with its weekday.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let weekday = self.weekdays[date.weekday().to_monday_zero_offset() as usize];
        (self.date)(weekday, date.day(), self.months[date.month() as usize - 1], date.year())
    }

    /// The name of a language or service; its tag in capitals where it is not known.
    #[must_use]
    pub fn language(&self, tag: &str) -> String {
        let known = |tag: &str| self.languages.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
        let lower = tag.to_lowercase();
        if let Some(of) = lower.strip_prefix("captions-") {
            return format!("{} ({})", self.labels.captions, self.language(of));
        }
        let primary = lower.split(['-', '_']).next().unwrap_or_default();
        match (known(&lower), known(primary)) {
            (Some(name), _) => name.to_owned(),
            (None, Some(name)) => format!("{name} ({tag})"),
            (None, None) => super::clean(&tag.to_uppercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_languages_are_written_as_readers_do() {
        let date = jiff::civil::date(2018, 6, 1);
        let all: Vec<String> = LOCALES.iter().map(|locale| locale.date(date)).collect();
        assert_eq!(all, ["Friday 1 June 2018", "vendredi 1er juin 2018", "viernes 1 de junio de 2018"]);
        let french = Locale::find("fr-CA").expect("there is one");
        assert_eq!(french.language("es"), "espagnol");
        assert_eq!(french.language("pt-BR"), "portugais (pt-BR)");
        assert_eq!(french.language("captions-en"), "sous-titrage (anglais)");
        assert_eq!(french.language("x-thing"), "X-THING");
        assert!(Locale::find("tlh").is_none());
    }

    #[test]
    fn every_language_names_the_same_languages() {
        let tags = |locale: &Locale| locale.languages.iter().map(|(tag, _)| *tag).collect::<Vec<_>>();
        for locale in LOCALES {
            assert_eq!(tags(locale), tags(LOCALES[0]), "{}", locale.tag);
        }
    }
}
