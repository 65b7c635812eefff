//! Each kind of trouble does what it says, over real sockets.

use std::time::Instant;

use super::*;

struct Line {
    client: TcpStream,
    relay: TcpStream,
    proxy: Proxy,
}

/// Both ends of a fresh connection through a proxy of its own.
async fn line() -> Line {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let upstream = Arc::new(Mutex::new(Some(listener.local_addr().unwrap())));
    let proxy = Proxy::start(upstream, None).await.unwrap();
    let client = TcpStream::connect(proxy.address()).await.unwrap();
    let (relay, _) = listener.accept().await.unwrap();
    Line { client, relay, proxy }
}

impl Line {
    /// What one end says arrives at the other.
    async fn is_good(&mut self) {
        passes(&mut self.client, &mut self.relay, b"up").await;
        passes(&mut self.relay, &mut self.client, b"down").await;
    }
}

async fn passes(from: &mut TcpStream, to: &mut TcpStream, text: &[u8]) {
    from.write_all(text).await.unwrap();
    let mut read = vec![0; text.len()];
    to.read_exact(&mut read).await.unwrap();
    assert_eq!(read, text);
}

/// What still comes, and how it ends.
async fn rest(stream: &mut TcpStream) -> (Vec<u8>, io::Result<()>) {
    let mut read = Vec::new();
    let end = stream.read_to_end(&mut read).await.map(|_| ());
    (read, end)
}

fn is_silent(stream: &TcpStream) -> bool {
    let read = stream.try_read(&mut [0; 8]);
    read.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

#[tokio::test]
async fn bytes_and_ends_pass_in_calm_weather() {
    let mut line = line().await;
    line.is_good().await;
    line.client.shutdown().await.unwrap();
    assert!(rest(&mut line.relay).await.1.is_ok());
    passes(&mut line.relay, &mut line.client, b"one side may still talk").await;
    drop(line.relay);
    assert!(rest(&mut line.client).await.1.is_ok());
}

#[tokio::test]
async fn nobody_is_there_while_the_relay_is_down() {
    let nowhere = Proxy::start(Arc::default(), None).await.unwrap();
    let mut client = TcpStream::connect(nowhere.address()).await.unwrap();
    assert_eq!(rest(&mut client).await.0, b"");
}

#[tokio::test]
async fn a_delay_holds_each_piece_back() {
    let mut line = line().await;
    let delay = Duration::from_millis(80);
    line.proxy.weather(Weather { delay, ..Weather::default() });
    let begun = Instant::now();
    line.is_good().await;
    assert!(begun.elapsed() >= delay * 2);
}

#[tokio::test]
async fn a_stall_stops_one_way_and_not_the_other() {
    for way in [Way::Up, Way::Down] {
        let mut line = line().await;
        line.is_good().await;
        line.proxy.weather(Weather { stalled: Some(way), ..Weather::default() });
        let (from, to) = match way {
            Way::Up => (&mut line.client, &mut line.relay),
            Way::Down => (&mut line.relay, &mut line.client),
        };
        from.write_all(b"later").await.unwrap();
        passes(to, from, b"the other way").await;
        assert!(is_silent(to));
        line.proxy.weather(Weather::default());
        let mut read = [0; 5];
        to.read_exact(&mut read).await.unwrap();
        assert_eq!(&read, b"later");
    }
}

#[tokio::test]
async fn a_drip_lets_everything_through_slowly() {
    let mut line = line().await;
    let pause = Duration::from_millis(10);
    line.proxy.weather(Weather { drip: Some(pause), ..Weather::default() });
    let begun = Instant::now();
    passes(&mut line.client, &mut line.relay, &[7; 10 * DROP]).await;
    assert!(begun.elapsed() >= pause * 9);
}

#[tokio::test]
async fn a_cut_lets_so_many_bytes_through_and_then_closes() {
    let mut line = line().await;
    line.is_good().await;
    line.proxy.strike(Strike::Cut { way: Way::Down, after: 3 });
    line.relay.write_all(b"a frame").await.unwrap();
    assert_eq!(rest(&mut line.client).await.0, b"a f");
    assert_eq!(rest(&mut line.relay).await.0, b"");
    assert_eq!(line.proxy.strikes_done(), 1);
}

#[tokio::test]
async fn a_reset_reaches_both_sides() {
    let mut line = line().await;
    line.is_good().await;
    line.proxy.strike(Strike::Reset);
    for side in [&mut line.client, &mut line.relay] {
        let end = rest(side).await.1;
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }
}

#[tokio::test]
async fn a_strike_waits_for_a_connection() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let upstream = Arc::new(Mutex::new(Some(listener.local_addr().unwrap())));
    let proxy = Proxy::start(upstream, None).await.unwrap();
    proxy.strike(Strike::Reset);
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert!(rest(&mut client).await.1.is_err());
}

#[tokio::test]
async fn who_vanishes_is_missed_by_nobody_until_the_line_is_healed() {
    for party in [Party::Client, Party::Relay] {
        let Line { mut client, mut relay, proxy } = line().await;
        passes(&mut client, &mut relay, b"hi").await;
        proxy.strike(Strike::Vanish { party });
        let (gone, left) = match party {
            Party::Client => (&mut client, &mut relay),
            Party::Relay => (&mut relay, &mut client),
        };
        assert!(rest(gone).await.1.is_err(), "its own end is reset");
        left.write_all(b"are you there?").await.unwrap();
        assert!(is_silent(left));
        proxy.heal();
        assert!(rest(left).await.1.is_err());
    }
}

#[tokio::test]
async fn a_repeated_event_comes_twice_and_what_is_no_event_once() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let upstream = Arc::new(Mutex::new(Some(listener.local_addr().unwrap())));
    let wiretap = Wiretap::new(0, Arc::default());
    let proxy = Proxy::start(upstream, Some(wiretap)).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    let (mut relay, _) = listener.accept().await.unwrap();
    let frame = |text: &str| [&[0x81, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
    let event = frame(r#"{"t":"event","s":2,"p":1,"id":"e","rx":1,"route":"r","h":{},"b64":""}"#);
    let gap = frame(r#"{"t":"gap","e":"x","first":2,"reason":"expired"}"#);
    passes(&mut relay, &mut client, b"HTTP/1.1 101 Yes\r\n\r\n").await;
    proxy.strike(Strike::Repeat);
    passes(&mut relay, &mut client, &gap).await;
    relay.write_all(&event).await.unwrap();
    let mut read = vec![0; event.len() * 2];
    client.read_exact(&mut read).await.unwrap();
    assert_eq!(read, [event.as_slice(), &event].concat());
    passes(&mut relay, &mut client, &event).await;
    drop(relay);
    assert_eq!(rest(&mut client).await.0, b"", "only once");
}
