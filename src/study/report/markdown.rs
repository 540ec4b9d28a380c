//! A report as Markdown, with its figures as files beside it.

use std::fmt::Write;

use super::document::{Block, Document};

/// The document as Markdown.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n", escape(&document.title));
    for section in &document.sections {
        let _ = write!(out, "\n## {}\n", escape(&section.title));
        section.blocks.iter().for_each(|of| block(of, &mut out));
    }
    out
}

fn block(of: &Block, out: &mut String) {
    let _ = match of {
        Block::Text(text) => write!(out, "\n{}\n", escape(text)),
        Block::Code(text) => write!(out, "\n```\n{}\n```\n", text.trim_end()),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("- {}\n", escape(item))).collect();
            write!(out, "\n{items}")
        }
        Block::Figure(figure) => write!(out, "\n![{}]({}.svg)\n", escape(&figure.caption), figure.name),
        Block::Details(summary, blocks) => {
            let _ = write!(out, "\n**{}**\n", escape(summary));
            blocks.iter().for_each(|of| block(of, out));
            Ok(())
        }
        Block::Table(table) => {
            let line = |cells: &[String]| {
                format!("| {} |\n", cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>().join(" | "))
            };
            let rule = |column: usize| if table.numbers.contains(&column) { "--:" } else { "---" };
            let rules: Vec<&str> = (0..table.header.len()).map(rule).collect();
            let rows: String = table.rows.iter().map(|row| line(row)).collect();
            write!(out, "\n{}| {} |\n{rows}", line(&table.header), rules.join(" | "))
        }
    };
}

fn escape(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_")
}
