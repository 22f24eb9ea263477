/** Which page is open, as the address's fragment: «back» works, and a link to a case can be sent to a colleague. */

/** Pages without a case; each is its own chunk (`pages`). */
export const PAGES = ['unit', 'shift', 'roster', 'users', 'calendar', 'deadlines', 'telling', 'channels', 'categories', 'templates', 'recordings', 'rules', 'zones', 'region', 'audit', 'notices', 'enter'] as const
export type Page = (typeof PAGES)[number]
/** What is shown of a case beside the case itself. */
export const ASPECTS = ['publish', 'clocks'] as const
export type Aspect = (typeof ASPECTS)[number]

export type Route = { page: 'desk'; number: string | null } | { page: Aspect; number: string } | { page: Page }

const NUMBER = /^[A-Z]{1,8}-\d{4}-\d{1,9}$/

/** The route that a fragment means; the desk for one that means nothing. */
export function parse(fragment: string): Route {
  const [first = '', second] = fragment.replace(/^#?\/?/, '').split('/')
  const page = PAGES.find((known) => known === first)
  if (page) return { page }
  if (!NUMBER.test(first)) return { page: 'desk', number: null }
  const aspect = ASPECTS.find((known) => known === second)
  return aspect ? { page: aspect, number: first } : { page: 'desk', number: first }
}

/** The fragment of a route, for links. */
export function href(route: Route): string {
  if (route.page === 'desk') return route.number ? `#/${route.number}` : '#/'
  return 'number' in route ? `#/${route.number}/${route.page}` : `#/${route.page}`
}

export class Router {
  route = $state.raw<Route>({ page: 'desk', number: null })

  /** Follows the address until what it returns is called. */
  follow(): () => void {
    const read = (): void => {
      this.route = parse(location.hash)
    }
    read()
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }

  go(route: Route): void {
    const wanted = href(route)
    if (location.hash !== wanted) location.hash = wanted
    this.route = route
  }
}
