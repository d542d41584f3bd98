//! Against a plain sort of all scores, and what is defined at the edges.

use std::convert::Infallible;
use std::ops::Range;

use domain::{ListeningHistory, Meter, Rankings, SavedModel, SongId, UserId, Vocabulary};

use super::{Heard, RecommendError, RecommendOptions, recommend};
use crate::{Bounded, Model, NOT_RECOMMENDED, Reason, Scorer, TieOrder};

/// Scores by a formula over user and song.
struct Formula(fn(u32, u32) -> f32);

struct FormulaScorer<'a>(fn(u32, u32) -> f32, &'a [UserId]);

impl Model for Formula {
    fn scorer<'a>(&'a self, users: &'a [UserId], _: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        Box::new(FormulaScorer(self.0, users))
    }

    fn save(&self) -> SavedModel {
        SavedModel::default()
    }

    fn similar(&self, _: SongId) -> Option<Vec<f32>> {
        None
    }

    fn why(&self, _: UserId, _: SongId, _: &ListeningHistory) -> Vec<Reason> {
        Vec::new()
    }
}

impl Scorer for FormulaScorer<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        for (user, row) in self.1.iter().zip(scores.chunks_mut(songs.len())) {
            for (song, score) in songs.clone().zip(row) {
                *score = self.0(user.0, song as u32);
            }
        }
    }
}

/// The same formula with the songs in an order, and what is still to come known exactly.
struct Ordered(fn(u32, u32) -> f32, Vec<SongId>);

struct OrderedScorer<'a>(&'a Ordered, Vec<UserId>);

impl Model for Ordered {
    fn scorer<'a>(&'a self, users: &'a [UserId], _: &'a ListeningHistory) -> Box<dyn Scorer + 'a> {
        Box::new(OrderedScorer(self, users.to_vec()))
    }

    fn order(&self) -> Option<&[SongId]> {
        Some(&self.1)
    }

    fn save(&self) -> SavedModel {
        SavedModel::default()
    }

    fn similar(&self, _: SongId) -> Option<Vec<f32>> {
        None
    }

    fn why(&self, _: UserId, _: SongId, _: &ListeningHistory) -> Vec<Reason> {
        Vec::new()
    }
}

impl Scorer for OrderedScorer<'_> {
    fn score(&mut self, songs: Range<usize>, scores: &mut [f32]) {
        for (user, row) in self.1.iter().zip(scores.chunks_mut(songs.len())) {
            for (song, score) in self.0.1[songs.clone()].iter().zip(row) {
                *score = self.0.0(user.0, song.0);
            }
        }
    }

    fn bounded(&mut self) -> Option<&mut dyn Bounded> {
        Some(self)
    }
}

impl Bounded for OrderedScorer<'_> {
    fn most(&self, user: usize, from: usize) -> f32 {
        let left = self.0.1[from..].iter();
        left.map(|song| self.0.0(self.1[user].0, song.0)).fold(NOT_RECOMMENDED, f32::max)
    }

    fn keep(&mut self, users: &[usize]) {
        self.1 = users.iter().map(|user| self.1[*user]).collect();
    }
}

/// Songs by the first user's score, descending, so that others are done later or not at all.
fn ordered(n_songs: usize, formula: fn(u32, u32) -> f32) -> Ordered {
    let mut songs: Vec<SongId> = (0..n_songs as u32).map(SongId).collect();
    songs.sort_by(|a, b| formula(0, b.0).total_cmp(&formula(0, a.0)));
    Ordered(formula, songs)
}

fn mixed(user: u32, song: u32) -> u32 {
    let bits = (user.wrapping_mul(0x9e37_79b1) ^ song).wrapping_mul(0x85eb_ca6b);
    (bits ^ (bits >> 13)).wrapping_mul(0xc2b2_ae35) >> 8
}

fn numbered(n_songs: usize) -> Vocabulary<SongId> {
    let ids: Vec<String> = (0..n_songs).map(|song| format!("SO{song:06}")).collect();
    Vocabulary::from_sorted(ids.iter().map(String::as_str)).unwrap()
}

/// Every user has heard three songs, one of them twice.
fn heard(n_users: usize, n_songs: usize) -> ListeningHistory {
    let songs = (0..n_users as u32).flat_map(|user| {
        [mixed(user, 1), mixed(user, 2), mixed(user, 1), mixed(user, 3)].map(|song| SongId(song % n_songs as u32))
    });
    ListeningHistory {
        starts: (0..=n_users).map(|user| user * 4).collect(),
        songs: songs.collect(),
        plays: vec![1; n_users * 4],
    }
}

fn lists(
    model: &dyn Model,
    history: &ListeningHistory,
    users: &[UserId],
    options: &RecommendOptions<'_>,
) -> Result<Rankings, RecommendError<Infallible>> {
    let mut all = Rankings::default();
    recommend(model, history, users, options, None, &mut |block| {
        block.iter().for_each(|ranking| all.push(ranking));
        Ok(())
    })?;
    Ok(all)
}

#[track_caller]
fn check(n_users: usize, n_songs: usize, k: usize, masks: (Heard, fn(usize) -> bool), formula: fn(u32, u32) -> f32) {
    let history = heard(n_users, n_songs);
    let candidates: Vec<bool> = (0..n_songs).map(masks.1).collect();
    let ties = TieOrder::new(3, &numbered(n_songs));
    let users: Vec<UserId> = (0..n_users as u32).map(UserId).collect();
    let options = RecommendOptions { k, heard: masks.0, candidates: &candidates, ties: &ties };
    let rankings = lists(&Formula(formula), &history, &users, &options).unwrap();
    assert!(lists(&ordered(n_songs, formula), &history, &users, &options).unwrap() == rankings, "in an order");
    assert_eq!(rankings.users(), users);
    for ranking in rankings.iter() {
        let may_stand = |song: &u32| {
            let is_heard = masks.0 == Heard::LeaveOut && history.of(ranking.user).0.contains(&SongId(*song));
            candidates[*song as usize] && !is_heard && formula(ranking.user.0, *song) != NOT_RECOMMENDED
        };
        let mut songs: Vec<u32> = (0..n_songs as u32).filter(may_stand).collect();
        let score = |song: &u32| formula(ranking.user.0, *song) + 0.0;
        songs.sort_by(|a, b| score(b).total_cmp(&score(a)).then(ties.rank(SongId(*a)).cmp(&ties.rank(SongId(*b)))));
        let is_cut_in_tie = k > 0 && songs.len() > k && score(&songs[k]).to_bits() == score(&songs[k - 1]).to_bits();
        songs.truncate(k);
        assert_eq!(ranking.songs, songs.iter().copied().map(SongId).collect::<Vec<_>>());
        assert_eq!(ranking.scores, songs.iter().map(score).collect::<Vec<_>>());
        assert_eq!(ranking.is_cut_in_tie, is_cut_in_tie, "{:?}", ranking.user);
    }
}

fn all(_: usize) -> bool {
    true
}

#[test]
fn lists_are_those_of_a_plain_sort() {
    let varied = |user, song| mixed(user, song) as f32 - 8e6;
    check(140, 2500, 50, (Heard::LeaveOut, all), varied);
    check(3, 2500, 500, (Heard::Keep, all), varied);
    check(5, 1024, 1, (Heard::LeaveOut, all), varied);
    check(2, 17, 300, (Heard::LeaveOut, all), varied);
    check(2, 5000, 5000, (Heard::LeaveOut, all), varied);
}

/// Descending for everyone, but users come to the end of their lists at different songs.
#[test]
fn who_is_done_leaves_others_alone() {
    let falling = |user: u32, song: u32| 1e4 / (1 + song / (1 + user % 9)) as f32;
    check(130, 6000, 30, (Heard::LeaveOut, all), falling);
    check(130, 6000, 600, (Heard::LeaveOut, all), falling);
    check(130, 2000, 30, (Heard::LeaveOut, |song| song % 100 == 1), falling);
    check(20, 3000, 40, (Heard::LeaveOut, all), |user, song| if song < 700 + user { 2.0 } else { 1.0 });
    check(20, 3000, 400, (Heard::LeaveOut, all), |user, song| if song < 390 + user { -1.0 } else { NOT_RECOMMENDED });
}

/// Three songs, all of them heard by everyone, and four with one that is left.
#[test]
fn who_has_heard_everything_has_an_empty_list() {
    let history =
        ListeningHistory { starts: vec![0, 3, 6], songs: [0, 1, 2, 2, 0, 1].map(SongId).to_vec(), plays: vec![1; 6] };
    let users = [UserId(0), UserId(1)];
    for (n_songs, expected) in [(3, vec![]), (4, vec![SongId(3)])] {
        let (candidates, ties) = (vec![true; n_songs], TieOrder::new(3, &numbered(n_songs)));
        let options = RecommendOptions { k: 9, heard: Heard::LeaveOut, candidates: &candidates, ties: &ties };
        let rankings = lists(&ordered(n_songs, |_, song| song as f32), &history, &users, &options).unwrap();
        assert!(rankings.iter().all(|list| list.songs == expected && !list.is_cut_in_tie));
    }
}

#[test]
fn ties_are_broken_by_their_order_and_noticed() {
    check(20, 3000, 100, (Heard::LeaveOut, all), |_, _| 1.0);
    check(20, 3000, 100, (Heard::LeaveOut, all), |user, song| (mixed(user, song) % 7) as f32);
    check(20, 3000, 700, (Heard::LeaveOut, all), |user, song| (mixed(user, song) % 40) as f32);
    check(
        20,
        1500,
        300,
        (Heard::LeaveOut, all),
        |user, song| if mixed(user, song).is_multiple_of(2) { 0.0 } else { -0.0 },
    );
    check(4, 3000, 2, (Heard::Keep, all), |_, song| if song % 1500 == 7 { 5.0 } else { song as f32 / 4000.0 });
}

#[test]
fn rising_scores_move_the_threshold_all_the_way() {
    check(3, 6000, 10, (Heard::Keep, all), |_, song| song as f32);
    check(3, 6000, 1000, (Heard::Keep, all), |_, song| -(song as f32));
}

#[test]
fn what_is_no_candidate_or_not_recommended_is_never_listed() {
    check(9, 3000, 400, (Heard::LeaveOut, |song| song % 3 == 1), |user, song| mixed(user, song) as f32);
    check(9, 5000, 400, (Heard::LeaveOut, |song| song > 4500), |user, song| mixed(user, song) as f32);
    let seldom = |user, song| if mixed(user, song).is_multiple_of(50) { f32::MIN } else { NOT_RECOMMENDED };
    check(9, 3000, 400, (Heard::LeaveOut, all), seldom);
    check(2, 100, 5, (Heard::Keep, |_| false), |_, _| 1.0);
    check(2, 100, 0, (Heard::Keep, all), |_, _| f32::NAN);
    check(0, 100, 5, (Heard::Keep, all), |_, _| 1.0);
    check(2, 1, 5, (Heard::Keep, all), |_, _| 1.0);
}

#[track_caller]
fn check_refused(formula: fn(u32, u32) -> f32, user: u32, song: u32, score: &'static str) {
    let (candidates, ties) = (vec![true; 3000], TieOrder::new(3, &numbered(3000)));
    let options = RecommendOptions { k: 10, heard: Heard::Keep, candidates: &candidates, ties: &ties };
    let users: Vec<UserId> = (0..400).map(UserId).collect();
    let refused = lists(&Formula(formula), &heard(400, 3000), &users, &options).unwrap_err();
    assert_eq!(refused, RecommendError::NoScore { user: UserId(user), song: SongId(song), score });
}

#[test]
fn a_score_without_a_place_in_the_order_names_user_and_song() {
    check_refused(|user, song| if (user, song) == (301, 5) { f32::NAN } else { song as f32 }, 301, 5, "NaN");
    check_refused(|user, song| if (user, song) == (7, 2999) { -f32::NAN } else { song as f32 }, 7, 2999, "NaN");
    check_refused(|user, song| if (user, song) == (0, 1) { f32::INFINITY } else { -(song as f32) }, 0, 1, "inf");
    let text = RecommendError::<Infallible>::NoScore { user: UserId(3), song: SongId(9), score: "NaN" }.to_string();
    assert_eq!(text, "user 3: song 9: expected a finite score or negative infinity, found NaN");
}

#[test]
fn a_sink_that_gives_up_ends_it_and_the_meter_counts_what_was_handed_over() {
    let (candidates, ties) = (vec![true; 100], TieOrder::new(3, &numbered(100)));
    let options = RecommendOptions { k: 10, heard: Heard::Keep, candidates: &candidates, ties: &ties };
    let users: Vec<UserId> = (0..400).map(UserId).collect();
    let (meter, mut n_blocks) = (Meter::default(), 0);
    let mut sink = |_| {
        n_blocks += 1;
        if n_blocks == 2 { Err("full") } else { Ok(()) }
    };
    let model = Formula(|_, song| song as f32);
    let ended = recommend(&model, &heard(400, 100), &users, &options, Some(&meter), &mut sink);
    assert_eq!(ended, Err(RecommendError::Sink("full")));
    assert_eq!((n_blocks, meter.expected(), meter.bytes()), (2, 400 * 100 * 4, 2 * 128 * 100 * 4));
}
