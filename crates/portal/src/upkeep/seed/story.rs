//! What a made-up report says, and the act and the receipts of it.

use place::builtin;
use place::{BuiltinUnit, CommuneKind};
use report::receipt::{Accepted, Complete};
use report::{Act, ActId, ActKind, CaseNumber, Degrees, Device, Place, PlaceSource, TrackingCode, category};

use super::dice::{Dice, added_up};
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::acceptance::code_sha256;
use crate::store::seeding::{Facts, Filed};
use crate::store::unit::UnitRow;

/// How often each category is reported, as the shares of Vietnamese cities' portals are told to be: roads and rubbish first.
const WEIGHTS: [f64; 18] =
    [22.0, 20.0, 13.0, 10.0, 7.0, 5.0, 2.0, 0.4, 1.5, 1.0, 2.0, 0.6, 1.0, 6.0, 1.5, 0.5, 2.5, 4.0];
/// What is wrong, by the category's place among the defaults.
const WRONGS: [[&str; 4]; 18] = [
    ["Ổ gà sâu giữa đường", "Mặt đường sụt lún", "Đèn tín hiệu giao thông hỏng", "Nắp hố ga bị mất"],
    ["Rác thải chất đống", "Mùi hôi từ mương nước", "Đốt rác gây khói", "Nước thải chảy ra suối"],
    ["Lấn chiếm vỉa hè buôn bán", "Biển quảng cáo che khuất tầm nhìn", "Cây xanh gãy đổ", "Đỗ xe trên vỉa hè"],
    ["Đèn đường không sáng", "Dây điện sà thấp", "Trụ điện nghiêng", "Mất điện thường xuyên"],
    ["Vỡ ống nước sạch", "Cống thoát nước bị tắc", "Nước máy đục có mùi", "Ngập nước sau mưa"],
    ["Karaoke ồn ào lúc khuya", "Thanh niên tụ tập đua xe", "Mất trộm tài sản", "Gây rối trật tự"],
    ["Quán ăn mất vệ sinh", "Thực phẩm ôi thiu", "Giết mổ không phép", "Hàng không rõ nguồn gốc"],
    ["Phát hiện vật nghi là bom", "Đạn cối trong vườn", "Vật nổ lộ ra sau mưa", "Mìn cũ bên bờ ruộng"],
    ["Trạm y tế thiếu thuốc", "Phòng khám thu sai giá", "Chờ khám quá lâu", "Rác y tế để ngoài trời"],
    ["Trường thu tiền không đúng", "Mái trường bị dột", "Cổng trường kẹt xe giờ tan học", "Bếp ăn bán trú kém"],
    ["Mất sóng điện thoại", "Cáp viễn thông đứt treo thấp", "Mạng chậm nhiều ngày", "Tủ cáp mở cửa"],
    ["Họng nước chữa cháy hỏng", "Lối thoát hiểm bị khóa", "Kho xăng dầu trong khu dân cư", "Cháy cỏ lan gần nhà"],
    ["Sạt lở bờ sông", "Đê kè nứt", "Nước lũ dâng cao", "Tốc mái sau giông"],
    ["Xây nhà trái phép", "Lấn đất công", "Công trình để vật liệu ra đường", "Cấp giấy đất chậm"],
    ["Chặt phá rừng", "Khai thác cát trái phép", "Xe chở đá rơi vãi", "Mỏ đá nổ mìn gần nhà"],
    ["Bãi biển nhiều rác", "Chèo kéo du khách", "Nhà vệ sinh công cộng bẩn", "Bảng chỉ dẫn sai"],
    ["Hồ sơ trễ hẹn", "Cán bộ yêu cầu giấy tờ thừa", "Không ai trực ở bộ phận một cửa", "Cổng dịch vụ công báo lỗi"],
    ["Chó thả rông", "Gia súc đi trên đường", "Bảng tên đường sai", "Cần sửa nhà văn hóa thôn"],
];
const WHERES: [&str; 10] = [
    "trước cổng chợ",
    "gần trường tiểu học",
    "ở ngã ba",
    "cạnh nhà văn hóa thôn",
    "trên cầu",
    "dọc bờ sông",
    "trong ngõ",
    "sau trụ sở ủy ban",
    "bên quốc lộ 1",
    "đoạn qua khu dân cư",
];
const ROADS: [&str; 16] = [
    "Lê Duẩn",
    "Hùng Vương",
    "Trần Hưng Đạo",
    "Nguyễn Trãi",
    "Lê Lợi",
    "Quang Trung",
    "Lý Thường Kiệt",
    "Bà Triệu",
    "Hàm Nghi",
    "Tôn Thất Thuyết",
    "Nguyễn Huệ",
    "Phan Bội Châu",
    "Điện Biên Phủ",
    "Hai Bà Trưng",
    "Võ Nguyên Giáp",
    "Trường Chinh",
];
const SINCES: [&str; 8] = [
    "đã ba ngày chưa ai xử lý",
    "từ tuần trước",
    "rất nguy hiểm cho trẻ em",
    "xe máy dễ ngã khi trời mưa",
    "bà con rất bức xúc",
    "mong cơ quan sớm khắc phục",
    "ảnh hưởng đến sinh hoạt",
    "tối không nhìn thấy đường",
];
/// Degrees that a report lies from the commune's middle at most.
const AROUND: f64 = 0.03;

/// Who tells the stories: what there is to choose from.
pub struct Teller {
    categories: Vec<(f64, usize)>,
    communes: Vec<(f64, &'static BuiltinUnit)>,
    units: Vec<UnitRow>,
}

/// A report that was never made.
pub struct Story {
    /// When it came, ms.
    pub at_ms: i64,
    /// The unit to which it will go.
    pub unit: Option<String>,
    category: &'static str,
    text: String,
    commune: &'static BuiltinUnit,
    position: Option<(f64, f64)>,
}

impl Teller {
    pub fn new(units: &[UnitRow]) -> Self {
        let weight = |unit: &BuiltinUnit| match unit.commune.kind {
            CommuneKind::Phuong => 6.0,
            CommuneKind::Xa => 1.5,
            CommuneKind::DacKhu => 0.3,
        };
        Self {
            categories: added_up(WEIGHTS.into_iter().zip(0..)),
            communes: added_up(builtin().iter().map(|unit| (weight(unit), unit))),
            units: units.to_vec(),
        }
    }

    pub fn tell(&self, dice: &mut Dice, at_ms: i64) -> Story {
        let category = *dice.weighted(&self.categories);
        let commune = *dice.weighted(&self.communes);
        let (wrong, place) = (*dice.among(&WRONGS[category]), *dice.among(&WHERES));
        let (road, since) = (*dice.among(&ROADS), *dice.among(&SINCES));
        let house = 1 + (dice.part() * 400.0) as u32;
        let text = format!("{wrong} {place}, số {house} đường {road}, {}. {since}.", commune.commune.name);
        let around = |middle: f64, dice: &mut Dice| middle + (dice.part() - 0.5) * 2.0 * AROUND;
        let position = dice.per_cent(80.0).then(|| (around(commune.lat, dice), around(commune.lon, dice)));
        let committee = self.units.iter().find(|unit| unit.commune.as_deref() == Some(commune.commune.code.as_str()));
        let unit = committee.or_else(|| self.units.first()).map(|unit| unit.code.clone());
        Story { at_ms, unit, category: category::DEFAULTS[category], text, commune, position }
    }
}

impl Story {
    pub fn facts(&self) -> Facts {
        Facts {
            category: self.category,
            commune: self.commune.commune.code.as_str().to_owned(),
            commune_name: self.commune.commune.name.clone(),
            position: self.position,
            text: self.text.clone(),
            at_ms: self.at_ms,
        }
    }

    /// The sealed act and its receipts.
    pub fn file(&self, device: &Device, number: CaseNumber, state: &AppState) -> Result<Filed, PortalError> {
        let sealed = device.seal(&self.act()).map_err(|_| PortalError::Broken("a made-up act"))?;
        let (act, digest) = (sealed.act().id, sealed.digest());
        let code = tracking_code()?;
        let (key, portal) = (state.keys().receipts(), state.portal_id());
        let (device, at_ms) = (sealed.device(), self.at_ms);
        let accepted = Accepted {
            device,
            act,
            digest,
            case_number: number.clone(),
            tracking_code: Some(code.clone()),
            at_ms,
            expected: Vec::new(),
        };
        let complete = Complete { device, act, digest, case_number: number.clone(), stored: Vec::new(), at_ms };
        Ok(Filed {
            number,
            code_sha256: code_sha256(&code),
            accepted: accepted.sign(key, portal),
            complete: complete.sign(key, portal),
            sealed,
        })
    }

    fn act(&self) -> Act {
        let place = Place {
            lat: self.position.and_then(|(lat, _)| Degrees::from_degrees(lat)),
            lon: self.position.and_then(|(_, lon)| Degrees::from_degrees(lon)),
            accuracy_m: self.position.map(|_| 12),
            source: if self.position.is_some() { PlaceSource::Gps } else { PlaceSource::Chosen },
            commune: Some(self.commune.commune.code.as_str().into()),
        };
        Act {
            id: ActId::new(jiff::Timestamp::from_millisecond(self.at_ms).unwrap_or_default()),
            kind: ActKind::Report,
            captured_at_ms: self.at_ms,
            uptime_ms: 1,
            category: Some(self.category.into()),
            text: Some(self.text.clone()),
            place: Some(place),
            attachments: Vec::new(),
            replaces: None,
            about: None,
            consent_version: 1,
            parts: None,
            case: None,
            rating: None,
        }
    }
}

fn tracking_code() -> Result<TrackingCode, PortalError> {
    let mut random = [0; 13];
    getrandom::fill(&mut random).map_err(std::io::Error::other)?;
    Ok(TrackingCode::from_random(random))
}
