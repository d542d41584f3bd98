//! `evaluate`: rankings against hidden plays, with everything that says how sure the result is.

use artifacts::{RankingsError, write_table};
use domain::{FunnelStep, MusicScale, Plays, Scorecard, SongId, SongTable, UserId};
use evaluation::{
    Case, Convention, EvaluationError, HeardSongs, JudgeError, JudgedModel, Jury, Metric, StatisticsOptions, scorecard,
};
use recommenders::Heard;
use report::{Report, ShownMetrics, league_picture, markdown, metrics, page};
use serde_json::json;

use super::recommend::Candidates;
use crate::judging::{
    CatalogueColumns, Samples, Seen, TitleColumns, audit, catalogue, listeners, scores_table, taste_space,
    told_by_chance,
};
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, RankingsFile, Stage, StageKind};
use crate::text_files::write_text;
use crate::{Exit, RunError};

options! {
    /// The options of `evaluate`.
    Evaluate {
        /// What the plan asks, for the top of the report; the plan's title if it is empty
        question: String = String::new(), "a text";
        /// Whose definitions of the metrics
        convention: String = "msd".to_owned(), "\"msd\" | \"liang\" | \"trec\" | \"spark\" | \"implicit\" | \"recbole\" | \"rectools\" | \"notebook\"";
        /// What is measured; docs/metrics.md explains each
        metrics: Vec<String> = ["map@500", "ndcg@100", "recall@50"].map(str::to_owned).into(), "a list of METRIC@K";
        /// The metrics under which all pairs of models are compared; the first three of users if it is empty
        compare: Vec<String> = Vec::new(), "a list of METRIC@K";
        /// Resamples of the bootstrap
        resamples: usize = 1000, "a whole number";
        /// Sign patterns of the randomisation test
        flips: usize = 10_000, "a whole number";
        /// Which songs lists may hold: those that a training user plays, or all that have a number; the same for all models
        candidates: Candidates = Candidates::Heard, "\"heard\" | \"all\"";
        /// The scale of tastes and lists in MUSIC space
        scale: MusicScale = MusicScale::Zscore, "\"raw\" | \"zscore\" | \"minmax\"";
        /// How many users the report shows with their lists
        listeners: usize = 3, "a whole number up to 100";
        /// The column of titles in the song table
        title: String = "title".to_owned(), "a column";
        /// The column of artists in the song table
        artist: String = "artist_name".to_owned(), "a column";
        /// The column of years in the song table
        year: String = "year".to_owned(), "a column";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "evaluate",
    about: "judges rankings against hidden plays on the full catalogue: metrics with intervals, paired tests of all pairs of models, a report",
    sources: &[],
    reads: &[
        Port::required("plays", Kind::Plays, "the plays; their hidden rows are the truth"),
        Port::optional("songs", Kind::Songs, "the songs, for titles, genres, artists, years and MUSIC vectors"),
        Port::several("rankings", Kind::Rankings, "the lists of each model"),
    ],
    writes: &[
        Port::optional("report", Kind::File(&[".html"]), "the report, one page that needs no network"),
        Port::optional("page", Kind::File(&[".md"]), "the report as Markdown"),
        Port::optional("metrics", Kind::File(&[".json"]), "every number under a name of its own"),
        Port::optional("scores", Kind::File(&[".parquet"]), "the value of every model, user and metric"),
        Port::optional("picture", Kind::File(&[".svg"]), "the league of models as a picture"),
    ],
    options: Evaluate::cards,
    parse: |with| {
        let options: Evaluate = parse(with)?;
        options.asked()?;
        Ok(Box::new(options))
    },
};

/// Users that a page may show: each takes some 7 kB of it.
const MOST_LISTENERS: usize = 100;

/// With fewer draws neither an interval nor a p says anything.
const LEAST_DRAWS: usize = 100;

/// What is asked for, understood.
struct Asked {
    convention: Convention,
    metrics: Vec<Metric>,
    compared: Vec<Metric>,
}

impl Evaluate {
    fn asked(&self) -> Result<Asked, String> {
        let all = |option: &str, names: &[String]| -> Result<Vec<Metric>, String> {
            names.iter().map(|name| name.parse().map_err(|error| format!("{option}: {error}"))).collect()
        };
        let convention = self.convention.parse::<Convention>().map_err(|error| error.to_string())?;
        let metrics = all("metrics", &self.metrics)?;
        for (option, n) in [("resamples", self.resamples), ("flips", self.flips)] {
            if n < LEAST_DRAWS {
                return Err(format!("{option}: expected at least {LEAST_DRAWS}, found {n}"));
            }
        }
        if self.listeners > MOST_LISTENERS {
            return Err(format!("listeners: expected at most {MOST_LISTENERS}, found {}", self.listeners));
        }
        if metrics.is_empty() {
            return Err("metrics: expected at least one, found none".to_owned());
        }
        if let Some(twice) = (0..metrics.len()).find(|&at| metrics[..at].contains(&metrics[at])) {
            return Err(format!("metrics: expected each once, found {} twice", metrics[twice]));
        }
        let of_users = || metrics.iter().filter(|metric| !metric.kind.is_of_all_lists()).copied();
        let compared = match all("compare", &self.compare)? {
            named if named.is_empty() => of_users().take(3).collect(),
            named => named,
        };
        if let Some(other) = compared.iter().find(|metric| !of_users().any(|known| known == **metric)) {
            return Err(format!("compare: expected metrics of users that `metrics` names, found {other}"));
        }
        Ok(Asked { convention, metrics, compared })
    }
}

impl Evaluate {
    /// An error if the lists of a model may hold songs that are no candidates here.
    fn check_candidates(&self, rankings: &[&RankingsFile]) -> Result<(), RunError> {
        let wider = rankings.iter().find(|file| self.candidates == Candidates::Heard && file.is_of_all_songs);
        match wider {
            None => Ok(()),
            Some(file) => Err(RunError::new(
                Exit::Usage,
                format!(
                    "rankings `{}`: expected lists of the songs that training users play, found lists of all songs",
                    file.name
                ),
            )
            .with_hint("set `candidates = \"all\"` for this stage too: then all models are judged on all songs")),
        }
    }
}

impl Evaluate {
    /// Columns that the song table lacks.
    fn notes_of_columns(&self, songs: Option<&SongTable>) -> Vec<String> {
        let Some(songs) = songs else { return Vec::new() };
        let columns = [("titles", &self.title), ("artists", &self.artist), ("years", &self.year)];
        let lacking = columns.iter().filter(|(_, column)| songs.column(column).is_none());
        lacking.map(|(of, column)| format!("The song table has no column {column}: there are no {of}.")).collect()
    }
}

impl Stage for Evaluate {
    fn reads_the_record(&self) -> bool {
        true
    }

    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        if !bench.writes_files {
            return Ok(());
        }
        let asked = self.asked().expect("the options were checked");
        let (plays, songs, rankings) = (bench.plays(), bench.optional_songs(), bench.rankings("rankings"));
        let audited = audit(plays, bench.identity(), &rankings)?;
        bench.outcome.facts.insert("audit".to_owned(), audited);
        let columns = CatalogueColumns { artist: &self.artist, year: &self.year, scale: self.scale };
        let mut catalogue = catalogue(plays, songs, columns);
        if self.candidates == Candidates::All {
            catalogue.candidates.fill(true);
        }
        self.check_candidates(&rankings)?;
        let users: Vec<UserId> = (0..plays.users.len() as u32).map(UserId).collect();
        let case = |heard: HeardSongs| Case {
            users: &users,
            visible: &plays.visible,
            hidden: &plays.hidden,
            catalogue: &catalogue,
            metrics: &asked.metrics,
            convention: asked.convention,
            heard,
        };
        // What a list may hold is a matter of each model; the users, songs and numbers are the same for all.
        let (jury, lenient) = (Jury::new(case(HeardSongs::Refused))?, Jury::new(case(HeardSongs::Allowed))?);
        let drawn = Samples::drawn(plays, jury.users(), &catalogue, self.listeners);
        let (mut judged, mut samples): (Vec<JudgedModel>, Vec<(String, Samples)>) = (Vec::new(), Vec::new());
        for &file in &rankings {
            let mut sample = drawn.again();
            let lists = Seen::open(file, plays, |block| {
                bench.meter.advance(0, block.n_rows() as u64);
                sample.look(block, &catalogue);
            })?;
            let jury = if file.heard == Heard::Keep { &lenient } else { &jury };
            let mut model = jury.judge(&file.name, lists).map_err(|error| told(error, plays))?;
            // A sum of nothing is -0 in floating point.
            model.values.iter_mut().flatten().for_each(|value| *value += 0.0);
            judged.push(model);
            samples.push((file.name.clone(), sample));
        }
        let statistics = StatisticsOptions {
            seed: bench.seed,
            n_resamples: self.resamples,
            n_flips: self.flips,
            compared: asked.compared,
        };
        let is_lenient = rankings.iter().any(|file| file.heard == Heard::Keep);
        let scorecard = scorecard(if is_lenient { &lenient } else { &jury }, &judged, &statistics)?;
        count(bench, &scorecard);
        let mut notes = notes(bench);
        notes.extend(self.notes_of_columns(songs));
        notes.extend(notes_of_lists(&scorecard, &rankings, &asked.metrics));
        let of_candidates = rankings.iter().all(|file| file.is_of_all_songs == (self.candidates == Candidates::All));
        if of_candidates {
            notes.extend(told_by_chance(bench.plan, &jury, &scorecard, &rankings));
        }
        let tastes = taste_space(&samples, &catalogue, self.scale);
        let titles = TitleColumns { title: &self.title, artist: &self.artist };
        let shown = ShownMetrics::suggested_by(&scorecard);
        let report = Report {
            title: bench.title,
            question: if self.question.is_empty() { bench.title } else { &self.question },
            run: bench.plan_name,
            seed: bench.seed,
            protocol: &protocol(bench, &rankings),
            funnel: &funnel(bench, &scorecard),
            scorecard: &scorecard,
            shown: &shown,
            tastes: tastes.as_ref(),
            listeners: &listeners(plays, songs, titles, &samples),
            notes: &notes,
            manifest: &json!({ "plan": bench.plan, "stages": bench.told.record }),
        };
        write(bench, &report, &judged)
    }
}

fn write(bench: &mut Bench<'_>, report: &Report<'_>, judged: &[JudgedModel]) -> Result<(), RunError> {
    write_text(bench, "report", "the report: one page that needs no network", || page(report))?;
    write_text(bench, "page", "the report as Markdown", || markdown(report))?;
    write_text(bench, "metrics", "every number of the evaluation under a name of its own", || metrics(report))?;
    write_text(bench, "picture", "the league of models", || league_picture(report))?;
    let (columns, n_rows) = scores_table(judged, bench.plays());
    for name in bench.files("scores") {
        let written = bench.shelf.write(&name, |out| write_table(&columns, n_rows, out))?;
        let types = columns.iter().map(|column| (column.name.clone(), json!(column.cells.type_name())));
        let description = Description {
            shape: vec![n_rows, columns.len()],
            axes: &["models x users", "columns"],
            dtype: serde_json::Value::Object(types.collect()),
            about: "the value of every model, judged user and metric; null where a user has none",
        };
        bench.keep(written, description);
    }
    Ok(())
}

/// The judge's error, with ids where it has numbers.
fn told(error: JudgeError<RankingsError>, plays: &Plays) -> RunError {
    let (model, user, song, expected, hint) = match &error {
        JudgeError::Lists(EvaluationError::ListedHeard { model, user, song }) => {
            (model, user, song, "songs that the user has not heard", None)
        }
        JudgeError::Lists(EvaluationError::NotACandidate { model, user, song }) => {
            let hint = "`candidates = \"all\"` judges all models on all songs that have a number";
            (model, user, song, "songs that training users play", Some(hint))
        }
        _ => return error.into(),
    };
    let (user, song) = (plays.users.id(UserId(*user)), plays.songs.id(SongId(*song)));
    let found = format!("rankings `{model}`: user {user}: expected {expected}, found song {song}");
    RunError { hint: hint.map(str::to_owned), ..RunError::new(Exit::Data, found) }
}

fn count(bench: &mut Bench<'_>, scorecard: &Scorecard) {
    bench.count("judged_users", scorecard.users.n_judged);
    let definitions = scorecard.cards.iter().map(|card| (card.name.clone(), json!(card.version)));
    bench.outcome.facts.insert("definitions".to_owned(), serde_json::Value::Object(definitions.collect()));
    for model in &scorecard.models {
        for (card, estimate) in scorecard.cards.iter().zip(&model.estimates) {
            if let Some(estimate) = estimate {
                let name = format!("{}.{}", model.name, card.name);
                bench.outcome.facts.insert(name, json!(estimate.mean));
            }
        }
    }
}

/// How users were divided and lists made, for the report.
fn protocol(bench: &Bench<'_>, rankings: &[&RankingsFile]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    if !bench.plan.stages.iter().any(|stage| stage.run == "split-plays") {
        lines.push(("hidden plays".to_owned(), "as the files have them".to_owned()));
    }
    for stage in &bench.plan.stages {
        let options = stage.with.iter().map(|(option, value)| format!("{option} = {value}"));
        let with = options.collect::<Vec<_>>().join(", ");
        if matches!(stage.run.as_str(), "split-plays" | "recommend" | "blend" | "read-rankings")
            || stage.run.starts_with("fit-")
        {
            let with = if with.is_empty() { "the options' defaults".to_owned() } else { with };
            lines.push((format!("{} ({})", stage.name, stage.run), with));
        }
    }
    let mask = &rankings[0].mask;
    if rankings.iter().all(|file| file.mask == *mask) {
        lines.push(("songs that cannot be listed".to_owned(), mask.clone()));
    } else {
        let masks =
            rankings.iter().map(|file| (format!("{}: songs that cannot be listed", file.name), file.mask.clone()));
        lines.extend(masks);
    }
    lines
}

/// From raw rows to judged users.
fn funnel(bench: &Bench<'_>, scorecard: &Scorecard) -> Vec<FunnelStep> {
    let users = &scorecard.users;
    let last = FunnelStep {
        label: "users judged".to_owned(),
        hidden: Some(users.n_judged as u64),
        note: format!("of {} users with hidden plays", users.n_with_hidden),
        ..FunnelStep::default()
    };
    bench.told.funnel.iter().cloned().chain([last]).collect()
}

/// Lists that are shorter than a metric looks, or missing: what is not listed counts as not found.
fn notes_of_lists(scorecard: &Scorecard, rankings: &[&RankingsFile], metrics: &[Metric]) -> Vec<String> {
    let longest = metrics.iter().map(|metric| metric.k).max().unwrap_or_default();
    let mut notes = Vec::new();
    for (model, file) in scorecard.models.iter().zip(rankings) {
        if model.n_without_list > 0 {
            notes.push(format!(
                "{}: {} of {} judged users have no list and count as users without a hit.",
                model.name, model.n_without_list, scorecard.users.n_judged
            ));
        }
        if file.k < longest {
            notes.push(format!(
                "{}: its lists end at {} songs, while metrics look as far as {longest}.",
                model.name, file.k
            ));
        }
    }
    notes
}

/// What a reader must know before quoting a number.
fn notes(bench: &Bench<'_>) -> Vec<String> {
    let has = |kind: &str| bench.plan.stages.iter().any(|stage| stage.run == kind);
    let mut notes: Vec<String> = bench.told.notes.iter().map(|note| note.replace('`', "")).collect();
    if !has("add-songs") {
        notes.push("Songs without a row in the song table were left out with their plays. Such figures compare with each other and with nothing that was published.".to_owned());
    }
    for split in bench.plan.stages.iter().filter(|stage| stage.run == "split-plays") {
        let is_published = split.with.get("published").and_then(toml::Value::as_bool) == Some(true);
        if !is_published {
            notes.push("What is hidden was drawn for this run alone, not as any paper had it. Such figures compare with other runs on the same draw and with nothing that was published.".to_owned());
        }
    }
    notes.push("The plays have no dates: nothing can be said about what users play next.".to_owned());
    if bench.rankings("rankings").iter().any(|file| file.fitted_on.is_empty()) {
        notes.push("Some rankings were made elsewhere: what their models have seen is not known.".to_owned());
    }
    notes
}
