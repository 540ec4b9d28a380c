//! Tables as Parquet: one row group, plain pages, no compression.
//!
//! The format is small where nothing is compressed, and the crate `parquet` brings a second calendar (`chrono`), which
//! deny.toml forbids. Written after the specification (apache/parquet-format: Thrift compact protocol, PLAIN and RLE
//! encodings); `scripts/study/check-report` reads a file back with Apache Arrow.

/// A column of a table; every value may be absent.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers.
    Real(Vec<Option<f64>>),
}

impl Column {
    fn levels(&self) -> Vec<bool> {
        match self {
            Column::Text(values) => values.iter().map(Option::is_some).collect(),
            Column::Integer(values) => values.iter().map(Option::is_some).collect(),
            Column::Real(values) => values.iter().map(Option::is_some).collect(),
        }
    }

    /// The number of the physical type.
    fn kind(&self) -> i64 {
        match self {
            Column::Integer(_) => 2,
            Column::Real(_) => 5,
            Column::Text(_) => 6,
        }
    }

    fn plain(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self {
            Column::Text(values) => {
                for text in values.iter().flatten() {
                    bytes.extend((text.len() as u32).to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
            }
            Column::Integer(values) => values.iter().flatten().for_each(|value| bytes.extend(value.to_le_bytes())),
            Column::Real(values) => values.iter().flatten().for_each(|value| bytes.extend(value.to_le_bytes())),
        }
        bytes
    }
}

/// A table of named columns of equal length, as a file.
#[must_use]
pub fn write(columns: &[(String, Column)]) -> Vec<u8> {
    let rows = columns.first().map_or(0, |(_, column)| column.levels().len());
    let mut file = b"PAR1".to_vec();
    let mut chunks = Vec::new();
    for (name, column) in columns {
        let levels = rle(&column.levels());
        let mut page = (levels.len() as u32).to_le_bytes().to_vec();
        page.extend(levels);
        page.extend(column.plain());
        let mut header = Struct::default();
        // A data page; sizes before and after compression, which there is none of.
        header.integer(1, 0, I32).integer(2, page.len() as i64, I32).integer(3, page.len() as i64, I32);
        let mut data = Struct::default();
        // Values, plainly written, levels run-length encoded.
        data.integer(1, rows as i64, I32).integer(2, 0, I32).integer(3, 3, I32).integer(4, 3, I32);
        header.structure(5, data);
        let (start, header) = (file.len() as i64, header.end());
        let size = (header.len() + page.len()) as i64;
        file.extend(header);
        file.extend(page);
        let mut meta = Struct::default();
        meta.integer(1, column.kind(), I32).list(2, I32, vec![zigzag(0), zigzag(3)]).list(3, BINARY, vec![text(name)]);
        meta.integer(4, 0, I32).integer(5, rows as i64, I64).integer(6, size, I64).integer(7, size, I64);
        meta.integer(9, start, I64);
        let mut chunk = Struct::default();
        chunk.integer(2, start, I64).structure(3, meta);
        chunks.push((chunk.end(), size));
    }
    let mut root = Struct::default();
    root.bytes(4, &text("cells")).integer(5, columns.len() as i64, I32);
    let mut schema = vec![root.end()];
    for (name, column) in columns {
        let mut element = Struct::default();
        // Optional.
        element.integer(1, column.kind(), I32).integer(3, 1, I32).bytes(4, &text(name));
        if matches!(column, Column::Text(_)) {
            // UTF-8, in the old way and the new.
            element.integer(6, 0, I32);
            let mut logical = Struct::default();
            logical.structure(1, Struct::default());
            element.structure(10, logical);
        }
        schema.push(element.end());
    }
    let size = chunks.iter().map(|(_, size)| size).sum();
    let mut group = Struct::default();
    group.list(1, STRUCT, chunks.into_iter().map(|(chunk, _)| chunk).collect());
    group.integer(2, size, I64).integer(3, rows as i64, I64);
    let mut footer = Struct::default();
    footer.integer(1, 1, I32).list(2, STRUCT, schema).integer(3, rows as i64, I64);
    footer.list(4, STRUCT, vec![group.end()]).bytes(6, &text(concat!("plenary ", env!("CARGO_PKG_VERSION"))));
    let footer = footer.end();
    let length = (footer.len() as u32).to_le_bytes();
    file.extend(footer);
    file.extend(length);
    file.extend(b"PAR1");
    file
}

/// Definition levels of one bit, as runs.
fn rle(levels: &[bool]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut first = 0;
    while first < levels.len() {
        let run = levels[first..].iter().take_while(|&&level| level == levels[first]).count();
        bytes.extend(varint((run as u64) << 1));
        bytes.push(u8::from(levels[first]));
        first += run;
    }
    bytes
}

// Types of the compact protocol.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A structure in the compact protocol, field by field in order of their numbers.
#[derive(Clone, Debug, Default)]
struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

impl Struct {
    fn field(&mut self, id: u8, kind: u8) {
        self.bytes.push((id - self.last) << 4 | kind);
        self.last = id;
    }

    fn integer(&mut self, id: u8, value: i64, kind: u8) -> &mut Self {
        self.field(id, kind);
        self.bytes.extend(zigzag(value));
        self
    }

    fn bytes(&mut self, id: u8, value: &[u8]) -> &mut Self {
        self.field(id, BINARY);
        self.bytes.extend(value);
        self
    }

    fn structure(&mut self, id: u8, value: Struct) -> &mut Self {
        self.field(id, STRUCT);
        self.bytes.extend(value.end());
        self
    }

    fn list(&mut self, id: u8, kind: u8, members: Vec<Vec<u8>>) -> &mut Self {
        self.field(id, LIST);
        match members.len() {
            few @ 0..=14 => self.bytes.push((few as u8) << 4 | kind),
            many => {
                self.bytes.push(0xF0 | kind);
                self.bytes.extend(varint(many as u64));
            }
        }
        self.bytes.extend(members.into_iter().flatten());
        self
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn text(text: &str) -> Vec<u8> {
    let mut bytes = varint(text.len() as u64);
    bytes.extend(text.as_bytes());
    bytes
}

fn zigzag(value: i64) -> Vec<u8> {
    varint(((value << 1) ^ (value >> 63)) as u64)
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_the_protocol_has_them() {
        assert_eq!(varint(300), [0xAC, 0x02]);
        assert_eq!((zigzag(-1), zigzag(1), zigzag(0)), (vec![1], vec![2], vec![0]));
        assert_eq!(rle(&[true, true, true, false]), [6, 1, 2, 0]);
    }

    #[test]
    fn a_file_begins_and_ends_as_it_should() {
        let file = write(&[("n".to_owned(), Column::Integer(vec![Some(1), None]))]);
        assert_eq!((&file[..4], &file[file.len() - 4..]), (&b"PAR1"[..], &b"PAR1"[..]));
        let length = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().expect("four")) as usize;
        assert!(length + 12 < file.len());
    }
}
