import { describe, expect, test } from 'vitest'
import { findReferences } from '../src/references.js'

const refs = (text: string) => findReferences(text, 'text').map(({ ref }) => ref)

describe('references to code hosts and boards', () => {
  test.each([
    ['https://github.com/nwb-example/infra/pull/7', 'pr:nwb-example/infra#7'],
    ['https://github.com/nwb-example/infra/issues/8', 'ticket:nwb-example/infra#8'],
    ['see nwb-example/infra#9.', 'pr:nwb-example/infra#9'],
    ['https://git.corp.example/nwb/sub/infra/-/merge_requests/4#note_1', 'pr:nwb/sub/infra#4'],
    ['https://git.corp.example/nwb/infra/-/issues/5', 'ticket:nwb/infra#5'],
    ['nwb/sub/infra!6', 'pr:nwb/sub/infra#6'],
    ['fixes AB#1234', 'ticket:AB#1234'],
  ])('%s', (text, ref) => expect(refs(text)).toEqual([ref]))

  test('neither a colour nor an exclamation is a reference', () => {
    expect(refs('CAB#12, #fff, and/or! 3, well done!4')).toEqual([])
  })
})
