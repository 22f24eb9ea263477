// Public cases of the pretended province: made up, as if others had reported them.
import type { Around, Draft, PublicCase } from '../bindings'
import { communes } from './communes'

const cases: Record<string, PublicCase[]> = {
  '19333': [
    open('QT-2026-001187', 'giao-thong', 'in_progress', '2026-11-21T02:10:00Z', 16.8161, 107.0967, 'Ổ gà lớn trước cổng chợ, mưa xuống ngập không thấy.'),
    { ...open('QT-2026-001179', 'dien-chieu-sang', 'dispatched', '2026-11-10T12:40:00Z', 16.8192, 107.1014, 'Ba bóng đèn đường liền nhau không sáng.'), overdueSince: '2026-11-20T09:30:00Z' },
    open('QT-2026-001168', 'moi-truong', 'received', '2026-11-19T23:05:00Z', null, null, 'Rác đổ thành đống bên bờ kênh.'),
    { ...open('QT-2026-001102', 'cap-thoat-nuoc', 'answered', '2026-11-12T01:30:00Z', 16.8139, 107.0922, 'Nắp cống bị vỡ một góc.'), outcome: 'fixed', open: false },
  ],
}

function open(caseNumber: string, category: string, status: string, submittedAt: string, lat: number | null, lon: number | null, text: string): PublicCase {
  return { caseNumber, status, outcome: null, category, submittedAt, lat, lon, text, open: true, overdueSince: null, distanceM: null }
}

export function publicAround(code: string, told: boolean): Around | null {
  const commune = communes.find((one) => one.code === code)
  return commune ? { commune, toldAt: told ? '2026-11-23T12:58:00Z' : null, cases: told ? (cases[code] ?? []) : [] } : null
}

/** Open ones of the draft's category in its commune. */
export function similarTo({ category, place }: Draft): PublicCase[] {
  const near = cases[place?.commune?.code ?? ''] ?? []
  return near.filter((one) => one.open && one.category === category).map((one) => ({ ...one, distanceM: one.lat === null ? null : 70 }))
}
