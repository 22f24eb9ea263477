/** The category of unexploded ordnance (`report::category::ORDNANCE`): nobody is asked to come near for a photo. */
export const ordnance = 'bom-min-vat-no'
