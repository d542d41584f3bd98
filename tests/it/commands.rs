//! What each command prints, where, and with which exit code.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::faults;
use crate::program::{Outcome, SONGS, Sources, TRAIN, msd_plan, outcome, program};
use crate::runs_folder::{RunsFolder, msd_run, names};

fn call(arguments: &[&str]) -> Outcome {
    let mut call = program();
    call.args(arguments);
    outcome(call)
}

fn with_path(command: &str, path: &Path) -> Command {
    let mut call = program();
    call.arg(command).arg(path);
    call
}

/// A command goes well, says nothing on standard error, and prints all the parts.
#[track_caller]
fn check_prints(call: Command, parts: &[&str]) {
    let found = outcome(call);
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    for part in parts {
        assert!(found.stdout.contains(part), "expected `{part}` in:\n{}", found.stdout);
    }
}

fn check_plan(sources: &Sources, arguments: &[&str]) -> Command {
    let mut check = with_path("check", &msd_plan());
    check.arg("--data").arg(sources.data()).args(arguments);
    check
}

#[test]
fn every_commands_help_has_examples() {
    for command in ["run", "check", "stages", "inspect", "compare", "seeds", "verify", "synth"] {
        let mut help = program();
        help.args([command, "--help"]);
        check_prints(help, &["Usage: tastemill", "\nExamples:\n", &format!("\n  tastemill {command}")]);
    }
    let mut help = program();
    help.arg("--help");
    check_prints(
        help,
        &["run", "check", "stages", "inspect", "compare", "seeds", "verify", "synth", "Exit codes:", "\nExamples:\n"],
    );
}

/// As it stands, so that it can be pasted: a line that is wrapped begins at the margin.
#[test]
fn no_line_of_an_example_is_wrapped() {
    let commands =
        ["run", "check", "stages", "inspect", "recommend", "similar", "compare", "seeds", "convert", "verify", "synth"];
    for command in commands {
        let help = call(&[command, "--help"]).stdout;
        let (_, below) = help.split_once("\nExamples:\n").expect("examples");
        let lines: Vec<&str> = below.lines().take_while(|line| !line.is_empty()).collect();
        for line in &lines {
            assert!(line.starts_with("  ") && line.len() <= 80, "{command}: {line}");
        }
        let script = lines.join("\n");
        let bash = Command::new("bash").args(["-n", "-c", &script]).output().unwrap();
        assert!(bash.status.success() && bash.stderr.is_empty(), "{command}: {bash:?}");
    }
    let seeds = call(&["seeds", "--help"]).stdout;
    assert!(seeds.contains("\n  for seed in 1 2 3 4 5; do\n    tastemill run "), "{seeds}");
    assert!(seeds.contains("seed=$seed\n  done\n"), "{seeds}");
}

#[test]
fn the_help_lists_every_exit_code() {
    let help = call(&["--help"]).stdout;
    for code in ["0", "1", "2", "65", "66", "73", "74", "75", "130", "143"] {
        assert!(help.split(|c: char| !c.is_ascii_digit()).any(|word| word == code), "{code} in:\n{help}");
    }
}

#[test]
fn without_arguments_the_help_is_an_error() {
    let found = call(&[]);
    assert_eq!((found.code, found.stdout.as_str()), (Some(2), ""));
    assert!(found.stderr.contains("Usage: tastemill <COMMAND>"), "{}", found.stderr);
    assert!(found.stderr.contains("\nExamples:\n"), "{}", found.stderr);
}

#[test]
fn the_version_is_the_crates() {
    assert_eq!(call(&["--version"]).stdout, format!("tastemill {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn stages_lists_every_kind_with_its_ports_and_options() {
    let mut stages = program();
    stages.arg("stages");
    check_prints(
        stages,
        &[
            "read-songs\n",
            "  sources.genres (source, optional): ",
            "  with.mismatched = \"keep\"\n",
            "  with.text = \"decoded\"\n",
            "  with.features = \"required\"\n",
            "add-songs\n",
            "read-triplets\n",
            "  reads.songs (songs): ",
            "  with.max_rejected = 0.001\n",
            "  with.order = \"files\"\n",
            "build-matrices\n",
            "  writes.train (file .npz, optional): ",
            "song-table\n",
            "taste-vectors\n",
            "  with.vectors = [{ column = \"MUSIC\", scale = \"raw\" }]\n",
            "summarise\n",
            "  writes.picture (file .svg, optional): ",
            "split-plays\n",
            "  with.published = false\n",
            "fit-als\n",
            "  with.factors = 64\n",
            "fit-personality\n",
            "  with.maximum_overlap = 1.0\n",
            "recommend\n",
            "  reads.model (model): ",
            "  with.heard = \"leave-out\"\n",
            "blend\n",
            "read-rankings\n",
            "  sources.rankings (source): ",
            "evaluate\n",
            "  reads.songs (songs, optional): ",
            "  with.convention = \"msd\"\n",
        ],
    );
    let found = call(&["stages"]).stdout;
    // In the order of kinds: 6 + 3 + 2 + 1 + 1 + 1 + 10 + 6 + 2 + 4 + 3 + 12.
    assert_eq!(found.matches("  with.").count(), 51, "{found}");
}

#[test]
fn stages_shows_one_kind_or_lists_the_known_ones() {
    let mut stages = program();
    stages.args(["stages", "read-triplets"]);
    check_prints(stages, &["read-triplets\n", "with.max_rejected"]);
    assert!(!call(&["stages", "read-triplets"]).stdout.contains("read-songs"));
    let mut stages = program();
    stages.args(["stages", "nonsense"]);
    faults::check_call(
        stages,
        2,
        &[&["read-songs, add-songs, read-triplets, split-plays, build-matrices", "`nonsense`"]],
    );
}

/// What `stages` prints as defaults are values that `--set` takes.
#[test]
fn the_defaults_that_stages_prints_can_be_set() {
    let sources = Sources::small();
    let stages = [("read-songs", "songs"), ("read-triplets", "listen"), ("taste-vectors", "taste")];
    for (kind, stage) in stages {
        let printed = call(&["stages", kind]).stdout;
        let defaults = printed.lines().filter_map(|line| line.strip_prefix("  with.")?.split_once(" = "));
        for (option, value) in defaults {
            let found = outcome(msd_run(&sources, &["--set", &format!("{stage}.{option}={value}")]));
            assert_eq!(found.code, Some(0), "{option} = {value}: {}", found.stderr);
        }
    }
}

#[test]
fn check_prints_the_sources_and_makes_nothing() {
    let sources = Sources::small().with("train_triplets.txt.gz", "not looked at");
    check_prints(check_plan(&sources, &[]), &["6 stages, in order", TRAIN, SONGS, "mismatches   not there, optional"]);
    assert!(sources.nothing_was_left());
    let silent = outcome(check_plan(&sources, &["--quiet"]));
    assert_eq!((silent.code, silent.stdout.as_str(), silent.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn check_fails_as_run_does() {
    let no_column = Sources::small().with(SONGS, "song_id,title\nAja,Aja\n").with(TRAIN, "ann,Aja,1\n");
    let good = Sources::small();
    let cases: [(&Sources, &[&str], i32); 5] = [
        (&no_column, &[], 65),
        (&good, &["--source", "train=nothere.txt"], 66),
        (&good, &["--set", "songs.colour=red"], 2),
        (&good, &["--source", "x=y"], 2),
        (&good, &["--frobnicate"], 2),
    ];
    for (sources, arguments, code) in cases {
        let (run, check) = (outcome(msd_run(sources, arguments)), outcome(check_plan(sources, arguments)));
        let usage = |text: &str| text.split("\nUsage:").next().unwrap().to_owned();
        assert_eq!(check.code, Some(code), "{}", check.stderr);
        assert_eq!((check.code, usage(&check.stderr), check.stdout), (run.code, usage(&run.stderr), run.stdout));
    }
}

#[test]
fn inspect_shows_a_run_and_each_of_its_files() {
    let sources = Sources::small();
    sources.run_well(&[]);
    let of = |file: &str| with_path("inspect", &sources.latest().join(file));
    let title = "Taste Profile plays joined with audio features and genres";
    check_prints(
        of(""),
        &["run msd-", title, "4 songs x 3 users", "raw_triplets", "train_triplets.txt: 4 rows, 0 rejected"],
    );
    check_prints(of("train_sparse.npz"), &["rows: 4 songs, columns: 3 users", "4 cells", "11 plays", "(0, 2): 5"]);
    check_prints(of("user_df.parquet"), &["user_df.parquet: users", "3 rows", "MUSIC", "ann", "num_songs"]);
    check_prints(of("user_df.h5"), &["user_df.h5: users", "3 rows", "MUSIC", "ann", "num_songs", "list[i64]"]);
    check_prints(of("rejected.parquet"), &["0 rows", "reason"]);
    for file in names(&sources.latest()).iter().filter(|file| *file != "SHA256SUMS") {
        check_prints(of(file), &[]);
    }
}

#[test]
fn inspect_refuses_what_is_no_run_nor_a_file_of_one() {
    let sources = Sources::small().with("a.npz", "PK not really").with("a.parquet", "PAR1 not really PAR1");
    let of = |file: &str| with_path("inspect", &sources.data().join(file));
    faults::check_call(of("nothere"), 66, &[&["nothere", "expected a run or a file of one"]]);
    faults::check_call(of("nothere.npz"), 66, &[&["nothere.npz"]]);
    faults::check_call(of("nothere.parquet"), 66, &[&["nothere.parquet"]]);
    faults::check_call(of(""), 66, &[&["/data", "manifest.json", "OUT/latest"]]);
    faults::check_call(of(TRAIN), 66, &[&[TRAIN, "another kind of file"]]);
    faults::check_call(of("a.npz"), 65, &[&["a.npz", "expected"]]);
    faults::check_call(of("a.parquet"), 65, &[&["a.parquet", "expected"]]);
}

#[test]
fn verify_finds_a_flipped_byte_a_missing_file_and_a_stranger() {
    let sources = Sources::small();
    sources.run_well(&[]);
    let (run, verify) = (sources.latest(), || with_path("verify", &sources.latest()));
    check_prints(verify(), &["17 files are as they were written"]);
    let changed = |file: &str, change: fn(&mut Vec<u8>), telling: &str| {
        let bytes = fs::read(run.join(file)).unwrap();
        let mut other = bytes.clone();
        change(&mut other);
        fs::write(run.join(file), other).unwrap();
        faults::check_call(verify(), 65, &[&[file, telling, "run the plan again"]]);
        fs::write(run.join(file), bytes).unwrap();
    };
    changed("train_sparse.npz", |bytes| bytes[100] ^= 1, "expected the bytes of the checksum");
    changed("manifest.json", |bytes| bytes.push(b' '), "expected the bytes of the checksum");
    changed("SHA256SUMS", |bytes| bytes.extend(b"nonsense\n"), "line 18");
    fs::write(run.join("stranger.txt"), "?").unwrap();
    faults::check_call(verify(), 65, &[&["stranger.txt", "none for it"]]);
    fs::remove_file(run.join("stranger.txt")).unwrap();
    fs::remove_file(run.join("user_df.parquet")).unwrap();
    faults::check_call(verify(), 65, &[&["user_df.parquet", "found none"]]);
    faults::check_call(with_path("verify", &sources.data()), 66, &[&["SHA256SUMS"]]);
    faults::check_call(with_path("verify", Path::new("nothere")), 66, &[&["nothere"]]);
}

#[test]
fn synth_makes_the_same_bytes_of_the_same_seed() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, arguments: &[&str]| {
        let mut synth = program();
        synth.args(["synth", "--triplets", "2000", "--out"]).arg(folder.path().join(name)).args(arguments);
        let found = outcome(synth);
        assert_eq!(found.code, Some(0), "{}", found.stderr);
        assert_eq!(found.stdout.lines().count(), 6, "a line for each file: {}", found.stdout);
        let files = RunsFolder::of(folder.path()).runs.remove(name).unwrap();
        let test = RunsFolder::of(&folder.path().join(name)).runs;
        assert_eq!((files.len(), test["EvalDataYear1MSDWebsite"].len()), (5, 2));
        (files, test)
    };
    let first = made("a", &["--seed", "7"]);
    assert_eq!(made("b", &["--seed", "7", "--threads", "1"]), first);
    assert_eq!(made("b", &["--seed", "7", "--threads", "5"]), first, "over the old files");
    assert_ne!(made("c", &["--seed", "8"]), first);
}

#[test]
fn synth_refuses_too_few_and_too_many_triplets() {
    let folder = tempfile::tempdir().unwrap();
    for (n, bound) in [("999", "1000"), ("200000001", "200000000")] {
        let mut synth = program();
        synth.args(["synth", "--triplets", n, "--out"]).arg(folder.path().join("sample"));
        faults::check_call(synth, 2, &[&[n, bound, "triplets"]]);
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn quiet_says_nothing_but_errors() {
    let sources = Sources::small();
    for quiet in ["--quiet", "-q"] {
        let run = outcome(msd_run(&sources, &[quiet]));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    }
    let failed = outcome(msd_run(&sources, &["--quiet", "--source", "train=nothere.txt"]));
    assert_eq!((failed.code, failed.stderr.lines().count()), (Some(66), 2), "{}", failed.stderr);
    let mut synth = program();
    synth.args(["synth", "-q", "--triplets", "1000", "--out"]).arg(sources.data().join("sample"));
    assert_eq!(outcome(synth).stderr, "");
}

/// The lines of standard error, each of which must be an object with a level.
#[track_caller]
fn objects(run: Command) -> Vec<Value> {
    let found = outcome(run);
    let object = |line: &str| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error} in: {line}"));
    let objects: Vec<Value> = found.stderr.lines().map(object).collect();
    assert!(objects.iter().all(|object| object["level"].is_string()), "{objects:?}");
    objects
}

#[test]
fn a_log_in_json_has_an_object_a_line() {
    let sources = Sources::small();
    let said = objects(msd_run(&sources, &["--log-format", "json"]));
    let of = |event: &str| said.iter().filter(|object| object["event"] == event).collect::<Vec<_>>();
    assert_eq!((of("stage-begins").len(), of("stage-ends").len()), (6, 6));
    // stages that only write files run side by side and may end in any order
    let ended = |stage: &str| *of("stage-ends").iter().find(|object| object["stage"] == stage).unwrap();
    assert_eq!(ended("listen")["rows"], 8);
    assert_eq!(ended("catalogue")["files"][0], "song_df.h5");
    assert!(said.iter().all(|object| object["run_id"] == said[0]["run_id"] && object["time_ms"].is_u64()));
    let messages = said.iter().filter_map(|object| object["message"].as_str());
    for message in messages {
        assert_eq!(message, message.trim(), "a message is not laid out for a terminal");
    }
    let said = objects(msd_run(&sources, &["--log-format", "json", "--only", "taste"]));
    assert_eq!(said.iter().filter(|object| object.to_string().contains("taken")).count(), 5, "{said:?}");
}

#[test]
fn an_error_in_json_is_an_object_with_the_exit_code() {
    let sources = Sources::small().with(TRAIN, "ann\tAja\t3\nann\tBow\tfive\n").with(SONGS, "song_id\n");
    let said = objects(msd_run(&sources, &["--log-format", "json"]));
    let last = said.last().unwrap();
    assert_eq!((&last["level"], &last["exit"]), (&Value::from("error"), &Value::from(65)));
    assert!(last["message"].as_str().unwrap().contains("track_id"), "{last}");
    assert!(last["hint"].is_string());
    let sources = Sources::small().with(TRAIN, "ann\tAja\t3\nann\tBow\tfive\n");
    let said = objects(msd_run(&sources, &["--log-format", "json"]));
    assert!(said.last().unwrap()["message"].as_str().unwrap().contains("plays-not-a-number 1"), "{said:?}");
    let said = objects(msd_run(&sources, &["--log-format", "json", "--set", "songs.colour=1"]));
    assert_eq!((said.len(), &said[0]["exit"]), (1, &Value::from(2)));
}

#[test]
fn nothing_is_coloured_where_no_terminal_is() {
    let sources = Sources::small();
    let calls: [&[&str]; 5] = [&[], &["--set", "x"], &["--threads", "0"], &["--help"], &["--source", "train=nothere"]];
    for arguments in calls {
        let found = outcome(msd_run(&sources, arguments));
        assert!(!found.stdout.contains('\x1b') && !found.stderr.contains('\x1b'), "{found:?}");
    }
}
