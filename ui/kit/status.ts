// How a status looks and in which of the citizen's four steps it is. The words are in the shared catalogue; which status
// may follow which is decided in Rust, never here.
import { wordFor, t } from './i18n.svelte'
import type { StatusIcon } from './icons'

export type Tone = 'info' | 'progress' | 'good' | 'stop' | 'muted'
export const steps = ['sent', 'received', 'handling', 'result'] as const
export type Step = (typeof steps)[number]

interface Look {
  icon: StatusIcon
  tone: Tone
  step: Step
}

const looks: Record<string, Look> = {
  submitted: { icon: 'sent', tone: 'info', step: 'sent' },
  received: { icon: 'received', tone: 'info', step: 'received' },
  verifying: { icon: 'looking', tone: 'info', step: 'received' },
  dispatched: { icon: 'passed', tone: 'progress', step: 'handling' },
  in_progress: { icon: 'working', tone: 'progress', step: 'handling' },
  planned: { icon: 'planned', tone: 'progress', step: 'handling' },
  awaiting_citizen: { icon: 'asking', tone: 'stop', step: 'handling' },
  awaiting_approval: { icon: 'working', tone: 'progress', step: 'handling' },
  answered: { icon: 'answered', tone: 'good', step: 'result' },
  closed: { icon: 'done', tone: 'good', step: 'result' },
  rejected: { icon: 'stopped', tone: 'stop', step: 'result' },
  out_of_scope: { icon: 'elsewhere', tone: 'muted', step: 'result' },
  duplicate: { icon: 'twin', tone: 'muted', step: 'result' },
  withdrawn: { icon: 'withdrawn', tone: 'muted', step: 'result' },
  reopened: { icon: 'again', tone: 'progress', step: 'handling' },
}

const outcomes: Record<string, Pick<Look, 'icon' | 'tone'>> = {
  fixed: { icon: 'done', tone: 'good' },
  explained: { icon: 'answered', tone: 'good' },
  not_fixable: { icon: 'stopped', tone: 'muted' },
  referred: { icon: 'elsewhere', tone: 'info' },
}

/** A status of a newer portal looks like one that is being worked on: neither good news nor bad. */
const unknown: Look = { icon: 'waiting', tone: 'muted', step: 'handling' }

/** The look of a status; an answered case looks like its outcome. */
export function look(status: string, outcome: string | null): Look {
  const base = looks[status] ?? unknown
  return status === 'answered' && outcome ? { ...base, ...outcomes[outcome] } : base
}

/** The word for a status; an answered case has its outcome's word. */
export function statusWord(status: string, outcome: string | null): string {
  const plain = wordFor('status', status, t('kit.status_unknown'))
  return status === 'answered' && outcome ? wordFor('outcome', outcome, plain) : plain
}
