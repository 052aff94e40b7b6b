//! The golden vector of contract F3: the header of the payment, byte for byte. (Its hashes and its signature are
//! compared beside the code that makes them.)
#![allow(clippy::expect_used)]

use base64::prelude::{BASE64_STANDARD, Engine as _};
use refill_core::ports::Seller;
use refill_core::x402::Protocol;
use refill_payments::X402Seller;

use crate::codec::{DOOR, attempt, signature};

const JSON: &str = concat!(
    r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{"signature":"#,
    r#""0xcdfc529385fce8b37cba1de6ab9b40fe4ce76cff854ac0002d347750eb611572"#,
    r#"53eecddb965b21d34e0411e4431b19fc34e3468845a3c6d48e37281dc5c5245d1b","#,
    r#""authorization":{"from":"0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","#,
    r#""to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000000","#,
    r#""validAfter":"1740672089","validBefore":"1740672389","#,
    r#""nonce":"0xabababababababababababababababababababababababababababababababab"}}}"#,
);
const START: &str = "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZSIs";

#[test]
fn the_header_is_that_of_the_contract() {
    let attempt = attempt(Protocol::V1, "https://inference.dria.co");
    let request = X402Seller::new(&DOOR).request(&attempt, &signature());
    assert_eq!(request.header, "X-PAYMENT");
    assert!(request.value.starts_with(START), "{}", request.value);
    let json = BASE64_STANDARD.decode(&request.value).expect("standard Base64");
    assert_eq!(String::from_utf8(json).expect("text"), JSON);
    assert_eq!(BASE64_STANDARD.encode(JSON), request.value);
}
