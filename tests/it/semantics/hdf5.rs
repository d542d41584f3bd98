//! Songs that come as HDF5.

use crate::packed::gzip;
use crate::program::{SONG_HEADER, SONGS, Sources, names, repository, texts, unpacked_fixture};

use super::{ANY_SHARE, stopped};

const HDF5: &str = "full_msd_with_audio_features.h5";
/// The versions of pandas that wrote the fixtures.
const VERSIONS: [&str; 3] = ["0.24", "1.5", "3.1"];

/// The small sources with songs in HDF5, and none in CSV.
fn with_hdf5(content: impl AsRef<[u8]>) -> Sources {
    let sources = Sources::small().with(HDF5, content);
    std::fs::remove_file(sources.data().join(SONGS)).unwrap();
    sources
}

#[track_caller]
fn stops_with(content: impl AsRef<[u8]>, arguments: &[&str], message: &str) {
    let sources = with_hdf5(content);
    let arguments = [&ANY_SHARE[..], arguments].concat();
    stopped(&sources, &sources.run(&arguments), message);
}

/// The same songs as the fixtures, as CSV.
const SAME_SONGS: &str = "Aja,TRA,Steely Dan,Aja,0.5,0.25,0.5,0.125,-10.0,0.75,1977\n\
     Bow,TRB,Ann O,Bow ë,0.25,0.5,0.0,0.25,-6.0,0.5,0\n\
     Cry,TRC,Godley,,0.75,0.5,0.25,0.5,-8.0,0.25,1985\n\
     Dew,TRD,Dew's,Dew,0.5,0.5,0.5,0.5,-4.0,0.5,2001\n\
     Elm,TRE,Nobody,Elm,0.5,0.5,0.5,,-4.0,0.5,2002\n";

/// The artist of Dew is the empty text in HDF5, which CSV cannot say.
#[test]
fn a_frame_of_pandas_is_read_as_the_same_table_in_csv() {
    let visible = "cat\tAja\t5\ncat\tElm\t1\n";
    let csv = Sources::small()
        .with(SONGS, format!("{SONG_HEADER}{}", SAME_SONGS.replace("Dew's", "")))
        .with(crate::program::VISIBLE, visible);
    csv.run_well(&[]);
    let expected = csv.table("song_df.parquet");
    for kind in ["songs", "table"] {
        for version in VERSIONS {
            let hdf5 = with_hdf5(unpacked_fixture(&format!("song_tables/{kind}-{version}.h5.gz")));
            let hdf5 = hdf5.with(crate::program::VISIBLE, visible);
            hdf5.run_well(&[]);
            let mut found = hdf5.table("song_df.parquet");
            let artists = texts(&found, "artist_name");
            assert_eq!(artists[3], Some(String::new()), "{kind} {version}");
            found.with_column(expected.column("artist_name").unwrap().clone()).unwrap();
            assert!(found.equals_missing(&expected), "{kind} {version}: {found} is not {expected}");
            assert_eq!(hdf5.manifest()["sources"]["songs"]["packing"], "hdf5");
        }
    }
}

#[test]
fn of_several_frames_the_option_key_names_one() {
    let several = || unpacked_fixture("song_tables/several-1.5.h5.gz");
    stops_with(several(), &[], "more/others");
    stops_with(several(), &["--set", "songs.key=nothere"], "more/others");
    for (key, songs) in [("songs", &["Aja", "Bow", "Cry", "Dew"][..]), ("/more/others", &["Aja", "Bow"])] {
        let sources = with_hdf5(several());
        sources.run_well(&["--set", &format!("songs.key={key}")]);
        assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), songs);
    }
}

#[test]
fn hdf5_of_something_else_stops_the_run_with_what_is_in_it() {
    let track = unpacked_fixture("hdf5/msd-track.h5.gz");
    stops_with(&track[..track.len() / 2], &[], HDF5);
    stops_with(b"\x89HDF\r\n\x1a\n and more", &[], "damaged");
    stops_with(unpacked_fixture("song_tables/empty-3.1.h5.gz"), &[], "found a table without rows");
    stops_with(unpacked_fixture("hdf5/no-columns-3.h5.gz"), &[], "expected columns song_id, track_id");
    let matrices = Sources::small();
    let plan = std::fs::read_to_string(repository().join("pipelines/msd.toml")).unwrap();
    let plan_file = matrices.data().join("both.toml");
    std::fs::write(&plan_file, plan.replace("test = \"test_sparse.npz\"", "matrices = \"matrices.h5\"")).unwrap();
    assert_eq!(matrices.run_plan(&plan_file, &[]).code, Some(0));
    let other = std::fs::read(matrices.latest().join("matrices.h5")).unwrap();
    stops_with(other, &[], "songs, test, train, users");
}

#[test]
fn hdf5_inside_gzip_stops_the_run_with_the_way_out() {
    stops_with(gzip(&unpacked_fixture("song_tables/songs-3.1.h5.gz")), &[], "unpack it");
}

#[test]
fn a_named_index_is_a_column() {
    for version in VERSIONS {
        let sources = with_hdf5(unpacked_fixture(&format!("song_tables/indexed-{version}.h5.gz")));
        sources.run_well(&[]);
        assert_eq!(names(&sources.table("song_df.parquet"), "song_id"), ["Aja", "Bow", "Cry", "Dew"]);
    }
}

/// The ids of the fixtures are of songs that nobody of the small sources plays; so one user is made to.
#[test]
fn the_million_song_datasets_own_tables_have_no_features() {
    let summary = || unpacked_fixture("hdf5/msd-summary.h5.gz");
    stops_with(summary(), &[], "danceability and energy are 0 for every song");
    let table = || {
        let converted = Sources::small().with("summary.h5", summary());
        let parquet = converted.data().join("summary.parquet");
        let mut convert = crate::program::program();
        convert.arg("convert").arg(converted.data().join("summary.h5")).arg(&parquet);
        assert_eq!(crate::program::outcome(convert).code, Some(0));
        names(&crate::program::table(&parquet), "song_id")
    };
    let song = &table()[0];
    let sources = with_hdf5(summary()).with(crate::program::TRAIN, format!("ann\t{song}\t3\n"));
    let asked = ["--set", "songs.features=optional", "--set", "songs.columns=['title','energy','tempo']"];
    let outcome = sources.run(&asked);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("`energy` of the songs is 0 in every row"), "{}", outcome.stderr);
    let songs = sources.table("song_df.parquet");
    assert_eq!(names(&songs, "song_id"), [song.as_str()]);
    assert!(songs.column("tempo").is_ok() && songs.column("artist_name").is_err());
    assert_eq!(sources.manifest()["counts"]["songs_without_vector"], 1);
    assert!(outcome.stderr.contains("nobody has a MUSIC vector"), "{}", outcome.stderr);
    let page = std::fs::read_to_string(sources.latest().join("summary.md")).unwrap();
    assert!(!page.contains("0.000"), "no share of nothing: {page}");
}
