//! Runs the program on small files, and looks at what it left.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::read::GzDecoder;
use polars::prelude::{DataFrame, ParquetReader, SerReader};
use tempfile::TempDir;

/// A folder with the sources of `pipelines/msd.toml` under its names, small enough to read, and one for runs.
///
/// Five users, six songs of which five are in the table:
/// - train: ann plays Aja 3 and Bow 1, bob plays Cry 2 and an unknown song;
/// - visible: cat plays Aja 5, dan an unknown song only; hidden: cat plays Dew 1, dan plays Elm 4.
///
/// So dan is left out, and Elm with dan.
pub(crate) struct Sources {
    folder: TempDir,
}

/// What a call of the program gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) const TRAIN: &str = "train_triplets.txt";
pub(crate) const VISIBLE: &str = "EvalDataYear1MSDWebsite/year1_test_triplets_visible.txt";
pub(crate) const HIDDEN: &str = "EvalDataYear1MSDWebsite/year1_test_triplets_hidden.txt";
pub(crate) const SONGS: &str = "full_msd_with_audio_features.csv";
pub(crate) const GENRES: &str = "msd-MAGD-genreAssignment.cls";

pub(crate) const SONG_HEADER: &str =
    "song_id,track_id,artist_name,title,danceability,energy,instrumentalness,liveness,loudness,valence,year\n";

impl Sources {
    pub(crate) fn small() -> Self {
        let sources = Self { folder: tempfile::tempdir().unwrap() };
        sources
            .with(TRAIN, "ann\tAja\t3\nann\tBow\t1\nbob\tCry\t2\nbob\tXxx\t1\n")
            .with(VISIBLE, "cat\tAja\t5\ndan\tXxx\t1\n")
            .with(HIDDEN, "cat\tDew\t1\ndan\tElm\t4\n")
            .with(
                SONGS,
                format!(
                    "{SONG_HEADER}\
                     Aja,TRA,Steely Dan,Aja,0.5,0.25,0.5,0.125,-10,0.75,1977\n\
                     Bow,TRB,Ann O,Bow,0.25,0.5,0,0.25,-6,0.5,\n\
                     Cry,TRC,Godley,Cry,0.75,0.5,0.25,0.5,-8,0.25,1985\n\
                     Dew,TRD,Nobody,Dew,0.5,0.5,0.5,0.5,-4,0.5,2001\n\
                     Elm,TRE,Nobody,Elm,0.5,0.5,0.5,0.5,-4,0.5,2002\n"
                ),
            )
            .with(GENRES, "TRA\tPop_Rock\nTRC\tPop_Rock\nTRD\tJazz\n")
    }

    /// Writes a file of the sources, or another one beside them.
    pub(crate) fn with(self, file: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.data().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub(crate) fn latest(&self) -> PathBuf {
        self.out().join("latest")
    }

    /// Runs `msd.toml` with further arguments.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.call("run", &msd_plan(), arguments)
    }

    /// Runs another plan.
    pub(crate) fn run_plan(&self, plan: &Path, arguments: &[&str]) -> Outcome {
        self.call("run", plan, arguments)
    }

    /// Runs `msd.toml` with further arguments; it must go well.
    #[track_caller]
    pub(crate) fn run_well(&self, arguments: &[&str]) {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }

    fn call(&self, command: &str, plan: &Path, arguments: &[&str]) -> Outcome {
        let mut program = program();
        program.arg(command).arg(plan).arg("--data").arg(self.data()).arg("--out").arg(self.out()).args(arguments);
        outcome(program)
    }

    /// A table of the last run.
    pub(crate) fn table(&self, name: &str) -> DataFrame {
        table(&self.latest().join(name))
    }

    /// The manifest of the last run.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(self.latest().join("manifest.json")).unwrap()).unwrap()
    }

    /// The runs' folder holds nothing, or is not there.
    pub(crate) fn nothing_was_left(&self) -> bool {
        fs::read_dir(self.out()).map_or(true, |mut entries| entries.next().is_none())
    }
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tastemill"));
    command.env_remove("RUST_BACKTRACE");
    command
}

/// Runs a command to its end.
pub(crate) fn outcome(mut command: Command) -> Outcome {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

pub(crate) fn table(path: &Path) -> DataFrame {
    ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap()
}

/// The cells of a text column.
pub(crate) fn texts(table: &DataFrame, column: &str) -> Vec<Option<String>> {
    let column = table.column(column).unwrap();
    column.str().unwrap().iter().map(|cell| cell.map(str::to_owned)).collect()
}

/// The cells of a text column that has none missing.
pub(crate) fn names(table: &DataFrame, column: &str) -> Vec<String> {
    texts(table, column).into_iter().map(Option::unwrap).collect()
}

/// The cells of a column of whole numbers that has none missing.
pub(crate) fn integers(table: &DataFrame, column: &str) -> Vec<i64> {
    table.column(column).unwrap().i64().unwrap().iter().map(Option::unwrap).collect()
}

/// The cells of a column of five numbers each.
pub(crate) fn vectors(table: &DataFrame, column: &str) -> Vec<Option<Vec<f64>>> {
    let lists = table.column(column).unwrap().list().unwrap().clone();
    let vector = |series: polars::prelude::Series| series.f64().unwrap().iter().map(Option::unwrap).collect();
    (0..lists.len()).map(|row| lists.get_as_series(row).map(vector)).collect()
}

/// Rejected rows as (source, line, reason, raw).
pub(crate) fn rejected(sources: &Sources) -> Vec<(String, i64, String, String)> {
    let table = sources.table("rejected.parquet");
    let (source, reason, raw) = (names(&table, "source"), names(&table, "reason"), names(&table, "raw"));
    let lines = integers(&table, "line");
    (0..lines.len()).map(|row| (source[row].clone(), lines[row], reason[row].clone(), raw[row].clone())).collect()
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of `tests/fixtures`, where they are gzipped.
pub(crate) fn unpacked_fixture(path: &str) -> Vec<u8> {
    let packed = fs::File::open(repository().join("tests/fixtures").join(path)).unwrap();
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).unwrap();
    bytes
}

pub(crate) fn msd_plan() -> PathBuf {
    repository().join("pipelines/msd.toml")
}
