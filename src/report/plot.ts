/** Scales, hatches and rounding that the drawings of the report share: the one door of the chart library. */
import { scaleBand, scaleLinear, scaleLog } from 'd3-scale'
import { area, curveMonotoneX, line, stack } from 'd3-shape'
import { type Html, html } from './html.js'

export { area, curveMonotoneX, line, scaleBand, scaleLinear, scaleLog, stack }

/** A rectangle in the units of its drawing. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How a filled area is marked beside its colour, so that it reads without one. */
export type Hatch = 'none' | 'level' | 'rising' | 'crossed' | 'hollow'

/** A coordinate as it is written: one decimal is finer than any screen. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** A rectangle with its hatch; areas narrower than a stroke carry none. */
export function filled(box: Box, look: string, hatch: Hatch, title: string | null = null): Html {
  const { x, y, width, height } = box
  const inset = hatch === 'hollow' ? 0.75 : 0
  const w = Math.max(0, width - 2 * inset)
  const h = Math.max(0, height - 2 * inset)
  const strokes = hatchPath(box, hatch)
  return html`<g><rect class="area ${look}" x="${round(x + inset)}" y="${round(y + inset)}" width="${round(w)}" height="${round(h)}"/>${
    strokes === '' ? '' : html`<path class="hatch" d="${strokes}"/>`
  }${title === null ? '' : html`<title>${title}</title>`}</g>`
}

/** Text cut to a number of characters, with a sign that it was. */
export function clip(text: string, most: number): string {
  const chars = [...text]
  return chars.length <= most ? text : `${chars.slice(0, most - 1).join('')}…`
}

/** Path of a hatch, clipped to its rectangle. */
function hatchPath(box: Box, hatch: Hatch): string {
  if (box.width < 3 || hatch === 'none' || hatch === 'hollow') return ''
  if (hatch === 'level') return levels(box)
  return hatch === 'rising' ? diagonals(box, 1) : diagonals(box, 1) + diagonals(box, -1)
}

function levels({ x, y, width, height }: Box): string {
  let path = ''
  for (let at = 3.5; at < height; at += 4) path += `M${round(x)} ${round(y + at)}h${round(width)}`
  return path
}

/** Lines at 45°, rising or falling, every five units. */
function diagonals({ x, y, width, height }: Box, direction: 1 | -1): string {
  let path = ''
  for (let at = -height + 5; at < width; at += 5) {
    const from = Math.max(0, at)
    const to = Math.min(width, at + height)
    const low = direction === 1 ? height - (from - at) : from - at
    const high = direction === 1 ? height - (to - at) : to - at
    path += `M${round(x + from)} ${round(y + low)}L${round(x + to)} ${round(y + high)}`
  }
  return path
}
