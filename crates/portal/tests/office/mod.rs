//! A portal with reports in it, units and officers, asked through its real router.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use portal::access::Role;
use portal::store::unit::{self, Rule, UnitRow};
use portal::store::user::{self, NewUser};
use portal::{App, Clock, Config, password};
use report::receipt::Accepted;
use report::wire::{
    ActItem, ActRef, AnswerItem, Encoding, HeldReceipts, ItemReader, ItemWriter, RequestHeader, RequestItem,
    ThumbnailItem,
};
use report::{Act, ActId, ActKind, Attachment, Degrees, Device, Part, Place, PlaceSource, Sha256, Signed, Signer};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

#[path = "../books/mod.rs"]
mod books;

/// Monday, 23 November 2026, 09:00 in Việt Nam.
pub const MORNING_MS: i64 = 1_795_399_200_000;
/// Phường Đông Hà and Phường Nam Đông Hà.
pub const DONG_HA: &str = "19333";
pub const NAM_DONG_HA: &str = "19351";
pub const PASSWORD: &str = "đúng mật khẩu 26";

pub struct Office {
    pub app: App,
    pub hand: Arc<AtomicI64>,
    router: Router,
    folder: TempDir,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A report as its sender knows it.
pub struct Filed {
    pub act: ActId,
    pub number: String,
    pub code: String,
    pub photos: Vec<Sha256>,
    pub wholes: Vec<Vec<u8>>,
    /// The bytes of its voice note.
    pub voice: Option<Vec<u8>>,
}

/// What a report says.
pub struct Story<'a> {
    pub category: &'a str,
    pub text: &'a str,
    pub commune: Option<&'a str>,
    pub spot: Option<(f64, f64)>,
    pub photos: usize,
    /// With a voice note: whether the unit may hear it.
    pub voice: Option<bool>,
    /// What says who.
    pub parts: Vec<Part>,
}

impl Default for Story<'_> {
    fn default() -> Self {
        Self {
            category: "giao-thong",
            text: "Ổ gà lớn trước chợ Đông Hà",
            commune: Some(DONG_HA),
            spot: None,
            photos: 0,
            voice: None,
            parts: Vec::new(),
        }
    }
}

impl Office {
    /// Where every deed is done at once.
    pub async fn open() -> Self {
        Self::holding(0).await
    }

    /// Where deeds that a citizen hears of can be undone for so long.
    pub async fn holding(hold_ms: u32) -> Self {
        Self::begun(MORNING_MS, hold_ms).await
    }

    /// Which opens on another day.
    pub async fn opened_at(now_ms: i64) -> Self {
        Self::begun(now_ms, 0).await
    }

    /// Which is set up otherwise.
    pub async fn set_up_by(set_up: impl FnOnce(Config) -> Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = set_up(Config { hold_ms: 0, ..books::config(folder.path()) });
        Self::founded(folder, config, MORNING_MS).await
    }

    async fn begun(now_ms: i64, hold_ms: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { hold_ms, ..books::config(folder.path()) };
        Self::founded(folder, config, now_ms).await
    }

    async fn founded(folder: TempDir, config: Config, now_ms: i64) -> Self {
        let office = Self::on(folder, Arc::new(AtomicI64::new(now_ms)), config).await;
        office.set_up().await;
        office
    }

    async fn on(folder: TempDir, hand: Arc<AtomicI64>, config: Config) -> Self {
        let app = App::open_at(config, Clock::by_hand(hand.clone())).await.unwrap();
        Self { router: app.router(), app, hand, folder }
    }

    /// The same portal after a restart of the program.
    pub async fn restarted(self) -> Self {
        let Self { app, hand, folder, router } = self;
        let config = app.state().config().clone();
        drop((app, router));
        Self::on(folder, hand, config).await
    }

    /// Lets the portal do what it does by itself by now.
    pub async fn go_round(&self) {
        portal::rounds::go(self.app.state()).await.unwrap();
    }

    /// Two committees, a department that has the roads, and an officer of each role named after it.
    async fn set_up(&self) {
        let row = |code: &str, name: &str| UnitRow { code: code.into(), name: name.into(), kind: None, commune: None };
        let units = vec![
            row("ubnd-19333", "UBND Phường Đông Hà"),
            row("ubnd-19351", "UBND Phường Nam Đông Hà"),
            row("so-xay-dung", "Sở Xây dựng"),
        ];
        let rule = |category: &str, commune: &str, unit: &str| Rule {
            category: category.into(),
            commune: commune.into(),
            unit: unit.into(),
        };
        let rules = vec![
            rule("", DONG_HA, "ubnd-19333"),
            rule("", NAM_DONG_HA, "ubnd-19351"),
            rule("giao-thong", "", "so-xay-dung"),
        ];
        let (store, now_ms) = (self.app.state().store(), self.app.state().now_ms());
        let write =
            store.write(move |books| Box::pin(async move { unit::replace(books, &units, &rules, now_ms).await }));
        write.await.unwrap();
        for role in Role::ALL {
            let unit = role.is_of_a_unit().then_some("so-xay-dung");
            self.hire(&role.code().replace('_', "."), role, unit).await;
        }
    }

    pub async fn hire(&self, name: &str, role: Role, unit: Option<&str>) {
        let user = NewUser {
            name: name.into(),
            password: password::hash(PASSWORD),
            role,
            unit: unit.map(Into::into),
            created_at_ms: self.app.state().now_ms(),
        };
        let store = self.app.state().store();
        store.write(move |books| Box::pin(async move { user::add(books, &user).await })).await.unwrap();
    }

    pub fn pass_time(&self, ms: i64) {
        self.hand.fetch_add(ms, Ordering::Relaxed);
    }

    /// Files a report as a device does, with its thumbnails. The wholes have not arrived.
    pub async fn file(&self, story: Story<'_>) -> Filed {
        self.file_as(7, story).await
    }

    /// The same by the device of this seed.
    pub async fn file_as(&self, seed: u8, story: Story<'_>) -> Filed {
        self.offer(seed, story, None).await
    }

    /// Puts another report in the place of one, as the device that filed it does. Its number and code are the first one's.
    pub async fn edit(&self, filed: &Filed, story: Story<'_>) {
        let edited = self.offer(7, story, Some(filed.act)).await;
        assert_eq!((edited.number, edited.code), (filed.number.clone(), String::new()));
    }

    async fn offer(&self, seed: u8, story: Story<'_>, replaces: Option<ActId>) -> Filed {
        let state = self.app.state();
        let device = Device::new(Signer::from_seed(&[seed; 32]), state.portal_id().clone());
        let id = ActId::new(jiff::Timestamp::from_millisecond(state.now_ms()).unwrap());
        let thumbnails: Vec<Vec<u8>> = (0..story.photos).map(|index| picture(&format!("small {id} {index}"))).collect();
        let wholes: Vec<Vec<u8>> = (0..story.photos).map(|index| picture(&format!("{id} {index}"))).collect();
        let attachments = wholes.iter().zip(&thumbnails).map(|(whole, thumbnail)| Attachment {
            media_type: "image/jpeg".into(),
            sha256: Sha256::of(whole),
            length: whole.len() as u64,
            thumbnail: Some(Sha256::of(thumbnail)),
            unit_hears: None,
        });
        let voice = story.voice.map(|_| format!("voice of {id}").into_bytes());
        let told = voice.as_ref().zip(story.voice).map(|(bytes, unit_hears)| Attachment {
            media_type: "audio/webm".into(),
            sha256: Sha256::of(bytes),
            length: bytes.len() as u64,
            thumbnail: None,
            unit_hears: unit_hears.then_some(true),
        });
        let act = Act {
            id,
            kind: ActKind::Report,
            captured_at_ms: state.now_ms(),
            uptime_ms: 1,
            category: Some(story.category.into()),
            text: Some(story.text.into()).filter(|text: &String| !text.is_empty()),
            place: Some(Place {
                lat: story.spot.and_then(|(lat, _)| Degrees::from_degrees(lat)),
                lon: story.spot.and_then(|(_, lon)| Degrees::from_degrees(lon)),
                accuracy_m: story.spot.map(|_| 8),
                source: PlaceSource::Chosen,
                commune: Some(story.commune.unwrap_or("00000").into()),
            }),
            attachments: attachments.chain(told).collect(),
            replaces,
            about: None,
            consent_version: 1,
            parts: Some(story.parts.iter().map(Part::bound).collect()).filter(|_| !story.parts.is_empty()),
            case: None,
            rating: None,
        };
        let sealed = device.seal(&act).unwrap();
        let parts = Some(story.parts).filter(|parts| !parts.is_empty());
        let of = ActRef { device: device.key(), act: id };
        let mut items = vec![
            RequestItem::Header(first_header()),
            RequestItem::Act(ActItem { parts, ..ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None) }),
        ];
        for (whole, bytes) in wholes.iter().zip(thumbnails) {
            items.push(RequestItem::Thumbnail(ThumbnailItem { of, attachment: Sha256::of(whole), bytes }));
        }
        let accepted = self.sync(&items).await;
        let payload = Signed::open_for(&accepted, report::Content::Accepted, state.portal_id()).unwrap().payload;
        let receipt: Accepted = minicbor::decode(&payload).unwrap();
        Filed {
            act: id,
            number: receipt.case_number.to_string(),
            code: receipt.tracking_code.map(|code| code.to_string()).unwrap_or_default(),
            photos: wholes.iter().map(|whole| Sha256::of(whole)).collect(),
            wholes,
            voice,
        }
    }

    /// Takes the report back, as the device that filed it does.
    pub async fn withdraw(&self, filed: &Filed) {
        self.act_about(7, &filed.number, ActKind::Withdraw, None).await;
    }

    /// The device of this seed met the same trouble.
    pub async fn me_too(&self, seed: u8, number: &str) {
        self.act_about(seed, number, ActKind::MeToo, None).await;
    }

    /// The device of this seed is content with what came of the case.
    pub async fn rate(&self, seed: u8, number: &str) {
        self.act_about(seed, number, ActKind::Rate, None).await;
    }

    /// An act of a device about a case.
    pub async fn act_about(&self, seed: u8, number: &str, kind: ActKind, text: Option<&str>) {
        let state = self.app.state();
        let device = Device::new(Signer::from_seed(&[seed; 32]), state.portal_id().clone());
        let act = Act {
            id: ActId::new(jiff::Timestamp::from_millisecond(state.now_ms()).unwrap()),
            kind,
            captured_at_ms: state.now_ms(),
            uptime_ms: 1,
            category: None,
            text: text.map(Into::into),
            place: None,
            attachments: Vec::new(),
            replaces: None,
            about: None,
            consent_version: 1,
            parts: None,
            case: Some(number.parse().unwrap()),
            rating: (kind == ActKind::Rate).then_some(report::Rating::Satisfied),
        };
        let sealed = device.seal(&act).unwrap();
        let item = RequestItem::Act(ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None));
        self.sync(&[RequestItem::Header(first_header()), item]).await;
    }

    async fn sync(&self, items: &[RequestItem]) -> Vec<u8> {
        let mut writer = ItemWriter::new(Encoding::Identity);
        let mut body: Vec<u8> = items.iter().flat_map(|item| writer.write(item)).collect();
        body.extend(writer.finish());
        let request = Request::post("/v1/sync").header(CONTENT_TYPE, report::wire::MEDIA_TYPE);
        let reply = self.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let mut accepted = None;
        let mut reader = ItemReader::new(Encoding::Identity, report::limits::REQUEST_BYTES);
        reader
            .feed(&reply.body, |item| {
                if let Some(AnswerItem::Result(result)) = ItemReader::decode(&item) {
                    accepted = result.accepted;
                }
            })
            .unwrap();
        accepted.expect("the report was accepted")
    }

    /// Who reported, by the back door.
    pub async fn tell_who(&self, number: &str, name: &str, phone: &str) {
        let values = [(Part::NAME, name), (Part::PHONE, phone)];
        let parts = values.map(|(label, text)| Part::text(label, [7; 32], text));
        let number = number.to_owned();
        let tell = self.app.state().store().write(move |books| {
            Box::pin(async move {
                let keep = "INSERT INTO personal_part (device, act_id, bound, label, salt, value, kept_at)
                    SELECT device, act_id, $2, $3, $4, $5, 1 FROM case_file WHERE number = $1";
                for part in parts {
                    let query = sqlx::query(keep).bind(number.clone()).bind(part.bound().as_bytes().to_vec());
                    let query = query.bind(part.label).bind(part.salt.to_vec()).bind(part.value);
                    query.execute(&mut *books).await?;
                }
                Ok(())
            })
        });
        tell.await.unwrap();
    }

    /// Lets the wholes of a report arrive, by the back door.
    pub async fn deliver(&self, filed: &Filed) {
        let state = self.app.state();
        for whole in filed.wholes.iter().chain(&filed.voice) {
            let sha256 = Sha256::of(whole);
            let file = state.photos().photo(&sha256);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, whole).unwrap();
            let sha256 = sha256.as_bytes().to_vec();
            let store = state.store().write(move |books| {
                Box::pin(async move {
                    let sql = "UPDATE attachment SET stored_at = 1 WHERE sha256 = $1";
                    sqlx::query(sql).bind(sha256).execute(books).await?;
                    Ok(())
                })
            });
            store.await.unwrap();
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 8 * 1024 * 1024).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn track(&self, code: &str) -> Reply {
        let form = form_urlencoded::Serializer::new(String::new()).append_pair("code", code).finish();
        let request = Request::post("/tra-cuu").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    /// Signs in and returns the cookie.
    pub async fn sign_in(&self, name: &str) -> String {
        let reply = self.try_password(name, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.header(SET_COOKIE.as_str()).split(';').next().unwrap().to_owned()
    }

    pub async fn try_password(&self, name: &str, password: &str) -> Reply {
        let body = json!({ "username": name, "password": password });
        self.ask(Method::POST, "/console/api/session", "", Some(body)).await
    }

    /// A request as the console's page sends it.
    pub async fn ask(&self, method: Method, path: &str, cookie: &str, body: Option<Value>) -> Reply {
        self.ask_in(method, path, cookie, body, "en").await
    }

    /// The same in another language.
    pub async fn ask_in(&self, method: Method, path: &str, cookie: &str, body: Option<Value>, language: &str) -> Reply {
        let request = Request::builder().method(method).uri(path).header("x-requested-with", "console");
        let request = request.header(COOKIE, cookie).header(ACCEPT_LANGUAGE, language);
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    pub async fn case(&self, cookie: &str, number: &str) -> Reply {
        self.ask(Method::GET, &format!("/console/api/cases/{number}"), cookie, None).await
    }

    /// Does a deed on the newest version.
    pub async fn deed(&self, cookie: &str, number: &str, deed: Value) -> Reply {
        let version = self.case(cookie, number).await.json()["version"].as_i64().unwrap_or_default();
        self.deed_on(cookie, number, version, deed).await
    }

    pub async fn deed_on(&self, cookie: &str, number: &str, version: i64, deed: Value) -> Reply {
        let body = json!({ "version": version, "deed": deed });
        self.ask(Method::POST, &format!("/console/api/cases/{number}/deeds"), cookie, Some(body)).await
    }

    /// The duty desk looks at every photo that is here, covers nothing, and shows the case to everybody.
    pub async fn desk_publishes(&self, number: &str) {
        let cookie = self.sign_in("duty.officer").await;
        let case = self.case(&cookie, number).await.json();
        for photo in case["photos"].as_array().unwrap().iter().filter(|photo| photo["stored"] == true) {
            let looked = self.cover(&cookie, number, photo, json!([])).await;
            assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
        }
        self.desk_does(number, json!({ "kind": "publish", "looked": true, "confirmed_private": true })).await;
    }

    /// Covers areas of a photo as the console shows it.
    pub async fn cover(&self, cookie: &str, number: &str, photo: &Value, areas: Value) -> Reply {
        let path = format!("/console/api/cases/{number}/photos/{}/copy", photo["sha256"].as_str().unwrap());
        let body = json!({ "areas": areas, "copy": photo["copy"]["sha256"] });
        self.ask(Method::PUT, &path, cookie, Some(body)).await
    }

    /// As the duty desk, which must work.
    pub async fn desk_does(&self, number: &str, deed: Value) {
        let cookie = self.sign_in("duty.officer").await;
        let reply = self.deed(&cookie, number, deed.clone()).await;
        assert_eq!(reply.status, StatusCode::OK, "{deed}: {}", reply.text());
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

/// Of a device that has heard nothing.
fn first_header() -> RequestHeader {
    RequestHeader { version: 1, wall_ms: 0, uptime_ms: 0, epoch: None, position: None, proof: None, session: None }
}

/// A small picture of sixteen coloured fields, another for each text.
fn picture(of: &str) -> Vec<u8> {
    const SIDE: usize = 96;
    let hash = Sha256::of(of.as_bytes());
    let field = |x: usize, y: usize| x * 4 / SIDE + y * 4 / SIDE * 4;
    let pixel = |at: usize| {
        let field = field(at % SIDE, at / SIDE);
        [0, 7, 15].map(|channel| hash.as_bytes()[(field + channel) % 32])
    };
    let pixels: Vec<u8> = (0..SIDE * SIDE).flat_map(pixel).collect();
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 85);
    encoder.encode(&pixels, SIDE as u16, SIDE as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}
