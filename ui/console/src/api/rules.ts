/** What the province edits: categories, templates, dispatch rules. */
import { client, whole, type Schemas } from './http'

export type Category = Schemas['CategoryShown']
export type CategoryEdit = Schemas['CategoryEdit']

export function categories(): Promise<Category[]> {
  return whole(client.GET('/console/api/categories')).then((answer) => answer.categories)
}

export function editCategory(code: string, edit: CategoryEdit): Promise<Category> {
  return whole(client.PUT('/console/api/categories/{code}', { params: { path: { code } }, body: edit }))
}
