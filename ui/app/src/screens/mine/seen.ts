import type { Attachment } from 'svelte/attachments'

/** Calls `act` each time the element is about to come into sight, and again while it stays there. */
export function whenSeen(act: () => void): Attachment<Element> {
  return (element) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        act()
        // Observed anew, because an element that stays in sight is not told twice.
        observer.unobserve(element)
        observer.observe(element)
      },
      { rootMargin: '800px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }
}
