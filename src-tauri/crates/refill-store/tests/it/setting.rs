use crate::support::{open, temp_dir};

#[test]
fn keeps_text_by_key() {
    let dir = temp_dir();
    {
        let store = open(dir.path()).store;
        assert_eq!(store.setting("interval").expect("read"), None);
        store.set_setting("interval", "5").expect("set");
        store.set_setting("interval", "15").expect("set");
        store.set_setting("empty", "").expect("set");
    }
    let store = open(dir.path()).store;
    assert_eq!(store.setting("interval").expect("read").as_deref(), Some("15"));
    assert_eq!(store.setting("empty").expect("read").as_deref(), Some(""));
}
