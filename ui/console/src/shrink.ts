/** A camera's photo as small as the portal keeps it, before it crosses a poor link. */
const LONG_SIDE_PX = 1600
const QUALITY = 0.85

/** The photo upright, at most 1600 px long, without what the camera wrote beside the pixels; what does not read stays as it is. */
export async function shrunk(file: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const scale = Math.min(1, LONG_SIDE_PX / Math.max(picture.width, picture.height))
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale))
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
  } catch {
    // HEIC in a browser that does not read it: the portal does.
    return file
  }
}
