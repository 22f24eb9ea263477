/** The deeds that need words or a choice first. */
export type Question = 'dispatch' | 'ask' | 'answer' | 'reject' | 'publish'
