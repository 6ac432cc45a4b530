//! The one door to clock, environment, files and processes; what differs between systems is here and nowhere else.
