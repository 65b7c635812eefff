//! The use cases of the till: charge, watch, cancel, history.
