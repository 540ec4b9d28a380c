//! Plots as SVG, drawn by hand: steps over an axis, and intervals.

use std::fmt::Write;

use super::html::escape;

/// Colours that people with any colour vision can tell apart (M. Okabe, K. Ito, *Color universal design*, 2008).
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];
/// Dashes, so that lines can be told apart without colour.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "9 3 2 3"];
const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 320.0;
/// Left, right, top, bottom.
const MARGINS: (f64, f64, f64, f64) = (56.0, 16.0, 12.0, 46.0);

/// A line of steps.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    /// What it shows.
    pub(super) name: String,
    /// (x, y), rising in x: y from x on.
    pub(super) points: Vec<(f64, f64)>,
    /// y before the first point.
    pub(super) before: f64,
}

/// An axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis<'t> {
    /// What it measures.
    pub(super) title: &'t str,
    /// From.
    pub(super) from: f64,
    /// To.
    pub(super) to: f64,
    /// Whether equal ratios are equally long.
    pub(super) logarithmic: bool,
}

impl Axis<'_> {
    /// Where a value is, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        let at = |value: f64| if self.logarithmic { value.max(1e-12).ln() } else { value };
        let span = at(self.to) - at(self.from);
        if span <= 0.0 { 0.0 } else { ((at(value) - at(self.from)) / span).clamp(0.0, 1.0) }
    }

    fn ticks(&self) -> Vec<f64> {
        if self.logarithmic {
            let (low, high) = (self.from.log10().floor() as i32, self.to.log10().ceil() as i32);
            let wide = high - low > 3;
            let steps: &[f64] = if wide { &[1.0] } else { &[1.0, 2.0, 5.0] };
            let all = (low..=high).flat_map(|power| steps.iter().map(move |step| step * 10f64.powi(power)));
            return all.filter(|&tick| tick >= self.from * 0.999 && tick <= self.to * 1.001).collect();
        }
        let rough = (self.to - self.from).max(1e-12) / 5.0;
        let power = 10f64.powf(rough.log10().floor());
        let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= rough * 0.999);
        let step = nice.unwrap_or(rough);
        let first = (self.from / step).ceil() as i64;
        (first..).map(|k| k as f64 * step).take_while(|&tick| tick <= self.to + step * 1e-6).take(20).collect()
    }
}

/// A number as short as it can be said.
pub(super) fn short(value: f64) -> String {
    let text = if value == 0.0 || value.abs() >= 1000.0 {
        format!("{value:.0}")
    } else {
        let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
        format!("{value:.digits$}")
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn begin(width: f64, height: f64, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" font-family=\"system-ui,sans-serif\" font-size=\"12\"><title>{}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>",
        escape(title)
    )
}

/// Lines of steps over an axis, with a legend.
#[must_use]
pub(super) fn steps(title: &str, x: Axis<'_>, y: Axis<'_>, lines: &[Steps]) -> String {
    let (left, right, top, bottom) = MARGINS;
    let legend = 18.0 * lines.len() as f64;
    let (wide, high) = (WIDTH - left - right, HEIGHT - top - bottom);
    let mut out = begin(WIDTH, HEIGHT + legend, title);
    let at = |px: f64, py: f64| (left + wide * x.place(px), top + high * (1.0 - y.place(py)));
    for tick in x.ticks() {
        let (px, _) = at(tick, y.from);
        let base = top + high;
        let _ = write!(
            out,
            "<path d=\"M{px:.1} {top}V{base}\" stroke=\"#e3e7ec\"/><text x=\"{px:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\">{}</text>",
            base + 16.0,
            short(tick)
        );
    }
    for tick in y.ticks() {
        let (_, py) = at(x.from, tick);
        let _ = write!(
            out,
            "<path d=\"M{left} {py:.1}H{:.1}\" stroke=\"#e3e7ec\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{}</text>",
            left + wide,
            left - 6.0,
            py + 4.0,
            short(tick)
        );
    }
    let _ = write!(
        out,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"none\" stroke=\"#9aa5b1\"/>\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>\
         <text transform=\"translate(14 {:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
        left + wide / 2.0,
        HEIGHT - 10.0,
        escape(x.title),
        top + high / 2.0,
        escape(y.title)
    );
    for (number, line) in lines.iter().enumerate() {
        let (colour, dash) = (COLOURS[number % COLOURS.len()], DASHES[(number / COLOURS.len()) % DASHES.len()]);
        let (px, py) = at(x.from, line.before);
        let mut path = format!("M{px:.1} {py:.1}");
        for &(vx, vy) in line.points.iter().filter(|(vx, _)| *vx <= x.to) {
            let (px, py) = at(vx, vy);
            let _ = write!(path, "H{px:.1}V{py:.1}");
        }
        let _ = write!(path, "H{:.1}", left + wide);
        let style = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"");
        let _ = write!(out, "<path d=\"{path}\" {style}/>");
        let py = HEIGHT + 18.0 * number as f64;
        let _ = write!(
            out,
            "<path d=\"M{left} {py}h28\" {style}/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            left + 36.0,
            py + 4.0,
            escape(&line.name)
        );
    }
    out.push_str("</svg>");
    out
}

/// Intervals, one below the other, with a line at zero.
#[must_use]
pub(super) fn intervals(title: &str, axis: &str, lines: &[(String, f64, f64)]) -> String {
    let longest = lines.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
    let left = (7.0 * longest as f64 + 20.0).clamp(80.0, 330.0);
    let (wide, row) = (WIDTH - left - 20.0, 20.0);
    let high = row * lines.len() as f64;
    let mut out = begin(WIDTH, high + 52.0, title);
    let low = lines.iter().map(|line| line.1).fold(0.0, f64::min);
    let most = lines.iter().map(|line| line.2).fold(0.0, f64::max);
    let pad = 0.04 * (most - low).max(1.0);
    let x = Axis { title: axis, from: low - pad, to: most + pad, logarithmic: false };
    let at = |value: f64| left + wide * x.place(value);
    for tick in x.ticks() {
        let px = at(tick);
        let _ = write!(
            out,
            "<path d=\"M{px:.1} 4V{:.1}\" stroke=\"#e3e7ec\"/><text x=\"{px:.1}\" y=\"{:.1}\" \
             text-anchor=\"middle\">{}</text>",
            high + 8.0,
            high + 24.0,
            short(tick)
        );
    }
    let zero = at(0.0);
    let _ = write!(out, "<path d=\"M{zero:.1} 4V{:.1}\" stroke=\"#47515c\" stroke-dasharray=\"4 3\"/>", high + 8.0);
    for (number, (name, low, most)) in lines.iter().enumerate() {
        let py = 4.0 + row * (number as f64 + 0.5);
        let colour = if *low > 0.0 {
            COLOURS[1]
        } else if *most < 0.0 {
            COLOURS[2]
        } else {
            "#6b7785"
        };
        let (from, to) = (at(*low), at(*most));
        let shown: String = name.chars().take(46).collect();
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\
             <path d=\"M{from:.1} {py:.1}H{to:.1}M{from:.1} {:.1}v10M{to:.1} {:.1}v10\" stroke=\"{colour}\" \
             stroke-width=\"3\"/>",
            left - 8.0,
            py + 4.0,
            escape(&shown),
            py - 5.0,
            py - 5.0
        );
    }
    let _ = write!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text></svg>",
        left + wide / 2.0,
        high + 44.0,
        escape(axis)
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let cases = [(0.0, "0"), (0.5, "0.5"), (12.0, "12"), (1234.6, "1235"), (0.012_34, "0.0123"), (-2.5, "-2.5")];
        for (value, text) in cases {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn ticks_are_round_and_within() {
        let axis = Axis { title: "", from: 0.0, to: 1.0, logarithmic: false };
        assert_eq!(axis.ticks().len(), 6);
        let axis = Axis { title: "", from: 0.01, to: 100.0, logarithmic: true };
        assert_eq!(axis.ticks().len(), 5);
        let nowhere = Axis { title: "", from: 3.0, to: 3.0, logarithmic: false };
        assert!(nowhere.ticks().len() <= 20 && nowhere.place(3.0) == 0.0);
    }
}
