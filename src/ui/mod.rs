//! Panels and widgets.
