// What each client is called with, and the two ways of showing a ticket.
const [endpoint, file, ticket, way] = process.argv.slice(2)
if (!['bearer', 'metadata'].includes(way)) throw new Error('usage: ENDPOINT FILE TICKET bearer|metadata')

export { endpoint, file }
export const headers = way === 'bearer' ? { Authorization: `Bearer ${ticket}` } : {}
export const metadata = way === 'metadata' ? { ticket } : {}
// Two dozen tries, quick ones: the links of these tests are cut, never slow.
export const retryDelays = Array.from({ length: 24 }, () => 50)
