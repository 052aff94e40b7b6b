//! Stub until the walk is written.
