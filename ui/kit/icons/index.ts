import { categoryIcons } from './categories'
import { interfaceIcons } from './interface'
import { statusIcons } from './statuses'

export const icons = { ...interfaceIcons, ...statusIcons, ...categoryIcons }
export type IconName = keyof typeof icons
export type StatusIcon = keyof typeof statusIcons

/** The picture of a category; one that the province added later has the picture of «khác». */
export function categoryIcon(code: string): IconName {
  return code in categoryIcons ? (code as IconName) : 'khac'
}
