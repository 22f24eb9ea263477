import { bytes } from '@phan-anh/kit/format'
import { language, t } from '@phan-anh/kit/i18n.svelte'
import type { StatusIcon } from '@phan-anh/kit/icons'
import type { Tone } from '@phan-anh/kit/status'
import type { ReportState, ReportSummary, SyncState } from '../backend'

interface Words {
  icon: StatusIcon
  tone: Tone
  /** For a badge. */
  word: string
  /** For a line of its own. */
  sentence: string
}

/** Why a report that is only on this device is not sent at once, as far as the citizen can tell the difference. */
export function stillHere(sync: SyncState): string {
  if (sync.phase === 'sending') return t('way.sending_long')
  return hindrance(sync) ? t('way.hindered_long') : t('way.queued_long')
}

// Waiting alone does not help with these, nor does a network.
const helpless = ['certificate', 'not_our_portal', 'receipt_invalid', 'disk_full']

/** What stands in the way of sending and is not the network, in words; null when nothing does. */
export function hindrance({ phase, error }: SyncState): string | null {
  if (phase === 'needs_attention') return t('connection.attention')
  return error && helpless.includes(error.code) ? error.message : null
}

/** How far the report has come on its way to the portal. */
export function onItsWay(state: ReportState): Words {
  const words: Record<ReportState, Words> = {
    queued: { icon: 'waiting', tone: 'progress', word: t('way.queued'), sentence: t('way.queued_long') },
    accepted: { icon: 'received', tone: 'info', word: t('way.accepted'), sentence: t('way.accepted_long') },
    complete: { icon: 'done', tone: 'good', word: t('way.complete'), sentence: t('way.complete_long') },
    paused: { icon: 'paused', tone: 'muted', word: t('way.paused'), sentence: t('way.paused_long') },
    needs_attention: { icon: 'attention', tone: 'stop', word: t('way.attention'), sentence: t('way.attention_long') },
  }
  return words[state]
}

/** «còn 240 KB», empty when nothing is left. */
export function left({ bytesLeft }: ReportSummary): string {
  return bytesLeft > 0 ? t('way.left', { left: bytes(bytesLeft, language()) }) : ''
}
