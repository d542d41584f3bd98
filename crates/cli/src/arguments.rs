//! What can be asked for.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pipeline::Exit;

use crate::voice::Voice;

/// Where the default input lies.
pub(crate) const SAMPLE: &str = "data/sample";
/// Its train triplets.
pub(crate) const SAMPLE_SIZE: u64 = 100_000;
/// Its seed.
pub(crate) const SAMPLE_SEED: u64 = 1;

/// Turns music listening logs into what a recommender team works with: sparse play matrices, taste vectors, tables.
#[derive(Parser)]
#[command(name = "tastemill", version, after_help = closing(), arg_required_else_help = true, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What stands under the help: examples, and the exit codes from the one list of them.
fn closing() -> String {
    let examples = "Examples:
  tastemill run pipelines/msd.toml
  tastemill run pipelines/msd.toml --data MSD --out RUNS
  tastemill inspect data/runs/latest

Exit codes:
    0  done";
    let codes = Exit::MEANINGS.iter().map(|(exit, meaning)| format!("\n  {:>3}  {meaning}", exit.code()));
    format!("{examples}{}\n  129, 130, 131, 143  stopped by a signal", codes.collect::<String>())
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run a plan: from the sources to a folder of artifacts, whole or not at all
    #[command(after_help = "Examples:
  tastemill run pipelines/msd.toml
  tastemill run pipelines/msd.toml --data MSD --out RUNS \\
    --source songs=song_features.csv --source genres=msd_tagtraum_cd1.cls
  tastemill run pipelines/msd.toml --data MSD --out RUNS \\
    --set songs.mismatched=drop --set listen.max_rejected=0.01
  tastemill run pipelines/ratio.toml --out RUNS --set split.protocol.seed=2
  tastemill run pipelines/msd.toml --data MSD --out RUNS --from taste \\
    --threads 2 --log-format json")]
    Run(RunArguments),
    /// Check a plan and its sources without running it
    #[command(after_help = "Examples:
  tastemill check pipelines/msd.toml --data data/sample
  tastemill check pipelines/msd.toml --data MSD --source songs=song_features.csv")]
    Check(PlanArguments),
    /// List every kind of stage with its ports and options
    #[command(after_help = "Examples:
  tastemill stages
  tastemill stages read-songs")]
    Stages {
        /// Only this kind
        kind: Option<String>,
    },
    /// Show a run, or one of its files: shape, axes, first rows, histogram, figures
    #[command(after_help = "Examples:
  tastemill inspect data/runs/latest
  tastemill inspect data/runs/latest/train_sparse.npz
  tastemill inspect data/runs/latest/user_df.parquet
  tastemill inspect data/evaluations/latest/als.safetensors
  tastemill inspect data/evaluations/latest/metrics.json")]
    Inspect {
        /// A run's folder, or an .npz, .parquet, .h5, .safetensors, .html, .json, .md or .svg file of one
        path: PathBuf,
    },
    /// Recommend songs to a user by a model of a complete run, and say why
    #[command(after_help = "Examples:
  tastemill recommend --user 0003fd3f8742b3fe95aaba7e5acb4363dbd4c1f6
  tastemill recommend --user 0003fd3f8742b3fe95aaba7e5acb4363dbd4c1f6 \\
    --run data/runs/latest --model popularity --k 20
  tastemill recommend --user 0003fd3f8742b3fe95aaba7e5acb4363dbd4c1f6 --json

The plan of the run has to have a stage that fits a model and writes its file (.safetensors), and a stage `build-matrices` of the same plays with `train`, `users` and `songs`. Titles come from a stage `song-table`, hits from `test` of `build-matrices`: without them there are ids alone and no hits, and a note says so.")]
    Recommend(RecommendArguments),
    /// Show the songs that a model of a complete run finds nearest to one
    #[command(after_help = "Examples:
  tastemill similar --song SOAAOSZ12A0CFEE436
  tastemill similar --song \"Dog Days Are Over\" --model als --k 20
  tastemill similar --song SOAAOSZ12A0CFEE436 --run data/runs/latest --json

ALS compares the songs' vectors by cosine, personality and content their features by distance; popularity and random order know of no songs that are alike.")]
    Similar(SimilarArguments),
    /// Compare two complete runs user by user: every model of the one against every model of the other
    #[command(after_help = "Examples:
  tastemill compare data/runs/als-934236f8ead397f2 data/runs/latest
  tastemill compare data/runs/als-934236f8ead397f2 data/runs/latest \\
    --metric map@500 --metric recall@50
  tastemill compare data/runs/als-934236f8ead397f2 data/runs/latest \\
    --common --json

Both runs have to have judged the same hidden plays by the same convention, and their stage `evaluate` has to write `scores`.")]
    Compare(CompareArguments),
    /// Put several draws of one protocol together: how models vary between seeds, and which differences outlast that
    #[command(after_help = "Examples:
  for seed in 1 2 3 4 5; do
    tastemill run pipelines/ratio.toml --out RUNS \\
      --set split.protocol.seed=$seed
  done
  tastemill seeds RUNS/ratio-*
  tastemill seeds RUNS/ratio-* --metric ndcg@100 --metric coverage@10
  tastemill seeds RUNS/liang-* --stage judge-test
  tastemill seeds RUNS/ratio-* --json

The runs may differ in seeds alone; a run whose plan has several stages `split-plays`, each with its own `evaluate`, counts as several draws, of which `--stage` chooses. Every stage `evaluate` has to write `scores`.")]
    Seeds(SeedsArguments),
    /// Turn a table (HDF5 of pandas or the Million Song Dataset, CSV, Parquet) into Parquet or HDF5
    #[command(after_help = "Examples:
  tastemill convert full_msd_with_audio_features.h5 songs.parquet
  tastemill convert songs.csv songs.h5
  tastemill convert MillionSongSubset/data tracks.parquet
  tastemill convert frames.h5 songs.parquet --key songs")]
    Convert(ConvertArguments),
    /// Hash every file of a run again and compare with its checksums
    #[command(after_help = "Examples:
  tastemill verify data/runs/latest
  cd data/runs/latest && sha256sum -c SHA256SUMS")]
    Verify {
        /// A run's folder
        run: PathBuf,
    },
    /// Make a seeded sample in the formats of the Million Song Dataset, with tastes in it
    #[command(after_help = "Examples:
  tastemill synth --out data/sample
  tastemill synth --triplets 48373586 --seed 7 --out data/full")]
    Synth(SynthArguments),
}

#[derive(Args)]
pub(crate) struct PlanArguments {
    /// The plan (TOML)
    pub(crate) plan: PathBuf,
    /// The folder of the sources [default: data/sample, which `run` makes if it is not there]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Replace the file of a source of the plan, looked for under --data unless absolute; may be given several times
    #[arg(long = "source", value_name = "NAME=FILE")]
    pub(crate) sources: Vec<String>,
    /// Set an option of a stage, or with STAGE.OPTION.KEY=VALUE a part of one; may be given several times
    #[arg(long = "set", value_name = "STAGE.OPTION=VALUE")]
    pub(crate) settings: Vec<String>,
    /// Say nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// How to log on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Human)]
    pub(crate) log_format: LogFormat,
}

#[derive(Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) plan: PlanArguments,
    /// The folder of runs: each gets a folder of its own there, `latest` points at the last complete one
    #[arg(long, value_name = "DIR", default_value = "data/runs")]
    pub(crate) out: PathBuf,
    /// Run one stage; the files of the others are taken from the last run
    #[arg(long, value_name = "STAGE", conflicts_with = "from")]
    pub(crate) only: Option<String>,
    /// Run a stage and all below it; the files of those above are taken from the last run
    #[arg(long, value_name = "STAGE")]
    pub(crate) from: Option<String>,
    /// Threads that work; the artifacts do not depend on it [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

#[derive(Args)]
pub(crate) struct AskingArguments {
    /// The run's folder
    #[arg(long, value_name = "DIR", default_value = "data/runs/latest")]
    pub(crate) run: PathBuf,
    /// The model, by its stage or by a stage that recommends by it [default: the last of the plan that can answer]
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,
    /// How many songs at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) k: u32,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct RecommendArguments {
    /// The user's id
    #[arg(long, value_name = "ID")]
    pub(crate) user: String,
    #[command(flatten)]
    pub(crate) asking: AskingArguments,
}

#[derive(Args)]
pub(crate) struct SimilarArguments {
    /// The song's id, or its title, whatever the case
    #[arg(long, value_name = "ID")]
    pub(crate) song: String,
    #[command(flatten)]
    pub(crate) asking: AskingArguments,
}

#[derive(Args)]
pub(crate) struct CompareArguments {
    /// The first run's folder
    #[arg(value_name = "RUN")]
    pub(crate) first: PathBuf,
    /// The second run's folder
    #[arg(value_name = "RUN")]
    pub(crate) second: PathBuf,
    /// A metric of users that both runs have; may be given several times [default: those that the first run compared]
    #[arg(long = "metric", value_name = "METRIC@K")]
    pub(crate) metrics: Vec<String>,
    /// Compare on the users whom both runs judged, where these differ
    #[arg(long)]
    pub(crate) common: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct SeedsArguments {
    /// The runs' folders, two draws or more in all
    #[arg(value_name = "RUN", required = true)]
    pub(crate) runs: Vec<PathBuf>,
    /// A metric that all draws have; may be given several times [default: models under all, pairs under those that the draw with the lowest seed compared]
    #[arg(long = "metric", value_name = "METRIC@K")]
    pub(crate) metrics: Vec<String>,
    /// A stage `evaluate` whose values are taken, where a run has several; may be given several times [default: all]
    #[arg(long = "stage", value_name = "NAME")]
    pub(crate) stages: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct ConvertArguments {
    /// The table, known by its content; a folder is taken for single-track files of the Million Song Dataset
    pub(crate) from: PathBuf,
    /// The new file, which replaces one of that name: .parquet, or .h5 (.hdf5) for `pandas.read_hdf(FILE, key="df")`
    pub(crate) to: PathBuf,
    /// The frame to read from an HDF5 file that holds several
    #[arg(long, value_name = "KEY", default_value = "", hide_default_value = true)]
    pub(crate) key: String,
    /// Say nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Args)]
pub(crate) struct SynthArguments {
    /// Train triplets, from 1,000 to 200 million; everything else follows in the proportions of the real data set
    #[arg(long, value_name = "N", default_value_t = SAMPLE_SIZE)]
    pub(crate) triplets: u64,
    /// The seed: the same makes the same bytes
    #[arg(long, default_value_t = SAMPLE_SEED)]
    pub(crate) seed: u64,
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = SAMPLE)]
    pub(crate) out: PathBuf,
    /// Threads that work [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Say nothing but errors
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Progress bars on a terminal, plain lines elsewhere
    Human,
    /// One JSON object a line
    Json,
}

impl Arguments {
    /// How the command speaks.
    pub(crate) fn voice(&self) -> Voice {
        match &self.command {
            Command::Run(RunArguments { plan, .. }) | Command::Check(plan) => Voice::of(plan.quiet, plan.log_format),
            Command::Synth(synth) => Voice::of(synth.quiet, LogFormat::Human),
            Command::Convert(convert) => Voice::of(convert.quiet, LogFormat::Human),
            _ => Voice::of(false, LogFormat::Human),
        }
    }
}
