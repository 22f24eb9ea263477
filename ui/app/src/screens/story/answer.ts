import { look } from '@phan-anh/kit/status'
import type { ReportStory, TimelineEntry } from '../../backend'

/** What the citizen waits for: the question that waits for an answer, or the latest words that came with a result. */
export function answerOf({ question, timeline }: Pick<ReportStory, 'question' | 'timeline'>): TimelineEntry | null {
  if (question) return question
  const last = timeline.at(-1)
  if (!last || look(last.status, last.outcome).step !== 'result') return null
  return timeline.findLast((entry) => entry.text !== null && look(entry.status, entry.outcome).step === 'result') ?? null
}
