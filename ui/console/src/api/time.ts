/** Working time, deadlines, and the clocks of a case. */
import { client, text, whole, type Schemas } from './http'

export type Due = Schemas['DueShown']
export type Calendar = Schemas['CalendarShown']
export type Day = Schemas['DayShown']
export type DayEdit = Schemas['DayEdit']
export type Deadline = Schemas['DeadlineShown']
export type DeadlineEdit = Schemas['DeadlineEdit']
export type CaseClocks = Schemas['CaseClocks']
export type Clock = Schemas['ClockShown']

export type Telling = Schemas['Telling']

/** Where the calendar is downloaded as a table. */
export const CALENDAR_TABLE = '/console/api/calendar/table'

export function caseClocks(number: string): Promise<CaseClocks> {
  return whole(client.GET('/console/api/cases/{number}/clocks', { params: { path: { number } } }))
}

export function calendar(): Promise<Calendar> {
  return whole(client.GET('/console/api/calendar'))
}

export function putDay(date: string, day: DayEdit): Promise<Day> {
  return whole(client.PUT('/console/api/calendar/days/{date}', { params: { path: { date } }, body: day }))
}

export async function removeDay(date: string): Promise<void> {
  await whole(client.DELETE('/console/api/calendar/days/{date}', { params: { path: { date } } }))
}

export function setHours(hours: string, confirmed: boolean): Promise<Calendar> {
  return whole(client.PUT('/console/api/calendar/hours', { body: { hours, confirmed } }))
}

export function confirmCalendar(): Promise<Calendar> {
  return whole(client.POST('/console/api/calendar/confirmation'))
}

export function importCalendar(table: string): Promise<Schemas['ImportedDays']> {
  return whole(client.PUT('/console/api/calendar/table', { ...text('text/csv'), body: table }))
}

export function deadlines(): Promise<Deadline[]> {
  return whole(client.GET('/console/api/deadlines')).then((answer) => answer.deadlines)
}

const rule = ({ step, urgency, category }: Pick<Deadline, 'step' | 'urgency' | 'category'>) => ({ params: { path: { step, urgency }, query: category ? { category } : {} } })

export function setDeadline(of: Pick<Deadline, 'step' | 'urgency' | 'category'>, edit: DeadlineEdit): Promise<Deadline> {
  return whole(client.PUT('/console/api/deadlines/{step}/{urgency}', { ...rule(of), body: edit }))
}

export async function removeDeadline(of: Pick<Deadline, 'step' | 'urgency' | 'category'>): Promise<void> {
  await whole(client.DELETE('/console/api/deadlines/{step}/{urgency}', rule(of)))
}

export function confirmDeadlines(): Promise<Deadline[]> {
  return whole(client.POST('/console/api/deadlines/confirmation')).then((answer) => answer.deadlines)
}

/** When whom is told of what is late, and within how many days a change of the roster is recorded. */
export function telling(): Promise<Telling> {
  return whole(client.GET('/console/api/settings/telling'))
}

export function setTelling(telling: Telling): Promise<Telling> {
  return whole(client.PUT('/console/api/settings/telling', { body: telling }))
}
