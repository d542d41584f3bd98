//! What must hold for every report: all sections, texts that stay texts, same bytes, no number that is none.

use domain::{Better, Comparison, Estimate, FunnelStep, JudgedUsers, MetricCard, ModelScore, MusicVector, Scorecard};
use serde_json::{Value, json};

use crate::answer::answer;
use crate::{
    ListTastes, Listener, PlayedSong, RankedSong, Report, ShownList, ShownMetrics, TasteSpace, league_picture,
    markdown, metrics, page,
};

const NASTY: &str = "</text><script>alert('x')</script> & \"R|B\" `_*[x]";

fn estimate(mean: f64) -> Estimate {
    let [t_interval, bootstrap_interval] = [0.002, 0.003].map(|half| [mean - half, mean + half]);
    Estimate { n: 6, mean, standard_error: 0.001, t_interval, bootstrap_interval }
}

fn card(name: &str, better: Better) -> MetricCard {
    let text = |words: &str| format!("{words} of {name}");
    MetricCard {
        name: name.to_owned(),
        version: text("version"),
        about: text("about"),
        formula: "a < b && b > c".to_owned(),
        divisor: text("divisor"),
        users: text("users"),
        ties: text("ties"),
        mask: text("mask"),
        n_candidates: 8,
        better,
    }
}

fn model(name: &str, means: [f64; 3]) -> ModelScore {
    ModelScore {
        name: name.to_owned(),
        estimates: means.into_iter().map(|mean| Some(estimate(mean))).collect(),
        recall_curve: vec![(1, 0.1), (10, 0.2), (100, 0.4)],
        ties: (1, 1.0 / 6.0),
        n_without_list: 0,
        mean_length: 100.0,
    }
}

fn pair(a: &str, b: &str, difference: f64, p: f64) -> Comparison {
    Comparison {
        metric: "map@500".to_owned(),
        a: a.to_owned(),
        b: b.to_owned(),
        difference: estimate(difference),
        t: 3.0,
        p_t: p,
        p_randomisation: p,
        p_t_holm: p,
        p_randomisation_holm: p,
        effect_size: 0.4,
        wins_ties_losses: [3, 2, 1],
        sentence: format!("what may be said of {a} and {b}"),
    }
}

/// Three metrics of two models, the second of which is better.
fn two_models(p: f64) -> Scorecard {
    Scorecard {
        convention: "msd".to_owned(),
        cards: vec![
            card("map@500", Better::Higher),
            card("recall_tail@500", Better::Higher),
            card("gini@100", Better::Lower),
        ],
        models: vec![model("popularity", [0.040, 0.004, 0.9]), model("als", [0.118, 0.03, 0.6])],
        comparisons: vec![pair("popularity", "als", -0.078, p)],
        users: JudgedUsers { n_with_hidden: 8, n_judged: 6, left_out: vec![("nothing visible".to_owned(), 2)] },
    }
}

fn reported<T>(scorecard: &Scorecard, look: impl FnOnce(&Report<'_>) -> T) -> T {
    let listener = Listener {
        user: "u1".to_owned(),
        heard: vec![PlayedSong { title: NASTY.to_owned(), artist: "אבג".to_owned(), plays: 3 }],
        n_heard: 1,
        n_hidden: 2,
        lists: vec![ShownList {
            model: "als".to_owned(),
            songs: vec![RankedSong { rank: 1, title: "Undo".to_owned(), artist: String::new(), is_hit: true }],
            n_hits: 1,
            n_songs: 100,
        }],
    };
    let tastes = TasteSpace {
        scale: "z-score".to_owned(),
        users: vec![MusicVector([0.1; 5]), MusicVector([-0.4; 5]), MusicVector([f64::NAN; 5])],
        lists: vec![ListTastes { model: "als".to_owned(), means: vec![Some(MusicVector([0.2; 5])), None, None] }],
    };
    let steps = [FunnelStep { label: "rows read".to_owned(), train: Some(1_234), ..FunnelStep::default() }];
    look(&Report {
        title: NASTY,
        question: "Does it?",
        run: "run-1",
        seed: 7,
        protocol: &[("Split".to_owned(), "as it is".to_owned())],
        funnel: &steps,
        scorecard,
        shown: &ShownMetrics::suggested_by(scorecard),
        tastes: Some(&tastes),
        listeners: &[listener],
        notes: &["compares with nothing published".to_owned()],
        manifest: &json!({"plan": "als", "said": NASTY}),
    })
}

fn empty<T>(look: impl FnOnce(&Report<'_>) -> T) -> T {
    let scorecard = Scorecard {
        convention: String::new(),
        cards: Vec::new(),
        models: Vec::new(),
        comparisons: Vec::new(),
        users: JudgedUsers::default(),
    };
    look(&Report {
        title: "",
        question: "",
        run: "",
        seed: 0,
        protocol: &[],
        funnel: &[],
        scorecard: &scorecard,
        shown: &ShownMetrics::default(),
        tastes: None,
        listeners: &[],
        notes: &[],
        manifest: &Value::Null,
    })
}

const HEADINGS: [&str; 14] = [
    "The question",
    "The answer",
    "From raw rows to judged users",
    "League table",
    "Differences between models",
    "Recall against list length",
    "Head, middle and tail",
    "Accuracy against diversity",
    "The MUSIC space",
    "Users and their lists",
    "How it was judged",
    "Metric cards",
    "Users left out",
    "The manifest",
];

#[track_caller]
fn assert_whole(page: &str) {
    for heading in HEADINGS {
        assert!(page.contains(&format!(">{heading}</h2>")), "a section {heading}");
    }
    assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("href=\"http"), "nothing to load");
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    for marked in [">NaN", " NaN", "NaN ", ">inf", " inf,", "\"NaN", "\"inf\""] {
        assert!(!page.contains(marked), "numbers only, found {marked}");
    }
}

#[test]
fn every_section_is_there_whatever_is_known() {
    assert_whole(&reported(&two_models(0.001), page));
    assert_whole(&empty(page));
    let mut alone = two_models(0.5);
    alone.models.truncate(1);
    alone.comparisons.clear();
    let alone = reported(&alone, page);
    assert_whole(&alone);
    assert!(alone.contains("There is one model, so there is nothing to compare."));
}

#[test]
fn texts_from_outside_stay_texts() {
    let escaped = "&lt;/text&gt;&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;R|B&quot;";
    let (page, text) = reported(&two_models(0.001), |report| (page(report), markdown(report)));
    assert!(page.contains(escaped));
    assert!(text.contains("# &lt;/text>&lt;script>alert('x')&lt;/script> &amp; \"R\\|B\" \\`\\_\\*\\[x\\]"));
    let picture = reported(&two_models(0.001), league_picture);
    assert!(!picture.contains("<script"));
}

#[test]
fn same_report_same_bytes() {
    let all = |report: &Report<'_>| [page(report), markdown(report), metrics(report), league_picture(report)];
    assert_eq!(reported(&two_models(0.2), all), reported(&two_models(0.2), all));
}

#[test]
fn what_is_not_finite_is_a_dash() {
    let mut scorecard = two_models(f64::NAN);
    scorecard.models[0].estimates =
        vec![None, Some(Estimate { standard_error: f64::NAN, ..estimate(f64::NAN) }), Some(estimate(f64::INFINITY))];
    scorecard.models[0].recall_curve = vec![(1, f64::NAN), (10, f64::INFINITY)];
    scorecard.models[0].mean_length = f64::NAN;
    scorecard.models[0].ties.1 = f64::NAN;
    scorecard.comparisons[0].difference = estimate(f64::NAN);
    scorecard.comparisons[0].effect_size = f64::INFINITY;
    let (page, text, numbers, picture) =
        reported(&scorecard, |report| (page(report), markdown(report), metrics(report), league_picture(report)));
    assert_whole(&page);
    for text in [text, numbers, picture] {
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn a_real_lead_is_called_real_from_the_leaders_side() {
    let answer = answer(&two_models(0.001));
    assert_eq!(answer.headline, "als leads on map@500 with 0.118 [0.116, 0.120].");
    assert_eq!(answer.sentences[0], "Next comes popularity with 0.040 [0.038, 0.042].");
    // popularity - als is -0.078 [-0.080, -0.076] and wins 3, ties 2, loses 1 of 6: seen from als all is turned round.
    assert_eq!(
        answer.sentences[1],
        "The lead is real: user by user it is 0.0780 [0.0760, 0.0800], p = 0.0010 after Holm over all pairs. als is the \
         better one for 16.7 % of the users, both are equal for 33.3 %, and popularity is better for 50.0 %."
    );
}

#[test]
fn a_lead_that_may_be_chance_is_not_called_real() {
    let answer = answer(&two_models(0.2));
    assert_eq!(
        answer.headline,
        "als has the highest map@500, 0.118 [0.116, 0.120], but its lead over popularity may be chance."
    );
    assert!(answer.sentences[1].starts_with("The lead may be chance"));
    let page = reported(&two_models(0.2), page);
    assert!(page.contains("badge\">level</span>"));
}

#[test]
fn without_a_test_nobody_is_level_or_best() {
    // Only map@500 was compared; under recall_tail@500 als is the higher, under gini@100 the lower one.
    let (page, text) = reported(&two_models(0.2), |report| (page(report), markdown(report)));
    let cells = |badge: &str| page.matches(&format!("badge\">{badge}</span><span class=\"ends\"")).count();
    assert_eq!([cells("level"), cells("highest"), cells("lowest")], [1, 1, 1]);
    assert_eq!(page.matches("badge top\">best</span><span class=\"ends\"").count(), 1);
    assert!(text.contains("| **0.118 [0.116, 0.120]** | ≈ 0.040 [0.038, 0.042] |"), "{text}");
    assert!(text.contains("(highest) | 0.004"), "{text}");
    assert!(text.contains("(lowest) | 0.900"), "{text}");
}

#[test]
fn a_test_without_a_p_is_no_test() {
    let page = reported(&two_models(f64::NAN), page);
    assert_eq!(page.matches("badge\">highest</span><span class=\"ends\"").count(), 2);
    assert!(!page.contains("level</span><span class=\"ends\"") && !page.contains("best</span><span class=\"ends\""));
}

#[track_caller]
fn check_verdict(p_randomisation_holm: f64, p_t_holm: f64, verdict: &str) {
    let mut scorecard = two_models(0.001);
    let pair = &mut scorecard.comparisons[0];
    (pair.p_randomisation_holm, pair.p_t_holm) = (p_randomisation_holm, p_t_holm);
    assert!(answer(&scorecard).sentences[1].starts_with(verdict), "{:?}", answer(&scorecard));
}

#[test]
fn both_tests_must_agree_on_what_is_real() {
    check_verdict(0.04, 0.04, "The lead is real");
    check_verdict(0.04, 0.06, "The lead may be chance");
    check_verdict(0.06, 0.04, "The lead may be chance");
}

#[test]
fn where_one_test_has_no_p_the_other_decides() {
    check_verdict(f64::NAN, 0.04, "The lead is real");
    check_verdict(0.06, f64::NAN, "The lead may be chance");
    check_verdict(f64::NAN, f64::NAN, "The lead may be chance");
}

#[test]
fn where_less_is_better_the_least_leads() {
    let mut scorecard = two_models(0.001);
    scorecard.cards[0].better = Better::Lower;
    let answer = answer(&scorecard);
    assert_eq!(answer.headline, "popularity leads on map@500 (less is better) with 0.040 [0.038, 0.042].");
    assert!(answer.sentences[1].contains("it is 0.0780 [0.0760, 0.0800]"), "{}", answer.sentences[1]);
}

#[test]
fn metrics_are_flat_finite_and_sorted() {
    let text = reported(&two_models(0.001), metrics);
    let Value::Object(map) = serde_json::from_str(&text).unwrap() else { panic!("a map") };
    let names: Vec<&String> = map.keys().collect();
    assert!(names.is_sorted());
    assert!(map.values().all(|value| value.as_f64().is_some_and(f64::is_finite)));
    for (name, number) in [
        ("als.map@500", 0.118),
        ("als.map@500.low", 0.116),
        ("als.map@500.boot_low", 0.115),
        ("als.gini@100.boot_high", 0.603),
        ("als.map@500.se", 0.001),
        ("als.map@500.n", 6.0),
        ("popularity.vs.als.map@500.difference", -0.078),
        ("popularity.vs.als.map@500.high", -0.076),
        ("popularity.vs.als.map@500.boot_low", -0.081),
        ("popularity.vs.als.map@500.boot_high", -0.075),
        ("popularity.vs.als.map@500.p_holm", 0.001),
        ("als.recall_curve@10", 0.2),
        ("users.judged", 6.0),
    ] {
        assert!((map[name].as_f64().unwrap() - number).abs() < 1e-12, "{name}");
    }
}

#[test]
fn the_page_shows_what_it_was_given() {
    let page = reported(&two_models(0.001), page);
    for words in [
        "1,234",
        "0.118",
        "[0.116, 0.120]",
        "✓ hidden",
        "unknown artist",
        "what may be said of popularity and als",
        "left out: nothing visible",
        "compares with nothing published",
        "a &lt; b &amp;&amp; b &gt; c",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn the_markdown_has_a_cell_for_every_column() {
    let text = reported(&two_models(0.001), markdown);
    let rows: Vec<&str> =
        text.lines().filter(|line| line.starts_with("| map@500") || line.starts_with("| metric")).collect();
    let columns = |row: &str| row.matches(" | ").count();
    // Metric and two models; metric, pair, difference, its bootstrap, two p, effect, users.
    assert_eq!(rows.iter().map(|row| columns(row)).collect::<Vec<_>>(), [2, 2, 7, 7]);
    assert!(text.contains("**0.118 [0.116, 0.120]**"));
}

#[test]
fn every_card_has_both_intervals_and_the_users_counted() {
    let (page, text) = reported(&two_models(0.001), |report| (page(report), markdown(report)));
    for ends in ["0.118 | [0.116, 0.120] | [0.115, 0.121] | 6", "0.600 | [0.598, 0.602] | [0.597, 0.603] | 6"] {
        assert!(text.contains(&format!("| als | {ends} |")), "{text}");
        let heads = ["Mean", "95 %, Student’s t", "95 %, bootstrap", "Users counted"];
        let cell = |(head, value): (&str, &str)| {
            format!("<td class=\"n\"><span class=\"label\">{head}</span><span class=\"value\">{value}</span></td>")
        };
        let cells: String = heads.into_iter().zip(ends.split(" | ")).map(cell).collect();
        assert!(page.contains(&cells), "{cells}");
    }
    assert!(page.contains("[−0.0810, −0.0750]") && text.contains("| [−0.0810, −0.0750] |"));
}

#[test]
fn a_model_without_a_value_has_dashes_and_no_users_in_the_card() {
    let mut scorecard = two_models(0.001);
    scorecard.models[0].estimates[1] = None;
    let text = reported(&scorecard, markdown);
    assert!(text.contains("| popularity | – | – | – | 0 |"), "{text}");
}

#[test]
fn metrics_for_the_charts_are_found_by_their_names() {
    let shown = ShownMetrics::suggested_by(&two_models(0.001));
    assert_eq!(shown.by_popularity, [("Tail".to_owned(), "recall_tail@500".to_owned())]);
    assert_eq!(shown.diversity, None);
}

#[test]
fn a_picture_alone_brings_its_colours() {
    let picture = reported(&two_models(0.001), league_picture);
    assert!(
        picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")
            && picture.contains("prefers-color-scheme:dark")
    );
    assert!(picture.contains("als leads on map@500"));
}
