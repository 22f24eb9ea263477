// Keeps the console's page and its chunks on the device, so that it opens while the link is gone or slow. Answers of the
// API are never kept here: what an officer may still read without a link is `own.ts`, and goes with signing out.
const KEPT = 'console-page'
/** Chunks of some releases; the oldest go first. */
const MOST = 200
/** How long the page may take before the kept one is shown, ms. */
const PATIENCE_MS = 4000

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add('/console/')).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== self.location.origin) return
  // A chunk's name is its content's hash: the kept one is the right one.
  if (pathname.startsWith('/console/assets/')) event.respondWith(keptFirst(event.request))
  else if (pathname === '/console/') event.respondWith(freshFirst(event.request))
})

async function keptFirst(request) {
  const kept = await caches.open(KEPT)
  const known = await kept.match(request)
  return known ?? fetched(kept, request)
}

async function freshFirst(request) {
  const kept = await caches.open(KEPT)
  const fresh = fetched(kept, request)
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  const known = await kept.match('/console/')
  if (!known) return fresh
  return (await Promise.race([fresh.catch(() => null), late])) ?? known
}

async function fetched(kept, request) {
  const answer = await fetch(request)
  if (answer.ok) {
    await kept.put(request, answer.clone())
    const names = await kept.keys()
    for (const old of names.slice(0, Math.max(0, names.length - MOST))) await kept.delete(old)
  }
  return answer
}
