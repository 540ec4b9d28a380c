//! A front as a picture: one panel for two aims, one for each pair of three. Self-contained, for light and dark ground.

use std::fmt::Write;

use crate::candidates::{Cut, Front};

/// Width and height of the inside of a panel, and the room around it.
const SIZE: (f64, f64) = (380.0, 300.0);
const LEFT: f64 = 84.0;
const TOP: f64 = 58.0;
const BELOW: f64 = 92.0;
const BETWEEN: f64 = 26.0;
/// Points, at most, that have lines to what is possible at best: of more the lines would hide one another.
const MOST_WHISKERS: usize = 12;
/// Marks on an axis, about.
const MARKS: f64 = 5.0;

const STYLE: &str = "<style>
text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1a1f24 }
.ground { fill: #ffffff }
text.title { font-weight: 600; font-size: 15px }
.axis { stroke: #8a939b; fill: none }
.grid { stroke: #e3e6e9 }
text.mark, text.note { fill: #4d565e; font-size: 12px }
.line { stroke: #0b6bb0; fill: none; stroke-width: 1.5; stroke-dasharray: 4 3 }
.none { fill: #8a939b; fill-opacity: 0.18 }
.whisker { stroke: #0b6bb0; stroke-opacity: 0.55 }
.proved { fill: #0b6bb0; stroke: #0b6bb0; stroke-width: 1.5 }
.bounded { fill: #ffffff; stroke: #0b6bb0; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
text { fill: #e8ecef }
.ground { fill: #14181c }
.axis { stroke: #6d767e }
.grid { stroke: #2a3036 }
text.mark, text.note { fill: #aab3bb }
.line, .whisker { stroke: #6cb8ee }
.proved { fill: #6cb8ee; stroke: #6cb8ee }
.bounded { fill: #14181c; stroke: #6cb8ee }
}
</style>
";

/// The picture of a front.
pub(super) fn plot(title: &str, names: &[&str], front: &Front) -> String {
    let mut pairs = Vec::new();
    for x in 0..names.len() {
        pairs.extend((x + 1..names.len()).map(|y| (x, y)));
    }
    let width = pairs.len() as f64 * (LEFT + SIZE.0 + BETWEEN);
    let height = TOP + SIZE.1 + BELOW;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\">\n<title>{}</title>\n{STYLE}",
        escaped(title)
    );
    out.push_str("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    let _ = writeln!(out, "<text class=\"title\" x=\"16\" y=\"26\">{}</text>", escaped(title));
    for (number, &pair) in pairs.iter().enumerate() {
        let left = number as f64 * (LEFT + SIZE.0 + BETWEEN) + LEFT;
        panel(&mut out, left, names, pair, front);
    }
    let points = match (front.points.len() <= MOST_WHISKERS, names.len()) {
        (false, _) => "filled: proved · hollow: bounded",
        (true, 2) => "filled: proved · hollow: bounded, with lines to what is possible at best",
        (true, _) => {
            "filled: proved · hollow: bounded, with lines to what is possible at best with no more of the other two"
        }
    };
    let grey = (names.len() == 2).then_some("grey: proved that no timetable lies there");
    let legend: Vec<&str> = std::iter::once(points).chain(grey).collect();
    for (number, line) in legend.iter().enumerate() {
        let y = height - 14.0 - 17.0 * (legend.len() - 1 - number) as f64;
        let _ = writeln!(out, "<text class=\"note\" x=\"16\" y=\"{y:.0}\">{line}</text>");
    }
    out.push_str("</svg>\n");
    out
}

/// One axis: values from `from` on, `per` points of the picture each.
struct Axis {
    from: f64,
    to: f64,
    step: f64,
}

impl Axis {
    /// Around these values, with round marks.
    fn new(values: impl Iterator<Item = i64>) -> Self {
        let values: Vec<f64> = values.map(|value| value as f64).collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = (most - least).max(1.0);
        let raw = (range * 1.2 / MARKS).max(1.0);
        let unit = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * unit).into_iter().find(|step| *step >= raw).unwrap_or(raw);
        let from = ((least - 0.08 * range) / step).floor() * step;
        let to = ((most + 0.08 * range) / step).ceil() * step;
        Self { from: if least >= 0.0 { from.max(0.0) } else { from }, to, step }
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.from) / (self.to - self.from)
    }

    fn marks(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step).round() as usize;
        (0..=count).map(|mark| self.from + mark as f64 * self.step).collect()
    }
}

fn panel(out: &mut String, left: f64, names: &[&str], (x, y): (usize, usize), front: &Front) {
    let two = names.len() == 2;
    let values = |aim: usize| front.points.iter().flat_map(move |point| [point.values[aim], point.least[aim]]);
    let (across, up) = (Axis::new(values(x)), Axis::new(values(y)));
    let px = |value: f64| left + across.share(value).clamp(0.0, 1.0) * SIZE.0;
    let py = |value: f64| TOP + (1.0 - up.share(value).clamp(0.0, 1.0)) * SIZE.1;
    let (bottom, right) = (TOP + SIZE.1, left + SIZE.0);
    for mark in across.marks() {
        let at = px(mark);
        let _ = writeln!(out, "<line class=\"grid\" x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{bottom}\"/>");
        let _ = writeln!(
            out,
            "<text class=\"mark\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{mark:.0}</text>",
            bottom + 18.0
        );
    }
    for mark in up.marks() {
        let at = py(mark);
        let _ = writeln!(out, "<line class=\"grid\" x1=\"{left}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\"/>");
        let _ = writeln!(
            out,
            "<text class=\"mark\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{mark:.0}</text>",
            left - 8.0,
            at + 4.0
        );
    }
    if two {
        let polygon = nowhere(&front.cuts, (&across, &up));
        let corners: Vec<String> = polygon.iter().map(|&(a, b)| format!("{:.1},{:.1}", px(a), py(b))).collect();
        let _ = writeln!(out, "<polygon class=\"none\" points=\"{}\"/>", corners.join(" "));
        let mut line: Vec<String> = Vec::new();
        for (number, point) in front.points.iter().enumerate() {
            let (a, b) = (px(point.values[x] as f64), py(point.values[y] as f64));
            if number > 0 {
                line.push(format!("{a:.1},{:.1}", py(front.points[number - 1].values[y] as f64)));
            }
            line.push(format!("{a:.1},{b:.1}"));
        }
        let _ = writeln!(out, "<polyline class=\"line\" points=\"{}\"/>", line.join(" "));
    }
    let _ = writeln!(out, "<path class=\"axis\" d=\"M{left},{TOP} V{bottom} H{right}\"/>");
    let (middle, centre) = (left + SIZE.0 / 2.0, TOP + SIZE.1 / 2.0);
    let _ = writeln!(
        out,
        "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        bottom + 40.0,
        escaped(names[x])
    );
    let beside = left - 60.0;
    let _ = writeln!(
        out,
        "<text x=\"{beside:.1}\" y=\"{centre:.1}\" text-anchor=\"middle\" transform=\"rotate(-90 {beside:.1} {centre:.1})\">{}</text>",
        escaped(names[y])
    );
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (number, point) in front.points.iter().enumerate() {
        let (a, b) = (px(point.values[x] as f64), py(point.values[y] as f64));
        let (least_a, least_b) = (px(point.least[x] as f64), py(point.least[y] as f64));
        let class = if point.is_proved() { "proved" } else { "bounded" };
        let what: Vec<String> =
            names.iter().zip(&point.values).map(|(name, value)| format!("{name} {value}")).collect();
        let _ = writeln!(out, "<g><title>{}: {}</title>", number + 1, escaped(&what.join(", ")));
        if front.points.len() <= MOST_WHISKERS {
            let _ = writeln!(
                out,
                "<path class=\"whisker\" d=\"M{a:.1},{b:.1} H{least_a:.1} M{a:.1},{b:.1} V{least_b:.1}\"/>"
            );
        }
        let _ = writeln!(out, "<circle class=\"{class}\" cx=\"{a:.1}\" cy=\"{b:.1}\" r=\"4.5\"/>");
        // A number where none stands yet; the table has them all.
        if taken.iter().all(|&(other, there)| (other - a).abs() > 15.0 || (there - b).abs() > 13.0) {
            taken.push((a, b));
            let _ =
                writeln!(out, "<text class=\"mark\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", a + 7.0, b - 6.0, number + 1);
        }
        out.push_str("</g>\n");
    }
}

/// The corners of what is proved to be empty in the picture: the part of it below any of the bounds.
fn nowhere(cuts: &[Cut], (across, up): (&Axis, &Axis)) -> Vec<(f64, f64)> {
    /// Steps across the picture.
    const STEPS: usize = 200;
    let least = |a: f64| -> f64 {
        let below =
            |cut: &Cut| cut.bound.map(|bound| (bound as f64 - cut.weights[0] as f64 * a) / cut.weights[1] as f64);
        cuts.iter().filter_map(below).fold(up.from, f64::max).min(up.to)
    };
    let at = |step: usize| across.from + (across.to - across.from) * step as f64 / STEPS as f64;
    let mut corners: Vec<(f64, f64)> = (0..=STEPS).map(|step| (at(step), least(at(step)))).collect();
    corners.push((across.to, up.from));
    corners.push((across.from, up.from));
    corners
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_marks_around_the_values() {
        let axis = Axis::new([1113, 1250].into_iter());
        assert!(axis.from <= 1113.0 && axis.to >= 1250.0 && axis.marks().len() < 10);
        assert!(axis.marks().iter().all(|mark| mark.rem_euclid(axis.step) < 1e-9));
        let single = Axis::new([0, 0].into_iter());
        assert!(single.from <= 0.0 && single.to > 0.0);
    }

    #[test]
    fn what_lies_below_a_bound_is_empty() {
        let cuts = [
            Cut { weights: vec![1, 1], bound: Some(10), found: 12 },
            Cut { weights: vec![1, 9], bound: None, found: 0 },
        ];
        let axes = (Axis::new([0, 20].into_iter()), Axis::new([0, 20].into_iter()));
        let corners = nowhere(&cuts, (&axes.0, &axes.1));
        assert!(corners.iter().all(|&(a, b)| a + b <= 10.0 + 1e-6 || b <= axes.1.from + 1e-6), "{corners:?}");
        assert!(corners.iter().any(|&(a, b)| a < 1.0 && b > 9.0));
    }
}
