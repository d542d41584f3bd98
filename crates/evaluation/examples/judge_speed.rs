//! How many CPU seconds the judge takes: seeded random lists of 100,000 users, k = 500, all metrics.
//!
//! `cargo run --release -p evaluation --example judge_speed`; the lists are made outside of what is measured.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::{convert::Infallible, time::Instant};

use domain::{ListeningHistory, MusicVector, Ranking, Rankings, SongId, UserId};
use evaluation::{Case, Catalogue, Convention, HeardSongs, Jury, Metric, MetricKind, StatisticsOptions, scorecard};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

const N_USERS: usize = 100_000;
const N_SONGS: usize = 42_000;
const LENGTH: usize = 500;
const BLOCK: usize = 4_096;

fn main() {
    let users: Vec<UserId> = (0..N_USERS as u32).map(UserId).collect();
    let (visible, hidden) = (history(1, 0..N_SONGS as u32 / 2), history(2, N_SONGS as u32 / 2..N_SONGS as u32));
    let catalogue = catalogue();
    let metrics = metrics();
    let case = Case {
        users: &users,
        visible: &visible,
        hidden: &hidden,
        catalogue: &catalogue,
        metrics: &metrics,
        convention: Convention::Msd,
        heard: HeardSongs::Allowed,
    };
    let jury = measured("jury", || Jury::new(case).expect("a sound case"));
    let mut models = Vec::new();
    for name in ["a", "b", "c"] {
        let blocks: Vec<Result<Rankings, Infallible>> = blocks(name.len() as u64 + models.len() as u64);
        models.push(measured("judge", || jury.judge(name, blocks).expect("sound lists")));
    }
    let compared: Vec<Metric> =
        ["map@500", "recall@500", "ndcg@100"].map(|name| name.parse().expect("a metric")).to_vec();
    let options = StatisticsOptions::new(7, compared);
    let card = measured("scorecard", || scorecard(&jury, &models, &options).expect("models of one jury"));
    println!("{} metrics, {} judged users", metrics.len(), card.users.n_judged);
    let map = card.models[0].estimates[0].expect("a value");
    println!("map@500 {:.6} [{:.6}, {:.6}]", map.mean, map.t_interval[0], map.t_interval[1]);
}

fn measured<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let result = run();
    println!("{what}: {:.2} CPU s, {:.2} s", cpu_seconds() - cpu, start.elapsed().as_secs_f64());
    result
}

/// User and system time of all threads of the process, from the kernel's account in hundredths of a second.
fn cpu_seconds() -> f64 {
    let account = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = account.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(11) + ticks(12)) / 100.0
}

fn metrics() -> Vec<Metric> {
    let of = |kinds: &[MetricKind], k: usize| kinds.iter().map(|&kind| Metric { kind, k }).collect::<Vec<_>>();
    let mut metrics = of(&MetricKind::ALL, LENGTH);
    metrics.extend(of(&MetricKind::ALL[..12], 100));
    metrics
}

fn history(seed: u64, songs: std::ops::Range<u32>) -> ListeningHistory {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut history = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
    for _ in 0..N_USERS {
        for _ in 0..10 + random.next_u32() % 30 {
            history.songs.push(SongId(songs.start + random.next_u32() % (songs.end - songs.start)));
            history.plays.push(1);
        }
        history.starts.push(history.songs.len());
    }
    history
}

fn catalogue() -> Catalogue {
    let mut random = Pcg64Mcg::seed_from_u64(3);
    let mut unit = || f64::from(random.next_u32()) / f64::from(u32::MAX);
    Catalogue {
        listeners: (0..N_SONGS).map(|_| (unit().powi(4) * 10_000.0) as u32).collect(),
        candidates: vec![true; N_SONGS],
        features: (0..N_SONGS).map(|_| Some(std::array::from_fn(|_| unit()))).collect(),
        artists: (0..N_SONGS).map(|_| Some((unit() * 10_000.0) as u32)).collect(),
        genres: (0..N_SONGS).map(|_| Some((unit() * 15.0) as u32)).collect(),
        years: (0..N_SONGS).map(|_| Some(1950 + (unit() * 60.0) as i32)).collect(),
        song_music: (0..N_SONGS).map(|_| Some(MusicVector(std::array::from_fn(|_| unit())))).collect(),
        tastes: (0..N_USERS).map(|_| Some(MusicVector(std::array::from_fn(|_| unit())))).collect(),
        n_training_users: 200_000,
    }
}

/// Lists of distinct songs: a random start and a random stride that no number of songs divides.
fn blocks(seed: u64) -> Vec<Result<Rankings, Infallible>> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let scores: Vec<f32> = (0..LENGTH).map(|rank| (LENGTH - rank / 2) as f32).collect();
    let mut blocks = vec![];
    for first in (0..N_USERS).step_by(BLOCK) {
        let mut block = Rankings::default();
        for user in first..(first + BLOCK).min(N_USERS) {
            let (start, stride) = (random.next_u64() % 42_000, 11 + 210 * (random.next_u64() % 190));
            let songs: Vec<SongId> =
                (0..LENGTH as u64).map(|rank| SongId(((start + rank * stride) % N_SONGS as u64) as u32)).collect();
            let user = UserId(user as u32);
            block.push(Ranking { user, songs: &songs, scores: &scores, is_cut_in_tie: false });
        }
        blocks.push(Ok(block));
    }
    blocks
}
