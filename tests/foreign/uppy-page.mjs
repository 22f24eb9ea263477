// What the page does: hands the picked file to Uppy and says what went wrong, if anything.
import Uppy from '@uppy/core'
import Tus from '@uppy/tus'

window.upload = async ({ endpoint, headers, metadata, retryDelays }) => {
  const uppy = new Uppy({ meta: metadata }).use(Tus, { endpoint, headers, retryDelays, allowedMetaFields: ['ticket'] })
  const file = document.querySelector('input').files[0]
  uppy.addFile({ name: file.name, type: 'image/jpeg', data: file })
  const { successful, failed } = await uppy.upload()
  return successful.length === 1 ? '' : `not uploaded: ${failed[0]?.error}`
}
