//! A user's best songs by a model of a complete run, with reasons, ranked by the code that ranks in a run.

use std::convert::Infallible;

use domain::{Rankings, SongId, UserId, Vocabulary};
use recommenders::{Heard, RecommendError, RecommendOptions, TieOrder, recommend as rank};

use super::Question;
use super::answer::{NamedSong, PlayedSong, Recommended, RecommendedSong, Why};
use super::check_bytes;
use super::chosen_model::ChosenModel;
use super::titles::Titles;
use crate::finished_run::{FinishedRun, option_of};
use crate::finished_run_tables::{heard_songs, history_of, matrices_of, matrix, plays_of, songs, users};
use crate::plan::PlanStage;
use crate::{Exit, RunError};

/// Songs of a history that are told.
const PLAYED: usize = 5;
/// Reasons that are told of a song.
const REASONS: usize = 3;

/// The best songs of the user called `user`, without those that the user is shown to have played; ties as in the run.
///
/// What the list can do without may be missing: titles, and the plays that were hidden.
///
/// The run's users, songs, visible plays and the model are read into memory: with a million users some hundred MB.
pub fn recommend(question: &Question<'_>, user: &str) -> Result<Recommended, RunError> {
    let run = FinishedRun::open(question.run)?;
    let chosen = ChosenModel::of_run(&run, question.model)?;
    let matrices = matrices_of(&run, chosen.plays())?;
    let (users, songs) = (users(&run, matrices)?, songs(&run, matrices)?);
    let user_index = users.index_of(user).ok_or_else(|| unknown_user(&run, user, &users))?;
    let shape = (songs.len(), users.len());
    let (plays, candidates) = {
        let path = run.file(matrices, "train", ".npz")?;
        let train = matrix(&path, shape)?;
        check_bytes(&run, &path)?;
        (plays_of(&train, user_index), candidates(&chosen, || heard_songs(&train), songs.len()))
    };
    let hidden = HiddenPlays::read(&run, matrices, user_index, shape)?;
    let titles = Titles::read(&run, chosen.plays(), songs.len())?;
    // The largest comes last, when the matrices are gone.
    let read = chosen.read()?;
    read.check_users(&users)?;
    read.check_songs(&songs)?;
    let loaded = read.load()?;
    let history = history_of(user_index, users.len(), &plays);
    let ties = TieOrder::new(run.plan.seed, &songs);
    let options = RecommendOptions { k: question.k, heard: Heard::LeaveOut, candidates: &candidates, ties: &ties };
    let mut lists = Vec::new();
    rank(loaded.model.as_ref(), &history, &[user_index], &options, None, &mut |block: Rankings| {
        lists.push(block);
        Ok::<(), Infallible>(())
    })
    .map_err(|error| no_list(&chosen.stage.name, user, &error))?;
    let named = |song: SongId| NamedSong::of(song, &songs, &titles);
    let list = lists.first().filter(|block| block.n_users() > 0).map(|block| block.at(0));
    let ranked = list.into_iter().flat_map(|list| list.songs.iter().copied().zip(list.scores.iter().copied()));
    let told = |(at, (song, score)): (usize, (SongId, f32))| RecommendedSong {
        rank: at + 1,
        score,
        song: named(song),
        is_hit: hidden.plays.as_ref().map(|hidden| hidden.iter().any(|(played, _)| *played == song)),
        why: reasons(loaded.model.why(user_index, song, &history), named),
    };
    Ok(Recommended {
        run: run.name.clone(),
        model: chosen.stage.name.clone(),
        kind: loaded.kind.clone(),
        user_id: user.to_owned(),
        n_played: plays.len(),
        n_plays: plays.iter().map(|(_, plays)| u64::from(*plays)).sum(),
        played: most_played(&plays).map(|(song, plays)| PlayedSong { song: named(song), plays }).collect(),
        n_hidden: hidden.plays.as_ref().map(Vec::len),
        songs: ranked.enumerate().map(told).collect(),
        notes: titles.note().into_iter().chain(hidden.note()).collect(),
    })
}

/// What a user played that was hidden from the models, if the run has kept it.
struct HiddenPlays {
    plays: Option<Vec<(SongId, u32)>>,
    /// Why it is not known.
    lack: Option<String>,
}

impl HiddenPlays {
    fn read(run: &FinishedRun, matrices: &PlanStage, user: UserId, shape: (usize, usize)) -> Result<Self, RunError> {
        let lacking = |lack| Ok(Self { plays: None, lack: Some(lack) });
        match run.file(matrices, "test", ".npz") {
            Ok(path) if path.exists() => {
                let plays = plays_of(&matrix(&path, shape)?, user);
                check_bytes(run, &path)?;
                Ok(Self { plays: Some(plays), lack: None })
            }
            Ok(path) => lacking(format!("{} is not there", path.display())),
            Err(_) => lacking(format!("the stage `{}` writes no `test`", matrices.name)),
        }
    }

    fn note(&self) -> Option<String> {
        self.lack.as_ref().map(|lack| format!("hits are not marked: {lack}"))
    }
}

/// By song: whether it may be listed, as the stage that recommends by the model has it.
fn candidates(chosen: &ChosenModel<'_>, heard: impl FnOnce() -> Vec<bool>, n_songs: usize) -> Vec<bool> {
    let asked = chosen.recommends.and_then(|stage| option_of(stage, "candidates"));
    if asked.is_some_and(|asked| asked.as_str() == Some("all")) { vec![true; n_songs] } else { heard() }
}

fn most_played(plays: &[(SongId, u32)]) -> impl Iterator<Item = (SongId, u32)> {
    let mut plays = plays.to_vec();
    plays.sort_by_key(|&(song, plays)| (std::cmp::Reverse(plays), song));
    plays.into_iter().take(PLAYED)
}

/// The strongest reasons; heard songs that speak against a song are none.
fn reasons(reasons: Vec<recommenders::Reason>, named: impl Fn(SongId) -> NamedSong) -> Vec<Why> {
    let speaks_for =
        |reason: &recommenders::Reason| !matches!(reason, recommenders::Reason::Heard { part, .. } if *part <= 0.0);
    reasons.into_iter().filter(speaks_for).take(REASONS).map(|reason| Why::of(reason, &named)).collect()
}

fn no_list(model: &str, user: &str, error: &RecommendError<Infallible>) -> RunError {
    RunError::new(Exit::Internal, format!("model `{model}`: user {user}: {error}"))
}

/// Says which ids begin alike: a piece may have been lost.
fn unknown_user(run: &FinishedRun, user: &str, users: &Vocabulary<UserId>) -> RunError {
    let problem =
        format!("{}: expected the id of one of its {} users, found `{user}`", run.place.display(), users.len());
    let error = RunError::new(Exit::NoInput, problem);
    let near = near_ids(user, users);
    if near.is_empty() {
        let example = users.iter().next().unwrap_or_default();
        return error
            .with_hint(format!("users without a visible play are not in a run; an id of this one is {example}"));
    }
    error.with_hint(format!("ids that begin alike: {}", near.join(", ")))
}

/// Up to three ids that have the longest beginning in common with `id`, at least three bytes of it.
fn near_ids<'a>(id: &str, users: &'a Vocabulary<UserId>) -> Vec<&'a str> {
    let longest = |other: &str| id.bytes().zip(other.bytes()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let most = users.iter().map(longest).max().unwrap_or_default();
    if most < 3 {
        return Vec::new();
    }
    users.iter().filter(|other| longest(other) == most).take(3).collect()
}
