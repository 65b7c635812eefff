//! Slips on their way to a printer that does well, or does not.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use contract::{
    FailureCode, Nothing, OrderRef, OrderView, PrintSlip, PrinterTrouble, PrinterView, TillEvent,
};
use testkit::process::Running;
use till::{Options, Till};
use tokio::sync::broadcast::Receiver;

use crate::printer::{Mood, Printer};
use crate::training::{PATIENCE, desk, paid};

/// Set where the test runs itself as the process that is killed: its home.
const KILLED_HOME: &str = "BALCAO_TEST_PRINTING_HOME";

fn options(home: &std::path::Path) -> Options {
    Options { home: Some(home.to_owned()), training: true, ..Options::default() }
}

/// A home whose till prints there.
fn home(port: u16, more: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let training = home.path().join("training");
    std::fs::create_dir(&training).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&training, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    let text = format!(
        "shop.name = \"Padaria do Zé\"\nprinter.kind = \"network\"\n\
         printer.address = \"127.0.0.1:{port}\"\n{more}"
    );
    std::fs::write(training.join("settings.toml"), text).unwrap();
    home
}

async fn open(home: &tempfile::TempDir) -> Arc<Till> {
    Till::open(options(home.path())).await.unwrap()
}

const AUTO: &str = "receipts.auto_print = true\n";

/// The printer as an event tells it, as soon as it is so.
async fn told(
    till: &Till,
    news: &mut Receiver<TillEvent>,
    is_so: impl Fn(&PrinterView) -> bool,
) -> PrinterView {
    let waiting = async {
        loop {
            let now = desk(till).printer(Nothing {}).await.unwrap();
            if is_so(&now) {
                return now;
            }
            while !matches!(news.recv().await, Ok(TillEvent::PrinterChanged { .. })) {}
        }
    };
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(view) => view,
        Err(late) => panic!("{late}: {:?}", desk(till).printer(Nothing {}).await),
    }
}

async fn print(till: &Till, order: &OrderView) {
    let wish = PrintSlip { order: order.order.clone() };
    desk(till).print_slip(wish).await.unwrap();
}

#[tokio::test]
async fn a_payment_prints_once_and_at_once_and_whoever_asks_again_gets_a_copy() {
    let printer = Printer::new(Mood::Well);
    let home = home(printer.port, AUTO);
    let (here, there) = (open(&home).await, open(&home).await);
    let order = paid(&here, None).await;
    let papers = printer.printed(1).await;
    assert_eq!(papers[0].bars(), ["MODO TREINO - SEM VALOR"]);
    let id = order.attempts[0].payments[0].end_to_end_id.clone().unwrap();
    assert_eq!(papers[0].codes(), [id]);

    let first = printer.jobs()[0].first.duration_since(UNIX_EPOCH).unwrap().as_millis();
    let seen = u128::try_from(order.attempts[0].payments[0].seen_at_ms).unwrap();
    println!("payment seen to first byte of the slip: {} ms", first.saturating_sub(seen));

    print(&there, &order).await;
    let papers = printer.printed(2).await;
    assert_eq!(papers[1].bars(), ["2ª VIA", "MODO TREINO - SEM VALOR"]);
    let slip = desk(&here).slip(OrderRef { order: order.order.clone() }).await.unwrap();
    assert_eq!((slip.columns, slip.printed, slip.link), (48, 2, None));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(printer.jobs().len(), 2, "two processes print no more than one");
}

#[tokio::test]
async fn what_keeps_a_printer_from_printing_is_told_and_the_slip_comes_out_after_it() {
    for (mood, what) in
        [(Mood::NoPaper, PrinterTrouble::NoPaper), (Mood::LidOpen, PrinterTrouble::LidOpen)]
    {
        let printer = Printer::new(mood);
        let home = home(printer.port, AUTO);
        let till = open(&home).await;
        let mut news = till.events();
        paid(&till, None).await;
        let view = told(&till, &mut news, |it| it.trouble.is_some()).await;
        assert_eq!((view.trouble.unwrap().what, view.waiting), (what, 1));
        assert_eq!(printer.jobs().len(), 0, "not a byte");
        printer.set(Mood::Well);
        let papers = printer.printed(1).await;
        assert_eq!(papers[0].bars(), ["MODO TREINO - SEM VALOR"], "it is no copy of anything");
        let view = told(&till, &mut news, |it| it.waiting == 0).await;
        assert_eq!(view.trouble, None);
    }
}

#[tokio::test]
async fn printers_that_say_nothing_or_garbage_print() {
    for mood in [Mood::Silent, Mood::Garbage] {
        let printer = Printer::new(mood);
        let home = home(printer.port, "");
        let till = open(&home).await;
        let order = paid(&till, None).await;
        print(&till, &order).await;
        let papers = printer.printed(1).await;
        assert!(papers[0].text().contains("COMPROVANTE DE PAGAMENTO PIX"));
    }
}

#[tokio::test]
async fn a_printer_that_is_switched_on_later_is_found() {
    let port = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let home = home(port, AUTO);
    let till = open(&home).await;
    let mut news = till.events();
    paid(&till, None).await;
    let view = told(&till, &mut news, |it| it.trouble.is_some()).await;
    assert_eq!(view.trouble.unwrap().what, PrinterTrouble::Unreachable);
    let printer = Printer::at(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap(), Mood::Well);
    printer.printed(1).await;
}

#[tokio::test]
async fn what_may_have_come_out_comes_out_again_with_its_mark() {
    for mood in [Mood::Vanishes, Mood::Stops] {
        let printer = Printer::new(mood);
        let home = home(printer.port, "");
        let till = open(&home).await;
        let mut news = till.events();
        let order = paid(&till, None).await;
        print(&till, &order).await;
        told(&till, &mut news, |it| it.trouble.is_some()).await;
        let before = printer.jobs().len();
        printer.set(Mood::Well);
        let papers = printer.printed(before + 1).await;
        let bars = papers.last().unwrap().bars();
        assert_eq!(bars, ["REIMPRESSÃO - PODE SER REPETIDA", "MODO TREINO - SEM VALOR"]);
    }
}

#[tokio::test]
async fn a_printer_that_hangs_keeps_neither_a_sale_nor_the_end_waiting() {
    let printer = Printer::new(Mood::Well);
    let home = home(printer.port, AUTO);
    let till = open(&home).await;
    paid(&till, None).await;
    printer.printed(1).await;
    printer.set(Mood::Hangs);
    let begun = Instant::now();
    paid(&till, None).await;
    paid(&till, None).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let mut news = till.events();
    let view = told(&till, &mut news, |it| it.trouble.is_some()).await;
    assert_eq!(view.trouble.unwrap().what, PrinterTrouble::Hangs);
    let begun = Instant::now();
    till.close().await;
    drop(till);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn without_a_printer_nothing_waits_and_a_wish_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let till = open(&home).await;
    let order = paid(&till, None).await;
    let wish = PrintSlip { order: order.order.clone() };
    let refused = desk(&till).print_slip(wish).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::NoPrinter);
    let refused = desk(&till).open_drawer(Nothing {}).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::NoPrinter);
    let view = desk(&till).printer(Nothing {}).await.unwrap();
    assert_eq!((view.kind, view.waiting, view.trouble), (None, 0, None));
    let slip = desk(&till).slip(OrderRef { order: order.order }).await.unwrap();
    assert_eq!((slip.columns, slip.printed), (48, 0));
}

#[tokio::test]
async fn the_drawer_and_the_test_page_go_to_the_printer_too() {
    let printer = Printer::new(Mood::Well);
    let home = home(printer.port, "printer.drawer = true\n");
    let till = open(&home).await;
    desk(&till).open_drawer(Nothing {}).await.unwrap();
    assert_eq!(printer.printed(1).await[0].drawer_pulses(), 1);
    desk(&till).print_test(Nothing {}).await.unwrap();
    assert!(printer.printed(2).await[1].text().contains("TESTE DE IMPRESSÃO"));
    paid(&till, None).await;
    assert_eq!(printer.printed(3).await[2].drawer_pulses(), 1, "each payment opens it");
}

#[tokio::test]
async fn a_file_is_a_printer() {
    let home = home(1, "");
    let file = home.path().join("slips.bin");
    let text = format!("printer.kind = \"file\"\nprinter.address = \"{}\"\n", file.display());
    std::fs::write(home.path().join("training/settings.toml"), text).unwrap();
    let till = open(&home).await;
    let mut news = till.events();
    let order = paid(&till, None).await;
    print(&till, &order).await;
    print(&till, &order).await;
    told(&till, &mut news, |it| it.waiting == 0).await;
    let paper = testkit::paper::Paper::of(&std::fs::read(&file).unwrap(), 48).unwrap();
    let bar = "MODO TREINO - SEM VALOR";
    assert_eq!(paper.bars(), [bar, "2ª VIA", bar], "one behind the other");
}

#[test]
fn a_process_that_is_killed_while_it_prints_leaves_a_doubt_to_the_next() {
    let printer = Printer::new(Mood::Stops);
    let home = home(printer.port, AUTO);
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.args(["--exact", "printing::sells_and_is_killed", "--nocapture", "--ignored"]);
    command.env(KILLED_HOME, home.path());
    let killed = Running::start(&mut command);
    // It has sent the slip, and waits for the printer's word; dropping it is `kill -9`.
    let begun = Instant::now();
    while printer.bytes_on_their_way() == 0 {
        assert!(begun.elapsed() < PATIENCE, "it never printed");
        std::thread::sleep(Duration::from_millis(2));
    }
    drop(killed);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let begun = Instant::now();
        while printer.jobs().is_empty() {
            assert!(begun.elapsed() < PATIENCE, "the printer still has the connection");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        printer.set(Mood::Well);
        let till = open(&home).await;
        let papers = printer.printed(2).await;
        assert_eq!(papers[0].bars(), ["MODO TREINO - SEM VALOR"]);
        assert_eq!(
            papers[1].bars(),
            ["REIMPRESSÃO - PODE SER REPETIDA", "MODO TREINO - SEM VALOR"]
        );
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(printer.jobs().len(), 2);
        till.close().await;
    });
}

/// The process that the test above kills.
#[tokio::test]
#[ignore = "a part of another test, which runs it as a process of its own"]
async fn sells_and_is_killed() {
    let Some(home) = std::env::var_os(KILLED_HOME) else { return };
    let till = Till::open(options(home.as_ref())).await.unwrap();
    paid(&till, None).await;
    tokio::time::sleep(PATIENCE).await;
}
