//! What the pages of a browser share is killed: they go on.

use serde_json::json;

use crate::journey::{ENTER, arrive_at, charge};
use crate::world::browser_shop::BrowserShop;

/// The page hears of money at once, though the worker that has told it everything is gone.
#[tokio::test]
async fn a_page_whose_shared_worker_was_killed_hears_of_money_as_before() {
    let BrowserShop { sandbox, screen, _open } = BrowserShop::open().await;
    arrive_at(&screen, "sell").await;
    for amount in [1_250, 700] {
        let code = charge(&screen, &sandbox.bank, amount).await;
        let targets = screen.devtools("Target.getTargets", json!({})).await;
        let targets = targets["targetInfos"].as_array().unwrap();
        let worker = targets.iter().find(|it| it["type"] == "shared_worker").unwrap();
        let closed =
            screen.devtools("Target.closeTarget", json!({ "targetId": worker["targetId"] })).await;
        assert_eq!(closed["success"], true, "{closed}");
        sandbox.bank.pay(&code);
        arrive_at(&screen, "paid").await;
        screen.press(&[ENTER]).await;
    }
    screen.close().await;
}
