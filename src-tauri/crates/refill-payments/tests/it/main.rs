//! The payments crate as its users see it.
