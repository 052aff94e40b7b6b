//! Rules about single files.

use super::code;
use super::tree::{File, Tree};

/// Line and what stands there.
pub(super) type Found = Vec<(usize, String)>;

pub(super) struct Rule {
    pub(super) why: &'static str,
    pub(super) applies: fn(&str) -> bool,
    pub(super) find: fn(&File, &Tree) -> Found,
    /// Path and text of a file that breaks the rule.
    pub(super) bad: (&'static str, &'static str),
    /// Path and text of a file that does not.
    pub(super) good: (&'static str, &'static str),
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        why: "text is text and markup comes from templates: no way in for a script",
        applies: |path| is_own_ui(path) && has_ending(path, &["js", "html"]),
        find: |file, _| {
            let words = [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
            ];
            containing(&code::without_comments(&file.text), &words)
        },
        bad: ("ui/js/a.js", "node.innerHTML = name;"),
        good: ("ui/js/a.js", "// never innerHTML\nnode.textContent = name;"),
    },
    Rule {
        why: "only ui/js/ipc.js talks to the backend",
        applies: |path| is_own_ui(path) && has_ending(path, &["js"]) && path != "ui/js/ipc.js",
        find: |file, _| {
            containing(
                &code::without_comments(&file.text),
                &["vendor/tauri", "@tauri-apps", "__TAURI"],
            )
        },
        bad: (
            "ui/js/pages/a.js",
            "import { invoke } from '../../vendor/tauri/core.js';",
        ),
        good: ("ui/js/pages/a.js", "import { overview } from '../ipc.js';"),
    },
    Rule {
        why: "a provider is one file behind the registry: the window, the commands and the store name none",
        applies: knows_no_provider,
        find: naming_providers,
        bad: ("ui/locales/en/add.ftl", "add-hint = Paste your OpenRouter key"),
        good: ("ui/locales/en/add.ftl", "add-hint = Paste your { $provider } key"),
    },
    Rule {
        why: "money is exact: no floating point",
        applies: |path| {
            ["core", "providers", "store", "app"]
                .iter()
                .any(|name| is_source_of(path, name))
        },
        find: |file, _| with_words(&code::product(&file.text, false), &["f32", "f64"]),
        bad: (
            "src-tauri/crates/refill-core/src/money.rs",
            "pub struct Money(f64);",
        ),
        good: (
            "src-tauri/crates/refill-core/src/money.rs",
            "/// Not an f64.\npub struct Money(Decimal);",
        ),
    },
    Rule {
        why: "money is exact: amounts stay text in the window",
        applies: |path| path == "ui/js/money.js",
        find: |file, _| containing(&code::without_comments(&file.text), &["parseFloat", "Number("]),
        bad: ("ui/js/money.js", "return Number(money.value);"),
        good: ("ui/js/money.js", "return money.value.split('.');"),
    },
    Rule {
        why: "reading a secret is a visible act: a comment on the line or above it says why",
        applies: is_product_rust,
        find: secrets_without_reason,
        bad: ("src-tauri/src/a.rs", "send(key.expose_secret());"),
        good: (
            "src-tauri/src/a.rs",
            "// The provider wants the key in a header.\nsend(key.expose_secret());",
        ),
    },
    Rule {
        why: "what can fail is answered, not unwrapped",
        applies: is_product_rust,
        find: |file, _| containing(&code::product(&file.text, false), &[".unwrap()"]),
        bad: ("src-tauri/src/a.rs", "let a = b().unwrap();"),
        good: (
            "src-tauri/src/a.rs",
            "let a = b()?;\n#[cfg(test)]\nmod tests {\n    fn c() { d().unwrap(); }\n}",
        ),
    },
    Rule {
        why: "a file of more than 500 lines has become several things",
        applies: |path| is_product_rust(path) || is_own_script(path),
        find: |file, _| longer_than(file, 500),
        bad: ("ui/js/a.js", LONG),
        good: ("ui/js/a.js", "one line"),
    },
    Rule {
        why: "a style sheet of more than 200 lines hides its rules",
        applies: |path| is_own_ui(path) && has_ending(path, &["css"]),
        find: |file, _| longer_than(file, 200),
        bad: ("ui/css/a.css", LONG),
        good: ("ui/css/a.css", "one line"),
    },
    Rule {
        why: "a command maps in, calls and maps out: five lines",
        applies: |path| path.starts_with("src-tauri/src/commands/") && has_ending(path, &["rs"]),
        find: |file, _| long_commands(&file.text),
        bad: ("src-tauri/src/commands/a.rs", LONG_COMMAND),
        good: (
            "src-tauri/src/commands/a.rs",
            "#[tauri::command]\npub fn a() {\n    // why\n    b()\n}",
        ),
    },
    Rule {
        why: "what is not done is an issue, not a note in the code",
        applies: is_own_text,
        find: |file, _| {
            let mut found = containing(&file.text, &["todo!(", "unimplemented!("]);
            found.extend(with_words(&file.text, &["TODO", "FIXME", "XXX", "HACK"]));
            found
        },
        bad: ("src-tauri/src/a.rs", "// TODO: later"),
        good: ("src-tauri/src/a.rs", "// mktemp XXXXXX"),
    },
    Rule {
        why: "a name says what is inside; this one says nothing",
        applies: |path| !path.contains("/vendor/"),
        find: |file, _| {
            const EMPTY: &[&str] = &[
                "misc",
                "util",
                "utils",
                "helper",
                "helpers",
                "manager",
                "processor",
            ];
            let words = file.path.split(|letter: char| !letter.is_alphanumeric());
            words
                .filter(|word| EMPTY.contains(&word.to_lowercase().as_str()))
                .map(|word| (1, word.into()))
                .collect()
        },
        bad: ("src-tauri/src/key_helper.rs", ""),
        good: ("src-tauri/src/keys.rs", ""),
    },
    Rule {
        why: "a path of somebody's machine",
        applies: is_own_text,
        find: |file, _| containing(&file.text, &["/work/", "/root/", "/Users/"]),
        bad: ("README.md", "cd /root/refill"),
        good: ("README.md", "cd refill"),
    },
    Rule {
        why: "where packages come from is the machine's setting, not the project's",
        applies: |path| is_own_text(path) && path != "Cargo.lock",
        find: |file, _| {
            let mut found = containing(&file.text, &["crates.io", "npmjs.", "registry.yarnpkg"]);
            if file.path.ends_with("package-lock.json") {
                found.extend(containing(&file.text, &["\"resolved\": \"http"]));
            }
            found
        },
        bad: (
            "tests/ui/package-lock.json",
            "      \"resolved\": \"https://example.org/a.tgz\",",
        ),
        good: ("tests/ui/package-lock.json", "      \"version\": \"1.0.0\","),
    },
    Rule {
        why: "tests wait for a condition (`refill_tests::wait_for`), they do not sleep",
        applies: |path| path.starts_with("tests/") && is_test(path) && path != "tests/support/wait.rs",
        find: |file, _| containing(&code::bare(&file.text), &["thread::sleep", "time::sleep"]),
        bad: ("tests/e2e/a.rs", "std::thread::sleep(SECOND);"),
        good: (
            "tests/e2e/a.rs",
            "wait_for(\"the balance\", SHORT, || window.balance());",
        ),
    },
];

/// How many lines of a file count: those of tests do not.
pub(super) fn product_lines(file: &File) -> usize {
    if is_product_rust(&file.path) {
        let tests = file
            .text
            .lines()
            .position(|line| line.starts_with("#[cfg(test)]"));
        let has_module = |start: usize| {
            file.text
                .lines()
                .nth(start + 1)
                .is_some_and(|line| line.starts_with("mod "))
        };
        match tests.filter(|&start| has_module(start)) {
            Some(start) => start,
            None => file.text.lines().count(),
        }
    } else if is_own_script(&file.path) || file.path.ends_with(".css") {
        file.text.lines().count()
    } else {
        0
    }
}

fn longer_than(file: &File, limit: usize) -> Found {
    let lines = product_lines(file);
    if lines > limit {
        vec![(lines, format!("{lines} lines"))]
    } else {
        Vec::new()
    }
}

fn containing(text: &str, words: &[&str]) -> Found {
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(number, line)| {
            words
                .iter()
                .filter(|word| line.contains(**word))
                .map(move |word| (number + 1, (*word).to_string()))
        })
        .collect()
}

fn with_words(text: &str, words: &[&str]) -> Found {
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(number, line)| {
            words
                .iter()
                .filter(|word| has_word(line, word))
                .map(move |word| (number + 1, (*word).to_string()))
        })
        .collect()
}

/// Whether the word stands there by itself, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

fn secrets_without_reason(file: &File, _: &Tree) -> Found {
    let lines: Vec<&str> = file.text.lines().collect();
    let product = code::product(&file.text, false);
    let calls = containing(&product, &["expose_secret("]);
    let has_comment = |number: usize| lines.get(number).is_some_and(|line| line.contains("//"));
    let has_reason = |line: usize| has_comment(line - 1) || (line > 1 && has_comment(line - 2));
    calls.into_iter().filter(|(line, _)| !has_reason(*line)).collect()
}

/// Providers' names that may not be known from the sources yet.
const PROVIDERS: &[&str] = &[
    "web3 api",
    "web3-api",
    "web3_api",
    "dria",
    "openrouter",
    "hyper3d",
    "rodin",
    "clado",
];

fn naming_providers(file: &File, tree: &Tree) -> Found {
    let text = if file.path.ends_with(".rs") {
        code::product(&file.text, true)
    } else {
        file.text.clone()
    };
    let mut words: Vec<String> = PROVIDERS.iter().map(|word| (*word).to_string()).collect();
    words.extend(provider_ids(tree));
    words.sort();
    words.dedup();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut found = with_words(&text.to_lowercase(), &words);
    found.extend(with_words(&file.path.to_lowercase(), &words));
    found
}

fn provider_ids(tree: &Tree) -> Vec<String> {
    let sources = tree
        .files
        .iter()
        .filter(|file| is_source_of(&file.path, "providers"));
    let after = |text: &str| text.split_once('"').map(|(id, _)| id.to_lowercase());
    sources
        .flat_map(|file| {
            file.text
                .split("ProviderId::from_static(\"")
                .skip(1)
                .filter_map(after)
        })
        .collect()
}

fn long_commands(text: &str) -> Found {
    let lines: Vec<&str> = text.lines().collect();
    let is_command = |line: &str| line.trim_start().starts_with("#[tauri::command");
    let starts = lines.iter().enumerate().filter(|(_, line)| is_command(line));
    starts
        .filter_map(|(start, line)| {
            let indent = &line[..line.len() - line.trim_start().len()];
            let open = start + lines[start..].iter().position(|line| line.ends_with('{'))?;
            let close = format!("{indent}}}");
            let end = open + lines[open..].iter().position(|line| *line == close)?;
            let counts = |line: &&&str| !line.trim().is_empty() && !line.trim().starts_with("//");
            let body = lines[open + 1..end].iter().filter(counts).count();
            (body > 5).then(|| (start + 1, format!("a body of {body} lines")))
        })
        .collect()
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| endings.contains(&ending))
}

fn is_own_ui(path: &str) -> bool {
    path.starts_with("ui/") && !path.starts_with("ui/vendor/")
}

fn is_own_script(path: &str) -> bool {
    is_own_ui(path) && has_ending(path, &["js"]) && !path.starts_with("ui/js/bindings/")
}

fn is_source_of(path: &str, name: &str) -> bool {
    let folder = format!("src-tauri/crates/refill-{name}/src/");
    path.starts_with(&folder) && is_product_rust(path)
}

/// Rust that is shipped, or that ships: not tests in files of their own.
fn is_product_rust(path: &str) -> bool {
    path.starts_with("src-tauri/") && has_ending(path, &["rs"]) && !is_test(path)
}

fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_in_tests = path.starts_with("tests/") || path.contains("/tests/") || name == "tests.rs";
    has_ending(path, &["rs"]) && (is_in_tests || name.ends_with("_tests.rs")) && !is_tidy(path)
}

fn knows_no_provider(path: &str) -> bool {
    const NONE: &[&str] = &[
        "src-tauri/src/commands/",
        "src-tauri/src/ipc/",
        "src-tauri/crates/refill-store/src/",
    ];
    is_own_ui(path) || (NONE.iter().any(|folder| path.starts_with(folder)) && is_product_rust(path))
}

/// Text that we wrote: neither vendored nor these rules, which must name what they forbid.
fn is_own_text(path: &str) -> bool {
    !path.starts_with("ui/vendor/") && !is_tidy(path)
}

fn is_tidy(path: &str) -> bool {
    path.starts_with("tests/it/tidy/")
}

const LONG: &str = match str::from_utf8(&[b'\n'; 600]) {
    Ok(lines) => lines,
    Err(_) => "",
};

const LONG_COMMAND: &str = "#[tauri::command]\npub async fn a(\n    b: B,\n) -> C {\n    1;\n    2;\n    3;\n    4;\n    5;\n    6\n}\n";
