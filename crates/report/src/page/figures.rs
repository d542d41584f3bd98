//! Charts in their figures: each in two widths, with a caption.

use maud::{Markup, PreEscaped, html};

use super::league::name_of;
use super::nothing;
use crate::chart::{Width, list_panels, popularity_chart, recall_chart, taste_panels, tradeoff_chart};
use crate::report::{Report, TasteSpace};
use crate::standing::{first_metric, position_of};

/// A chart for wide and for narrow screens; none if there is nothing to draw.
pub(crate) fn figure(chart: impl Fn(Width) -> Option<String>, caption: &str) -> Option<Markup> {
    let (wide, narrow) = (chart(Width::Wide)?, chart(Width::Narrow)?);
    Some(html! { figure { (PreEscaped(wide)) (PreEscaped(narrow)) figcaption { (caption) } } })
}

pub(crate) fn recall(report: &Report<'_>) -> Markup {
    let caption = "Mean over users of recall among the first k songs of the list. The axis of k is logarithmic.";
    figure(|width| recall_chart(report.scorecard, width), caption).unwrap_or_else(|| nothing("No curve was computed."))
}

pub(crate) fn popularity(report: &Report<'_>) -> Markup {
    let caption = "Recall of the hidden songs, told apart by how many users played them in training: head, middle, tail. Each class \
        has means over the users with hidden songs in it.";
    figure(|width| popularity_chart(report.scorecard, report.shown, width), caption)
        .unwrap_or_else(|| nothing("No metric tells popular from rare songs."))
}

pub(crate) fn tradeoff(report: &Report<'_>) -> Markup {
    let scorecard = report.scorecard;
    let accuracy = first_metric(scorecard).map(|(metric, _)| metric);
    let diversity = report.shown.diversity.as_deref().and_then(|name| position_of(scorecard, name));
    let Some((accuracy, diversity)) = accuracy.zip(diversity) else {
        return nothing("No metric of diversity was computed.");
    };
    let [first, second] = [accuracy, diversity].map(|metric| &scorecard.cards[metric]);
    let caption = format!("Upright {}: {} Across {}: {}", first.name, first.about, second.name, second.about);
    figure(|width| tradeoff_chart(scorecard, accuracy, diversity, width), &caption)
        .unwrap_or_else(|| nothing("No model has both values."))
}

pub(crate) fn tastes(report: &Report<'_>) -> Markup {
    let Some(space) = report.tastes.filter(|space| !space.users.is_empty()) else {
        return nothing("No user has a place in the MUSIC space.");
    };
    html! { (users_figure(report, space)) (lists_figure(report, space)) }
}

fn users_figure(report: &Report<'_>, space: &TasteSpace) -> Markup {
    let scale = if space.scale.is_empty() { String::new() } else { format!(", scale {}", space.scale) };
    html! {
        figure {
            ul.legend {
                li { span.dot {} "a user's taste" }
                @for model in drawn_models(report, space) { li { (name_of(report.scorecard, model)) ", mean over the lists of these users" } }
            }
            div.panels.three { @for panel in taste_panels(report.scorecard, space) { (PreEscaped(panel)) } }
            figcaption {
                "Tastes of " (space.users.len()) " of the judged users: the mean of the songs they are known to have played, weighted by plays" (scale)
                ". Preference dimensions of music, not traits of people."
            }
        }
    }
}

fn drawn_models<'a>(report: &'a Report<'_>, space: &'a TasteSpace) -> impl Iterator<Item = usize> + 'a {
    let position = |name: &str| report.scorecard.models.iter().position(|model| model.name == name);
    space.lists.iter().filter_map(move |lists| position(&lists.model))
}

fn lists_figure(report: &Report<'_>, space: &TasteSpace) -> Markup {
    let panels = list_panels(report.scorecard, space);
    html! {
        @if panels.is_empty() { (nothing("No model's lists have a place in the MUSIC space.")) }
        @else {
            h3 { "Lists against users" }
            figure {
                @for (model, panels) in &panels {
                    h4 { (name_of(report.scorecard, *model)) }
                    div.panels { @for panel in panels { (PreEscaped(panel)) } }
                }
                figcaption {
                    "Across: a user's taste; upright: the mean of the first songs in the user's list. On the line both are equal; in \
                     a flat cloud the lists do not follow the tastes on that axis. r is the correlation over the users above who \
                     have both."
                }
            }
        }
    }
}
