//! Who may import whom (`src-tauri/docs/ARCHITECTURE.md`), asked of cargo itself.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The rooms of the house and what each may import of the others, in any kind of dependency.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "refill",
        &[
            "refill-app",
            "refill-core",
            "refill-net",
            "refill-payments",
            "refill-providers",
            "refill-sandbox",
            "refill-store",
            "refill-vault",
        ],
    ),
    ("refill-app", &["refill-core", "refill-store"]),
    ("refill-core", &[]),
    ("refill-net", &["refill-core"]),
    ("refill-payments", &["refill-core", "refill-net"]),
    ("refill-providers", &["refill-core", "refill-net"]),
    ("refill-sandbox", &["refill-core"]),
    ("refill-store", &["refill-core"]),
    ("refill-vault", &["refill-core"]),
    // What the benchmarks measure, and the almost empty window that they measure it against.
    (
        "refill-bench",
        &[
            "refill-core",
            "refill-sandbox",
            "refill-store",
            "refill-tests",
            "refill-vault",
        ],
    ),
    ("refill-floor", &[]),
    ("xtask", &[]),
];

/// May import everything. Only the benchmark builds on the tests, for their desktop; nobody builds on it.
const TESTS: &str = "refill-tests";

/// An outside library that only some rooms may know. A name that ends with `*` stands for a family.
struct Door {
    library: &'static str,
    rooms: &'static [&'static str],
    /// Whether development dependencies are meant too.
    in_tests_too: bool,
}

const DOORS: &[Door] = &[
    Door {
        library: "rusqlite*",
        rooms: &["refill-store"],
        in_tests_too: true,
    },
    Door {
        library: "keyring*",
        rooms: &["refill-vault"],
        in_tests_too: true,
    },
    Door {
        library: "zbus-secret-service*",
        rooms: &["refill-vault"],
        in_tests_too: true,
    },
    Door {
        library: "reqwest*",
        rooms: &["refill-net"],
        in_tests_too: false,
    },
    Door {
        library: "hyper*",
        rooms: &["refill-net"],
        in_tests_too: false,
    },
    Door {
        library: "axum*",
        rooms: &["refill-sandbox"],
        in_tests_too: false,
    },
    Door {
        library: "alloy*",
        rooms: &["refill-payments", "refill-sandbox"],
        in_tests_too: false,
    },
    Door {
        library: "tauri*",
        rooms: &["refill", "refill-floor"],
        in_tests_too: true,
    },
    Door {
        library: "gtk*",
        rooms: &["refill"],
        in_tests_too: true,
    },
    Door {
        library: "tokio*",
        rooms: &[
            "refill",
            "refill-app",
            "refill-net",
            "refill-payments",
            "refill-providers",
            "refill-sandbox",
            "refill-vault",
        ],
        in_tests_too: false,
    },
];

struct Dependency {
    name: String,
    is_for_tests: bool,
}

struct Room {
    name: String,
    dependencies: Vec<Dependency>,
}

#[test]
fn the_arrows_hold() {
    let rooms = rooms();
    assert!(rooms.len() > 5, "cargo tells of {} crates only", rooms.len());
    let faults = faults(&rooms);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_wrong_arrow_is_found() {
    let found = |name: &str, imports: &str, is_for_tests: bool| {
        let dependency = Dependency {
            name: imports.into(),
            is_for_tests,
        };
        let others = ARROWS.iter().map(|(other, _)| Room {
            name: (*other).into(),
            dependencies: Vec::new(),
        });
        let room = Room {
            name: name.into(),
            dependencies: vec![dependency],
        };
        faults(&others.chain([room]).collect::<Vec<_>>())
    };
    assert!(found("refill-app", "refill-store", false).is_empty());
    assert!(found("refill-tests", "refill-vault", false).is_empty());
    assert!(found("refill-providers", "axum", true).is_empty());
    for (name, imports, is_for_tests) in [
        ("refill-providers", "refill-store", false),
        ("refill-providers", "refill-vault", true),
        ("refill-core", "tokio", false),
        ("refill-core", "reqwest", false),
        ("refill-core", "rusqlite", true),
        ("refill-app", "rusqlite_migration", false),
        ("refill-app", "tauri", false),
        ("refill", "keyring-core", false),
        ("refill-net", "alloy-signer", false),
        ("refill-net", "axum", false),
        ("refill", "refill-tests", true),
        ("xtask", "serde", false),
        ("refill-new", "serde", false),
    ] {
        assert_eq!(found(name, imports, is_for_tests).len(), 1, "{name} → {imports}");
    }
}

fn faults(rooms: &[Room]) -> Vec<String> {
    let inside: BTreeSet<&str> = rooms.iter().map(|room| room.name.as_str()).collect();
    let mut faults = Vec::new();
    for room in rooms.iter().filter(|room| room.name != TESTS) {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room.name) else {
            faults.push(format!(
                "{}: is not in the table of arrows – decide what it may import",
                room.name
            ));
            continue;
        };
        for dependency in &room.dependencies {
            let name = dependency.name.as_str();
            let is_inside = inside.contains(name) || name == TESTS;
            if is_inside && !allowed.contains(&name) {
                faults.push(format!(
                    "{} → {name}: this arrow is not in the architecture",
                    room.name
                ));
            } else if room.name == "xtask" {
                faults.push(format!(
                    "xtask → {name}: it has no dependencies, so that it compiles in a second"
                ));
            } else if let Some(door) = closed_door(room, dependency) {
                let rooms = door.rooms.join(", ");
                faults.push(format!("{} → {name}: only these may know it: {rooms}", room.name));
            }
        }
    }
    faults
}

fn closed_door(room: &Room, dependency: &Dependency) -> Option<&'static Door> {
    let is_of = |library: &str| match library.strip_suffix('*') {
        Some(family) => dependency.name.starts_with(family),
        None => dependency.name == library,
    };
    let door = DOORS.iter().find(|door| is_of(door.library))?;
    let is_open = door.rooms.contains(&room.name.as_str()) || (dependency.is_for_tests && !door.in_tests_too);
    (!is_open).then_some(door)
}

fn rooms() -> Vec<Room> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--format-version=1",
            "--offline",
            "--manifest-path",
        ])
        .arg(manifest)
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata speaks JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| Room {
            name: text(&package["name"]),
            dependencies: package["dependencies"]
                .as_array()
                .into_iter()
                .flatten()
                .map(dependency)
                .collect(),
        })
        .collect()
}

fn dependency(entry: &Value) -> Dependency {
    Dependency {
        name: text(&entry["name"]),
        is_for_tests: entry["kind"] == "dev",
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
