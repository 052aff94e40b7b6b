//! Accessibility rules (axe-core) in the real window.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::window::Window;

/// The rules of WCAG 2.2 AA, and axe's own advice.
const TAGS: &str = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";

impl Window<'_> {
    /// What axe finds wrong with the page as it stands: one readable text per element, nothing if all is well.
    #[track_caller]
    #[must_use]
    pub fn axe(&self) -> Vec<String> {
        if self.execute("return typeof axe === 'undefined'", &[]) == true {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
            let source = fs::read_to_string(&path).unwrap_or_else(|error| {
                panic!("{}: {error}; `npm ci` in tests/ui brings it", path.display())
            });
            self.execute(&format!("{source}\nreturn null"), &[]);
        }
        let script = format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {{ runOnly: {TAGS}, resultTypes: ['violations'] }})
                .then(found => done(found.violations), error => done(String(error)));"
        );
        let found = self.execute_async(&script, &[]);
        let Some(violations) = found.as_array() else {
            panic!("axe did not run: {found}")
        };
        violations.iter().flat_map(readable).collect()
    }
}

fn readable(violation: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let rule = format!(
        "{} ({}): {}",
        text(&violation["id"]),
        text(&violation["impact"]),
        text(&violation["help"])
    );
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let describe = |node: &Value| {
        format!(
            "{rule}\n  {}\n  {}",
            text(&node["html"]),
            text(&node["failureSummary"])
        )
    };
    nodes.iter().map(describe).collect()
}
