/** What Okta's event types mean in our words: one row per type or family, first match wins. Catalogue: okta-event-types.csv of Okta's documentation. */
import { type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'

/** How an event type is to be read. */
export interface Meaning extends CommonMeaning {
  /** What the event issues or takes away, when that is a credential. */
  readonly credential?: 'session' | 'static' | 'certificate'
  /** Which target receives or loses: the user by default. */
  readonly receives?: 'group' | 'client' | 'principal'
  /** Which target names the entitlement. */
  readonly entitlement?: 'group' | 'app' | 'role' | 'scope'
  /** The state after, where the record gives one, is all that is held and not what this event added. */
  readonly isTotal?: boolean
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const newPrincipal = writes('execution', 'create', 'nhi_create', 'add')
const secret = { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'static' } as const
const secretGone = { ...writes('revocation', 'revoke', null, 'remove'), credential: 'static' } as const
const token = { ...writes('credential', 'issue', null, 'add'), credential: 'session' } as const
const tokenGone = { ...writes('revocation', 'revoke', null, 'remove'), credential: 'session' } as const
const secretRead = reads('execution', 'read', 'data_access')
const policy = reads('policy', 'decide')
const signIn = looks('sign_in')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Requests and their decisions
  [/^access\.request\.create$/, decides('request', 'create', 'requested')],
  [/^access\.request\.update$/, writes('request', 'update', null, 'modify')],
  [/^access\.request\.resolve$/, decides('approval', 'decide', 'approved')],
  [/^access\.request\.reject$/, decides('approval', 'decide', 'denied')],
  [/^access\.request\.expire$/, decides('approval', 'expire', 'expired')],
  [/^access\.request\.cancel$/, decides('approval', 'cancel', 'cancelled')],
  [/^access\.request\.(condition|sequence|settings)\./, production],
  [/^app\.access_request\.request$/, decides('request', 'create', 'requested')],
  [/^app\.access_request\.(approver\.approve|grant)$/, decides('approval', 'decide', 'approved')],
  [/^app\.access_request\.(approver\.)?deny$/, decides('approval', 'decide', 'denied')],
  [/^app\.access_request\.expire$/, decides('approval', 'expire', 'expired')],
  [/^app\.access_request\.delete$/, decides('approval', 'cancel', 'cancelled')],

  // Reviews
  [/^certification\.campaign\.item\.decide$|^access\.review\.action$/, writes('review', 'decide')],
  [/^certification\.campaign\.item\.remediate$|^access\.review\.remediate$/, writes('review', 'remove')],
  [
    /^(certification\.campaign|access\.review)\.(create|launch|start)$|^certification\.remediation\.open$/,
    writes('review', 'create'),
  ],
  [/^(certification\.campaign|access\.review)\.close$/, writes('review', 'close')],
  [/^(certification|access\.review)\./, writes('review', 'update')],

  // Group and application membership
  [/^group\.user_membership\.add$/, { ...grant, entitlement: 'group' }],
  [/^group\.user_membership\.remove$/, { ...removal, entitlement: 'group' }],
  [
    /^(directory\.external\.group\.membership\.add|system\.identity_sources\.group\.user\.assign)$/,
    { ...grant, entitlement: 'group' },
  ],
  [
    /^(directory\.external\.group\.membership\.remove|system\.identity_sources\.group\.user\.revoke)$/,
    { ...removal, entitlement: 'group' },
  ],
  [/^group\.user_membership\.rule\.(add_exclusion|deactivated)$/, production],
  [/^group\.user_membership\.rule\./, looks('other')],
  [
    /^application\.user_membership\.(add|restore)$|^master_application\.user_membership\.add$/,
    { ...grant, entitlement: 'app' },
  ],
  [/^application\.user_membership\.(remove|revoke)$/, { ...removal, entitlement: 'app' }],
  [
    /^application\.user_membership\.deprovision$/,
    { ...writes('revocation', 'remove', null, 'remove'), entitlement: 'app' },
  ],
  [
    /^application\.user_membership\.(approve|provision)$/,
    { ...writes('context', 'other', null, 'modify'), entitlement: 'app' },
  ],
  [/^application\.user_membership\.show_password$/, { ...secretRead, entitlement: 'app' }],
  [/^application\.user_membership\./, { ...writes('context', 'update', null, 'modify'), entitlement: 'app' }],
  [/^application\.account\.decision\.revoke$/, { ...removal, entitlement: 'app' }],
  [/^application\.account\.decision\./, writes('review', 'decide')],
  [/^group\.application_assignment\.add$/, { ...grant, receives: 'group', entitlement: 'app' }],
  [/^group\.application_assignment\.remove$/, { ...removal, receives: 'group', entitlement: 'app' }],
  [/^group\.application_assignment\.update$/, { ...widened, receives: 'group', entitlement: 'app' }],

  // Administrative privilege
  [/^user\.account\.privilege\.grant$/, { ...grant, entitlement: 'role', isTotal: true }],
  [/^user\.account\.privilege\.revoke$/, { ...removal, entitlement: 'role', isTotal: true }],
  [/^group\.privilege\.grant$/, { ...grant, receives: 'group', entitlement: 'role', isTotal: true }],
  [/^group\.privilege\.revoke$/, { ...removal, receives: 'group', entitlement: 'role', isTotal: true }],
  [/^app\.oauth2\.client\.privilege\.grant$/, { ...grant, receives: 'client', entitlement: 'role', isTotal: true }],
  [/^app\.oauth2\.client\.privilege\.revoke$/, { ...removal, receives: 'client', entitlement: 'role', isTotal: true }],
  [/^iam\.resourceset\.bindings\.add$/, { ...grant, receives: 'principal', entitlement: 'role' }],
  [/^iam\.resourceset\.bindings\.delete$/, { ...removal, receives: 'principal', entitlement: 'role' }],
  [/^iam\.resourceset\.resources\.|^iam\.role\.permission/, { ...widened, receives: 'principal', entitlement: 'role' }],
  [/^iam\.role\.subscriptions\./, writes('context', 'update', null, 'modify')],
  [/^iam\.policy\./, trust],
  [/^iam\./, production],
  [/^workflows\.user\.role\.user\.add$/, { ...grant, entitlement: 'role' }],
  [/^workflows\.user\.role\.user\.remove$/, { ...removal, entitlement: 'role' }],
  [/^workflows\.user\.role\.group\.add$/, { ...grant, receives: 'group', entitlement: 'role' }],
  [/^workflows\.user\.role\.group\.remove$/, { ...removal, receives: 'group', entitlement: 'role' }],
  [/^pam\.member\.add$/, { ...grant, entitlement: 'group' }],
  [/^pam\.member\.remove$/, { ...removal, entitlement: 'group' }],
  [/^pam\.project\.add_group$|^pam\.entitlement_sudo\.add_to_project$/, { ...grant, receives: 'group' }],
  [/^pam\.project\.remove_group$|^pam\.entitlement_sudo\.remove_from_project$/, { ...removal, receives: 'group' }],
  [/^pam\.service_account\.assign$/, { ...grant, receives: 'principal' }],
  [/^pam\.permission\.change$/, { ...widened, receives: 'group' }],
  [/^app\.oauth2\.admin\.consent\.grant$/, { ...grant, receives: 'client', entitlement: 'scope' }],
  [/^app\.oauth2\.admin\.consent\.revoke$/, { ...removal, receives: 'client', entitlement: 'scope' }],

  // Agents and other workloads
  [/^workload_principal\.(register|activate)$/, newPrincipal],
  [/^workload_principal\.(deactivate|delete)$/, removal],
  [/^workload_principal\.update$/, production],
  [/^workload_principal\.ai_agent\.credential\.(create|activate)$/, secret],
  [/^workload_principal\.ai_agent\.credential\./, secretGone],
  [
    /^workload_principal\.delegation_link\.create$/,
    { ...writes('delegation', 'grant', 'priv_grant', 'add'), receives: 'client' },
  ],
  [
    /^workload_principal\.delegation_link\./,
    { ...writes('delegation', 'revoke', 'priv_removal', 'remove'), receives: 'client' },
  ],
  [/^workload_principal\.resource_connection\.(create|activate)$/, { ...grant, receives: 'principal' }],
  [/^workload_principal\.resource_connection\.update$/, { ...widened, receives: 'principal' }],
  [/^workload_principal\.resource_connection\./, { ...removal, receives: 'principal' }],
  [/^workload_principal\.sign_on_provider\./, trust],
  [/^app\.ai_agent_provider\.import_staging\.confirm$/, newPrincipal],
  [/^app\.ai_agent_provider\.(create|update|delete|activate|deactivate)$/, production],
  [/^app\.oauth2\.client\.lifecycle\.(create|activate)$/, newPrincipal],
  [/^app\.oauth2\.client\.lifecycle\.(deactivate|delete)$/, removal],
  [/^app\.oauth2\.client\.lifecycle\./, production],
  [/^integration\.api_service\.lifecycle\.authorize$/, newPrincipal],
  [/^integration\.api_service\.lifecycle\.revoke$/, removal],
  [/^pam\.(service|service_account|workload_role|workload_connection)\.create$/, newPrincipal],
  [/^pam\.(service|service_account|workload_role|workload_connection)\.(remove|delete)$/, removal],

  // Credentials
  [/^system\.api_token\.create$/, secret],
  [/^system\.api_token\.enable$/, { ...writes('credential', 'renew', 'secret_issue', 'modify'), credential: 'static' }],
  [/^system\.api_token\.revoke$/, secretGone],
  [/^system\.api_token\.update$/, production],
  [/^app\.oauth2\.(as\.)?token\.grant(\.|$)/, token],
  [/^app\.oauth2\.(as\.)?token\.revoke(\.|$)/, tokenGone],
  [
    /^app\.oauth2\.(as\.)?consent\.grant(\.|$)/,
    { ...writes('delegation', 'grant', null, 'add'), receives: 'client', entitlement: 'scope' },
  ],
  [
    /^app\.oauth2\.(as\.)?consent\.revoke(\.|$)/,
    { ...writes('revocation', 'revoke', null, 'remove'), receives: 'client', entitlement: 'scope' },
  ],
  [/^app\.oauth2\.(as\.resource_server\.)?credentials\.lifecycle\.(create|activate)$/, secret],
  [/^app\.oauth2\.(as\.resource_server\.)?credentials\.lifecycle\./, secretGone],
  [/^app\.oauth2\.(as\.)?key\.rollover$|^app\.keys\./, writes('credential', 'renew', null, 'modify')],
  [/^pam\.(user_creds|gateway_creds|auth_token)\.issue$|^pam\.resource\.checkout$/, token],
  [/^pam\.resource\.checkin\.end$/, tokenGone],
  [/^pam\.resource\.checkin\.start$/, looks('other')],
  [
    /^pam\.(workload_connection\.api_key\.(create|rotation\.(create|activate))|apikey\.rotate|gateway\.setup_token\.create|client_enrollment_policy_token\.rotate)$/,
    secret,
  ],
  [
    /^pam\.(workload_connection\.api_key\.(revoke|rotation\.delete)|apikey\.delete|gateway\.setup_token\.delete|client_enrollment_policy_token\.delete)$/,
    secretGone,
  ],
  [/^pam\.secret\.reveal$|^pam\.(service|server)_account\.password\.reveal$|\.read_client_secret$/, secretRead],
  [/^pam\.secret(_folder)?\./, production],
  [
    /^(pki\.cert\.(issue|renew)|credential\.register)$/,
    { ...writes('credential', 'issue', null, 'add'), credential: 'certificate' },
  ],
  [
    /^(pki\.cert\.(revoke|lifecycle\.(revoke|delete))|credential\.revoke)$/,
    { ...writes('revocation', 'revoke', null, 'remove'), credential: 'certificate' },
  ],

  // Delegation and support access
  [/^user\.session\.impersonation\.grant$/, writes('delegation', 'grant', null, 'add')],
  [/^user\.session\.impersonation\.initiate$/, writes('delegation', 'use')],
  [/^user\.session\.impersonation\.extend$/, writes('delegation', 'renew', null, 'modify')],
  [/^user\.session\.impersonation\.end$/, writes('delegation', 'expire', null, 'remove')],
  [/^user\.session\.impersonation\./, writes('delegation', 'revoke', null, 'remove')],

  // Logging
  [/^system\.log_stream\.lifecycle\.(create|activate)$/, writes('logging', 'enable_logging', null, 'add')],
  [/^system\.log_stream\.lifecycle\.(deactivate|delete)$/, writes('logging', 'disable_logging', null, 'remove')],
  [/^system\.log_stream\./, writes('logging', 'configure', null, 'modify')],
  [
    /^workflows\.user\.(execution_log_stream_connection|flow\.execution_(log_stream|history))\.activate$/,
    writes('logging', 'enable_logging', null, 'add'),
  ],
  [
    /^workflows\.user\.(execution_log_stream_connection|flow\.execution_(log_stream|history))\.(deactivate|delete)$/,
    writes('logging', 'disable_logging', null, 'remove'),
  ],
  [
    /^workflows\.user\.(execution_log_stream_connection|flow\.execution_(log_stream|history))\./,
    writes('logging', 'configure', null, 'modify'),
  ],

  // A password that was changed, by its owner or for them
  [
    /^user\.account\.(reset|update|expire)_password$/,
    { ...writes('credential', 'renew', null, 'modify'), credential: 'static' },
  ],

  // Sessions and sign-ins
  [/^user\.session\.(start|access_admin_app)$|^user\.device_session\.start$/, signIn],
  [/^user\.session\.end$/, { ...reads('revocation', 'sign_out'), credential: 'session' }],
  [/^user\.session\.expire$/, { ...reads('revocation', 'expire'), credential: 'session' }],
  [/^user\.session\.clear$|^user\.authentication\.universal_logout$/, writes('revocation', 'revoke', null, 'remove')],
  [/^user\.(authentication\.slo|device_session\.end)$/, looks('sign_out')],
  [
    /^user\.authentication\.|^app\.oauth2\.(signon|(as\.)?authorize|(as\.)?interact)|^user\.mfa\.(okta_verify|attempt_bypass)/,
    signIn,
  ],

  // Policy decisions
  [
    /^policy\.(evaluate_sign_on|auth_reevaluate|entity_risk|continuous_access)|^pam\.security_policy\.evaluate$/,
    policy,
  ],
  [/^application\.policy\.sign_on\.deny_access$|^app\.oauth2\.as\.(authorize\.scope_denied|evaluate\.claim)$/, policy],
  [/^policy\.(rule\.(action\.execute|invalidate)|execute\.|scheduled\.)/, looks('other')],

  // Who is let in, and how
  [
    /^policy\.(lifecycle|rule|mapping)\.|^application\.(policy\.sign_on|registration_policy)\.|^pam\.security_policy\./,
    trust,
  ],
  [/^system\.idp\.|^oauth2\.(as|scope|claim)\.|^app\.oauth2\.trusted_server\.|^security\.trusted_origin\./, trust],
  [
    /^app\.(cross_app_access\.connection|interclient_mapping)\.|^pam\.(incoming|outgoing)_federation\.|^pki\.ca\.(add|delete|scope)/,
    trust,
  ],
  [/^device\.assurance\.policy\.|^resource_servers\.\w+\.auth_server\./, trust],

  // Production settings
  [/^zone\.|^security\.zone\.|^network_zone\./, production],
  [
    /^security\.(authenticator\.lifecycle|attack_protection|behavior\.settings|threat\.configuration|protected_action\.settings|session_protection)\b/,
    production,
  ],
  [
    /^(event|inline)_hook\.(activated|created|deactivated|deleted|updated)$|^system\.(hook\.key|feature|mfa\.factor)\./,
    production,
  ],
  [/^application\.lifecycle\.|^application\.configuration\.(update|enable|disable)/, production],
  [/^system\.agent\.(ad|ldap|connector)\.(create|deactivate|delete|reactivate)$|^system\.rate_limit\./, production],
  [
    /^workflows\.user\.(flow\.(activate|deactivate|delete|import|save)|connection\.(create|delete|reauthorize|revoke))$/,
    production,
  ],
  [/^resource_servers\.\w+\.(register|activate|deactivate|delete|update|capability\.(add|remove|update))$/, production],
  [
    /^pam\.(project|resource_group|cloud_account|integration|sudo_command_bundle|entitlement_sudo|active_directory|ad_connection)\./,
    production,
  ],

  // People and accounts
  [/^user\.lifecycle\.create$/, writes('identity', 'create', null, 'add')],
  [/^user\.lifecycle\.(deactivate|suspend|delete)/, writes('identity', 'lifecycle', null, 'remove')],
  [/^user\.lifecycle\./, writes('identity', 'lifecycle', null, 'modify')],
  [/^user\.account\.report_suspicious/, looks('other')],
  [
    /^user\.(account|mfa|credential|import|identity_verification|identity_snapshot)\b/,
    writes('identity', 'update', null, 'modify'),
  ],
  [
    /^scheduled_action\.user_suspension\.|^system\.identity_sources\.user\.|^directory\.(app_user_profile|user_profile|linked_object)\./,
    writes('identity', 'update', null, 'modify'),
  ],
]

/** Last words of an event type nobody has named above, and what they say. */
const endings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /(^|[._])(create|created|add|added|register|registered|activate|activated|enable|enabled|issue|upload|import|assign)$/,
    writes('context', 'create', null, 'add'),
  ],
  [
    /(^|[._])(delete|deleted|remove|removed|deactivate|deactivated|disable|disabled|revoke|revoked|unassign|reset)$/,
    writes('context', 'delete', null, 'remove'),
  ],
  [
    /(^|[._])(update|updated|change|changed|modify|rotate|renew|rename|move|enroll|transfer|push|sync)$/,
    writes('context', 'update', null, 'modify'),
  ],
  [/(^|[._])(read|view|viewed|download|downloaded|export|search|reveal)$/, looks('read')],
]

const other = looks('other')
const known = new Map<string, Meaning>()

/** What an event type means; types nobody has named keep stage `context`, and their last word says whether something was changed. */
export function meaningOf(eventType: string): Meaning {
  const cached = known.get(eventType)
  if (cached !== undefined) return cached
  const found = [...meanings, ...endings].find(([pattern]) => pattern.test(eventType))?.[1] ?? other
  // Okta has some 1,200 types; a file that invents more of them must not fill the memory.
  if (known.size < 5000) known.set(eventType, found)
  return found
}
