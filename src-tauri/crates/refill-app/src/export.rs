//! The history as a CSV file that a spreadsheet opens: UTF-8 with BOM, CRLF, RFC 4180, exact decimals with their
//! unit, ISO dates with offset. Written beside its place and then moved there, so that a file is whole or not there.

mod csv_file;
mod part;

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use refill_core::ids::AccountId;
use refill_store::Filter;

use self::csv_file::{CsvExport, Who};
use self::part::Part;
use crate::app::{App, Event};
use crate::error::AppError;
use crate::pages::{ExportRange, HistoryQuery, filter};

/// How an export ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// The file is written.
    Saved {
        /// Rows in it, the heading left out.
        rows: u64,
    },
    /// The person cancelled it; nothing is left of it.
    Cancelled,
}

/// Rows between two looks at the cancel flag and the clock.
const ROWS_PER_LOOK: u64 = 512;

impl App {
    /// The range that the export sheet starts with: the calendar month before this one, all accounts.
    pub fn export_preset(&self) -> ExportRange {
        let today = self.clock.now().to_zoned(TimeZone::system()).date();
        let (from, to) = month_before(today);
        ExportRange {
            from: from.to_string(),
            to: to.to_string(),
            accounts: None,
        }
    }

    /// Rows that an export of this range has.
    ///
    /// # Errors
    /// [`AppError::Range`], [`AppError::Store`].
    pub async fn count_export(&self, range: &ExportRange) -> Result<u64, AppError> {
        let filter = range_filter(range)?;
        self.db(move |store| store.count_history(&filter)).await
    }

    /// Name to suggest for the file.
    pub fn export_name(&self, range: &ExportRange) -> String {
        format!("refill-{}-to-{}.csv", range.from, range.to)
    }

    /// Writes the range into a file, over what is there: whoever calls it asked the person. One export runs at a time.
    ///
    /// # Errors
    /// [`AppError::ExportRunning`], [`AppError::ExportTarget`] (the file that was there before is still there),
    /// [`AppError::Range`], [`AppError::Store`].
    pub async fn export(self: &Arc<App>, range: &ExportRange, to: PathBuf) -> Result<Exported, AppError> {
        self.export_with(range, to, Part::replace).await
    }

    /// [`App::export`] into a file that is not there yet. One that appears meanwhile is left as it is.
    ///
    /// # Errors
    /// As [`App::export`]; where something is there, the error of [`AppError::ExportTarget`] is `AlreadyExists`.
    pub async fn export_new(self: &Arc<App>, range: &ExportRange, to: PathBuf) -> Result<Exported, AppError> {
        self.export_with(range, to, Part::place).await
    }

    async fn export_with(
        self: &Arc<App>,
        range: &ExportRange,
        to: PathBuf,
        put: fn(Part, &Path) -> io::Result<()>,
    ) -> Result<Exported, AppError> {
        let filter = range_filter(range)?;
        let _running = Running::start(self)?;
        let (app, target) = (self.clone(), to.clone());
        let written = tokio::task::spawn_blocking(move || app.write(&filter, &target, put)).await;
        let exported = written.map_err(|_| AppError::TaskLost)??;
        if matches!(exported, Exported::Saved { .. }) {
            self.live().exported = Some(to);
        }
        Ok(exported)
    }

    /// Writes the range to `out` as it is read: for a pipe, which cannot be whole or not there.
    ///
    /// # Errors
    /// As [`App::export`].
    pub async fn export_to(
        self: &Arc<App>,
        range: &ExportRange,
        out: impl Write + Send + 'static,
    ) -> Result<Exported, AppError> {
        let filter = range_filter(range)?;
        let _running = Running::start(self)?;
        let app = self.clone();
        let written = tokio::task::spawn_blocking(move || {
            let (exported, mut out) = app.write_rows(&filter, out)?;
            out.flush().map_err(AppError::ExportTarget)?;
            Ok(exported)
        });
        written.await.map_err(|_| AppError::TaskLost)?
    }

    /// [`App::export`] into the file that the person chose; nothing where they chose none.
    ///
    /// # Errors
    /// As [`App::export`].
    pub async fn export_if_chosen(
        self: &Arc<App>,
        range: &ExportRange,
        chosen: Option<PathBuf>,
    ) -> Result<Option<(String, Exported)>, AppError> {
        let Some(to) = chosen else { return Ok(None) };
        let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some((name, self.export(range, to).await?)))
    }

    /// Stops the running export; what it wrote so far is removed.
    pub fn cancel_export(&self) {
        self.export_cancelled.store(true, Ordering::Relaxed);
    }

    /// Opens the last exported file.
    ///
    /// # Errors
    /// [`AppError::NoExport`], [`AppError::Link`].
    pub fn open_export(&self) -> Result<(), AppError> {
        self.browser
            .open_path(&self.exported()?)
            .map_err(|_| AppError::Link)
    }

    /// Shows the last exported file in its folder.
    ///
    /// # Errors
    /// [`AppError::NoExport`], [`AppError::Link`].
    pub fn show_export(&self) -> Result<(), AppError> {
        self.browser
            .show_in_folder(&self.exported()?)
            .map_err(|_| AppError::Link)
    }

    fn exported(&self) -> Result<PathBuf, AppError> {
        self.live().exported.clone().ok_or(AppError::NoExport)
    }

    /// Writes a part and lets `put` bring it to its place. Whatever ends this earlier takes the part with it.
    fn write(
        &self,
        filter: &Filter,
        to: &Path,
        put: fn(Part, &Path) -> io::Result<()>,
    ) -> Result<Exported, AppError> {
        let (part, file) = Part::beside(to).map_err(AppError::ExportTarget)?;
        let (exported, file) = self.write_rows(filter, file)?;
        if matches!(exported, Exported::Saved { .. }) {
            // On the disk before it takes the place of another.
            file.sync_all().map_err(AppError::ExportTarget)?;
            drop(file);
            put(part, to).map_err(AppError::ExportTarget)?;
        }
        Ok(exported)
    }

    /// Writes the rows, and gives `out` back.
    fn write_rows<W: Write>(&self, filter: &Filter, out: W) -> Result<(Exported, W), AppError> {
        let total = self.store.count_history(filter)?;
        let out = BufWriter::with_capacity(1 << 16, out);
        let mut csv =
            CsvExport::start(out, self.everybody()?, TimeZone::system()).map_err(AppError::ExportTarget)?;
        let (begun, mut rows, mut failed) = (Instant::now(), 0_u64, None);
        self.store.for_each_entry(filter, &mut |entry| {
            if let Err(error) = csv.row(entry) {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            rows += 1;
            if rows % ROWS_PER_LOOK == 0 && !self.goes_on(begun, rows, total) {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(error) = failed {
            return Err(AppError::ExportTarget(error));
        }
        let out = csv
            .finish()
            .and_then(|out| out.into_inner().map_err(io::IntoInnerError::into_error))
            .map_err(AppError::ExportTarget)?;
        if self.export_cancelled.load(Ordering::Relaxed) {
            return Ok((Exported::Cancelled, out));
        }
        if begun.elapsed() > self.options.quiet_export {
            self.emit(Event::ExportProgress {
                done: rows,
                total: rows,
            });
        }
        Ok((Exported::Saved { rows }, out))
    }

    /// How each account is named in the file.
    fn everybody(&self) -> Result<HashMap<AccountId, Who>, AppError> {
        let accounts = self.store.accounts()?.into_iter().map(|account| {
            let provider = self.provider(&account.provider);
            let who = Who {
                provider: provider.map_or(account.provider.to_string(), |p| p.descriptor().name.to_owned()),
                name: account.name.as_str().to_owned(),
            };
            (account.id, who)
        });
        Ok(accounts.collect())
    }

    fn goes_on(&self, begun: Instant, done: u64, total: u64) -> bool {
        if begun.elapsed() > self.options.quiet_export {
            self.emit(Event::ExportProgress {
                done,
                total: total.max(done + 1),
            });
        }
        !self.export_cancelled.load(Ordering::Relaxed)
    }
}

/// Takes the one place for a running export, and gives it back.
struct Running(Arc<App>);

impl Running {
    fn start(app: &Arc<App>) -> Result<Running, AppError> {
        if app.export_running.swap(true, Ordering::AcqRel) {
            return Err(AppError::ExportRunning);
        }
        app.export_cancelled.store(false, Ordering::Relaxed);
        Ok(Running(app.clone()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.export_running.store(false, Ordering::Release);
    }
}

fn range_filter(range: &ExportRange) -> Result<Filter, AppError> {
    filter(HistoryQuery {
        accounts: range.accounts.clone(),
        from: Some(range.from.clone()),
        to: Some(range.to.clone()),
        ..HistoryQuery::default()
    })
}

/// First and last day of the calendar month before the one of `today`.
fn month_before(today: Date) -> (Date, Date) {
    let last = today.first_of_month().yesterday().unwrap_or(today);
    (last.first_of_month(), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_month_is_whole_and_knows_the_year() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(
            month_before(day("2026-11-20")),
            (day("2026-10-01"), day("2026-10-31"))
        );
        assert_eq!(
            month_before(day("2026-01-01")),
            (day("2025-12-01"), day("2025-12-31"))
        );
        assert_eq!(
            month_before(day("2028-03-31")),
            (day("2028-02-01"), day("2028-02-29"))
        );
    }
}
