//! The answer in plain words: who leads on the first metric, by how much, and whether that is more than chance.

use domain::{Better, Comparison, MetricCard, ModelScore, Scorecard};

use crate::number::{decimal, grouped, interval_of, p_value, percent_of, with_interval};
use crate::standing::{best_end, comparison, deciding_p, decimals, first_metric, is_real, mean_of, ranked};

/// What a reader takes home.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// One sentence, set large.
    pub(crate) headline: String,
    /// What supports or limits it.
    pub(crate) sentences: Vec<String>,
}

/// The answer of a scorecard.
pub(crate) fn answer(scorecard: &Scorecard) -> Answer {
    let Some((metric, card)) = first_metric(scorecard) else {
        return bare("No metric was asked for, so there is nothing to answer.");
    };
    let order: Vec<usize> =
        ranked(scorecard, metric).into_iter().filter(|model| mean_of(scorecard, *model, metric).is_some()).collect();
    let model = |place: usize| order.get(place).map(|position| &scorecard.models[*position]);
    let Some(first) = model(0) else {
        return bare(&format!("No model has a value for {}, so nothing can be said.", card.name));
    };
    let judged = format!(
        "{} of {} users with hidden plays were judged, on {} songs that could have been recommended.",
        grouped(scorecard.users.n_judged as u64),
        grouped(scorecard.users.n_with_hidden as u64),
        grouped(card.n_candidates as u64),
    );
    let value = with_interval(first.estimates[metric].as_ref(), decimals(scorecard, metric));
    let Some(second) = model(1) else {
        let headline = format!("{} reaches {value} on {}.", first.name, card.name);
        let alone = "It was judged alone: without a second model, nothing says whether that is much or little.";
        return Answer { headline, sentences: vec![alone.to_owned(), judged] };
    };
    if card.better == Better::Neither {
        return bare(&format!("{} describes lists and ranks no model.", card.name));
    }
    Answer {
        headline: headline(first, card, &value, &unproven(scorecard, card, &order)),
        sentences: sentences(scorecard, card, metric, [first, second], judged),
    }
}

fn bare(headline: &str) -> Answer {
    Answer { headline: headline.to_owned(), sentences: Vec::new() }
}

/// The models over which the lead of the first one is not real, or was not tested.
fn unproven<'a>(scorecard: &'a Scorecard, card: &MetricCard, order: &[usize]) -> Vec<&'a str> {
    let (first, others) = (order[0], &order[1..]);
    let name = |model: usize| scorecard.models[model].name.as_str();
    let is_proven = |model: &usize| comparison(scorecard, &card.name, name(first), name(*model)).is_some_and(is_real);
    others.iter().filter(|model| !is_proven(model)).map(|model| name(*model)).collect()
}

fn headline(first: &ModelScore, card: &MetricCard, value: &str, unproven: &[&str]) -> String {
    let way = if card.better == Better::Lower { " (less is better)" } else { "" };
    let over = match unproven {
        [] => return format!("{} leads on {}{way} with {value}.", first.name, card.name),
        [one] => (*one).to_owned(),
        many => format!("{} other models", many.len()),
    };
    format!(
        "{} has the {} {}{way}, {value}, but its lead over {over} may be chance.",
        first.name,
        best_end(card),
        card.name
    )
}

fn sentences(
    scorecard: &Scorecard,
    card: &MetricCard,
    metric: usize,
    [first, second]: [&ModelScore; 2],
    judged: String,
) -> Vec<String> {
    let decimals = decimals(scorecard, metric);
    let next = with_interval(second.estimates[metric].as_ref(), decimals);
    let runner_up = format!("Next comes {} with {next}.", second.name);
    let lead = match comparison(scorecard, &card.name, &first.name, &second.name) {
        Some(found) => lead(found, card, &first.name, decimals),
        None => "The two were not compared on the same users, so the lead may be chance.".to_owned(),
    };
    [Some(runner_up), Some(lead), over_all(scorecard, card, first), Some(judged)].into_iter().flatten().collect()
}

fn lead(found: &Comparison, card: &MetricCard, leader: &str, decimals: usize) -> String {
    let [wins, ties, losses] = found.wins_ties_losses;
    let is_turned = found.a != leader;
    let (wins, losses) = if is_turned { (losses, wins) } else { (wins, losses) };
    let users = wins + ties + losses;
    let sign = if is_turned == (card.better == Better::Lower) { 1.0 } else { -1.0 };
    let number = |value: f64| decimal(sign * value, decimals + 1);
    let ends = interval_of(&found.difference).map(|[low, high]| if sign < 0.0 { [high, low] } else { [low, high] });
    let between = ends.map_or_else(String::new, |[low, high]| format!(" [{}, {}]", number(low), number(high)));
    let verdict = if is_real(found) { "The lead is real" } else { "The lead may be chance" };
    format!(
        "{verdict}: user by user it is {}{between}, {} after Holm over all pairs. {leader} is the better one for {} of the \
         users, both are equal for {}, and {} is better for {}.",
        number(found.difference.mean),
        p_value(deciding_p(found)),
        percent_of(wins, users),
        percent_of(ties, users),
        if is_turned { &found.a } else { &found.b },
        percent_of(losses, users),
    )
}

fn over_all(scorecard: &Scorecard, card: &MetricCard, first: &ModelScore) -> Option<String> {
    let others: Vec<&ModelScore> = scorecard.models.iter().filter(|model| model.name != first.name).collect();
    let real = |model: &&&ModelScore| comparison(scorecard, &card.name, &first.name, &model.name).is_some_and(is_real);
    let n_real = others.iter().filter(real).count();
    (others.len() > 1).then(|| {
        if n_real == others.len() {
            format!("Its lead over each of the {n_real} other models is real.")
        } else {
            format!("Its lead over {n_real} of the {} other models is real.", others.len())
        }
    })
}
