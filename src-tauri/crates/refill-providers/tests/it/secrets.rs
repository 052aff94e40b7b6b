//! Nothing that a provider sends makes Refill show a key.

use std::io;
use std::sync::{Arc, Mutex};

use crate::faces::FACES;
use crate::server::{Act, answer};
use crate::{KEY, ok};

#[tokio::test]
async fn no_error_shows_the_key() {
    let long = "x".repeat(185);
    // Characters that nobody sees in the midst of the key.
    let split = KEY.replace("live", "li\u{200b}v\u{1b}e");
    let quoted = serde_json::to_string(&split).expect("JSON");
    let escaped = KEY.replace('_', "\\u005f");
    let bodies = [
        format!("the key {KEY} is unknown"),
        format!("{long}{KEY}"),
        format!(r#"{{"detail":"{KEY}"}}"#),
        format!(r#"{{"detail":"{escaped}"}}"#),
        format!(r#"{{"detail":[{{"msg":{quoted}}}]}}"#),
        split,
        format!(r#"{{"error":"Bearer {KEY}"}}"#),
        format!(r#"{{"error":{{"code":401,"message":"{long}{KEY}"}}}}"#),
        KEY.repeat(100),
    ];
    // Where a header is cut, only a piece of the key is left.
    let cut = format!("{long}{KEY}");
    let statuses = [
        "200 OK", "400 x", "401 x", "402 x", "403 x", "404 x", "429 x", "503 x",
    ];
    for face in &FACES {
        let own = [face.body(&format!(r#""{KEY}""#))];
        for (turn, body) in bodies.iter().chain(&own).enumerate() {
            for (status, id) in statuses.iter().zip([KEY, &cut].iter().cycle().skip(turn)) {
                let headers = format!("X-Request-Id: {id}\r\nX-Credits-Balance: {KEY}\r\n");
                let (subject, _server) = face.playing(Act::Send(answer(status, &headers, body))).await;
                let error = subject.refusal().await;
                let shown = format!("{error} {error:?} {:?}", subject.access);
                assert!(
                    !shown.contains(&KEY[..12]),
                    "{} {status} {body}: {shown}",
                    face.name
                );
            }
        }
    }
}

#[tokio::test]
async fn pieces_of_keys_and_other_keys_are_not_shown_either() {
    for face in &FACES {
        let (subject, _server) = face.playing(Act::Send(ok(face.body("1")))).await;
        for prefix in subject.provider.descriptor().key_prefixes {
            for (text, said) in [
                (format!("bad key {prefix}8c1f…"), "bad key [key]…".to_owned()),
                (format!("'{prefix}8c-1_f.2', 401"), "'[key]', 401".to_owned()),
                (
                    format!("{prefix}1 {prefix}2,{prefix}3"),
                    "[key] [key],[key]".to_owned(),
                ),
                // The form of a key is no key, and a word that has the prefix inside is none either.
                (
                    format!("keys start with '{prefix}'"),
                    format!("keys start with '{prefix}'"),
                ),
                (format!("wa{prefix}through"), format!("wa{prefix}through")),
            ] {
                let (subject, _server) = face.playing(Act::Send(answer("401 x", "", text))).await;
                let error = subject.refusal().await;
                assert_eq!(error.facts.said.as_deref(), Some(said.as_str()), "{}", face.name);
            }
        }
    }
}

#[tokio::test]
async fn no_log_shows_the_key() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    for face in &FACES {
        for bytes in [
            ok(face.body("5")),
            answer("401 x", "", KEY),
            answer("503 x", "", KEY),
            answer("302 x", &format!("Location: /{KEY}\r\n"), ""),
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_vec(),
        ] {
            let (subject, _server) = face.playing(Act::Send(bytes)).await;
            let _ = subject.balance().await;
            let _ = subject.provider.history(&subject.access, None).await;
        }
    }
    let written = log.text();
    assert!(written.contains("provider answered") && written.contains("reading again"));
    assert!(!written.contains(KEY), "the key is in the log");
}

/// What was logged on this thread.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic before")).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic before").extend(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}
