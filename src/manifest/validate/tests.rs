//! Reports on whole objects.
