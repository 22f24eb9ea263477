//! Working time: when a deadline falls due, and why on that day.
//!
//! What will live here, with casework: working hours with the noon break, public holidays and swapped working days in
//! `Asia/Ho_Chi_Minh`; clocks per step that start at the next working minute, pause and extend; urgent clocks that run
//! day and night; and the explanation of a deadline, hour by hour. A step of *n* working days is *n* × 8 working
//! hours, so a deadline keeps the hour. All of it pure: a calendar and times in, times and reasons out.
//!
//! What will not: who may extend, who is told, and anything that reads a clock or a database.
