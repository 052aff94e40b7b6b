//! The app's real window, driven through WebKitWebDriver.

use std::cell::Cell;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::{Value, json};

use crate::app::App;
use crate::broom::{is_alive, marked_processes, signal};
use crate::desktop::{Desktop, write};
use crate::driver::{Driver, DriverError};
use crate::keys::combination;
use crate::screen::ScreenWindow;
use crate::wait::{LONG, SHORT, patiently, wait_until};

/// WebDriver's name for "this is an element".
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The app's window. The app ends when this is dropped.
pub struct Window<'d> {
    desktop: &'d Desktop,
    driver: Driver,
    driver_number: u32,
    app_number: u32,
    mark: String,
    log: PathBuf,
    clicks: Cell<u32>,
}

/// Something on the page.
#[derive(Clone)]
pub struct Element<'w> {
    window: &'w Window<'w>,
    id: String,
}

impl<'d> Window<'d> {
    /// Starts the app on the desktop and waits until its page has loaded.
    #[track_caller]
    #[must_use]
    pub fn open(desktop: &'d Desktop, app: &App) -> Self {
        let number = desktop.next_number();
        let mark = format!("REFILL_TEST_WINDOW={number}-{}", desktop.mark());
        let log = desktop.log(&format!("app-{number}"));
        let pid_file = desktop.root().join(format!("app-{number}.pid"));
        let starter = starter(desktop, app, number, &log, &pid_file);
        // Until the app listens there, nothing keeps two drivers from choosing the same port for it.
        let alone = one_start_at_a_time();
        let (driver, driver_number) = start_driver(desktop, app, number, &mark);
        let mut window = Self {
            desktop,
            driver,
            driver_number,
            app_number: 0,
            mark,
            log,
            clicks: Cell::new(0),
        };
        if let Err(error) = window
            .driver
            .new_session(&starter.to_string_lossy(), app.arguments())
        {
            panic!(
                "the window did not open ({}: {})\n{}",
                error.code,
                error.message,
                window.app_log()
            );
        }
        drop(alone);
        let pid = fs::read_to_string(&pid_file).unwrap_or_default();
        window.app_number = pid
            .trim()
            .parse()
            .unwrap_or_else(|_| panic!("the app did not start"));
        wait_until("the page to load", LONG, || {
            window
                .try_execute("return document.readyState", &[])
                .is_ok_and(|state| state == "complete")
        });
        window
    }

    /// Loads another page into the window.
    #[track_caller]
    pub fn go_to(&self, address: &str) {
        self.must(self.driver.post("/url", &json!({ "url": address })));
    }

    /// The first element that matches; waits until there is one.
    #[track_caller]
    pub fn find(&self, css: &str) -> Element<'_> {
        self.keep_trying(&format!("{css:?} on the page"), || self.try_find(css))
    }

    /// All elements that match now.
    #[track_caller]
    pub fn find_all(&self, css: &str) -> Vec<Element<'_>> {
        let found = self.must(self.driver.post("/elements", &by_css(css)));
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|value| self.element(value))
            .collect()
    }

    /// The first visible element that matches and whose text contains `part`; waits until there is one.
    #[track_caller]
    pub fn find_with_text(&self, css: &str, part: &str) -> Element<'_> {
        self.keep_trying(&format!("{css:?} with {part:?}"), || {
            for element in self.find_all(css) {
                if element.try_text()?.contains(part) {
                    return Ok(element);
                }
            }
            Err(nothing_yet())
        })
    }

    /// The visible element with this role and this accessible name, as a screen reader tells them: `button`,
    /// `link`, `textbox`, `heading` … A name that is equal goes before one that only contains the words.
    #[track_caller]
    pub fn find_by_role(&self, role: &str, name: &str) -> Element<'_> {
        let css = candidates(role);
        self.keep_trying(&format!("a {role} called {name:?}"), || {
            let mut similar = None;
            for element in self.find_all(&css) {
                let label = element.try_label()?;
                if !label.contains(name) || !element.try_is_displayed()? || element.try_role()? != role {
                    continue;
                }
                if label == name {
                    return Ok(element);
                }
                similar = similar.or(Some(element));
            }
            similar.ok_or_else(nothing_yet)
        })
    }

    /// Clicks the first element that matches, once it can be clicked.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.keep_trying(&format!("{css:?} to be clicked"), || {
            self.try_find(css)?.try_click()
        });
    }

    /// Clicks the element with this role and name.
    #[track_caller]
    pub fn click_by_role(&self, role: &str, name: &str) {
        self.find_by_role(role, name).click();
    }

    /// Types into the first element that matches.
    #[track_caller]
    pub fn type_keys(&self, css: &str, text: &str) {
        self.keep_trying(&format!("{css:?} to be typed into"), || {
            self.try_find(css)?.try_type_keys(text)
        });
    }

    /// The visible text of the first element that matches.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.keep_trying(&format!("the text of {css:?}"), || self.try_find(css)?.try_text())
    }

    /// Whether anything matches now, seen or unseen.
    #[track_caller]
    pub fn exists(&self, css: &str) -> bool {
        !self.find_all(css).is_empty()
    }

    /// Waits until the visible text of the first element that matches contains `part`, and returns the whole.
    #[track_caller]
    pub fn wait_until_text(&self, css: &str, part: &str) -> String {
        let mut last = String::new();
        let found = patiently(LONG, || {
            last = self
                .try_find(css)
                .and_then(|element| element.try_text())
                .unwrap_or_default();
            last.contains(part).then(|| last.clone())
        });
        found.unwrap_or_else(|| panic!("waited {LONG:?} in vain for {part:?} in {css:?}; there is {last:?}"))
    }

    /// Waits until nothing matches any more.
    #[track_caller]
    pub fn wait_until_gone(&self, css: &str) {
        wait_until(&format!("{css:?} to go"), SHORT, || !self.exists(css));
    }

    /// Presses a key or a combination of keys on the page: `Tab`, `Shift+Tab`, `Enter`, `Control+a`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let keys = combination(keys);
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys
            .iter()
            .rev()
            .map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.must(self.driver.post("/actions", &body));
    }

    /// The element that has the keyboard.
    #[track_caller]
    pub fn focused(&self) -> Element<'_> {
        let found = self.must(self.driver.get("/element/active"));
        self.element(&found)
    }

    /// Runs JavaScript in the page (`arguments[0]` …) and returns what it returns.
    #[track_caller]
    pub fn execute(&self, script: &str, arguments: &[Value]) -> Value {
        self.must(self.try_execute(script, arguments))
    }

    /// Runs JavaScript that calls its last argument when it has finished.
    #[track_caller]
    pub fn execute_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.must(
            self.driver
                .post("/execute/async", &json!({ "script": script, "args": arguments })),
        )
    }

    /// How many clicks the test has made through this window: journeys have a target.
    #[must_use]
    pub fn clicks(&self) -> u32 {
        self.clicks.get()
    }

    /// Starts counting clicks anew.
    pub fn reset_clicks(&self) {
        self.clicks.set(0);
    }

    /// What is seen of the window, as a PNG file. Taken from the screen: the driver's own picture may take minutes.
    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        let window = self.screen_window();
        self.desktop.focus(&window);
        self.settle();
        self.desktop.picture(&window.id, path);
    }

    /// Waits until fonts are there, nothing moves any more and two frames were drawn.
    fn settle(&self) {
        self.execute_async(
            "const done = arguments[arguments.length - 1];
             const frame = () => new Promise(next => requestAnimationFrame(next));
             const moving = document.getAnimations()
                 .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
                 .map(one => one.finished.catch(() => null));
             document.fonts.ready.then(() => Promise.all(moving)).then(frame).then(frame).then(() => done(null));",
            &[],
        );
    }

    /// Makes the page this large, and waits until it is.
    #[track_caller]
    pub fn set_size(&self, width: u32, height: u32) {
        let mut seen = Value::Null;
        let done = patiently(SHORT, || {
            self.must(
                self.driver
                    .post("/window/rect", &json!({ "width": width, "height": height })),
            );
            seen = self.execute("return [innerWidth, innerHeight]", &[]);
            (seen == json!([width, height])).then_some(())
        });
        assert!(
            done.is_some(),
            "the page cannot be {width} × {height}: it stays {seen}"
        );
    }

    /// Hides the window from the screen; `set_size` brings it back. To put another window in front of it instead,
    /// see `Desktop::distract`.
    #[track_caller]
    pub fn minimise(&self) {
        self.must(self.driver.post("/window/minimize", &json!({})));
    }

    /// What the app has written to its standard output and error.
    #[must_use]
    pub fn app_log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// The number of the app's process.
    #[must_use]
    pub fn app_process(&self) -> u32 {
        self.app_number
    }

    /// Asks the app to close its window as a person does (Alt+F4), and leaves the rest to the app.
    #[track_caller]
    pub fn close_by_person(&self) {
        self.desktop.focus(&self.screen_window());
        self.desktop.press_keys(&["alt+F4"]);
    }

    /// The app's main window as the window manager sees it.
    #[track_caller]
    #[must_use]
    pub fn screen_window(&self) -> ScreenWindow {
        self.desktop.wait_screen_window("the app's window", |window| {
            window.process == self.app_number && window.kind.contains("NORMAL")
        })
    }

    /// Waits until the app has ended by itself.
    #[track_caller]
    pub fn wait_for_end(&self) {
        wait_until("the app to end", SHORT, || !is_alive(self.app_number));
    }

    /// Ends the app in an orderly way and waits until it has gone.
    #[track_caller]
    pub fn close(self) {
        let _ = self.driver.delete("");
        signal(self.app_number, "TERM");
        self.wait_for_end();
    }

    /// Kills the app without warning, as a power failure would, and waits until it has gone.
    #[track_caller]
    pub fn kill9(self) {
        signal(self.app_number, "KILL");
        self.wait_for_end();
    }

    fn try_find(&self, css: &str) -> Result<Element<'_>, DriverError> {
        let found = self.driver.post("/element", &by_css(css))?;
        Ok(self.element(&found))
    }

    fn try_execute(&self, script: &str, arguments: &[Value]) -> Result<Value, DriverError> {
        self.driver
            .post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    fn element(&self, value: &Value) -> Element<'_> {
        Element {
            window: self,
            id: value[ELEMENT].as_str().unwrap_or_default().into(),
        }
    }

    #[track_caller]
    fn keep_trying<T>(&self, what: &str, mut attempt: impl FnMut() -> Result<T, DriverError>) -> T {
        let mut last = None;
        let found = patiently(SHORT, || match attempt() {
            Ok(value) => Some(value),
            Err(error) if error.passes() => {
                last = Some(error);
                None
            }
            Err(error) => self.broken(&error),
        });
        match (found, last) {
            (Some(value), _) => value,
            (None, Some(error)) => panic!(
                "waited {SHORT:?} in vain for {what} ({}: {})",
                error.code, error.message
            ),
            (None, None) => panic!("waited {SHORT:?} in vain for {what}"),
        }
    }

    #[track_caller]
    fn must<T>(&self, result: Result<T, DriverError>) -> T {
        result.unwrap_or_else(|error| self.broken(&error))
    }

    #[track_caller]
    fn broken(&self, error: &DriverError) -> ! {
        let state = if is_alive(self.app_number) {
            "is running"
        } else {
            "HAS ENDED"
        };
        panic!(
            "the window does not answer as it should ({}: {}); the app {state}",
            error.code, error.message
        )
    }

    /// A picture and the words of the page of a failing test.
    fn report(&self) {
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        let folder = std::env::current_exe()
            .ok()
            .and_then(|test| Some(test.ancestors().nth(3)?.to_path_buf()));
        let path = folder
            .unwrap_or_else(std::env::temp_dir)
            .join("failures")
            .join(format!("{name}.png"));
        let _ = fs::create_dir_all(path.parent().unwrap_or(Path::new(".")));
        let picture = self
            .desktop
            .run("import", &["-window", "root", &path.to_string_lossy()]);
        if picture.status.success() {
            eprintln!("The screen at that moment: {}", path.display());
        }
        if let Ok(words) = self.try_execute("return document.body.innerText.slice(0, 3000)", &[]) {
            eprintln!("──── the page ────\n{}", words.as_str().unwrap_or_default());
        }
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if thread::panicking() && self.app_number != 0 && is_alive(self.app_number) {
            self.report();
        }
        for number in marked_processes(&self.mark) {
            signal(number, "KILL");
        }
        self.desktop.broom.end(self.driver_number);
        // A new start must not meet the old one's web view, lock or name on the bus.
        let _ = patiently(SHORT, || marked_processes(&self.mark).is_empty().then_some(()));
    }
}

impl Element<'_> {
    #[track_caller]
    pub fn click(&self) {
        self.window
            .keep_trying("the element to be clicked", || self.try_click());
    }

    #[track_caller]
    pub fn type_keys(&self, text: &str) {
        self.window
            .keep_trying("the element to be typed into", || self.try_type_keys(text));
    }

    #[track_caller]
    pub fn clear(&self) {
        self.window
            .must(self.window.driver.post(&self.path("clear"), &json!({})));
    }

    #[track_caller]
    pub fn text(&self) -> String {
        self.window.must(self.try_text())
    }

    #[track_caller]
    pub fn attribute(&self, name: &str) -> Option<String> {
        let value = self.window.must(self.get(&format!("attribute/{name}")));
        value.as_str().map(String::from)
    }

    #[track_caller]
    pub fn property(&self, name: &str) -> Value {
        self.window.must(self.get(&format!("property/{name}")))
    }

    #[track_caller]
    pub fn is_displayed(&self) -> bool {
        self.window.must(self.try_is_displayed())
    }

    #[track_caller]
    pub fn is_enabled(&self) -> bool {
        self.window.must(self.get("enabled")) == true
    }

    /// The role that a screen reader tells.
    #[track_caller]
    pub fn role(&self) -> String {
        self.window.must(self.try_role())
    }

    /// The name that a screen reader tells.
    #[track_caller]
    pub fn label(&self) -> String {
        self.window.must(self.try_label())
    }

    /// The first element within this one that matches; waits until there is one.
    #[track_caller]
    pub fn find(&self, css: &str) -> Self {
        self.window.keep_trying(&format!("{css:?} in the element"), || {
            let found = self.window.driver.post(&self.path("element"), &by_css(css))?;
            Ok(self.sibling(&found))
        })
    }

    /// All elements within this one that match now.
    #[track_caller]
    pub fn find_all(&self, css: &str) -> Vec<Self> {
        let found = self
            .window
            .must(self.window.driver.post(&self.path("elements"), &by_css(css)));
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|value| self.sibling(value))
            .collect()
    }

    /// This element as an argument of `Window::execute`.
    #[must_use]
    pub fn as_argument(&self) -> Value {
        json!({ ELEMENT: self.id })
    }

    /// A page that is still being filled may move under the pointer between its coming and its press; a person
    /// would click once more, and so does this, but only then: a click that an unmoved element does not get is a
    /// fault of the page.
    fn try_click(&self) -> Result<(), DriverError> {
        let before = self.await_click()?;
        self.window.driver.post(&self.path("click"), &json!({}))?;
        if self.was_missed(&before) {
            return Err(DriverError {
                code: "element click intercepted".into(),
                message: "the page moved under the pointer".into(),
            });
        }
        self.window.clicks.set(self.window.clicks.get() + 1);
        Ok(())
    }

    /// Brings the element into view and listens for its next click; answers with its place on the page.
    fn await_click(&self) -> Result<Value, DriverError> {
        self.window.try_execute(
            "const [element] = arguments;
             element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
             window.clickSeen = false;
             window.addEventListener('click', event => {
                 if (event.composedPath().includes(element)) window.clickSeen = true;
             }, { capture: true, once: true });
             const { x, y } = element.getBoundingClientRect();
             return [x, y];",
            &[self.as_argument()],
        )
    }

    /// Whether the element is still there, at another place, and got no click. An element that is gone got it.
    fn was_missed(&self, before: &Value) -> bool {
        let after = self.window.try_execute(
            "const [element] = arguments;
             const { x, y } = element.getBoundingClientRect();
             return window.clickSeen !== false || !element.isConnected ? null : [x, y];",
            &[self.as_argument()],
        );
        after.is_ok_and(|place| !place.is_null() && place != *before)
    }

    fn try_type_keys(&self, text: &str) -> Result<(), DriverError> {
        self.window
            .driver
            .post(&self.path("value"), &json!({ "text": text }))
            .map(|_| ())
    }

    fn try_text(&self) -> Result<String, DriverError> {
        self.get("text")
            .map(|value| value.as_str().unwrap_or_default().to_string())
    }

    fn try_is_displayed(&self) -> Result<bool, DriverError> {
        self.get("displayed").map(|value| value == true)
    }

    fn try_role(&self) -> Result<String, DriverError> {
        self.get("computedrole")
            .map(|value| value.as_str().unwrap_or_default().to_string())
    }

    fn try_label(&self) -> Result<String, DriverError> {
        self.get("computedlabel")
            .map(|value| value.as_str().unwrap_or_default().to_string())
    }

    fn get(&self, what: &str) -> Result<Value, DriverError> {
        self.window.driver.get(&self.path(what))
    }

    fn path(&self, what: &str) -> String {
        format!("/element/{}/{what}", self.id)
    }

    fn sibling(&self, value: &Value) -> Self {
        Self {
            window: self.window,
            id: value[ELEMENT].as_str().unwrap_or_default().into(),
        }
    }
}

/// A script that the driver starts in the app's place: the driver would swallow the app's output, and does not
/// tell the number of its process.
fn starter(desktop: &Desktop, app: &App, number: u32, log: &Path, pid_file: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = desktop.root().join(format!("app-{number}.sh"));
    let script = format!(
        "#!/bin/sh\necho $$ > '{}'\nexec '{}' \"$@\" > '{}' 2>&1\n",
        pid_file.display(),
        app.program().display(),
        log.display()
    );
    write(&path, &script);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}

/// Held while a driver starts an app, among all tests on this machine.
fn one_start_at_a_time() -> fs::File {
    let path = std::env::temp_dir().join("refill-tests-window.lock");
    let file = fs::File::create(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    file.lock()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    file
}

fn start_driver(desktop: &Desktop, app: &App, number: u32, mark: &str) -> (Driver, u32) {
    let log = desktop.log(&format!("driver-{number}"));
    // Somebody may take the port between our look and the driver's start.
    for _ in 0..5 {
        let port = free_port();
        let mut command = desktop.command("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(mark.split_once('=')).envs(app.environment());
        let process = desktop.broom.spawn(command, &log);
        let driver = Driver::at(port);
        let settled = patiently(LONG, || {
            if driver.is_ready() {
                Some(true)
            } else {
                (!desktop.broom.runs(process)).then_some(false)
            }
        });
        match settled {
            Some(true) if desktop.broom.runs(process) => return (driver, process),
            _ => desktop.broom.end(process),
        }
    }
    panic!("WebKitWebDriver does not start:\n{}", desktop.logs())
}

fn free_port() -> u16 {
    let listener =
        TcpListener::bind(("127.0.0.1", 0)).unwrap_or_else(|error| panic!("no free port: {error}"));
    listener
        .local_addr()
        .unwrap_or_else(|error| panic!("no free port: {error}"))
        .port()
}

fn by_css(css: &str) -> Value {
    json!({ "using": "css selector", "value": css })
}

fn nothing_yet() -> DriverError {
    DriverError {
        code: "no such element".into(),
        message: String::new(),
    }
}

/// Elements that may have a role by themselves; all others say it in an attribute.
fn candidates(role: &str) -> String {
    let own = match role {
        "button" => "button, summary, input[type=submit], input[type=button], ",
        "link" => "a[href], ",
        "textbox" => "input, textarea, ",
        "searchbox" | "checkbox" | "radio" | "slider" | "spinbutton" | "switch" => "input, ",
        "combobox" | "listbox" => "select, input, ",
        "option" => "option, ",
        "heading" => "h1, h2, h3, h4, h5, h6, ",
        "dialog" => "dialog, ",
        "navigation" => "nav, ",
        "main" => "main, ",
        "table" => "table, ",
        "row" => "tr, ",
        "list" => "ul, ol, ",
        "listitem" => "li, ",
        "img" | "image" => "img, svg, ",
        _ => "",
    };
    format!("{own}[role={role}]")
}
