//! Lists and histories that are not judged at all, and what is said of them.

use super::small_case::SmallCase;
use crate::HeardSongs;

#[track_caller]
fn check(case: &SmallCase, expected: &str) {
    assert_eq!(case.judge(&["map@5"]).unwrap_err().to_string(), expected);
}

fn case() -> SmallCase {
    SmallCase::new(9, &[&[1], &[2]])
}

#[test]
fn a_list_holds_every_song_once() {
    let list = "model `model`, list of user 1: expected every song once, found song";
    check(&case().list(1, &[3, 4, 3]), &format!("{list} 3 twice"));
    check(&case().list(1, &[2, 2]), &format!("{list} 2 twice"));
}

#[test]
fn scores_are_finite_and_descend() {
    let scored = |scores: &[f32]| case().scored_list(0, &[1, 3, 4], scores, false);
    let list = "model `model`, list of user 0: expected";
    check(&scored(&[1.0, f32::NAN, 0.0]), &format!("{list} finite scores, found NaN at rank 2"));
    check(&scored(&[f32::INFINITY, 1.0, 0.0]), &format!("{list} finite scores, found inf at rank 1"));
    check(&scored(&[1.0, 0.0, f32::NEG_INFINITY]), &format!("{list} finite scores, found -inf at rank 3"));
    check(&scored(&[1.0, 0.0, 0.5]), &format!("{list} descending scores, found a higher one at rank 3"));
}

#[test]
fn a_list_holds_candidates_that_its_user_has_not_heard() {
    let list = "model `model`, list of user 0: expected";
    check(&case().list(0, &[1, 9]), &format!("{list} song numbers below 9, found song 9"));
    check(&case().list(0, &[1, 8]), &format!("{list} songs that the user has not heard, found song 8"));
    let mut narrow = case().list(0, &[1, 4]);
    narrow.catalogue.candidates[4] = false;
    check(&narrow, &format!("{list} candidates only, found song 4, which is none"));
    let mut allowed = case().list(0, &[8, 1]);
    allowed.heard = HeardSongs::Allowed;
    assert_eq!(allowed.values("mrr@5"), [0.5, 0.0]);
}

#[test]
fn a_catalogue_has_a_value_for_every_song_and_user() {
    let mut short = case();
    short.catalogue.years.pop();
    check(&short, "catalogue: expected 9 values of years, found 8");
    let mut short = case();
    short.catalogue.tastes.pop();
    check(&short, "catalogue: expected 2 values of tastes, found 1");
}

#[test]
fn a_history_names_known_songs() {
    check(&SmallCase::new(9, &[&[9]]), "history of user 0: expected song numbers below 9, found song 9");
}

#[test]
fn a_metric_is_asked_for_once() {
    let message = case().judge(&["map@5", "map@6", "map@5"]).unwrap_err().to_string();
    assert_eq!(message, "metrics: expected each once, found map@5 twice");
}

#[test]
fn lists_come_by_ascending_user_across_blocks() {
    let case = case().list(0, &[1]).list(1, &[2]);
    let block = || Ok::<_, std::io::Error>(case.rankings.clone());
    let message = case.judge_blocks(&["map@5"], [block(), block()]).unwrap_err().to_string();
    assert_eq!(message, "model `model`: expected lists by ascending user, found user 0 after user 1");
}

#[test]
fn an_error_of_the_lists_source_is_passed_on() {
    let broken = || Err(std::io::Error::other("the disk is gone"));
    let message = case().judge_blocks(&["map@5"], [broken()]).unwrap_err().to_string();
    assert_eq!(message, "the disk is gone");
}
