//! The page on which a session is paid, as far as a browser sees it.

use jiff::Timestamp;

use super::session::{Session, SessionStatus};
use crate::answer::{Answer, Content};

const STYLE: &str = "\
:root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --text: #1c2127; --quiet: #5b6470; \
--line: #d9dde3; --deed: #2f5bea; --badge: #8a5300; --badge-ground: #fff1d6; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --card: #1d2126; --text: #eceef1; \
--quiet: #a2abb6; --line: #343a42; --deed: #5f86ff; --badge: #ffd48a; --badge-ground: #3d2f10; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 27rem; margin: 8vh auto; padding: 0 1rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.75rem; }
h1 { font-size: 1rem; font-weight: 600; margin: 0 0 1.25rem; }
.badge { background: var(--badge-ground); color: var(--badge); border-radius: .5rem; padding: .5rem .75rem; \
margin: 0 0 1.25rem; font-size: .875rem; }
.price { font-size: 2.25rem; font-weight: 600; margin: 0; line-height: 1.2; font-variant-numeric: tabular-nums; }
.title { color: var(--quiet); margin: .25rem 0 1.5rem; }
form { margin: 0 0 .625rem; }
button { font: inherit; width: 100%; padding: .6875rem 1rem; border-radius: .5rem; border: 1px solid var(--line); \
background: transparent; color: inherit; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--deed); outline-offset: 2px; }
#pay { background: var(--deed); border-color: var(--deed); color: #fff; font-weight: 600; }
@media (prefers-color-scheme: dark) { #pay { color: #0b1020; } }
footer { color: var(--quiet); font-size: .8125rem; margin-top: 1.25rem; overflow-wrap: anywhere; }";

/// The page of `session`; what can be done on it depends on where it stands.
pub(super) fn show(session: &Session, now: Timestamp, status: u16) -> Answer {
    let state = session.status(now);
    let deeds = match state {
        SessionStatus::Open => buttons(session),
        SessionStatus::Complete if session.is_paid(now) => {
            said("paid", "This has been paid. You can close this page.")
        }
        SessionStatus::Complete => said("paid", "The payment is on its way. You can close this page."),
        SessionStatus::Expired => said("expired", "This page has expired. It can no longer be paid."),
    };
    let body = format!(
        "<h1>{}</h1>\n<p class=\"badge\"><strong>{}</strong> This is a stand-in. No money moves.</p>\n\
         <p class=\"price\" id=\"price\">{}</p>\n<p class=\"title\" id=\"title\">{}</p>\n{deeds}\n\
         <footer>Session {}</footer>",
        session.kind.merchant(),
        if session.id.starts_with("cs_test_") {
            "TEST"
        } else {
            "DEMO"
        },
        escaped(&session.price),
        escaped(&session.title),
        escaped(&session.id),
    );
    page(status, session.kind.merchant(), &body)
}

fn buttons(session: &Session) -> String {
    let at = format!("{}{}", session.kind.folder(), session.id);
    let deeds = [
        ("pay", format!("Pay {}", escaped(&session.price))),
        ("pay-later", "Pay by bank debit (30 seconds later)".to_owned()),
        ("cancel", "Cancel and go back".to_owned()),
        ("expire", "Let this page expire".to_owned()),
    ];
    let leads_back = session.cancel.is_some();
    let forms = deeds
        .into_iter()
        .filter(|(deed, _)| *deed != "cancel" || leads_back);
    let forms = forms.map(|(deed, words)| {
        format!(
            "<form method=\"post\" action=\"{at}/{deed}\"><button id=\"{deed}\">{words}</button></form>\n"
        )
    });
    forms.collect()
}

fn said(id: &str, words: &str) -> String {
    format!("<p id=\"{id}\" role=\"status\">{words}</p>")
}

pub(super) fn unknown() -> Answer {
    page(
        404,
        "Not found",
        "<h1>Not found</h1>\n<p>There is no such payment page.</p>",
    )
}

pub(super) fn refused(status: u16) -> Answer {
    page(
        status,
        "Not possible",
        "<h1>Not possible</h1>\n<p>This cannot be done here.</p>",
    )
}

fn page(status: u16, title: &str, body: &str) -> Answer {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – stand-in checkout</title>\n<style>\n{STYLE}\n</style>\n</head>\n\
         <body>\n<main>\n<article>\n{body}\n</article>\n</main>\n</body>\n</html>\n"
    );
    Answer::new(status, Content::Html(html))
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
        .with_header(
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        )
}

/// Text that is nothing but text, in HTML and in its attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
