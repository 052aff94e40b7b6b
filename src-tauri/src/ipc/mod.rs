//! What crosses between the window and the backend: the serialisable twins of domain types, the error codes, and
//! the table of commands, from which `ui/js/bindings/ipc.d.ts` is generated.

pub mod account;
pub mod account_args;
pub mod bindings;
pub mod error;
pub mod event;
pub mod history;
pub mod money;
pub mod reading;
pub mod shell;

pub use account::{AccountCard, AccountPage, KeyCheck, Overview, Removed};
pub use account_args::{
    AccountArgs, AddAccount, CheckKey, RefreshArgs, RenameAccount, ReplaceKey, SetDivisor, SetThreshold,
    SignInArgs, SignInBegin, SignInFinish, UndoRemove,
};
pub use bindings::{Signature, typescript};
pub use error::{ErrorCode, IpcError};
pub use event::{Changed, ExportProgress, Navigate, RefreshProgress};
pub use history::{ExportArgs, ExportPreset, ExportResult, HistoryArgs, HistoryPage};
pub use money::{Money, UnitView};
pub use shell::{OpenLink, ProviderView, SaveSettings, Settings, SignInBegun, Startup, VaultView};
