import { bytes } from '@phan-anh/kit/format'
import { language, t } from '@phan-anh/kit/i18n.svelte'
import type { StatusIcon } from '@phan-anh/kit/icons'
import type { Tone } from '@phan-anh/kit/status'
import type { ReportState, ReportSummary } from '../backend'

interface Words {
  icon: StatusIcon
  tone: Tone
  /** For a badge. */
  word: string
  /** For a line of its own. */
  sentence: string
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
