//! WebDriver over HTTP, as far as the tests need it.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

/// Above the driver's own limits, so that its answer comes first.
const LIMIT: Duration = Duration::from_secs(90);
/// A picture of a large window as text.
const LARGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// What the driver answered instead of a value: WebDriver's error code and words.
#[derive(Debug, Clone)]
pub(crate) struct DriverError {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl DriverError {
    /// Whether the page may only need a moment: the element is not there yet, or is being redrawn.
    pub(crate) fn passes(&self) -> bool {
        matches!(
            self.code.as_str(),
            "no such element"
                | "stale element reference"
                | "element not interactable"
                | "element click intercepted"
        )
    }
}

pub(crate) struct Driver {
    agent: Agent,
    base: String,
}

impl Driver {
    pub(crate) fn at(port: u16) -> Self {
        let configuration = Agent::config_builder()
            .timeout_global(Some(LIMIT))
            .http_status_as_error(false)
            .max_idle_connections(0)
            .proxy(None)
            .build();
        Self {
            agent: configuration.into(),
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.get("/status").is_ok_and(|status| status["ready"] == true)
    }

    /// Starts the program and enters its window; from then on paths are relative to the session.
    pub(crate) fn new_session(&mut self, binary: &str, arguments: &[String]) -> Result<(), DriverError> {
        let options = json!({ "webkitgtk:browserOptions": { "binary": binary, "args": arguments } });
        let answer = self.post("/session", &json!({ "capabilities": { "alwaysMatch": options } }))?;
        let session = answer["sessionId"].as_str().unwrap_or_default();
        self.base = format!("{}/session/{session}", self.base);
        self.post(
            "/timeouts",
            &json!({ "script": 60_000, "pageLoad": 60_000, "implicit": 0 }),
        )?;
        Ok(())
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, DriverError> {
        answer(self.agent.get(self.base.clone() + path).call())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, DriverError> {
        let request = self
            .agent
            .post(self.base.clone() + path)
            .header("content-type", "application/json");
        answer(request.send(body.to_string()))
    }

    pub(crate) fn delete(&self, path: &str) -> Result<Value, DriverError> {
        answer(self.agent.delete(self.base.clone() + path).call())
    }
}

type Response = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn answer(response: Response) -> Result<Value, DriverError> {
    let unreachable = |error: ureq::Error| DriverError {
        code: "no answer".into(),
        message: error.to_string(),
    };
    let mut response = response.map_err(unreachable)?;
    let good = response.status().is_success();
    let text = response
        .body_mut()
        .with_config()
        .limit(LARGEST_ANSWER)
        .read_to_string()
        .map_err(unreachable)?;
    let mut json: Value = serde_json::from_str(&text).map_err(|error| DriverError {
        code: "not understood".into(),
        message: format!("{error}: {text}"),
    })?;
    let value = json["value"].take();
    if good {
        return Ok(value);
    }
    let word = |name: &str| value[name].as_str().unwrap_or_default().to_string();
    Err(DriverError {
        code: word("error"),
        message: word("message"),
    })
}
