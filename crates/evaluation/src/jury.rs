//! The judge: lists in, values out. Whatever is the same for all models is prepared once.

use std::sync::{Mutex, PoisonError};

use domain::{JudgedUsers, MetricCard, Ranking, Rankings, UserId};
use rayon::prelude::*;

use crate::{
    Case, EvaluationError, JudgeError, JudgedModel, Metric, MetricKind,
    accuracy::Ranks,
    card::card,
    checks::{check_list, check_users},
    convention::Rules,
    exposure::{coverage, gini},
    reading::Reader,
    seats::Seats,
    song_facts::SongFacts,
};

/// Lists that one thread reads at a time.
const LISTS_AT_A_TIME: usize = 64;

/// Lengths of lists at which the recall curve has a point, as far as metrics look.
const CURVE: [usize; 12] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

/// Ready to judge any number of models on the same users and hidden songs.
///
/// Memory: one value for each user and metric of a model, one block of lists, and some numbers a song and thread;
/// nothing grows with users x list length.
#[derive(Clone, Debug)]
pub struct Jury<'a> {
    pub(crate) case: Case<'a>,
    pub(crate) rules: Rules,
    pub(crate) facts: SongFacts,
    pub(crate) seats: Seats,
    pub(crate) ranks: Ranks,
    /// The metrics, then recall at each point of the curve.
    pub(crate) columns: Vec<Metric>,
    /// For each column the mean of min(hidden songs, k) over the users.
    pub(crate) mean_reachable: Vec<f64>,
    /// The lengths at which lists are described, ascending; the last is the longest that any metric looks at.
    pub(crate) lengths: Vec<usize>,
    pub(crate) longest_accuracy: usize,
    pub(crate) needs: Needs,
}

/// What the metrics need to know of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needs {
    pub(crate) sums: bool,
    pub(crate) artists: bool,
    pub(crate) genres: bool,
}

impl<'a> Jury<'a> {
    /// Checks the case and prepares it. O(songs log songs + plays of the users to be judged).
    pub fn new(case: Case<'a>) -> Result<Self, EvaluationError> {
        let n_users = case.visible.n_users().min(case.hidden.n_users());
        check_users(case.users, n_users)?;
        case.catalogue.check(case.visible.n_users())?;
        check_metrics(case.metrics)?;
        let accuracy = || case.metrics.iter().filter(|metric| metric.kind.is_accuracy()).map(|metric| metric.k);
        let longest = case.metrics.iter().map(|metric| metric.k).max().unwrap_or(1);
        let longest_accuracy = accuracy().max().unwrap_or(longest);
        let seats = Seats::of(&case)?;
        let columns = columns(case.metrics, longest_accuracy);
        let has = |kind: MetricKind| case.metrics.iter().any(|metric| metric.kind == kind);
        Ok(Self {
            rules: case.convention.rules(),
            facts: SongFacts::of(case.catalogue),
            mean_reachable: columns.iter().map(|&metric| seats.mean_hidden_up_to(metric)).collect(),
            seats,
            ranks: Ranks::up_to(longest),
            columns,
            lengths: lengths(case.metrics, longest),
            longest_accuracy,
            needs: Needs {
                sums: case.metrics.iter().any(|metric| needs_sums(metric.kind)),
                artists: has(MetricKind::Artists),
                genres: has(MetricKind::Genres),
            },
            case,
        })
    }

    /// The cards of the metrics, in their order.
    pub fn cards(&self) -> Vec<MetricCard> {
        let n_candidates = self.case.catalogue.n_candidates();
        let card = |&metric: &Metric| card(metric, self.case.convention, self.case.heard, n_candidates);
        self.case.metrics.iter().map(card).collect()
    }

    /// Who is judged.
    pub fn users(&self) -> &[UserId] {
        &self.seats.users
    }

    /// How many are, and why others are not.
    pub fn counts(&self) -> &JudgedUsers {
        &self.seats.counts
    }

    /// Judges one model by its lists, which come in blocks by ascending user.
    ///
    /// A judged user without a list counts as one with an empty list. Lists of other users are checked and counted, no
    /// more. The same for any number of threads and any cut into blocks.
    pub fn judge<E: std::error::Error + 'static>(
        &self,
        name: &str,
        blocks: impl IntoIterator<Item = Result<Rankings, E>>,
    ) -> Result<JudgedModel, JudgeError<E>> {
        let mut sitting = Sitting::new(self, name);
        for block in blocks {
            sitting.hear(&block.map_err(JudgeError::Source)?)?;
        }
        Ok(sitting.close()?)
    }
}

fn check_metrics(metrics: &[Metric]) -> Result<(), EvaluationError> {
    let twice = (0..metrics.len()).find(|&index| metrics[..index].contains(&metrics[index]));
    twice.map_or(Ok(()), |index| Err(EvaluationError::MetricTwice { metric: metrics[index] }))
}

fn columns(metrics: &[Metric], longest: usize) -> Vec<Metric> {
    let points = CURVE.into_iter().filter(|&k| k < longest).chain([longest]);
    metrics.iter().copied().chain(points.map(|k| Metric { kind: MetricKind::Recall, k })).collect()
}

fn lengths(metrics: &[Metric], longest: usize) -> Vec<usize> {
    let described = metrics.iter().filter(|metric| !metric.kind.is_accuracy()).map(|metric| metric.k);
    let mut lengths: Vec<usize> = described.chain([longest]).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

const fn needs_sums(kind: MetricKind) -> bool {
    use MetricKind::{Diversity, Era, Novelty, Popularity, TasteDistance};
    matches!(kind, Popularity | Novelty | Diversity | Era | TasteDistance)
}

/// One model before the judge.
struct Sitting<'j, 'a> {
    jury: &'j Jury<'a>,
    readers: Mutex<Vec<Reader>>,
    model: JudgedModel,
    is_heard: Vec<bool>,
    curve: Vec<f64>,
    last: Option<UserId>,
    n_listed: u64,
}

/// What a thread read off some lists: their seats, a row of values each, and how many were tied.
struct Notes {
    seats: Vec<Option<usize>>,
    values: Vec<f64>,
    n_tied: usize,
}

impl<'j, 'a> Sitting<'j, 'a> {
    fn new(jury: &'j Jury<'a>, name: &str) -> Self {
        let n_users = jury.seats.users.len();
        Self {
            jury,
            readers: Mutex::new(Vec::new()),
            model: JudgedModel {
                name: name.to_owned(),
                convention: jury.case.convention,
                metrics: jury.case.metrics.to_vec(),
                users: jury.seats.users.clone(),
                values: vec![vec![f64::NAN; n_users]; jury.case.metrics.len()],
                of_all_lists: vec![None; jury.case.metrics.len()],
                recall_curve: Vec::new(),
                n_tied: 0,
                n_without_list: 0,
                n_not_judged: 0,
                mean_length: f64::NAN,
                exposure: Vec::new(),
                counts: jury.seats.counts.clone(),
            },
            is_heard: vec![false; n_users],
            curve: vec![0.0; jury.columns.len() - jury.case.metrics.len()],
            last: None,
            n_listed: 0,
        }
    }

    fn hear(&mut self, block: &Rankings) -> Result<(), EvaluationError> {
        if let (Some(last), Some(first)) = (self.last, block.users().first())
            && *first <= last
        {
            let model = self.model.name.clone();
            return Err(EvaluationError::ListsOutOfOrder { model, user: first.0, after: last.0 });
        }
        self.last = block.users().last().copied().or(self.last);
        let lists: Vec<Ranking<'_>> = block.iter().collect();
        self.read_all(&lists)
    }

    /// Threads read lists in any order; what they note is taken down in the order of the lists.
    fn read_all(&mut self, lists: &[Ranking<'_>]) -> Result<(), EvaluationError> {
        let notes: Vec<Result<Notes, EvaluationError>> =
            lists.par_chunks(LISTS_AT_A_TIME).map(|lists| self.read_some(lists)).collect();
        for (notes, lists) in notes.into_iter().zip(lists.chunks(LISTS_AT_A_TIME)) {
            self.take_down(&notes?, lists);
        }
        Ok(())
    }

    fn read_some(&self, lists: &[Ranking<'_>]) -> Result<Notes, EvaluationError> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = pooled.unwrap_or_else(|| Reader::new(self.jury));
        let n_columns = self.jury.columns.len();
        let mut notes = Notes { seats: Vec::new(), values: vec![f64::NAN; lists.len() * n_columns], n_tied: 0 };
        for (ranking, values) in lists.iter().zip(notes.values.chunks_exact_mut(n_columns)) {
            check_list(&self.model.name, ranking, self.jury.case.catalogue.n_songs())?;
            let seat = self.jury.seats.users.binary_search(&ranking.user).ok();
            notes.seats.push(seat);
            if let Some(seat) = seat {
                let reading = reader.read(self.jury, &self.model.name, seat, ranking, values)?;
                notes.n_tied += usize::from(reading.is_tied);
            }
        }
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(notes)
    }

    fn take_down(&mut self, notes: &Notes, lists: &[Ranking<'_>]) {
        self.model.n_tied += notes.n_tied;
        let rows = notes.values.chunks_exact(self.jury.columns.len());
        for ((seat, row), list) in notes.seats.iter().zip(rows).zip(lists) {
            let Some(seat) = *seat else {
                self.model.n_not_judged += 1;
                continue;
            };
            self.is_heard[seat] = true;
            self.n_listed += list.songs.len() as u64;
            let (values, curve) = row.split_at(self.model.values.len());
            for (column, value) in self.model.values.iter_mut().zip(values) {
                column[seat] = *value;
            }
            for (sum, recall) in self.curve.iter_mut().zip(curve) {
                *sum += recall;
            }
        }
    }

    fn close(mut self) -> Result<JudgedModel, EvaluationError> {
        let n_users = self.model.users.len();
        let missing: Vec<UserId> =
            (0..n_users).filter(|&seat| !self.is_heard[seat]).map(|seat| self.model.users[seat]).collect();
        let empty = |&user: &UserId| Ranking { user, songs: &[], scores: &[], is_cut_in_tie: false };
        let n_lists = n_users - missing.len();
        self.model.mean_length = self.n_listed as f64 / n_lists as f64;
        self.model.n_without_list = missing.len();
        self.read_all(&missing.iter().map(empty).collect::<Vec<_>>())?;
        let points = self.jury.columns[self.model.metrics.len()..].iter().zip(&self.curve);
        self.model.recall_curve = points.map(|(metric, sum)| (metric.k, sum / n_users as f64)).collect();
        self.judge_all_lists();
        Ok(self.model)
    }

    /// Coverage and Gini of the lists' tops, from the shortest to the longest, each adding to the one before.
    fn judge_all_lists(&mut self) {
        let readers = std::mem::take(&mut *self.readers.lock().unwrap_or_else(PoisonError::into_inner));
        let candidates = &self.jury.case.catalogue.candidates;
        let mut exposure = vec![0_u32; candidates.len()];
        for (index, &length) in self.jury.lengths.iter().enumerate() {
            for part in readers.iter().map(|reader| &reader.exposure[index]) {
                exposure.iter_mut().zip(part).for_each(|(sum, n)| *sum += n);
            }
            for (column, metric) in self.model.metrics.iter().enumerate().filter(|(_, metric)| metric.k == length) {
                match metric.kind {
                    MetricKind::Coverage => self.model.of_all_lists[column] = Some(coverage(&exposure, candidates)),
                    MetricKind::Gini => self.model.of_all_lists[column] = Some(gini(&exposure, candidates)),
                    _ => {}
                }
                if metric.kind.is_of_all_lists() {
                    self.model.values[column] = Vec::new();
                }
            }
        }
        self.model.exposure = exposure;
    }
}
