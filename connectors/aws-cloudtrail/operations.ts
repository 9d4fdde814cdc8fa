/** What AWS's operations are in our words: stage, activity, change class, and where subject, resource and entitlement stand. */
import { accessOperations } from './access-operations.js'
import type { Adjust } from './adjust.js'
import { type Definition, verbOf, type What, what } from './definition.js'
import type { HandsOf } from './hands.js'
import { loggingOperations } from './logging-operations.js'
import { type Place, place } from './places.js'
import { productionOperations } from './production-operations.js'
import { resourcesOf } from './resources.js'

/** One operation, ready to be read out of events. */
export interface Operation extends What {
  /** What the record's `readOnly` is overruled with; null: as the record says. */
  readonly isWrite: boolean | null
  readonly subject: Place | null
  readonly resource: Place | null
  readonly entitlement: Place | null
  readonly after: Place | null
  readonly credential: Place | null
  readonly isAsync: boolean
  readonly adjust: Adjust | null
  readonly hands: HandsOf | null
}

/** Every operation that the tables name. */
export const definitions: readonly Definition[] = [...productionOperations, ...accessOperations, ...loggingOperations]

/** The operation of a service by AWS's name. Names that no table has are judged by `readOnly`, or by their verb where that is missing. */
export function operationOf(source: string, name: string, isReadOnly: boolean | null): Operation {
  const operations = table.get(source)
  const known = operations?.get(name)
  if (known !== undefined) return known
  const plain = datedName.exec(name)?.[1]
  const found = plain === undefined ? undefined : operations?.get(plain)
  if (found !== undefined) {
    operations!.set(name, found)
    return found
  }
  return byVerb(source, name, isReadOnly ?? isReadName(name))
}

/** Whether a name says that the call only reads: the answer where the record has no `readOnly`. */
export function isReadName(name: string): boolean {
  return readVerb.test(name)
}

const datedName = /^(.+?)(?:20\d{6}|20\d\d_\d\d_\d\d)(?:v\d+)?$/
const readVerb =
  /^(?:BatchGet|Get|List|Describe|Head|Lookup|Search|Query|Scan|Select|Check|Validate|Estimate|Simulate|Download|Decrypt|Encrypt|Verify|View|Is[A-Z]|BatchIs|Filter|Preview|Count|Detect|Resolve|Read|Discover|Test|Generate|Retrieve|InvokeModel)/

const table = buildTable()

/** Later definitions win: access and logging over the broad list of production calls. */
function buildTable() {
  const built = new Map<string, Map<string, Operation>>()
  for (const { source, names, what, templates } of definitions) {
    const resource = templates.resource ?? resourcesOf.get(source)
    const at = (template: string | undefined) => (template === undefined ? null : place(template))
    const operation: Operation = {
      ...what,
      isWrite: templates.isWrite ?? null,
      subject: at(templates.subject),
      resource: at(resource),
      entitlement: at(templates.entitlement),
      after: at(templates.after),
      credential: at(templates.credential),
      isAsync: templates.isAsync ?? false,
      adjust: templates.adjust ?? null,
      hands: templates.hands ?? null,
    }
    const operations = built.get(source) ?? new Map<string, Operation>()
    for (const name of names) operations.set(name, operation)
    built.set(source, operations)
  }
  return built
}

const judged = { read: new Map<string, Map<string, Operation>>(), write: new Map<string, Map<string, Operation>>() }
const judgedLimit = 5000

/** An operation that no table names: a read, or a write that is no controlled change of its own. */
function byVerb(source: string, name: string, isRead: boolean): Operation {
  const sources = isRead ? judged.read : judged.write
  let names = sources.get(source)
  if (names === undefined) {
    if (sources.size >= judgedLimit) sources.clear()
    names = new Map()
    sources.set(source, names)
  }
  let found = names.get(name)
  if (found === undefined) {
    if (names.size >= judgedLimit) names.clear()
    found = judge(source, name, isRead)
    names.set(name, found)
  }
  return found
}

function judge(source: string, name: string, isRead: boolean): Operation {
  const verb = verbOf(name)
  const resource = resourcesOf.get(source)
  return {
    ...(isRead ? what('context', 'read', 'read_only') : what('execution', verb.activity, null, verb.change)),
    isWrite: null,
    subject: null,
    resource: isRead || resource === undefined ? null : place(resource),
    entitlement: null,
    after: null,
    credential: null,
    isAsync: false,
    adjust: null,
    hands: null,
  }
}
