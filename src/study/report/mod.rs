//! What a study found, written down: one HTML file that needs nothing else, Markdown, and tables for other programs.

mod comparisons;
mod content;
mod curves;
mod differences;
mod document;
mod flat;
mod html;
mod markdown;
mod parquet;
mod parts;
mod plot;
mod prices;

pub use content::document;
pub use document::{Block, Document, Figure, Section, Table};
pub use flat::{csv, flat, jsonl};
pub use html::html;
pub use markdown::markdown;
pub use parquet::{Column, write as parquet};
