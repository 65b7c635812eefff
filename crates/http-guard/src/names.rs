//! Whom a request is for. A foreign name that resolves to this machine, or a page from elsewhere, must
//! not get in where a door is meant for this machine alone.

/// The names under which a browser on this machine reaches a door.
#[derive(Debug, Clone)]
pub struct Names([String; 2]);

impl Names {
    /// Of a door on loopback at this port.
    pub fn of_loopback(port: u16) -> Self {
        Self([format!("127.0.0.1:{port}"), format!("localhost:{port}")])
    }

    /// Whether a `Host` header names this door.
    pub fn is_host(&self, host: &str) -> bool {
        self.0.iter().any(|own| own == host)
    }

    /// Whether an `Origin` header names a page of this door.
    pub fn is_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_host(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_with_its_port_are_a_door() {
        let names = Names::of_loopback(8080);
        for own in ["127.0.0.1:8080", "localhost:8080"] {
            assert!(names.is_host(own), "{own}");
            assert!(names.is_origin(&format!("http://{own}")), "{own}");
        }
        for other in ["127.0.0.1", "localhost:8081", "shop.example:8080", "[::1]:8080", ""] {
            assert!(!names.is_host(other), "{other}");
            assert!(!names.is_origin(&format!("http://{other}")), "{other}");
        }
        for origin in ["null", "https://localhost:8080", "localhost:8080", "http://localhost:8080/"]
        {
            assert!(!names.is_origin(origin), "{origin}");
        }
    }
}
