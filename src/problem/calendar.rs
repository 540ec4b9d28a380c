//! Civil time and back: the only place that knows the time zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::BuildError;

/// A moment, in minutes after the local midnight that begins the first day. Differences are real elapsed minutes,
/// also across a change of daylight saving time.
pub type Minute = i32;

/// The farthest moment, some nineteen hundred years away, so that sums of moments and durations stay in range.
const FARTHEST: Minute = 1_000_000_000;

/// Converts between clock times on conference days and [`Minute`]s.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    origin: Timestamp,
    dates: Vec<Date>,
}

impl Calendar {
    /// A calendar of these dates (`YYYY-MM-DD`) in this IANA zone.
    ///
    /// # Errors
    /// If the zone or a date does not exist, or there is no date.
    pub fn new(zone: &str, dates: &[String]) -> Result<Self, BuildError> {
        let zone = TimeZone::get(zone).map_err(|_| BuildError::Time(format!("unknown time zone {zone:?}")))?;
        let dates = dates
            .iter()
            .map(|date| date.parse::<Date>().map_err(|_| BuildError::Time(format!("{date:?} is not a date"))))
            .collect::<Result<Vec<_>, _>>()?;
        let first = dates.first().ok_or_else(|| BuildError::Time("there are no days".into()))?;
        let origin = zone
            .to_ambiguous_timestamp(first.at(0, 0, 0, 0))
            .compatible()
            .map_err(|error| BuildError::Time(error.to_string()))?;
        Ok(Self { zone, origin, dates })
    }

    /// The moment that is `clock` minutes (hours × 60 + minutes, up to 48:00) on the clock of day `day`.
    ///
    /// # Errors
    /// If the clock skips that time on that day (daylight saving). Of a time that comes twice, the first is meant.
    pub fn minute(&self, day: usize, clock: i32) -> Result<Minute, BuildError> {
        let date = self
            .dates
            .get(day)
            .ok_or_else(|| BuildError::Time(format!("there is no day {day}")))?
            .checked_add(i64::from(clock / 1440).days())
            .map_err(|error| BuildError::Time(error.to_string()))?;
        let minutes = clock % 1440;
        #[expect(clippy::cast_possible_truncation, reason = "both are below 60")]
        let civil = date.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0);
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) && minutes != 0 {
            return Err(BuildError::Time(format!("{civil} does not exist in this time zone")));
        }
        let moment = ambiguous.compatible().map_err(|error| BuildError::Time(error.to_string()))?;
        let minute = (moment.as_second() - self.origin.as_second()).div_euclid(60);
        let near = i32::try_from(minute).ok().filter(|minute| minute.abs() <= FARTHEST);
        near.ok_or_else(|| BuildError::Time(format!("{civil} is too far from the first day")))
    }

    /// As [`Calendar::minute`]; of a time that the clock skips, the moment at which it does.
    ///
    /// # Errors
    /// If the day does not exist or is too far away.
    pub fn minute_or_next(&self, day: usize, clock: i32) -> Result<Minute, BuildError> {
        /// The longest leap of a clock, in minutes: over a whole day, at the date line.
        const LEAP: i32 = 1440;
        self.minute(day, clock).or_else(|error| {
            let next = (clock + 1..=clock + LEAP).find_map(|later| self.minute(day, later).ok());
            next.ok_or(error)
        })
    }

    /// The civil date and time of a moment.
    #[must_use]
    pub fn civil(&self, minute: Minute) -> DateTime {
        self.zone.to_datetime(self.instant(minute))
    }

    /// The same moment on the time line.
    #[must_use]
    pub fn instant(&self, minute: Minute) -> Timestamp {
        self.origin + i64::from(minute).minutes()
    }

    /// The moment of a civil date and time such as `2018-06-07T09:00`.
    ///
    /// # Errors
    /// If the text is no civil time to the minute, or out of range.
    pub fn parse(&self, text: &str) -> Result<Minute, BuildError> {
        let civil: DateTime =
            text.parse().map_err(|_| BuildError::Time(format!("{text:?} is not a time such as 2018-06-07T09:00")))?;
        let moment = self
            .zone
            .to_ambiguous_timestamp(civil)
            .compatible()
            .map_err(|error| BuildError::Time(error.to_string()))?;
        let minute = (moment.as_second() - self.origin.as_second()).div_euclid(60);
        let near = i32::try_from(minute).ok().filter(|minute| minute.abs() <= FARTHEST);
        near.ok_or_else(|| BuildError::Time(format!("{text:?} is too far from the conference")))
    }

    /// `2018-06-07T09:00`: how a moment is written in files.
    #[must_use]
    pub fn text(&self, minute: Minute) -> String {
        let civil = self.civil(minute);
        format!("{}T{:02}:{:02}", civil.date(), civil.hour(), civil.minute())
    }

    /// `09:00`.
    #[must_use]
    pub fn clock(&self, minute: Minute) -> String {
        let civil = self.civil(minute);
        format!("{:02}:{:02}", civil.hour(), civil.minute())
    }

    /// The date of day `day`.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        self.dates[day]
    }

    /// The IANA name of the zone.
    #[must_use]
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_elapsed_time_across_daylight_saving() {
        let days = ["2018-03-10".to_owned(), "2018-03-11".to_owned()];
        let calendar = Calendar::new("America/Toronto", &days).unwrap();
        let before = calendar.minute(0, 23 * 60).unwrap();
        let after = calendar.minute(1, 4 * 60).unwrap();
        assert_eq!(after - before, 4 * 60, "the clock skips 02:00 to 03:00");
        assert!(calendar.minute(1, 150).is_err());
        assert_eq!(calendar.minute_or_next(1, 150).unwrap(), after - 60, "at three");
        assert_eq!(calendar.minute(0, 28 * 60).unwrap(), after);
        assert_eq!(calendar.text(after), "2018-03-11T04:00");
        assert_eq!(calendar.parse("2018-03-11T04:00").unwrap(), after);
    }
}
