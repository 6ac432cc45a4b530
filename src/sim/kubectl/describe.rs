//! stub
use jiff::Timestamp;
use serde_json::Value;
pub fn describe(_pod: &Value, events: &[&Value], now: Timestamp) -> String {
    super::events::table(events, now)
}
