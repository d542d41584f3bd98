//! A model that was saved comes back; what is no model is refused.

use domain::{SavedModel, TensorValues};

use super::{AlsModel, Model, STEPS, fitted, history, options};

fn saved() -> SavedModel {
    fitted(&history(9, 11), 11, &options(3, STEPS)).save()
}

#[test]
fn what_was_saved_comes_back() {
    let saved = saved();
    let model = AlsModel::load(saved.clone()).unwrap();
    assert_eq!(model.save(), saved);
    assert_eq!(model.options(), &options(3, STEPS));
}

#[track_caller]
fn check(change: impl Fn(&mut SavedModel), message: &str) {
    let mut saved = saved();
    change(&mut saved);
    let error = AlsModel::load(saved).unwrap_err().to_string();
    assert!(error.starts_with(message), "{error}");
}

#[test]
fn what_is_no_als_model_is_refused() {
    check(|saved| saved.kind = "popularity".to_owned(), "saved model: expected kind als, found popularity");
    check(|saved| saved.texts.clear(), "saved model, options: expected JSON, found none");
    check(|saved| drop(saved.texts.insert("options".to_owned(), "[".to_owned())), "saved model, options: ");
    check(|saved| drop(saved.tensors.remove(0)), "saved model, user_factors: expected 32-bit numbers of rows x 3");
    check(
        |saved| saved.tensors[1].shape = vec![3, 11],
        "saved model, song_factors: expected 32-bit numbers of rows x 3",
    );
    check(|saved| saved.tensors[1].shape = vec![12, 3], "saved model, song_factors: ");
    check(|saved| saved.tensors[1].shape = vec![usize::MAX, 3], "saved model, song_factors: ");
    check(|saved| saved.tensors[0].values = TensorValues::F64(vec![0.0; 27]), "saved model, user_factors: ");
}

#[test]
fn options_out_of_range_are_refused() {
    let zero = |text: &str| text.replace("\"factors\":3", "\"factors\":0");
    check(
        |saved| {
            let options = zero(&saved.texts["options"]);
            saved.texts.insert("options".to_owned(), options);
        },
        "saved model, options: factors: expected 1 to 1024, found 0",
    );
}

#[test]
fn a_factor_that_is_no_number_is_refused() {
    let with_nan = |saved: &mut SavedModel| {
        let TensorValues::F32(values) = &mut saved.tensors[1].values else { panic!("32-bit numbers") };
        values[7] = f32::NAN;
    };
    check(with_nan, "saved model, song_factors: expected finite numbers, found NaN in row 2");
}
