//! Days and times of day as spreadsheets write them into CSV, in English, French and Spanish.
//!
//! What can be read in two ways is not guessed: `05/06/2030` is a day of June in Paris and one of May in Chicago. Whether days or
//! months come first is what the other dates of the conference say, since one spreadsheet writes all of them alike.

use jiff::civil::{Date, date};

use crate::formats::programme::locale::LOCALES;

/// What comes first in dates of three numbers that end in the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
}

/// Why a text is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is none.
    None,
    /// It is either of two.
    Either(Date, Date),
    /// The year has two digits, and so it may be something else.
    ShortYear,
}

/// Three numbers between two equal separators.
fn numbers(text: &str) -> Option<(char, [&str; 3])> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.trim_end_matches('.').split(separator);
    let three = [parts.next()?.trim(), parts.next()?.trim(), parts.next()?.trim()];
    let all = parts.next().is_none() && three.iter().all(|part| (1..=4).contains(&part.len()));
    (all && three.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))).then_some((separator, three))
}

fn made(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What comes first, if the dates among these texts that can be read in one way only agree on it.
pub(super) fn order<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Order> {
    let (mut day, mut month) = (false, false);
    for (_, [a, b, year]) in texts.filter_map(|text| numbers(without_midnight(text))).filter(|of| of.0 != '.') {
        if year.len() == 4 {
            let (day_first, month_first) = (made(year, b, a), made(year, a, b));
            day |= day_first.is_some() && month_first.is_none();
            month |= month_first.is_some() && day_first.is_none();
        }
    }
    match (day, month) {
        (true, false) => Some(Order::Day),
        (false, true) => Some(Order::Month),
        _ => None,
    }
}

/// The day that a text is.
pub(super) fn day(text: &str, order: Option<Order>) -> Result<Date, Unread> {
    let text = without_midnight(text);
    let Some((separator, [a, b, c])) = numbers(text) else { return in_words(text).ok_or(Unread::None) };
    if a.len() == 4 {
        return made(a, b, c).ok_or(Unread::None);
    }
    if c.len() != 4 {
        return Err(if c.len() == 2 { Unread::ShortYear } else { Unread::None });
    }
    // Where dots separate, days come first.
    let order = if separator == '.' { Some(Order::Day) } else { order };
    match (made(c, b, a), made(c, a, b)) {
        (Some(day_first), Some(month_first)) if day_first != month_first => match order {
            Some(Order::Day) => Ok(day_first),
            Some(Order::Month) => Ok(month_first),
            None => Err(Unread::Either(day_first, month_first)),
        },
        (Some(day_first), _) => Ok(day_first),
        (None, Some(month_first)) if separator != '.' => Ok(month_first),
        _ => Err(Unread::None),
    }
}

/// Days that were written as moments stand at midnight.
fn without_midnight(text: &str) -> &str {
    let text = text.trim();
    let cut = [" 00:00:00", "T00:00:00", " 00:00", "T00:00", " 0:00"].iter().find_map(|end| text.strip_suffix(end));
    cut.unwrap_or(text).trim_end()
}

/// `6 May 2030`, `May 6, 2030`, `6-May-30`, `lundi 6 mai 2030`, `6 de mayo de 2030`.
fn in_words(text: &str) -> Option<Date> {
    let plain = folded(text);
    let parts = plain.split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/'));
    let (mut numbers, mut words) = (Vec::new(), Vec::new());
    for part in parts.filter(|part| !part.is_empty() && !["de", "del", "of", "the", "le", "el"].contains(part)) {
        let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
        match (digits, &part[digits.len()..]) {
            ("", word) => words.push(word.to_owned()),
            (number, "" | "er" | "st" | "nd" | "rd" | "th" | "º") => numbers.push(number.to_owned()),
            _ => return None,
        }
    }
    let weekday = |word: &String| {
        LOCALES
            .iter()
            .flat_map(|locale| locale.weekdays)
            .any(|name| word.len() >= 3 && folded(name).starts_with(word.as_str()))
    };
    let word = match &words[..] {
        [month] => month,
        [first, month] if weekday(first) => month,
        _ => return None,
    };
    let [first, second] = &numbers[..] else { return None };
    let (day, year) = match (first.len(), second.len()) {
        (1 | 2, 4) => (first, second.clone()),
        (1 | 2, 2) => (first, format!("20{second}")),
        (4, 1 | 2) => (second, first.clone()),
        _ => return None,
    };
    date_of(&year, month(word)?, day)
}

fn date_of(year: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The month that a word begins, in whichever language; `jui` is none, since it begins two.
fn month(word: &str) -> Option<i8> {
    let begins = |(_, name): &(i8, &'static str)| word.len() >= 3 && folded(name).starts_with(word);
    let mut found: Vec<i8> =
        LOCALES.iter().flat_map(|locale| (1..).zip(locale.months)).filter(begins).map(|(number, _)| number).collect();
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// In small letters, without the accents that months and weekdays have.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'é' | 'è' => 'e',
        'û' => 'u',
        'á' => 'a',
        c => c,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// Minutes after midnight of a time of day in halves of the day, or with an h: `9:00 PM`, `9:00:00 p. m.`, `9h30`, `14 h`.
pub(super) fn clock(text: &str) -> Option<i64> {
    let small: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let half = [("am", 0), ("pm", 720)].into_iter().find_map(|(end, from)| Some((small.strip_suffix(end)?, from)));
    let colons = match half {
        Some((rest, _)) => rest.to_owned(),
        None => small.replacen('h', ":", 1),
    };
    if half.is_none() && colons == small {
        return None;
    }
    let mut parts = colons.split(':');
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let hours = parts.next().filter(|hours| (1..=2).contains(&hours.len()))?.parse::<i64>().ok()?;
    let minutes = match parts.next() {
        None | Some("") => 0,
        Some(minutes) => minutes.parse::<i64>().ok().filter(|_| two(minutes))?,
    };
    if !parts.next().is_none_or(two) || parts.next().is_some() || !(0..60).contains(&minutes) {
        return None;
    }
    match half {
        Some((_, from)) => (1..=12).contains(&hours).then_some(from + hours % 12 * 60 + minutes),
        None => (0..48).contains(&hours).then_some(hours * 60 + minutes),
    }
}

/// The day of a number: spreadsheets count days from the end of 1899.
pub(super) fn counted(days: f64) -> Option<Date> {
    if !(1.0..100_000.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below a hundred thousand")]
    let days = days.trunc() as i64;
    date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_spreadsheets_write_them() {
        for text in [
            "2030-06-13",
            "2030/06/13",
            "2030-06-13 00:00:00",
            "13/06/2030",
            "6/13/2030",
            "13-06-2030",
            "13.06.2030",
            "13.6.2030",
            "13 June 2030",
            "June 13, 2030",
            "13-Jun-30",
            "Thursday, June 13, 2030",
            "Thu 13 Jun 2030",
            "13 juin 2030",
            "jeudi 13 juin 2030",
            "jeu. 13 juin 2030",
            "jueves, 13 de junio de 2030",
            "13 jun. 2030",
            "13th of June 2030",
        ] {
            assert_eq!(day(text, None), Ok(date(2030, 6, 13)), "{text}");
        }
        for (text, expected) in [
            ("1er août 2030", date(2030, 8, 1)),
            ("1 déc. 2030", date(2030, 12, 1)),
            ("miércoles, 2 de enero de 2030", date(2030, 1, 2)),
            ("mar. 5 mars 2030", date(2030, 3, 5)),
            ("05.06.2030", date(2030, 6, 5)),
            ("05/05/2030", date(2030, 5, 5)),
        ] {
            assert_eq!(day(text, None), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_guessed() {
        let either = Unread::Either(date(2030, 6, 5), date(2030, 5, 6));
        for text in ["05/06/2030", "5-6-2030"] {
            assert_eq!(day(text, None), Err(either), "{text}");
            assert_eq!(day(text, Some(Order::Day)), Ok(date(2030, 6, 5)));
            assert_eq!(day(text, Some(Order::Month)), Ok(date(2030, 5, 6)));
        }
        assert_eq!(day("05/06/30", None), Err(Unread::ShortYear));
        for text in [
            "",
            "6 May",
            "32/01/2030",
            "13 jui 2030",
            "13.13.2030",
            "6.13.2030",
            "2030-13-06",
            "47609",
            "Mayday 6 2030",
            "5/6",
        ] {
            assert_eq!(day(text, None), Err(Unread::None), "{text}");
        }
    }

    #[test]
    fn the_dates_that_are_clear_say_what_comes_first() {
        let of = |texts: &[&str]| order(texts.iter().copied());
        assert_eq!(of(&["05/06/2030", "13/06/2030"]), Some(Order::Day));
        assert_eq!(of(&["5/6/2030", "6/13/2030 0:00"]), Some(Order::Month));
        assert_eq!(of(&["05/06/2030", "06/06/2030", "2030-06-13", "13.06.2030"]), None);
        assert_eq!(of(&["13/06/2030", "06/13/2030"]), None, "they do not agree");
    }

    #[test]
    fn halves_of_days_and_hours_with_an_h_are_times() {
        for (text, minutes) in [
            ("9:00 AM", 540),
            ("9:30:00 PM", 1290),
            ("12:00 AM", 0),
            ("12:15 pm", 735),
            ("9 am", 540),
            ("9:00 p.\u{a0}m.", 1260),
            ("9h30", 570),
            ("14 h", 840),
            ("14 h 05", 845),
            ("25h30", 1530),
        ] {
            assert_eq!(clock(text), Some(minutes), "{text}");
        }
        for text in [
            "13:00 PM",
            "0:30 AM",
            "9:3 PM",
            "9:60 AM",
            "h",
            "9",
            "9:30",
            "am",
            "9h5",
            "48h",
            "9:30:1 PM",
            "9:00:00:00 AM",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
    }
}
