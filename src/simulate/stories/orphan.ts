/** A change nobody asked for: a known engineer, the administrator's role, no ticket anywhere. */
import { isoSeconds } from '../calendar.js'
import type { Telling } from '../world.js'
import { enterAsAdmin, lookAround } from './cast.js'
import { grant } from './jira-iam.js'

/** Tells the story. */
export function tellOrphan(telling: Telling): null {
  const { world, random, plan } = telling
  const { company } = world
  const engineer = random.pick(company.nightEngineers)
  const role = random.pick(company.quietRoles)
  const session = enterAsAdmin(telling, plan.at - 100_000, engineer, role, null, 'missing')
  lookAround(telling, plan.at - 60_000, session, null, 1)
  const policy = `arn:aws:iam::aws:policy/${random.pick(['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess'])}`
  const id = grant(telling, plan.at, session, role.name, policy, null)
  const why = `${engineer.name} attached ${policy.split('/').at(-1)} to ${role.name} at ${isoSeconds(plan.at)} and no record asks for it`
  world.key.story(plan.flavour)
  for (const rule of ['R01', 'R02']) world.key.gap({ rule, task: null, person: engineer.key, native_ids: [id], why })
  return null
}
