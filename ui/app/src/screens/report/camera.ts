// The device's own camera, where the web view lends it. What goes wrong is one of a few things that a person can act on.
export type CameraTrouble = 'refused' | 'missing' | 'busy'

/** Whether the web view knows cameras at all. */
export const camerasAreKnown = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function'

export async function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1440 } } })
}

/** What a refusal of `openCamera` means. */
export function troubleOf(cause: unknown): CameraTrouble {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  return name === 'NotFoundError' || name === 'OverconstrainedError' || name === 'NotSupportedError' ? 'missing' : 'busy'
}

/** The picture of now, as a file such as a camera writes. */
export async function shoot(video: HTMLVideoElement): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  const blob = await new Promise<Blob | null>((take) => canvas.toBlob(take, 'image/jpeg', 0.92))
  if (!blob) throw new Error('the canvas gave no picture')
  return new File([blob], 'camera.jpg', { type: 'image/jpeg' })
}
