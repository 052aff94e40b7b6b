//! Offers with something off in the amount, the token's domain, the time, the method, the form or the resource.

use refill_core::x402::Refusal;

use super::case::{Case, v1, v2};
use crate::codec::V1;

const AMOUNT: &str = r#""maxAmountRequired":"10000000""#;

pub(super) fn amounts() -> Vec<Case> {
    let texts = [
        ("ten times the amount", "100000000", Refusal::AmountDiffers),
        ("a millionth more", "10000001", Refusal::AmountDiffers),
        ("a millionth less", "9999999", Refusal::AmountDiffers),
        ("nothing", "0", Refusal::AmountZero),
        ("less than nothing", "-10000000", Refusal::AmountNegative),
        (
            "2^256",
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            Refusal::AmountTooLarge,
        ),
        (
            "2^64 and the amount",
            "18446744073719551616",
            Refusal::AmountTooLarge,
        ),
        ("an exponent", "1e7", Refusal::AmountForm),
        ("a point", "10000000.0", Refusal::AmountForm),
        ("hexadecimal", "0x989680", Refusal::AmountForm),
        ("Arabic-Indic digits", "١٠٠٠٠٠٠٠", Refusal::AmountForm),
        ("full-width digits", "１０００００００", Refusal::AmountForm),
        ("a zero before", "010000000", Refusal::AmountForm),
        ("a plus", "+10000000", Refusal::AmountForm),
        ("two minuses", "--10000000", Refusal::AmountForm),
        ("white space", " 10000000", Refusal::AmountForm),
        ("separators", "10,000,000", Refusal::AmountForm),
        ("a NUL behind", "10000000\\u0000", Refusal::AmountForm),
        ("an empty amount", "", Refusal::AmountForm),
        ("infinity", "Infinity", Refusal::AmountForm),
    ];
    let texts = texts.map(|(name, text, refusal)| {
        let amount = format!(r#""maxAmountRequired":"{text}""#);
        Case::first(name, &v1(AMOUNT, &amount), refusal)
    });
    let fields = [
        (
            "a JSON number",
            r#""maxAmountRequired":10000000"#,
            Refusal::AmountForm,
        ),
        (
            "a JSON number with an exponent",
            r#""maxAmountRequired":1e7"#,
            Refusal::AmountForm,
        ),
        (
            "a list of amounts",
            r#""maxAmountRequired":["10000000"]"#,
            Refusal::AmountForm,
        ),
        (
            "an amount that is null",
            r#""maxAmountRequired":null"#,
            Refusal::AmountMissing,
        ),
        ("no amount", r#""odd":1"#, Refusal::AmountMissing),
        (
            "the other version's amount alone",
            r#""amount":"10000000""#,
            Refusal::AmountMissing,
        ),
        (
            "two amounts",
            r#""maxAmountRequired":"10000000","maxAmountRequired":"99000000""#,
            Refusal::DuplicateField,
        ),
        (
            "two amounts, one in disguise",
            r#""maxAmountRequired":"10000000","maxAmount\u0052equired":"99000000""#,
            Refusal::DuplicateField,
        ),
    ];
    let fields = fields.map(|(name, field, refusal)| Case::first(name, &v1(AMOUNT, field), refusal));
    let digits = |count: usize| v1("10000000", &"1".repeat(count));
    let long = [
        Case::first("a thousand digits", &digits(1_000), Refusal::AmountTooLong),
        Case::first("a megabyte of digits", &digits(1_000_000), Refusal::TooLarge),
        Case::second(
            "version 2, ten times the amount",
            &v2("10000000", "100000000"),
            Refusal::AmountDiffers,
        ),
        Case::second(
            "version 2, a JSON number",
            &v2(r#""10000000""#, "10000000"),
            Refusal::AmountForm,
        ),
        Case::second(
            "version 2, the other version's amount alone",
            &v2(r#""amount""#, r#""maxAmountRequired""#),
            Refusal::AmountMissing,
        ),
    ];
    texts.into_iter().chain(fields).chain(long).collect()
}

pub(super) fn domains() -> Vec<Case> {
    let extra = r#"{"name":"USD Coin","version":"2"}"#;
    let extras = [
        (
            "another name",
            r#"{"name":"USDC","version":"2"}"#,
            Refusal::TokenName,
        ),
        (
            "a name that looks alike",
            r#"{"name":"USD Сoin","version":"2"}"#,
            Refusal::TokenName,
        ),
        ("a name that is a number", r#"{"name":1}"#, Refusal::TokenName),
        (
            "a domain that is a list",
            r#"["USD Coin","2"]"#,
            Refusal::TokenName,
        ),
        (
            "another version",
            r#"{"name":"USD Coin","version":"1"}"#,
            Refusal::TokenVersion,
        ),
        (
            "a version that is a number",
            r#"{"name":"USD Coin","version":2}"#,
            Refusal::TokenVersion,
        ),
        (
            "18 decimal places",
            r#"{"name":"USD Coin","version":"2","decimals":18}"#,
            Refusal::TokenDecimals,
        ),
        (
            "decimal places as another text",
            r#"{"decimals":"06"}"#,
            Refusal::TokenDecimals,
        ),
        (
            "two names",
            r#"{"name":"USD Coin","name":"USDC"}"#,
            Refusal::DuplicateField,
        ),
    ];
    let extras = extras.map(|(name, to, refusal)| Case::first(name, &v1(extra, to), refusal));
    let second = [
        Case::second(
            "version 2, another name",
            &v2("USD Coin", "USDC"),
            Refusal::TokenName,
        ),
        Case::second(
            "version 2, another version",
            &v2(r#""version":"2""#, r#""version":"3""#),
            Refusal::TokenVersion,
        ),
    ];
    extras.into_iter().chain(second).collect()
}

pub(super) fn times() -> Vec<Case> {
    let times = [
        ("no time", "0", Refusal::TimeoutZero),
        ("less than no time", "-1", Refusal::TimeoutNegative),
        (
            "2^64 - 1 seconds",
            "18446744073709551615",
            Refusal::TimeoutTooLong,
        ),
        ("2^64 seconds", "18446744073709551616", Refusal::TimeoutTooLong),
        (
            "2^32 seconds and five minutes",
            "4294967596",
            Refusal::TimeoutTooLong,
        ),
        ("more than a day", "86401", Refusal::TimeoutTooLong),
        ("a time as text", r#""300""#, Refusal::TimeoutForm),
        ("half a second", "300.5", Refusal::TimeoutForm),
        ("a time with a point", "300.0", Refusal::TimeoutForm),
        ("a time with an exponent", "3e2", Refusal::TimeoutForm),
        ("a time that is true", "true", Refusal::TimeoutForm),
        ("a time that is null", "null", Refusal::TimeoutForm),
        (
            "two times",
            r#"300,"maxTimeoutSeconds":1"#,
            Refusal::DuplicateField,
        ),
    ];
    let times = times.map(|(name, to, refusal)| Case::first(name, &v1(":300", &format!(":{to}")), refusal));
    let missing = v1(r#""maxTimeoutSeconds":300,"#, "");
    let second = Case::second(
        "version 2, less than no time",
        &v2(":300", ":-300"),
        Refusal::TimeoutNegative,
    );
    times
        .into_iter()
        .chain([
            Case::first("time is missing", &missing, Refusal::TimeoutForm),
            second,
        ])
        .collect()
}

pub(super) fn methods() -> Vec<Case> {
    let scheme = r#""scheme":"exact""#;
    let schemes = [
        ("an amount up to", r#""scheme":"upto""#, Refusal::SchemeUpto),
        (
            "several payments in one",
            r#""scheme":"batch-settlement""#,
            Refusal::SchemeBatch,
        ),
        ("another scheme", r#""scheme":"deferred""#, Refusal::SchemeOther),
        (
            "a scheme in capitals",
            r#""scheme":"Exact""#,
            Refusal::SchemeOther,
        ),
        ("no scheme", r#""odd":1"#, Refusal::SchemeOther),
        (
            "two schemes",
            r#""scheme":"exact","scheme":"upto""#,
            Refusal::DuplicateField,
        ),
    ];
    let schemes = schemes.map(|(name, to, refusal)| Case::first(name, &v1(scheme, to), refusal));
    let methods = [
        ("a permission", r#""permit2""#, Refusal::MethodPermit2),
        ("a delegation", r#""erc7710""#, Refusal::MethodOther),
        ("a method that is a list", r#"["eip3009"]"#, Refusal::MethodOther),
    ];
    let methods = methods.map(|(name, to, refusal)| Case::second(name, &v2(r#""eip3009""#, to), refusal));
    let first = v1(r#""version":"2""#, r#""assetTransferMethod":"permit2""#);
    let more = [
        Case::first("a permission in version 1", &first, Refusal::MethodPermit2),
        Case::second(
            "version 2, an amount up to",
            &v2(scheme, r#""scheme":"upto""#),
            Refusal::SchemeUpto,
        ),
    ];
    schemes.into_iter().chain(methods).chain(more).collect()
}

pub(super) fn forms() -> Vec<Case> {
    let list = V1.split_once(r#""accepts":["#).expect("a list").1;
    let one = list.trim_end_matches("]}");
    let of = |accepts: &str| format!(r#"{{"x402Version":1,"accepts":{accepts}}}"#);
    let many = of(&format!("[{}]", vec![one; 17].join(",")));
    let version = r#""x402Version":1"#;
    vec![
        Case::first("no offers", &of("[]"), Refusal::NoOffer),
        Case::first("offers that are none", &of("null"), Refusal::NoOffer),
        Case::first("an offer instead of a list", &of(one), Refusal::NoOffer),
        Case::first("a text in the list", &of(r#"["exact"]"#), Refusal::NoOffer),
        Case::first("17 offers", &many, Refusal::TooManyOffers),
        Case::first(
            "two lists of offers",
            &of(&format!("[{one}],\"accepts\":[]")),
            Refusal::DuplicateField,
        ),
        Case::first(
            "a list instead of an object",
            &format!("[{V1}]"),
            Refusal::NoOffer,
        ),
        Case::first(
            "version 3",
            &v1(version, r#""x402Version":3"#),
            Refusal::VersionUnknown,
        ),
        Case::first(
            "version 2 in the body",
            &v1(version, r#""x402Version":2"#),
            Refusal::VersionUnknown,
        ),
        Case::first(
            "a version as text",
            &v1(version, r#""x402Version":"1""#),
            Refusal::VersionUnknown,
        ),
        Case::first("no version", &v1(version, r#""odd":1"#), Refusal::NoOffer),
        Case::first(
            "two versions",
            &v1(version, r#""x402Version":1,"x402Version":2"#),
            Refusal::DuplicateField,
        ),
        Case::second(
            "version 1 in the header",
            &v2(r#""x402Version":2"#, version),
            Refusal::VersionUnknown,
        ),
        Case::first("half an offer", &V1[..V1.len() / 2], Refusal::NotJson),
        Case::first(
            "something behind the offer",
            &format!("{V1}{V1}"),
            Refusal::NotJson,
        ),
        Case::first("depth", &of(&"[".repeat(60_000)), Refusal::NotJson),
    ]
}

pub(super) fn resources() -> Vec<Case> {
    let elsewhere = [
        (
            "the resource of another server",
            "https://evil.example/v1/credits/topup",
        ),
        ("a resource without a scheme", "//evil.example/v1/credits/topup"),
        ("a resource with backslashes", r"\\\\evil.example\\topup"),
        (
            "a resource on another port",
            "http://127.0.0.1:9/v1/credits/topup",
        ),
        ("a resource that runs", "javascript:alert(1)"),
        ("a resource with data", "data:text/plain,topup"),
        (
            "a resource on this machine by another name",
            "http://localhost/v1/credits/topup",
        ),
    ];
    let elsewhere = elsewhere
        .map(|(name, to)| Case::first(name, &v1("/v1/credits/topup", to), Refusal::ResourceElsewhere));
    let field = r#""resource":"/v1/credits/topup""#;
    let whole = r#"{"url":"/v1/credits/topup","description":"SAID"}"#;
    let other = [
        Case::first(
            "a resource that is a number",
            &v1(field, r#""resource":1"#),
            Refusal::ResourceElsewhere,
        ),
        Case::first(
            "a resource of 3,000 characters",
            &v1("/v1/credits/topup", &"/x".repeat(1_500)),
            Refusal::ResourceElsewhere,
        ),
        Case::second(
            "version 2, the resource of another server",
            &v2("/v1/credits/topup", "https://evil.example/"),
            Refusal::ResourceElsewhere,
        ),
        Case::second(
            "version 2, a resource that is a text",
            &v2(whole, r#""/v1/credits/topup""#),
            Refusal::ResourceElsewhere,
        ),
        Case::second(
            "version 2, a resource with two addresses",
            &v2(whole, r#"{"url":"/","url":"//evil.example/"}"#),
            Refusal::DuplicateField,
        ),
    ];
    elsewhere.into_iter().chain(other).collect()
}
