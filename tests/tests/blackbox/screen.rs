//! A door's user interface as the driver of a browser sees it.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use testkit::process::Running;
use url::Url;

use crate::framebuffer::{Framebuffer, Part};
use crate::picture;

/// How long a screen may take to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks at what is painted.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How long a driver may take to begin a session.
const SESSION_PATIENCE: Duration = Duration::from_mins(1);
/// How often a session is tried before a test fails for want of one, which is none of its matters.
pub(crate) const SESSION_TRIES: u32 = 3;

/// A person's typing. Keys within 100 ms of each other may be a barcode scanner's, and on a computer with much to do
/// keys come closer together than they were sent.
const BETWEEN_KEYS: Duration = Duration::from_millis(130);

/// What chromedriver hands on to the browser.
#[derive(Debug)]
struct DevTools {
    command: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// The user interface, behind whichever door.
pub(crate) struct Screen {
    client: Client,
    /// A JavaScript function that asks the till a command: `(name, request) => Promise`.
    ask: &'static str,
    /// What is painted; the driver's own pictures where it can make them.
    framebuffer: Option<Framebuffer>,
    /// Its driver, where it has one of its own.
    _driver: Option<Running>,
}

impl Screen {
    /// Begins a session with the driver on this port. None, where none came: on a busy machine a browser may not
    /// come up within its driver's own patience, and a driver may wait for ever for a window that ended at once.
    pub(crate) async fn open(port: u16, capabilities: &Value, ask: &'static str) -> Option<Self> {
        let capabilities: Capabilities = serde_json::from_value(capabilities.clone()).unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let driver = format!("http://127.0.0.1:{port}");
        let client = tokio::time::timeout(SESSION_PATIENCE, builder.connect(&driver)).await;
        Some(Self { client: client.ok()?.ok()?, ask, framebuffer: None, _driver: None })
    }

    /// Keeps its driver for as long as it is looked at.
    pub(crate) fn driven_by(self, driver: Running) -> Self {
        Self { _driver: Some(driver), ..self }
    }

    /// Has pictures of it made from what is painted there.
    pub(crate) fn painted_on(self, framebuffer: Framebuffer) -> Self {
        Self { framebuffer: Some(framebuffer), ..self }
    }

    pub(crate) async fn go_to(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Waits for the element.
    pub(crate) async fn wait_for(&self, css: &str) -> Element {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        match element {
            Ok(element) => element,
            Err(error) => self.fail(&format!("no {css}: {error}")).await,
        }
    }

    /// Waits until no such element is there any more.
    pub(crate) async fn wait_until_gone(&self, css: &str) {
        let begun = std::time::Instant::now();
        while self.shows(css).await {
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("{css} is still there")).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await; // between two looks
        }
    }

    /// What a script in the page answers.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Whether a script in the page answers true before patience ends.
    pub(crate) async fn run_until(&self, script: &str) -> bool {
        let begun = std::time::Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.run(script).await == true {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await; // between two looks
        }
        false
    }

    /// Waits until the element's text fulfils the condition, and hands the text back.
    pub(crate) async fn wait_for_text(&self, css: &str, is_right: impl Fn(&str) -> bool) -> String {
        let begun = std::time::Instant::now();
        loop {
            // The element may be replaced between finding and reading it; then we look again.
            let text = match self.client.find(Locator::Css(css)).await {
                Ok(element) => element.prop("innerText").await.ok().flatten().unwrap_or_default(),
                Err(_) => String::new(),
            };
            if is_right(&text) {
                return text;
            }
            if begun.elapsed() > PATIENCE {
                self.fail(&format!("{css} says {text:?}")).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
        }
    }

    /// Fails the test with all words on the screen, and keeps a picture of it.
    async fn fail(&self, why: &str) -> ! {
        self.keep("failure").await;
        let words = self.client.execute("return document.body.innerText", Vec::new()).await;
        panic!("{why}; the screen says: {words:?}");
    }

    /// Presses keys one after the other, as a person does; nothing is clicked first.
    pub(crate) async fn press(&self, keys: &[char]) {
        let mut typing = KeyActions::new("keyboard".to_owned());
        for &value in keys {
            typing = typing
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: BETWEEN_KEYS });
        }
        self.client.perform_actions(typing).await.unwrap();
    }

    /// Types a text as a person does; nothing is clicked first.
    pub(crate) async fn write(&self, text: &str) {
        self.press(&text.chars().collect::<Vec<_>>()).await;
    }

    /// Presses a key while another one is held.
    pub(crate) async fn press_with(&self, held: char, key: char) {
        let typing = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: held })
            .then(KeyAction::Pause { duration: BETWEEN_KEYS });
        self.client.perform_actions(typing).await.unwrap();
    }

    /// A command of Chromium's own (Chrome `DevTools` protocol), and its answer.
    pub(crate) async fn devtools(&self, command: &'static str, parameters: Value) -> Value {
        self.client.issue_cmd(DevTools { command, parameters }).await.unwrap()
    }

    /// A second tab that begins with the memory of this one, as a doubled tab does; looks at it from now on.
    pub(crate) async fn double_the_tab(&self) -> WindowHandle {
        self.client.execute("window.open(location.href)", Vec::new()).await.unwrap();
        let first = self.tab().await;
        let tabs = self.client.windows().await.unwrap();
        let tab = tabs.into_iter().find(|tab| *tab != first).unwrap();
        self.switch_to(&tab).await;
        tab
    }

    pub(crate) async fn load_again(&self) {
        self.client.refresh().await.unwrap();
    }

    pub(crate) async fn go_back(&self) {
        self.client.back().await.unwrap();
    }

    /// Clicks the element once it is there.
    pub(crate) async fn click(&self, css: &str) {
        self.wait_for(css).await.click().await.unwrap();
    }

    /// Types the text into a field in the place of what stands there.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let field = self.wait_for(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Whether the element is there now.
    pub(crate) async fn shows(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Asks the till itself, past the screen.
    pub(crate) async fn ask(&self, command: &str, request: Value) -> Value {
        let script = format!(
            "const [name, request, done] = arguments;
             ({})(name, request).then(done, (error) => done({{ error: String(error) }}));",
            self.ask
        );
        let arguments = vec![json!(command), request];
        self.client.execute_async(&script, arguments).await.unwrap()
    }

    /// The newest order, whole, as the till itself tells it.
    pub(crate) async fn newest_order(&self) -> Value {
        let sales = self.ask("last_sales", json!({ "limit": 1 })).await;
        self.ask("order", json!({ "order": sales["orders"][0]["order"] })).await
    }

    /// Opens one more tab at this address, and looks at it from now on.
    pub(crate) async fn open_tab(&self, url: &str) -> WindowHandle {
        let tab = self.client.new_window(true).await.unwrap().handle;
        self.client.switch_to_window(tab.clone()).await.unwrap();
        self.go_to(url).await;
        tab
    }

    /// Looks at another tab.
    pub(crate) async fn switch_to(&self, tab: &WindowHandle) {
        self.client.switch_to_window(tab.clone()).await.unwrap();
    }

    /// Closes the tab that is looked at; another has to be looked at then.
    pub(crate) async fn close_tab(&self) {
        self.client.close_window().await.unwrap();
    }

    /// The tab that is looked at.
    pub(crate) async fn tab(&self) -> WindowHandle {
        self.client.window().await.unwrap()
    }

    /// The same for a script that hands its answer to the function that is its last argument.
    pub(crate) async fn run_async(&self, script: &str) -> Value {
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// A picture of what is shown, as PNG.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let Some(framebuffer) = &self.framebuffer else {
            return self.client.screenshot().await.unwrap();
        };
        // Two frames from now the page as it stands has been painted.
        let painted = "const done = arguments[0];
             requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
        self.client.execute_async(painted, Vec::new()).await.unwrap();
        let (left, top, width, height) = self.client.get_window_rect().await.unwrap();
        let [left, top] = [left, top].map(|it| usize::try_from(it).unwrap());
        let [width, height] = [width, height].map(|it| usize::try_from(it).unwrap());
        let look = || framebuffer.look(Part { left, top, width, height });
        let begun = std::time::Instant::now();
        let mut shown = look();
        loop {
            // What has moved since is still on its way to the screen.
            tokio::time::sleep(BETWEEN_LOOKS).await;
            let next = look();
            if next.shows_the_same(&shown) {
                return shown.picture();
            }
            assert!(begun.elapsed() < PATIENCE, "the screen does not come to rest");
            shown = next;
        }
    }

    /// Keeps a picture of what is shown for people to look at.
    pub(crate) async fn keep(&self, name: &str) {
        picture::keep(&self.picture().await, name);
    }

    /// Makes the page itself this large, whatever the window needs around it.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.unwrap();
        let size = "return [innerWidth, innerHeight]";
        let begun = std::time::Instant::now();
        loop {
            let now = self.client.execute(size, Vec::new()).await.unwrap();
            let of = |index: usize| u32::try_from(now[index].as_u64().unwrap()).unwrap();
            if (of(0), of(1)) == (width, height) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the page is {now}, not {width}x{height}");
            let (outer_width, outer_height) = self.client.get_window_size().await.unwrap();
            let around =
                |outer: u64, inner: u32| u32::try_from(outer).unwrap().saturating_sub(inner);
            let (more, taller) = (around(outer_width, of(0)), around(outer_height, of(1)));
            self.client.set_window_size(width + more, height + taller).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await; // between two looks
        }
    }

    /// From now on, notes what the page tries against its content security policy.
    pub(crate) async fn note_violations(&self) {
        let script = "window.violations = [];
            addEventListener('securitypolicyviolation', (tried) =>
                violations.push(tried.effectiveDirective));";
        self.client.execute(script, Vec::new()).await.unwrap();
    }

    /// Has the page try an inline style; answers with all that it has tried.
    pub(crate) async fn violations_with_an_inline_style(&self) -> Value {
        let script = "const [done] = arguments;
            addEventListener('securitypolicyviolation', () => done(violations));
            document.body.setAttribute('style', 'color: red');";
        self.client.execute_async(script, Vec::new()).await.unwrap()
    }

    /// Shows the page in light or in dark colours, and waits until nothing moves any more.
    pub(crate) async fn dress(&self, theme: &str) {
        let script = "const [theme, done] = arguments;
            document.documentElement.dataset.theme = theme;
            // What nobody sees, such as the inside of a closed <details>, may stand still for ever.
            const ends = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)
                && effect.target.checkVisibility();
            const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done()));
            requestAnimationFrame(() => {
                const moving = document.getAnimations().filter(ends).map(({ finished }) => finished);
                Promise.allSettled(moving).then(drawn);
            });";
        self.client.execute_async(script, vec![json!(theme)]).await.unwrap();
    }

    pub(crate) async fn close(self) {
        self.client.close().await.unwrap();
    }
}
