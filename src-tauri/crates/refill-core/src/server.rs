//! The address of a provider's server: https, or plain http on this machine alone (architecture, invariant 6).

use std::fmt;

use thiserror::Error;
use url::{Host, Url};

/// Where an account's provider answers: scheme, host, port and a path without a trailing slash.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ServerAddress(Url);

/// Why a text is no acceptable server address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAServer {
    /// Not an absolute http(s) address with a host.
    #[error("not a web address")]
    Form,
    /// Plain http to another machine: the key would cross the network readable.
    #[error("not an https address")]
    Insecure,
    /// A user name, password, query or fragment stands in it.
    #[error("the address carries more than scheme, host, port and path")]
    Extra,
}

impl ServerAddress {
    /// Reads an address as a person types it; `https://` may be left out.
    ///
    /// # Errors
    /// [`NotAServer`].
    pub fn parse(text: &str) -> Result<ServerAddress, NotAServer> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(NotAServer::Form);
        }
        let url = if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{text}"))
        };
        ServerAddress::from_url(url.map_err(|_| NotAServer::Form)?)
    }

    /// Checks an address that is a URL already.
    ///
    /// # Errors
    /// [`NotAServer`].
    pub fn from_url(mut url: Url) -> Result<ServerAddress, NotAServer> {
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(NotAServer::Form);
        }
        let bare = url.username().is_empty() && url.password().is_none();
        if !bare || url.query().is_some() || url.fragment().is_some() {
            return Err(NotAServer::Extra);
        }
        if !is_allowed(&url) {
            return Err(NotAServer::Insecure);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(ServerAddress(url))
    }

    /// The address of `path` below this server, for example `credits/balance`. The server's own path stays.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{}", path.trim_start_matches('/')));
        url
    }

    /// Host and, where it is not the scheme's own, port: what a person recognises the server by.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        match self.0.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The whole address, as stored.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// True for https anywhere, and for http where the host is this machine itself.
pub fn is_allowed(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_people_type() {
        let address = |text: &str| {
            ServerAddress::parse(text)
                .expect("an address")
                .as_str()
                .to_owned()
        };
        assert_eq!(address("api.example.com"), "https://api.example.com");
        assert_eq!(
            address(" https://api.example.com/api/v1/ "),
            "https://api.example.com/api/v1"
        );
        assert_eq!(address("http://127.0.0.1:8080/x"), "http://127.0.0.1:8080/x");
        assert_eq!(address("http://localhost"), "http://localhost");
        assert_eq!(address("http://[::1]:9"), "http://[::1]:9");
    }

    #[test]
    fn refuses_what_would_leak_or_mislead() {
        let reason = |text: &str| ServerAddress::parse(text).expect_err("no address");
        assert_eq!(reason(""), NotAServer::Form);
        assert_eq!(reason("ftp://example.com"), NotAServer::Form);
        assert_eq!(reason("https://exa mple.com"), NotAServer::Form);
        assert_eq!(reason("http://example.com"), NotAServer::Insecure);
        assert_eq!(reason("http://127.0.0.1.example.com"), NotAServer::Insecure);
        assert_eq!(reason("http://192.168.1.4"), NotAServer::Insecure);
        assert_eq!(reason("https://me:pw@example.com"), NotAServer::Extra);
        assert_eq!(reason("https://example.com/?key=1"), NotAServer::Extra);
        assert_eq!(reason("https://example.com/#x"), NotAServer::Extra);
    }

    #[test]
    fn joins_below_its_own_path() {
        let server = ServerAddress::parse("https://api.example.com/api/v1").expect("an address");
        assert_eq!(
            server.join("credits/balance").as_str(),
            "https://api.example.com/api/v1/credits/balance"
        );
        assert_eq!(server.host(), "api.example.com");
        let bare = ServerAddress::parse("http://127.0.0.1:81").expect("an address");
        assert_eq!(bare.join("/v1/x").as_str(), "http://127.0.0.1:81/v1/x");
        assert_eq!(bare.host(), "127.0.0.1:81");
    }
}
