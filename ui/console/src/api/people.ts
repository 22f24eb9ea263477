/** Accounts and the change log. */
import { client, whole, type Schemas } from './http'

export type User = Schemas['UserShown']
export type Standing = Schemas['UserStanding']
export type AuditEntry = Schemas['AuditEntry']
export type AuditLog = Schemas['AuditLog']

const named = (name: string) => ({ params: { path: { name } } })

export function users(): Promise<User[]> {
  return whole(client.GET('/console/api/users')).then((answer) => answer.users)
}

/** The new user's password, which the portal tells this once. */
export function addUser(name: string, standing: Standing): Promise<string> {
  return whole(client.POST('/console/api/users', { body: { name, ...standing } })).then((made) => made.password)
}

export function changeUser(name: string, standing: Standing): Promise<User> {
  return whole(client.PUT('/console/api/users/{name}', { ...named(name), body: standing }))
}

export function setEnabled(name: string, enabled: boolean): Promise<User> {
  return whole(enabled ? client.POST('/console/api/users/{name}/enable', named(name)) : client.POST('/console/api/users/{name}/disable', named(name)))
}

export function newPassword(name: string): Promise<string> {
  return whole(client.POST('/console/api/users/{name}/password', named(name))).then((made) => made.password)
}

export interface AuditFilter {
  who: string
  what: string
  subject: string
}

export function audit(filter: AuditFilter, cursor: number | null): Promise<AuditLog> {
  return whole(client.GET('/console/api/audit', { params: { query: { ...filter, ...(cursor === null ? {} : { cursor }) } } }))
}
