/** An emergency: declared as an incident, handled with the break-glass identity within half an hour, reviewed by somebody else afterwards. */
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import type { Person } from '../company.js'
import { breakGlassAddress } from '../exports/cloudtrail.js'
import { belongs, type Telling } from '../world.js'
import { lookAround, sessionName, spoilReference } from './cast.js'
import { detach, grant, modifyDatabase } from './jira-iam.js'
import { audits } from './snow-change.js'

const CLOUD = 'aws-cloudtrail'

/** Tells the story. Returns the number of the incident. */
export function tellBreakGlass(telling: Telling): string {
  const { world, random, plan } = telling
  const { company, servicenow, cloudtrail, okta } = world
  const operator = random.pick(company.engineers)
  const caller = random.pick(company.leads)
  const reviewer = random.pick(company.changeManagers)
  const database = random.pick(company.databases.filter((thing) => thing.account === company.accounts.prod))
  const role = random.pick(company.quietRoles.filter((thing) => thing.account === company.accounts.prod))
  const address = breakGlassAddress('01')
  const declared = plan.at
  const used = declared + random.int(12, 25) * MINUTE
  const resolved = used + random.int(90, 150) * MINUTE
  const reviewed = waking(resolved + random.int(2, 10) * HOUR)
  const closed = reviewed + random.int(20, 60) * MINUTE
  const number = servicenow.number('INC')
  const id = servicenow.newId()
  world.key.story(plan.flavour)
  const note = (nativeId: string) => belongs(world, 'servicenow', nativeId, number)
  note(id)
  const words = [
    `Break-glass declared: ${address} is used by ${operator.name} to bring ${database.name} back.`,
    `Post-use review by ${reviewer.name}: actions match the declaration, credential of ${address} rotated.`,
  ]
  servicenow.add('incident', {
    sys_id: id,
    number,
    short_description: `BREAK-GLASS: ${database.name} does not answer`,
    description: words[0]!,
    priority: { value: '1', shown: '1 - Critical' },
    category: 'Break-glass',
    state: { value: '7', shown: 'Closed' },
    caller_id: servicenow.person(caller),
    opened_by: servicenow.person(caller),
    assigned_to: servicenow.person(operator),
    opened_at: { time: declared },
    sys_created_on: { time: declared },
    sys_created_by: caller.login,
    resolved_at: { time: resolved },
    resolved_by: servicenow.person(operator),
    closed_at: { time: closed },
    closed_by: servicenow.person(reviewer),
    close_code: 'Solved (Permanently)',
    close_notes: words[1]!,
    sys_updated_on: { time: closed },
    sys_updated_by: reviewer.login,
    active: 'false',
  })
  const journal = (at: number, by: Person, value: string) => {
    const entry = servicenow.newId()
    servicenow.add('sys_journal_field', {
      sys_id: entry,
      name: 'incident',
      element: 'work_notes',
      element_id: id,
      value,
      sys_created_on: { time: at },
      sys_created_by: by.login,
    })
    note(entry)
  }
  journal(declared + MINUTE, caller, words[0]!)
  journal(reviewed, reviewer, words[1]!)
  const audit = audits(telling, id, note)
  audit('incident', declared + 2 * MINUTE, operator, 'state', '1', '2')
  audit('incident', resolved, operator, 'state', '2', '6')
  audit('incident', closed, reviewer, 'state', '6', '7')

  const signedIn = okta.log(used - 3 * MINUTE, {
    type: 'user.session.start',
    message: 'User login to Okta',
    actor: { id: '00uBREAKGLASS0000001', type: 'User', alternateId: address, displayName: 'Break Glass 01' },
    ip: operator.ip,
  })
  belongs(world, 'okta-system-log', signedIn, number, { optional: true })
  const portal = cloudtrail.signIn(
    used - 2 * MINUTE,
    company.accounts.tooling,
    'AWSReservedSSO_BreakGlass_0c4e8a27d19f6b35',
    operator,
    address,
  )
  const reference = spoilReference(telling, 'emergency', ['missing', 'mistyped', 'next'])
  const glass = cloudtrail.assumeRole(
    used - MINUTE,
    portal.session,
    company.accounts.prod,
    'BreakGlassAdmin',
    sessionName(telling, 'bg-01', number, reference),
  )
  belongs(world, CLOUD, portal.id, number, { optional: true })
  belongs(world, CLOUD, glass.id, number)
  if (glass.twin) belongs(world, CLOUD, glass.twin, number, { twin_of: glass.id })
  lookAround(telling, used - 30 * SECOND, glass.session, number, 1)
  const policy = 'arn:aws:iam::aws:policy/AmazonRDSFullAccess'
  grant(telling, used, glass.session, role.name, policy, number)
  belongs(world, CLOUD, modifyDatabase(telling, used + 4 * MINUTE, glass.session, database.name), number)
  belongs(world, CLOUD, detach(telling, used + 25 * MINUTE, glass.session, role.name, policy), number)
  return number
}
