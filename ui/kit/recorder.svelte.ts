/** The microphone of this device: one recording at a time, small enough for a poor link. It listens only while it records. */

/** Longer than this nobody listens; the recorder stops by itself. */
export const LONGEST_S = 60
/** Speech is understood well at this, and a minute of it takes 120 KB. */
const BITS_PER_S = 16_000
/** What most devices play stands first. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

/** Why nothing is recorded: there is none, it may not be used, this browser cannot record, something else has it. */
export type MicrophoneTrouble = 'missing' | 'refused' | 'unsupported' | 'busy'

export class Recorder {
  state = $state<'idle' | 'asking' | 'recording'>('idle')
  seconds = $state(0)
  trouble = $state<MicrophoneTrouble | null>(null)
  #recorder: MediaRecorder | null = null
  #turn = 0

  /** Begins; what was recorded comes when it is stopped, nothing when it was thrown away. */
  async start(done: (sound: Blob) => void): Promise<void> {
    this.trouble = null
    const kind = typeof MediaRecorder !== 'undefined' && KINDS.find((kind) => MediaRecorder.isTypeSupported(kind))
    if (!kind || !navigator.mediaDevices) {
      this.trouble = 'unsupported'
      return
    }
    const turn = ++this.#turn
    this.state = 'asking'
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      // Nobody waits for it any more.
      if (turn !== this.#turn) return release(stream)
      try {
        this.#begin(stream, kind, turn, done)
      } catch (cause) {
        release(stream)
        throw cause
      }
    } catch (cause) {
      if (turn !== this.#turn) return
      this.trouble = troubleOf(cause)
      this.state = 'idle'
    }
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop()
  }

  /** Throws away what is being recorded. */
  cancel(): void {
    this.#turn += 1
    this.state = 'idle'
    this.stop()
  }

  #begin(stream: MediaStream, mimeType: string, turn: number, done: (sound: Blob) => void): void {
    const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_S, mimeType })
    const pieces: Blob[] = []
    const began = performance.now()
    this.seconds = 0
    const clock = setInterval(() => {
      this.seconds = Math.min(Math.floor((performance.now() - began) / 1_000), LONGEST_S)
      if (this.seconds >= LONGEST_S) this.stop()
    }, 250)
    recorder.ondataavailable = ({ data }) => pieces.push(data)
    recorder.onstop = () => {
      clearInterval(clock)
      release(stream)
      this.#recorder = null
      if (turn !== this.#turn) return
      this.state = 'idle'
      done(new Blob(pieces, { type: recorder.mimeType }))
    }
    this.#recorder = recorder
    recorder.start()
    this.state = 'recording'
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function troubleOf(cause: unknown): MicrophoneTrouble {
  const name = cause instanceof Error ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotSupportedError' || name === 'TypeError') return 'unsupported'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'busy'
}
