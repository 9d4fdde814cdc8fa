/** What may not change when the same records spell keys, names and former values in another way (RULES.md B.0). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { added, analyse, type Claims, lines, newGaps, play, retell, sweep } from './retelling.js'

let exports = ''
let told: Claims

beforeAll(async () => {
  exports = await play()
  told = await analyse(exports)
})
afterAll(sweep)

describe('a project that was renamed', () => {
  const renamed = (text: string, hasHistory: boolean) => {
    const page = JSON.parse(text)
    for (const issue of page.issues) {
      const former = issue.key as string
      issue.key = former.replace('OPS-', 'PLT-')
      if (issue.key === former) continue
      issue.fields.project.key = 'PLT'
      if (!hasHistory) continue
      const [latest] = issue.changelog.histories
      issue.changelog.histories.unshift({
        id: `9${issue.id}`,
        author: latest?.author ?? issue.fields.creator,
        created: issue.fields.updated,
        items: [{ field: 'Key', fieldtype: 'jira', from: null, fromString: former, to: null, toString: issue.key }],
      })
      issue.changelog.total++
    }
    return JSON.stringify(page)
  }
  const changes = (hasHistory: boolean) => ({
    'jira/search': (text: string) => renamed(text, hasHistory),
    'jira/approvals': (text: string) => text.replaceAll('/request/OPS-', '/request/PLT-'),
    'approvenance.yaml': (text: string) => text.replace('[OPS, WEB]', '[OPS, PLT, WEB]'),
  })
  const back = (text: string) => text.replaceAll('PLT-', 'OPS-')
  const backAll = (set: ReadonlySet<string>) => new Set([...set].map(back))

  it('with its history: keeps every verdict and link under the new keys', async () => {
    const again = await analyse(retell(exports, changes(true)))
    expect(lines(again, back)).toEqual(lines(told))
    expect(added(backAll(again.links), told.links)).toEqual([])
    // What is new is the record of the renaming itself.
    expect(added(told.links, backAll(again.links)).filter((link) => !/^jira 9\d+ /.test(link))).toEqual([])
  })

  it('without: accuses nobody, for what names the old keys may well have been asked for', async () => {
    const again = await analyse(retell(exports, changes(false)))
    expect(
      newGaps(told, { ...again, verdicts: again.verdicts.map((one) => ({ ...one, records: one.records.map(back) })) }),
    ).toEqual([])
  })
})

describe('names that everybody shares', () => {
  it('change no verdict, no link and no identity', async () => {
    const names = new Map<string, string>()
    retell(exports, {
      'reference/people.csv': (text) => {
        for (const line of text.trimEnd().split('\n').slice(1)) names.set(line.split(',')[1]!, 'Alex Kim')
        return text
      },
    })
    const pattern = new RegExp([...names.keys()].join('|'), 'g')
    const shared = (text: string) => text.replace(pattern, 'Alex Kim')
    const sources = ['reference/people.csv', 'jira/', 'servicenow/', 'slack/', 'okta/']
    const again = await analyse(retell(exports, Object.fromEntries(sources.map((source) => [source, shared]))))
    expect(lines(again)).toEqual(lines(told))
    expect(again.links).toEqual(told.links)
    expect([...again.people].sort()).toEqual([...told.people].sort())
  })
})

describe('session names that the platform cut off', () => {
  it('tie nothing to the task whose key is left over, and accuse nobody', async () => {
    const filler = 'emergency-maintenance-window-of-the-platform-team-on-duty-at-night'
    const cut = (text: string) =>
      text.replace(/(?<=[:/"])([a-z]+)-((?:OPS-|CHG|INC)\d+)(?=")/g, (_, login: string, key: string) =>
        `${login}-${filler.slice(0, 65 - login.length - key.length - 2)}-${key}`.slice(0, 64),
      )
    const again = await analyse(retell(exports, { 'cloudtrail/': cut }))
    expect(added(told.links, again.links)).toEqual([])
    expect(newGaps(told, again)).toEqual([])
    expect(added(again.links, told.links).length).toBeLessThan(told.links.size / 10)
  })
})

describe('histories that do not tell what was there before', () => {
  it('make no gap and change no link', async () => {
    const blind = (text: string) => {
      const page = JSON.parse(text)
      for (const issue of page.issues)
        for (const entry of issue.changelog.histories)
          entry.items = entry.items.map((item: object) => ({ ...item, from: null, fromString: null }))
      return JSON.stringify(page)
    }
    const again = await analyse(
      retell(exports, {
        'jira/search': blind,
        'servicenow/sys_audit': (text) => {
          const table = JSON.parse(text)
          for (const row of table.result) row.oldvalue = { display_value: '', value: '' }
          return JSON.stringify(table)
        },
      }),
    )
    expect(newGaps(told, again)).toEqual([])
    expect(again.links).toEqual(told.links)
  })
})
