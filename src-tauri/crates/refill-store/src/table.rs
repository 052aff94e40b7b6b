//! One file per table, each with its struct, its SQL and the calls of the store that use them.

pub(crate) mod account;
pub(crate) mod alert_state;
pub(crate) mod entry;
pub(crate) mod failure;
pub(crate) mod glance;
pub(crate) mod history_sync;
pub(crate) mod installation;
pub(crate) mod key_removal;
pub(crate) mod provider_page;
pub(crate) mod reading;
pub(crate) mod series;
pub(crate) mod setting;
pub(crate) mod trend;
