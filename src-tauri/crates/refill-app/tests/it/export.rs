use std::fs;

use refill_app::{AppError, Event, ExportRange, Exported, Options};
use refill_core::history::{Change, Kind};

use crate::fakes::{LISTED, World, events_so_far, row, until};

fn november() -> ExportRange {
    ExportRange {
        from: "2026-11-01".to_owned(),
        to: "2026-11-30".to_owned(),
        accounts: None,
    }
}

async fn with_rows(rows: Vec<Change>, options: Options) -> World {
    let world = World::with(options);
    let count = rows.len() as u64;
    world
        .listed
        .page_size
        .store(1000, std::sync::atomic::Ordering::Relaxed);
    *world.listed.rows.lock().unwrap() = rows;
    world.listed.set("lk_1", 90);
    world.add(&LISTED, "lk_1", None).await;
    until(&world.app, "the history", || async {
        world.app.count_export(&november()).await.unwrap() == count
    })
    .await;
    world
}

#[tokio::test]
async fn the_file_is_what_a_spreadsheet_expects() {
    let mut hostile = row(2, -10, 950);
    hostile.text = Some("=HYPERLINK(\"http://x\",\"a, b\")".to_owned());
    hostile.kind = Kind::Other("+odd".to_owned());
    let world = with_rows(vec![row(1, 10_000, 10_950), hostile], Options::default()).await;
    let to = world.folder.path().join("out.csv");
    let exported = world.app.export(&november(), to.clone()).await.unwrap();
    assert_eq!(exported, Exported::Saved { rows: 2 });
    let text = String::from_utf8(fs::read(&to).unwrap()).unwrap();
    let lines: Vec<&str> = text
        .strip_prefix('\u{feff}')
        .expect("a byte order mark")
        .split("\r\n")
        .collect();
    assert_eq!(
        lines[0],
        "date,account,provider,kind,amount,unit,balance_after,description,source"
    );
    let zone = jiff::tz::TimeZone::system();
    let local = |text: &str| {
        let at: jiff::Timestamp = text.parse().unwrap();
        at.to_zoned(zone.clone())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string()
    };
    let first = local("2026-11-20T11:58:00Z");
    assert_eq!(
        lines[1],
        format!(
            "{first},Account of lk,Listed,'+odd,-10,credits,950,\"'=HYPERLINK(\"\"http://x\"\",\"\"a, b\"\")\",provider"
        )
    );
    let second = local("2026-11-20T11:59:00Z");
    assert_eq!(
        lines[2],
        format!("{second},Account of lk,Listed,credit,10000,credits,10950,/api/v1/gas/price,provider")
    );
    assert_eq!(lines[3..], [""], "the last line ends as well");
    world.app.open_export().unwrap();
    world.app.show_export().unwrap();
    assert_eq!(world.desktop.opened.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_cancelled_export_leaves_the_file_that_was_there() {
    let quiet_export = std::time::Duration::ZERO;
    let options = Options {
        quiet_export,
        ..Options::default()
    };
    let rows = (0..999).map(|n| row(n, -1, n)).collect();
    let world = with_rows(rows, options).await;
    let to = world.folder.path().join("out.csv");
    fs::write(&to, "before").unwrap();
    let mut news = world.app.events();
    let app = world.app.clone();
    let cancel = tokio::spawn(async move {
        while !matches!(news.recv().await, Ok(Event::ExportProgress { .. })) {}
        app.cancel_export();
    });
    let exported = world.app.export(&november(), to.clone()).await.unwrap();
    cancel.await.unwrap();
    let whole = matches!(exported, Exported::Saved { rows: 999 });
    let text = fs::read_to_string(&to).unwrap();
    assert!(whole || text == "before", "either whole or untouched");
    assert_eq!(leftovers(&world), 0);
    assert!(
        world.app.export(&november(), to).await.is_ok(),
        "the next export runs"
    );
}

#[tokio::test]
async fn progress_ends_at_its_total() {
    let options = Options {
        quiet_export: std::time::Duration::ZERO,
        ..Options::default()
    };
    let world = with_rows((0..999).map(|n| row(n, -1, n)).collect(), options).await;
    let mut news = world.app.events();
    world
        .app
        .export(&november(), world.folder.path().join("out.csv"))
        .await
        .unwrap();
    let progress: Vec<_> = events_so_far(&mut news)
        .into_iter()
        .filter(|event| matches!(event, Event::ExportProgress { .. }))
        .collect();
    assert_eq!(
        progress.last(),
        Some(&Event::ExportProgress {
            done: 999,
            total: 999
        })
    );
    assert!(progress.len() > 1);
}

#[tokio::test]
async fn a_target_that_cannot_be_written_is_an_error_and_nothing_else() {
    let world = with_rows(vec![row(1, -1, 5)], Options::default()).await;
    let nowhere = world.folder.path().join("no such folder").join("out.csv");
    assert!(matches!(
        world.app.export(&november(), nowhere).await,
        Err(AppError::ExportTarget(_))
    ));
    let folder = world.folder.path().join("taken");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("inside"), "x").unwrap();
    assert!(matches!(
        world.app.export(&november(), folder).await,
        Err(AppError::ExportTarget(_))
    ));
    assert_eq!(leftovers(&world), 0);
    assert!(matches!(world.app.open_export(), Err(AppError::NoExport)));
}

#[tokio::test]
async fn two_exports_to_one_file_end_whole_or_say_so() {
    // Two programs, as a window and a command are: each knows nothing of the other.
    let one = with_rows((0..900).map(|n| row(n, -1, n)).collect(), Options::default()).await;
    let other = with_rows((0..700).map(|n| row(n, -1, n)).collect(), Options::default()).await;
    let to = one.folder.path().join("out.csv");
    let lines = || fs::read_to_string(&to).unwrap().lines().count();
    let range = november();
    for _ in 0..10 {
        let (first, second) = tokio::join!(
            one.app.export_new(&range, to.clone()),
            other.app.export_new(&range, to.clone())
        );
        let told = match (first, second) {
            (Ok(_), Err(told)) => (901, told),
            (Err(told), Ok(_)) => (701, told),
            both => panic!("one has the place and the other is told, not {both:?}"),
        };
        assert_eq!(lines(), told.0);
        assert!(is_there_already(&told.1), "{:?}", told.1);
        let (first, second) = tokio::join!(
            one.app.export(&range, to.clone()),
            other.app.export(&range, to.clone())
        );
        assert_eq!(first.unwrap(), Exported::Saved { rows: 900 });
        assert_eq!(second.unwrap(), Exported::Saved { rows: 700 });
        assert!([901, 701].contains(&lines()), "{} lines", lines());
        assert_eq!(leftovers(&one), 0);
        fs::remove_file(&to).unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_there_stays_unless_it_may_be_replaced() {
    let world = with_rows(vec![row(1, -1, 5)], Options::default()).await;
    let to = world.folder.path().join("out.csv");
    fs::write(&to, "before").unwrap();
    let told = world.app.export_new(&november(), to.clone()).await.unwrap_err();
    assert!(is_there_already(&told), "{told:?}");
    assert_eq!(fs::read_to_string(&to).unwrap(), "before");
    assert_eq!(leftovers(&world), 0);
    assert!(matches!(world.app.open_export(), Err(AppError::NoExport)));
    world.app.export(&november(), to.clone()).await.unwrap();
    assert_eq!(fs::read_to_string(&to).unwrap().lines().count(), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_written_through_a_planted_link() {
    let world = with_rows(vec![row(1, -1, 5)], Options::default()).await;
    let (to, mine) = (
        world.folder.path().join("out.csv"),
        world.folder.path().join("mine"),
    );
    fs::write(&mine, "untouched").unwrap();
    let planted = world.folder.path().join(".out.csv.refill-part");
    std::os::unix::fs::symlink(&mine, &planted).unwrap();
    world.app.export(&november(), to.clone()).await.unwrap();
    fs::remove_file(&to).unwrap();
    world.app.export_new(&november(), to.clone()).await.unwrap();
    assert_eq!(fs::read_to_string(&mine).unwrap(), "untouched");
    assert!(to.symlink_metadata().unwrap().is_file(), "the file is no link");
}

fn is_there_already(error: &AppError) -> bool {
    matches!(error, AppError::ExportTarget(error) if error.kind() == std::io::ErrorKind::AlreadyExists)
}

#[tokio::test]
async fn the_preset_is_the_month_before() {
    let world = World::new();
    let preset = world.app.export_preset();
    assert_eq!(
        (preset.from.as_str(), preset.to.as_str()),
        ("2026-10-01", "2026-10-31")
    );
    assert_eq!(
        world.app.export_name(&preset),
        "refill-2026-10-01-to-2026-10-31.csv"
    );
    let nonsense = ExportRange {
        from: "yesterday".to_owned(),
        ..preset
    };
    assert!(matches!(
        world.app.count_export(&nonsense).await,
        Err(AppError::Range)
    ));
}

fn leftovers(world: &World) -> usize {
    let names = fs::read_dir(world.folder.path())
        .unwrap()
        .flatten()
        .map(|file| file.file_name());
    names
        .filter(|name| name.to_string_lossy().ends_with(".refill-part"))
        .count()
}
