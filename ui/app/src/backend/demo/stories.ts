// The examples: reports in every state, with what units answered. Places are real, cases are made up, nobody is named.
import type { ReportState, ReportStory, StoryPhoto, TimelineEntry } from '../bindings'
import { commune } from './communes'
import { allowed, holderOf } from './deeds'
import { demoAnswer } from './drafting'

interface Example {
  category: string
  text: string
  commune: string
  filedAt: string
  pictures?: string[]
  state?: ReportState
  /** Status, time, unit, text, outcome. */
  told?: [status: string, at: string, unit?: string, text?: string, outcome?: string][]
}

const examples: Example[] = [
  {
    category: 'dien-chieu-sang',
    text: 'Cột đèn trước trường tiểu học tắt ba đêm nay, đường rất tối.',
    commune: 'Phường Nam Đông Hà',
    filedAt: '2026-11-23T12:40:00Z',
    pictures: ['lamp'],
    state: 'queued',
  },
  {
    category: 'cap-thoat-nuoc',
    text: 'Ống nước vỡ, nước phun lên mặt đường từ sáng.',
    commune: 'Phường Đông Hà',
    filedAt: '2026-11-23T01:12:00Z',
    pictures: ['pipe', 'road'],
    state: 'accepted',
    told: [['received', '2026-11-23T01:40:00Z', 'Bộ phận trực IOC']],
  },
  {
    category: 'giao-thong',
    text: 'Ổ gà sâu giữa đường tránh, xe máy ngã hai lần trong tuần.',
    commune: 'Phường Đông Hà',
    filedAt: '2026-11-19T02:05:00Z',
    pictures: ['road', 'pipe'],
    told: [
      ['received', '2026-11-19T02:31:00Z', 'Bộ phận trực IOC'],
      ['dispatched', '2026-11-19T03:10:00Z', 'UBND phường Đông Hà', 'Chuyển đơn vị quản lý đường kiểm tra và vá mặt đường.'],
      ['in_progress', '2026-11-20T01:15:00Z', 'UBND phường Đông Hà'],
      ['answered', '2026-11-22T09:20:00Z', 'UBND phường Đông Hà', 'Đã vá xong mặt đường và kẻ lại vạch sơn sáng 22/11. Cảm ơn ông/bà đã báo.', 'fixed'],
    ],
  },
  {
    category: 'moi-truong',
    text: 'Rác đổ xuống bờ sông cạnh cầu, trôi thành đám.',
    commune: 'Xã Cửa Việt',
    filedAt: '2026-11-18T08:22:00Z',
    pictures: ['river'],
    told: [
      ['received', '2026-11-18T08:50:00Z', 'Bộ phận trực IOC'],
      ['dispatched', '2026-11-18T09:30:00Z', 'UBND xã Cửa Việt'],
      ['planned', '2026-11-20T02:00:00Z', 'UBND xã Cửa Việt', 'Tổ vệ sinh thu gom vào sáng thứ Bảy, 28/11.'],
    ],
  },
  {
    category: 'thien-tai',
    text: 'Cây lớn đổ chắn nửa đường sau mưa, chưa ai dọn.',
    commune: 'Xã Khe Sanh',
    filedAt: '2026-11-17T23:47:00Z',
    pictures: ['tree'],
    told: [
      ['received', '2026-11-18T00:15:00Z', 'Bộ phận trực IOC'],
      ['dispatched', '2026-11-18T00:20:00Z', 'UBND xã Khe Sanh'],
      ['in_progress', '2026-11-18T01:00:00Z', 'UBND xã Khe Sanh'],
      ['awaiting_citizen', '2026-11-18T03:05:00Z', 'UBND xã Khe Sanh', 'Cây đổ ở đoạn nào của quốc lộ? Xin cho biết mốc hoặc nhà gần nhất.'],
    ],
  },
  {
    category: 'an-toan-thuc-pham',
    text: 'Quán cạnh chợ bán thịt để ngoài nắng cả ngày.',
    commune: 'Xã Lao Bảo',
    filedAt: '2026-11-16T04:30:00Z',
    state: 'needs_attention',
  },
  {
    category: 'thu-tuc-hanh-chinh',
    text: 'Nộp hồ sơ đất đã quá ngày hẹn, chưa được báo gì.',
    commune: 'Xã Gio Linh',
    filedAt: '2026-11-12T07:55:00Z',
    told: [
      ['received', '2026-11-12T08:20:00Z', 'Bộ phận trực IOC'],
      ['out_of_scope', '2026-11-12T09:02:00Z', 'Bộ phận trực IOC', 'Việc này thuộc thủ tục khiếu nại riêng. Xin đến nơi tiếp công dân của UBND xã để được hướng dẫn.'],
    ],
  },
  {
    category: 'bom-min-vat-no',
    text: 'Thấy vật giống đầu đạn ở bờ ruộng khi làm cỏ.',
    commune: 'Xã Hải Lăng',
    filedAt: '2026-11-09T00:18:00Z',
    told: [
      ['received', '2026-11-09T00:21:00Z', 'Bộ phận trực IOC'],
      ['dispatched', '2026-11-09T00:24:00Z', 'Ban Chỉ huy quân sự tỉnh'],
      ['answered', '2026-11-09T04:10:00Z', 'Ban Chỉ huy quân sự tỉnh', 'Đã xử lý an toàn tại chỗ.', 'fixed'],
      ['closed', '2026-11-16T04:10:00Z', 'Bộ phận trực IOC'],
    ],
  },
]

export function stories(): ReportStory[] {
  return examples.map((example, index) => story(example, index))
}

/** The examples over and over: as many reports as somebody could ever have. */
export function many(count: number): ReportStory[] {
  const ended = examples.filter((example) => example.told)
  return Array.from({ length: count }, (_, index) => {
    const filedAt = new Date(Date.parse('2026-11-15T00:00:00Z') - index * 5_400_000).toISOString()
    return story({ ...(ended[index % ended.length] as Example), filedAt }, index)
  })
}

function story(example: Example, index: number): ReportStory {
  const state = example.state ?? 'complete'
  const known = state === 'accepted' || state === 'complete'
  const told = timeline(example)
  const photos = (example.pictures ?? []).map((picture, at) => photo(picture, state, at))
  const last = told.at(-1)
  return {
    summary: {
      id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      state,
      status: known ? (last?.status ?? 'submitted') : null,
      outcome: last?.outcome ?? null,
      category: example.category,
      text: example.text,
      commune: commune(example.commune),
      filedAt: example.filedAt,
      photo: photos[0]?.sha256 ?? null,
      bytesLeft: state === 'complete' ? 0 : photos.reduce((left, { bytes, sentBytes }) => left + bytes - sentBytes, 700),
      trackingCode: known ? '4F7K2-9QXM3-A1B7' : null,
      caseNumber: known ? `QT-2026-${String(1204 - index).padStart(6, '0')}` : null,
      claimed: false,
      erased: false,
      deedsWaiting: 0,
    },
    forWhom: null,
    holder: holderOf(known ? told : []),
    expected: { unit: null, answer: known ? null : demoAnswer },
    question: last?.status === 'awaiting_citizen' ? last : null,
    deeds: [],
    may: allowed(known ? (last?.status ?? 'submitted') : null),
    timeline: known ? told : [],
    photos,
    voice: null,
    receipt: { acceptedAt: known ? (told[0]?.at ?? example.filedAt) : null, completeAt: state === 'complete' ? (told[1]?.at ?? null) : null },
    attention: null,
  }
}

function timeline({ filedAt, told = [] }: Example): TimelineEntry[] {
  const sent: TimelineEntry = { status: 'submitted', outcome: null, at: filedAt, text: null, unit: null, spoken: [] }
  return [
    sent,
    ...told.map(([status, at, unit = null, text = null, outcome = null]) => ({ status, at, unit, text, outcome, spoken: [] })),
  ]
}

function photo(picture: string, state: ReportState, at: number): StoryPhoto {
  const bytes = 212_000 + at * 37_000
  const stored = state === 'complete' || (state === 'accepted' && at === 0)
  return { sha256: picture, bytes, stored, sentBytes: stored ? bytes : state === 'accepted' ? 96_000 : 0 }
}
