/** Light, dark or high contrast; without a choice, as the device is set. */
export const THEMES = ['system', 'light', 'dark', 'outdoor'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'console.theme'

export function chosenTheme(): Theme {
  const known = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === known) ?? 'system'
}

export function dress(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(KEY)
    delete document.documentElement.dataset['theme']
  } else {
    localStorage.setItem(KEY, theme)
    document.documentElement.dataset['theme'] = theme
  }
}
