//! What crosses between the window and the backend: the serialisable twins of domain types, the error codes, and
//! the table of commands, from which `ui/js/bindings/ipc.d.ts` is generated.

pub mod account;
pub mod bindings;
pub mod error;
pub mod event;
pub mod history;
pub mod money;
pub mod shell;

pub use account::{
    AccountArgs, AccountCard, AccountPage, AddAccount, CheckKey, KeyCheck, Overview, RefreshArgs, Removed,
    RenameAccount, ReplaceKey, SetThreshold, UndoRemove,
};
pub use bindings::{Signature, typescript};
pub use error::{ErrorCode, IpcError};
pub use event::{Changed, ExportProgress, Navigate, RefreshProgress};
pub use history::{ExportArgs, ExportPreset, ExportResult, HistoryArgs, HistoryPage};
pub use money::{Money, UnitView};
pub use shell::{OpenLink, ProviderView, SaveSettings, Settings, Startup, VaultView};
