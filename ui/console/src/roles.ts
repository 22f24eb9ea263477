/** The roles that somebody can have, as they are offered. */
import type { Schemas } from './api/http'

export type Role = Schemas['Role']
export const ROLES: readonly Role[] = ['unit_officer', 'unit_leader', 'duty_officer', 'duty_supervisor', 'province_leader', 'administrator']
