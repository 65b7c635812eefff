//! Every way in which a body is bent without losing what it says.

use super::*;

fn object(body: impl AsRef<[u8]>) -> Object {
    Object::read(body.as_ref()).unwrap()
}

fn status(body: impl AsRef<[u8]>) -> Option<String> {
    object(body).told("status")
}

#[test]
fn a_byte_that_is_no_utf_8_is_a_character_of_latin_1() {
    let body = b"{\"name\":\"Jo\xe3o da Concei\xe7\xe3o\",\"status\":\"PAID\"}";
    assert_eq!(object(body).text("name").as_deref(), Some("João da Conceição"));
    assert_eq!(status(body).as_deref(), Some("PAID"));
    // What is UTF-8 stays as it is beside it.
    let both = "{\"name\":\"São X\",\"status\":\"PAID\"}".replace('X', "\u{1}");
    let both: Vec<u8> = both.bytes().map(|it| if it == 1 { 0xe3 } else { it }).collect();
    assert_eq!(object(both).text("name").as_deref(), Some("São ã"));
    // A character that is cut in two is two characters.
    assert_eq!(object(b"{\"a\":\"\xc3\"}").text("a").as_deref(), Some("Ã"));
}

#[test]
fn a_byte_order_mark_before_the_body_is_no_part_of_it() {
    assert_eq!(status("\u{feff}{\"status\":\"PAID\"}").as_deref(), Some("PAID"));
    assert!(is_json("\u{feff}null".as_bytes()));
}

#[test]
fn control_characters_inside_of_a_text_are_characters() {
    let body = "{\r\n\t\"name\":\"a\tb\nc\u{0}d\\\"\te\\\\\",\n\"status\"\t:\"PAID\"}\n";
    assert_eq!(object(body).text("name").as_deref(), Some("a\tb\nc\0d\"\te\\"));
    assert_eq!(status(body).as_deref(), Some("PAID"));
    assert_eq!(object("{\"a\tb\":1}").text("a\tb").as_deref(), Some("1"), "in a name too");
    assert!(Object::read(b"{\"a\":1\x00}").is_err(), "outside of a text it is no JSON");
}

#[test]
fn a_member_that_stands_there_twice_says_one_thing_or_all_that_it_says() {
    let same = object(r#"{"a":"1.50","b":0,"a":1.50,"a":null}"#);
    assert_eq!((same.text("a"), same.told("a")), (Some("1.50".into()), Some("1.50".into())));
    let torn = object(r#"{"a":"PAID","a":"AWAITING_PAYMENT","a":"PAID","a":{}}"#);
    assert_eq!(torn.text("a"), None);
    assert_eq!(torn.told("a").as_deref(), Some("PAID / AWAITING_PAYMENT"));
    assert_eq!(torn.written("a").as_deref(), Some("PAID / AWAITING_PAYMENT / {}"));
    assert_eq!(same.told("c"), None);
}

#[test]
fn a_member_that_stands_there_a_hundred_thousand_times_costs_no_time() {
    let many: Vec<String> = (0..100_000).map(|at| format!(r#""a":{at}"#)).collect();
    let many = object(format!("{{{}}}", many.join(",")));
    assert_eq!(many.told("a").as_deref(), Some("0 / 1 / 2 / 3"));
}

#[test]
fn objects_that_stand_there_twice_are_read_as_one() {
    let twice = object(r#"{"p":{"name":"Ana","id":1},"p":7,"p":{"id":2}}"#).object("p").unwrap();
    assert_eq!(twice.text("name").as_deref(), Some("Ana"));
    assert_eq!((twice.text("id"), twice.told("id")), (None, Some("1 / 2".into())));
    assert!(object(r#"{"p":[],"q":null}"#).object("p").is_none());
}

#[test]
fn numbers_are_as_they_are_written_and_other_types_are_none() {
    let body = object(r#"{"a":12.50,"b":-1e400,"c":true,"d":["x"],"e":null,"f":"\ud800","g":""}"#);
    assert_eq!(body.text("a").as_deref(), Some("12.50"));
    assert_eq!(body.text("b").as_deref(), Some("-1e400"));
    for name in ["c", "d", "e", "f"] {
        assert_eq!((body.text(name), body.told(name)), (None, None), "{name}");
    }
    assert_eq!(body.text("g").as_deref(), Some(""));
    assert_eq!(body.written("c").as_deref(), Some("true"));
    assert_eq!(body.written("d").as_deref(), Some(r#"["x"]"#));
    assert_eq!(body.written("f").as_deref(), Some(r#""\ud800""#), "half of a pair of escapes");
    assert_eq!(body.written("e"), None);
}

#[test]
fn what_is_no_object_says_why_without_its_text() {
    for (body, reason) in [
        ("", "cut short"),
        ("{\"status\":\"PAID\"", "cut short"),
        ("<html>80683806556", "not JSON"),
        ("{} {}", "not JSON"),
        ("[1]", "no object"),
        ("\"80683806556\"", "no object"),
        ("null", "no object"),
    ] {
        assert_eq!(Object::read(body.as_bytes()).err(), Some(reason), "{body}");
    }
    assert!(is_json(b"[1]") && is_json(b"null") && !is_json(b"") && !is_json(b"<html>"));
}

#[test]
fn no_depth_of_nesting_does_harm() {
    let deep = "[".repeat(250_000) + &"]".repeat(250_000);
    let body = format!(r#"{{"status":"PAID","deep":{deep},"object":{{"a":{deep}}}}}"#);
    assert_eq!(status(&body).as_deref(), Some("PAID"));
    assert!(object(&body).object("object").is_some_and(|inside| inside.text("a").is_none()));
    let objects = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    assert!(object(objects).object("a").is_some());
    let _ = is_json(deep.as_bytes());
    assert!(Object::read("[".repeat(1_000_000).as_bytes()).is_err());
}

#[test]
fn no_cut_and_no_changed_byte_panics() {
    let body = "{\"a\":\"\tç\\u00e7\",\"b\":{\"c\":[1,2.5e3]},\"a\":null}".as_bytes();
    for at in 0..body.len() {
        for byte in [0, b'"', b'\\', 0x80, 0xff] {
            let mut changed = body.to_vec();
            changed[at] = byte;
            for bent in [&body[..at], &changed] {
                let _ = Object::read(bent).map(|it| (it.written("a"), it.object("b")));
            }
        }
    }
}
