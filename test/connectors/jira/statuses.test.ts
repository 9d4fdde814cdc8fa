import { describe, expect, test } from 'vitest'
import { entitlementNames, fieldRole, resourceNames } from '../../../connectors/jira/fields.js'
import { decisionOfStatus, isDoneName } from '../../../connectors/jira/statuses.js'

describe('status names', () => {
  test.each([
    ['Approved', null, 'approved'],
    ['CAB approved', null, 'approved'],
    ['Approved by manager', null, 'approved'],
    ['Declined', 'In Progress', 'denied'],
    ['Rejected', 'Waiting for approval', 'denied'],
    ['Waiting for approval', null, 'requested'],
    ['Pending CAB Approval', null, 'requested'],
  ])('%s after %s is the decision %s', (to, from, decision) => {
    expect(decisionOfStatus(to, from)).toBe(decision)
  })

  test.each([
    ['Rejected', 'Under investigation'],
    ['Not approved', null],
    ['Not approved yet', null],
    ['Pre-approved', null],
    ['Unapproved', null],
    ['Done', 'Waiting for approval'],
    ['In Progress', null],
    ['Approver needed', null],
  ])('%s after %s is no approval', (to, from) => {
    expect(decisionOfStatus(to, from)).not.toBe('approved')
  })

  test('a name that may mean anything says nothing about being final', () => {
    expect(isDoneName('Verify')).toBeNull()
    expect(isDoneName('Closed')).toBe(true)
    expect(isDoneName('Reopened')).toBe(false)
    expect(isDoneName('已完成')).toBe(true)
    expect(isDoneName('Not done')).toBeNull()
  })
})

describe('names of custom fields', () => {
  test.each([
    ['Resource', 'resource'],
    ['Target account', 'resource'],
    ['Custom field (Affected resources)', 'resource'],
    ['Permission set', 'entitlement'],
    ['Role', 'entitlement'],
    ['AD group', 'entitlement'],
    ['Beneficiary', 'requested_for'],
    ['Requested on', 'requested_on'],
    ['Change start date', 'planned_start'],
    ['Planned end', 'planned_end'],
    ['Change completion date', 'planned_end'],
  ])('%s tells the %s', (name, role) => expect(fieldRole(name)).toBe(role))

  test.each([
    'Account manager',
    'Approver groups',
    'Scope justification',
    'Target release',
    'Actual start',
    'Assigned group',
    'Sprint',
  ])('%s tells nothing of the request', (name) => expect(fieldRole(name)).toBeNull())

  test('prose beside a name leaves no scope to check against', () => {
    expect(resourceNames(['example-billing', 'arn:aws:s3:::a, arn:aws:s3:::b']).names).toEqual([
      'example-billing',
      'arn:aws:s3:::a',
      'arn:aws:s3:::b',
    ])
    expect(resourceNames(['example-billing and whatever they need'])).toEqual({
      names: null,
      prose: ['example-billing and whatever they need'],
    })
    expect(resourceNames(['production (123456789012)']).names).toEqual(['123456789012'])
    expect(entitlementNames(['Global administrator\nReader']).names).toEqual(['Global administrator', 'Reader'])
    expect(entitlementNames(['please give the same rights as the last person who had this job']).names).toBeNull()
  })
})
