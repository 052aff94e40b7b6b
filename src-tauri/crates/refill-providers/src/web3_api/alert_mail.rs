//! The alert amount that the server keeps too, and mails about: `PATCH credits/alert-threshold` with
//! `{"threshold":100}` and the API key (contract D-a8). There is no way to read it, and none is known to end it.

use async_trait::async_trait;
use refill_core::error::ProviderError;
use refill_core::ports::{Access, AlertMail};
use serde::Serialize;

use super::Web3Api;
use super::call::Call;

#[derive(Serialize)]
struct NewThreshold {
    threshold: u64,
}

#[async_trait]
impl AlertMail for Web3Api {
    async fn set_alert(&self, access: &Access, threshold: u64) -> Result<(), ProviderError> {
        let call = Call::with_key(self, access);
        let body = NewThreshold { threshold };
        call.patch("credits/alert-threshold", &body).await?.done()
    }
}
