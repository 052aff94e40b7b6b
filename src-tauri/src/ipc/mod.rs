//! What crosses between the window and the backend: the serialisable twins of domain types, the error codes, and
//! the table of commands, from which `ui/js/bindings/ipc.d.ts` is generated.

/// Argument objects of commands.
macro_rules! args {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Deserialize, TS)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),+ }
    )+};
}

pub mod account;
pub mod account_args;
pub mod bindings;
pub mod error;
pub mod event;
pub mod history;
pub mod holder;
pub mod money;
pub mod payment;
pub mod reading;
pub mod shell;
pub mod usdc;
pub mod wallet;

pub use account::{AccountCard, AccountPage, KeyCheck, Overview, Removed};
pub use account_args::{
    AccountArgs, AddAccount, CheckKey, RefreshArgs, RenameAccount, ReplaceKey, SetDivisor, SetThreshold,
    SignInArgs, SignInBegin, SignInFinish, UndoRemove,
};
pub use bindings::{Signature, typescript};
pub use error::{ErrorCode, IpcError};
pub use event::{Changed, ExportProgress, Navigate, RefreshProgress};
pub use history::{ExportArgs, ExportPreset, ExportResult, HistoryArgs, HistoryPage};
pub use holder::{
    CreateApiKey, CreateWallet, CreateWebhook, HolderChangePassword, HolderDelete, HolderForgot,
    HolderRegister, HolderRename, HolderReset, HolderSignIn, HolderSignInNew, HolderVerify, ItemArgs,
    ListedKey, Network, NetworkArgs, Profile, SignedIn, Wallet, Webhook,
};
pub use money::{Money, UnitView};
pub use payment::{
    BuyByCharge, BuyPackage, BuyWayView, CallPriceView, Package, PaymentArgs, PaymentView, PaymentsArgs,
    TopUpView,
};
pub use shell::{OpenLink, ProviderView, SaveSettings, Settings, SignInBegun, Startup, VaultView};
pub use usdc::{PayWithUsdc, UsdcPayment, UsdcTopUp};
pub use wallet::{
    AcceptPayee, ConnectProgram, EndpointArgs, EndpointView, SetLimits, UseShipped, WalletArgs,
    WalletBalance, WalletCode, WalletKindView, WalletView, WalletsView,
};
