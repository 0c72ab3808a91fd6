//! No logins on Saturdays and Sundays, in UTC.

use vestibule_sdk::prelude::*;

const MILLISECONDS_OF_A_DAY: u64 = 24 * 60 * 60 * 1_000;

/// The Action.
pub struct DenyOutsideWeekdays;

impl PostLogin for DenyOutsideWeekdays {
    fn on_execute_post_login(_event: &Event, api: &Api) -> Result<()> {
        // The days since 1970-01-01, a Thursday: Monday is 0.
        let weekday = (clock::now() / MILLISECONDS_OF_A_DAY + 3) % 7;
        if weekday >= 5 {
            api.access()
                .deny("Logins are possible from Monday to Friday.");
        }
        Ok(())
    }
}

vestibule_sdk::export!(DenyOutsideWeekdays);

#[cfg(test)]
mod tests {
    use super::DenyOutsideWeekdays;
    use vestibule_sdk::testing::{Command, Login};

    fn is_denied(now: u64) -> bool {
        let login = Login::new(include_str!("../event.json")).at(now);
        let run = login.run::<DenyOutsideWeekdays>();
        matches!(run.commands(), [Command::Deny(_)])
    }

    #[test]
    fn the_week_of_2026_01_05() {
        let monday = 1_767_571_200_000;
        let denied: Vec<bool> = (0..7)
            .map(|day| is_denied(monday + day * 86_400_000))
            .collect();
        assert_eq!(denied, [false, false, false, false, false, true, true]);
        assert!(is_denied(monday - 1), "the last moment of Sunday");
    }
}
