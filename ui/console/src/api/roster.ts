/** Who has which post of which unit. */
import { client, whole, type Schemas } from './http'

export type Roster = Schemas['RosterShown']
export type UnitRoster = Schemas['UnitRoster']
export type UnitHistory = Schemas['UnitHistory']
export type PostShown = Schemas['PostShown']
export type NewTerm = Schemas['TermNew']
export type NewDeputy = Schemas['DeputyNew']
export type Owner = Schemas['OwnerShown']

const of = (unit: string) => ({ params: { path: { unit } } })
const one = (unit: string, id: number) => ({ params: { path: { unit, id } } })

export function roster(): Promise<Roster> {
  return whole(client.GET('/console/api/roster'))
}

export function unitHistory(unit: string): Promise<UnitHistory> {
  return whole(client.GET('/console/api/roster/{unit}', of(unit)))
}

export function appoint(unit: string, term: NewTerm): Promise<UnitHistory> {
  return whole(client.POST('/console/api/roster/{unit}/terms', { ...of(unit), body: term }))
}

export function endTerm(unit: string, id: number, until: string): Promise<UnitHistory> {
  return whole(client.POST('/console/api/roster/{unit}/terms/{id}/end', { ...one(unit, id), body: { until } }))
}

export function withdrawTerm(unit: string, id: number): Promise<UnitHistory> {
  return whole(client.DELETE('/console/api/roster/{unit}/terms/{id}', one(unit, id)))
}

export function nameDeputy(unit: string, deputy: NewDeputy): Promise<UnitHistory> {
  return whole(client.POST('/console/api/roster/{unit}/deputies', { ...of(unit), body: deputy }))
}

export function withdrawDeputy(unit: string, id: number): Promise<UnitHistory> {
  return whole(client.DELETE('/console/api/roster/{unit}/deputies/{id}', one(unit, id)))
}
