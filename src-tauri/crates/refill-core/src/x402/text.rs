//! Fixed strings of bytes, as the chain and x402 write them: `0x` and hexadecimal digits.

use std::fmt;

use sha3::{Digest, Keccak256};
use thiserror::Error;

/// Why a text is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotHex {
    /// Not `0x` and as many hexadecimal digits as it needs.
    #[error("not of the right length, or not hexadecimal")]
    Form,
    /// Its capital letters are not those that belong to it (EIP-55): a digit is wrong.
    #[error("the capital letters do not fit the address")]
    Checksum,
}

fn parse<const N: usize>(text: &str) -> Result<[u8; N], NotHex> {
    let digits = text.strip_prefix("0x").ok_or(NotHex::Form)?.as_bytes();
    if digits.len() != N * 2 {
        return Err(NotHex::Form);
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (digit(pair[0])? << 4) | digit(pair[1])?;
    }
    Ok(bytes)
}

fn digit(character: u8) -> Result<u8, NotHex> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        b'A'..=b'F' => Ok(character - b'A' + 10),
        _ => Err(NotHex::Form),
    }
}

fn write(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("0x")?;
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

macro_rules! bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $length]);

        impl $name {
            /// These bytes.
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

macro_rules! plain_hex {
    ($name:ident) => {
        impl $name {
            /// Reads `0x` and hexadecimal digits, small or capital.
            ///
            /// # Errors
            /// [`NotHex::Form`].
            pub fn parse(text: &str) -> Result<Self, NotHex> {
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(f, &self.0)
            }
        }
    };
}

bytes! {
    /// An address on an EVM chain. Shown with the capital letters of EIP-55.
    Address, 20
}
bytes! {
    /// What makes an authorization one of its kind (EIP-3009): the token's contract takes each once per payer.
    Nonce, 32
}
plain_hex!(Nonce);
bytes! {
    /// The hash of a transaction or block.
    Hash, 32
}
plain_hex!(Hash);
bytes! {
    /// A signature: r, s, and v as 27 or 28 (contract F5).
    Signature, 65
}
plain_hex!(Signature);

impl Address {
    /// Nobody's.
    pub const ZERO: Address = Address([0; 20]);

    /// Reads an address. Where it has both small and capital letters, they must be those of EIP-55.
    ///
    /// # Errors
    /// [`NotHex`].
    pub fn parse(text: &str) -> Result<Address, NotHex> {
        let address = parse(text).map(Address)?;
        let digits = &text[2..];
        let is_mixed =
            digits.bytes().any(|b| b.is_ascii_lowercase()) && digits.bytes().any(|b| b.is_ascii_uppercase());
        match is_mixed && address.to_string() != text {
            true => Err(NotHex::Checksum),
            false => Ok(address),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = Keccak256::digest(digits.as_bytes());
        f.write_str("0x")?;
        for (index, digit) in digits.chars().enumerate() {
            let nibble = (hash[index / 2] >> if index % 2 == 0 { 4 } else { 0 }) & 0xf;
            let shown = if nibble >= 8 {
                digit.to_ascii_uppercase()
            } else {
                digit
            };
            write!(f, "{shown}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_capital_letters() {
        let usdc = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
        let address = Address::parse(usdc).expect("an address");
        assert_eq!(address.to_string(), usdc);
        assert_eq!(Address::parse(&usdc.to_lowercase()), Ok(address));
        let shouted = format!("0x{}", usdc[2..].to_uppercase());
        assert_eq!(Address::parse(&shouted), Ok(address));
        let mistyped = usdc.replace("02913", "02914");
        assert_eq!(Address::parse(&mistyped), Err(NotHex::Checksum));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "0x",
            "833589fcd6edb6e08f4c7c32d4f71b54bda02913",
            "0x83",
            "0x83g589fcd6edb6e08f4c7c32d4f71b54bda02913",
        ] {
            assert_eq!(Address::parse(text), Err(NotHex::Form), "{text}");
        }
        let nonce = format!("0x{}", "ab".repeat(32));
        assert_eq!(Nonce::parse(&nonce).expect("a nonce").to_string(), nonce);
        assert!(Nonce::parse(&nonce[..64]).is_err());
    }
}
