/** Entry of a worker thread: takes tasks from the pool and answers them. The one file of the loading dock that knows the registry. */
import { parentPort, workerData } from 'node:worker_threads'
import { connectors } from '../../connectors/index.js'
import { parseMapping } from '../mapping/mapping.js'
import { type Answer, perform, type Setting, type Task } from './pool.js'

const setting = workerData as Setting
const known = [...setting.declarations.map(({ text, file }) => parseMapping(text, file)), ...connectors]
const inUse = setting.connectors.map((id) => {
  const connector = known.find((one) => one.id === id)
  if (!connector) throw new Error(`the connector ${id} is not in the registry: it can only be used without workers`)
  return connector
})
const answer = (given: Answer) => parentPort?.postMessage(given)

parentPort?.on('message', (task: Task) => {
  perform(task, setting, inUse, (progress) => answer({ kind: 'progress', progress })).then(
    (result) => answer({ kind: 'result', result }),
    (error: unknown) => answer({ kind: 'error', error }),
  )
})
