/** Who is signed in. */
import { me, Problem, signIn, signOut, type Me } from './api/client'

export class Session {
  /** `undefined` until the portal has been asked. */
  who = $state<Me | null | undefined>(undefined)
  problem = $state<Problem | null>(null)

  async ask(): Promise<void> {
    try {
      this.who = await me()
      this.problem = null
    } catch (cause) {
      if (cause instanceof Problem && cause.status === 401) this.who = null
      else this.problem = asProblem(cause)
    }
  }

  async enter(username: string, password: string): Promise<void> {
    try {
      this.who = await signIn(username, password)
      this.problem = null
    } catch (cause) {
      this.problem = asProblem(cause)
    }
  }

  async leave(): Promise<void> {
    await signOut().catch(() => undefined)
    this.who = null
  }

  /** The portal no longer knows us: back to the door, without a word lost. */
  expired(): void {
    this.who = null
  }
}

export function asProblem(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem(0, 'unexpected', '')
}
