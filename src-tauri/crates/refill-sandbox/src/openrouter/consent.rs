//! The page on which a person lets a program have a key: `GET /auth`. On the real site it lies beside the API, not
//! within it.
//!
//! It works in any browser, without script. With a `callback_url` the answer goes there (`?code=…`, or
//! `?error=access_denied`); without one the page shows the code to copy.

use url::{Host, Url};

use crate::answer::{Answer, Content};
use crate::call::Call;
use crate::world::World;

/// What a program asks for.
struct Wish {
    /// As it was asked for; checked.
    callback: Option<Url>,
    challenge: String,
}

pub(super) fn answer(world: &mut World, call: &Call) -> Answer {
    let wish = match Wish::read(call) {
        Ok(wish) => wish,
        Err(reason) => return refusal(reason),
    };
    let decision = call.form_field("decision");
    match (call.method.as_str(), decision.as_deref()) {
        ("GET", _) if world.grants.at_once => authorize(world, wish),
        ("GET", _) => question(&wish),
        ("POST", Some("authorize")) => authorize(world, wish),
        ("POST", Some("deny")) => deny(wish),
        ("POST", _) => refusal("Nothing was decided"),
        _ => super::error(405, None),
    }
}

impl Wish {
    fn read(call: &Call) -> Result<Wish, &'static str> {
        let callback = call.form_field("callback_url");
        let callback = callback.map(|text| allowed(&text).ok_or("Invalid callback_url"));
        let challenge = call.form_field("code_challenge");
        let method = call.form_field("code_challenge_method");
        if method.as_deref() != Some("S256") {
            return Err("Invalid code_challenge_method");
        }
        Ok(Wish {
            callback: callback.transpose()?,
            challenge: challenge.ok_or("Missing code_challenge")?,
        })
    }
}

/// A callback of the kinds that are documented: https, or plain http on this machine by one of two names.
fn allowed(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.octets() == [127, 0, 0, 1],
        Host::Ipv6(_) => false,
    };
    (url.scheme() == "https" || (url.scheme() == "http" && is_here)).then_some(url)
}

fn authorize(world: &mut World, wish: Wish) -> Answer {
    let now = world.now();
    let code = world.grants.give(wish.challenge, now);
    match wish.callback {
        Some(callback) => go_back(callback, "code", &code),
        None => page(
            200,
            "Your code",
            &format!(
                "<p>Copy this code into the program that asked for it. It serves once, for ten minutes.</p>\n\
                 <output id=\"code\" data-testid=\"code\">{code}</output>"
            ),
        ),
    }
}

fn deny(wish: Wish) -> Answer {
    match wish.callback {
        Some(callback) => go_back(callback, "error", "access_denied"),
        None => page(
            200,
            "Denied",
            "<p>The program gets no key. You can close this page.</p>",
        ),
    }
}

/// Adds to the callback's own query, which stays as it is.
fn go_back(mut callback: Url, name: &str, value: &str) -> Answer {
    callback.query_pairs_mut().append_pair(name, value);
    Answer::new(302, Content::Nothing)
        .with_header("location", callback.as_str())
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
}

fn question(wish: &Wish) -> Answer {
    let asking = match &wish.callback {
        Some(callback) => {
            let host = callback.host_str().unwrap_or_default();
            let port = callback
                .port()
                .map_or_else(String::new, |port| format!(":{port}"));
            format!("{host}{port}")
        }
        None => "A program that will ask you for a code".to_owned(),
    };
    let callback = wish.callback.as_ref().map_or("", Url::as_str);
    let body = format!(
        "<p><strong>{}</strong> wants a key of its own, which can spend your credits up to a limit.</p>\n\
         <form method=\"post\" action=\"auth\">\n\
         <input type=\"hidden\" name=\"callback_url\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"code_challenge\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"code_challenge_method\" value=\"S256\">\n\
         <button name=\"decision\" value=\"authorize\" data-testid=\"authorize\">Authorize</button>\n\
         <button name=\"decision\" value=\"deny\" data-testid=\"deny\">Deny</button>\n\
         </form>",
        escaped(&asking),
        escaped(callback),
        escaped(&wish.challenge),
    );
    page(200, "Authorize a program", &body)
}

fn refusal(reason: &str) -> Answer {
    page(400, "This request is not valid", &format!("<p>{reason}</p>"))
}

fn page(status: u16, title: &str, body: &str) -> Answer {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} – demo</title>\n\
         <style>:root {{ color-scheme: light dark; }}\n\
         body {{ font: 1rem/1.5 sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }}\n\
         button {{ font: inherit; padding: .5rem 1rem; margin-right: .5rem; }}\n\
         output {{ font-family: monospace; overflow-wrap: anywhere; }}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}\n\
         <p><small>A demo on this machine: no real account, no real key.</small></p>\n</main>\n</body>\n</html>\n"
    );
    Answer::new(status, Content::Html(html))
        .with_header("cache-control", "no-store")
        .with_header("referrer-policy", "no-referrer")
}

/// Text that is nothing but text, in HTML and in its attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
