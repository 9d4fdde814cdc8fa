/** What the events of PingFederate's logs mean in our words: first match wins. */
import { looks, type Meaning, type Meanings, meaningIn, reads, writes } from '../../src/schema/meaning.js'

/** https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/pf_security_audit_loggin.html */
const audit: Meanings = [
  [/^(?:sso|authn_attempt|authn_request|authn_session_created)$/, looks('sign_in')],
  [/^(?:slo|authn_sessions?_deleted)$/, looks('sign_out')],
  [/^authn_session_used$/, looks('use')],
  [/revoke/, writes('revocation', 'revoke', null, 'remove')],
  [/^(?:oauth|sts|ws-trust|ciba|device)/, writes('credential', 'issue')],
  [/consent/, writes('delegation', 'grant')],
  [/registration|^dcr/, writes('execution', 'create', 'nhi_create', 'add')],
  [/scim|provision|^pwd|password|account|profile|registered|user_/, writes('identity', 'lifecycle', null, 'modify')],
]

/** Types and sentences of the console; their words are not listed by the vendor. */
const admin: Meanings = [
  [/^(?:login|sign.?on)/, looks('sign_in')],
  [/^(?:logout|sign.?off|session.?timeout)/, looks('sign_out')],
  [/^role/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [/log.?(?:settings|level|categor)/, writes('logging', 'configure', null, 'modify')],
  [/^(?:account|user|password|admin)/, writes('identity', 'lifecycle', null, 'modify')],
  [/export|download/, reads('execution', 'read', 'data_access')],
  [
    /connection|adapter|processor|generator|contract|polic|oauth|cert|key|trust|metadata|saml|mapping|idp|validator|signature/,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/./, writes('execution', 'configure', 'prod_config', 'modify')],
]

/** Parts of the administrative API, behind the method. */
const api: Meanings = [
  [/^get \/configarchive\/export|^get .*\/(?:export|clientsecret)/, reads('execution', 'read', 'data_access')],
  [/^get /, looks('read')],
  [/^post .*\/oauth\/clients$/, writes('execution', 'create', 'nhi_create', 'add')],
  [
    /\/clientsecret|\/keypairs\/[^/]+\/generate|\/keypairs\/oauth/,
    writes('credential', 'issue', 'secret_issue', 'modify'),
  ],
  [/^delete \/administrativeaccounts/, writes('revocation', 'remove', 'priv_removal', 'remove')],
  [/\/administrativeaccounts\/changepassword|\/resetpassword/, writes('identity', 'lifecycle', null, 'modify')],
  [/^post \/administrativeaccounts/, writes('execution', 'grant', 'priv_grant', 'add')],
  [/\/administrativeaccounts/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [/\/serversettings\/logsettings|\/log(?:ging|settings)/, writes('logging', 'configure', null, 'modify')],
  [/\/session(?:s|mgmt).*revok|\/oauth\/(?:access)?grants/, writes('revocation', 'revoke', null, 'remove')],
  [
    /^post \/(?:idp|sp|oauth|auth|keypairs|certificates|passwordcredential|localidentity|tokenprocessor|identitystore|session)/,
    writes('execution', 'create', 'trust_policy', 'add'),
  ],
  [
    /^delete \/(?:idp|sp|oauth|auth|keypairs|certificates|passwordcredential|localidentity|tokenprocessor|identitystore|session)/,
    writes('execution', 'delete', 'trust_policy', 'remove'),
  ],
  [
    /^\w+ \/(?:idp|sp|oauth|auth|keypairs|certificates|passwordcredential|localidentity|tokenprocessor|identitystore|session)/,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/^post /, writes('execution', 'create', 'prod_config', 'add')],
  [/^delete /, writes('execution', 'delete', 'prod_config', 'remove')],
  [/./, writes('execution', 'configure', 'prod_config', 'modify')],
]

const tables = { audit, admin, api } as const

/** The meaning of an event, of a console's event with its sentence, or of `METHOD /endpoint`. */
export function meaningOf(log: keyof typeof tables, words: string): Meaning {
  return meaningIn(tables[log], words)
}
