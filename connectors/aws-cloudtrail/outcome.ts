/** How a call ended. */
import type { Outcome } from '../../src/schema/words.js'
import { asObject, asText, type Json } from './record.js'

/** The outcome of an event: refused for want of permission, failed for another reason, or done. */
export function outcomeOf(event: Json): Outcome {
  const code = event['errorCode']
  if (typeof code === 'string' && code !== '') return outcomeOfCode(code)
  const response = asObject(event['responseElements'])
  if (response === null) return asText(event['errorMessage']) === null ? 'success' : 'failure'
  // ConsoleLogin and account assignments have no error code: they answer with a word.
  const word = response['ConsoleLogin'] ?? response['SwitchRole'] ?? response['CheckMfa']
  if (word === 'Failure') return 'failure'
  const status = asObject(response['accountAssignmentCreationStatus'] ?? response['accountAssignmentDeletionStatus'])
  return status?.['status'] === 'FAILED' ? 'failure' : 'success'
}

const outcomes = new Map<string, Outcome>()

function outcomeOfCode(code: string): Outcome {
  let found = outcomes.get(code)
  if (found === undefined) {
    found = denial.test(code) ? 'denied' : 'failure'
    if (outcomes.size > 1000) outcomes.clear()
    outcomes.set(code, found)
  }
  return found
}

const denial = /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|AuthorizationError|AuthFailure|Forbidden|ExplicitDeny/i
