//! A report's page: its title and what stands below it. To read it takes a browser.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of the page's beginning that are looked at: style and title come to some 12 kB.
const BEGINNING: u64 = 1 << 18;
/// What a page ends with.
const END: &str = "</html>";
/// What a page of this program says of itself.
const GENERATOR: &str = "<meta name=\"generator\" content=\"tastemill\">";

/// The title of the page, its size, and the facts of its head, such as the run.
pub(super) fn report_page(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut beginning = Vec::new();
    file.by_ref().take(BEGINNING).read_to_end(&mut beginning)?;
    let beginning = String::from_utf8_lossy(&beginning);
    let title = between(&beginning, "<title>", "</title>").filter(|_| beginning.contains(GENERATOR));
    let title = title.ok_or_else(|| wrong("no report that tastemill wrote"))?;
    if !is_whole(&mut file, size)? {
        return Err(wrong("a report that is cut off"));
    }
    let facts = between(&beginning, "<dl class=\"facts\">", "</dl>").unwrap_or_default();
    let facts: String = facts.split("<dt>").filter_map(fact).collect();
    let name = path.display();
    Ok(format!("{}\n\n{facts}  {:14} {size} bytes\n\nopen it in a browser: {name}\n", text_of(title), "size"))
}

fn wrong(found: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, found)
}

fn is_whole(file: &mut File, size: u64) -> io::Result<bool> {
    file.seek(SeekFrom::Start(size.saturating_sub(END.len() as u64 + 2)))?;
    let mut end = Vec::new();
    file.take(END.len() as u64 + 2).read_to_end(&mut end)?;
    Ok(end.trim_ascii_end().ends_with(END.as_bytes()))
}

/// `run            als` of what stands between two `<dt>`.
fn fact(markup: &str) -> Option<String> {
    let (name, value) = markup.split_once("</dt>")?;
    Some(format!("  {:14} {}\n", text_of(name), text_of(value)))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, behind) = text.split_once(from)?;
    Some(behind.split_once(to)?.0)
}

/// Markup without its tags.
fn text_of(markup: &str) -> String {
    let mut pieces = markup.split('<');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    pieces.filter_map(|piece| piece.split_once('>')).for_each(|(_, behind)| text.push_str(behind));
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn a_text_has_no_tags_and_the_characters_that_were_meant() {
        assert_eq!(text_of("<dd><bdi>A &lt;b&gt; &amp;amp; \"C\"</bdi></dd></div><div>"), "A <b> &amp; \"C\"");
        assert_eq!(text_of("no end of <a tag"), "no end of");
        assert_eq!(text_of(""), "");
    }
}
