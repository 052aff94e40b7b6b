//! A look at the keychain that raises no dialog and changes nothing.

use std::time::Duration;

use refill_core::error::VaultError;
use zbus::fdo::DBusProxy;
use zbus::names::BusName;
use zbus::proxy::CacheProperties;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};
use zbus::{Connection, Proxy, connection};

use super::errors::bus_error;
use super::{CALL, within};

const NAME: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";

/// State of the default collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Unlocked,
    Locked,
    /// The service runs, but the person has no keychain yet.
    NotMade,
}

/// Connects, starts the service where the desktop can, and reads the state of the default collection.
pub(super) async fn look(address: Option<&str>, limit: Duration) -> Result<(Connection, State), VaultError> {
    let (bus, is_running) = within(limit, reach(address)).await??;
    let limit = if is_running { limit } else { CALL };
    let state = within(limit, state(&bus)).await?;
    let state = state.map_err(|error| bus_error(&error))?;
    Ok((bus, state))
}

/// True while something answers for the Secret Service.
pub(super) async fn is_running(bus: &Connection) -> bool {
    let Ok(broker) = DBusProxy::new(bus).await else {
        return false;
    };
    has_owner(&broker).await.unwrap_or(false)
}

/// The bus, and whether the service runs already. Absent when it neither runs nor can be started.
async fn reach(address: Option<&str>) -> Result<(Connection, bool), VaultError> {
    let bus = connect(address).await.map_err(|error| {
        tracing::debug!(%error, "no session bus");
        VaultError::Absent
    })?;
    let broker = DBusProxy::new(&bus).await.map_err(|error| bus_error(&error))?;
    if has_owner(&broker).await.map_err(|error| bus_error(&error))? {
        return Ok((bus, true));
    }
    let startable = broker.list_activatable_names().await;
    let startable = startable.map_err(|error| bus_error(&error.into()))?;
    if startable.iter().any(|name| name.as_str() == NAME) {
        return Ok((bus, false));
    }
    tracing::debug!("nothing offers the Secret Service");
    Err(VaultError::Absent)
}

async fn connect(address: Option<&str>) -> zbus::Result<Connection> {
    let builder = match address {
        Some(address) => connection::Builder::address(address)?,
        None => connection::Builder::session()?,
    };
    builder.method_timeout(CALL).build().await
}

async fn has_owner(broker: &DBusProxy<'_>) -> zbus::Result<bool> {
    Ok(broker.name_has_owner(BusName::from_static_str(NAME)?).await?)
}

async fn state(bus: &Connection) -> zbus::Result<State> {
    let service = proxy(bus, ObjectPath::from_static_str(SERVICE_PATH)?, SERVICE_INTERFACE).await?;
    let default: OwnedObjectPath = service.call("ReadAlias", &("default",)).await?;
    if default.as_str() == "/" {
        return Ok(State::NotMade);
    }
    let collection = proxy(bus, default.into(), COLLECTION_INTERFACE).await?;
    let is_locked = collection.get_property("Locked").await?;
    Ok(if is_locked { State::Locked } else { State::Unlocked })
}

async fn proxy<'a>(
    bus: &Connection,
    path: ObjectPath<'a>,
    interface: &'static str,
) -> zbus::Result<Proxy<'a>> {
    let builder = zbus::proxy::Builder::new(bus)
        .destination(NAME)?
        .path(path)?
        .interface(interface)?
        .cache_properties(CacheProperties::No);
    builder.build().await
}
