//! Texts without what could do harm.

/// Whether a character turns the direction of text around it.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character shows nothing and has no business in a text: also what XML cannot hold.
fn hidden(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text on one line, without control characters, without marks that turn the direction of writing, without what
/// shows nothing. What stands in a title cannot change what stands beside it.
#[must_use]
pub fn clean(text: &str) -> String {
    let kept = text.chars().filter(|&c| !turns(c) && !hidden(c));
    kept.map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_direction_and_controls_are_taken_away_and_scripts_are_kept() {
        assert_eq!(clean("invoice\u{202e}fdp.exe\u{202c}"), "invoicefdp.exe");
        assert_eq!(clean("a\u{0}b\u{1b}[31m\nc\u{7f}"), "a b [31m c ");
        assert_eq!(clean("\u{feff}\u{2067}שלום\u{2069}"), "שלום");
        let joined = "نمی\u{200c}خواهم 👩\u{200d}🔬";
        assert_eq!(clean(joined), joined, "joiners belong to the text");
    }
}
