//! Every model there is, fitted on a world.

use recommenders::{
    AlsModel, AlsOptions, Content, ContentOptions, Distance, Model, MusicSpace, Personality, PersonalityOptions,
    PopularBy, Popularity, Random, Votes,
};

use crate::world::World;

/// A model and what it is.
pub(crate) struct Fitted {
    pub(crate) name: &'static str,
    pub(crate) model: Box<dyn Model>,
}

pub(crate) fn fitted(world: &World) -> Vec<Fitted> {
    let popularity = |by| Popularity::fit(&world.history, &world.trains, world.songs.len(), by);
    let content = |options| Content::fit(&world.history, &world.trains, &world.features, &world.genres, options);
    let by_genre = ContentOptions { weight_features: 0.0, ..ContentOptions::default() };
    let mut models = vec![
        Fitted { name: "popularity by listeners", model: Box::new(popularity(PopularBy::Listeners)) },
        Fitted { name: "popularity by plays", model: Box::new(popularity(PopularBy::Plays)) },
        Fitted { name: "random", model: Box::new(Random::new(3, &world.users, &world.songs)) },
        Fitted { name: "content", model: Box::new(content(ContentOptions::default())) },
        Fitted { name: "content by genre", model: Box::new(content(by_genre)) },
    ];
    models.push(Fitted { name: "als", model: Box::new(als(world, 24, 4)) });
    models.push(Fitted { name: "als of one factor", model: Box::new(als(world, 1, 2)) });
    let votes = [
        ("personality by count", Votes::Count),
        ("personality, weighted random", Votes::WeightedRandom),
        ("personality, random", Votes::Random),
    ];
    models.extend(votes.map(|(name, votes)| Fitted { name, model: Box::new(personality(world, votes)) }));
    models
}

/// Users who do not train are folded in; those without plays are zero.
fn als(world: &World, factors: usize, iterations: usize) -> AlsModel {
    let options = AlsOptions { factors, iterations, ..AlsOptions::default() };
    AlsModel::fit(&world.history, &world.trains, world.songs.len(), &options, &|_| ()).expect("options in their ranges")
}

fn personality(world: &World, votes: Votes) -> Personality {
    let options = PersonalityOptions { k: 12, distance: Distance::L1, minimum_songs: 3, maximum_overlap: 0.05, votes };
    let space = MusicSpace { users: &world.tastes, songs: &world.places };
    Personality::fit(&world.history, &world.trains, space, (&world.users, &world.songs), 9, options)
}
