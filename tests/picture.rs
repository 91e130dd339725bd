//! The picture in the README is the real screen: the workbench is driven with the
//! Qlik-like key pair, drawn by `ui::draw` and written as SVG, which must be the
//! text of `assets/screen.svg`. RS256 is deterministic, so the picture is too.
//!
//! Columns line up in any monospace font: each word has its own place and length,
//! and box-drawing characters are drawn as lines.

#![expect(clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

use jotbench::app::theme::ThemeName;
use jotbench::ui::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use support::{Desk, vector};

/// Pixels: a character's cell (0.6 of the font's size is what monospace fonts have) and the margin.
const CELL: (f64, f64) = (8.4, 18.0);
const FONT: f64 = 14.0;
const MARGIN: f64 = 16.0;
/// From the top of a row to the base line of its text.
const BASE: f64 = 13.5;

const PAPER: &str = "#16181d";
const EDGE: &str = "#2b2f38";
const INK: &str = "#d5d8de";
/// The line of a border that is not the focused pane's.
const BORDER: &str = "#4a505c";
/// How much of a dim colour is left.
const DIM: &str = "0.72";

const RENEW: &str = "JOTBENCH_RENEW_PICTURE";

#[test]
fn the_picture_in_the_readme_is_the_screen() {
    let mut desk = Desk::new(120, 36)
        .file("server_key.pem", vector("keys/qlik-like/server_key.pem"))
        .file("server.pem", vector("keys/qlik-like/server.pem"));
    desk.open(&["server_key.pem", "server.pem"]).keys("<f5>");
    let drawn = svg(&desk.buffer(&Theme::of(ThemeName::Dark)));

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    if std::env::var_os(RENEW).is_some_and(|value| value == "1") {
        std::fs::write(&file, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept.replace("\r\n", "\n") == drawn,
        "assets/screen.svg is not what the screen looks like now; `{RENEW}=1 cargo test --test picture` renews it: \
         look at the picture before you keep it"
    );
}

#[test]
fn foreign_characters_are_escaped() {
    let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 1));
    buffer.set_string(0, 0, "a<b & \"c\">", ratatui::style::Style::new());
    assert!(svg(&buffer).contains(">a&lt;b &amp; &quot;c&quot;&gt;</tspan>"));
}

#[test]
fn a_run_is_as_long_as_its_columns() {
    let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 1));
    buffer.set_string(0, 0, " one  two", ratatui::style::Style::new().add_modifier(Modifier::BOLD));
    let found: Vec<_> = Run::of_row(&buffer, 0).into_iter().map(|run| (run.column, run.columns, run.text)).collect();
    assert_eq!(found, [(1, 3, "one".to_owned()), (6, 3, "two".to_owned())]);
}

/// A screen as SVG.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (x(buffer.area.width) + MARGIN, y(buffer.area.height) + MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-label=\"The workbench of jotbench: header, payload, signing key, \
         certificate, token and checks on one screen\">\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"8\" fill=\"{PAPER}\" stroke=\"{EDGE}\"/>\n\
         <g font-family=\"ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"{FONT}\" fill=\"{INK}\">\n",
        width - 1.0,
        height - 1.0
    );
    for row in 0..buffer.area.height {
        for run in Run::of_row(buffer, row).iter().filter(|run| run.reversed) {
            let (x, y, width) = (x(run.column) - 2.0, y(row), length(run.columns) + 4.0);
            let line = format!("<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" rx=\"2\"", CELL.1);
            let _ = writeln!(out, "{line} fill=\"{}\"/>", ink(run.ink));
        }
    }
    out.push_str(&lines(buffer));
    for row in 0..buffer.area.height {
        let runs = Run::of_row(buffer, row);
        if !runs.is_empty() {
            let words: String = runs.iter().map(Run::tspan).collect();
            let _ = writeln!(out, "<text y=\"{:.1}\" xml:space=\"preserve\">{words}</text>", y(row) + BASE);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Words of one row that look alike: single spaces are kept, wider gaps end a run.
struct Run {
    column: u16,
    columns: u16,
    text: String,
    ink: Color,
    reversed: bool,
    modifier: Modifier,
}

impl Run {
    fn of_row(buffer: &Buffer, row: u16) -> Vec<Self> {
        let mut runs: Vec<Self> = Vec::new();
        for column in 0..buffer.area.width {
            let cell = &buffer[(column, row)];
            if cell.symbol().trim().is_empty() || strokes(cell).is_some() {
                continue;
            }
            let near = runs.last_mut().filter(|run| run.looks_like(cell) && column <= run.column + run.columns + 1);
            match near {
                Some(run) => {
                    if column > run.column + run.columns {
                        run.text.push(' ');
                    }
                    run.text.push_str(cell.symbol());
                    run.columns = column + 1 - run.column;
                }
                None => runs.push(Self {
                    column,
                    columns: 1,
                    text: cell.symbol().to_owned(),
                    ink: cell.fg,
                    reversed: cell.modifier.contains(Modifier::REVERSED),
                    modifier: cell.modifier,
                }),
            }
        }
        runs
    }

    fn looks_like(&self, cell: &Cell) -> bool {
        (self.ink, self.modifier) == (cell.fg, cell.modifier)
    }

    fn tspan(&self) -> String {
        let fill = if self.reversed { PAPER.to_owned() } else { ink(self.ink) };
        let mut look = if fill == INK { String::new() } else { format!(" fill=\"{fill}\"") };
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"700\"".to_owned()),
            (Modifier::DIM, format!(" fill-opacity=\"{DIM}\"")),
            (Modifier::UNDERLINED, " text-decoration=\"underline\"".to_owned()),
        ] {
            if self.modifier.contains(modifier) {
                look.push_str(&attribute);
            }
        }
        let (x, length) = (x(self.column), length(self.columns));
        format!("<tspan x=\"{x:.1}\" textLength=\"{length:.1}\"{look}>{}</tspan>", escaped(&self.text))
    }
}

/// Which way the lines of a box-drawing character go: right, down, left, up, and whether they are double.
fn strokes(cell: &Cell) -> Option<([bool; 4], bool)> {
    Some(match cell.symbol() {
        "─" => ([true, false, true, false], false),
        "│" => ([false, true, false, true], false),
        "┌" => ([true, true, false, false], false),
        "┐" => ([false, true, true, false], false),
        "└" => ([true, false, false, true], false),
        "┘" => ([false, false, true, true], false),
        "═" => ([true, false, true, false], true),
        "║" => ([false, true, false, true], true),
        "╔" => ([true, true, false, false], true),
        "╗" => ([false, true, true, false], true),
        "╚" => ([true, false, false, true], true),
        "╝" => ([false, false, true, true], true),
        _ => return None,
    })
}

/// The borders: one path for each colour, of lines as long as they go.
fn lines(buffer: &Buffer) -> String {
    let mut kinds: Vec<(Color, bool)> =
        buffer.content.iter().filter_map(|cell| strokes(cell).map(|(_, double)| (cell.fg, double))).collect();
    kinds.sort_by_key(|(color, double)| (*double, format!("{color:?}")));
    kinds.dedup();
    let mut out = String::new();
    for kind in kinds {
        let goes = |column: u16, row: u16, way: usize| {
            let cell = &buffer[(column, row)];
            strokes(cell).is_some_and(|(ways, double)| (cell.fg, double) == kind && ways[way])
        };
        let mut path = String::new();
        for row in 0..buffer.area.height {
            let ends = spans(buffer.area.width, |column| (goes(column, row, 2), goes(column, row, 0)));
            let middle = y(row) + CELL.1 / 2.0;
            for (from, to) in ends {
                let _ = write!(path, "M{:.1} {middle:.1}H{:.1}", MARGIN + from * CELL.0, MARGIN + to * CELL.0);
            }
        }
        for column in 0..buffer.area.width {
            let ends = spans(buffer.area.height, |row| (goes(column, row, 3), goes(column, row, 1)));
            let middle = x(column) + CELL.0 / 2.0;
            for (from, to) in ends {
                let _ = write!(path, "M{middle:.1} {:.1}V{:.1}", MARGIN + from * CELL.1, MARGIN + to * CELL.1);
            }
        }
        let (color, double) = kind;
        // A double line is a wide one with a line of paper inside.
        let pens =
            if double { vec![("3.6", ink(color)), ("1.2", PAPER.to_owned())] } else { vec![("1", BORDER.to_owned())] };
        for (width, stroke) in pens {
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\" stroke-linecap=\"square\"/>"
            );
        }
    }
    out
}

/// From where to where lines go along a row or column, in cells. `halves` tells
/// whether a cell has the half before its middle, and the half after it.
fn spans(cells: u16, halves: impl Fn(u16) -> (bool, bool)) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for cell in 0..cells {
        let start = f64::from(cell);
        let (before, after) = halves(cell);
        for (there, from, to) in [(before, start, start + 0.5), (after, start + 0.5, start + 1.0)] {
            match found.last_mut().filter(|(_, end)| (*end - from).abs() < 0.01) {
                Some((_, end)) if there => *end = to,
                _ if there => found.push((from, to)),
                _ => {}
            }
        }
    }
    found
}

fn ink(color: Color) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset => INK.to_owned(),
        other => panic!("the dark theme has no {other:?}"),
    }
}

fn x(column: u16) -> f64 {
    MARGIN + length(column)
}

fn length(columns: u16) -> f64 {
    f64::from(columns) * CELL.0
}

fn y(row: u16) -> f64 {
    MARGIN + f64::from(row) * CELL.1
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
