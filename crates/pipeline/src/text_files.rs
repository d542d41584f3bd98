//! A text that a stage writes, to each file that the plan names for it.

use serde_json::json;

use crate::RunError;
use crate::stage::{Bench, Description};

/// Writes `text`, which is made only if a file is wanted.
pub(crate) fn write_text(
    bench: &mut Bench<'_>,
    port: &str,
    about: &'static str,
    text: impl FnOnce() -> String,
) -> Result<(), RunError> {
    let names = bench.files(port);
    if names.is_empty() {
        return Ok(());
    }
    let text = text();
    for name in names {
        let written = bench.shelf.write(&name, |out| out.write_all(text.as_bytes()))?;
        let dtype = json!("text");
        bench.keep(written, Description { shape: vec![text.len()], axes: &["bytes"], dtype, about });
    }
    Ok(())
}
