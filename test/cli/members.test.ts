/** Who a list of members shows and whom the log of the same product let in are one holding, not two. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from './run-cli.js'

const gate = (login: string, key: string, value: string) => ({ [key]: value, node: { login } })
const logged = (hour: number, action: string, user: string, more: object) => ({
  '@timestamp': Date.UTC(2026, 1, 2, hour),
  _document_id: `doc-${hour}`,
  action,
  actor: 'ana-ruiz',
  org: 'nwb-example',
  user,
  ...more,
})
const gitlabLogged = (id: number, target: number, as: string) => ({
  id,
  author_id: 101,
  entity_id: 8,
  entity_type: 'Project',
  created_at: `2026-02-0${id}T08:00:00.000Z`,
  event_type: 'member_created',
  details: {
    add: 'user_access',
    as,
    author_name: 'Ana Ruiz',
    target_id: target,
    target_type: 'User',
    target_details: 'somebody',
    entity_path: 'nwb/site',
  },
})

const exports = {
  'github-audit.json': [
    logged(8, 'org.add_member', 'Ben-Ode', { permission: 'read' }),
    logged(9, 'org.update_member', 'dee-k', { old_permission: 'read', permission: 'admin' }),
    logged(10, 'team.add_member', 'ben-ode', { team: 'nwb-example/admins' }),
    logged(11, 'repo.add_member', 'dee-k', { repo: 'nwb-example/platform', permission: 'write' }),
  ],
  'github-2026-03-02.json': {
    data: {
      organization: {
        login: 'nwb-example',
        membersWithRole: { edges: [gate('ben-ode', 'role', 'MEMBER'), gate('Dee-K', 'role', 'ADMIN')] },
        teams: {
          nodes: [{ combinedSlug: 'nwb-example/admins', members: { edges: [gate('ben-ode', 'role', 'MEMBER')] } }],
        },
        repositories: {
          nodes: [
            {
              nameWithOwner: 'nwb-example/platform',
              collaborators: { edges: [gate('dee-k', 'permission', 'WRITE'), gate('eve-n', 'permission', 'ADMIN')] },
            },
          ],
        },
      },
    },
  },
  'gitlab-audit.json': [gitlabLogged(1, 102, 'Developer'), gitlabLogged(2, 103, 'Maintainer')],
  'gitlab-2026-03-02.json': {
    data: {
      project: {
        fullPath: 'nwb/site',
        projectMembers: {
          nodes: [
            { accessLevel: { stringValue: 'DEVELOPER' }, user: { id: 'gid://gitlab/User/102', username: 'ben.ode' } },
            { accessLevel: { stringValue: 'MAINTAINER' }, user: { id: 'gid://gitlab/User/103', username: 'dee.k' } },
          ],
        },
      },
    },
  },
}

it('makes one holding of what a list of GitHub or GitLab shows and what the audit log granted', {
  timeout: 120_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), 'approvenance-members-'))
  const folder = join(root, 'exports')
  mkdirSync(folder)
  for (const [name, value] of Object.entries(exports)) writeFileSync(join(folder, name), JSON.stringify(value))
  writeFileSync(join(root, 'approvenance.yaml'), 'as_of: 2026-03-05T00:00:00Z\n')
  const config = ['--config', join(root, 'approvenance.yaml'), '--quiet', '--format', 'json']
  const run = await runCli(['analyze', folder, '--case', join(root, 'case'), ...config])
  expect([run.code, run.err]).toEqual([0, expect.not.stringContaining('error')])
  const holdings = `select concat_ws(' ', lower(entitlement), lower(resource), began, strftime(shown_until_at at time zone 'UTC', '%m-%d')) as holding
    from fct_entitlement_intervals order by holding`
  const { out } = await runCli(['sql', holdings, '--case', join(root, 'case'), '--output', 'json'])
  // Granted in February and shown by the list of 2 March; what only the list knows is listed.
  expect((JSON.parse(out) as { holding: string }[]).map(({ holding }) => holding)).toEqual([
    'admin nwb-example granted 03-03',
    'admin nwb-example/platform listed 03-03',
    'developer nwb/site granted 03-03',
    'maintainer nwb/site granted 03-03',
    'nwb-example/admins nwb-example granted 03-03',
    'read nwb-example granted 03-03',
    'write nwb-example/platform granted 03-03',
  ])
})
