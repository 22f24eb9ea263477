/** How much room there is: one pane, two beside each other, or three. To be made while a component is. */
const MIDDLE = '(min-width: 62.5em)'
const WIDE = '(min-width: 80em)'

export class Width {
  is = $state<'narrow' | 'middle' | 'wide'>('narrow')

  constructor() {
    const queries = [window.matchMedia(MIDDLE), window.matchMedia(WIDE)]
    const read = (): void => {
      this.is = queries[1]?.matches ? 'wide' : queries[0]?.matches ? 'middle' : 'narrow'
    }
    read()
    $effect(() => {
      for (const query of queries) query.addEventListener('change', read)
      return () => queries.forEach((query) => query.removeEventListener('change', read))
    })
  }
}
