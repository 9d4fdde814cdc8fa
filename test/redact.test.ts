import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, redactJson } from '../src/redact.js'

// Invented, and put together here so that no scanner takes this file for a leak.
const secretKey = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJhbmEifQ', 'c2lnbmF0dXJl'].join('.')
const slackToken = ['xoxb', '123456789012', 'abcDEF123456'].join('-')
const githubToken = `ghp_${'a1B2'.repeat(9)}`
const pem = `-----BEGIN RSA ${'PRIVATE KEY'}-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----`

describe('text', () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    [`key AKIAIOSFODNN7EXAMPLE secret ${secretKey} ok`, 'key AKIAIOSFODNN7EXAMPLE secret [redacted:aws_secret_key] ok'],
    [`aws_secret_access_key = ${secretKey}`, 'aws_secret_access_key = [redacted:aws_secret_key]'],
    [`export AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEXAMPLE//=`, 'export AWS_SESSION_TOKEN=[redacted:token]'],
    ['my password: Winter2026! please', 'my password: [redacted:password] please'],
    ['password=hunter2', 'password=[redacted:password]'],
    ['the new password is S3cret-9x', 'the new password is [redacted:password]'],
    ['{"user":"ana","password":"hunter2"}', '{"user":"ana","password":"[redacted:password]"}'],
    ['{\\"password\\":\\"hunter2\\",\\"a\\":1}', '{\\"password\\":\\"[redacted:password]\\",\\"a\\":1}'],
    ['Authorization: Bearer abcdef1234567890', 'Authorization: Bearer [redacted:bearer_token]'],
    ['authorization: SSWS 00abcDEFghi123', 'authorization: SSWS [redacted:okta_token]'],
    ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'Authorization: Basic [redacted:basic_auth]'],
    [`use ${jwt} now`, 'use [redacted:jwt] now'],
    [`bot ${slackToken}.`, 'bot [redacted:slack_token].'],
    [`git clone with ${githubToken}`, 'git clone with [redacted:github_token]'],
    [`github_pat_${'x'.repeat(30)}`, '[redacted:github_token]'],
    [`here:\n${pem}\nbye`, 'here:\n[redacted:private_key]\nbye'],
    ['api_key=AbCd1234', 'api_key=[redacted:key]'],
    ['X-Api-Key: AbCd1234efgh', 'X-Api-Key: [redacted:key]'],
    ['postgres://app:s3cr3t@db.example:5432/x', 'postgres://app:[redacted:password]@db.example:5432/x'],
    [
      'https://hooks.slack.com/services/T000/B000/XXXXXXXX',
      'https://hooks.slack.com/services/[redacted:slack_webhook]',
    ],
    ['?X-Amz-Signature=deadbeefdeadbeef&x=1', '?X-Amz-Signature=[redacted:signature]&x=1'],
  ]
  for (const [text, shown] of cases) test(`redacts ${JSON.stringify(shown)}`, () => expect(redact(text)).toBe(shown))

  for (const text of [
    'please approve OPS-12, the token expired yesterday',
    'password reset for ana@example.com done',
    'Password: forgotten, please reset',
    'secret: see arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
    'access key AKIAIOSFODNN7EXAMPLE deactivated',
    'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'arn:aws:sts::123456789012:assumed-role/Admin/ana@example.com',
    'basic access to the billing project',
    'the bearer of this ticket',
    'https://wiki.example/pages/Passwords?token',
    's3://prod-bucket/Reports/2026/Q1/FinalVersion',
    'userIdentity.sessionContext.sessionIssuer',
  ])
    test(`leaves ${JSON.stringify(text)}`, () => expect(redact(text)).toBe(text))

  test('finds secrets wherever in the text they stand', () => {
    for (const [text, shown] of cases)
      for (const before of ['', ' ', '. ', 'a, ', 'ü '])
        for (const behind of ['', ' ', ' x']) expect(redact(before + text + behind)).toBe(before + shown + behind)
  })

  test('knows short signs whatever stands behind them', () => {
    for (const sign of ['pwd = ', 'PWD : ', "'pwd': '", 'pwd\t=> '])
      for (const before of ['', ' ', '. '])
        expect(redact(`${before}${sign}hunter22x`)).toBe(`${before}${sign}[redacted:password]`)
    const header = Buffer.from('{"b64":false,"alg":"HS256"}').toString('base64url')
    expect(redact(`jwt ${header}.c29tZSBwYXlsb2Fk.sig`)).toBe('jwt [redacted:jwt]')
  })

  test('is stable: what was redacted once is not redacted again', () => {
    for (const [text] of cases) expect(redact(redact(text))).toBe(redact(text))
  })

  test('long text without secrets takes linear time', () => {
    for (const text of [
      'a'.repeat(500_000),
      'password '.repeat(60_000),
      'x'.repeat(200_000).concat(' token'),
      '://'.repeat(100_000),
      'A1b/'.repeat(100_000),
    ]) {
      const started = performance.now()
      redact(text)
      expect(performance.now() - started).toBeLessThan(2000)
    }
  })
})

describe('json', () => {
  test('takes the values of secret members and keeps the ids', () => {
    const value = {
      credentials: {
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'short',
        sessionToken: 'abc',
        expiration: 'x',
      },
      masterUserPassword: 'p',
      passwordResetRequired: true,
      nextToken: 'page-2',
      secretId: 'prod/db',
      secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
      environment: [
        { name: 'DB_PASSWORD', value: 'p"q\\' },
        { name: 'REGION', value: 'eu-west-1' },
      ],
      body: '{"token":"t-1","n":1}',
    }
    expect(JSON.parse(redactJson(JSON.stringify(value)))).toEqual({
      ...value,
      credentials: {
        ...value.credentials,
        secretAccessKey: '[redacted:aws_secret_key]',
        sessionToken: '[redacted:token]',
      },
      masterUserPassword: '[redacted:password]',
      environment: [
        { name: 'DB_PASSWORD', value: '[redacted:password]' },
        { name: 'REGION', value: 'eu-west-1' },
      ],
      body: '{"token":"[redacted:token]","n":1}',
    })
  })

  test('leaves text that is already hidden', () => {
    const json = '{"password":"HIDDEN_DUE_TO_SECURITY_REASONS","secret":"***","token":""}'
    expect(redactJson(json)).toBe(json)
  })

  test('treats what is no json as text', () => {
    expect(redactJson('password=hunter2 {')).toBe('password=[redacted:password] {')
  })

  test('never breaks json', () => {
    const word = fc.constantFrom(
      'password',
      'token',
      'secret=',
      '"',
      '\\',
      'Bearer abcdefgh12',
      '://a:b@',
      'AKIAIOSFODNN7EXAMPLE',
      '\n',
      'é',
      '}',
      secretKey,
    )
    const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
    const value = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.dictionary(text, tie('node')), fc.array(tie('node'))),
    })).node
    fc.assert(
      fc.property(value, (v) => {
        const shape = (x: unknown): unknown =>
          typeof x === 'string'
            ? ''
            : Array.isArray(x)
              ? x.map(shape)
              : x && typeof x === 'object'
                ? Object.entries(x).map(([k, i]) => [k, shape(i)])
                : x
        expect(shape(JSON.parse(redactJson(JSON.stringify(v))))).toEqual(shape(JSON.parse(JSON.stringify(v))))
      }),
      { numRuns: 500 },
    )
  })
})
