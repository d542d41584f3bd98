//! Rankings that others made: judged as the run's own, or refused by file, user and song.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use polars::df;
use polars::prelude::{DataFrame, IdxCa, NamedFrom as _, ParquetWriter, Series};

use super::{ALL_SONGS, assert_refused, edited, example, judged, judged_by, metrics};
use crate::program::Sources;
use crate::runs_folder::sampled;

fn parquet(table: &mut DataFrame) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    ParquetWriter::new(&mut bytes).finish(table).unwrap();
    bytes.into_inner()
}

/// `popularity.toml` with rankings of `lists.parquet` as a third model.
fn plan(sources: &Sources) -> PathBuf {
    let read = "[[stage]]\nname = \"foreign\"\nrun = \"read-rankings\"\nsources = { rankings = \"lists\" }\n\
                reads = { plays = \"plays\" }\nwrites = { rankings = \"foreign\", file = \"foreign.parquet\" }\n\n";
    let judge = "[[stage]]\nname   = \"judge\"";
    edited(
        sources,
        "popularity.toml",
        &[
            ("[sources]\n", "[sources]\nlists = \"lists.parquet\"\n"),
            (judge, &format!("{read}{judge}")),
            ("rankings = [\"popularity\", \"random\"]", "rankings = [\"popularity\", \"random\", \"foreign\"]"),
        ],
    )
}

/// All numbers of popularity but for those of ties, of which a file without scores says nothing.
#[track_caller]
fn assert_judged_alike(sources: &Sources) {
    let found = metrics(sources);
    let of = |model: &str| {
        let named = found.iter().filter_map(|(name, number)| Some((name.strip_prefix(model)?.to_owned(), *number)));
        named
            .filter(|(name, _)| name.starts_with('.') && name != ".ties" && !name.starts_with(".vs."))
            .collect::<Vec<_>>()
    };
    assert!(of("popularity").len() > 40);
    assert_eq!(of("foreign"), of("popularity"));
}

/// A run's own list of popularity, its rows in another order, with a column of one's own, the ranks in 64 bits, and
/// without index and score.
fn as_others_have_it(sources: &Sources) -> Vec<u8> {
    let own = sources.table("popularity.parquet");
    let n_rows = own.height() as u64;
    // 7,919 is a prime: it goes through all rows, unless their number is a multiple of it.
    let order: Vec<_> = (0..n_rows).map(|row| (row * 7_919 % n_rows) as polars::prelude::IdxSize).collect();
    let shuffled = own.take(&IdxCa::new("row".into(), order)).unwrap();
    let mut table = shuffled.select(["song_id", "user_id", "rank"]).unwrap();
    let ranks = table.column("rank").unwrap().cast(&polars::prelude::DataType::Int64).unwrap();
    table.with_column(ranks).unwrap();
    table.with_column(Series::new("comment".into(), vec!["mine"; n_rows as usize]).into()).unwrap();
    parquet(&mut table)
}

#[test]
fn lists_of_others_are_judged_as_the_runs_own() {
    for (sources, arguments) in [(example(), &ALL_SONGS[..]), (sampled(5_000), &[])] {
        judged(&sources, "popularity.toml", arguments);
        let lists = as_others_have_it(&sources);
        let sources = sources.with("lists.parquet", lists);
        judged_by(&sources, &plan(&sources), arguments);
        assert_judged_alike(&sources);
        let own = super::listed(&sources.table("popularity.parquet"));
        assert_eq!(super::listed(&sources.table("foreign.parquet")), own);
        let verdict = &super::stage(&sources, "judge")["facts"]["audit"]["fitted_on"]["foreign"];
        assert!(verdict.as_str().unwrap().contains("made elsewhere"), "{verdict}");
        assert!(fs::read_to_string(sources.latest().join("report.md")).unwrap().contains("made elsewhere"));
    }
}

/// By score: eve's hidden SOC is first, 1; finn has no list, 0.
#[test]
fn lists_by_score_alone_have_the_highest_first_and_a_user_without_a_list_counts_as_0() {
    let mut table = df!("user_id" => ["eve"; 3], "song_id" => ["SOE", "SOC", "SOD"], "score" => [-1.5, 2.0, 0.25]);
    let lists = parquet(table.as_mut().unwrap());
    let sources = example().with("lists.parquet", lists);
    judged_by(&sources, &plan(&sources), &[]);
    let found = metrics(&sources);
    assert_eq!((found["foreign.map@500"], found["foreign.without_list"]), (0.5, 1.0));
}

#[test]
fn a_file_without_rows_lists_nothing_for_anybody() {
    let mut table =
        df!("user_id" => Vec::<String>::new(), "song_id" => Vec::<String>::new(), "rank" => Vec::<i64>::new());
    let lists = parquet(table.as_mut().unwrap());
    let sources = example().with("lists.parquet", lists);
    judged_by(&sources, &plan(&sources), &[]);
    let found = metrics(&sources);
    assert_eq!((found["foreign.map@500"], found["foreign.without_list"]), (0.0, 2.0));
}

#[track_caller]
fn check_bytes(lists: Vec<u8>, parts: &[&str]) {
    let sources = example().with("lists.parquet", lists);
    let found = sources.run_plan(&plan(&sources), &[]);
    assert_refused(&sources, &found, 65, &[&["stage `foreign`", "lists.parquet"], parts].concat());
}

#[track_caller]
fn check_refused(table: polars::prelude::PolarsResult<DataFrame>, parts: &[&str]) {
    check_bytes(parquet(&mut table.unwrap()), parts);
}

#[test]
fn users_and_songs_that_the_run_does_not_know_are_refused() {
    check_refused(
        df!("user_id" => ["eve", "zoe"], "song_id" => ["SOC", "SOD"], "rank" => [1, 1]),
        &["row 2", "user of the run", "zoe"],
    );
    check_refused(
        df!("user_id" => ["eve", "eve"], "song_id" => ["SOC", "SOX"], "rank" => [1, 2]),
        &["row 2", "user eve", "song of the run", "SOX"],
    );
}

#[test]
fn a_song_that_stands_twice_is_refused() {
    check_refused(
        df!("user_id" => ["eve"; 3], "song_id" => ["SOC", "SOD", "SOC"], "rank" => [1, 2, 3]),
        &["user eve", "SOC twice"],
    );
}

#[test]
fn ranks_with_a_gap_and_scores_against_the_ranks_are_refused() {
    check_refused(
        df!("user_id" => ["eve"; 2], "song_id" => ["SOC", "SOD"], "rank" => [1, 3]),
        &["user eve", "song SOD", "rank 3"],
    );
    check_refused(
        df!("user_id" => ["eve"; 2], "song_id" => ["SOC", "SOD"], "rank" => [1, 2], "score" => [0.5, 0.75]),
        &["user eve", "song SOD", "at most 0.5", "0.75"],
    );
}

#[test]
fn a_score_that_is_no_finite_number_is_refused() {
    for (score, said) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (1e300, "1")] {
        check_refused(
            df!("user_id" => ["eve"; 2], "song_id" => ["SOC", "SOD"], "score" => [score, 0.5]),
            &["user eve", "song SOC", "finite score", said],
        );
    }
}

#[test]
fn a_column_that_is_missing_or_holds_something_else_is_refused() {
    check_refused(df!("who" => ["eve"], "song_id" => ["SOC"]), &["user_id or user_index", "who, song_id"]);
    check_refused(df!("user_id" => ["eve"], "title" => ["Cry"]), &["song_id or song_index", "user_id, title"]);
    check_refused(df!("user_id" => ["eve"], "song_id" => ["SOC"], "rank" => ["first"]), &["column rank", "numbers"]);
    check_refused(
        df!("user_id" => [Some("eve"), None], "song_id" => ["SOC", "SOD"]),
        &["row 2", "column user_id", "none"],
    );
}

#[test]
fn what_is_no_parquet_file_or_a_part_of_one_is_refused() {
    let mut table = df!("user_id" => ["eve"; 2], "song_id" => ["SOC", "SOD"], "rank" => [1, 2]);
    let whole = parquet(table.as_mut().unwrap());
    check_bytes(Vec::new(), &["Parquet"]);
    check_bytes(b"user_id,song_id\neve,SOC\n".to_vec(), &["Parquet"]);
    check_bytes((0..=255).cycle().take(10_000).collect(), &["Parquet"]);
    for length in [4, 8, whole.len() / 2, whole.len() - 8, whole.len() - 1] {
        check_bytes(whole[..length].to_vec(), &["Parquet"]);
    }
}

/// Every byte of a small file in turn is another one: it is refused, or judged; never a panic, never a number that is none.
#[test]
fn a_file_with_one_wrong_byte_is_refused_or_judged() {
    let mut table = df!("user_id" => ["eve"; 2], "song_id" => ["SOC", "SOD"], "rank" => [1, 2]);
    let whole = parquet(table.as_mut().unwrap());
    for at in (0..whole.len()).step_by(23) {
        let mut wrong = whole.clone();
        wrong[at] ^= 0x55;
        let sources = example().with("lists.parquet", wrong);
        let found = sources.run_plan(&plan(&sources), &["--quiet"]);
        assert!(matches!(found.code, Some(0 | 65)) && !found.stderr.contains("panicked"), "byte {at}: {found:?}");
        if found.code == Some(0) {
            metrics(&sources);
        }
    }
}
