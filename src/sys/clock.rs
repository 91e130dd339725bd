//! The wall clock. What the time means is for others to say.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01T00:00:00Z; negative before it. A clock beyond
/// what 64 bits hold gives the nearest value that they do.
pub fn now() -> i64 {
    since_epoch(SystemTime::now())
}

fn since_epoch(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_before_1970_are_negative() {
        assert_eq!(since_epoch(UNIX_EPOCH - Duration::from_millis(1_500)), -1_500);
        assert_eq!(since_epoch(UNIX_EPOCH), 0);
        assert_eq!(since_epoch(UNIX_EPOCH + Duration::from_secs(1_795_324_204)), 1_795_324_204_000);
    }

    #[test]
    fn the_clock_of_this_machine_is_past_the_year_2020() {
        assert!(now() > 1_577_836_800_000);
    }
}
