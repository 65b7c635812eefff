//! A shop that sells in a browser, as most tests of the screens need it.

use testkit::process::Running;

use crate::browser::Browser;
use crate::money_back::serve;
use crate::sandbox::Sandbox;
use crate::screen::Screen;
use crate::terminal::balcao::Till;

/// A till at a sandbox, with the browser's page of it.
pub(crate) struct BrowserShop {
    pub(crate) sandbox: Sandbox,
    pub(crate) screen: Screen,
    /// What ends with the test.
    pub(crate) _open: (Browser, Running, Till),
}

impl BrowserShop {
    pub(crate) async fn open() -> Self {
        let sandbox = Sandbox::start();
        let till = sandbox.till();
        let (serving, url) = serve(&till);
        let browser = Browser::start();
        let screen = browser.open(&url).await;
        Self { sandbox, screen, _open: (browser, serving, till) }
    }
}
