//! The directory in memory.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::RouteRow;
use super::{Checking, Passing, Route, Till};
use crate::ids::{MerchantId, RouteId, TillId};
use http_guard::Pace;

#[derive(Default)]
pub(super) struct Maps {
    tills: HashMap<TillId, Arc<Till>>,
    routes: HashMap<RouteId, Arc<Route>>,
    keys: HashMap<[u8; 32], RouteId>,
    merchants: HashMap<MerchantId, Merchant>,
}

#[derive(Default)]
struct Merchant {
    /// Those that are not revoked.
    tills: Vec<TillId>,
    /// Those without a till of their own.
    routes: Vec<RouteId>,
}

impl Maps {
    pub(super) fn till(&self, id: &TillId) -> Option<Arc<Till>> {
        self.tills.get(id).cloned()
    }

    pub(super) fn live_tills(&self) -> usize {
        self.merchants.values().map(|merchant| merchant.tills.len()).sum()
    }

    pub(super) fn route_of_key(&self, sha256: &[u8; 32]) -> Option<Arc<Route>> {
        self.routes.get(self.keys.get(sha256)?).cloned()
    }

    /// Adds a till or replaces what was known of it.
    pub(super) fn put_till(&mut self, till: Till) {
        let merchant = self.merchants.entry(till.merchant.clone()).or_default();
        let was_live = self.tills.get(&till.id).is_some_and(|till| !till.revoked);
        if was_live && till.revoked {
            merchant.tills.retain(|id| *id != till.id);
        } else if !was_live && !till.revoked {
            merchant.tills.push(till.id.clone());
        }
        if was_live == till.revoked {
            self.fan_out(&till.merchant);
        }
        self.tills.insert(till.id.clone(), Arc::new(till));
    }

    /// The merchant's own routes go to all of its tills.
    fn fan_out(&mut self, merchant: &MerchantId) {
        let Some(merchant) = self.merchants.get(merchant) else { return };
        if merchant.routes.is_empty() {
            return;
        }
        let tills: Arc<[TillId]> = merchant.tills.as_slice().into();
        for id in &merchant.routes {
            let Some(route) = self.routes.get_mut(id) else { continue };
            *route = Arc::new(Route {
                id: route.id.clone(),
                merchant: route.merchant.clone(),
                tills: Arc::clone(&tills),
                checking: route.checking.clone(),
                passing: route.passing.clone(),
                pace: Arc::clone(&route.pace),
            });
        }
    }

    pub(super) fn put_route(
        &mut self,
        row: &RouteRow,
        checking: Option<Checking>,
        passing: Passing,
    ) {
        let route = Route {
            id: row.id.clone(),
            merchant: row.merchant.clone(),
            tills: row.till.clone().into_iter().collect(),
            checking,
            passing,
            pace: Arc::new(Pace::default()),
        };
        self.routes.insert(row.id.clone(), Arc::new(route));
        if row.till.is_none() {
            let merchant = self.merchants.entry(row.merchant.clone()).or_default();
            merchant.routes.push(row.id.clone());
            self.fan_out(&row.merchant);
        }
    }

    pub(super) fn put_key(&mut self, sha256: [u8; 32], route: RouteId) {
        self.keys.insert(sha256, route);
    }

    pub(super) fn drop_keys(&mut self, gone: &[[u8; 32]]) {
        for sha256 in gone {
            self.keys.remove(sha256);
        }
    }
}
