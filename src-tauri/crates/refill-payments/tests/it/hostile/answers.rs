//! Answers with something off in HTTP itself.

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, Engine as _};
use refill_core::x402::Refusal;
use url::Url;

use super::case::Case;
use crate::codec::{V1, V2, offer_header};
use crate::server::{Act, answer, gzip};

const MEGABYTE: usize = 1024 * 1024;

pub(super) fn all() -> Vec<Case> {
    let mut cases = redirects();
    cases.extend(bodies());
    cases.extend(heads());
    cases.extend(headers());
    cases.push(Case::new(
        "a server that asks for nothing",
        answer("200 OK", "", V1),
        Refusal::NotAsked,
    ));
    cases.push(
        Case::new("an address that is not secure", Vec::new(), Refusal::Insecure).tuned(|wanted| {
            wanted.request.url = Url::parse("http://inference.example/topup").expect("an address");
        }),
    );
    cases
}

fn redirects() -> Vec<Case> {
    let moved = |name, status, location| {
        let headers = format!("Location: {location}\r\n");
        Case::new(name, answer(status, &headers, V1), Refusal::Redirected)
    };
    vec![
        moved(
            "a redirect to another host",
            "307 x",
            "https://evil.example/topup",
        ),
        moved("a redirect for good", "308 x", "https://evil.example/topup"),
        moved(
            "a redirect that changes the method",
            "302 x",
            "https://evil.example/topup",
        ),
        moved("a downgrade", "307 x", "http://inference.example/topup"),
        moved("a redirect to itself", "307 x", "/v1/credits/topup"),
        moved("a redirect to a file", "301 x", "file:///etc/passwd"),
    ]
}

fn bodies() -> Vec<Case> {
    let packed = "Content-Encoding: gzip\r\n";
    let page = "<!doctype html><title>SAID</title><p>Pay here</p>";
    let of =
        |name, headers: &str, body: &[u8], refusal| Case::new(name, answer("402 x", headers, body), refusal);
    let flood = |name, head| Case {
        act: Act::Flood(head, 100 * MEGABYTE),
        ..Case::new(name, "", Refusal::TooLarge)
    };
    vec![
        of(
            "a web page",
            "Content-Type: text/html\r\n",
            page.as_bytes(),
            Refusal::NotJson,
        ),
        of("an empty answer", "", b"", Refusal::NotJson),
        of("a plain text", "", b"SAID", Refusal::NotJson),
        of("no text at all", "", b"\xff\xfe\x00{", Refusal::NotJson),
        of(
            "two encodings at once",
            "",
            &[&b"\xef\xbb\xbf"[..], V1.as_bytes()].concat(),
            Refusal::NotJson,
        ),
        of(
            "JSON that is no offer",
            "",
            br#"{"error":"SAID"}"#,
            Refusal::NoOffer,
        ),
        of(
            "a gzip bomb",
            packed,
            &gzip(&vec![b' '; 64 * MEGABYTE]),
            Refusal::TooLarge,
        ),
        of("damaged gzip", packed, b"SAID", Refusal::Garbled),
        of(
            "a megabyte of white space",
            "",
            &[&vec![b' '; MEGABYTE], V1.as_bytes()].concat(),
            Refusal::TooLarge,
        ),
        flood("a body without an end", "HTTP/1.1 402 x\r\n\r\n"),
        flood(
            "a body that says how long it is",
            "HTTP/1.1 402 x\r\nContent-Length: 104857600\r\n\r\n",
        ),
    ]
}

fn heads() -> Vec<Case> {
    let many: String = (0..10_000).map(|turn| format!("X-{turn}: SAID\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "x".repeat(MEGABYTE));
    vec![
        Case::new("10,000 headers", answer("402 x", &many, V1), Refusal::Garbled),
        Case::new(
            "a megabyte of header",
            answer("402 x", &long, V1),
            Refusal::Garbled,
        ),
        Case::new("no HTTP", "SAID SAID SAID\r\n\r\n", Refusal::Garbled),
        Case::new(
            "two lengths",
            "HTTP/1.1 402 x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            Refusal::Garbled,
        ),
    ]
}

/// Where the offer's header is, the body does not count, as good as it may be.
fn headers() -> Vec<Case> {
    let of = |name, headers: &str, refusal| Case::new(name, answer("402 x", headers, V1), refusal);
    let encoded = |text: &str| format!("PAYMENT-REQUIRED: {}\r\n", BASE64_STANDARD.encode(text));
    // A character whose Base64 differs between the two alphabets.
    let safe = BASE64_URL_SAFE.encode(V2.replacen("SAID", "\u{7ff}\u{7ff}\u{7ff}?>~", 1));
    assert!(safe.contains(['-', '_']));
    let long = V2.replacen("SAID", &"x".repeat(60_000), 1);
    vec![
        of(
            "a header that is no Base64",
            "PAYMENT-REQUIRED: %%%\r\n",
            Refusal::HeaderForm,
        ),
        of("an empty header", "PAYMENT-REQUIRED:\r\n", Refusal::HeaderForm),
        of("a header that is no JSON", &encoded("SAID"), Refusal::HeaderForm),
        of(
            "a header that is JSON without Base64",
            &format!("PAYMENT-REQUIRED: {V2}\r\n"),
            Refusal::HeaderForm,
        ),
        of(
            "a header in the other Base64",
            &format!("PAYMENT-REQUIRED: {safe}\r\n"),
            Refusal::HeaderForm,
        ),
        of("a header that is no offer", &encoded("[]"), Refusal::NoOffer),
        of(
            "a header that is no text",
            "PAYMENT-REQUIRED: //79\r\n",
            Refusal::HeaderForm,
        ),
        of(
            "two offers in two headers",
            &offer_header(V2).repeat(2),
            Refusal::HeaderForm,
        ),
        of(
            "a header of 80,000 characters",
            &encoded(&long),
            Refusal::HeaderForm,
        ),
    ]
}
