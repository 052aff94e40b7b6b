//! The forms of `Retry-After`.

use std::time::{Duration, SystemTime};

use crate::read;
use crate::server::{Server, answer};

const DAY: Duration = Duration::from_secs(86_400);

/// A clock far off, as after a dead battery.
const NOW: SystemTime = SystemTime::UNIX_EPOCH;

async fn wait(headers: &str) -> Option<Duration> {
    let server = Server::sending(answer("429 x", headers, "")).await;
    read(&server.base()).await.expect("an answer").retry_after(NOW)
}

#[tokio::test]
async fn seconds() {
    assert_eq!(wait("Retry-After: 120\r\n").await, Some(Duration::from_secs(120)));
    assert_eq!(wait("Retry-After: 0\r\n").await, Some(Duration::from_secs(1)));
    assert_eq!(wait("Retry-After: 86401\r\n").await, Some(DAY));
    assert_eq!(wait("Retry-After: 99999999999999999999999\r\n").await, Some(DAY));
}

#[tokio::test]
async fn a_date_counts_from_the_servers_own_clock() {
    let at_noon = "Date: Mon, 01 Jun 2026 12:00:00 GMT\r\n";
    let later = "Retry-After: Mon, 01 Jun 2026 12:01:30 GMT\r\n";
    let earlier = "Retry-After: Mon, 01 Jun 2026 11:00:00 GMT\r\n";
    assert_eq!(
        wait(&format!("{at_noon}{later}")).await,
        Some(Duration::from_secs(90))
    );
    assert_eq!(
        wait(&format!("{at_noon}{earlier}")).await,
        Some(Duration::from_secs(1))
    );
    let old_form = "Retry-After: Monday, 01-Jun-26 12:01:30 GMT\r\n";
    assert_eq!(
        wait(&format!("{at_noon}{old_form}")).await,
        Some(Duration::from_secs(90))
    );
    assert_eq!(
        wait("Retry-After: Thu, 01 Jan 1970 00:00:07 GMT\r\n").await,
        Some(Duration::from_secs(7))
    );
    assert_eq!(wait(later).await, Some(DAY));
}

#[tokio::test]
async fn anything_else_is_no_wait() {
    for headers in [
        "",
        "Retry-After:\r\n",
        "Retry-After: soon\r\n",
        "Retry-After: -1\r\n",
        "Retry-After: 1.5\r\n",
    ] {
        assert_eq!(wait(headers).await, None, "{headers:?}");
    }
}
