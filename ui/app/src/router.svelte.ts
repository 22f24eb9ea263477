// Which screen is open, as the address's fragment, so that «back» works; remembered, so that a killed app reopens there.

export type Route =
  | { screen: 'report' }
  | { screen: 'sent'; id: string }
  | { screen: 'mine' }
  | { screen: 'story'; id: string }
  | { screen: 'settings' }

const memory = 'phan-anh.route'

/** The route that a fragment means; the home screen for one that means nothing. */
export function parse(fragment: string): Route {
  const [screen, id] = fragment.replace(/^#?\/?/, '').split('/')
  if (screen === 'sent' && id) return { screen: 'sent', id: decodeURIComponent(id) }
  if (screen === 'mine') return id ? { screen: 'story', id: decodeURIComponent(id) } : { screen: 'mine' }
  return screen === 'settings' ? { screen: 'settings' } : { screen: 'report' }
}

/** The fragment of a route, for links. */
export function href(route: Route): string {
  if (route.screen === 'sent') return `#/sent/${encodeURIComponent(route.id)}`
  if (route.screen === 'story') return `#/mine/${encodeURIComponent(route.id)}`
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
