//! What the demo accounts are.

use refill_core::ids::ProviderId;

use super::{DEMO_EMAIL, DEMO_PASSWORD, pasts};
use crate::story::Story;
use crate::web3_api::HolderSeed;
use crate::world::{CLADO, DRIA, HYPER3D, OPENROUTER, WEB3_API};

/// The key of the account whose holder can sign in.
const WALLET_APP: &str = "demo_web3_wallet_app_not_a_real_key";

pub(super) struct Plot {
    pub(super) provider: ProviderId,
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    /// In the unit that the person sees.
    pub(super) threshold: Option<i64>,
    pub(super) story: &'static str,
    pub(super) is_failing: bool,
    /// No answer tells what is left.
    pub(super) is_hidden: bool,
    pub(super) divisor: u32,
    /// Minutes of a hundred in which something is spent while the demo runs.
    pub(super) percent: u64,
    pub(super) past: Story,
}

pub(super) fn plots() -> Vec<Plot> {
    let mut plots = Vec::from(at_openrouter());
    plots.extend(at_dria());
    plots.extend(at_hyper3d());
    plots.push(at_clado());
    plots.extend(at_web3_api());
    plots
}

/// What most plots have in common.
fn plot(provider: ProviderId, name: &'static str, key: &'static str, past: Story) -> Plot {
    Plot {
        provider,
        name,
        key,
        threshold: None,
        story: "",
        is_failing: false,
        is_hidden: false,
        divisor: 1,
        percent: 0,
        past,
    }
}

fn at_openrouter() -> [Plot; 3] {
    let (account, side_project, chat) = (
        "sk-or-v1-demo-account-not-a-real-key",
        "sk-or-v1-demo-side-project-not-a-real-key",
        "sk-or-v1-demo-chat-client-not-a-real-key",
    );
    [
        Plot {
            threshold: Some(10),
            story: "healthy: a management key, which sees the account and thirty days of activity",
            percent: 15,
            ..plot(OPENROUTER, "OpenRouter", account, pasts::whole_account())
        },
        Plot {
            threshold: Some(3),
            story: "a budget: what is left of 20 dollars, which begin afresh each month",
            percent: 5,
            ..plot(
                OPENROUTER,
                "Side project key",
                side_project,
                pasts::side_project(),
            )
        },
        Plot {
            story: "hidden: a key without a limit does not see what is left",
            is_hidden: true,
            percent: 5,
            ..plot(OPENROUTER, "Chat client key", chat, pasts::chat_client())
        },
    ]
}

fn at_dria() -> [Plot; 2] {
    [
        Plot {
            threshold: Some(500),
            story: "low: below the amount at which the person wants to know",
            percent: 40,
            ..plot(DRIA, "Work", "dkn_live_demo_work_not_a_real_key", pasts::work())
        },
        Plot {
            threshold: Some(300),
            story: "healthy: topped up, and little is spent",
            percent: 15,
            ..plot(
                DRIA,
                "Personal",
                "dkn_live_demo_personal_not_a_real_key",
                pasts::personal(),
            )
        },
    ]
}

fn at_hyper3d() -> [Plot; 2] {
    let (studio, assets) = (
        "demo-rodin-studio-not-a-real-key",
        "demo-game-assets-not-a-real-key",
    );
    [
        Plot {
            threshold: Some(5),
            story: "healthy: few credits, and each of them is a whole model",
            percent: 1,
            ..plot(HYPER3D, "Rodin studio", studio, pasts::rodin_studio())
        },
        Plot {
            threshold: Some(4),
            story: "tenths: the server reports ten times the credits, and the person has said so",
            divisor: 10,
            percent: 1,
            ..plot(HYPER3D, "Game assets", assets, pasts::game_assets())
        },
    ]
}

fn at_clado() -> Plot {
    Plot {
        threshold: Some(100),
        story: "healthy: the server tells when it was topped up last",
        percent: 3,
        ..plot(
            CLADO,
            "People search",
            "lk_demo_people_search_not_a_real_key",
            pasts::people_search(),
        )
    }
}

/// Who signs in at the Web3 API: the holder of the account that works.
pub(crate) fn holder() -> HolderSeed {
    HolderSeed::new(DEMO_EMAIL, DEMO_PASSWORD, WALLET_APP)
}

fn at_web3_api() -> [Plot; 2] {
    let (wallet, staging_server) = (WALLET_APP, "demo_web3_staging_not_a_real_key");
    [
        Plot {
            threshold: Some(2_000),
            story: "healthy: sixty days of charges and two packages bought",
            percent: 60,
            ..plot(WEB3_API, "Wallet app", wallet, pasts::wallet_app())
        },
        Plot {
            threshold: Some(1_000),
            story: "failing: the server is down, and the last value is some hours old",
            is_failing: true,
            ..plot(WEB3_API, "Staging server", staging_server, pasts::staging())
        },
    ]
}
