import { finder, fold } from '@phan-anh/kit/fold'
import { wordFor } from '@phan-anh/kit/i18n.svelte'
import { statusWord } from '@phan-anh/kit/status'
import type { ReportSummary } from '../../backend'

export interface Indexed {
  report: ReportSummary
  folded: string
}

/** What the list can be searched by: words of the text, category, commune, status, case number, without diacritics. */
export function index(reports: ReportSummary[]): Indexed[] {
  // The same few words stand in thousands of rows: each is looked up and folded once.
  const folded = new Map<string, string>()
  const once = (key: string, words: () => string): string => {
    const known = folded.get(key) ?? fold(words())
    folded.set(key, known)
    return known
  }
  return reports.map((report) => ({
    report,
    folded: [
      fold(`${report.text} ${report.caseNumber ?? ''}`),
      once(report.category, () => wordFor('category', report.category, report.category)),
      once(report.commune?.code ?? '', () => report.commune?.name ?? ''),
      once(`${report.status} ${report.outcome}`, () => (report.status ? statusWord(report.status, report.outcome) : '')),
    ].join(' '),
  }))
}

export function find(indexed: Indexed[], query: string): ReportSummary[] {
  const fits = finder(query)
  return indexed.filter(({ folded }) => fits(folded)).map(({ report }) => report)
}
