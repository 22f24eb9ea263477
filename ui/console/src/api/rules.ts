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

export type Template = Schemas['TemplateShown']
export type TemplateText = Schemas['TemplateText']

export function templates(): Promise<Schemas['Templates']> {
  return whole(client.GET('/console/api/templates'))
}

/** The templates that fit a case, with its own number, day and place in them. */
export function filledTemplates(number: string): Promise<Schemas['FilledTemplate'][]> {
  return whole(client.GET('/console/api/cases/{number}/templates', { params: { path: { number } } })).then((answer) => answer.templates)
}

export function addTemplate(template: TemplateText): Promise<Template> {
  return whole(client.POST('/console/api/templates', { body: template }))
}

export function changeTemplate(id: number, version: number, template: TemplateText): Promise<Template> {
  return whole(client.PUT('/console/api/templates/{id}', { params: { path: { id } }, body: { version, ...template } }))
}

export async function retireTemplate(id: number, version: number): Promise<void> {
  await whole(client.DELETE('/console/api/templates/{id}', { params: { path: { id }, query: { version } } }))
}

export type DispatchRule = Schemas['DispatchRuleShown']
export type DispatchSays = Schemas['DispatchRuleSays']
export type DispatchRules = Schemas['DispatchRules']
export type RuleTried = Schemas['RuleTried']

export function dispatchRules(): Promise<DispatchRules> {
  return whole(client.GET('/console/api/rules'))
}

export function addRule(says: DispatchSays): Promise<DispatchRule> {
  return whole(client.POST('/console/api/rules', { body: says }))
}

export function changeRule(id: number, version: number, counts: boolean, says: DispatchSays): Promise<DispatchRule> {
  return whole(client.PUT('/console/api/rules/{id}', { params: { path: { id } }, body: { version, counts, ...says } }))
}

export function removeRule(id: number, version: number): Promise<DispatchRules> {
  return whole(client.DELETE('/console/api/rules/{id}', { params: { path: { id }, query: { version } } }))
}

export function orderRules(ids: number[]): Promise<DispatchRules> {
  return whole(client.PUT('/console/api/rules/order', { body: { ids } }))
}

/** To which unit something would go; `at` is RFC 3339, missing: now. */
export function tryRules(category: string, commune: string | null, at: string | null): Promise<RuleTried> {
  return whole(client.GET('/console/api/rules/trial', { params: { query: { category, ...(commune ? { commune } : {}), ...(at ? { at } : {}) } } }))
}
