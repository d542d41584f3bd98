//! `summarise`: what the run made, for people: a page, a picture, and what the MUSIC scales do.

use std::collections::BTreeMap;

use domain::{
    AudioFeature, FeatureScale, FunnelStep, Index, ListeningHistory, MusicScale, MusicVector, Plays, SongFeatures,
    UserId,
};
use personality::{feature_scale, song_vectors};
use summary::{Distribution, FactorLoudness, Funnel, RunSummary, TastePoint, markdown, music_figure, picture};

use crate::RunError;
use crate::music_space::heard;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};
use crate::text_files::write_text;

options! {
    /// The options of `summarise`.
    Summarise {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "summarise",
    about: "writes the funnel from raw rows to matrix cells, the main distributions, and how much of each MUSIC factor is loudness",
    sources: &[],
    reads: &[
        Port::required("songs", Kind::Songs, "the songs"),
        Port::required("plays", Kind::Plays, "the numbered plays"),
    ],
    writes: &[
        Port::optional("page", Kind::File(&[".md"]), "the summary as Markdown"),
        Port::optional("picture", Kind::File(&[".svg"]), "the summary as a picture"),
        Port::optional("scales", Kind::File(&[".svg"]), "MUSIC factors against loudness on every scale"),
    ],
    options: Summarise::cards,
    parse: |with| parse::<Summarise>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for Summarise {
    fn reads_the_record(&self) -> bool {
        true
    }

    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        if !bench.writes_files {
            return Ok(());
        }
        let plays = bench.plays();
        let (scales, (visible, hidden)) = rayon::join(
            || Scales::of(bench),
            || {
                rayon::join(
                    || CellCounts::of(&plays.visible, plays.songs.len()),
                    || CellCounts::of(&plays.hidden, plays.songs.len()),
                )
            },
        );
        let summary = summary(bench, &scales, &visible, &hidden);
        write_text(bench, "page", "the summary", || markdown(&summary))?;
        write_text(bench, "picture", "the summary as a picture", || picture(&summary))?;
        write_text(bench, "scales", "MUSIC factors against loudness", || {
            music_figure(&summary.loudness, &scales.points(MusicScale::Raw), &scales.points(MusicScale::Zscore))
        })
    }
}

/// The songs heard on the visible side that have features, on every scale.
struct Scales {
    loudness: Vec<f64>,
    vectors: Vec<(MusicScale, Vec<MusicVector>)>,
}

impl Scales {
    fn of(bench: &Bench<'_>) -> Self {
        let (songs, plays) = (bench.songs(), bench.plays());
        let heard = heard(plays);
        let features: Vec<SongFeatures> = plays
            .song_rows
            .iter()
            .zip(&heard)
            .filter_map(|(&row, &heard)| songs.features[row as usize].filter(|_| heard))
            .collect();
        let vectors = |scale: MusicScale| {
            let numbers: FeatureScale = feature_scale(scale, &features.iter());
            let all: Vec<_> = features.iter().copied().map(Some).collect();
            (scale, song_vectors(&all, &numbers).into_iter().flatten().collect())
        };
        Self {
            loudness: features.iter().map(|song| song[AudioFeature::Loudness as usize]).collect(),
            vectors: MusicScale::ALL.map(vectors).into(),
        }
    }

    /// Nothing where no song has features: a share of nothing is not 0.
    fn loudness_shares(&self) -> Vec<FactorLoudness> {
        if self.loudness.is_empty() {
            return Vec::new();
        }
        self.vectors.iter().map(|(scale, vectors)| FactorLoudness::of(*scale, vectors, &self.loudness)).collect()
    }

    fn points(&self, wanted: MusicScale) -> Vec<TastePoint> {
        let point = |(vector, &loudness_db): (&MusicVector, &f64)| {
            let [mellow, _, _, intense, _] = vector.0;
            TastePoint { mellow, intense, loudness_db }
        };
        let of_scale = self.vectors.iter().filter(|(scale, _)| *scale == wanted);
        of_scale.flat_map(|(_, vectors)| vectors.iter().zip(&self.loudness).map(point)).collect()
    }
}

fn summary(bench: &Bench<'_>, scales: &Scales, visible: &CellCounts, hidden: &CellCounts) -> RunSummary {
    let plays = bench.plays();
    let (train, test) = (visible.sum(), hidden.sum());
    let last_step = last_step(visible, hidden, &plays.is_test);
    let n_cells = plays.users.len() as f64 * plays.songs.len() as f64;
    RunSummary {
        title: bench.title.to_owned(),
        plan: bench.plan_name.to_owned(),
        n_users: plays.users.len() as u64,
        n_songs: plays.songs.len() as u64,
        n_test_users: plays.is_test.iter().filter(|&&is_test| is_test).count() as u64,
        train_nnz: train,
        test_nnz: test,
        density: train as f64 / n_cells,
        funnel: Funnel { steps: bench.told.funnel.iter().cloned().chain([last_step]).collect() },
        rejected: bench.told.rejected.clone(),
        distributions: distributions(plays, visible),
        genres: genres(bench),
        loudness: scales.loudness_shares(),
        notes: bench.told.notes.clone(),
    }
}

/// The cells of the two matrices. A user's cells count for the side of the user's first row.
fn last_step(visible: &CellCounts, hidden: &CellCounts, is_test: &[bool]) -> FunnelStep {
    let (mut of_train, mut of_test) = (0, 0);
    for (&n, &is_test) in visible.of_users.iter().zip(is_test) {
        *(if is_test { &mut of_test } else { &mut of_train }) += u64::from(n);
    }
    FunnelStep {
        label: "cells of the matrices".to_owned(),
        train: Some(of_train),
        visible: Some(of_test),
        hidden: Some(hidden.sum()),
        note: "repeated pairs are one cell; train and visible make the train matrix, hidden the test matrix".to_owned(),
    }
}

/// How many cells each user and each song has in a matrix: distinct songs and distinct users.
struct CellCounts {
    of_users: Vec<u32>,
    of_songs: Vec<u32>,
}

impl CellCounts {
    /// Remembers of each song the last user, so that a user's songs need not be sorted. O(rows + songs + users).
    fn of(history: &ListeningHistory, n_songs: usize) -> Self {
        let mut last_users = vec![None; n_songs];
        let mut of_songs = vec![0; n_songs];
        let of_user = |user: u32| {
            let user = UserId(user);
            let mut n = 0;
            for &song in history.of(user).0 {
                if last_users[song.index()].replace(user) != Some(user) {
                    of_songs[song.index()] += 1;
                    n += 1;
                }
            }
            n
        };
        let of_users = (0..history.n_users() as u32).map(of_user).collect();
        Self { of_users, of_songs }
    }

    fn sum(&self) -> u64 {
        self.of_users.iter().map(|&n| u64::from(n)).sum()
    }
}

fn distributions(plays: &Plays, cells: &CellCounts) -> Vec<Distribution> {
    let visible = &plays.visible;
    let users = || (0..visible.n_users() as u32).map(|user| visible.of(UserId(user)));
    let of_users = || Distribution::of("Songs per user", "songs", users().map(|(songs, _)| songs.len() as u64));
    let of_songs = || Distribution::of("Users per song", "users", cells.of_songs.iter().map(|&n| u64::from(n)));
    let of_rows = || Distribution::of("Plays per row", "plays", visible.plays.iter().map(|&plays| u64::from(plays)));
    let plays_of = |plays: &[u32]| plays.iter().map(|&plays| u64::from(plays)).sum();
    let plays_of_users = || Distribution::of("Plays per user", "plays", users().map(|(_, plays)| plays_of(plays)));
    let (rows, ((users, songs), plays)) =
        rayon::join(of_rows, || rayon::join(|| (of_users(), of_songs()), plays_of_users));
    vec![users, songs, rows, plays]
}

/// Songs heard on the visible side by genre, the most frequent first, the empty name for songs without one.
fn genres(bench: &Bench<'_>) -> Vec<(String, u64)> {
    let (songs, plays) = (bench.songs(), bench.plays());
    let mut counts = BTreeMap::<&str, u64>::new();
    for (&row, _) in plays.song_rows.iter().zip(heard(plays)).filter(|(_, heard)| *heard) {
        *counts.entry(songs.genres.text(row as usize).unwrap_or_default()).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(genre, n)| (genre.to_owned(), n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
