/** Who is signed in. */
import { me, Problem, signIn, signOut, type Me } from './api/client'
import { belongTo, forgetCopies, lastOwner } from './own'

export class Session {
  /** `undefined` until the portal has been asked. */
  who = $state<Me | null | undefined>(undefined)
  problem = $state<Problem | null>(null)

  async ask(): Promise<void> {
    try {
      this.#came(await me())
      this.problem = null
    } catch (cause) {
      const problem = asProblem(cause)
      const last = problem.isUnreachable ? lastOwner<Me>() : null
      if (problem.status === 401) this.who = null
      else if (last) this.#came(last)
      else this.problem = problem
    }
  }

  async enter(username: string, password: string): Promise<void> {
    try {
      this.#came(await signIn(username, password))
      this.problem = null
    } catch (cause) {
      this.problem = asProblem(cause)
    }
  }

  async leave(): Promise<void> {
    await signOut().catch(() => undefined)
    forgetCopies()
    this.who = null
  }

  /** The portal no longer knows us: back to the door, without a word lost. */
  expired(): void {
    forgetCopies()
    this.who = null
  }

  #came(who: Me): void {
    belongTo(who.username, who)
    this.who = who
  }
}

export function asProblem(cause: unknown): Problem {
  return cause instanceof Problem ? cause : new Problem(0, 'unexpected', '')
}
