/** What SPIRE's API methods mean in our words. Services: https://github.com/spiffe/spire-api-sdk */
import type { ChangeClass, CredentialClass, Stage } from '../../src/schema/words.js'

/** How a call is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly credential?: CredentialClass
}

const trust = write('execution', 'configure', 'modify', 'trust_policy')
const certificate: Meaning = { ...write('credential', 'issue', 'add'), credential: 'certificate' }

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/^(Batch)?CreateEntry$/, write('execution', 'create', 'add', 'nhi_create')],
  [/^(Batch)?UpdateEntry$/, write('execution', 'configure', 'modify', 'priv_grant')],
  [/^(Batch)?DeleteEntry$/, write('revocation', 'remove', 'remove', 'priv_removal')],
  [/^CreateJoinToken$/, { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' }],
  [/^AttestAgent$/, certificate],
  [/^RenewAgent$/, { ...write('credential', 'renew', 'modify'), credential: 'certificate' }],
  [/^(BanAgent|DeleteAgent)$/, write('revocation', 'revoke', 'remove', 'priv_removal')],
  [/^NewDownstreamX509CA$/, { ...certificate, changeClass: 'secret_issue' }],
  [
    /^(MintX509SVID|BatchNewX509SVID|MintJWTSVID|NewJWTSVID|FetchX509SVID|FetchJWTSVID|MintWITSVID|NewWITSVID)$/,
    certificate,
  ],
  [/^(Revoke|Taint)\w*Authority$/, write('revocation', 'revoke', 'remove')],
  [/^(Prepare|Activate)\w*Authority$|^(AppendBundle|PublishJWTAuthority)$/, trust],
  [/^Batch(Create|Set|Update|Delete)(FederatedBundle|FederationRelationship)$|^RefreshBundle$/, trust],
  [/^(Set|Reset)LogLevel$/, write('logging', 'configure', 'modify')],
  [/^(Get|List|Count|Watch|Sync|Validate|Subscribe|Fetch)/, { stage: 'context', activity: 'read', isWrite: false }],
]

/** What the agent says it does for its workloads; the server's audit line of the same call is another record. */
const messages: readonly (readonly [RegExp, Meaning])[] = [
  [/^Creating X509-SVID/, certificate],
  [
    /^Renewing (stale )?X509-SVID|^X509-SVID (has been )?renewed/,
    { ...write('credential', 'renew', 'modify'), credential: 'certificate' },
  ],
]

/** Meaning of an audit line, by its method; one that nobody has named is context, and its first word says whether it wrote. */
export function meaningOfMethod(method: string): Meaning {
  const found = meanings.find(([pattern]) => pattern.test(method))?.[1]
  if (found) return found
  return /^(Batch)?(Create|Set|Update|Delete|Append|Publish|Revoke|Ban|Mint|New)/.test(method)
    ? { stage: 'context', activity: 'other', isWrite: true }
    : { stage: 'context', activity: 'other', isWrite: false }
}

/** Meaning of another line, by its message. */
export function meaningOfMessage(message: string): Meaning {
  return (
    messages.find(([pattern]) => pattern.test(message))?.[1] ?? { stage: 'context', activity: 'other', isWrite: false }
  )
}

function write(
  stage: Stage,
  activity: string,
  change: NonNullable<Meaning['change']>,
  changeClass?: ChangeClass,
): Meaning {
  return { stage, activity, isWrite: true, change, ...(changeClass ? { changeClass } : {}) }
}
