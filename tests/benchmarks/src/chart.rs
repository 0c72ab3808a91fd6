//! The figures as a chart: bars on a logarithmic scale, an SVG without scripts that is readable on light and on dark.

use crate::figures::{Figures, HttpRow, Row, Side};
use crate::tables::{time, whole};
use std::fmt::Write as _;

const WIDTH: f64 = 960.0;
/// Where bars begin and end; names are to the left, values to the right.
const LEFT: f64 = 390.0;
const RIGHT: f64 = 880.0;
const LINE: f64 = 24.0;
const BAR: f64 = 14.0;

/// How many connections the bars of HTTP are for.
const CONNECTIONS: u32 = 16;

const STYLE: &str = "
.page{fill:#ffffff}.text{fill:#1f2328}.faint{fill:#59636e}.grid{stroke:#d1d9e0}.reach{stroke:#59636e}
.floor{fill:#8c959f}.vestibule{fill:#0969da}.peer{fill:#bc4c00}
text{font:13px system-ui,sans-serif}.title{font-weight:600}
@media(prefers-color-scheme:dark){
.page{fill:#0d1117}.text{fill:#e6edf3}.faint{fill:#9198a1}.grid{stroke:#3d444d}.reach{stroke:#9198a1}
.floor{fill:#6e7681}.vestibule{fill:#4493f8}.peer{fill:#db6d28}}
";

/// A bar with its name.
struct Bar<'a> {
    name: &'a str,
    side: Side,
    value: f64,
    /// How far a thin line goes on from the bar.
    reach: Option<f64>,
}

impl Bar<'_> {
    fn of_login(row: &Row) -> Bar<'_> {
        Bar {
            name: &row.name,
            side: row.side,
            value: row.p50_microseconds,
            reach: Some(row.p99_microseconds),
        }
    }

    fn of_http(row: &HttpRow) -> Bar<'_> {
        Bar {
            name: &row.name,
            side: row.side,
            value: row.per_second,
            reach: None,
        }
    }
}

/// Draws logins in one process, and below them logins over HTTP.
pub fn draw(figures: &Figures) -> String {
    let mut drawing = Drawing::default();
    drawing.legend();
    let logins: Vec<Bar<'_>> = figures.logins.iter().map(Bar::of_login).collect();
    drawing.panel(
        "A login in one process: median, and p99 as a line (less is better)",
        &logins,
        time,
    );
    let shown = |row: &&HttpRow| row.connections == CONNECTIONS;
    let http: Vec<Bar<'_>> = figures
        .http
        .iter()
        .filter(shown)
        .map(Bar::of_http)
        .collect();
    drawing.panel(
        &format!("Logins a second over HTTP, {CONNECTIONS} connections (more is better)"),
        &http,
        whole,
    );
    drawing.finish()
}

#[derive(Default)]
struct Drawing {
    body: String,
    height: f64,
}

impl Drawing {
    fn legend(&mut self) {
        self.height += LINE;
        let mut x = LEFT;
        for (class, name) in [
            ("floor", "floor"),
            ("vestibule", "Vestibule"),
            ("peer", "others"),
        ] {
            let y = self.height - 11.0;
            self.add(format_args!(
                r#"<rect class="{class}" x="{x}" y="{y}" width="12" height="12"/>"#
            ));
            self.text("text", x + 18.0, self.height, "start", name);
            x += 110.0;
        }
    }

    /// Bars under a title. Without bars there is nothing.
    fn panel(&mut self, title: &str, bars: &[Bar<'_>], label: impl Fn(f64) -> String) {
        let Some(scale) = Scale::of(bars) else { return };
        self.height += LINE * 1.5;
        self.text("text title", 12.0, self.height, "start", title);
        let top = self.height + LINE / 2.0;
        let bottom = top + LINE * bars.len() as f64;
        for decade in scale.first..=scale.last {
            let value = 10f64.powi(decade);
            let x = scale.x(value);
            self.add(format_args!(
                r#"<line class="grid" x1="{x:.1}" x2="{x:.1}" y1="{top:.1}" y2="{bottom:.1}"/>"#
            ));
            self.text("faint", x, bottom + 16.0, "middle", &label(value));
        }
        for (at, bar) in bars.iter().enumerate() {
            self.bar(bar, top + LINE * (at as f64 + 0.5), &scale, &label);
        }
        self.height = bottom + LINE;
    }

    fn bar(&mut self, bar: &Bar<'_>, y: f64, scale: &Scale, label: impl Fn(f64) -> String) {
        let class = match bar.side {
            Side::Floor => "floor",
            Side::Vestibule => "vestibule",
            Side::Peer => "peer",
        };
        let end = scale.x(bar.value);
        let (top, width) = (y - BAR / 2.0, end - LEFT);
        self.add(format_args!(
            r#"<rect class="{class}" x="{LEFT}" y="{top:.1}" width="{width:.1}" height="{BAR}"/>"#
        ));
        let mut reached = end;
        if let Some(reach) = bar.reach {
            reached = scale.x(reach);
            self.add(format_args!(
                r#"<line class="reach" x1="{end:.1}" x2="{reached:.1}" y1="{y:.1}" y2="{y:.1}"/>"#
            ));
        }
        self.text("text", LEFT - 8.0, y + 4.0, "end", bar.name);
        self.text("text", reached + 6.0, y + 4.0, "start", &label(bar.value));
    }

    fn text(&mut self, class: &str, x: f64, y: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        self.add(format_args!(
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#
        ));
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    fn finish(self) -> String {
        let height = self.height + LINE;
        let body = self.body;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
<title>What a login costs: the tables beside this chart have the same figures</title>
<style>{STYLE}</style>
<rect class="page" width="{WIDTH}" height="{height}"/>
{body}</svg>
"#
        )
    }
}

/// Whole powers of ten around all that is shown.
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    fn of(bars: &[Bar<'_>]) -> Option<Scale> {
        let least = bars.iter().map(|bar| bar.value).reduce(f64::min)?;
        let most = bars
            .iter()
            .map(|bar| bar.reach.unwrap_or(bar.value))
            .reduce(f64::max)?;
        let first = least.max(1e-3).log10().floor() as i32;
        let last = most.max(1e-3).log10().ceil() as i32;
        Some(Scale {
            first,
            last: last.max(first + 1),
        })
    }

    /// Where a value is, from left to right.
    fn x(&self, value: f64) -> f64 {
        let decades = f64::from(self.last - self.first);
        let at = (value.max(1e-3).log10() - f64::from(self.first)) / decades;
        LEFT + at.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_times_as_much_is_as_far_everywhere() {
        let bars = [Bar {
            name: "",
            side: Side::Floor,
            value: 3.0,
            reach: Some(2_500.0),
        }];
        let scale = Scale::of(&bars).unwrap();
        assert_eq!((scale.first, scale.last), (0, 4));
        let step = scale.x(20.0) - scale.x(2.0);
        assert!((scale.x(200.0) - scale.x(20.0) - step).abs() < 1e-9);
        assert!((scale.x(1.0) - LEFT).abs() < 1e-9 && (scale.x(10_000.0) - RIGHT).abs() < 1e-9);
    }

    #[test]
    fn names_are_text() {
        let row = Row::new("key", "a < b & c".to_owned(), Side::Peer, vec![1.0, 2.0]);
        let figures = Figures {
            logins: vec![row],
            ..Figures::default()
        };
        let chart = draw(&figures);
        assert!(chart.contains(">a &lt; b &amp; c</text>"), "{chart}");
        assert!(!chart.contains("connections"), "{chart}");
    }
}
