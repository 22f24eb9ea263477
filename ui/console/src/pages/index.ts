/** The pages beside the desk, each loaded when it is first opened. */
import type { Component } from 'svelte'

import type { Route } from '../router.svelte'

type Loaded = Promise<{ default: Component }>

export const pages: Partial<Record<Exclude<Route['page'], 'desk'>, () => Loaded>> = {
  unit: () => import('./UnitPage.svelte'),
  users: () => import('./UsersPage.svelte'),
  categories: () => import('./CategoriesPage.svelte'),
  roster: () => import('./RosterPage.svelte'),
  publish: () => import('./PublishPage.svelte'),
  rules: () => import('./RulesPage.svelte'),
  zones: () => import('./ZonesPage.svelte'),
  calendar: () => import('./CalendarPage.svelte'),
  deadlines: () => import('./DeadlinesPage.svelte'),
  telling: () => import('./TellingPage.svelte'),
  channels: () => import('./ChannelsPage.svelte'),
  clocks: () => import('./ClocksPage.svelte'),
  enter: () => import('./EnterPage.svelte'),
  templates: () => import('./TemplatesPage.svelte'),
  recordings: () => import('./RecordingsPage.svelte'),
  shift: () => import('./ShiftPage.svelte'),
  notices: () => import('./NoticesPage.svelte'),
  region: () => import('./RegionPage.svelte'),
  audit: () => import('./AuditPage.svelte'),
}
