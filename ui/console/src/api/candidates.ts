/** Cases that may be the same trouble as another. */
import { client, whole, type Schemas } from './http'

export type Candidate = Schemas['CandidateShown']

export function candidates(number: string): Promise<Candidate[]> {
  return whole(client.GET('/console/api/cases/{number}/candidates', { params: { path: { number } } })).then((answer) => answer.candidates)
}

export function notTheSame(number: string, other: string): Promise<Candidate[]> {
  return whole(client.DELETE('/console/api/cases/{number}/candidates/{other}', { params: { path: { number, other } } })).then((answer) => answer.candidates)
}
