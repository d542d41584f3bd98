//! A table of GitHub-flavoured Markdown, and texts that do no harm in it.
//!
//! ```text
//! | step | rows |
//! | :--- | ---: |
//! | read | 12 |
//! ```

/// On which side the cells of a column stand.
#[derive(Clone, Copy)]
pub(super) enum Align {
    Left,
    Right,
}

/// A table of the given columns; the cells are Markdown already.
pub(super) fn table(columns: &[(&str, Align)], rows: impl Iterator<Item = Vec<String>>) -> String {
    let heads = columns.iter().map(|(head, _)| (*head).to_owned()).collect();
    let rules = columns.iter().map(|(_, align)| rule(*align).to_owned()).collect();
    let lines: Vec<String> = [heads, rules].into_iter().chain(rows).map(|cells| line(&cells)).collect();
    lines.join("\n")
}

fn rule(align: Align) -> &'static str {
    match align {
        Align::Left => ":---",
        Align::Right => "---:",
    }
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// The text as one line of Markdown that shows exactly it.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$' => safe.extend(['\\', character]),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{Align, escaped, table};

    #[test]
    fn a_text_cannot_leave_its_cell() {
        assert_eq!(escaped("a|b\r\nc"), r"a\|b  c");
        assert_eq!(escaped(r"back\slash"), r"back\\slash");
        assert_eq!(escaped("<b> R&B *x* sid_mismatches"), r"\<b\> R\&B \*x\* sid\_mismatches");
    }

    #[test]
    fn a_table_says_how_its_columns_stand() {
        let rows = [vec!["read".to_owned(), "12".to_owned()]];
        let text = table(&[("step", Align::Left), ("rows", Align::Right)], rows.into_iter());
        assert_eq!(text, "| step | rows |\n| :--- | ---: |\n| read | 12 |");
    }
}
