import { finder, fold } from '@phan-anh/kit/fold'
import { language, wordFor } from '@phan-anh/kit/i18n.svelte'
import { look, statusWord } from '@phan-anh/kit/status'
import type { ExpectedAnswer, ReportSummary, Which } from '../bindings'

/** Those that wait for the citizen, have no result yet, or have one. */
export function asked(reports: ReportSummary[], which: Which): ReportSummary[] {
  const isAsking = ({ state, status }: ReportSummary): boolean => state === 'needs_attention' || status === 'awaiting_citizen'
  const isOver = ({ status, outcome }: ReportSummary): boolean => status !== null && look(status, outcome).step === 'result'
  if (which === 'all') return reports
  if (which === 'asking') return reports.filter(isAsking)
  return reports.filter((report) => isOver(report) === (which === 'over'))
}

/** As the demo's day would have it: one that waits for the citizen rests, one that is planned is late. */
export function standing({ status }: ReportSummary): ExpectedAnswer | null {
  if (status === 'planned') return { due: '2026-11-23T10:00:00Z', words: language() === 'vi' ? 'quá hạn 3 giờ' : '3 hours late', confirmed: true, note: null }
  const handled = status === 'received' || status === 'dispatched' || status === 'in_progress'
  return handled ? { due: '2099-12-03T07:05:00Z', words: language() === 'vi' ? 'còn 2 ngày làm việc' : '2 working days left', confirmed: true, note: null } : null
}

/** Those that say each word typed, as the device's own search: of the text, category, commune, status or case number. */
export function searched(reports: ReportSummary[], query: string): ReportSummary[] {
  if (fold(query) === '') return reports
  const fits = finder(query)
  return reports.filter((report) => fits(fold(words(report).join(' '))))
}

function words({ text, caseNumber, category, commune, status, outcome }: ReportSummary): string[] {
  const told = status ? statusWord(status, outcome) : ''
  return [text, caseNumber ?? '', wordFor('category', category, category), commune?.name ?? '', told]
}
