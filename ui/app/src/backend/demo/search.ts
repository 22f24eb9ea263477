import { finder, fold } from '@phan-anh/kit/fold'
import { wordFor } from '@phan-anh/kit/i18n.svelte'
import { statusWord } from '@phan-anh/kit/status'
import type { ReportSummary } from '../bindings'

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
