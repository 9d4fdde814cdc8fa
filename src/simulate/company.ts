/** Northwind Harbor, the invented company: its people, accounts, roles and the things they work on. */

import type { Rates } from './options.js'
import type { Random } from './random.js'

/** A person with one account in every system. */
export interface Person {
  /** Address, and the key shown everywhere. */
  readonly key: string
  readonly login: string
  readonly name: string
  readonly first: string
  readonly title: string
  readonly team: string
  /** Key of the manager; null at the top. */
  readonly manager: string | null
  readonly isManager: boolean
  readonly jira: string
  /** Whether the ticket system hides the address. */
  readonly isJiraEmailHidden: boolean
  /** Whether any mapping tells who stands behind the ticket account. */
  readonly isMapped: boolean
  /** Directories whose record of this person neither shows an address nor is in any mapping. */
  readonly unexplained: ReadonlySet<Directory>
  readonly slack: string
  readonly okta: string
  readonly servicenow: string
  readonly identityCenter: string
  readonly ip: string
}

const directories = ['jira', 'slack', 'servicenow', 'idc'] as const
/** A system that names people by an id of its own. */
export type Directory = (typeof directories)[number]

/** An account of the cloud provider. */
export interface CloudAccount {
  readonly id: string
  readonly name: string
  readonly isProduction: boolean
}

/** Something in the cloud that tickets name. */
export interface Resource {
  readonly kind: 'role' | 'function' | 'database' | 'bucket'
  readonly name: string
  readonly arn: string
  readonly account: CloudAccount
  readonly owner: Person
  /** End of the last story that used it, so that no two stories of one moment can be mistaken for each other. */
  busyUntil: number
}

/** An account that no single person stands behind. */
export interface Machine {
  readonly name: string
  readonly kind: 'agent' | 'workload' | 'system' | 'group'
}

/** Everything that stays the same through the story. */
export interface Company {
  readonly people: readonly Person[]
  readonly byKey: ReadonlyMap<string, Person>
  readonly top: Person
  /** People who ask for things. */
  readonly staff: readonly Person[]
  readonly managers: readonly Person[]
  readonly engineers: readonly Person[]
  /** Engineers who never get a ticket assigned: what they do, nobody asked for. */
  readonly nightEngineers: readonly Person[]
  /** Platform leads: managers who may approve and could execute. */
  readonly leads: readonly Person[]
  readonly iamAdmins: readonly Person[]
  readonly changeManagers: readonly Person[]
  readonly accounts: Readonly<Record<'prod' | 'staging' | 'tooling' | 'lake' | 'sandbox', CloudAccount>>
  readonly roles: Resource[]
  /** Roles that no ticket ever names. */
  readonly quietRoles: Resource[]
  readonly functions: Resource[]
  readonly standardFunctions: Resource[]
  readonly databases: Resource[]
  readonly buckets: Resource[]
  readonly groups: readonly { readonly id: string; readonly name: string; readonly owner: Person }[]
  readonly permissionSets: readonly { readonly name: string; readonly arn: string; readonly hash: string }[]
}

const firstNames =
  'Dana Lena Omar Priya Jonas Mei Tomas Aisha Erik Nora Ravi Sofia Karl Ines Yusuf Hanna Marco Freya Diego Leila Anton Greta Kofi Elif Pavel Maya Ruben Signe Hugo Zara Felix Amina Oskar Tara Milan Ida Nils Rosa Emil Vera Samir Clara Levi Noor Viktor Alma Jakub Selma'.split(
    ' ',
  )
const lastNames =
  'Reyes Vogt Haddad Nair Lindqvist Chen Novak Bello Sorensen Almeida Kapoor Brandt Okafor Weiss Demir Petrov Costa Holm Vargas Rahimi Keller Fischer Mensah Aydin Horak Jensen Santos Dahl Moreau Khan Berger Diallo Wagner Ivanova Kovac Olsen Silva Nowak Hansen Roth Farouk Lang Peeters Aziz Bauer Moretti Dvorak Lund'.split(
    ' ',
  )
const productTeams = ['billing', 'logistics', 'data', 'web', 'finance', 'crew', 'customs']
const purposes = ['reader', 'writer', 'deployer', 'batch', 'reports', 'exporter', 'sync', 'audit', 'jobs', 'gateway']
const services = [
  'billing',
  'ledger',
  'cargo',
  'manifest',
  'berth',
  'crane',
  'invoice',
  'tariff',
  'customs',
  'crew',
  'fleet',
  'yard',
]
const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Region in which the company works; IAM itself logs to us-east-1. */
export const REGION = 'eu-central-1'
/** Domain of the company. */
export const DOMAIN = 'nwh.example'

/** Founds the company: its size follows the number of tasks. */
export function foundCompany(root: Random, rates: Rates, tasks: number): Company {
  const random = root.fork('company')
  const size = Math.max(30, Math.min(1500, Math.round(28 + tasks * 0.064)))
  const hire = recruiter(random, root, rates)
  const top = hire('Chief Technology Officer', 'executive', null, true)
  const people: Person[] = [top]
  const team = (name: string, title: string, count: number) => {
    const members: Person[] = []
    for (let left = count; left > 0; ) {
      const manager = hire(`${title} lead`, name, top.key, true)
      members.push(manager)
      left--
      for (let i = 0; i < 8 && left > 0; i++, left--) members.push(hire(title, name, manager.key, false))
    }
    people.push(...members)
    return members
  }
  const platform = team('platform', 'Platform engineer', Math.max(6, Math.round(size * 0.18)))
  const night = team('platform-night', 'Platform engineer', 3 + Math.floor(size * 0.01)).filter(
    (person) => !person.isManager,
  )
  const iam = team('iam', 'Identity administrator', Math.max(4, Math.round(size * 0.07)))
  const change = team('change', 'Change manager', Math.max(3, Math.round(size * 0.03)))
  const rest = Math.max(14, size - people.length)
  for (const name of productTeams.slice(0, Math.max(2, Math.min(productTeams.length, Math.floor(rest / 6)))))
    team(
      name,
      'Developer',
      Math.max(5, Math.floor(rest / Math.max(2, Math.min(productTeams.length, Math.floor(rest / 6))))),
    )
  const managers = people.filter((person) => person.isManager && person !== top && person.team !== 'platform-night')
  const staff = people.filter((person) => productTeams.includes(person.team) && !person.isManager)
  const accounts = {
    prod: { id: '111122223333', name: 'nwh-prod', isProduction: true },
    staging: { id: '222233334444', name: 'nwh-staging', isProduction: false },
    tooling: { id: '333344445555', name: 'nwh-tooling', isProduction: true },
    lake: { id: '444455556666', name: 'nwh-data-lake', isProduction: true },
    sandbox: { id: '555566667777', name: 'nwh-sandbox', isProduction: false },
  }
  const owners = managers.filter((person) => productTeams.includes(person.team))
  const things = (kind: Resource['kind'], count: number, prefix: string): Resource[] =>
    Array.from({ length: count }, (_, i) => {
      const account = i % 3 === 2 ? accounts.staging : accounts.prod
      const name = `${prefix}${services[i % services.length]}-${purposes[Math.floor(i / services.length) % purposes.length]}${
        i >= services.length * purposes.length ? `-${Math.floor(i / (services.length * purposes.length)) + 1}` : ''
      }`
      return {
        kind,
        name,
        arn: resourceArn(kind, account, name),
        account,
        owner: owners[i % owners.length]!,
        busyUntil: 0,
      }
    })
  const pool = Math.max(60, Math.round(tasks / 6))
  return {
    people,
    byKey: new Map(people.map((person) => [person.key, person])),
    top,
    staff,
    managers,
    engineers: platform.filter((person) => !person.isManager),
    nightEngineers: night,
    leads: platform.filter((person) => person.isManager),
    iamAdmins: iam.filter((person) => !person.isManager),
    changeManagers: change.filter((person) => !person.isManager),
    accounts,
    roles: things('role', pool, 'app-'),
    quietRoles: things('role', 24, 'core-'),
    functions: things('function', Math.max(40, Math.round(tasks / 8)), 'svc-'),
    standardFunctions: things('function', 6, 'std-').filter((thing) => thing.account === accounts.prod),
    databases: things('database', Math.max(40, Math.round(tasks / 8)), 'db-'),
    buckets: things('bucket', Math.max(30, Math.round(tasks / 12)), 'nwh-'),
    groups: Array.from({ length: 24 }, (_, i) => ({
      id: `00g${random.letters(base62, 17)}`,
      name: `grp-${services[i % services.length]}-${i < 12 ? 'admins' : 'operators'}`,
      owner: owners[i % owners.length]!,
    })),
    permissionSets: ['DatabaseOperator', 'IncidentResponder', 'NetworkOperator', 'DataEngineer'].map((name) => ({
      name,
      arn: `arn:aws:sso:::permissionSet/ssoins-69871f5c2a4b30de/ps-${random.hex(16)}`,
      hash: random.hex(16),
    })),
  }
}

/** People who may approve what `requester` asks for `beneficiary` and `executor` does: never one of the three, nor somebody who reports to them. */
export function eligibleApprovers(company: Company, wanted: readonly Person[], involved: readonly Person[]): Person[] {
  const barred = new Set(involved.map((person) => person.key))
  return wanted.filter(
    (person) => !managersOf(company, person).some((above) => barred.has(above)) && !barred.has(person.key),
  )
}

/** Keys of everybody above a person. */
export function managersOf(company: Company, person: Person): string[] {
  const above: string[] = []
  for (let at = person.manager; at !== null; at = company.byKey.get(at)?.manager ?? null) above.push(at)
  return above
}

function recruiter(random: Random, root: Random, rates: Rates) {
  const used = new Map<string, number>()
  const names = random.shuffle(firstNames.flatMap((first) => lastNames.map((last) => [first, last] as const)))
  let next = 0
  return (title: string, team: string, manager: string | null, isManager: boolean): Person => {
    const isNamesake = next > 4 && random.chance(rates.sameDisplayNames)
    const [first, last] = names[isNamesake ? random.int(0, next - 1) : next % names.length]!
    next++
    const login = unique(used, `${first[0]}${last}`.toLowerCase())
    const address = unique(used, `${first}.${last}`.toLowerCase())
    const luck = root.fork(`person/${address}`)
    const shown = luck.chance(rates.borrowedNames) ? names[luck.int(0, next - 1) % names.length]! : [first, last]
    const unexplained = directories.filter((name) => luck.fork(name).chance(rates.unmappedAccounts))
    const isStaff = productTeams.includes(team) && !isManager
    return {
      key: `${address}@${DOMAIN}`,
      login,
      name: shown.join(' '),
      first,
      title,
      team,
      manager,
      isManager,
      jira: `5f${random.hex(22)}`,
      isJiraEmailHidden: random.chance(0.3),
      unexplained: new Set(unexplained),
      isMapped: !(isStaff && random.chance(rates.aliasWithoutMapping)),
      slack: `U0${random.letters('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789', 9)}`,
      okta: `00u${random.letters(base62, 17)}`,
      servicenow: random.hex(32),
      identityCenter: `${random.hex(10)}-${random.uuid()}`,
      ip: `203.0.113.${random.int(1, 250)}`,
    }
  }
}

function unique(used: Map<string, number>, wanted: string) {
  const count = (used.get(wanted) ?? 0) + 1
  used.set(wanted, count)
  return count === 1 ? wanted : `${wanted}${count}`
}

function resourceArn(kind: Resource['kind'], account: CloudAccount, name: string) {
  switch (kind) {
    case 'role':
      return `arn:aws:iam::${account.id}:role/${name}`
    case 'function':
      return `arn:aws:lambda:${REGION}:${account.id}:function:${name}`
    case 'database':
      return `arn:aws:rds:${REGION}:${account.id}:db:${name}`
    case 'bucket':
      return `arn:aws:s3:::${name}`
  }
}
