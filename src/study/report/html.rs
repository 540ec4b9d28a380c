//! A report as one HTML file: no network, no script.

use std::fmt::Write;

use super::document::{Block, Document, Table};

const STYLE: &str = "
:root{color-scheme:light}
body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1b1f24;background:#fff;margin:0 auto;padding:1.5rem;max-width:76rem}
h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2.2rem 0 .5rem;border-bottom:2px solid #d5dae0;padding-bottom:.2rem}
p,ul{max-width:52rem}nav{font-size:.9rem;margin:.6rem 0}nav a{margin-right:1rem}a{color:#0b5394}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;margin:.6rem 0}
th,td{padding:.25rem .6rem;border-bottom:1px solid #e3e7ec;text-align:left;vertical-align:top}
thead th{border-bottom:2px solid #9aa5b1;background:#f4f6f8}tbody th{font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1rem 0}figcaption{font-size:.85rem;color:#47515c;max-width:52rem}svg{max-width:100%;height:auto}
details{margin:.6rem 0}summary{cursor:pointer;color:#0b5394}
pre{background:#f4f6f8;padding:.7rem;overflow-x:auto;font-size:.85rem}
@media print{svg{max-height:22cm}body{padding:0;max-width:none;font-size:10pt}nav{display:none}h2{break-after:avoid}figure,tr{break-inside:avoid}
.scroll{overflow:visible}table{font-size:7.5pt}pre{white-space:pre-wrap}a{color:inherit;text-decoration:none}}
";

/// The document as HTML.
#[must_use]
pub fn html(document: &Document) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1></header>\n<nav>",
        title = escape(&document.title)
    );
    for (number, section) in document.sections.iter().enumerate() {
        let _ = write!(out, "<a href=\"#s{number}\">{}</a> ", escape(&section.title));
    }
    out.push_str("</nav>\n<main>\n");
    for (number, section) in document.sections.iter().enumerate() {
        let _ = writeln!(out, "<section id=\"s{number}\"><h2>{}</h2>", escape(&section.title));
        section.blocks.iter().for_each(|of| block(of, &mut out));
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn block(of: &Block, out: &mut String) {
    let _ = match of {
        Block::Text(text) => writeln!(out, "<p>{}</p>", escape(text)),
        Block::Code(text) => writeln!(out, "<pre>{}</pre>", escape(text)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>", escape(item))).collect();
            writeln!(out, "<ul>{items}</ul>")
        }
        Block::Table(of) => {
            table(of, out);
            Ok(())
        }
        Block::Figure(figure) => {
            writeln!(out, "<figure>{}<figcaption>{}</figcaption></figure>", figure.svg, escape(&figure.caption))
        }
        Block::Details(summary, blocks) => {
            let _ = writeln!(out, "<details><summary>{}</summary>", escape(summary));
            blocks.iter().for_each(|of| block(of, out));
            writeln!(out, "</details>")
        }
    };
}

fn table(of: &Table, out: &mut String) {
    let class = |column: usize| if of.numbers.contains(&column) { " class=\"n\"" } else { "" };
    out.push_str("<div class=\"scroll\"><table><thead><tr>");
    for (column, name) in of.header.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(column), escape(name));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in &of.rows {
        out.push_str("<tr>");
        for (column, text) in row.iter().enumerate() {
            let _ = match column {
                0 => write!(out, "<th scope=\"row\">{}</th>", escape(text)),
                _ => write!(out, "<td{}>{}</td>", class(column), escape(text)),
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

/// Text that means what it says in HTML and SVG.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
