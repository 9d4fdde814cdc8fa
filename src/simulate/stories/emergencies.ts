/** Emergencies that go wrong: nobody declared them, they went on too long or too far, nobody else reviewed them; and drills, which are none. */
import { HOUR, isoSeconds, MINUTE } from '../calendar.js'
import { breakGlassActor, breakGlassAddress } from '../exports/cloudtrail.js'
import type { Telling } from '../world.js'
import { type Emergency, proper, tellEmergency } from './break-glass.js'
import type { Chapter } from './chapters.js'

/** How each variant differs from an emergency as it should be. */
const variants: Readonly<Record<string, Partial<Emergency>>> = {
  'R53.undeclared': { isDeclared: false, account: '02' },
  'R53.exceeded': { hours: 5.5 },
  'R53.scope': { isScoped: true },
  'R54.missing': { reviewer: null, isRotated: false },
  'R54.own': { reviewer: 'operator' },
  'R54.late': { reviewAfter: 90 },
  'R54.rotation': { isRotated: false },
  drill: { isDeclared: false, account: '02' },
  'rotated-in-log': { isRotated: false, account: '03' },
}

/** The stories of R53 and R54. */
export const emergencies: Chapter = {
  tell: (telling) => (telling.plan.variant === 'health-check' ? tellHealthCheck(telling) : tellVariant(telling)),
  gaps: {
    R53: ['R53.undeclared', 'R53.exceeded', 'R53.scope'],
    R54: ['R54.missing', 'R54.own', 'R54.late', 'R54.rotation'],
  },
  traps: ['drill', 'health-check', 'rotated-in-log'],
}

/** Tells the company's files what stands behind a further emergency account. */
function introduce({ world }: Telling, number: string) {
  const machine = { name: breakGlassAddress(number), kind: 'group' } as const
  const account = (id: string, role: string) => `aws:arn:aws:sts::${id}:assumed-role/${role}`
  const { prod, tooling } = world.company.accounts
  world.machines.set(`email:${machine.name}`, machine)
  world.machines.set(`okta:${breakGlassActor(number).id}`, machine)
  world.machines.set(`${account(prod.id, 'BreakGlassAdmin')}/bg-${number}*`, machine)
  world.machines.set(`${account(tooling.id, 'AWSReservedSSO_BreakGlass_0c4e8a27d19f6b35')}/${machine.name}`, machine)
}

function tellVariant(telling: Telling): string | null {
  const { world, plan } = telling
  const how = { ...proper, ...variants[plan.variant] }
  if (how.account !== '01') introduce(telling, how.account)
  const { number, done, address, end } = tellEmergency(telling, how)
  const task = how.isDeclared ? number : null
  const gap = (rule: string, ids: readonly string[], why: string) =>
    world.key.gap({ rule, task, person: address, native_ids: ids, why })
  const outside = [done[0]!, done.at(-1)!]
  if (plan.variant === 'R53.undeclared') {
    gap('R53', done, 'no incident was opened for it')
    gap('R54', done, 'nobody reviewed what nobody had declared')
    world.key.open({
      rule: 'R40',
      task: null,
      native_ids: done,
      why: 'the session says nothing of who used the account',
    })
    for (const id of done.slice(0, -1))
      for (const rule of ['R01', 'R02']) gap(rule, [id], 'nobody asked for it, and no emergency was declared')
    for (const rule of ['R01', 'R02'])
      world.key.open({
        rule,
        task: null,
        native_ids: outside,
        why: 'what was granted without being asked for was taken back',
      })
  }
  if (plan.variant === 'R53.exceeded') gap('R53', done, 'the work went on for five and a half hours')
  if (plan.variant === 'R53.scope') {
    const why = 'the incident is about a database, and a role was changed'
    gap('R53', outside, why)
    world.key.open({ rule: 'R44', task, native_ids: [done[0]!], why })
  }
  if (plan.variant === 'R54.missing') gap('R54', done, 'nobody wrote a review')
  if (plan.variant === 'R54.own') gap('R54', done, 'who used the account reviewed it')
  if (plan.variant === 'R54.late') gap('R54', done, 'the review came a day after it was due')
  if (plan.variant === 'R54.rotation') gap('R54', done, 'the password of the account was never changed')
  if (plan.variant === 'drill')
    world.register.calendar.push([
      'drill',
      address,
      '',
      isoSeconds(plan.at - HOUR),
      isoSeconds(end + HOUR),
      'half-yearly emergency drill',
    ])
  if (plan.variant === 'rotated-in-log')
    world.okta.log(end + 3 * HOUR, {
      type: 'user.account.reset_password',
      message: "Fired when the user's Okta password is reset",
      actor: {
        id: '00uADMIN000000000001',
        type: 'User',
        alternateId: world.company.top.key,
        displayName: world.company.top.name,
      },
      ip: '192.0.2.10',
      targets: [breakGlassActor(how.account)],
    })
  return task
}

/** Somebody signs in with the emergency account, sees that it works, and leaves it at that. */
function tellHealthCheck(telling: Telling): null {
  const { world, plan } = telling
  introduce(telling, '02')
  world.key.story(plan.flavour)
  world.okta.log(plan.at + 5 * MINUTE, {
    type: 'user.session.start',
    message: 'User login to Okta',
    actor: breakGlassActor('02'),
    ip: '192.0.2.10',
  })
  return null
}
