//! The browser door: many pages, strangers on the same computer, answers that do not come.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::browser::Browser;
use crate::journey::{ENTER, arrive_at};
use crate::sandbox::{Bank, request};
use crate::screen::Screen;
use crate::terminal::balcao::{Started, Till};
use crate::window::{Driver, for_training};

const F2: char = '\u{e032}';

/// `balcao serve` of a till in training.
struct Served {
    till: Till,
    running: Started,
    /// The one-time address.
    url: String,
}

impl Served {
    fn start() -> Self {
        let till = Till::new();
        let mut running = till.start(&["--training", "--json", "serve", "--port", "0"]);
        let url = running.wait_for_event("serving")["url"].as_str().unwrap().to_owned();
        Self { till, running, url }
    }

    /// The next code that is shown in its terminal.
    fn code(&mut self) -> String {
        self.running.wait_for_event("access_code")["code"].as_str().unwrap().to_owned()
    }

    /// The address without what opens the door.
    fn plain(&self) -> &str {
        self.url.split('#').next().unwrap()
    }

    fn authority(&self) -> &str {
        self.plain().trim_start_matches("http://").trim_end_matches('/')
    }
}

async fn bank(screen: &Screen) -> Bank {
    let till = screen.ask("hello", json!({})).await;
    Bank::at(till["customer_bank_url"].as_str().unwrap())
}

/// Case 11. The last page and the first sell, and both hear of the payment.
#[tokio::test]
async fn eight_pages_of_one_browser_sell_and_hear() {
    let served = Served::start();
    let browser = Browser::start();
    let screen = browser.open(&served.url).await;
    arrive_at(&screen, "sell").await;
    let first = screen.tab().await;
    for _ in 0..7 {
        // The address alone: the session comes from the browser's other pages.
        screen.open_tab(served.plain()).await;
        arrive_at(&screen, "sell").await;
    }
    let bank = bank(&screen).await;
    for (tab, keys, amount) in
        [(None, ['1', '2', '5', '0'], 1250), (Some(first), ['0', '7', '0', '0'], 700)]
    {
        if let Some(tab) = tab {
            screen.switch_to(&tab).await;
        }
        screen.press(&keys).await;
        screen.press(&[ENTER]).await;
        screen.wait_for("[data-testid=qr]").await;
        bank.pay(bank.only_charge(amount)["copyAndPaste"].as_str().unwrap());
        arrive_at(&screen, "paid").await;
        screen.press(&[ENTER]).await;
    }
    screen.close().await;
}

/// A page whose hub was killed with its page gets another: the one that is left goes on hearing.
#[tokio::test]
async fn without_shared_workers_the_pages_still_share_one_stream() {
    let served = Served::start();
    let browser = Browser::start();
    let screen = browser.open_without_shared_workers(&served.url).await;
    arrive_at(&screen, "sell").await;
    let first = screen.tab().await;
    for _ in 0..6 {
        screen.open_tab(served.plain()).await;
        arrive_at(&screen, "sell").await;
    }
    // The page that holds the stream goes; another takes its place.
    let last = screen.tab().await;
    screen.switch_to(&first).await;
    screen.close_tab().await;
    screen.switch_to(&last).await;
    let bank = bank(&screen).await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    bank.pay(bank.only_charge(1250)["copyAndPaste"].as_str().unwrap());
    arrive_at(&screen, "paid").await;
    screen.close().await;
}

/// Attack 12. Whoever listens on another port of this computer is sent nothing that opens the till.
#[tokio::test]
async fn another_port_of_this_computer_is_sent_nothing() {
    let served = Served::start();
    let browser = Browser::start();
    let screen = browser.open(&served.url).await;
    arrive_at(&screen, "sell").await;
    assert_eq!(screen.run("return document.cookie").await, "");
    assert_eq!(screen.run("return location.hash").await, "");
    let secret = screen.run("return sessionStorage.getItem('balcao.session')").await;
    let secret = secret.as_str().unwrap();

    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = format!("http://{}/", stranger.local_addr().unwrap());
    let (tell, heard) = mpsc::channel();
    thread::spawn(move || answer_as_a_stranger(&stranger, &tell));
    screen.go_to(&page).await;
    // What its page sends to the till is not let in either, whatever a browser adds by itself.
    let tried = format!(
        "const done = arguments[0]; fetch('{}api/last_sales', {{ method: 'POST', credentials: 'include',
             mode: 'no-cors', body: '{{\"limit\":5}}' }}).then(() => done('sent'), () => done('stopped'));",
        served.plain()
    );
    screen.run_async(&tried).await;
    let request_head = heard.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(!request_head.to_lowercase().contains("cookie:"), "{request_head}");
    assert!(!request_head.contains(secret), "{request_head}");
    let (status, answer) = request(
        served.authority(),
        "POST",
        "/api/last_sales",
        &format!("Content-Type: application/json\r\nCookie: balcao_session={secret}\r\n"),
        b"{\"limit\":5}",
    );
    assert_eq!(status, 401, "{answer}");
    screen.close().await;
}

fn answer_as_a_stranger(stranger: &TcpListener, tell: &mpsc::Sender<String>) {
    for connection in stranger.incoming() {
        let Ok(mut connection) = connection else { return };
        let mut head = [0; 8192];
        let read = connection.read(&mut head).unwrap_or_default();
        let page = "<title>x</title>";
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        let _ = connection.write_all(answer.as_bytes());
        if tell.send(String::from_utf8_lossy(&head[..read]).into_owned()).is_err() {
            return;
        }
    }
}

/// A till that stands still for longer than a page waits has not lost the sale, and charges it once.
#[tokio::test]
async fn a_charge_that_is_not_answered_in_time_is_asked_for_again_and_made_once() {
    let served = Served::start();
    let browser = Browser::start();
    let screen = browser.open(&served.url).await;
    arrive_at(&screen, "sell").await;
    let bank = bank(&screen).await;
    screen
        .run(
            "window.asked = 0; const { fetch } = window; window.fetch = (path, about) => {
                if (path === '/api/charge') asked += 1; return fetch(path, about); };",
        )
        .await;
    served.running.signal("-STOP");
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    arrive_at(&screen, "waiting").await;
    let begun = Instant::now();
    while screen.run("return asked").await.as_u64().unwrap() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the page waits for ever");
        tokio::time::sleep(Duration::from_millis(200)).await; // between two looks
    }
    served.running.signal("-CONT");
    screen.wait_for("[data-testid=qr]").await;
    bank.pay(bank.only_charge(1250)["copyAndPaste"].as_str().unwrap());
    arrive_at(&screen, "paid").await;
    screen.close().await;
}

/// A row of a list is opened with its code, which did not come with the list.
#[tokio::test]
async fn a_sale_of_the_list_is_shown_with_its_code() {
    let served = Served::start();
    let browser = Browser::start();
    let screen = browser.open(&served.url).await;
    arrive_at(&screen, "sell").await;
    let bank = bank(&screen).await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    let code = bank.only_charge(1250)["copyAndPaste"].clone();
    screen.press(&[F2]).await;
    arrive_at(&screen, "sell").await;
    // A page that knows only the list.
    screen.open_tab(served.plain()).await;
    screen.click("[data-testid=last-sales] .sale").await;
    screen.wait_for("[data-testid=qr]").await;
    screen.wait_for_text("[data-testid=copy-and-paste]", |text| text == code).await;
    screen.close().await;
}

/// After a restart of the browser nothing of the session is left; one button and a code of the till's terminal
/// are a new way in, for all pages of that browser.
#[tokio::test]
async fn a_browser_that_was_closed_asks_for_access_and_enters_by_the_code() {
    let mut served = Served::start();
    let browser = Browser::start();
    let screen = browser.open(&served.url).await;
    arrive_at(&screen, "sell").await;
    screen.close().await;

    let screen = browser.open(served.plain()).await;
    arrive_at(&screen, "session-ended").await;
    let other = screen.tab().await;
    screen.open_tab(served.plain()).await;
    arrive_at(&screen, "session-ended").await;
    screen.click("[data-testid=access-ask]").await;
    let code = served.code();
    guess_wrongly(&screen).await;
    screen.keep("browser-access").await;
    // The page waits for the code after a reload as well.
    screen.go_to(served.plain()).await;
    screen.fill("[data-testid=access-code]", &code.to_lowercase().replace('-', " ")).await;
    screen.click("[data-testid=access-enter]").await;
    arrive_at(&screen, "sell").await;
    screen.switch_to(&other).await;
    arrive_at(&screen, "sell").await;
    screen.press(&['1', '2', '5', '0', ENTER]).await;
    screen.wait_for("[data-testid=qr]").await;
    screen.close().await;
}

/// A second browser is let in by whoever sits before the window of the same till, and the first stays in.
#[tokio::test]
async fn a_second_browser_enters_by_the_code_that_the_window_shows() {
    let served = Served::start();
    let driver = Driver::start();
    let home = served.till.home();
    let window = driver.open(&for_training(&home)).await;
    arrive_at(&window, "sell").await;
    let (first, second) = (Browser::start(), Browser::start());
    let inside = first.open(&served.url).await;
    arrive_at(&inside, "sell").await;

    let outside = second.open(served.plain()).await;
    arrive_at(&outside, "session-ended").await;
    outside.click("[data-testid=access-ask]").await;
    let shown = window.wait_for_text("[data-testid=till-notice]", |text| text.contains('-')).await;
    let is_code = |word: &&str| word.len() == 11 && word.chars().nth(5) == Some('-');
    let code = shown.split_whitespace().find(is_code).unwrap();
    window.keep("window-access").await;
    guess_wrongly(&outside).await;
    outside.fill("[data-testid=access-code]", code).await;
    outside.click("[data-testid=access-enter]").await;
    arrive_at(&outside, "sell").await;
    // The code is used, and gone from the window.
    window.wait_until_gone("[data-testid=till-notice]").await;
    arrive_at(&inside, "sell").await;
    assert_eq!(inside.ask("hello", json!({})).await["training"], true);
    for screen in [inside, outside, window] {
        screen.close().await;
    }
}

/// More often than anybody mistypes: each time the page says so, and the code on the till stays good.
async fn guess_wrongly(screen: &Screen) {
    for _ in 0..6 {
        screen.fill("[data-testid=access-code]", "00000-00000").await;
        screen.click("[data-testid=access-enter]").await;
        screen
            .wait_for_text("[data-testid=access-message]", |text| text.contains("não vale"))
            .await;
    }
}
