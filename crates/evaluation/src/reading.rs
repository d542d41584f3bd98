//! How one list is read: once, from the top, for all metrics and lengths.

use domain::{Ranking, SongId};

use crate::{
    EvaluationError, HeardSongs, Hits, Jury, Metric, MetricKind, PopularityClass, Ranked, accuracy,
    song_facts::{self, LANES, NONE, RowSum},
};

/// What a thread needs to read lists; nothing in it outlives a list but the counts of exposure.
///
/// Marks are numbers that only grow, so nothing is cleared between lists.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    marks: Vec<u32>,
    mark: u32,
    artists: Vec<u32>,
    genres: Vec<u32>,
    hits: Vec<Ranked>,
    tops: Vec<Top>,
    /// For each part of a list between two lengths, how often each song is there.
    pub(crate) exposure: Vec<Vec<u32>>,
}

/// The top of a list: what it takes to describe it.
#[derive(Clone, Copy, Debug)]
struct Top {
    sum: RowSum,
    length: usize,
    n_artists: u32,
    n_genres: u32,
}

/// What a reading tells beside the values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) is_tied: bool,
}

/// Steps of the marks: what a song is to the user whose list is read.
const HEARD: u32 = 1;
const HIDDEN: u32 = 2;
const LISTED: u32 = 3;
const STEP: u32 = 4;

impl Reader {
    pub(crate) fn new(jury: &Jury<'_>) -> Self {
        let n_songs = jury.facts.rows.len();
        Self {
            marks: vec![0; n_songs],
            mark: 0,
            artists: vec![0; jury.facts.n_artists],
            genres: vec![0; jury.facts.n_genres],
            hits: Vec::new(),
            tops: Vec::new(),
            exposure: vec![vec![0; n_songs]; jury.lengths.len()],
        }
    }

    /// Reads the list of the user in seat `seat` and writes a value for every metric and point of the recall curve.
    pub(crate) fn read(
        &mut self,
        jury: &Jury<'_>,
        model: &str,
        seat: usize,
        ranking: &Ranking<'_>,
        values: &mut [f64],
    ) -> Result<Reading, EvaluationError> {
        self.next_mark();
        let n_of_class = self.mark_history(jury, seat);
        self.find_hits(jury, model, ranking)?;
        self.describe(jury, ranking.songs);
        let hits = Hits { hits: &self.hits, n_hidden: jury.seats.hidden(seat).len(), n_of_class };
        for (index, (&metric, value)) in jury.columns.iter().zip(values).enumerate() {
            *value = if metric.kind.is_accuracy() {
                accuracy::accuracy(metric, jury.rules, &hits, &jury.ranks, jury.mean_reachable[index])
            } else {
                self.described(jury, seat, metric)
            };
        }
        Ok(Reading { is_tied: is_tied(jury, &self.hits, jury.seats.n_reachable(seat), ranking) })
    }

    fn next_mark(&mut self) {
        if self.mark > u32::MAX - 2 * STEP {
            self.mark = 0;
            for marks in [&mut self.marks, &mut self.artists, &mut self.genres] {
                marks.fill(0);
            }
        }
        self.mark += STEP;
    }

    fn mark_history(&mut self, jury: &Jury<'_>, seat: usize) -> [usize; PopularityClass::COUNT] {
        for song in jury.case.visible.of(jury.seats.users[seat]).0 {
            self.marks[song.0 as usize] = self.mark + HEARD;
        }
        let mut n_of_class = [0; PopularityClass::COUNT];
        for song in jury.seats.hidden(seat) {
            self.marks[song.0 as usize] = self.mark + HIDDEN;
            n_of_class[jury.facts.classes[song.0 as usize] as usize] += 1;
        }
        n_of_class
    }

    fn find_hits(&mut self, jury: &Jury<'_>, model: &str, ranking: &Ranking<'_>) -> Result<(), EvaluationError> {
        self.hits.clear();
        for (rank, song) in (1..).zip(ranking.songs) {
            let mark = &mut self.marks[song.0 as usize];
            let before = std::mem::replace(mark, self.mark + LISTED);
            if !jury.case.catalogue.candidates[song.0 as usize] {
                return Err(EvaluationError::NotACandidate {
                    model: model.to_owned(),
                    user: ranking.user.0,
                    song: song.0,
                });
            }
            if before <= self.mark {
                continue;
            }
            match before - self.mark {
                HIDDEN => self.hits.push(Ranked { rank, class: jury.facts.classes[song.0 as usize] }),
                LISTED => {
                    return Err(EvaluationError::ListedTwice {
                        model: model.to_owned(),
                        user: ranking.user.0,
                        song: song.0,
                    });
                }
                _ if jury.case.heard == HeardSongs::Refused => {
                    return Err(EvaluationError::ListedHeard {
                        model: model.to_owned(),
                        user: ranking.user.0,
                        song: song.0,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Describes the tops of the list, one for each length that a metric looks at; each length adds to the one before.
    fn describe(&mut self, jury: &Jury<'_>, songs: &[SongId]) {
        self.tops.clear();
        let mut top = Top { sum: [0.0; LANES], length: 0, n_artists: 0, n_genres: 0 };
        for (&length, exposure) in jury.lengths.iter().zip(&mut self.exposure) {
            let part = &songs[top.length..length.min(songs.len())];
            if jury.needs.sums {
                add_rows(&mut top.sum, &jury.facts.rows, part);
            }
            if jury.needs.artists {
                top.n_artists += n_new(&mut self.artists, &jury.facts.artists, self.mark, part);
            }
            if jury.needs.genres {
                top.n_genres += n_new(&mut self.genres, &jury.facts.genres, self.mark, part);
            }
            for song in part {
                exposure[song.0 as usize] += 1;
            }
            top.length += part.len();
            self.tops.push(top);
        }
    }

    fn described(&self, jury: &Jury<'_>, seat: usize, metric: Metric) -> f64 {
        let index = jury.lengths.binary_search(&metric.k).expect("a metric's length is among the lengths");
        let top = &self.tops[index];
        if top.length == 0 {
            return f64::NAN;
        }
        match metric.kind {
            MetricKind::Popularity => song_facts::mean_percentile(&top.sum, top.length),
            MetricKind::Novelty => song_facts::mean_novelty(&top.sum, top.length),
            MetricKind::Diversity => song_facts::diversity(&top.sum),
            MetricKind::Era => song_facts::era(&top.sum),
            MetricKind::Artists => f64::from(top.n_artists),
            MetricKind::Genres => f64::from(top.n_genres),
            MetricKind::TasteDistance => jury.case.catalogue.tastes[jury.seats.users[seat].0 as usize]
                .map_or(f64::NAN, |taste| song_facts::taste_distance(&top.sum, &taste.0)),
            _ => f64::NAN,
        }
    }
}

fn add_rows(sum: &mut RowSum, rows: &[RowSum], songs: &[SongId]) {
    let mut added = *sum;
    for song in songs {
        let row = &rows[song.0 as usize];
        for lane in 0..LANES {
            added[lane] += row[lane];
        }
    }
    *sum = added;
}

fn n_new(marks: &mut [u32], numbers: &[u32], mark: u32, songs: &[SongId]) -> u32 {
    let mut n = 0;
    for song in songs {
        let number = numbers[song.0 as usize];
        if number != NONE {
            let seen = &mut marks[number as usize];
            n += u32::from(*seen != mark);
            *seen = mark;
        }
    }
    n
}

/// Whether another order of equal scores can change an accuracy metric: a group of equal scores holds hits and misses,
/// or the end of the list hangs on a tie and a song that fell off could be a hit, or the last hit could fall off.
fn is_tied(jury: &Jury<'_>, hits: &[Ranked], n_reachable: usize, ranking: &Ranking<'_>) -> bool {
    let length = ranking.scores.len().min(jury.longest_accuracy);
    if length == 0 {
        return false;
    }
    let hits = &hits[..hits.partition_point(|hit| hit.rank as usize <= length)];
    let is_cut = match ranking.scores.get(length) {
        Some(next) => *next >= ranking.scores[length - 1],
        None => ranking.is_cut_in_tie,
    };
    let last_is_hit = hits.last().is_some_and(|hit| hit.rank as usize == length);
    if is_cut && (last_is_hit || hits.len() < n_reachable) {
        return true;
    }
    let scores = &ranking.scores[..length];
    let is_hit = |index: usize| hits.binary_search_by_key(&(index as u32 + 1), |hit| hit.rank).is_ok();
    hits.iter().any(|hit| {
        let index = hit.rank as usize - 1;
        let ties_with_miss =
            |above: usize, below: usize, other: usize| scores[above] <= scores[below] && !is_hit(other);
        (index > 0 && ties_with_miss(index - 1, index, index - 1))
            || (index + 1 < length && ties_with_miss(index, index + 1, index + 1))
    })
}
