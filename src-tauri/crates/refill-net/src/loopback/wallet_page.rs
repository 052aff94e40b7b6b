//! What the browser gets to see while its wallet is asked.
//!
//! The page is that of a return (`page.rs`) with the wallet's parts put into it. Nothing of a wallet becomes markup: its
//! name is shown as text, and its picture is not shown.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Response;
use hyper::header::{CONTENT_SECURITY_POLICY, HeaderMap, HeaderValue};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::page::{self, PageWords};

/// What a wallet in the browser is asked.
#[derive(Clone, Debug)]
pub struct WalletTask {
    /// The number of the chain that the wallet is to be on.
    pub chain: u64,
    /// What it is to sign; without that it is asked for its address.
    pub sign: Option<ToSign>,
    /// In which words.
    pub words: WalletWords,
}

/// What a wallet is to sign.
#[derive(Clone, Debug, Serialize)]
pub struct ToSign {
    /// With which address.
    pub address: String,
    /// EIP-712 typed data, as JSON.
    pub typed_data: String,
}

/// What the page says.
#[derive(Clone, Debug)]
pub struct WalletWords {
    /// Before the choice of a wallet.
    pub choose: PageWords,
    /// No wallet was found in this browser.
    pub nothing_found: String,
    /// The wallet's own window is open.
    pub waiting: String,
    /// Done.
    pub done: PageWords,
    /// It came to nothing.
    pub failed: PageWords,
}

/// What the script reads.
#[derive(Serialize)]
struct Data<'a> {
    chain: u64,
    sign: Option<&'a ToSign>,
    nothing_found: &'a str,
    waiting: &'a str,
    done: [&'a str; 2],
    failed: [&'a str; 2],
}

const SCRIPT: &str = include_str!("wallet.js");

/// The colours are those of the window (`ui/css/tokens.css`), like those of the page.
const STYLE: &str = "
:root { --accent: #0b6b5d; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --accent: #62cdb8; --on-accent: #06231e; } }
#wallets { margin-top: 1.5rem; display: grid; gap: .625rem; }
#wallets:empty { display: none; }
button {
  min-height: 2.75rem; padding: .5rem 1rem; border: 0; border-radius: .625rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; overflow-wrap: anywhere; cursor: pointer;
}
button:disabled { opacity: .55; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1:focus { outline: none; }
#status { margin-top: 1rem; }
#status:empty { display: none; }
";

/// What a policy allows besides: the style and the script above, and an answer to the page's own address.
static BESIDES: LazyLock<String> = LazyLock::new(|| {
    let sum = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (script, style) = (sum(SCRIPT), sum(STYLE));
    format!("script-src 'sha256-{script}'; connect-src 'self'; style-src 'sha256-{style}' ")
});

/// The page before the choice. The script changes it from there on.
pub(super) fn shown(task: &WalletTask) -> Response<String> {
    let (mut head, body) = page::done(&task.words.choose).into_parts();
    // Only the page itself has these tags: words are escaped.
    let body = body
        .replacen("</head>", &format!("<style>{STYLE}</style>\n</head>"), 1)
        .replacen("\n</main>", &format!("{}\n</main>", parts(task)), 1);
    if let Some(policy) = policy(&head.headers) {
        head.headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    Response::from_parts(head, body)
}

/// That of the page, and what is allowed besides. `None` cannot come of two texts of ours; no script would run then.
fn policy(headers: &HeaderMap) -> Option<HeaderValue> {
    let own = headers.get(CONTENT_SECURITY_POLICY)?.to_str().ok()?;
    HeaderValue::from_str(&own.replacen("style-src ", &BESIDES, 1)).ok()
}

fn parts(task: &WalletTask) -> String {
    let data = data(task);
    format!(
        "\n<div id=\"wallets\"></div>\n<p id=\"status\" role=\"status\" dir=\"auto\"></p>\n\
        <script type=\"application/json\" id=\"task\">{data}</script>\n<script>{SCRIPT}</script>"
    )
}

/// The task as JSON that cannot end the element that it stands in.
fn data(task: &WalletTask) -> String {
    let words = &task.words;
    let data = Data {
        chain: task.chain,
        sign: task.sign.as_ref(),
        nothing_found: &words.nothing_found,
        waiting: &words.waiting,
        done: [&words.done.title, &words.done.text],
        failed: [&words.failed.title, &words.failed.text],
    };
    // Texts and a number can always be written; without them the script stops at its first line.
    let json = serde_json::to_string(&data).unwrap_or_default();
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(hostile: &str) -> WalletTask {
        let words = || PageWords {
            language: "en".into(),
            title: hostile.into(),
            text: hostile.into(),
        };
        WalletTask {
            chain: 8453,
            sign: Some(ToSign {
                address: hostile.into(),
                typed_data: hostile.into(),
            }),
            words: WalletWords {
                choose: words(),
                nothing_found: hostile.into(),
                waiting: hostile.into(),
                done: words(),
                failed: words(),
            },
        }
    }

    #[test]
    fn words_and_data_stay_what_they_are() {
        let hostile = "</head></main></script><script>alert(1)</script><!-- \u{2028} & \"";
        let page = shown(&task(hostile)).into_body();
        assert_eq!(page.matches("<script").count(), 2, "{page}");
        assert_eq!(page.matches("</script>").count(), 2);
        assert_eq!(page.matches("</main>").count(), 1);
        assert_eq!(page.matches("<!--").count(), 0);
        let start = page.find("id=\"task\">").expect("data") + "id=\"task\">".len();
        let end = start + page[start..].find("</script>").expect("an end");
        let data: serde_json::Value = serde_json::from_str(&page[start..end]).expect("JSON");
        assert_eq!(data["sign"]["typed_data"], hostile);
        assert_eq!(data["failed"][1], hostile);
        assert_eq!(data["chain"], 8453);
    }

    #[test]
    fn the_policy_names_the_styles_and_the_script_and_nothing_else() {
        let response = shown(&task("words"));
        let policy = response.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        let page = response.body();
        let inside = |open: &str, close: &str, from: usize| {
            let start = page[from..].find(open).expect("a tag") + from + open.len();
            (
                &page[start..start + page[start..].find(close).expect("an end")],
                start,
            )
        };
        let (first, after) = inside("<style>", "</style>", 0);
        let (second, _) = inside("<style>", "</style>", after);
        let (script, _) = inside("<script>", "</script>", 0);
        for text in [first, second, script] {
            let sum = STANDARD.encode(Sha256::digest(text));
            assert!(policy.contains(&format!("'sha256-{sum}'")), "{policy}");
        }
        assert_eq!(policy.matches("sha256").count(), 3, "{policy}");
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("unsafe"),
            "{policy}"
        );
    }
}
