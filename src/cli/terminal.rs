//! Where text goes and what it may look like there: width, colour, wrapping.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::instance::steers;

/// Width of output that does not go to a terminal.
const ELSEWHERE: usize = 120;

/// Says something to whoever sits there. That nobody listens is no reason to stop.
pub(super) fn say(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes a result to the standard output.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The width that results are laid out for.
pub(super) fn width() -> usize {
    if !io::stdout().is_terminal() {
        return ELSEWHERE;
    }
    comfy_table::Table::new().width().map_or(ELSEWHERE, usize::from)
}

/// Styles of text; does nothing where escape sequences are not wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint(bool);

impl Paint {
    /// For the standard output: not where `NO_COLOR` is set, not on dumb terminals, not in files and pipes.
    pub(super) fn stdout() -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self(io::stdout().is_terminal() && !refused && !dumb)
    }

    /// Bold.
    pub(super) fn bold(self, text: &str) -> String {
        self.style("1", text)
    }

    /// Faint.
    pub(super) fn dim(self, text: &str) -> String {
        self.style("2", text)
    }

    /// Red and bold: something is wrong.
    pub(super) fn alarm(self, text: &str) -> String {
        self.style("1;31", text)
    }

    /// One of a dozen colours that can be told apart on light and dark ground.
    pub(super) fn colour(self, number: usize, text: &str) -> String {
        const COLOURS: [&str; 12] =
            ["1;35", "36", "32", "33", "34", "31", "35", "1;36", "1;32", "1;33", "1;34", "1;31"];
        self.style(COLOURS[number % COLOURS.len()], text)
    }

    fn style(self, code: &str, text: &str) -> String {
        if self.0 && !text.is_empty() { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The text with blanks up to `width` columns.
pub(super) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// The text without control characters and marks of direction: what comes from a file must not steer a terminal.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}

/// Breaks a text into lines of at most `width` columns, between words where that is possible. More than `most` lines
/// are cut off with an ellipsis.
pub(super) fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word;
        loop {
            let gap = usize::from(!line.is_empty());
            if columns(&line) + gap + columns(word) <= width {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                break;
            }
            // A word that fills a line alone is broken, after a hyphen where it has one, else with one.
            let free = if columns(word) > width { width.saturating_sub(columns(&line) + gap) } else { 0 };
            let (end, hyphen) = break_at(word, free);
            if end > 0 && (line.is_empty() || free >= 4) {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(&word[..end]);
                line.push_str(hyphen);
                word = &word[end..];
            }
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            while columns(last) + 1 > width && last.pop().is_some() {}
            let end = last.trim_end().len();
            last.truncate(end);
            last.push('…');
        }
    }
    lines
}

/// The byte at which to break a word so that at most `free` columns stay in front, and the hyphen that it then needs.
fn break_at(word: &str, free: usize) -> (usize, &'static str) {
    let mut used = 0;
    let mut ends = Vec::new();
    let mut hyphen = 0;
    for (at, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > free {
            break;
        }
        ends.push(at + c.len_utf8());
        if matches!(c, '-' | '/') {
            hyphen = at + c.len_utf8();
        }
    }
    let left = word[ends.last().copied().unwrap_or(0)..].chars().count();
    match (hyphen, &ends[..]) {
        (1.., _) => (hyphen, ""),
        // Room for a hyphen, and no single letter on the next line.
        (_, [.., _, before, _, _]) if left < 2 && free >= 6 => (*before, "-"),
        (_, [.., before, _]) if free >= 4 => (*before, "-"),
        (_, [.., last]) => (*last, ""),
        (_, []) => (0, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        let text = "Sexual orientation and Gender identity and expression (SOGIE) Immigrationsbehördenangelegenheiten";
        for width in 2..40 {
            for line in wrap(text, width, usize::MAX) {
                assert!(columns(&line) <= width, "{width}: {line:?}");
            }
            let cut = wrap(text, width, 2);
            assert!(cut.len() <= 2 && cut.iter().all(|line| columns(line) <= width), "{width}: {cut:?}");
        }
        assert_eq!(wrap("Welcoming communities", 14, 3), ["Welcoming", "communities"]);
        assert_eq!(wrap("Post-deportation", 14, 3), ["Post-", "deportation"]);
        assert_eq!(wrap("Complementary pathways", 12, 3), ["Complement-", "ary pathways"]);
        assert_eq!(wrap("日本語 会議", 6, 3), ["日本語", "会議"]);
        assert!(wrap("", 6, 3).is_empty());
    }
}
