//! Every value comes back as it was stored, or is refused before it is.

use proptest::prelude::*;
use williw_workers::Timestamp;
use williw_workers::d1::{D1Error, Executed, MAX_SAFE_INTEGER, Value};

use crate::World;
use crate::app::db::{Cell, CellInsert, cells};
use crate::app::types::Tone;

pub(crate) const EMPTY: CellInsert = CellInsert {
    id: None,
    whole: None,
    real: None,
    text: None,
    blob: None,
    flag: None,
    any: None,
    at: None,
    tone: None,
};

fn stored(given: CellInsert) -> Result<Cell, D1Error> {
    let world = World::new();
    let Executed(returned) = world.try_run(cells::insert_returning(given))?;
    assert_eq!(world.run(cells::get(returned.id)).as_ref(), Some(&returned));
    Ok(returned)
}

#[test]
fn integers_up_to_what_json_carries() {
    for whole in [0, -1, 1, MAX_SAFE_INTEGER, -MAX_SAFE_INTEGER, i64::from(i32::MAX) + 1] {
        assert_eq!(stored(CellInsert { whole: Some(whole), ..EMPTY }).unwrap().whole, Some(whole));
    }
    for whole in [MAX_SAFE_INTEGER + 1, -MAX_SAFE_INTEGER - 1, i64::MAX, i64::MIN] {
        let error = stored(CellInsert { whole: Some(whole), ..EMPTY }).unwrap_err();
        assert!(matches!(error, D1Error::Parameter { position: 2, .. }), "{error:?}");
    }
}

#[test]
fn reals_that_are_numbers() {
    for real in [0.0, 1.5, -2.0, f64::MAX, f64::MIN_POSITIVE, 1e300, 0.1 + 0.2, 5.0, 9_007_199_254_740_992.0] {
        assert_eq!(stored(CellInsert { real: Some(real), ..EMPTY }).unwrap().real, Some(real));
    }
    for real in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = stored(CellInsert { real: Some(real), ..EMPTY }).unwrap_err();
        assert!(matches!(error, D1Error::Parameter { position: 3, .. }), "{error:?}");
    }
}

#[test]
fn texts_blobs_booleans_and_times() {
    for text in ["", "\0", "a\0b", "😀", "'; DROP TABLE cells; --", "\u{feff}\r\n", "12", "NULL"] {
        assert_eq!(stored(CellInsert { text: Some(text.into()), ..EMPTY }).unwrap().text.as_deref(), Some(text));
    }
    for blob in [vec![], vec![0], vec![255, 0, 254], (0..=255).collect()] {
        assert_eq!(stored(CellInsert { blob: Some(blob.clone()), ..EMPTY }).unwrap().blob, Some(blob));
    }
    for flag in [true, false] {
        assert_eq!(stored(CellInsert { flag: Some(flag), ..EMPTY }).unwrap().flag, Some(flag));
    }
    let at = Timestamp::from_millis(1_767_225_600_123);
    assert_eq!(stored(CellInsert { at: Some(at), ..EMPTY }).unwrap().at, Some(at));
    for tone in Tone::ALL {
        assert_eq!(stored(CellInsert { tone: Some(*tone), ..EMPTY }).unwrap().tone, Some(*tone));
    }
    let nothing = stored(EMPTY).unwrap();
    assert_eq!(
        (nothing.text, nothing.blob, nothing.flag, nothing.at, nothing.any),
        (None, None, None, None, Value::Null)
    );
}

#[test]
fn any_value_in_a_column_that_promises_nothing() {
    let values = [
        Value::Null,
        Value::Integer(5),
        Value::Real(1.5),
        Value::from(""),
        Value::from("a\0b"),
        Value::Blob(vec![]),
        Value::Blob(vec![0, 1]),
    ];
    for value in values {
        assert_eq!(stored(CellInsert { any: Some(value.clone()), ..EMPTY }).unwrap().any, value);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_stored_comes_back(
        whole in -MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER,
        real in proptest::num::f64::NORMAL | proptest::num::f64::ZERO,
        text in any::<String>(),
        blob in any::<Vec<u8>>(),
        flag in any::<bool>(),
    ) {
        let given = CellInsert {
            whole: Some(whole), real: Some(real), text: Some(text.clone()), blob: Some(blob.clone()), flag: Some(flag), ..EMPTY
        };
        let found = stored(given).unwrap();
        prop_assert_eq!(
            (found.whole, found.real, found.text, found.blob, found.flag),
            (Some(whole), Some(real), Some(text), Some(blob), Some(flag))
        );
    }
}
