//! Saved models with something wrong in them: refused in words, or whole, never a panic.

use domain::{SavedModel, TensorValues};
use recommenders::{AlsModel, LoadError, Model, load};

use crate::models::fitted;
use crate::world::World;

fn saved_models() -> Vec<SavedModel> {
    let world = World::new(|user| format!("u{user:05}"), |song| format!("s{song:05}"));
    fitted(&world).iter().map(|fitted| fitted.model.save()).collect()
}

fn refused(saved: &SavedModel) -> Option<LoadError> {
    load(saved.clone()).map(|model: Box<dyn Model>| drop(model)).err()
}

fn shortened(values: &TensorValues) -> TensorValues {
    fn but_last<T: Clone>(values: &[T]) -> Vec<T> {
        values.split_last().map(|(_, others)| others.to_vec()).unwrap_or_default()
    }
    match values {
        TensorValues::F32(values) => TensorValues::F32(but_last(values)),
        TensorValues::F64(values) => TensorValues::F64(but_last(values)),
        TensorValues::U32(values) => TensorValues::U32(but_last(values)),
        TensorValues::U64(values) => TensorValues::U64(but_last(values)),
    }
}

/// But for ALS, which has words of its own and tests of them.
#[test]
fn what_is_missing_or_of_another_shape_is_named() {
    for saved in saved_models().into_iter().filter(|saved| saved.kind != AlsModel::KIND) {
        for name in saved.texts.keys() {
            let mut damaged = saved.clone();
            damaged.texts.remove(name);
            assert!(refused(&damaged).unwrap().to_string().contains(&format!("`{name}`")), "{name}");
            damaged.texts.insert(name.clone(), "-1 of them".to_owned());
            assert!(refused(&damaged).unwrap().to_string().contains("found `-1 of them`"), "{name}");
        }
        for at in 0..saved.tensors.len() {
            let name = format!("`{}`", saved.tensors[at].name);
            let mut damaged = saved.clone();
            damaged.tensors.remove(at);
            assert!(refused(&damaged).unwrap().to_string().contains(&format!("{name}: expected")));
            for shape in [vec![], vec![usize::MAX, 6], vec![0], vec![1, 1, 1]] {
                damaged = saved.clone();
                damaged.tensors[at].shape = shape;
                assert!(refused(&damaged).unwrap().to_string().contains(&name));
            }
            damaged = saved.clone();
            damaged.tensors[at].values = shortened(&saved.tensors[at].values);
            assert!(refused(&damaged).unwrap().to_string().contains(&name));
            damaged.tensors[at].values = TensorValues::F32(vec![0.0; 3]);
            damaged.tensors[at].shape = vec![3];
            assert!(refused(&damaged).unwrap().to_string().contains(&name));
        }
    }
}

/// Whether it is refused or not: nothing panics, neither in making it again nor in asking it.
#[test]
fn strange_values_never_panic() {
    let world = World::new(|user| format!("u{user:05}"), |song| format!("s{song:05}"));
    for saved in saved_models() {
        for at in 0..saved.tensors.len() {
            for strange in 0..4_usize {
                let mut damaged = saved.clone();
                match &mut damaged.tensors[at].values {
                    TensorValues::U32(values) => values[1] = [0, 1, u32::MAX, u32::MAX - 1][strange],
                    TensorValues::U64(values) => values[1] = [0, 1, u64::MAX, 1 << 40][strange],
                    TensorValues::F64(values) => values[1] = [f64::NAN, f64::INFINITY, -1e308, 1e308][strange],
                    TensorValues::F32(values) => values[1] = f32::NAN,
                }
                if let Ok(model) = load(damaged) {
                    let mut scores = vec![0.0; 300 * 1500];
                    model.scorer(&world.all_users(), &world.history).score(0..1500, &mut scores);
                    let _ = model.similar(domain::SongId(1));
                }
            }
        }
    }
}

#[test]
fn a_kind_that_nobody_makes_is_named() {
    let saved = SavedModel { kind: "oracle".to_owned(), ..SavedModel::default() };
    assert_eq!(refused(&saved).unwrap().to_string(), "saved model: expected a kind of model, found `oracle`");
}
