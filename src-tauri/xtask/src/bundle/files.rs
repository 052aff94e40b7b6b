//! Small acts on files and programs, each with an error that names what it was about.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Stop;
use crate::project;

/// The failure of doing something to a path.
pub fn failed(path: &Path) -> impl FnOnce(io::Error) -> Stop {
    move |error| Stop::Failed(format!("{}: {error}", path.display()))
}

/// A folder with nothing in it.
pub fn fresh_folder(path: &Path) -> Result<(), Stop> {
    if path.exists() {
        fs::remove_dir_all(path).map_err(failed(path))?;
    }
    fs::create_dir_all(path).map_err(failed(path))
}

/// Writes a text into a file, whose folder is made where it is missing.
pub fn write(path: &Path, text: &str) -> Result<(), Stop> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    fs::write(path, text).map_err(failed(path))
}

pub fn read(path: &Path) -> Result<String, Stop> {
    fs::read_to_string(path).map_err(failed(path))
}

/// Copies a file with these rights, whatever the umask says.
pub fn install(source: &Path, target: &Path, mode: &str) -> Result<(), Stop> {
    let mut command = Command::new("install");
    command
        .arg("-D")
        .arg(format!("--mode={mode}"))
        .arg(source)
        .arg(target);
    answer(command).map(drop)
}

/// Compresses a file as packages want it: without its name and time.
pub fn gzip(path: &Path) -> Result<(), Stop> {
    let mut command = Command::new("gzip");
    command.args(["-9", "--no-name", "--force"]).arg(path);
    answer(command).map(drop)
}

/// What a program writes on standard output. It must end well.
pub fn answer(mut command: Command) -> Result<String, Stop> {
    let name = Path::new(command.get_program()).display().to_string();
    let output = command
        .output()
        .map_err(|error| Stop::Failed(format!("`{name}` does not start: {error}.")))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(Stop::Failed(format!(
        "`{name}` failed ({}).\n{text}{complaint}",
        output.status
    )))
}

/// A file of `src-tauri/packaging` with `@NAME@` replaced by its value.
pub fn template(name: &str, values: &[(&str, &str)]) -> Result<String, Stop> {
    let path = packaging(name);
    filled(&read(&path)?, values).map_err(|left| {
        Stop::Failed(format!(
            "{} wants a value that nobody gives: {left}",
            path.display()
        ))
    })
}

/// Where a file of `src-tauri/packaging` lies.
pub fn packaging(name: &str) -> PathBuf {
    project::root().join("src-tauri/packaging").join(name)
}

fn filled(template: &str, values: &[(&str, &str)]) -> Result<String, String> {
    let lines = template.lines().map(|line| {
        let mut line = line.to_owned();
        for (name, value) in values {
            line = line.replace(&format!("@{name}@"), value);
        }
        line
    });
    let text: String = lines.map(|line| line + "\n").collect();
    let names = template.split('@').skip(1).step_by(2);
    let unknown = |name: &&str| !values.iter().any(|(known, _)| known == name);
    match names.into_iter().find(unknown) {
        Some(name) => Err(name.into()),
        None => Ok(text),
    }
}

/// All files below a folder, as paths from there, sorted.
pub fn listing(folder: &Path) -> Result<Vec<String>, Stop> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).map_err(failed(&next))? {
            let entry = entry.map_err(failed(&next))?;
            if entry.file_type().map_err(failed(&next))?.is_dir() {
                waiting.push(entry.path());
            } else if let Ok(path) = entry.path().strip_prefix(folder) {
                found.push(path.to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_template_is_filled_or_refused() {
        let values = [("VERSION", "1.2.3"), ("SIZE", "7")];
        let text = filled("Version: @VERSION@-1\nSize: @SIZE@\n", &values);
        assert_eq!(text.as_deref(), Ok("Version: 1.2.3-1\nSize: 7\n"));
        assert_eq!(filled("Date: @DATE@", &values), Err("DATE".into()));
    }
}
