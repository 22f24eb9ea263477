// What the citizen set: language and theme take effect at once, everything is kept by the backend.
import { speak } from '@phan-anh/kit/i18n.svelte'
import type { Backend, Settings, TextSize, Theme } from '../backend'
import type { Trouble } from './trouble.svelte'

/** Which text of consent `screens/first/Consent.svelte` shows. A new text asks again. */
export const consentVersion = 1

export class SettingsState {
  current: Settings

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
    loaded: Settings,
  ) {
    this.current = $state(loaded)
    this.#apply()
  }

  get consented(): boolean {
    return this.current.consentVersion === consentVersion
  }

  /** Whether the change was kept. */
  async save(change: Partial<Settings>): Promise<boolean> {
    const saved = await this.trouble.attempt(() => this.backend.saveSettings({ ...$state.snapshot(this.current), ...change }))
    if (!saved) return false
    this.current = saved
    this.#apply()
    return true
  }

  #apply(): void {
    speak(this.current.language)
    wear(this.current.theme)
    enlarge(this.current.textSize)
  }
}

function wear(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
}

const times: Record<TextSize, number> = { normal: 1, large: 1.25, larger: 1.5, largest: 2 }

/** Everything is measured by the root's text, so that it all grows together. */
function enlarge(size: TextSize): void {
  document.documentElement.style.setProperty('--text-times', String(times[size]))
}
