//! The program `balcao-sandbox`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_balcao-sandbox");

fn started(args: &[&str]) -> (Child, Value) {
    let mut child = Command::new(PROGRAM).args(args).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[cfg(unix)]
#[test]
fn it_says_where_it_is_and_stops_when_asked() {
    for signal in ["-TERM", "-INT"] {
        let (mut child, told) = started(&["--json", "--customer-pays-after", "4s"]);
        let base_url = told["base_url"].as_str().unwrap();
        assert_eq!(told["bank_url"].as_str().unwrap(), format!("{base_url}/banco"));
        let ours = sandbox::Credentials::training();
        assert_eq!(told["credentials"]["clientSecret"], ours.client_secret);
        let integrapay = &told["integrapay"];
        assert_eq!(integrapay["base_url"].as_str().unwrap(), format!("{base_url}/integrapay"));
        assert_eq!(integrapay["credentials"]["token"], ours.integrapay_token);
        std::net::TcpStream::connect(base_url.trim_start_matches("http://")).unwrap();

        let pid = child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_in_one_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut child =
        Command::new(PROGRAM).args(["--port", &port]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!child.wait().unwrap().success());
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
}
