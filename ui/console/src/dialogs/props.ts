/** What every dialogue about a case is given. */
import type { CaseDetails } from '../api/client'
import type { Desk } from '../desk.svelte'

export interface DialogProps {
  desk: Desk
  details: CaseDetails
  onclose: () => void
}
