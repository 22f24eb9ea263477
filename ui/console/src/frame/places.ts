/** The pages as the menu lists them. Whom each is for says the portal's table of rights. */
import type { IconName } from '@phan-anh/kit/icons'

import type { Me } from '../api/client'
import type { Page } from '../router.svelte'

interface Place {
  page: Page
  icon: IconName
  /** What somebody must be allowed to do, somewhere. */
  right: string
}

const WORK: Place[] = [
  { page: 'unit', icon: 'building', right: 'read' },
  { page: 'enter', icon: 'phone', right: 'enter' },
  { page: 'shift', icon: 'person', right: 'hand_over_shift' },
  { page: 'notices', icon: 'info', right: 'read' },
]
const RULES: Place[] = [
  { page: 'roster', icon: 'person', right: 'edit_roster' },
  { page: 'users', icon: 'shield', right: 'edit_users' },
  { page: 'calendar', icon: 'planned', right: 'edit_calendar' },
  { page: 'deadlines', icon: 'clock', right: 'edit_deadlines' },
  { page: 'telling', icon: 'info', right: 'edit_settings' },
  { page: 'channels', icon: 'phone', right: 'edit_settings' },
  { page: 'categories', icon: 'list', right: 'edit_categories' },
  { page: 'templates', icon: 'text', right: 'edit_templates' },
  { page: 'recordings', icon: 'sound', right: 'edit_templates' },
  { page: 'rules', icon: 'passed', right: 'edit_rules' },
  { page: 'zones', icon: 'pin', right: 'edit_region' },
  { page: 'region', icon: 'image', right: 'edit_region' },
  { page: 'audit', icon: 'receipt', right: 'read_audit' },
]

/** The pages for somebody with these rights: those to work with, those to set up. */
export function placesOf(who: Me, built: readonly string[]): { work: Place[]; rules: Place[] } {
  const may = new Set<string>(who.may)
  const open = ({ page, right }: Place): boolean => may.has(right) && built.includes(page)
  return { work: WORK.filter(open).filter(({ page }) => page !== 'unit' || who.unit), rules: RULES.filter(open) }
}
