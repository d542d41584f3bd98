//! The songs that a model of a complete run finds nearest to one.

use domain::{Index, SongId};
use recommenders::{NOT_RECOMMENDED, TieOrder};

use super::Question;
use super::answer::{NamedSong, Similar, SimilarSong};
use super::chosen_model::ChosenModel;
use super::song_search::find_song;
use super::titles::Titles;
use crate::finished_run::FinishedRun;
use crate::finished_run_tables::{matrices_of, songs};
use crate::{Exit, RunError};

/// The songs nearest to the one called `song`: an id, or a title. It is not among them; ties as in the run's lists.
pub fn similar(question: &Question<'_>, song: &str) -> Result<Similar, RunError> {
    let run = FinishedRun::open(question.run)?;
    let chosen = ChosenModel::that_knows_nearness(&run, question.model)?;
    let songs = songs(&run, matrices_of(&run, chosen.plays())?)?;
    let titles = Titles::read(&run, chosen.plays(), songs.len())?;
    let wanted = find_song(&run, song, &songs, &titles)?;
    let read = chosen.read()?;
    read.check_songs(&songs)?;
    let loaded = read.load()?;
    let scores = loaded.model.similar(wanted).unwrap_or_default();
    let is_near = |song: SongId, score: f32| song != wanted && score.is_finite() && score != NOT_RECOMMENDED;
    let mut near: Vec<(SongId, f32)> =
        scores.into_iter().enumerate().map(|(song, score)| (SongId::new(song as u32), score)).collect();
    near.retain(|&(song, score)| is_near(song, score));
    let named = |song| NamedSong::of(song, &songs, &titles);
    if near.is_empty() {
        let problem = format!(
            "model `{}`: expected something to be known of {}, found nothing",
            chosen.stage.name,
            named(wanted).name()
        );
        return Err(RunError::new(Exit::Data, problem).with_hint(
            "no user who trains the model plays it, or it has no features; ask another model with --model",
        ));
    }
    let ties = TieOrder::new(run.plan.seed, &songs);
    near.sort_unstable_by(|&(a, a_score), &(b, b_score)| {
        b_score.total_cmp(&a_score).then_with(|| ties.rank(a).cmp(&ties.rank(b)))
    });
    // Minus a distance of zero is no minus.
    let told = |(at, (song, score)): (usize, (SongId, f32))| SimilarSong {
        rank: at + 1,
        score: score + 0.0,
        song: named(song),
    };
    Ok(Similar {
        run: run.name.clone(),
        model: chosen.stage.name.clone(),
        kind: loaded.kind.clone(),
        song: named(wanted),
        songs: near.into_iter().take(question.k).enumerate().map(told).collect(),
        notes: titles.note().into_iter().collect(),
    })
}
