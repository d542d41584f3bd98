//! Six users on a line, and what their neighbours tell them.

use domain::{ListeningHistory, MusicVector, SongId, UserId, Vocabulary};

use super::{MusicSpace, Personality, PersonalityOptions, Votes};
use crate::neighbour_tree::Distance;
use crate::{Model, NOT_RECOMMENDED, Reason};

const COUNT: PersonalityOptions =
    PersonalityOptions { k: 2, distance: Distance::L2, minimum_songs: 1, maximum_overlap: 1.0, votes: Votes::Count };

const USERS: [(&[u32], Option<f64>, bool); 6] = [
    (&[0, 1, 2, 0], Some(0.0), true),
    (&[0, 1, 2], Some(1.0), true),
    (&[3], Some(2.0), true),
    (&[1, 3, 4], Some(3.5), true),
    (&[4, 5], Some(0.0), false),
    (&[5], None, true),
];

fn history() -> ListeningHistory {
    let mut history = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
    for (songs, ..) in USERS {
        history.songs.extend(songs.iter().copied().map(SongId));
        history.starts.push(history.songs.len());
    }
    history.plays = vec![1; history.songs.len()];
    history.plays[11] = 3;
    history
}

fn on_line(value: f64) -> MusicVector {
    MusicVector([value, 0.0, 0.0, 0.0, 0.0])
}

/// Song 4 lies at 4, song 5 has no place, the others lie at their number.
fn model(options: PersonalityOptions) -> Personality {
    let users = USERS.map(|(_, place, _)| place.map(on_line));
    let songs: Vec<_> = (0..6).map(|song| (song != 5).then(|| on_line(f64::from(song)))).collect();
    let user_ids = Vocabulary::from_sorted(["u0", "u1", "u2", "u3", "u4", "u5"]).unwrap();
    let song_ids = Vocabulary::from_sorted(["s0", "s1", "s2", "s3", "s4", "s5"]).unwrap();
    let space = MusicSpace { users: &users, songs: &songs };
    Personality::fit(&history(), &USERS.map(|user| user.2), space, (&user_ids, &song_ids), 1, options)
}

fn scores(options: PersonalityOptions, user: u32) -> [f32; 6] {
    let (history, mut scores) = (history(), [f32::NAN; 6]);
    model(options).scorer(&[UserId(user)], &history).score(0..6, &mut scores);
    scores
}

#[track_caller]
fn check(options: PersonalityOptions, user: u32, votes: [u32; 6]) {
    let expected = votes.map(|votes| if votes == 0 { NOT_RECOMMENDED } else { votes as f32 });
    assert_eq!(scores(options, user).map(f32::to_bits), expected.map(f32::to_bits));
}

#[test]
fn the_nearest_who_trained_vote() {
    check(COUNT, 0, [1, 1, 1, 1, 0, 0]);
    check(COUNT, 2, [1, 2, 1, 1, 1, 0]);
    check(PersonalityOptions { k: 9, ..COUNT }, 0, [1, 2, 1, 2, 1, 0]);
}

#[test]
fn who_has_few_songs_or_the_same_ones_is_passed_over_for_the_next() {
    check(PersonalityOptions { minimum_songs: 2, ..COUNT }, 0, [1, 2, 1, 1, 1, 0]);
    // Users 0 and 1 share all three songs; users 0 and 3 one of five.
    check(PersonalityOptions { maximum_overlap: 0.9, ..COUNT }, 0, [0, 1, 0, 2, 1, 0]);
    check(PersonalityOptions { maximum_overlap: 0.2, ..COUNT }, 0, [0, 1, 0, 2, 1, 0]);
    check(PersonalityOptions { maximum_overlap: 0.19, ..COUNT }, 0, [0, 0, 0, 1, 0, 0]);
}

/// User 4 did not train and played song 4 thrice: place 4, whatever was said of them; song 5 has no place.
#[test]
fn who_did_not_train_stands_among_the_songs_heard() {
    check(COUNT, 4, [0, 1, 0, 2, 1, 0]);
}

#[test]
fn without_a_place_there_is_no_list() {
    check(COUNT, 5, [0; 6]);
}

#[test]
fn drawn_songs_are_those_with_a_vote() {
    for votes in [Votes::WeightedRandom, Votes::Random] {
        let scores = scores(PersonalityOptions { votes, ..COUNT }, 0);
        assert!(scores[..4].iter().all(|score| score.is_finite()), "{scores:?}");
        assert_eq!(scores[4..], [NOT_RECOMMENDED; 2]);
    }
}

/// Two songs with 3 and 1 votes: the first is drawn first with probability 3/4.
#[test]
fn a_song_is_drawn_in_proportion_to_its_votes() {
    let is_first = |user: u64| {
        let user = user.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let score =
            |song, votes| super::asking::worth(Votes::WeightedRandom, votes, || super::asking::drawn(user, song));
        score(0x1234_5678_9abc_def0, 3) > score(0x0fed_cba9_8765_4321, 1)
    };
    let n_first = (0..40_000).filter(|user| is_first(*user)).count() as f64;
    // The standard deviation of the share is 0.00217.
    assert!((n_first / 40_000.0 - 0.75).abs() < 0.01, "{n_first}");
}

#[test]
fn the_reason_is_how_many_of_those_asked() {
    let model = model(COUNT);
    assert_eq!(model.why(UserId(2), SongId(1), &history()), [Reason::Neighbours { votes: 2, asked: 2 }]);
    assert_eq!(model.why(UserId(2), SongId(5), &history()), []);
}

#[test]
fn similar_songs_lie_near() {
    let similar = model(COUNT).similar(SongId(3)).unwrap();
    assert_eq!(similar, [-3.0, -2.0, -1.0, 0.0, -1.0, NOT_RECOMMENDED]);
}
