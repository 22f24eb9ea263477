/** Keyboard shortcuts. They go by the key's position (`event.code`), so that Telex and VNI do not matter. */

export type Shortcut = 'next' | 'previous' | 'accept' | 'dispatch' | 'ask' | 'merge' | 'reject' | 'undo' | 'search' | 'help'

export const SHORTCUTS: readonly { shortcut: Shortcut; code: string; shift: boolean; shown: string }[] = [
  { shortcut: 'next', code: 'KeyJ', shift: false, shown: 'J' },
  { shortcut: 'previous', code: 'KeyK', shift: false, shown: 'K' },
  { shortcut: 'accept', code: 'KeyA', shift: false, shown: 'A' },
  { shortcut: 'dispatch', code: 'KeyD', shift: false, shown: 'D' },
  { shortcut: 'ask', code: 'KeyQ', shift: false, shown: 'Q' },
  { shortcut: 'merge', code: 'KeyM', shift: false, shown: 'M' },
  { shortcut: 'reject', code: 'KeyX', shift: false, shown: 'X' },
  { shortcut: 'undo', code: 'KeyZ', shift: false, shown: 'Z' },
  { shortcut: 'search', code: 'Slash', shift: false, shown: '/' },
  { shortcut: 'help', code: 'Slash', shift: true, shown: '?' },
]

const OFF = 'console.shortcuts.off'

export function areOn(): boolean {
  return localStorage.getItem(OFF) === null
}

export function turn(on: boolean): void {
  if (on) localStorage.removeItem(OFF)
  else localStorage.setItem(OFF, '1')
}

/** What a key press asks for; nothing while somebody types, chooses in a dialogue, or has switched the keys off. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (!areOn() || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return null
  if (event.target instanceof Element && isForTyping(event.target)) return null
  return SHORTCUTS.find((known) => known.code === event.code && known.shift === event.shiftKey)?.shortcut ?? null
}

function isForTyping(target: Element): boolean {
  return target.closest('input, textarea, select, [contenteditable], dialog') !== null
}
