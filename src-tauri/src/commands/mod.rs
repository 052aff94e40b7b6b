//! What the window can ask for: one file per page, and each body maps, calls and maps.

pub mod accounts;
pub mod export;
pub mod history;
pub mod holder;
pub mod holdings;
pub mod overview;
pub mod payments;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod wallets;

use crate::ipc::{Signature, typescript};

macro_rules! commands {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// Answers every command of the table below.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($module::$name),+]
        }

        /// The contract with the window, as TypeScript.
        pub fn bindings() -> String {
            typescript(|types| vec![$((stringify!($name), $module::$name.describe(types))),+])
        }
    };
}

commands![
    shell::startup,
    shell::retry_startup,
    shell::open_link,
    shell::open_data_folder,
    shell::open_demo,
    shell::show_window,
    overview::overview,
    overview::refresh,
    overview::dismiss_banner,
    accounts::check_key,
    sign_in::sign_in_begin,
    sign_in::sign_in_finish,
    sign_in::sign_in_cancel,
    accounts::add_account,
    accounts::account,
    accounts::rename_account,
    accounts::set_threshold,
    accounts::set_divisor,
    accounts::replace_key,
    accounts::remove_account,
    accounts::undo_remove,
    history::history,
    export::export_preset,
    export::count_export,
    export::export_csv,
    export::cancel_export,
    export::open_export,
    export::show_export,
    payments::top_up,
    payments::packages,
    payments::buy_package,
    payments::buy_by_charge,
    payments::buy_on_page,
    payments::open_payment,
    payments::stop_waiting,
    payments::payments,
    payments::payment,
    wallets::pay_with_usdc,
    wallets::ask_wallet_again,
    wallets::open_transaction,
    wallets::wallet_page,
    wallets::wallet_balance,
    wallets::wallet_code,
    wallets::new_wallet,
    wallets::import_wallet,
    wallets::connect_browser_wallet,
    wallets::connect_program_wallet,
    wallets::show_phrase,
    wallets::copy_wallet_address,
    wallets::remove_wallet,
    wallets::set_default_wallet,
    wallets::set_limits,
    wallets::accept_payee,
    wallets::check_endpoints,
    wallets::add_endpoint,
    wallets::remove_endpoint,
    wallets::use_shipped_endpoints,
    payments::copy_receipt,
    payments::copy_diagnostics,
    holder::holder_register,
    holder::holder_verify,
    holder::holder_forgot,
    holder::holder_reset,
    holder::holder_sign_in_new,
    holder::holder_sign_in,
    holder::holder_sign_out,
    holder::holder_profile,
    holder::holder_rename,
    holder::holder_change_password,
    holder::holder_delete,
    holdings::api_keys,
    holdings::create_api_key,
    holdings::revoke_api_key,
    holdings::wallets,
    holdings::create_wallet,
    holdings::delete_wallet,
    holdings::webhooks,
    holdings::create_webhook,
    holdings::delete_webhook,
    holdings::networks,
    holdings::network,
    settings::settings,
    settings::save_settings,
    settings::test_notification,
    settings::vault_retry,
    settings::use_session_keys,
];
