/** Who is on call, the shifts of the desk, and what the portal tells by itself. */
import { client, whole, type Schemas } from './http'

export type Duty = Schemas['Duty']
export type Contact = Schemas['ContactShape']
export type Notice = Schemas['NoticeShown']
export type Notices = Schemas['Notices']

export function duty(): Promise<Duty> {
  return whole(client.GET('/console/api/duty'))
}

export function putOnCall(unit: string | null, user: string, since: string, until: string): Promise<Duty> {
  return whole(client.POST('/console/api/duty/on-call', { body: { unit, user, since, until } }))
}

export function takeOffCall(id: number): Promise<Duty> {
  return whole(client.DELETE('/console/api/duty/on-call/{id}', { params: { path: { id } } }))
}

/** `unit`: a code, or nothing for the duty desk. */
export function setContacts(unit: string | null, contacts: Contact[]): Promise<Duty> {
  return whole(client.PUT('/console/api/duty/contacts/{unit}', { params: { path: { unit: unit ?? 'desk' } }, body: { contacts } }))
}

export function handOver(note: string | null): Promise<Duty> {
  return whole(client.POST('/console/api/duty/shift/hand-over', { body: { note } }))
}

export function takeShift(): Promise<Duty> {
  return whole(client.POST('/console/api/duty/shift/take'))
}

export function notices(cursor: number | null): Promise<Notices> {
  return whole(client.GET('/console/api/notices', { params: { query: cursor === null ? {} : { cursor } } }))
}

export function noticesSeen(upTo: number): Promise<Notices> {
  return whole(client.POST('/console/api/notices/seen', { body: { up_to: upTo } }))
}

export type EscalationStep = Schemas['EscalationStep']

export function escalation(number: string): Promise<EscalationStep[]> {
  return whole(client.GET('/console/api/cases/{number}/escalation', { params: { path: { number } } })).then((answer) => answer.steps)
}
