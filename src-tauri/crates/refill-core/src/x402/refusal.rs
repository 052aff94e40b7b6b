//! Why a server's offer is not paid. Each reason has a stable word, for the journal and for the window; nothing of the
//! server's own text is in it.

use thiserror::Error;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Why nothing was signed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
        #[error("the offer is refused: {}", .0)]
        pub struct Refusal(&'static str);

        #[allow(non_upper_case_globals)]
        impl Refusal {
            $($(#[$doc])* pub const $name: Refusal = Refusal($word);)*

            /// All of them.
            pub const ALL: &'static [Refusal] = &[$(Refusal::$name,)*];
        }
    };
}

refusals! {
    /// Not the amount that the person asked for.
    AmountDiffers = "amount_differs",
    /// Nothing is asked for.
    AmountZero = "amount_zero",
    /// Less than nothing is asked for.
    AmountNegative = "amount_negative",
    /// More than can exist.
    AmountTooLarge = "amount_too_large",
    /// Not decimal ASCII digits: an exponent, a point, hexadecimal, other digits.
    AmountForm = "amount_form",
    /// Longer than any amount.
    AmountTooLong = "amount_too_long",
    /// There is no amount.
    AmountMissing = "amount_missing",
    /// A field stands there twice, so two readers may read two things.
    DuplicateField = "duplicate_field",
    /// Nobody is to be paid.
    PayeeZero = "payee_zero",
    /// We are to pay ourselves.
    PayeeOwn = "payee_own",
    /// The token's contract is to be paid.
    PayeeToken = "payee_token",
    /// Another one than at the first payment.
    PayeeChanged = "payee_changed",
    /// Not an address.
    PayeeForm = "payee_form",
    /// An address with a wrong digit.
    PayeeChecksum = "payee_checksum",
    /// Not the native USDC of the chain.
    AssetOther = "asset_other",
    /// Not an address.
    AssetForm = "asset_form",
    /// A network for trying out.
    NetworkTestnet = "network_testnet",
    /// A network that Refill knows and does not pay on.
    NetworkUnsupported = "network_unsupported",
    /// A network that is no EVM chain.
    NetworkNotEvm = "network_not_evm",
    /// No network that Refill knows.
    NetworkUnknown = "network_unknown",
    /// Another name than the token's.
    TokenName = "token_name",
    /// Another version than the token's.
    TokenVersion = "token_version",
    /// Other decimal places than the token's.
    TokenDecimals = "token_decimals",
    /// No time at all.
    TimeoutZero = "timeout_zero",
    /// Less than no time.
    TimeoutNegative = "timeout_negative",
    /// Longer than a day.
    TimeoutTooLong = "timeout_too_long",
    /// No plain integer.
    TimeoutForm = "timeout_form",
    /// A permission instead of a transfer.
    MethodPermit2 = "method_permit2",
    /// Another method than EIP-3009.
    MethodOther = "method_other",
    /// An amount up to, which the server names later.
    SchemeUpto = "scheme_upto",
    /// Several payments in one.
    SchemeBatch = "scheme_batch",
    /// Another scheme than `exact`.
    SchemeOther = "scheme_other",
    /// Another version than 1 and 2.
    VersionUnknown = "version_unknown",
    /// There is no offer in it.
    NoOffer = "no_offer",
    /// More offers than any real server makes.
    TooManyOffers = "too_many_offers",
    /// The offer is for another address than the one that was asked.
    ResourceElsewhere = "resource_elsewhere",
    /// The request was sent to another server.
    Redirected = "redirected",
    /// The address is not secure.
    Insecure = "insecure",
    /// The answer is no JSON.
    NotJson = "not_json",
    /// The header is no Base64 of JSON.
    HeaderForm = "header_form",
    /// The answer is larger than any real one.
    TooLarge = "too_large",
    /// The answer is no HTTP, or has more headers than any real one.
    Garbled = "garbled",
    /// The server asks for no payment.
    NotAsked = "not_asked",
    /// The server's clock and this one differ by more than two minutes.
    ClockSkew = "clock_skew",
    /// More than a spending limit lets through.
    OverLimit = "over_limit",
    /// The wallet has too little.
    TooLittle = "too_little",
    /// The chain cannot be read, so that nothing could be proved.
    ChainUnreadable = "chain_unreadable",
    /// What answers for the chain is another chain, or has another token there.
    ChainOther = "chain_other",
}

impl Refusal {
    /// The word for it, as stored.
    pub fn word(self) -> &'static str {
        self.0
    }

    /// The reason with this stored word.
    pub fn from_word(word: &str) -> Option<Refusal> {
        Refusal::ALL.iter().copied().find(|it| it.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_word(refusal.word()), Some(*refusal));
        }
        let mut words: Vec<_> = Refusal::ALL.iter().map(|it| it.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Refusal::ALL.len());
    }
}
