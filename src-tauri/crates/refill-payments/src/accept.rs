//! What is accepted of a server's offer (payments.md, "What is accepted from a 402").
//!
//! Everything in an offer is the server's word: amount, payee, token, network, method, time. Of several requirements
//! the first one counts that asks for a payment of the kind that Refill makes; whatever else is off in it refuses the
//! whole offer. Where none is of that kind, the one that came nearest says why.
//!
//! A token's name and version may be missing, for they are never taken from a server; where they are there, they must
//! be those of the table (contract F5).

mod kind;
mod network;
mod number;

use refill_core::ports::{NotOffered, Wanted};
use refill_core::x402::{Address, Atomic, Chain, NotHex, Plan, Protocol, Refusal};
use url::Url;

use crate::json::{NoObject, Object, Value};

/// Most requirements that an offer may have. Real ones have one to four.
const MOST_REQUIREMENTS: usize = 16;

/// Longest address of a resource, in bytes.
const LONGEST_RESOURCE: usize = 2048;

/// An offer as far as it was read.
pub(crate) struct Offered<'a> {
    /// How the server speaks.
    pub(crate) protocol: Protocol,
    /// The resource of the whole offer, as it came (version 2).
    pub(crate) resource: Option<&'a str>,
    /// What may be paid, each as it came.
    pub(crate) requirements: Vec<&'a str>,
}

/// One of the things that may be paid.
struct Requirement<'a> {
    protocol: Protocol,
    fields: Object<'a>,
    extra: Object<'a>,
    /// As it came.
    json: &'a str,
}

/// The texts of `accepts`; what is no list has no offer in it.
pub(crate) fn requirements<'a>(offer: &Object<'a>) -> Result<Vec<&'a str>, Refusal> {
    let list = offer.raw("accepts").ok_or(Refusal::NoOffer)?;
    let list: Vec<&serde_json::value::RawValue> = serde_json::from_str(list).map_err(|_| Refusal::NoOffer)?;
    match list.len() {
        0 => Err(Refusal::NoOffer),
        1..=MOST_REQUIREMENTS => Ok(list.into_iter().map(|it| it.get()).collect()),
        _ => Err(Refusal::TooManyOffers),
    }
}

/// Turns an offer into a plan, where it is exactly what was wanted.
pub(crate) fn accept(offered: &Offered<'_>, wanted: &Wanted) -> Result<Plan, NotOffered> {
    let requirements = offered.requirements.iter();
    let requirements: Vec<Requirement<'_>> = requirements
        .map(|json| Requirement::read(offered.protocol, json))
        .collect::<Result<_, Refusal>>()?;
    if let Some(resource) = offered.resource {
        check_offered_resource(resource, &wanted.request.url)?;
    }
    let (chosen, chain) = choose(&requirements)?;
    chosen.check_token(chain)?;
    chosen.check_resource(&wanted.request.url)?;
    let value = number::amount(&chosen.amount())?;
    if value != wanted.value {
        return Err(Refusal::AmountDiffers.into());
    }
    let payee = chosen.payee(chain, wanted)?;
    let timeout = number::timeout(&chosen.fields.value("maxTimeoutSeconds"))?;
    check_pin(chain, payee, wanted)?;
    Ok(chosen.plan(chain, value, payee, timeout, offered.resource, wanted))
}

/// The first requirement of the kind that Refill pays, or why the nearest one is none.
fn choose<'r, 'a>(
    requirements: &'r [Requirement<'a>],
) -> Result<(&'r Requirement<'a>, &'static Chain), Refusal> {
    let mut nearest: Option<kind::OtherKind> = None;
    for requirement in requirements {
        match kind::check(requirement) {
            Ok(chain) => return Ok((requirement, chain)),
            Err(other) if nearest.is_none_or(|nearest| other.step > nearest.step) => nearest = Some(other),
            Err(_) => {}
        }
    }
    Err(nearest.map_or(Refusal::NoOffer, |other| other.refusal))
}

impl<'a> Requirement<'a> {
    fn read(protocol: Protocol, json: &'a str) -> Result<Requirement<'a>, Refusal> {
        let fields = object(json)?;
        let extra = match fields.raw("extra") {
            None => Object::default(),
            Some(extra) => Object::read(extra).map_err(|not| match not {
                NoObject::Duplicate => Refusal::DuplicateField,
                NoObject::NotJson | NoObject::OtherKind => Refusal::TokenName,
            })?,
        };
        Ok(Requirement {
            protocol,
            fields,
            extra,
            json,
        })
    }

    /// Version 1 and 2 name it differently; a field of the other version's name says nothing.
    fn amount(&self) -> Value<'a> {
        self.fields.value(match self.protocol {
            Protocol::V1 => "maxAmountRequired",
            Protocol::V2 => "amount",
        })
    }

    fn check_token(&self, chain: &Chain) -> Result<(), Refusal> {
        let token = &chain.token;
        if !is_missing_or(&self.extra.value("name"), token.name) {
            return Err(Refusal::TokenName);
        }
        if !is_missing_or(&self.extra.value("version"), token.version) {
            return Err(Refusal::TokenVersion);
        }
        let decimals = token.decimals.to_string();
        for place in [&self.extra, &self.fields] {
            match place.value("decimals") {
                Value::Other(number) if number == decimals => {}
                other if is_missing_or(&other, &decimals) => {}
                _ => return Err(Refusal::TokenDecimals),
            }
        }
        Ok(())
    }

    /// Version 1 names the resource in each requirement, Dria by its path alone (contract B).
    fn check_resource(&self, asked: &Url) -> Result<(), Refusal> {
        match self.protocol {
            Protocol::V1 => check_address(&self.fields.value("resource"), asked),
            Protocol::V2 => Ok(()),
        }
    }

    fn payee(&self, chain: &Chain, wanted: &Wanted) -> Result<Address, Refusal> {
        let Value::Text(text) = self.fields.value("payTo") else {
            return Err(Refusal::PayeeForm);
        };
        let payee = Address::parse(&text).map_err(|not| match not {
            NotHex::Form => Refusal::PayeeForm,
            NotHex::Checksum => Refusal::PayeeChecksum,
        })?;
        if payee == Address::ZERO {
            Err(Refusal::PayeeZero)
        } else if payee == wanted.payer {
            Err(Refusal::PayeeOwn)
        } else if payee == chain.token.address {
            Err(Refusal::PayeeToken)
        } else {
            Ok(payee)
        }
    }

    fn plan(
        &self,
        chain: &'static Chain,
        value: Atomic,
        payee: Address,
        timeout: u32,
        resource: Option<&str>,
        wanted: &Wanted,
    ) -> Plan {
        let (network, accepted) = match self.protocol {
            Protocol::V1 => (chain.v1_name.to_owned(), None),
            Protocol::V2 => (chain.caip2(), Some(self.json.to_owned())),
        };
        Plan {
            protocol: self.protocol,
            chain,
            wallet: wanted.wallet.clone(),
            payer: wanted.payer,
            payee,
            value,
            timeout,
            url: wanted.request.url.clone(),
            body: wanted.request.body.clone(),
            network,
            accepted,
            resource: resource.map(str::to_owned),
        }
    }
}

/// Another payee than before is a hard stop, and the last thing that is looked at: so both addresses that the person
/// is shown on the settings page are those of an offer that is fine otherwise.
fn check_pin(chain: &Chain, offered: Address, wanted: &Wanted) -> Result<(), NotOffered> {
    let mut pins = wanted.pinned.iter().filter(|(id, _)| *id == chain.id);
    match pins.find(|(_, pinned)| *pinned != offered) {
        None => Ok(()),
        Some((_, pinned)) => Err(NotOffered::PayeeChanged {
            chain: chain.id,
            pinned: *pinned,
            offered,
        }),
    }
}

/// Version 2: an object with its address in `url`.
fn check_offered_resource(json: &str, asked: &Url) -> Result<(), Refusal> {
    let resource = Object::read(json).map_err(|not| match not {
        NoObject::Duplicate => Refusal::DuplicateField,
        NoObject::NotJson | NoObject::OtherKind => Refusal::ResourceElsewhere,
    })?;
    check_address(&resource.value("url"), asked)
}

/// Missing is fine: then the offer is for what was asked. A path alone is one of the same server.
fn check_address(resource: &Value<'_>, asked: &Url) -> Result<(), Refusal> {
    let text = match resource {
        Value::Missing => return Ok(()),
        Value::Text(text) if text.len() <= LONGEST_RESOURCE => text,
        Value::Text(_) | Value::Other(_) => return Err(Refusal::ResourceElsewhere),
    };
    let address = asked.join(text).map_err(|_| Refusal::ResourceElsewhere)?;
    let is_bare = address.username().is_empty() && address.password().is_none();
    match is_bare && address.origin() == asked.origin() {
        true => Ok(()),
        false => Err(Refusal::ResourceElsewhere),
    }
}

fn object(json: &str) -> Result<Object<'_>, Refusal> {
    Object::read(json).map_err(|not| match not {
        NoObject::Duplicate => Refusal::DuplicateField,
        NoObject::NotJson | NoObject::OtherKind => Refusal::NoOffer,
    })
}

fn is_missing_or(value: &Value<'_>, expected: &str) -> bool {
    match value {
        Value::Missing => true,
        Value::Text(text) => text == expected,
        Value::Other(_) => false,
    }
}

#[cfg(test)]
mod tests;
