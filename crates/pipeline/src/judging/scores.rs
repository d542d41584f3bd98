//! The values of every model, user and metric as a table.

use artifacts::{Cells, TableColumn};
use domain::{Index, Plays, UserId};
use evaluation::JudgedModel;

/// One row for every model and judged user: `model`, `user_id`, `user_index`, a column for every metric of users.
pub(crate) fn scores_table<'a>(models: &'a [JudgedModel], plays: &'a Plays) -> (Vec<TableColumn<'a>>, usize) {
    let Some(first) = models.first() else { return (Vec::new(), 0) };
    let n_users = first.users.len();
    let user = move |row: usize| -> UserId { first.users[row % n_users] };
    let column = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let mut columns = vec![
        column("model", Cells::Texts(Box::new(move |row| Some(models[row / n_users].name.as_str())))),
        column("user_id", Cells::Texts(Box::new(move |row| Some(plays.users.id(user(row)))))),
        column("user_index", Cells::Integers(Box::new(move |row| Some(user(row).index() as i64)))),
    ];
    for (at, metric) in first.metrics.iter().enumerate().filter(|(_, metric)| !metric.kind.is_of_all_lists()) {
        let value = move |row: usize| {
            let value = models[row / n_users].values[at][row % n_users];
            value.is_finite().then_some(value)
        };
        columns.push(column(&metric.to_string(), Cells::Floats(Box::new(value))));
    }
    (columns, n_users * models.len())
}
