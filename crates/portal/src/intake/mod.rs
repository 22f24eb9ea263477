//! How reports come in from devices: `POST /v1/sync` for everything small, `/v1/files` (tus 1.0.0) for photos.

mod uploads;

pub use uploads::Uploads;
