/** What SPIRE's API methods mean in our words. Services: https://github.com/spiffe/spire-api-sdk */
import { type Meaning as CommonMeaning, looks, writes } from '../../src/schema/meaning.js'
import type { CredentialClass } from '../../src/schema/words.js'

/** How a call is to be read. */
export interface Meaning extends CommonMeaning {
  readonly credential?: CredentialClass
}

const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const certificate: Meaning = { ...writes('credential', 'issue', null, 'add'), credential: 'certificate' }

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/^(Batch)?CreateEntry$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^(Batch)?UpdateEntry$/, writes('execution', 'configure', 'priv_grant', 'modify')],
  [/^(Batch)?DeleteEntry$/, writes('revocation', 'remove', 'priv_removal', 'remove')],
  [/^CreateJoinToken$/, { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'static' }],
  [/^AttestAgent$/, certificate],
  [/^RenewAgent$/, { ...writes('credential', 'renew', null, 'modify'), credential: 'certificate' }],
  [/^(BanAgent|DeleteAgent)$/, writes('revocation', 'revoke', 'priv_removal', 'remove')],
  [/^NewDownstreamX509CA$/, { ...certificate, change_class: 'secret_issue' }],
  [
    /^(MintX509SVID|BatchNewX509SVID|MintJWTSVID|NewJWTSVID|FetchX509SVID|FetchJWTSVID|MintWITSVID|NewWITSVID)$/,
    certificate,
  ],
  [/^(Revoke|Taint)\w*Authority$/, writes('revocation', 'revoke', null, 'remove')],
  [/^(Prepare|Activate)\w*Authority$|^(AppendBundle|PublishJWTAuthority)$/, trust],
  [/^Batch(Create|Set|Update|Delete)(FederatedBundle|FederationRelationship)$|^RefreshBundle$/, trust],
  [/^(Set|Reset)LogLevel$/, writes('logging', 'configure', null, 'modify')],
  [/^(Get|List|Count|Watch|Sync|Validate|Subscribe|Fetch)/, looks('read')],
]

/** What the agent says it does for its workloads; the server's audit line of the same call is another record. */
const messages: readonly (readonly [RegExp, Meaning])[] = [
  [/^Creating X509-SVID/, certificate],
  [
    /^Renewing (stale )?X509-SVID|^X509-SVID (has been )?renewed/,
    { ...writes('credential', 'renew', null, 'modify'), credential: 'certificate' },
  ],
]

/** Meaning of an audit line, by its method; one that nobody has named is context, and its first word says whether it wrote. */
export function meaningOfMethod(method: string): Meaning {
  const found = meanings.find(([pattern]) => pattern.test(method))?.[1]
  if (found) return found
  return /^(Batch)?(Create|Set|Update|Delete|Append|Publish|Revoke|Ban|Mint|New)/.test(method)
    ? writes('context', 'other')
    : looks('other')
}

/** Meaning of another line, by its message. */
export function meaningOfMessage(message: string): Meaning {
  return messages.find(([pattern]) => pattern.test(message))?.[1] ?? looks('other')
}
