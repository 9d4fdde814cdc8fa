import { describe, expect, test } from 'vitest'
import { signedFile } from '../../../connectors/aws-cloudtrail/signed.js'

describe('signedFile', () => {
  test('a log file tells its account, its region and when it was delivered, in an archive too', () => {
    const name = '123456789012_CloudTrail_eu-central-1_20260302T0810Z_ab.json.gz'
    const signed = { account: '123456789012', part: 'eu-central-1', deliveredAt: Date.UTC(2026, 2, 2, 8, 10) * 1000 }
    expect(signedFile(`AWSLogs/${name}`)).toEqual(signed)
    expect(signedFile(`trail.zip!AWSLogs/${name}`)).toEqual(signed)
  })

  test('a digest is signed by the next one, and is no log file of an account', () => {
    const name = '123456789012_CloudTrail-Digest_eu-central-1_all_eu-central-1_20260302T090000Z.json.gz'
    expect(signedFile(name)).toEqual({ account: null, part: null, deliveredAt: null })
  })

  test('the digests say nothing of other files, nor of a folder called like one', () => {
    expect(signedFile('events.json')).toBeNull()
    expect(signedFile('123456789012_CloudTrail_eu-central-1_20260302T0810Z_ab/events.json')).toBeNull()
  })
})
