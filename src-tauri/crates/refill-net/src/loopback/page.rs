//! What the browser gets to see.

use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};

/// What the page says after a return. It does not know whether the return is true, so the words should hold for
/// one that is not, and for a refusal as well where the same words stand for both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageWords {
    /// Language of the words, for example `en`.
    pub language: String,
    /// Headline.
    pub title: String,
    /// What to do next. An empty line begins a new paragraph.
    pub text: String,
}

/// The colours are those of the window (`ui/css/tokens.css`).
const STYLE: &str = "
:root { color-scheme: light dark; --paper: #f6f5f1; --card: #fff; --ink: #191c1b; --muted: #5b605a; --line: #e4e1d9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #141615; --card: #1d201f; --ink: #edece7; --muted: #a6aba3; --line: #2f3431; }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; padding: 1rem; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.5 system-ui, -apple-system, 'Segoe UI', Cantarell, 'Noto Sans', sans-serif;
}
main {
  width: 100%; max-width: 30rem; padding: clamp(1.5rem, 7vw, 2.5rem); overflow-wrap: break-word;
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
}
.brand { display: flex; align-items: center; gap: .625rem; font-weight: 600; }
h1 { margin-top: 1.5rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
h1 ~ p { margin-top: .75rem; color: var(--muted); }
";

/// The style above, by its checksum, and nothing else: no script, no picture, no frame, no other host.
const POLICY: &str = "default-src 'none'; style-src 'sha256-AgVIXsCTwxNkDfoZu550s17+GAbWlgN5+4bTJw0Ortg='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The app's icon (`icons/icon.svg`) in one colour.
const MARK: &str = "<svg viewBox=\"24 24 464 464\" width=\"30\" height=\"30\" aria-hidden=\"true\">\
    <rect x=\"24\" y=\"24\" width=\"464\" height=\"464\" rx=\"116\" fill=\"#0b6b5d\"/>\
    <g fill=\"none\" stroke=\"#fff\" stroke-linecap=\"round\" stroke-width=\"38\">\
    <path d=\"M142.2 349a136 136 0 1 1 227.6 0\" stroke-opacity=\".28\"/>\
    <path d=\"M142.2 349A136 136 0 0 1 308.6 148.9M256 275l76-82M222 379h68\"/></g>\
    <circle cx=\"256\" cy=\"275\" r=\"31\" fill=\"#fff\"/></svg>";

/// The answer to the return.
pub(super) fn done(words: &PageWords) -> Response<String> {
    let title = escaped(&words.title);
    let text = escaped(&words.text);
    let paragraphs: String = text
        .split("\n\n")
        .map(|text| format!("\n<p dir=\"auto\">{text}</p>"))
        .collect();
    let said = format!("\n<h1 dir=\"auto\">{title}</h1>{paragraphs}");
    html(&words.language, &title, &said)
}

/// The answer to somebody who brings nothing: the name of the app, which needs no language.
pub(super) fn waiting(language: &str) -> Response<String> {
    html(language, "Refill", "")
}

/// A status and nothing else.
pub(super) fn bare(status: StatusCode) -> Response<String> {
    let mut response = guarded(String::new());
    *response.status_mut() = status;
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let methods = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

fn html(language: &str, title: &str, said: &str) -> Response<String> {
    let language = escaped(language);
    let mut response = guarded(format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n\
        <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
        <p class=\"brand\">{MARK}Refill</p>{said}\n</main>\n</body>\n</html>\n"
    ));
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response
}

/// With the headers that every answer carries; the last of them ends the connection. No answer carries one
/// that lets another site read it.
fn guarded(body: String) -> Response<String> {
    const HEADERS: [(HeaderName, &str); 5] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONNECTION, "close"),
    ];
    let mut response = Response::new(body);
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `text` as it may stand in HTML, between tags or between quotation marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_names_the_style_by_its_checksum() {
        let sum = STANDARD.encode(Sha256::digest(STYLE));
        assert!(POLICY.contains(&format!("'sha256-{sum}'")), "sha256-{sum}");
    }

    #[test]
    fn words_stay_words() {
        let words = PageWords {
            language: "en\"><script>".into(),
            title: "<script>alert('1')</script> & \"more\"".into(),
            text: "</p><img src=x>\n\nsecond".into(),
        };
        let page = done(&words).into_body();
        assert!(
            page.contains("<html lang=\"en&quot;&gt;&lt;script&gt;\">"),
            "{page}"
        );
        let title = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;";
        assert!(page.contains(&format!("<title>{title}</title>")), "{page}");
        assert!(page.contains(&format!("<h1 dir=\"auto\">{title}</h1>")), "{page}");
        let text = "<p dir=\"auto\">&lt;/p&gt;&lt;img src=x&gt;</p>\n<p dir=\"auto\">second</p>";
        assert!(page.contains(text), "{page}");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    }
}
