//! How often does Refill pay for one purchase when the seller's answer is lost?

fn main() {}
