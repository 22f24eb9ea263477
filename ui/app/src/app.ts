// What every screen may reach, made once. A test makes its own around a demo backend.
import { createContext } from 'svelte'
import type { Backend } from './backend'
import { Router } from './router.svelte'
import { BaseMap } from './state/baseMap.svelte'
import { DraftState } from './state/draft.svelte'
import { Outbox } from './state/outbox.svelte'
import { Pictures } from './state/pictures'
import { Province } from './state/province.svelte'
import { SettingsState } from './state/settings.svelte'
import { Spoken } from './state/spoken.svelte'
import { Trouble } from './state/trouble.svelte'

export interface App {
  backend: Backend
  router: Router
  trouble: Trouble
  settings: SettingsState
  draft: DraftState
  outbox: Outbox
  pictures: Pictures
  province: Province
  spoken: Spoken
  baseMap: BaseMap
}

export const [useApp, provideApp] = createContext<App>()

export async function open(backend: Backend): Promise<App> {
  const trouble = new Trouble()
  const app: App = {
    backend,
    router: new Router(),
    trouble,
    settings: new SettingsState(backend, trouble, await backend.settings()),
    draft: new DraftState(backend, trouble),
    outbox: new Outbox(backend, trouble),
    pictures: new Pictures(backend),
    province: new Province(backend, trouble),
    spoken: new Spoken(backend, trouble),
    baseMap: new BaseMap(backend, trouble),
  }
  await Promise.all([app.draft.load(), app.outbox.listen(), app.province.load(), app.spoken.load(), app.baseMap.load()])
  return app
}
