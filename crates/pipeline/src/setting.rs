//! One option that the command line sets: `STAGE.OPTION=VALUE`, or `STAGE.OPTION.KEY=VALUE` for a part of an option
//! that is a table.

use toml::{Table, Value};

use crate::RunError;
use crate::plan::PlanStage;
use crate::stages::default_of;

/// Sets an option of a stage, known by its name. What an unknown option or key means is said when the plan is checked.
pub(crate) fn set(stages: &mut [PlanStage], text: &str) -> Result<(), RunError> {
    let wrong = || RunError::usage(format!("--set {text}: expected STAGE.OPTION=VALUE or STAGE.OPTION.KEY=VALUE"));
    let (place, value) = text.split_once('=').ok_or_else(wrong)?;
    let (stage, place) = place.split_once('.').ok_or_else(wrong)?;
    let known = stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>().join(", ");
    let Some(found) = stages.iter_mut().find(|candidate| candidate.name == stage) else {
        return Err(RunError::usage(format!("--set {text}: expected one of the stages {known}, found `{stage}`")));
    };
    let keys: Vec<&str> = place.split('.').collect();
    let (last, tables) = keys.split_last().filter(|_| !keys.contains(&"")).ok_or_else(wrong)?;
    table(found, tables)
        .map_err(|error| RunError::usage(format!("--set {text}: {error}")))?
        .insert((*last).to_owned(), parsed(value));
    Ok(())
}

/// The table that the keys lead to, one within the other. An option that the plan does not name begins as its default; a
/// part that is not there begins empty.
fn table<'a>(stage: &'a mut PlanStage, keys: &[&str]) -> Result<&'a mut Table, String> {
    if let Some(option) = keys.first().filter(|option| !stage.with.contains_key(**option))
        && let Some(default) = default_of(&stage.run, option)
    {
        stage.with.insert((*option).to_owned(), default);
    }
    let mut inner = &mut stage.with;
    for key in keys {
        let part = inner.entry(*key).or_insert_with(|| Value::Table(Table::new()));
        let found = part.to_string();
        inner =
            part.as_table_mut().ok_or_else(|| format!("expected `{key}` to be a table of options, found {found}"))?;
    }
    Ok(inner)
}

/// A value as TOML has it; what is no TOML is a text.
fn parsed(value: &str) -> Value {
    toml::from_str::<Table>(&format!("value = {value}"))
        .ok()
        .and_then(|mut table| table.remove("value"))
        .unwrap_or_else(|| Value::String(value.to_owned()))
}
