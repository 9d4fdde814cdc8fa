/** Record linkage through all models: the errors of FEBRL survived, and the same answer whatever the order of the rows. */
import { describe, expect, it } from 'vitest'
import { simulateDirectories } from '../../bench/simulate-directories.js'
import { type ModelCase, runModelCase } from '../models/run-model-cases.js'

const people = 60
const records = [...simulateDirectories(3, people)]
const rows = records.map((one) => ({
  alias: one.alias,
  directory: one.directory,
  login: one.login,
  display_name: one.name,
  title: one.title,
  attributes: JSON.stringify({
    employee_number: one.number,
    phone: one.phone,
    start_date: one.started,
    department: one.department,
    location: one.location,
  }),
}))

/** Who is behind each alias, as the models find it. */
async function resolve(identities: typeof rows): Promise<{ alias: string; person: string; evidence: string }[]> {
  const one: ModelCase = {
    name: 'directories',
    why: '',
    given: { identities },
    expect: { int_alias_persons: [{ alias: '', person: '', basis: '', evidence: '' }] },
  }
  const { found } = await runModelCase(one)
  return (found as { int_alias_persons: { alias: string; person: string; evidence: string }[] }).int_alias_persons
}

describe('record linkage', () => {
  it('finds most of what belongs together in five directories full of errors, and joins no two people', async () => {
    const found = new Map((await resolve(rows)).map(({ alias, person }) => [alias, person]))
    let right = 0
    let wrong = 0
    let all = 0
    for (const [i, a] of records.entries())
      for (const b of records.slice(i + 1)) {
        const isOne = a.person === b.person
        const isFound = found.get(a.alias) === found.get(b.alias)
        if (isOne) all++
        if (isOne && isFound) right++
        if (!isOne && isFound) wrong++
      }
    expect(wrong).toBe(0)
    expect(right / all).toBeGreaterThan(0.7)
  })

  it('gives the same answer whatever the order of the rows', async () => {
    expect(await resolve([...rows].reverse())).toEqual(await resolve(rows))
  })
})
