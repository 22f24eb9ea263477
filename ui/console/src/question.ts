/** The deeds that need words or a choice first, each with its dialogue. */
import type { Component } from 'svelte'

import AnswerDialog from './dialogs/AnswerDialog.svelte'
import ApproveDialog from './dialogs/ApproveDialog.svelte'
import AskExtensionDialog from './dialogs/AskExtensionDialog.svelte'
import CoordinateDialog from './dialogs/CoordinateDialog.svelte'
import DecideExtensionDialog from './dialogs/DecideExtensionDialog.svelte'
import DispatchDialog from './dialogs/DispatchDialog.svelte'
import MergeDialog from './dialogs/MergeDialog.svelte'
import PlanDialog from './dialogs/PlanDialog.svelte'
import type { DialogProps } from './dialogs/props'
import RecursDialog from './dialogs/RecursDialog.svelte'
import RejectDialog from './dialogs/RejectDialog.svelte'
import SplitDialog from './dialogs/SplitDialog.svelte'
import UrgencyDialog from './dialogs/UrgencyDialog.svelte'
import WordsDialog from './dialogs/WordsDialog.svelte'

const WORDS = ['ask', 'return', 'note', 'reopen', 'seal', 'unseal'] as const

const OWN = {
  dispatch: DispatchDialog,
  plan: PlanDialog,
  coordinate: CoordinateDialog,
  merge: MergeDialog,
  split: SplitDialog,
  recurs: RecursDialog,
  answer: AnswerDialog,
  approve: ApproveDialog,
  reject: RejectDialog,
  ask_extension: AskExtensionDialog,
  decide_extension: DecideExtensionDialog,
  set_urgency: UrgencyDialog,
} satisfies Record<string, Component<DialogProps>>

export type Question = keyof typeof OWN | (typeof WORDS)[number]

/** The dialogue of a question; the plain ones ask for nothing but words. */
export function dialogOf(question: Question): { own: Component<DialogProps> } | { words: (typeof WORDS)[number] } {
  const words = WORDS.find((known) => known === question)
  return words ? { words } : { own: OWN[question as keyof typeof OWN] }
}

/** The question that a right is asked with, if it is one. */
export function questionOf(action: string): Question | null {
  return WORDS.find((known) => known === action) ?? (action in OWN ? (action as Question) : null)
}

export { WordsDialog }
