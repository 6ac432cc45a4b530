//! Tests of the area its name says.
