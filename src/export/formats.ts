/** The formats that a finished case can be written in: a new one is a file beside this one and a line here. */
import { arrow } from './arrow.js'
import { csv } from './csv.js'
import { eventLog } from './event-log.js'
import type { Format } from './format.js'
import { html } from './html.js'
import { json } from './json.js'
import { jsonl } from './jsonl.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { ocel } from './ocel.js'
import { ocsf, ocsfNext } from './ocsf.js'
import { oscal } from './oscal.js'
import { parquet } from './parquet.js'
import { sarif } from './sarif.js'
import { timesketch } from './timesketch.js'
import { xlsx } from './xlsx.js'

/** Every format, by name. */
// biome-ignore format: a line each, so that two that are added at once do not collide
export const formats: readonly Format[] = [
  arrow,
  csv,
  eventLog,
  html,
  json,
  jsonl,
  junit,
  markdown,
  ocel,
  ocsf,
  ocsfNext,
  oscal,
  parquet,
  sarif,
  timesketch,
  xlsx,
]
