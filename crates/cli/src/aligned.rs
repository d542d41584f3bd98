//! Tables of text in columns that stand below each other.

use std::fmt::Write as _;

/// The widest that a cell is shown; what is longer ends in an ellipsis.
const WIDEST: usize = 40;

/// A column: its title, which side its cells stand on, its cells.
pub(crate) struct TextCells {
    pub(crate) title: &'static str,
    pub(crate) side: CellSide,
    pub(crate) cells: Vec<String>,
}

/// On which side of its column a cell stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellSide {
    /// Texts.
    Left,
    /// Numbers.
    Right,
    /// Texts of any length, in the last column.
    Whole,
}

impl TextCells {
    pub(crate) fn new(title: &'static str, side: CellSide, cells: impl Iterator<Item = String>) -> Self {
        let shown =
            |cell: String| if side == CellSide::Whole { plain(&cell) } else { shortened(&plain(&cell), WIDEST) };
        Self { title, side, cells: cells.map(shown).collect() }
    }

    fn width(&self) -> usize {
        self.cells.iter().map(|cell| width(cell)).max().unwrap_or_default().max(width(self.title))
    }
}

/// The columns side by side under their titles, a line for each row.
pub(crate) fn aligned(columns: &[TextCells]) -> String {
    let widths: Vec<usize> = columns.iter().map(TextCells::width).collect();
    let n_rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or_default();
    let mut text = line(columns, &widths, |column| column.title);
    for row in 0..n_rows {
        let _ = write!(text, "\n{}", line(columns, &widths, |column| column.cells.get(row).map_or("", String::as_str)));
    }
    text
}

fn line<'a>(columns: &'a [TextCells], widths: &[usize], cell: impl Fn(&'a TextCells) -> &'a str) -> String {
    let mut line = String::new();
    for (column, wide) in columns.iter().zip(widths) {
        let cell = cell(column);
        let blanks = " ".repeat(wide - width(cell));
        let _ = match column.side {
            CellSide::Right => write!(line, "{blanks}{cell}  "),
            CellSide::Left | CellSide::Whole => write!(line, "{cell}{blanks}  "),
        };
    }
    line.trim_end().to_owned()
}

fn width(text: &str) -> usize {
    text.chars().map(places).sum()
}

/// The places that a character takes on a terminal: none for accents that stand apart, two for the scripts of East Asia
/// and emoji.
fn places(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    }
}

/// The text, or as much of it as fits before an ellipsis.
pub(crate) fn shortened(text: &str, widest: usize) -> String {
    if width(text) <= widest {
        return text.to_owned();
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += places(*c);
        taken < widest
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Titles come from outside: what would move a terminal's cursor becomes a blank.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{CellSide, TextCells, aligned};

    #[test]
    fn cells_stand_below_their_titles() {
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).into_iter();
        let columns = [
            TextCells::new("n", CellSide::Right, cells(["7", "1234"])),
            TextCells::new("song", CellSide::Left, cells(["Düsseldorf", "a\tb"])),
            TextCells::new("why", CellSide::Whole, cells(["x", ""])),
        ];
        assert_eq!(aligned(&columns), "   n  song        why\n   7  Düsseldorf  x\n1234  a b");
    }

    #[test]
    fn long_cells_are_cut_with_an_ellipsis_but_in_the_last_column() {
        let long = || std::iter::once("x".repeat(50));
        let found =
            aligned(&[TextCells::new("a", CellSide::Left, long()), TextCells::new("b", CellSide::Whole, long())]);
        let row = found.lines().nth(1).unwrap_or_default();
        assert_eq!(row, format!("{}…  {}", "x".repeat(39), "x".repeat(50)));
    }

    #[test]
    fn wide_characters_take_two_places() {
        let cells = ["ラジオ", "Radio"].map(str::to_owned).into_iter();
        let n = ["1", "2"].map(str::to_owned).into_iter();
        let columns = [TextCells::new("a", CellSide::Left, cells), TextCells::new("n", CellSide::Left, n)];
        assert_eq!(aligned(&columns), "a       n\nラジオ  1\nRadio   2");
    }
}
