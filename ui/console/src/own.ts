/**
 * What this browser keeps for whoever is signed in: drafts of words, and the last lists for a link that is gone.
 *
 * Drafts outlive the session, so that nothing typed is lost when it ends; copies of cases go with signing out, because a
 * phone is lent and lost. Nobody else who signs in on the same device sees either.
 */
const DRAFT = 'console.draft.'
const KEPT = 'console.kept.'
const OWNER = 'console.kept.owner'
/** Copies of cases, so that the storage never fills. */
const MOST_KEPT = 40

let owner = ''

/** Whose things are kept from now on; `who` is what the portal told of them. */
export function belongTo(username: string, who: unknown): void {
  owner = username
  write(OWNER, JSON.stringify(who))
}

/** Who was signed in last and has not signed out: for lists that are read without a link. */
export function lastOwner<T>(): T | null {
  const kept = localStorage.getItem(OWNER)
  return kept ? (JSON.parse(kept) as T) : null
}

export function keepDraft(of: string, value: string | null): void {
  if (value === null) localStorage.removeItem(DRAFT + owner + '/' + of)
  else write(DRAFT + owner + '/' + of, value)
}

export function draft(of: string): string | null {
  return localStorage.getItem(DRAFT + owner + '/' + of)
}

/** Keeps a copy of an answer with the time at which it came. */
export function keepCopy(of: string, value: unknown, at: string): void {
  const key = KEPT + owner + '/' + of
  const others = Object.keys(localStorage).filter((name) => name.startsWith(KEPT) && name !== key && name !== OWNER)
  if (others.length >= MOST_KEPT) others.slice(0, others.length - MOST_KEPT + 1).forEach((name) => localStorage.removeItem(name))
  write(key, JSON.stringify({ at, value }))
}

export interface Copy<T> {
  at: string
  value: T
}

export function copy<T>(of: string): Copy<T> | null {
  const kept = localStorage.getItem(KEPT + owner + '/' + of)
  return kept ? (JSON.parse(kept) as Copy<T>) : null
}

/** Forgets every copy of a case on this device. */
export function forgetCopies(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(KEPT)) localStorage.removeItem(name)
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Full: copies can be fetched again, drafts cannot be written again.
    forgetCopies()
    try {
      localStorage.setItem(key, value)
    } catch {
      // Still full: what is typed stays on the screen.
    }
  }
}
