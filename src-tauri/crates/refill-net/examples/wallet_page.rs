//! Opens the page on which a wallet in the browser is asked, writes its address and then what it was answered. For
//! `tests/ui/journeys/wallet-page.test.js`, which visits it with a real browser.

use std::io::{self, Write};
use std::time::Duration;

use refill_net::{PageWords, ToSign, WalletPage, WalletPageOptions, WalletTask, WalletWords};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let signs = std::env::args().any(|argument| argument == "sign");
    let mut options = WalletPageOptions::new(task(signs));
    options.whole = Duration::from_secs(60);
    let page = WalletPage::open(options).await?;
    writeln!(io::stdout(), "{}", page.address())?;
    let answer = page.answered().await;
    writeln!(io::stdout(), "{answer:?}")?;
    Ok(())
}

fn task(signs: bool) -> WalletTask {
    let words = |title: &str, text: &str| PageWords {
        language: "en".into(),
        title: title.into(),
        text: text.into(),
    };
    WalletTask {
        chain: 8453,
        sign: signs.then(|| ToSign {
            address: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A".into(),
            typed_data: r#"{"primaryType":"TransferWithAuthorization","note":"</script>"}"#.into(),
        }),
        words: WalletWords {
            choose: words(
                "Choose your wallet",
                "It shows what you are asked to sign.\n\nCheck the amount there, too.",
            ),
            nothing_found: "There is no wallet in this browser.".into(),
            waiting: "Look at your wallet: it asks you now.".into(),
            done: words("Done", "You can close this page.\n\nRefill goes on by itself."),
            failed: words("That came to nothing", "Go back to Refill."),
        },
    }
}
