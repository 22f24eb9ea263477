/** In which part of the unit's day a case stands: over, due today, later, or without a deadline that runs. */
import { clock } from '@phan-anh/kit/format'

export const GROUPS = ['late', 'today', 'later', 'undated'] as const
export type Group = (typeof GROUPS)[number]

export function groupOf(due: { at: string; late: boolean } | null | undefined, now: number): Group {
  if (!due) return 'undated'
  if (due.late) return 'late'
  // A moment of the same day in Việt Nam is written without its date.
  return clock(due.at, new Date(now)).length === 5 ? 'today' : 'later'
}
