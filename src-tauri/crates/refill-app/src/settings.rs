//! What the person can set for all of Refill.

use std::time::Duration;

use refill_store::{Store, StoreError};

use crate::app::{App, Event};
use crate::error::AppError;

/// Settings of the whole app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Minutes between two refreshes in the background.
    pub refresh_minutes: u32,
    /// Notifications say "running low" without the amount.
    pub hide_amounts: bool,
}

/// Refresh intervals that make sense, in minutes.
const REFRESH_MINUTES: std::ops::RangeInclusive<u32> = 1..=1440;

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            refresh_minutes: 5,
            hide_amounts: false,
        }
    }
}

impl Settings {
    /// The time between two refreshes in the background.
    pub fn refresh_interval(&self) -> Duration {
        Duration::from_secs(u64::from(self.refresh_minutes) * 60)
    }

    pub(crate) fn load(store: &Store) -> Result<Settings, StoreError> {
        let usual = Settings::default();
        let minutes = store
            .setting("refresh_minutes")?
            .and_then(|text| text.parse().ok());
        let hide = store.setting("hide_amounts")?.map(|text| text == "yes");
        Ok(Settings {
            refresh_minutes: minutes
                .filter(|m| REFRESH_MINUTES.contains(m))
                .unwrap_or(usual.refresh_minutes),
            hide_amounts: hide.unwrap_or(usual.hide_amounts),
        })
    }

    fn save(&self, store: &Store) -> Result<(), StoreError> {
        store.set_setting("refresh_minutes", &self.refresh_minutes.to_string())?;
        store.set_setting("hide_amounts", if self.hide_amounts { "yes" } else { "no" })
    }
}

impl App {
    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.live().settings.clone()
    }

    /// Keeps new settings; an interval out of range is brought to the nearest end.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn save_settings(&self, mut settings: Settings) -> Result<Settings, AppError> {
        let minutes = settings.refresh_minutes;
        settings.refresh_minutes = minutes.clamp(*REFRESH_MINUTES.start(), *REFRESH_MINUTES.end());
        let kept = settings.clone();
        self.db(move |store| kept.save(store)).await?;
        self.live().settings = settings.clone();
        self.wake.notify_one();
        self.emit(Event::Changed { account: None });
        Ok(settings)
    }
}
