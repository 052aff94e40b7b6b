//! Rules about the house as a whole.

use std::collections::BTreeSet;

use super::tree::{Fault, File, Tree, root};

pub(super) fn faults(tree: &Tree) -> Vec<Fault> {
    let mut faults = top_level(tree);
    faults.extend(error_words(tree));
    faults.extend(vendored(tree));
    faults.extend(named_tests(tree));
    faults
}

const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "icons",
    "src-tauri",
    "tests",
    "ui",
];

fn top_level(tree: &Tree) -> Vec<Fault> {
    let names: BTreeSet<&str> = tree
        .files
        .iter()
        .filter_map(|file| file.path.split('/').next())
        .collect();
    let strange = names
        .into_iter()
        .filter(|name| !name.starts_with('.') && !TOP.contains(name));
    strange
        .map(|name| {
            fault(
                name,
                1,
                name,
                "the top level holds only what everybody looks for there",
            )
        })
        .collect()
}

/// The type checker holds this too; here it holds without Node.
fn error_words(tree: &Tree) -> Vec<Fault> {
    let (types, table) = ("ui/js/bindings/ipc.d.ts", "ui/js/errors.js");
    let (Some(types), Some(table)) = (tree.file(types), tree.file(table)) else {
        return vec![fault(table, 1, "missing", "each error code has its words")];
    };
    let codes = error_codes(&types.text);
    if codes.is_empty() {
        return vec![fault(
            &types.path,
            1,
            "no ErrorCode",
            "the window's contract names the error codes",
        )];
    }
    let has_row = |code: &str| {
        let starts = [format!("{code}:"), format!("\"{code}\":"), format!("'{code}':")];
        table.text.lines().any(|line| {
            starts
                .iter()
                .any(|start| line.trim_start().starts_with(start.as_str()))
        })
    };
    let missing = codes.into_iter().filter(|code| !has_row(code));
    missing
        .map(|code| fault(&table.path, 1, code, "each error code has its words"))
        .collect()
}

fn error_codes(types: &str) -> Vec<&str> {
    let Some((_, after)) = types.split_once("type ErrorCode") else {
        return Vec::new();
    };
    let union = after.split(';').next().unwrap_or_default();
    union.split('"').skip(1).step_by(2).collect()
}

/// If a list of checksums lies beside the vendored files, it is true and complete.
fn vendored(tree: &Tree) -> Vec<Fault> {
    let is_list =
        |file: &&File| file.path.starts_with("ui/vendor/") && file.path.to_lowercase().contains("sha256");
    tree.files
        .iter()
        .filter(is_list)
        .flat_map(|list| unlike_their_sums(list, tree))
        .collect()
}

fn unlike_their_sums(list: &File, tree: &Tree) -> Vec<Fault> {
    let folder = list.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let listed: BTreeSet<String> = list
        .text
        .lines()
        .filter_map(|line| line.split_once(char::is_whitespace))
        .map(|(_, name)| {
            format!(
                "{folder}/{}",
                name.trim_start_matches([' ', '*']).trim_start_matches("./")
            )
        })
        .collect();
    let inside = tree
        .files
        .iter()
        .filter(|file| file.path.starts_with(&format!("{folder}/")));
    let unlisted = inside.filter(|file| file.path != list.path && !listed.contains(&file.path));
    let mut faults: Vec<Fault> = unlisted
        .map(|file| fault(&file.path, 1, "not in the list of checksums", VENDOR))
        .collect();
    let name = list.path.rsplit('/').next().unwrap_or_default();
    let output = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", name])
        .current_dir(root().join(folder))
        .output();
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) => faults.push(fault(
            &list.path,
            1,
            &String::from_utf8_lossy(&output.stdout),
            VENDOR,
        )),
        // A system without the program; the others check.
        Err(_) => {}
    }
    faults
}

const VENDOR: &str = "vendored files stay as their makers published them";

/// What PROVIDERS.md says of an endpoint is only as good as the test that it names as `module::function`.
fn named_tests(tree: &Tree) -> Vec<Fault> {
    const LIST: &str = "src-tauri/docs/PROVIDERS.md";
    let why = "what works is shown by a test that exists";
    let Some(list) = tree.file(LIST) else {
        return vec![fault(LIST, 1, "missing", why)];
    };
    let mut faults = Vec::new();
    for (number, line) in list.text.lines().enumerate() {
        for (module, function) in line
            .split('`')
            .skip(1)
            .step_by(2)
            .filter_map(|name| name.split_once("::"))
        {
            if function != "*" && !has_test(tree, module, function) {
                faults.push(fault(LIST, number + 1, &format!("{module}::{function}"), why));
            }
        }
    }
    faults
}

fn has_test(tree: &Tree, module: &str, function: &str) -> bool {
    let places = ["it", "e2e"].map(|kind| format!("tests/{kind}/{module}.rs"));
    let of_module = |file: &&File| places.iter().any(|place| file.path.ends_with(place));
    let mut files = tree.files.iter().filter(of_module);
    files.any(|file| file.text.contains(&format!("fn {function}(")))
}

fn fault(path: &str, line: usize, what: &str, why: &str) -> Fault {
    Fault {
        path: path.into(),
        line,
        what: what.trim().into(),
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::{File, Tree, error_codes, error_words, named_tests, top_level};

    fn tree(files: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).into(),
            text: (*text).into(),
        };
        Tree {
            files: files.iter().map(file).collect(),
        }
    }

    #[test]
    fn a_stray_file_at_the_top_is_found() {
        assert!(top_level(&tree(&[("ui/a.js", ""), (".ci/run", ""), ("LICENSE", "")])).is_empty());
        assert_eq!(top_level(&tree(&[("notes.txt", ""), ("docs/a.md", "")])).len(), 2);
    }

    #[test]
    fn an_error_without_words_is_found() {
        let types = "export type ErrorCode =\n  | \"timeout\" | \"tls\";\nexport type Other = \"x\";";
        assert_eq!(error_codes(types), ["timeout", "tls"]);
        let with = |table| tree(&[("ui/js/bindings/ipc.d.ts", types), ("ui/js/errors.js", table)]);
        assert!(error_words(&with("  timeout: 1,\n  \"tls\": 2,")).is_empty());
        assert_eq!(error_words(&with("  timeout: 1,")).len(), 1);
        assert_eq!(error_words(&tree(&[])).len(), 1);
    }

    #[test]
    fn a_named_test_has_to_exist() {
        let list = "| x | `dria::works`, `hostile::*` |\n| y | `dria::gone` |";
        let files = [
            ("src-tauri/crates/a/tests/it/dria.rs", "async fn works() {}"),
            ("src-tauri/docs/PROVIDERS.md", list),
        ];
        let faults = named_tests(&tree(&files));
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].line, faults[0].what.as_str()), (2, "dria::gone"));
    }
}
