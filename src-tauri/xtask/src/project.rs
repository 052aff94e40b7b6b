//! Where the project's things lie.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Stop;

/// The root of the checkout. `xtask` lies two folders below it.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A command that starts in the root of the checkout.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that started us.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = command(&program, arguments);
    // The outer `cargo run` describes xtask in these; build scripts that watch them would run again for nothing.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo's target folder, wherever the environment or a configuration file puts it.
pub fn target_folder() -> Result<PathBuf, Stop> {
    let output = cargo(&["metadata", "--no-deps", "--format-version=1", "--offline"])
        .output()
        .map_err(|error| Stop::Failed(format!("cargo does not start: {error}")))?;
    let json = String::from_utf8_lossy(&output.stdout);
    json_text(&json, "target_directory")
        .map(PathBuf::from)
        .ok_or_else(|| Stop::Failed("`cargo metadata` does not say where the target folder is.".into()))
}

/// The text value of the last `"key": "…"` in a piece of JSON; enough for the few plain values that we look at.
pub fn json_text(json: &str, key: &str) -> Option<String> {
    let needle = format!("\"{key}\"");
    let after = &json[json.rfind(&needle)? + needle.len()..];
    let mut rest = after
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?
        .chars();
    let mut value = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(value),
            '\\' => value.push(rest.next()?),
            other => value.push(other),
        }
    }
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| {
        env::split_paths(&path)
            .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn a_text_is_read_with_its_escapes() {
        let json = r#"{"packages":[],"target_directory" : "C:\\build\\target","version":1}"#;
        assert_eq!(
            json_text(json, "target_directory").as_deref(),
            Some(r"C:\build\target")
        );
        assert_eq!(json_text(json, "missing"), None);
        assert_eq!(json_text(json, "version"), None);
    }
}
