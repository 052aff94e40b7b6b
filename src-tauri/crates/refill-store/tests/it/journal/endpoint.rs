//! Where a chain is read.

use refill_store::Endpoints;

use super::open;
use crate::support::temp_dir;

fn endpoints(own: &[&str], with_shipped: bool) -> Endpoints {
    Endpoints {
        own: own.iter().map(|&own| own.to_owned()).collect(),
        with_shipped,
    }
}

#[test]
fn each_chain_has_its_own() {
    let dir = temp_dir();
    let journal = open(dir.path());
    assert_eq!(journal.endpoints(8453).expect("read"), endpoints(&[], true));
    for address in ["https://z.example", "https://a.example", "https://z.example"] {
        journal.add_endpoint(8453, address).expect("added");
    }
    journal
        .add_endpoint(u64::MAX, "https://other.example")
        .expect("added");
    journal.use_shipped_endpoints(8453, false).expect("said");
    drop(journal);
    let journal = open(dir.path());
    let both = ["https://z.example", "https://a.example"];
    assert_eq!(journal.endpoints(8453).expect("read"), endpoints(&both, false));
    assert_eq!(
        journal.endpoints(u64::MAX).expect("read"),
        endpoints(&["https://other.example"], true)
    );
    journal
        .remove_endpoint(8453, "https://z.example")
        .expect("removed");
    journal
        .remove_endpoint(8453, "nobody's")
        .expect("nothing happens");
    journal.use_shipped_endpoints(8453, true).expect("said");
    assert_eq!(
        journal.endpoints(8453).expect("read"),
        endpoints(&["https://a.example"], true)
    );
}
