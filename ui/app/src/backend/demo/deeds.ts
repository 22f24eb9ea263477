// What can be done about a pretended report, as `outbox` judges by its status.
import type { DeedKind, Holder, ReportStory, TimelineEntry } from '../bindings'

const ended = ['closed', 'rejected', 'out_of_scope', 'duplicate', 'withdrawn']

export function allowed(status: string | null): DeedKind[] {
  if (status === 'answered') return ['rate', 'rework', 'report', 'withdraw', 'erase']
  if (status === 'closed') return ['rate', 'rework', 'erase']
  if (status !== null && ended.includes(status)) return ['erase']
  return status === 'awaiting_citizen' ? ['answer', 'report', 'withdraw', 'erase'] : ['report', 'withdraw', 'erase']
}

/** Who has it: the unit that was named last, from when it was first named. */
export function holderOf(timeline: TimelineEntry[]): Holder | null {
  const unit = timeline.findLast((entry) => entry.unit)?.unit
  if (!unit) return null
  const before = timeline.findLastIndex((entry) => entry.unit && entry.unit !== unit)
  return { unit, since: timeline.find((entry, at) => at > before && entry.unit === unit)?.at ?? '' }
}

/** What is told of a report after something was done about it. */
export function judge(story: ReportStory): void {
  const { summary, deeds, timeline } = story
  const done = (kind: DeedKind): boolean => deeds.some((deed) => deed.kind === kind)
  const open = done('erase') || done('withdraw') ? [] : allowed(summary.status)
  story.may = done('erase') ? [] : done('withdraw') ? ['erase'] : open
  story.holder = holderOf(timeline)
  story.question = summary.status === 'awaiting_citizen' && !done('answer') ? (timeline.at(-1) ?? null) : null
  summary.deedsWaiting = deeds.filter(({ state }) => state !== 'complete').length
}
