//! The keychain as other programs see it.

use std::collections::HashMap;

use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

const SECRETS: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
/// How tests of the keychain itself work without dialogs.
const WITHOUT_DIALOG: &str = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";

/// A secret as it travels: session, parameters, value, content type.
type Secret<'a> = (ObjectPath<'a>, &'a [u8], &'a [u8], &'a str);

pub struct Outside {
    bus: Connection,
}

impl Outside {
    pub fn new(address: &str) -> Outside {
        let builder = connection::Builder::address(address).expect("an address");
        Outside {
            bus: builder.build().expect("a bus"),
        }
    }

    fn proxy<'a>(&self, path: &'a str, interface: &'static str) -> Proxy<'a> {
        Proxy::new(&self.bus, SECRETS, path, interface).expect("a proxy")
    }

    fn broker(&self) -> Proxy<'static> {
        let name = "org.freedesktop.DBus";
        Proxy::new(&self.bus, name, "/org/freedesktop/DBus", name).expect("the broker")
    }

    /// The keychain daemon is on the bus.
    pub fn is_there(&self) -> bool {
        self.has(SECRETS)
    }

    /// Something with this name is on the bus.
    pub fn has(&self, name: &str) -> bool {
        self.broker().call("NameHasOwner", &(name,)).expect("an answer")
    }

    pub fn reload_bus(&self) {
        let _: () = self.broker().call("ReloadConfig", &()).expect("an answer");
    }

    /// Ends the daemon that the bus started, and waits until it is gone.
    pub fn end_daemon_of_bus(&self) {
        let pid: u32 = self
            .broker()
            .call("GetConnectionUnixProcessID", &(SECRETS,))
            .expect("a process");
        let kill = std::process::Command::new("sh")
            .args(["-c", &format!("kill {pid}")])
            .status();
        assert!(kill.expect("a shell").success());
        crate::wait::until("the daemon is gone", || !self.is_there());
    }

    /// The default collection, where there is one.
    pub fn default_collection(&self) -> Option<OwnedObjectPath> {
        let path: zbus::Result<OwnedObjectPath> = self.proxy(ROOT, SERVICE).call("ReadAlias", &("default",));
        path.ok().filter(|path| path.as_str() != "/")
    }

    pub fn is_open(&self) -> bool {
        self.is_there()
            && self.default_collection().is_some_and(|path| {
                let locked = self
                    .proxy(path.as_str(), COLLECTION)
                    .get_property::<bool>("Locked");
                locked.is_ok_and(|is_locked| !is_locked)
            })
    }

    pub fn lock(&self) {
        let path = self.default_collection().expect("a collection");
        let locked: (Vec<OwnedObjectPath>, OwnedObjectPath) = self
            .proxy(ROOT, SERVICE)
            .call("Lock", &(vec![path],))
            .expect("an answer");
        assert_eq!(locked.1.as_str(), "/", "locking asks nobody");
        assert!(!self.is_open());
    }

    /// Items with these attributes: open ones and locked ones.
    pub fn find(&self, attributes: &[(&str, &str)]) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        self.proxy(ROOT, SERVICE)
            .call("SearchItems", &(attributes,))
            .expect("an answer")
    }

    pub fn attributes(&self, item: &OwnedObjectPath) -> HashMap<String, String> {
        self.proxy(item.as_str(), ITEM)
            .get_property("Attributes")
            .expect("attributes")
    }

    pub fn label(&self, item: &OwnedObjectPath) -> String {
        self.proxy(item.as_str(), ITEM)
            .get_property("Label")
            .expect("a label")
    }

    /// Every item of the default collection.
    pub fn items(&self) -> Vec<OwnedObjectPath> {
        let path = self.default_collection().expect("a collection");
        self.proxy(path.as_str(), COLLECTION)
            .get_property("Items")
            .expect("items")
    }

    fn session(&self) -> OwnedObjectPath {
        let opened: (OwnedValue, OwnedObjectPath) = self
            .proxy(ROOT, SERVICE)
            .call("OpenSession", &("plain", Value::from("")))
            .expect("a session");
        opened.1
    }

    /// Makes another, open collection beside the default one.
    pub fn make_collection(&self, label: &str, password: &str) -> OwnedObjectPath {
        let session = self.session();
        let properties = HashMap::from([("org.freedesktop.Secret.Collection.Label", Value::from(label))]);
        let secret: Secret<'_> = (session.as_ref(), &[], password.as_bytes(), "text/plain");
        self.proxy(ROOT, WITHOUT_DIALOG)
            .call("CreateWithMasterPassword", &(properties, secret))
            .expect("a collection")
    }

    /// Stores an item in `collection`, with the attributes of another program's choice.
    pub fn store_in(&self, collection: &OwnedObjectPath, attributes: &[(&str, &str)], secret: &str) {
        let session = self.session();
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from("from outside")),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes)),
        ]);
        let secret: Secret<'_> = (session.as_ref(), &[], secret.as_bytes(), "text/plain");
        let _: (OwnedObjectPath, OwnedObjectPath) = self
            .proxy(collection.as_str(), COLLECTION)
            .call("CreateItem", &(properties, secret, true))
            .expect("an item");
    }

    pub fn lock_collection(&self, collection: &OwnedObjectPath) {
        let _: (Vec<OwnedObjectPath>, OwnedObjectPath) = self
            .proxy(ROOT, SERVICE)
            .call("Lock", &(vec![collection],))
            .expect("an answer");
    }
}
