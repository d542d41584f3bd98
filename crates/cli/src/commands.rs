//! What each command does: arguments to a call of `pipeline`, the answer to standard output.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use domain::Meter;
use pipeline::{
    Exit, KINDS, Need, Overrides, PairedUsers, Plan, Port, Question, Run, RunError, RunPair, SampleMade, Selection,
    SeveralRuns, StageKind,
};

use crate::answers;
use crate::arguments::{
    Arguments, AskingArguments, Command, CompareArguments, ConvertArguments, PlanArguments, RecommendArguments,
    RunArguments, SAMPLE, SAMPLE_SEED, SAMPLE_SIZE, SeedsArguments, SimilarArguments, SynthArguments,
};
use crate::comparison;
use crate::narrator::Narrator;
use crate::seeds;
use crate::voice::{Voice, line};

/// Does what is asked for. An error is told by the caller.
pub(crate) fn carry_out(arguments: Arguments) -> Result<ExitCode, RunError> {
    let voice = arguments.voice();
    match arguments.command {
        Command::Run(run) => run_plan(&run, voice),
        Command::Check(plan) => check(&plan, voice),
        Command::Stages { kind } => stages(kind.as_deref()),
        Command::Inspect { path } => show(&pipeline::inspect(&path)?),
        Command::Recommend(arguments) => recommend(&arguments),
        Command::Similar(arguments) => similar(&arguments),
        Command::Compare(arguments) => compare(&arguments),
        Command::Seeds(arguments) => over_seeds(&arguments),
        Command::Convert(arguments) => convert(&arguments, voice),
        Command::Verify { run } => verify(&run),
        Command::Synth(synth) => make_sample(&synth, voice),
    }
}

fn read_plan(arguments: &PlanArguments) -> Result<Plan, RunError> {
    let overrides = Overrides { sources: arguments.sources.clone(), settings: arguments.settings.clone() };
    Plan::read(&arguments.plan, &overrides)
}

fn run_plan(arguments: &RunArguments, voice: Voice) -> Result<ExitCode, RunError> {
    let plan = read_plan(&arguments.plan)?;
    use_threads(arguments.threads)?;
    let selection = match (&arguments.only, &arguments.from) {
        (Some(stage), _) => Selection::Only(stage.clone()),
        (None, Some(stage)) => Selection::From(stage.clone()),
        (None, None) => Selection::All,
    };
    let stem = arguments.plan.plan.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // A run's folder is not hidden, whatever the plan's file is.
    let name = stem.trim_start_matches('.').to_owned();
    let narrator = Narrator::new(voice);
    let data = match &arguments.plan.data {
        Some(data) => data.clone(),
        None => sample_on_demand(&narrator)?,
    };
    let run = Run { plan: &plan, name: &name, data: &data, out: &arguments.out, selection };
    let finished = pipeline::run(&run, &narrator);
    narrator.done();
    let finished = finished?;
    narrator.complete(&finished);
    show(&finished.place.display().to_string())
}

fn check(arguments: &PlanArguments, voice: Voice) -> Result<ExitCode, RunError> {
    let plan = read_plan(arguments)?;
    let checked = pipeline::check(&plan, arguments.data.as_deref().unwrap_or(Path::new(SAMPLE)))?;
    let mut text = format!("{}: {} stages, in order\n", arguments.plan.display(), plan.stages.len());
    for source in checked.sources.values() {
        let _ = writeln!(text, "  {:12} {}", source.name, source.path.display());
    }
    for name in checked.missing {
        let _ = writeln!(text, "  {name:12} not there, optional");
    }
    if matches!(voice, Voice::Silent | Voice::SilentJson) { Ok(ExitCode::SUCCESS) } else { show(text.trim_end()) }
}

fn stages(wanted: Option<&str>) -> Result<ExitCode, RunError> {
    let known = KINDS.map(|kind| kind.name).join(", ");
    let kinds: Vec<&StageKind> =
        KINDS.into_iter().filter(|kind| wanted.is_none_or(|wanted| wanted == kind.name)).collect();
    if kinds.is_empty() {
        return Err(RunError::usage(format!("expected one of {known}, found `{}`", wanted.unwrap_or_default())));
    }
    show(&kinds.into_iter().map(described).collect::<Vec<_>>().join("\n\n"))
}

fn described(kind: &StageKind) -> String {
    let mut text = format!("{}\n  {}", kind.name, kind.about);
    for (word, ports) in [("sources", kind.sources), ("reads", kind.reads), ("writes", kind.writes)] {
        for Port { name, kind, need, about } in ports {
            let optional = match need {
                Need::Required => "",
                Need::Optional => ", optional",
                Need::Several => ", one or a list",
            };
            let _ = write!(text, "\n  {word}.{name} ({}{optional}): {about}", kind.name());
        }
    }
    for option in (kind.options)() {
        let _ = write!(text, "\n  with.{} = {}\n    {}; {}", option.name, option.default, option.about, option.values);
    }
    text
}

fn question(arguments: &AskingArguments) -> Question<'_> {
    Question { run: &arguments.run, model: arguments.model.as_deref(), k: arguments.k as usize }
}

fn recommend(arguments: &RecommendArguments) -> Result<ExitCode, RunError> {
    let found = pipeline::recommend(&question(&arguments.asking), &arguments.user)?;
    if arguments.asking.json {
        return show(&object(serde_json::to_string_pretty(&found)));
    }
    tell_notes(&found.notes);
    show(&answers::recommended(&found))
}

fn similar(arguments: &SimilarArguments) -> Result<ExitCode, RunError> {
    let found = pipeline::similar(&question(&arguments.asking), &arguments.song)?;
    if arguments.asking.json {
        return show(&object(serde_json::to_string_pretty(&found)));
    }
    tell_notes(&found.notes);
    show(&answers::similar(&found))
}

/// What an answer lacks, for people; programs find it in the object.
fn tell_notes(notes: &[String]) {
    for note in notes {
        line(&format!("note: {note}"));
    }
}

fn compare(arguments: &CompareArguments) -> Result<ExitCode, RunError> {
    let users = if arguments.common { PairedUsers::Common } else { PairedUsers::Same };
    let runs = [arguments.first.as_path(), arguments.second.as_path()];
    let found = pipeline::compare_runs(&RunPair { runs, metrics: &arguments.metrics, users })?;
    show(&if arguments.json { object(serde_json::to_string_pretty(&found)) } else { comparison::compared(&found) })
}

fn over_seeds(arguments: &SeedsArguments) -> Result<ExitCode, RunError> {
    let SeedsArguments { runs, metrics, stages, .. } = arguments;
    let found = pipeline::over_seeds(&SeveralRuns { runs, metrics, stages })?;
    show(&if arguments.json { object(serde_json::to_string_pretty(&found)) } else { seeds::over_seeds(&found) })
}

/// An answer for programs.
fn object(text: serde_json::Result<String>) -> String {
    text.expect("texts and numbers as JSON")
}

fn convert(arguments: &ConvertArguments, voice: Voice) -> Result<ExitCode, RunError> {
    let narrator = Narrator::new(voice);
    let meter = Arc::new(Meter::default());
    narrator.watch("convert", Arc::clone(&meter));
    let converted = pipeline::convert(&arguments.from, &arguments.key, &arguments.to, &meter);
    narrator.done();
    let pipeline::Converted { n_rows, n_columns } = converted?;
    narrator.say(&format!("{n_rows} rows x {n_columns} columns"));
    show(&arguments.to.display().to_string())
}

fn verify(run: &Path) -> Result<ExitCode, RunError> {
    let verified = pipeline::verify(run)?;
    if verified.wrong.is_empty() {
        return show(&format!("{}: {} files are as they were written", run.display(), verified.right.len()));
    }
    let problems = verified.wrong.iter().map(|wrong| format!("{}: {wrong}", run.display())).collect();
    Err(RunError { exit: Exit::Data, problems, hint: Some("run the plan again".to_owned()) })
}

fn make_sample(arguments: &SynthArguments, voice: Voice) -> Result<ExitCode, RunError> {
    use_threads(arguments.threads)?;
    let narrator = Narrator::new(voice);
    let made = watched_sample(arguments.triplets, arguments.seed, &arguments.out, &narrator)?;
    narrator.say(&format!("{} users, {} songs", made.n_users, made.n_songs));
    let files = made
        .files
        .iter()
        .map(|(file, lines)| format!("{lines:>10} lines or rows  {}", arguments.out.join(file).display()));
    show(&files.collect::<Vec<_>>().join("\n"))
}

fn watched_sample(n_triplets: u64, seed: u64, out: &Path, narrator: &Narrator) -> Result<SampleMade, RunError> {
    let meter = Arc::new(Meter::default());
    narrator.watch("synth", Arc::clone(&meter));
    let made = pipeline::make_sample(n_triplets, seed, out, &meter);
    narrator.done();
    made
}

/// The folder of the default input, which is made where it is not whole.
fn sample_on_demand(narrator: &Narrator) -> Result<PathBuf, RunError> {
    let folder = PathBuf::from(SAMPLE);
    if !pipeline::sample_is_there(&folder) {
        narrator.say(&format!("no --data: making a sample of {SAMPLE_SIZE} triplets in {SAMPLE}"));
        watched_sample(SAMPLE_SIZE, SAMPLE_SEED, &folder, narrator)?;
    }
    Ok(folder)
}

fn use_threads(threads: Option<u16>) -> Result<(), RunError> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global().map_err(|error| {
        let found = format!("out of memory: --threads {threads}: expected the system to give so many, found: {error}");
        RunError::new(Exit::OutOfMemory, found).with_hint("take fewer, or raise the limit")
    })
}

/// Prints a result. Whoever reads it may stop early, as `head` does.
fn show(text: &str) -> Result<ExitCode, RunError> {
    match writeln!(io::stdout(), "{text}") {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(RunError::new(Exit::Io, format!("standard output: {error}"))),
    }
}
