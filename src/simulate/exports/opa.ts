/** Open Policy Agent's decision log as it is uploaded: an array of decision events. */
import type { ArrayFile, Files } from '../files.js'
import type { Random } from '../random.js'

/** What an engine was asked and answered. */
export interface PolicyQuestion {
  /** Rule that was asked. */
  readonly path: string
  /** Null: the log hides the input. */
  readonly input: Readonly<Record<string, unknown>> | null
  readonly allow: boolean
  readonly reason?: string
  /** Commit of the policies' repository. */
  readonly revision: string
  /** A rule that is only tried out. */
  readonly isTrial?: boolean
}

/** The policy engine's log; no file until somebody asks the engine. */
export interface Opa {
  readonly isAsked: boolean
  /** Returns the decision's id. */
  decide(at: number, question: PolicyQuestion): string
  close(): void
}

/** Opens the log. */
export function openOpa(files: Files, root: Random): Opa {
  const random = root.fork('opa')
  const instance = random.uuid()
  let log: ArrayFile | null = null
  return {
    get isAsked() {
      return log !== null
    },
    decide(at, question) {
      log ??= files.array('exports/opa/decisions.json', '[')
      const id = random.uuid()
      log.add({
        labels: {
          id: instance,
          version: '1.11.0',
          app: 'deploy-guard',
          ...(question.isTrial ? { mode: 'shadow' } : {}),
        },
        decision_id: id,
        bundles: { guard: { revision: question.revision } },
        path: question.path,
        ...(question.input ? { input: question.input } : { erased: ['/input'] }),
        result: { allow: question.allow, ...(question.reason ? { reason: question.reason } : {}) },
        requested_by: '10.20.4.30:41822',
        timestamp: new Date(at).toISOString(),
        metrics: { timer_rego_query_eval_ns: random.int(40_000, 900_000) },
        req_id: log.count + 1,
      })
      return id
    },
    close: () => log?.close(']\n'),
  }
}
