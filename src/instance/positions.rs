//! Where JSON pointers lead in a text: one pass over the tokens, no tree in memory.

use std::collections::BTreeMap;

use jsonc_parser::tokens::Token;
use jsonc_parser::{Scanner, ScannerOptions};

use super::diagnostics::{Position, tokens};

/// Deepest nesting that is followed; the parser has refused what is deeper.
const DEEPEST: usize = 200;

/// A pointer that is looked for, as a tree of tokens.
#[derive(Default)]
struct Wanted {
    children: BTreeMap<String, Wanted>,
    offsets: Vec<usize>,
}

/// For each pointer the byte offsets of its values (several where a field is duplicated), or else of the nearest
/// ancestor that exists; empty if not even the root was found.
pub(super) fn offsets_of(text: &str, pointers: &[&str]) -> Vec<Vec<usize>> {
    let mut root = Wanted::default();
    for pointer in pointers {
        let mut node = &mut root;
        for token in tokens(pointer) {
            node = node.children.entry(token).or_default();
        }
    }
    let options = ScannerOptions {
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut walk = Walk { scanner: Scanner::new(text, &options) };
    // If the scanner stumbles, what was found until then is still right.
    let _: Option<()> = walk.next().and_then(|token| walk.value(token, Some(&mut root), 0));
    pointers
        .iter()
        .map(|pointer| {
            let mut node = &root;
            let mut found = &root.offsets;
            for token in tokens(pointer) {
                match node.children.get(&token) {
                    Some(next) => node = next,
                    None => break,
                }
                if node.offsets.is_empty() {
                    break;
                }
                found = &node.offsets;
            }
            found.clone()
        })
        .collect()
}

struct Walk<'a> {
    scanner: Scanner<'a>,
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        self.scanner.scan().ok().flatten()
    }

    /// Walks over one value that begins with `token`; `None` when the text ends or makes no sense.
    fn value(&mut self, token: Token<'a>, mut wanted: Option<&mut Wanted>, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        if let Some(node) = wanted.as_deref_mut() {
            node.offsets.push(self.scanner.token_start());
        }
        let wanted = wanted.filter(|node| !node.children.is_empty());
        match (token, wanted) {
            (Token::OpenBrace | Token::OpenBracket, None) => self.skip(),
            (Token::OpenBrace, Some(node)) => loop {
                match self.next()? {
                    Token::CloseBrace => return Some(()),
                    Token::String(name) => {
                        self.next()?;
                        let first = self.next()?;
                        self.value(first, node.children.get_mut(name.as_ref()), depth + 1)?;
                    }
                    _ => {}
                }
            },
            (Token::OpenBracket, Some(node)) => {
                let mut index = 0_usize;
                loop {
                    match self.next()? {
                        Token::CloseBracket => return Some(()),
                        Token::Comma => index += 1,
                        first => self.value(first, node.children.get_mut(&index.to_string()), depth + 1)?,
                    }
                }
            }
            _ => Some(()),
        }
    }

    /// Leaves the list or object that has just been entered.
    fn skip(&mut self) -> Option<()> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Token::OpenBrace | Token::OpenBracket => open += 1,
                Token::CloseBrace | Token::CloseBracket => open -= 1,
                _ => {}
            }
        }
        Some(())
    }
}

/// Lines and columns of byte offsets, in one pass over the text whatever their number.
pub(super) fn positions_of(text: &str, offsets: &[usize]) -> Vec<Position> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|i| offsets[*i]);
    let mut positions = vec![Position { line: 1, column: 1 }; offsets.len()];
    let (mut at, mut here) = (0, Position { line: 1, column: 1 });
    for i in order {
        for c in text.get(at..offsets[i]).unwrap_or_default().chars() {
            if c == '\n' {
                here.line += 1;
                here.column = 1;
            } else {
                here.column += 1;
            }
        }
        at = offsets[i];
        positions[i] = here;
    }
    positions
}
