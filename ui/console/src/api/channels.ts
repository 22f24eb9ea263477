/** The ways on which citizens whose app is closed are told. */
import { client, whole, type Schemas } from './http'

export type Channels = Schemas['Channels']

export function channels(): Promise<Channels> {
  return whole(client.GET('/console/api/channels'))
}
