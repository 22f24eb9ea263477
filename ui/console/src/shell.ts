/** What every page has at hand: the desk, who is signed in, where one is. */
import { createContext } from 'svelte'

import type { Me } from './api/client'
import type { Desk } from './desk.svelte'
import type { Router } from './router.svelte'

interface AtHand {
  desk: Desk
  who: Me
  router: Router
}

export const [atHand, provide] = createContext<AtHand>()
