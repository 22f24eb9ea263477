// Which screen is open, as the address's fragment, so that «back» works; remembered, so that a killed app reopens there.

export type Route =
  | { screen: 'report' }
  | { screen: 'sent'; id: string }
  | { screen: 'mine' }
  | { screen: 'around' }
  | { screen: 'story'; id: string }
  | { screen: 'deed'; id: string; kind: WrittenDeed }
  | { screen: 'claim' }
  | { screen: 'following' }
  | { screen: 'settings' }
  | { screen: 'data' }

/** What is written about a report on a screen of its own: an answer, a wish to have it handled again, its edit. */
export type WrittenDeed = 'answer' | 'rework' | 'report'

const plain = ['report', 'mine', 'around', 'claim', 'following', 'settings', 'data'] as const
const written: readonly string[] = ['answer', 'rework', 'report'] satisfies WrittenDeed[]

const memory = 'phan-anh.route'

/** The route that a fragment means; the home screen for one that means nothing. */
export function parse(fragment: string): Route {
  const [screen, part, kind] = fragment.replace(/^#?\/?/, '').split('/')
  const id = part ? decodeURIComponent(part) : ''
  if (screen === 'sent' && id) return { screen, id }
  if (screen === 'mine' && id) {
    return kind && written.includes(kind) ? { screen: 'deed', id, kind: kind as WrittenDeed } : { screen: 'story', id }
  }
  return { screen: plain.find((name) => name === screen) ?? 'report' }
}

/** The fragment of a route, for links. */
export function href(route: Route): string {
  if (route.screen === 'sent') return `#/sent/${encodeURIComponent(route.id)}`
  if (route.screen === 'story') return `#/mine/${encodeURIComponent(route.id)}`
  if (route.screen === 'deed') return `#/mine/${encodeURIComponent(route.id)}/${route.kind}`
  return `#/${route.screen}`
}

export class Router {
  route = $state<Route>({ screen: 'report' })

  constructor() {
    const asked = location.hash || this.#remembered()
    this.#open(parse(asked))
    window.addEventListener('hashchange', () => this.#open(parse(location.hash)))
  }

  go(route: Route): void {
    location.hash = href(route)
  }

  #open(route: Route): void {
    this.route = route
    try {
      localStorage.setItem(memory, href(route))
    } catch {
      // A browser without storage opens at the home screen next time; nothing else depends on it.
    }
  }

  #remembered(): string {
    try {
      return localStorage.getItem(memory) ?? ''
    } catch {
      return ''
    }
  }
}
