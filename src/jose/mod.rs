//! The token domain: text and bytes in, values out.
//!
//! Nothing here knows a screen, a file, a thread or the clock: the moment that a
//! token is judged at is an argument. Broken tokens are normal input, so reading
//! one never fails; what is wrong comes back as [`problem::Problem`] values.

pub mod algorithm;
pub mod base64url;
pub mod check;
pub mod claims;
pub mod clean;
pub mod compare;
pub mod compose;
pub mod decode;
pub mod explain;
pub mod fix;
pub mod header;
pub mod json;
pub mod judge;
pub mod key;
pub mod keyset;
pub mod layout;
pub mod policy;
pub mod problem;
pub mod sign;
pub mod sniff;
pub mod times;
pub mod uuid;
pub mod verify;
pub mod why;
