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
    ['https://bitbucket.org/nwb-example/infra/pull-requests/7/overview', 'pr:nwb-example/infra#7'],
    ['https://git.corp.example/projects/OPS/repos/infra/pull-requests/8', 'pr:OPS/infra#8'],
    ['https://git.corp.example/stash/users/ana/repos/infra/pull-requests/9', 'pr:~ana/infra#9'],
  ])('%s', (text, ref) => expect(refs(text)).toEqual([ref]))

  test('neither a colour nor an exclamation is a reference', () => {
    expect(refs('CAB#12, #fff, and/or! 3, well done!4')).toEqual([])
  })
})

describe('links to messages', () => {
  test.each([
    [
      'https://teams.microsoft.com/l/message/19%3Aops%40thread.tacv2/1772445600000?tenantId=t&amp;parentMessageId=1772445500000',
      'thread:19_ops@thread.tacv2:1772445500000',
    ],
    [
      'https://teams.cloud.microsoft/l/message/19:a_b@unq.gbl.spaces/1772445600000',
      'thread:19_a_b@unq.gbl.spaces:1772445600000',
    ],
    ['https://chat.google.com/room/AAAAops/t1/m2?cls=10', 'thread:AAAAops:t1'],
    ['https://mail.google.com/chat/u/0/#chat/space/AAAAops/t1', 'thread:AAAAops:t1'],
  ])('%s', (text, ref) => expect(refs(text)).toEqual([ref]))

  test('a link to a conversation names no message', () => {
    expect(refs('https://teams.microsoft.com/l/channel/19%3Aops%40thread.tacv2/General')).toEqual([])
    expect(refs('https://chat.google.com/room/AAAAops')).toEqual([])
  })
})
