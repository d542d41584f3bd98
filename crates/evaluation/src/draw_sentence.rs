//! What may be concluded from several draws, in plain words.

use crate::{
    DrawComparison, Metric,
    sentence::{LEVEL, UNSURE, beyond_chance, claim, number, within_chance},
};

/// One or two sentences. Only what the corrected test bears out after Holm is called a difference.
pub(crate) fn draw_sentence(pair: &DrawComparison, metric: Metric) -> String {
    let DrawComparison { a, b, n, .. } = pair;
    let nothing = |why: &str| format!("Nothing may be concluded about {a} and {b} in {metric}: {why}.");
    match pair {
        DrawComparison { n: 0, .. } => nothing("no draw has a value under both"),
        DrawComparison { n: 1, .. } => nothing("a single draw says nothing of chance between draws"),
        DrawComparison { deviation: 0.0, difference: 0.0, .. } => {
            format!("{a} and {b} have the same {metric} in all {n} draws: no difference was seen.")
        }
        DrawComparison { deviation: 0.0, difference, .. } => nothing(&format!(
            "the difference of {} is the same in all {n} draws, so that chance between them cannot be seen",
            number(*difference)
        )),
        _ if pair.p_holm < LEVEL => found(pair, metric),
        _ => nothing(&undecided(pair)),
    }
}

fn found(pair: &DrawComparison, metric: Metric) -> String {
    let size = pair.difference.abs();
    let [low, high] = if pair.difference > 0.0 { pair.t_interval } else { [-pair.t_interval[1], -pair.t_interval[0]] };
    let over = format!("on average over {} draws", pair.n);
    let mut sentence = beyond_chance(&claim(&pair.a, &pair.b, pair.difference, metric), size, &over, [low, high]);
    if high - low > size {
        sentence += UNSURE;
    }
    sentence
}

fn undecided(pair: &DrawComparison) -> String {
    within_chance(pair.difference, " between draws", pair.t_interval)
}
