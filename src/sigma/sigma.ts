/**
 * Reads Sigma rules (YAML) and makes rules of ours of them: single events, told as leads beside the rules over chains.
 * No maintained Sigma library exists for JavaScript, so the part of the specification (2.1) that single events need is here.
 */
import type { Rule } from '../detect/rule.js'
import { asUserError, type Problem } from '../problems.js'
import { parseYaml } from '../read-yaml.js'
import { identifier } from '../store/store.js'
import { type Condition, parseCondition } from './condition.js'
import { fieldColumns, logSourceOf } from './fields.js'
import { all, any, type FieldSql, selectionSql, Values } from './predicate.js'
import { fieldsShape, type SigmaRule, sigmaShape } from './shape.js'

/** A file of the operator's, read. */
export interface YamlFile {
  readonly path: string
  readonly text: string
}

/**
 * Rules of Sigma files. A file called `fields.yaml` maps fields of all of them: Sigma field → column of `events`, or `attributes.<key>`.
 * Throws one UserError with every file that cannot be used, and why: a rule that is not run must not look like one that found nothing.
 */
export function loadSigmaRules(files: readonly YamlFile[]): Rule[] {
  const problems: Problem[] = []
  const own: Record<string, string> = {}
  for (const { path, text } of files.filter(isFields)) Object.assign(own, readFields(text, path, problems))
  const rules: Rule[] = []
  const seen = new Map<string, string>()
  for (const { path, text } of files.filter((file) => !isFields(file))) {
    try {
      const sigma = parseYaml(text, path, {
        shape: sigmaShape,
        what: 'the Sigma rule',
        hint: 'single-event rules of the Sigma specification 2 are read',
      })
      const rule = asRule(sigma, path, own)
      const other = seen.get(rule.rule)
      if (other !== undefined) problems.push({ file: path, line: null, message: `it has the id of ${other}` })
      else rules.push(rule)
      seen.set(rule.rule, path)
    } catch (cause) {
      problems.push({ file: path, line: null, message: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  if (problems.length > 0) throw asUserError('the Sigma rules', problems)
  return rules.sort((a, b) => (a.rule < b.rule ? -1 : 1))
}

const isFields = ({ path }: YamlFile) => /(^|[\\/])fields\.ya?ml$/.test(path)

function readFields(text: string, path: string, problems: Problem[]): Readonly<Record<string, string>> {
  const given = parseYaml(text, path, {
    shape: fieldsShape,
    what: 'the fields',
    hint: 'Sigma field: column of events, or attributes.<key>',
  })
  for (const [name, to] of Object.entries(given))
    if (!to.startsWith('attributes.') && !(fieldColumns as readonly string[]).includes(to))
      problems.push({
        file: path,
        line: null,
        message: `${name}: ${to} is no column; expected attributes.<key> or one of ${fieldColumns.join(', ')}`,
      })
  return given
}

function asRule(sigma: SigmaRule, path: string, own: Readonly<Record<string, string>>): Rule {
  const { product, service, category } = sigma.logsource
  const source = logSourceOf({ ...(product ? { product } : {}), ...(service ? { service } : {}) })
  if (source === null)
    throw new Error(
      `no export that we read is its log source: ${[product, service, category].filter(Boolean).join(' ')}`,
    )
  if ('action' in sigma || 'correlation' in sigma) throw new Error('collections and correlations are not single events')
  const fields = { ...source.fields, ...own }
  const field: FieldSql = (name) => {
    const to =
      fields[name] ??
      ((fieldColumns as readonly string[]).includes(name) ? name : name.startsWith('attributes.') ? name : undefined)
    if (to === undefined) return null
    if (to.startsWith('attributes.')) return attributeSql(to.slice(11), values)
    // aliases are typed; a Sigma rule knows the vendor's spelling alone
    return to === 'actor' || to === 'subject' || to === 'credential'
      ? `substr(event.${identifier(to)}, strpos(event.${identifier(to)}, ':') + 1)`
      : `event.${identifier(to)}`
  }
  const values = new Values()
  const everything = `concat_ws(' ', ${['operation', 'actor', 'subject', 'resource', 'entitlement', 'text', 'user_agent', 'source_ip', 'attributes'].map((name) => `event.${name}`).join(', ')})`
  const { condition, ...selections } = sigma.detection
  const names = Object.keys(selections).filter((name) => name !== 'timeframe')
  if ('timeframe' in selections) throw new Error('a timeframe speaks of several events')
  const sqlOf = new Map(
    names.map((name) => [name, `coalesce(${selectionSql(selections[name], field, everything, values)}, false)`]),
  )
  const predicate = any([condition].flat().map((text) => conditionSql(parseCondition(text, names), sqlOf)))
  const scope = source.connector === null ? [] : [`event.connector = ${values.add(source.connector)}`]
  const sql = leads(all([...scope, predicate]), values.add(sigma.title))
  const id = sigma.id ?? sigma.title
  return {
    rule: `SIGMA-${id.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 40)}`,
    slug: sigma.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, ''),
    title: sigma.title,
    severity: sigma.level === 'informational' || sigma.level === undefined ? 'info' : sigma.level,
    grain: 'one row per actor, chain and day with an event that it selects; events it does not select are not told',
    question: `Which events does the Sigma rule "${sigma.title}" select?`,
    why: sigma.description?.trim().replace(/\s+/g, ' ') ?? 'Its author does not say.',
    misses: 'Whatever single events cannot show; records in an export that was not supplied.',
    falsePositives: sigma.falsepositives?.join('; ') ?? 'Its author does not say.',
    remedy: 'Look at the events: a lead says where to look, and proves nothing.',
    needs: ['context'],
    parameters: Object.entries(values.bound).map(([name, value]) => ({ name, value, basis: 'the Sigma rule' })),
    ref: [...(sigma.references ?? []), ...(sigma.id ? [`Sigma ${sigma.id}`] : [])].join(' ') || path,
    sql,
    file: path,
  }
}

/** An attribute by its key, dots and all, or by its path. */
function attributeSql(key: string, values: Values): string {
  const quoted = (part: string) => `"${part.replaceAll('"', '')}"`
  const places = new Set([`$.${quoted(key)}`, `$.${key.split('.').map(quoted).join('.')}`])
  return `coalesce(${[...places].map((place) => `json_extract_string(event.attributes, ${values.add(place)})`).join(', ')})`
}

function conditionSql(condition: Condition, sqlOf: ReadonlyMap<string, string>): string {
  switch (condition.kind) {
    case 'name':
      return sqlOf.get(condition.name)!
    case 'not':
      return `not ${conditionSql(condition.of, sqlOf)}`
    case 'some':
      return any(condition.names.map((name) => sqlOf.get(name)!))
    case 'every':
      return all(condition.names.map((name) => sqlOf.get(name)!))
    case 'and':
      return all(condition.parts.map((part) => conditionSql(part, sqlOf)))
    case 'or':
      return any(condition.parts.map((part) => conditionSql(part, sqlOf)))
  }
}

/** The rows of such a rule: one per actor, chain and day. */
function leads(predicate: string, title: string): string {
  return `select
    link.task,
    coalesce(person.person, event.actor) as person,
    list_filter([event.actor], lambda alias: alias is not null) as identities,
    min(event.occurred_at) as occurred_at,
    'lead' as verdict,
    null::varchar as sub,
    null::varchar as severity,
    1.0::double as confidence,
    null::varchar as basis,
    null::varchar as reason,
    null::varchar as needs,
    'The Sigma rule "' || ${title} || '" selects ' || count(*) || case count(*) when 1 then ' event of ' else ' events of ' end
        || named(coalesce(person.person, event.actor), null) || ', the first at ' || utc(min(event.occurred_at)) || ': '
        || arg_min(deed(event.operation, event.entitlement, event.subject, event.resource), in_order(event.lo, event.event_id)) || '.' as message,
    list(event.event_id order by event.lo, event.event_id) as event_ids
from stg_events as event
left join int_alias_persons as person
    on person.alias = event.actor and event.occurred_at >= person.valid_from and event.occurred_at < person.valid_to
left join (
    select event_id, arg_max(task, by_weight(confidence, task)) as task from fct_links where confidence >= 0.8 group by event_id
) as link on link.event_id = event.event_id
where ${predicate}
group by link.task, coalesce(person.person, event.actor), event.actor, date_trunc('day', event.occurred_at)`
}
