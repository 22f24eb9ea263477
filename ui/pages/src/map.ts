/** Makes the maps of the public pages zoom and move. Without it they are whole: every commune is a link. */
import Panzoom, { type PanzoomObject } from '@panzoom/panzoom'

const FARTHEST_IN = 8

/** How far a finger or mouse may move and still mean the link below it, in pixels. */
const STEADY_PX = 6

for (const figure of document.querySelectorAll<HTMLElement>('[data-map]')) enliven(figure)

function enliven(figure: HTMLElement): void {
  const svg = figure.querySelector('svg')
  if (!svg) return
  const frame = document.createElement('div')
  frame.className = 'frame'
  svg.replaceWith(frame)
  frame.append(svg)
  const map = Panzoom(svg, { maxScale: FARTHEST_IN, minScale: 1, contain: 'outside', panOnlyWhenZoomed: true, cursor: '', touchAction: 'pan-y' })
  frame.addEventListener('wheel', (event) => {
    // The page scrolls as ever; with Ctrl, as everywhere, the wheel zooms.
    if (event.ctrlKey) map.zoomWithWheel(event)
  })
  keepDragsFromFollowingLinks(svg)
  frame.after(buttons(figure, map))
}

function keepDragsFromFollowingLinks(svg: SVGSVGElement): void {
  let began = { x: 0, y: 0 }
  svg.addEventListener('pointerdown', ({ clientX, clientY }) => (began = { x: clientX, y: clientY }), { capture: true })
  svg.addEventListener(
    'click',
    (event) => {
      const moved = Math.hypot(event.clientX - began.x, event.clientY - began.y)
      // A click by keyboard has no position.
      if (event.detail > 0 && moved > STEADY_PX) event.preventDefault()
    },
    { capture: true },
  )
}

function buttons(figure: HTMLElement, map: PanzoomObject): HTMLElement {
  const row = document.createElement('div')
  row.className = 'zoom'
  const button = (sign: string, words: string | undefined, press: () => void) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.textContent = sign
    made.setAttribute('aria-label', words ?? sign)
    made.title = words ?? sign
    made.addEventListener('click', press)
    row.append(made)
  }
  const { zoomIn, zoomOut, whole } = figure.dataset
  button('+', zoomIn, () => void map.zoomIn())
  button('−', zoomOut, () => void map.zoomOut())
  button('⟲', whole, () => void map.reset())
  return row
}
