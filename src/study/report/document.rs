//! A report before it is HTML or Markdown: sections of paragraphs, tables and figures.

/// A report.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Figure),
    /// Something that most will skip.
    Details(String, Vec<Block>),
    /// What is typed.
    Code(String),
}

/// A table. The first column names the row.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the columns are.
    pub header: Vec<String>,
    /// Columns with numbers, set to the right.
    pub numbers: Vec<usize>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The name of its file, without extension.
    pub name: String,
    /// What one sees.
    pub caption: String,
    /// The drawing.
    pub svg: String,
}

impl Table {
    /// A table with these columns, of which some are numbers.
    #[must_use]
    pub fn new(header: &[&str], numbers: &[usize]) -> Self {
        let header = header.iter().map(|&name| name.to_owned()).collect();
        Self { header, numbers: numbers.to_vec(), rows: Vec::new() }
    }
}

impl Document {
    /// All figures, in order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}
