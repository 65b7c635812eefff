//! The vault as the screens use it, also while no till is open.

use contract::{ChooseVault, Failure, Nothing, Typed, Unlock, UnlockVault, VaultView};
use domain::Caller;
use secrecy::SecretString;

use super::moving::{move_in_home, real_home};
use super::{status, unlock};
use crate::home;
use crate::house::House;
use crate::open::Options;

impl House {
    /// How the shop's vault does.
    pub(crate) async fn vault(&self, _: &Caller, _: Nothing) -> Result<VaultView, Failure> {
        status::view(&home::home(&self.shop())?).await
    }

    /// Chooses where the shop's secrets are, and moves there what there is.
    pub(crate) async fn choose_vault(
        &self,
        caller: &Caller,
        request: ChooseVault,
    ) -> Result<VaultView, Failure> {
        let options = Options { create: true, ..self.shop() };
        let passphrase = request.passphrase.map(|Typed(text)| SecretString::from(text));
        move_in_home(&real_home(&options)?, caller, request.store, passphrase, false).await?;
        self.vault(caller, Nothing {}).await
    }

    /// Opens the shop's encrypted vault by what a person has typed; the till opens when it is asked for next.
    pub(crate) async fn unlock_vault(
        &self,
        caller: &Caller,
        request: UnlockVault,
    ) -> Result<VaultView, Failure> {
        let home = home::home(&self.shop())?;
        let Typed(passphrase) = request.passphrase;
        unlock::open_by(&home, Unlock::Typed, SecretString::from(passphrase)).await?;
        self.vault(caller, Nothing {}).await
    }
}
