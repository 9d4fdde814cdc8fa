/** Who may talk to the explorer. */
import { describe, expect, it } from 'vitest'
import { guards, refuse } from '../../src/explore/gate.js'

const token = 'a-token'
const own = { host: '127.0.0.1:4000' }
const form = { ...own, origin: 'http://127.0.0.1:4000', 'content-type': 'application/x-www-form-urlencoded' }
const ask = (method: string, path: string, headers: Record<string, string>) =>
  refuse({ method, path, headers }, token, 4000)?.status ?? null

describe('the gate', () => {
  it.each([
    ['its own page', 'GET', '/a-token/tasks', own],
    ['localhost by name', 'GET', '/a-token/tasks', { host: 'localhost:4000' }],
    ['an address typed in', 'GET', '/a-token/', { ...own, 'sec-fetch-site': 'none' }],
    ['a link from its own page', 'GET', '/a-token/task', { ...own, 'sec-fetch-site': 'same-origin' }],
    [
      'a link that somebody follows from elsewhere',
      'GET',
      '/a-token/',
      { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['a form of its own', 'POST', '/a-token/note', { ...form, 'sec-fetch-site': 'same-origin' }],
  ])('lets %s pass', (_name, method, path, headers) => {
    expect(ask(method, path, headers)).toBeNull()
  })

  it.each([
    ['no token', 'GET', '/', own, 403],
    ['another token', 'GET', '/b-token/tasks', own, 403],
    ['the beginning of the token', 'GET', '/a-toke/tasks', own, 403],
    ['a token in another place', 'GET', '/tasks/a-token', own, 403],
    ['a name that was made to point here', 'GET', '/a-token/tasks', { host: 'evil.example:4000' }, 421],
    ['the same name on another port', 'GET', '/a-token/tasks', { host: '127.0.0.1:4001' }, 421],
    ['no host', 'GET', '/a-token/tasks', {}, 421],
    ['a page of another site', 'GET', '/a-token/tasks', { ...own, origin: 'http://evil.example' }, 403],
    ['another port of this machine', 'GET', '/a-token/tasks', { ...own, origin: 'http://127.0.0.1:5000' }, 403],
    [
      'a picture in another site',
      'GET',
      '/a-token/tasks',
      { ...own, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      403,
    ],
    [
      'a frame in another site',
      'GET',
      '/a-token/tasks',
      { ...own, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      403,
    ],
    ['a form without origin', 'POST', '/a-token/note', { ...form, origin: '' }, 403],
    ['a form of nobody', 'POST', '/a-token/note', { ...own, 'content-type': form['content-type'] }, 403],
    ['a form of a sandbox', 'POST', '/a-token/note', { ...form, origin: 'null' }, 403],
    ['a form of another site', 'POST', '/a-token/note', { ...form, origin: 'http://evil.example' }, 403],
    ['a form sent across', 'POST', '/a-token/note', { ...form, 'sec-fetch-site': 'same-site' }, 403],
    ['no form', 'POST', '/a-token/note', { ...form, 'content-type': 'text/plain' }, 415],
    ['another method', 'DELETE', '/a-token/note', form, 405],
    ['a preflight', 'OPTIONS', '/a-token/note', form, 405],
  ])('turns away %s', (_name, method, path, headers, status) => {
    expect(ask(method, path, headers as Record<string, string>)).toBe(status)
  })

  it('lets nothing be loaded from elsewhere, run inline, framed or kept', () => {
    const policy = guards['Content-Security-Policy']!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|https?:|data:|\*)/)
    expect(guards['Cache-Control']).toBe('no-store')
  })
})
