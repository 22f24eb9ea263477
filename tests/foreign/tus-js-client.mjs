// Uploads one file by tus-js-client in Node.
import { createReadStream } from 'node:fs'
import { Upload } from 'tus-js-client'
import { endpoint, file, headers, metadata, retryDelays } from './arguments.mjs'

await new Promise((resolve, reject) => {
  const options = { endpoint, headers, metadata, retryDelays, onSuccess: resolve, onError: reject }
  new Upload(createReadStream(file), options).start()
})
