//! Pages on which customers look at their slips with a telephone: one an order, under a name of 128 random bits that
//! lives as long as the process of the door that shows them.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many pages are there at once: of more the oldest go, whose customers have left.
const MOST_PAGES: usize = 1_000;

/// An order of the shop or of training, by its number.
type Of = (bool, String);

/// What a door knows of them. Cheap to clone: all clones know the same.
#[derive(Clone, Default)]
pub struct SlipPages(Arc<Mutex<Pages>>);

#[derive(Default)]
struct Pages {
    /// What stands before a name; absent: no door is open to others.
    base: Option<String>,
    names: HashMap<Of, String>,
    /// The same names, the oldest first.
    oldest: VecDeque<String>,
    orders: HashMap<String, Of>,
}

impl Pages {
    fn forget_for_one_more(&mut self) {
        while self.oldest.len() >= MOST_PAGES {
            let Some(name) = self.oldest.pop_front() else { return };
            if let Some(of) = self.orders.remove(&name) {
                self.names.remove(&of);
            }
        }
    }
}

/// Whoever has a name sees the slip: none of them is told.
impl fmt::Debug for SlipPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipPages")
    }
}

impl SlipPages {
    /// From here on the pages are at this address, behind which the name stands.
    pub fn show_at(&self, base: String) {
        self.pages().base = Some(base);
    }

    /// Where the page of an order is; `None`: no door is open to others.
    pub(crate) fn link(&self, training: bool, order: &str) -> Option<String> {
        let mut pages = self.pages();
        let base = pages.base.clone()?;
        let of = (training, order.to_owned());
        let known = pages.names.get(&of).cloned();
        let name = known.unwrap_or_else(|| {
            let name = format!("{:032x}", rand::random::<u128>());
            pages.forget_for_one_more();
            pages.oldest.push_back(name.clone());
            pages.names.insert(of.clone(), name.clone());
            pages.orders.insert(name.clone(), of);
            name
        });
        Some(format!("{base}{name}"))
    }

    /// The order whose page has that name, and whether it is training's.
    pub(crate) fn order(&self, name: &str) -> Option<Of> {
        self.pages().orders.get(name).cloned()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_has_one_page_and_none_before_a_door_is_open_to_others() {
        let pages = SlipPages::default();
        assert_eq!(pages.link(false, "000001"), None);
        pages.show_at("http://192.168.0.9:8080/slip/".into());
        let link = pages.link(false, "000001").unwrap();
        assert_eq!(pages.link(false, "000001").as_ref(), Some(&link));
        let name = link.strip_prefix("http://192.168.0.9:8080/slip/").unwrap();
        assert_eq!(name.len(), 32);
        assert_eq!(pages.order(name), Some((false, "000001".into())));
        assert_ne!(pages.link(true, "000001").unwrap(), link, "training's is another order");
        assert_eq!(pages.order("0"), None);
    }

    #[test]
    fn the_oldest_pages_go_where_there_are_too_many() {
        let pages = SlipPages::default();
        pages.show_at("/slip/".into());
        let links: Vec<_> = (0..=MOST_PAGES).map(|it| pages.link(false, &it.to_string())).collect();
        let order = |at: usize| pages.order(links[at].as_ref()?.strip_prefix("/slip/")?);
        assert_eq!(order(0), None);
        assert_eq!(order(1), Some((false, "1".into())));
        assert_eq!(order(MOST_PAGES), Some((false, MOST_PAGES.to_string())));
    }
}
