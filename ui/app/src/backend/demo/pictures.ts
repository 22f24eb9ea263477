// Pictures for the examples, painted when asked for: real ones would show somebody's street.
import type { Area } from '../bindings'

type Pen = OffscreenCanvasRenderingContext2D
type Paint = (pen: Pen) => void

const [width, height] = [640, 480]

const scenes: Record<string, Paint> = {
  road: (pen) => {
    ground(pen, '#bcd3df', '#7f9a63', 200)
    shape(pen, '#5c6064', [230, 200, 410, 200, 640, 480, 0, 480])
    shape(pen, '#e8e2cf', [312, 230, 328, 230, 336, 300, 304, 300])
    blob(pen, '#2b2a28', 330, 390, 120, 42)
    blob(pen, '#6d7f8c', 345, 396, 78, 22)
  },
  river: (pen) => {
    ground(pen, '#d5e3e6', '#6d8f74', 170)
    shape(pen, '#7fa3a8', [0, 300, 640, 220, 640, 480, 0, 480])
    for (let at = 0; at < 14; at += 1) {
      blob(pen, ['#f3f3ee', '#2f6db0', '#c9503c', '#d8b13a'][at % 4] ?? '#fff', 70 + ((at * 83) % 480), 330 + ((at * 47) % 110), 22, 11)
    }
  },
  lamp: (pen) => {
    ground(pen, '#2b3550', '#1d2320', 330)
    shape(pen, '#11161c', [300, 110, 312, 110, 316, 480, 296, 480])
    shape(pen, '#11161c', [300, 110, 430, 96, 430, 106, 306, 122])
    blob(pen, '#3d4657', 432, 108, 34, 12)
    blob(pen, '#e9e2c4', 120, 90, 26, 26)
  },
  pipe: (pen) => {
    ground(pen, '#cfdce0', '#a08d72', 240)
    shape(pen, '#56646b', [0, 330, 640, 316, 640, 352, 0, 366])
    shape(pen, '#eaf5fa', [316, 336, 250, 120, 330, 190, 372, 70, 392, 200, 470, 140, 352, 336])
    blob(pen, '#8fb3c2', 330, 430, 240, 34)
  },
  tree: (pen) => {
    ground(pen, '#c9d4d6', '#77886a', 260)
    shape(pen, '#5b5f63', [0, 330, 640, 300, 640, 420, 0, 450])
    shape(pen, '#5d4630', [60, 400, 70, 372, 430, 300, 436, 322])
    for (let at = 0; at < 9; at += 1) blob(pen, at % 2 ? '#3f6b3a' : '#54804a', 420 + (at % 3) * 62, 250 + Math.floor(at / 3) * 52, 64, 46)
  },
}

/** A JPEG of the scene with this name; a thumbnail is a quarter as wide. */
export async function painted(name: string, thumbnail: boolean): Promise<ArrayBuffer> {
  const scale = thumbnail ? 0.35 : 1
  const canvas = new OffscreenCanvas(width * scale, height * scale)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser cannot paint')
  pen.scale(scale, scale)
  const paint = scenes[name] ?? scenes['road']
  paint?.(pen)
  return (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })).arrayBuffer()
}

/** The same place of a picture that is turned to the right by a quarter. */
export function turned({ left, top, width: wide, height: high }: Area): Area {
  return { left: 10_000 - top - high, top: left, width: high, height: wide }
}

/** A picture turned, with places of it covered: flat, where the real device mixes cells of what lies around. */
export async function retouched(bytes: ArrayBuffer, turns: number, areas: Area[]): Promise<{ bytes: ArrayBuffer; width: number; height: number }> {
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
  const [across, down] = turns % 2 ? [picture.height, picture.width] : [picture.width, picture.height]
  const canvas = new OffscreenCanvas(across, down)
  const pen = canvas.getContext('2d') as Pen
  pen.translate(across / 2, down / 2)
  pen.rotate((turns * Math.PI) / 2)
  pen.drawImage(picture, -picture.width / 2, -picture.height / 2)
  pen.resetTransform()
  for (const { left, top, width: wide, height: high } of areas) {
    pen.fillStyle = '#8b8f88'
    pen.fillRect((left / 10_000) * across, (top / 10_000) * down, (wide / 10_000) * across, (high / 10_000) * down)
  }
  const made = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })
  return { bytes: await made.arrayBuffer(), width: across, height: down }
}

function ground(pen: Pen, sky: string, earth: string, horizon: number): void {
  pen.fillStyle = sky
  pen.fillRect(0, 0, width, horizon)
  pen.fillStyle = earth
  pen.fillRect(0, horizon, width, height - horizon)
}

function shape(pen: Pen, colour: string, points: number[]): void {
  pen.fillStyle = colour
  pen.beginPath()
  for (let at = 0; at < points.length; at += 2) pen.lineTo(points[at] ?? 0, points[at + 1] ?? 0)
  pen.fill()
}

function blob(pen: Pen, colour: string, x: number, y: number, across: number, down: number): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.ellipse(x, y, across, down, 0, 0, Math.PI * 2)
  pen.fill()
}
