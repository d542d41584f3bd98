//! A report from made-up but plausible values, on standard output: `sample_report [html|md|json|svg] [N_MODELS]`.
//!
//! Shows what a report looks like without running anything, and gives the browser test its page. Nothing in it was
//! measured.
#![expect(clippy::print_stdout, reason = "an example prints what it shows")]

use domain::{Better, Comparison, Estimate, FunnelStep, JudgedUsers, MetricCard, ModelScore, MusicVector, Scorecard};
use report::{ListTastes, Listener, PlayedSong, RankedSong, Report, ShownList, ShownMetrics, TasteSpace};

/// Name, accuracy, spread of the lists and how far lists follow tastes, from 0 to 1.
const MODELS: [(&str, f64, f64, f64); 8] = [
    ("als", 0.118, 0.52, 0.62),
    ("als + personality", 0.117, 0.58, 0.74),
    ("personality", 0.061, 0.71, 0.88),
    ("popularity", 0.0402, 0.31, 0.02),
    ("content", 0.031, 0.22, 0.93),
    ("a model whose name somebody made far too long", 0.029, 0.4, 0.5),
    ("als | wide <512>", 0.1174, 0.55, 0.6),
    ("random", 0.0004, 0.83, 0.0),
];

/// Name, mean of a model from its accuracy and spread, standard error, way, sentence.
type Metric = (&'static str, fn(f64, f64) -> f64, f64, Better, &'static str);

const METRICS: [Metric; 15] = [
    ("map@500", |a, _| a, 0.0011, Better::Higher, "How early the hidden songs stand in the list."),
    ("ndcg@100", |a, _| a * 1.95, 0.0014, Better::Higher, "The same with logarithmic discount."),
    ("recall@50", |a, _| a * 2.2, 0.0017, Better::Higher, "Share of the hidden songs among the first 50."),
    ("recall@500", |a, _| a * 4.1, 0.0021, Better::Higher, "Share of the hidden songs among the first 500."),
    ("precision@10", |a, _| a * 0.92, 0.0009, Better::Higher, "Share of hidden songs in the first ten."),
    ("mrr", |a, _| a * 2.9, 0.0022, Better::Higher, "One over the rank of the first hidden song."),
    ("recall_head@500", |a, s| a * 4.9 + (0.4 - s) * 0.1, 0.0024, Better::Higher, "Recall of the most played songs."),
    ("recall_mid@500", |a, s| a * 2.6 * s, 0.0023, Better::Higher, "Recall of the songs between."),
    ("recall_tail@500", |a, s| a * s * s, 0.0016, Better::Higher, "Recall of the rarely played songs."),
    ("artist_diversity@100", |_, s| s, 0.0012, Better::Higher, "Artists in the first 100 songs, over 100."),
    ("coverage@100", |_, s| s * 0.9, f64::NAN, Better::Higher, "Share of the catalogue that is in some list."),
    ("gini@100", |_, s| 1.0 - s * 0.8, f64::NAN, Better::Lower, "How unevenly recommendations fall on songs."),
    ("taste_distance@100", |_, s| 1.4 - s, 0.004, Better::Lower, "From the list's mean to the user's taste."),
    ("mean_plays@100", |_, s| 2_400.0 * (1.0 - s), 9.0, Better::Neither, "Mean number of plays of recommended songs."),
    ("mean_year@100", |_, s| 1_998.0 + 8.0 * s, 0.05, Better::Neither, "Mean year of recommended songs."),
];

const N_USERS: usize = 23_058;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_else(|| "html".to_owned());
    let n_models = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(4);
    print!("{}", sample(&kind, n_models));
}

fn sample(kind: &str, n_models: usize) -> String {
    let scorecard = scorecard(n_models.min(MODELS.len()));
    let (space, listeners) = (tastes(&scorecard), listeners(&scorecard));
    let protocol = [
        ("Split", "The challenge's own files: visible and hidden half of each test user's songs."),
        (
            "Known before",
            "Nothing hidden reached training: popularity, scales and tastes come from train and visible rows alone.",
        ),
        (
            "Candidates",
            "Every song of the catalogue, less those that the user was known to have heard. Nothing is sampled.",
        ),
    ];
    let notes = [
        "Songs without audio features were left out, so these numbers compare with nothing published.",
        "The Taste Profile has no time stamps: nothing can be said about time.",
    ];
    let report = Report {
        title: "Does personality find what popularity does not?",
        question: "Listeners with like tastes on the MUSIC axes share songs that the charts do not hold. Do their votes, alone or \
                   blended with ALS, find hidden songs that popularity misses, and at what cost in accuracy?",
        run: "personality-5f0c21ab",
        seed: 20_261_122,
        protocol: &protocol.map(|(name, words)| (name.to_owned(), words.to_owned())),
        funnel: &funnel(),
        scorecard: &scorecard,
        shown: &ShownMetrics::suggested_by(&scorecard),
        tastes: Some(&space),
        listeners: &listeners,
        notes: &notes.map(str::to_owned),
        manifest: &serde_json::json!({"plan": "personality", "program": "0.1.0", "sources": {"hidden": {"sha256": "9f2c…"}}}),
    };
    match kind {
        "md" => report::markdown(&report),
        "json" => report::metrics(&report),
        "svg" => report::league_picture(&report),
        _ => report::page(&report),
    }
}

fn estimate(mean: f64, standard_error: f64) -> Estimate {
    let interval = [mean - 1.96 * standard_error, mean + 1.96 * standard_error];
    Estimate { n: N_USERS, mean, standard_error, t_interval: interval, bootstrap_interval: interval }
}

fn scorecard(n_models: usize) -> Scorecard {
    Scorecard {
        convention: "msd".to_owned(),
        cards: METRICS.iter().map(card).collect(),
        models: MODELS[..n_models].iter().map(model).collect(),
        comparisons: METRICS[..4].iter().flat_map(|metric| comparisons(metric, n_models)).collect(),
        users: JudgedUsers {
            n_with_hidden: 25_000,
            n_judged: N_USERS,
            left_out: vec![("no hidden song has features".to_owned(), 1_207), ("nothing visible".to_owned(), 735)],
        },
    }
}

fn card((name, _, _, better, about): &Metric) -> MetricCard {
    MetricCard {
        name: (*name).to_owned(),
        version: format!("{name}/msd-v1"),
        about: (*about).to_owned(),
        formula: "sum over ranks r of a hit: hits up to r / r".to_owned(),
        divisor: "min(hidden songs of the user, 500)".to_owned(),
        users: "users with at least one visible and one hidden song".to_owned(),
        ties: "score descending, then a seeded hash of the song id".to_owned(),
        mask: "visible songs of the user".to_owned(),
        n_candidates: 42_123,
        better: *better,
    }
}

fn model(&(name, accuracy, spread, _): &(&str, f64, f64, f64)) -> ModelScore {
    let estimates = METRICS.iter().map(|(_, mean, se, ..)| Some(estimate(mean(accuracy, spread), *se))).collect();
    let recall = |k: usize| (k, accuracy * 4.1 * ((k as f64).ln() / 500.0_f64.ln()).powf(1.7));
    ModelScore {
        name: name.to_owned(),
        estimates,
        recall_curve: [1, 2, 5, 10, 20, 50, 100, 200, 500].map(recall).to_vec(),
        ties: if name == "popularity" { (1_204, 0.052) } else { (12, 0.0005) },
        n_without_list: 0,
        mean_length: 500.0,
    }
}

fn comparisons((metric, mean, se, ..): &Metric, n_models: usize) -> Vec<Comparison> {
    let pairs = (0..n_models).flat_map(|a| (a + 1..n_models).map(move |b| (MODELS[a], MODELS[b])));
    pairs.map(|(a, b)| pair(metric, a.0, b.0, mean(a.1, a.2) - mean(b.1, b.2), se * 0.6)).collect()
}

fn pair(metric: &str, a: &str, b: &str, mean: f64, se: f64) -> Comparison {
    let t = mean / se;
    let p = if t.abs() > 2.8 { (-t * t / 2.0).exp() } else { 0.21 };
    let share = 0.25 + (mean * 2.5).clamp(-0.2, 0.35);
    let wins = (N_USERS as f64 * share) as usize;
    let losses = (N_USERS as f64 * (0.5 - share).max(0.04)) as usize;
    let verdict = if p < 0.05 { "is better than" } else { "cannot be told from" };
    let (first, second) = if mean < 0.0 && p < 0.05 { (b, a) } else { (a, b) };
    Comparison {
        metric: metric.to_owned(),
        a: a.to_owned(),
        b: b.to_owned(),
        difference: estimate(mean, se),
        t,
        p_t: p,
        p_randomisation: p,
        p_t_holm: p,
        p_randomisation_holm: p,
        effect_size: t / (N_USERS as f64).sqrt(),
        wins_ties_losses: [wins, N_USERS - wins - losses, losses],
        sentence: format!("{first} {verdict} {second} on {metric}, on the same {N_USERS} users."),
    }
}

fn funnel() -> Vec<FunnelStep> {
    let step = |label: &str, train: Option<u64>, visible: u64, hidden: u64, note: &str| FunnelStep {
        label: label.to_owned(),
        train,
        visible: Some(visible),
        hidden: Some(hidden),
        note: note.to_owned(),
    };
    vec![
        step("rows read", Some(48_373_586), 1_450_933, 1_368_430, ""),
        step("rows of songs with features", Some(4_102_331), 160_322, 151_774, "the others have no audio features"),
        step("distinct pairs", Some(4_102_290), 160_318, 151_773, "repeated pairs add up"),
        step("users", Some(252_788), 25_000, 25_000, ""),
        step("judged users", None, 23_058, 23_058, "with visible and hidden songs"),
    ]
}

/// Numbers that look random: equal on every machine.
struct Noise(u64);

impl Noise {
    /// About a bell of width one.
    fn next(&mut self) -> f64 {
        (0..4).map(|_| self.uniform() - 0.5).sum::<f64>() * 1.7
    }

    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn tastes(scorecard: &Scorecard) -> TasteSpace {
    let mut noise = Noise(7);
    let mut user = || {
        let loud = noise.next();
        let signs = [-0.8, -0.4, -0.6, 0.9, 0.2];
        MusicVector(signs.map(|sign| sign * loud + 0.5 * noise.next()))
    };
    let users: Vec<MusicVector> = (0..600).map(|_| user()).collect();
    let mut noise = Noise(11);
    let mut list = |user: &MusicVector, follow: f64| {
        let near = user.0.map(|value| follow * value + (1.0 - follow) * 0.4 + 0.18 * noise.next());
        (noise.uniform() > 0.03).then_some(MusicVector(near))
    };
    let follow = |name: &str| MODELS.iter().find(|model| model.0 == name).map_or(0.0, |model| model.3);
    let lists = scorecard.models.iter().map(|model| ListTastes {
        model: model.name.clone(),
        means: users.iter().map(|user| list(user, follow(&model.name))).collect(),
    });
    TasteSpace { scale: "z-score".to_owned(), lists: lists.collect(), users: users.clone() }
}

const SONGS: [(&str, &str); 12] = [
    ("Dog Days Are Over (Radio Edit)", "Florence + The Machine"),
    ("Revelry", "Kings Of Leon"),
    ("<b>Bold</b> & \"Quoted\" | piped", "Tom & Jerry's <script>alert(1)</script>"),
    ("Undo", "Björk"),
    ("أنت عمري", "أم كلثوم"),
    ("🎸 Sehr kosmisch 🪐", "Harmonia"),
    ("夜に駆ける", "YOASOBI"),
    ("", ""),
    (
        "Horn Concerto No. 4 in E flat major K495: II. Romance (Andante cantabile), as played on an evening on which \
      nobody remembered to stop the tape and everything that was said afterwards became a part of the title",
        "Barry Tuckwell/Academy of St Martin-in-the-Fields/Sir Neville Marriner",
    ),
    ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaargh", "Screamers"),
    ("Fireflies", "Charttraxx Karaoke"),
    ("Somebody To Love", "Justin Bieber"),
];

fn listeners(scorecard: &Scorecard) -> Vec<Listener> {
    let song = |index: usize| SONGS[index % SONGS.len()];
    let heard = |from: usize| {
        let played = |index: usize| {
            let (title, artist) = song(from + index * 5);
            PlayedSong {
                title: title.to_owned(),
                artist: artist.to_owned(),
                plays: (97 / (index * index * 3 + 1)).max(1) as u64,
            }
        };
        (0..8).map(played).collect()
    };
    let list = |from: usize, model: &ModelScore| {
        let ranked = |index: usize| {
            let (title, artist) = song(from + index * 7);
            RankedSong {
                rank: index + 1,
                title: title.to_owned(),
                artist: artist.to_owned(),
                is_hit: (index * from) % 5 == 3,
            }
        };
        let songs: Vec<RankedSong> = (0..10).map(ranked).collect();
        ShownList {
            model: model.name.clone(),
            n_hits: songs.iter().filter(|song| song.is_hit).count() + 4,
            songs,
            n_songs: 500,
        }
    };
    let listener = |(index, user): (usize, &str)| Listener {
        user: user.to_owned(),
        heard: heard(index * 3),
        n_heard: 8 + index * 31,
        n_hidden: 9 + index * 12,
        lists: scorecard.models.iter().enumerate().map(|(m, model)| list(index * 2 + m + 1, model)).collect(),
    };
    let users = [
        "fd50c4007b68a3737fe052d5a4f78ce8aa117f3d",
        "d7083f5e1d50c264277d624340edaaf3dc16095b",
        "d68dc6fc25248234590d7668a11e3335534ae4b4",
    ];
    users.into_iter().enumerate().map(listener).collect()
}
