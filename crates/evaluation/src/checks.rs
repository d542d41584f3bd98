//! What must hold before anything is judged. A number from lists that break these rules would mean nothing.

use domain::{Ranking, UserId};

use crate::EvaluationError;

/// Checks that the users are ascending and below `n_users`.
pub(crate) fn check_users(users: &[UserId], n_users: usize) -> Result<(), EvaluationError> {
    if let Some(pair) = users.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(EvaluationError::UsersOutOfOrder { user: pair[1].0 });
    }
    match users.last() {
        Some(last) if last.0 as usize >= n_users => Err(EvaluationError::UnknownUser { user: last.0, n_users }),
        _ => Ok(()),
    }
}

/// Checks that scores are finite and descending, and songs below `n_songs`.
pub(crate) fn check_list(model: &str, ranking: &Ranking<'_>, n_songs: usize) -> Result<(), EvaluationError> {
    let (model, user) = (|| model.to_owned(), ranking.user.0);
    let scores = ranking.scores;
    let is_descending = scores.iter().zip(scores.iter().skip(1)).all(|(above, below)| above >= below);
    if !is_descending || [scores.first(), scores.last()].into_iter().flatten().any(|score| !score.is_finite()) {
        if let Some(index) = scores.iter().position(|score| !score.is_finite()) {
            return Err(EvaluationError::NotFinite { model: model(), user, rank: index + 1, score: scores[index] });
        }
        let index = scores.windows(2).position(|pair| pair[0] < pair[1]).expect("finite, and not descending");
        return Err(EvaluationError::Ascending { model: model(), user, rank: index + 2 });
    }
    match ranking.songs.iter().find(|song| song.0 as usize >= n_songs) {
        Some(song) => Err(EvaluationError::ListedUnknown { model: model(), user, song: song.0, n_songs }),
        None => Ok(()),
    }
}
