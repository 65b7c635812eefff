//! The shop's time zone, in which people read and type days and times: the one that the settings name, else the
//! system's.

use jiff::tz::TimeZone;

use crate::home;
use crate::open::Options;
use crate::settings::Settings;

/// The shop's time zone. Where the settings cannot be read it is the system's: whatever needs them says what is
/// wrong with them.
pub fn time_zone(options: &Options) -> TimeZone {
    let home = home::place(options.home.as_deref(), options.training);
    let settings = home.and_then(|home| Settings::read(&home).ok());
    of(settings.and_then(|settings| settings.time_zone()).as_deref())
}

/// The zone of that name, else the system's.
pub(crate) fn of(name: Option<&str>) -> TimeZone {
    name.and_then(known).unwrap_or_else(TimeZone::system)
}

/// The zone that the IANA data of this computer have under a name.
pub(crate) fn known(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}
