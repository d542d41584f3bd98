//! A few users: what they played, and the top of each model's list with hidden songs marked.

use maud::{Markup, PreEscaped, html};

use super::nothing;
use crate::chart::model_chip;
use crate::number::grouped;
use crate::report::{Listener, PlayedSong, RankedSong, Report, ShownList};

pub(crate) fn listeners(report: &Report<'_>) -> Markup {
    html! {
        @if report.listeners.is_empty() { (nothing("No user is shown.")) }
        @else {
            p.remark { "Taken at even distances in the order of their ids, from users with enough to show: no random sample, and not picked for what the models did. " strong { "✓ hidden" } " marks a song that the user did play and no model was told of." }
            @for (index, listener) in report.listeners.iter().enumerate() { (one(report, index + 1, listener)) }
        }
    }
}

fn one(report: &Report<'_>, number: usize, listener: &Listener) -> Markup {
    html! {
        div.listener {
            h3 { "User " (number) " · " code { (listener.user) } }
            p.remark {
                (grouped(listener.n_heard as u64)) " songs known to the models, " (grouped(listener.n_hidden as u64)) " hidden."
            }
            div.lists {
                div {
                    h4 { "Played" span.remark { (listener.heard.len()) " of " (grouped(listener.n_heard as u64)) " songs" } }
                    @if listener.heard.is_empty() { (nothing("No song.")) }
                    ol.songs.played { @for song in &listener.heard { (played(song)) } }
                }
                @for list in &listener.lists { (shown(report, list)) }
            }
        }
    }
}

fn shown(report: &Report<'_>, list: &ShownList) -> Markup {
    let model = report.scorecard.models.iter().position(|model| model.name == list.model);
    html! {
        div {
            h4 {
                @if let Some(model) = model { (PreEscaped(model_chip(model))) }
                bdi { (list.model) }
                span.remark { (grouped(list.n_hits as u64)) " hidden among " (grouped(list.n_songs as u64)) }
            }
            @if list.songs.is_empty() { (nothing("No list.")) }
            ol.songs { @for song in &list.songs { (ranked(song)) } }
        }
    }
}

fn played(song: &PlayedSong) -> Markup {
    let plays = if song.plays == 1 { "play" } else { "plays" };
    html! {
        li {
            (named(&song.title, &song.artist))
            span.plays { (grouped(song.plays)) " " (plays) }
        }
    }
}

fn ranked(song: &RankedSong) -> Markup {
    html! {
        li.hit[song.is_hit] {
            span.number { (song.rank) }
            (named(&song.title, &song.artist))
            @if song.is_hit { span.mark { "✓ hidden" } }
        }
    }
}

fn named(title: &str, artist: &str) -> Markup {
    let or =
        |words: &str, otherwise: &str| if words.trim().is_empty() { otherwise.to_owned() } else { words.to_owned() };
    html! {
        span.song {
            span.title { bdi { (or(title, "untitled")) } }
            span.artist { bdi { (or(artist, "unknown artist")) } }
        }
    }
}
