//! The house rules as tests: each rule in the tables says why it is there, and carries an example that breaks it.

mod code;
mod house;
mod rules;
mod tree;

use rules::RULES;
use tree::{Fault, File, Tree};

#[test]
fn the_house_is_tidy() {
    let tree = Tree::read();
    assert!(
        tree.files.len() > 50,
        "git tells of {} files only",
        tree.files.len()
    );
    let mut faults = house::faults(&tree);
    for file in &tree.files {
        faults.extend(faults_of(file, &tree));
    }
    faults.sort();
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert!(
        lines.is_empty(),
        "\n{} faults\n{}\n",
        lines.len(),
        lines.join("\n")
    );
}

/// Not a rule yet, but worth a look: `cargo nextest run files_that_grow --no-capture`.
#[test]
fn files_that_grow() {
    for file in &Tree::read().files {
        let lines = rules::product_lines(file);
        if lines > 300 {
            println!(
                "{}: {lines} lines of product code; from 300 on a file wants a reason",
                file.path
            );
        }
    }
}

#[test]
fn every_rule_can_fail_and_can_pass() {
    for rule in RULES {
        let found = |(path, text): (&str, &str)| {
            let file = File {
                path: path.into(),
                text: text.into(),
            };
            assert!((rule.applies)(path), "{}: does not look at {path}", rule.why);
            faults_by(rule, &file, &Tree { files: Vec::new() }).len()
        };
        assert!(found(rule.bad) > 0, "{}: does not find {:?}", rule.why, rule.bad);
        assert_eq!(found(rule.good), 0, "{}: finds {:?}", rule.why, rule.good);
    }
}

fn faults_of(file: &File, tree: &Tree) -> Vec<Fault> {
    let rules = RULES.iter().filter(|rule| (rule.applies)(&file.path));
    rules.flat_map(|rule| faults_by(rule, file, tree)).collect()
}

fn faults_by(rule: &rules::Rule, file: &File, tree: &Tree) -> Vec<Fault> {
    let found = (rule.find)(file, tree);
    let fault = |(line, what)| Fault {
        path: file.path.clone(),
        line,
        what,
        why: rule.why.into(),
    };
    found.into_iter().map(fault).collect()
}
