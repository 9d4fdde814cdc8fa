/** What columns, actions and states are called in other people's exports, and what they most likely mean. */

/** Names of columns by what they hold, in plain lower-case words; the more telling names first. */
export const columnNames = {
  time: [
    /^@?(time|timestamp|time stamp|date|date ?time|when|ts|datum)$/,
    /\b(event|log|recorded|occurred|published|created|start) ?(time|at|on|date)?\b|\btime\b|\btimestamp\b/,
    /date|time|\bat$/,
  ],
  actor: [
    /\b(actor|who|initiated by|performed by|acted by|created by|done by|user)\b.*\b(email|mail|login|login name)\b/,
    /^(actor|who|user|user ?name|login|email|principal|author|initiator|resource)$/,
    /\b(actor|who|user|by|author|initiator|principal|caller|operator|requested by|admin)\b/,
    /\b(email|login|user ?name)\b/,
  ],
  action: [
    /^(action|operation|activity|event ?type|event ?name|event type name|action name|action type|method|verb|what|command)$/,
    /\b(action|operation|activity|event type|event name|event|verb|command)\b/,
    /\b(type|method|message|request|program)$/,
  ],
  outcome: [
    /^(outcome|result|status|state|decision|success|approval)$/,
    /\b(outcome|result|status|state|decision|success|approval)\b/,
  ],
  resource: [
    /\b(target|resource|object|asset|item|entity)\b.*\bname\b/,
    /^(target|resource|object|asset|item|entity|repository|repo|project|file|path|system|application)$/,
    /\b(target|resource|object|asset|item|entity|repository|project|path|application|system)\b/,
  ],
  ip: [/\b(ip|address|remote|client|source|host)\b/, /./],
  agent: [/\buser ?agent\b|\bclient app\b/],
  id: [
    /^(id|uuid|guid|event id|log id|record id|audit id|entry id|sys id)$/,
    /\b(event|log|record|audit) ?(id|uuid)\b/,
  ],
  item: [
    /^(case|ticket|incident|request|change|issue|task|order)( ?(id|no|nr|number|key|#))?$/,
    /\b(case|ticket|incident|request|change|issue) (id|no|nr|number|key)\b/,
  ],
  text: [
    /^(message|comment|comments|description|reason|justification|summary|note|notes|details|text)$/,
    /\b(message|comment|description|reason|justification|summary|notes?)\b/,
  ],
  account: [/\b(tenant|organi[sz]ation|org|workspace|account) ?(id|name)?$/],
  session: [/\bsession( id)?\b/],
} as const

/** What an action most likely is: the words it is known by, the same in a sentence, and the columns it fills. */
export interface Meaning {
  readonly words: RegExp
  readonly sentence: string
  readonly columns: Readonly<Record<string, string | boolean>>
}

const access = '(?:roles?|members?|permissions?|access|groups?|privileges?|entitlements?)'
const secret = '(?:api ?keys?|tokens?|secrets?|credentials?|passwords?)'

/** Actions by the words in their names; the first that fits counts. */
export const meanings: readonly Meaning[] = [
  {
    words: /\b(approv\w*|authori[sz]ed|accepted)\b/,
    sentence: 'someone approves',
    columns: { stage: 'approval', activity: 'decide', decision: 'approved', is_write: true },
  },
  {
    words: /\b(reject\w*|den(y|ied)|declin\w*)\b/,
    sentence: 'someone refuses',
    columns: { stage: 'approval', activity: 'decide', decision: 'denied', is_write: true },
  },
  {
    words: /\b(request(ed)?|submit(ted)?|ask(ed)?)\b/,
    sentence: 'someone asks',
    columns: { stage: 'request', activity: 'create', is_write: true },
  },
  {
    words: new RegExp(`\\b${secret}\\b.*\\b(creat|generat|issu|add)|\\b(creat|generat|issu)\\w* .*\\b${secret}\\b`),
    sentence: 'a secret is made',
    columns: { stage: 'credential', activity: 'issue', change_class: 'secret_issue', is_write: true },
  },
  {
    words: new RegExp(
      `\\b(revok\\w*|unassign\\w*|removed from)\\b|\\bremov\\w* .*\\b(${access}|users?)\\b|\\b${access}\\b.*\\b(remov|delet)`,
    ),
    sentence: 'something is taken away',
    columns: {
      stage: 'revocation',
      activity: 'remove',
      change: 'remove',
      change_class: 'priv_removal',
      is_write: true,
    },
  },
  {
    words: new RegExp(
      `\\b(grant\\w*|assign\\w*)\\b|\\b(add|added|invite|invited) .*\\b(${access}|admin)\\b|\\b${access}\\b.*\\b(add|chang|updat)`,
    ),
    sentence: 'someone gets access',
    columns: { stage: 'execution', activity: 'grant', change: 'add', change_class: 'priv_grant', is_write: true },
  },
  {
    words: /\b(login|log ?in|sign ?in|signed in|logged in|authenticat\w*)\b/,
    sentence: 'someone signs in',
    columns: { stage: 'context', activity: 'sign_in' },
  },
  {
    words: /\b(logout|log ?out|sign ?out|logged out)\b/,
    sentence: 'someone signs out',
    columns: { stage: 'context', activity: 'sign_out' },
  },
  {
    words: /\b(delet\w*|destr\w*|drop\w*|clear\w*)\b/,
    sentence: 'something is deleted',
    columns: { stage: 'execution', activity: 'delete', change: 'remove', is_write: true },
  },
  {
    words: /\b(deploy\w*|releas\w*|rollout)\b/,
    sentence: 'something is deployed',
    columns: {
      stage: 'execution',
      activity: 'deploy',
      change: 'modify',
      change_class: 'prod_config',
      is_write: true,
    },
  },
  {
    words: /\b(updat\w*|chang\w*|modif\w*|edit\w*|enabl\w*|disabl\w*|configur\w*|set)\b/,
    sentence: 'something is changed',
    columns: { stage: 'execution', activity: 'configure', change: 'modify', is_write: true },
  },
  {
    words: /\b(creat\w*|add\w*|upload\w*|new)\b/,
    sentence: 'something is made',
    columns: { stage: 'execution', activity: 'create', change: 'add', is_write: true },
  },
  {
    words: /\b(view\w*|read|list\w*|get|download\w*|access\w*|export\w*|preview\w*|search\w*)\b/,
    sentence: 'something is read',
    columns: { stage: 'context', activity: 'read' },
  },
]

/** How things ended, by the words of states; the first that fits counts. */
export const outcomeWords: readonly (readonly [RegExp, string])[] = [
  [/\b(unsuccess\w*|fail\w*|error|exception|false|5\d\d)\b/, 'failure'],
  [/\b(den(y|ied)|forbid\w*|block\w*|unauthori[sz]ed|reject\w*|40[13])\b/, 'denied'],
  [/\b(pending|open|in progress|new|queued|waiting|started)\b/, 'pending'],
  [/\b(succ\w*|ok|true|allow\w*|complete\w*|done|passed|approved|granted|200|201|204)\b/, 'success'],
]

/** Decisions by the words of states. */
export const decisionWords: readonly (readonly [RegExp, string])[] = [
  [/\b(approv\w*|accept\w*)\b/, 'approved'],
  [/\b(reject\w*|den(y|ied)|declin\w*)\b/, 'denied'],
  [/\b(pending|requested|waiting|submitted)\b/, 'requested'],
  [/\bwithdraw\w*\b/, 'withdrawn'],
  [/\bcancel\w*\b/, 'cancelled'],
  [/\bexpir\w*\b/, 'expired'],
]

/** A name or a path in plain words: `actor.loginName` is `actor login name`. */
export function plainWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9@]+/g, ' ')
    .trim()
}

/** The word for a state; null when nothing fits. */
export function wordFor(state: string, words: readonly (readonly [RegExp, string])[]): string | null {
  const plain = plainWords(state)
  return words.find(([pattern]) => pattern.test(plain))?.[1] ?? null
}
