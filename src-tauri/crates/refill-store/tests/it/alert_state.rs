use refill_core::alert::{AlertState, Level};

use crate::support::{add, open, reading, temp_dir, test_store};

#[test]
fn survives_a_restart() {
    let dir = temp_dir();
    let all = [None, Some(Level::Low), Some(Level::Empty)].map(|fired| AlertState {
        fired,
        delivered: fired == Some(Level::Empty),
        dismissed: fired.is_some(),
    });
    for (n, state) in all.iter().enumerate() {
        let a = add(&open(dir.path()).store, &format!("a{n}"));
        open(dir.path()).store.set_alert_state(&a, state).expect("set");
        assert_eq!(&open(dir.path()).store.alert_state(&a).expect("read"), state);
    }
}

#[test]
fn is_that_of_an_account_that_never_fired_where_none_is_stored() {
    let store = test_store();
    let a = add(&store, "a");
    assert_eq!(store.alert_state(&a).expect("read"), AlertState::default());
}

#[test]
fn due_are_those_that_fired_and_were_not_delivered() {
    let store = test_store();
    let due = AlertState {
        fired: Some(Level::Low),
        ..AlertState::default()
    };
    let told = AlertState {
        delivered: true,
        ..due.clone()
    };
    let (a, b, c) = (add(&store, "a"), add(&store, "b"), add(&store, "c"));
    let record = |id, state| {
        store
            .record_reading(id, &reading(1, "1"), &[], Some(state))
            .expect("stored")
    };
    record(&a, &due);
    record(&b, &told);
    record(&c, &AlertState::default());
    assert_eq!(store.due_alerts().expect("read"), [(a.clone(), due)]);
    store.set_alert_state(&a, &told).expect("set");
    assert!(store.due_alerts().expect("read").is_empty());
}
