//! The texts as a whole: what must hold for any run, whatever its numbers.

use domain::{FunnelStep, MusicScale};

use crate::{Distribution, FactorLoudness, Funnel, RunSummary, TastePoint, markdown, music_figure, picture};

fn small_run() -> RunSummary {
    let step = |label: &str, train, note: &str| FunnelStep {
        label: label.to_owned(),
        train: Some(train),
        visible: Some(12),
        hidden: None,
        note: note.to_owned(),
    };
    RunSummary {
        title: "A|B & <C>".to_owned(),
        plan: "2012-a".to_owned(),
        n_users: 6,
        n_songs: 8,
        n_test_users: 2,
        train_nnz: 1_234,
        test_nnz: 3,
        density: 0.25,
        funnel: Funnel {
            steps: vec![step("rows read", 4_988, ""), step("song known", 1_238, "the rest\nis lost | gone")],
        },
        rejected: vec![("train".to_owned(), "plays-zero".to_owned(), 7)],
        distributions: vec![
            Distribution::of("songs per user", "songs", [1, 2, 3].into_iter()),
            Distribution::of("users per song", "users", [1, 1, 9].into_iter()),
        ],
        genres: vec![("R&B".to_owned(), 6), (String::new(), 2)],
        loudness: MusicScale::ALL.map(|scale| FactorLoudness { scale, r2: [0.999, 0.5, 0.25, 1.0, 0.0] }).to_vec(),
        notes: vec!["quiet songs look *mellow*".to_owned()],
    }
}

fn zero_run() -> RunSummary {
    RunSummary {
        funnel: Funnel { steps: vec![FunnelStep { train: Some(0), ..FunnelStep::default() }; 2] },
        distributions: vec![Distribution::of("plays", "plays", [0, 0].into_iter())],
        genres: vec![(String::new(), 0)],
        loudness: vec![FactorLoudness { scale: MusicScale::Raw, r2: [0.0; 5] }],
        ..RunSummary::default()
    }
}

fn broken_run() -> RunSummary {
    let r2 = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e300];
    RunSummary { density: f64::NAN, loudness: vec![FactorLoudness { scale: MusicScale::Zscore, r2 }], ..small_run() }
}

fn points(n: u32) -> Vec<TastePoint> {
    let point = |index: u32| {
        let loudness_db = -60.0 + f64::from(index % 60);
        TastePoint { mellow: -0.58 * loudness_db, intense: 0.79 * loudness_db, loudness_db }
    };
    (0..n).map(point).collect()
}

fn broken_points() -> Vec<TastePoint> {
    let values = [f64::NAN, f64::INFINITY, f64::MAX, f64::MIN, 0.0];
    values.map(|value| TastePoint { mellow: value, intense: -value, loudness_db: value }).to_vec()
}

/// Every text that the crate makes of a run.
fn texts(summary: &RunSummary, points: &[TastePoint]) -> Vec<String> {
    let bars = summary.distributions.iter().map(|distribution| distribution.bars(60));
    let pictures = [markdown(summary), picture(summary), music_figure(&summary.loudness, points, points)];
    bars.chain(pictures).collect()
}

/// Panics unless tags are balanced and neither text nor attributes hold a bare `<` or `&`.
#[track_caller]
fn check_xml(svg: &str) {
    let mut open = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        check_text(&rest[..start]);
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        check_text(tag);
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes of <{tag}>");
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).expect("a tag has a name");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "closed by </{name}>");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert_eq!((open, rest.trim()), (vec![], ""));
}

#[track_caller]
fn check_text(text: &str) {
    for (position, _) in text.match_indices('&') {
        let entity = text[position..].split_inclusive(';').next().unwrap_or_default();
        assert!(["&amp;", "&lt;", "&gt;", "&quot;"].contains(&entity), "{entity}");
    }
    assert!(!text.contains('>') && !text.contains('<'), "{text}");
}

#[test]
fn pictures_are_xml_whatever_the_run_is_called() {
    for summary in [small_run(), zero_run(), broken_run(), RunSummary::default()] {
        check_xml(&picture(&summary));
        check_xml(&music_figure(&summary.loudness, &points(50), &[]));
    }
}

#[test]
fn what_is_not_a_number_is_never_written() {
    for summary in [small_run(), zero_run(), broken_run(), RunSummary::default()] {
        for points in [points(9), broken_points(), vec![]] {
            for text in texts(&summary, &points) {
                assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
            }
        }
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(texts(&small_run(), &points(3_000)), texts(&small_run(), &points(3_000)));
}

#[test]
fn a_missing_number_is_a_dash() {
    let text = markdown(&broken_run());
    assert!(text.contains("| density of the train matrix | – |"), "{text}");
    assert!(text.contains("| mellow | – |"), "{text}");
    assert!(picture(&broken_run()).contains(">–</text>"));
}

#[test]
fn the_markdown_says_what_was_kept_and_what_was_not() {
    let text = markdown(&small_run());
    // 4,988 + 12 rows, then 1,238 + 12: 1,250 / 5,000 = 25 %.
    for line in [
        r"# A\|B \& \<C\>",
        "| cells of the train matrix | 1,234 |",
        "| density of the train matrix | 25.0 % |",
        "| rows read | 4,988 | 12 | – | 5,000 | – |  |",
        r"| song known | 1,238 | 12 | – | 1,250 | 25.0 % | the rest is lost \| gone |",
        "| train | plays-zero | 7 |",
        "n **3**; min **1**, p25 **1**, median **2**, p75 **3**, p90 **3**, p99 **3**, max **3**, mean **2.0** songs",
        "| 2–3 | 2 | 66.7 % |",
        r"| R\&B | 6 | 75.0 % |",
        "| (no genre) | 2 | 25.0 % |",
        "| factor | raw | zscore | minmax |",
        "| unpretentious | 0.500 | 0.500 | 0.500 |",
        r"- quiet songs look \*mellow\*",
    ] {
        assert!(text.lines().any(|found| found == line), "expected a line {line:?} in\n{text}");
    }
}

#[test]
fn an_empty_run_says_none() {
    let text = markdown(&RunSummary::default());
    assert_eq!(text.matches("\n\nNone.").count(), 6, "{text}");
}

#[test]
fn the_picture_shows_every_number_of_the_funnel() {
    let svg = picture(&small_run());
    for number in [">4,988<", ">5,000<", ">1,238<", ">1,250 (25.0 %)<", ">1,234<", ">0.999<"] {
        assert!(svg.contains(number), "{number}");
    }
}

#[test]
fn a_long_funnel_keeps_its_last_step_and_says_what_it_leaves_out() {
    let steps =
        (0..20).map(|n| FunnelStep { label: format!("step {n}"), train: Some(20 - n), ..FunnelStep::default() });
    let svg = picture(&RunSummary { funnel: Funnel { steps: steps.collect() }, ..small_run() });
    assert!(svg.contains(">step 0<") && svg.contains(">step 19<") && svg.contains("not shown)"));
}

#[test]
fn a_figure_draws_two_thousand_dots_a_scale_at_most() {
    // 3,000 songs: every third, 1,000, in each of two scatters of two scales.
    assert_eq!(music_figure(&[], &points(3_000), &points(3_000)).matches("<circle").count(), 4_000);
    // 1,001 songs: every second, 501.
    assert_eq!(music_figure(&[], &points(1_001), &[]).matches("<circle").count(), 1_002);
}
