/** The microphone of this device: one recording at a time, small enough for a poor link. */

/** Longer than this nobody listens; the recorder stops by itself. */
export const LONGEST_S = 60
/** Speech is understood well at this, and a minute of it takes 120 KB. */
const BITS_PER_S = 16_000
/** What most devices play stands first. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

export class Recorder {
  state = $state<'idle' | 'asking' | 'recording'>('idle')
  seconds = $state(0)
  /** There is no microphone, or the browser may not use it. */
  refused = $state(false)
  #recorder: MediaRecorder | null = null

  /** Begins; what was recorded comes when it is stopped, nothing when it was thrown away. */
  async start(done: (sound: Blob) => void): Promise<void> {
    this.state = 'asking'
    this.refused = false
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      this.#begin(stream, done)
    } catch {
      this.refused = true
      this.state = 'idle'
    }
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop()
  }

  #begin(stream: MediaStream, done: (sound: Blob) => void): void {
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind))
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_S, ...(mimeType && { mimeType }) })
    const pieces: Blob[] = []
    this.seconds = 0
    const clock = setInterval(() => {
      this.seconds += 1
      if (this.seconds >= LONGEST_S) this.stop()
    }, 1_000)
    recorder.ondataavailable = ({ data }) => pieces.push(data)
    recorder.onstop = () => {
      clearInterval(clock)
      for (const track of stream.getTracks()) track.stop()
      this.#recorder = null
      this.state = 'idle'
      done(new Blob(pieces, { type: recorder.mimeType }))
    }
    this.#recorder = recorder
    recorder.start()
    this.state = 'recording'
  }
}
