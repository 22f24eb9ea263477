import { look } from '@phan-anh/kit/status'
import type { TimelineEntry } from '../../backend'

/** What the citizen waits for: the latest words that came with a result, or the question that waits for an answer. */
export function answerOf(timeline: TimelineEntry[]): TimelineEntry | null {
  const last = timeline.at(-1)
  if (!last) return null
  if (last.status === 'awaiting_citizen') return last
  if (look(last.status, last.outcome).step !== 'result') return null
  return timeline.findLast((entry) => entry.text !== null && look(entry.status, entry.outcome).step === 'result') ?? null
}
