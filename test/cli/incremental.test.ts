/** What a person is told of a case that is kept up to date. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../../src/sql-file.js'
import { runCli } from './run-cli.js'

test('a run says how many files it took over from the last one, and with --fresh that it read all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-again-'))
  const args = ['ingest', join(projectRoot(), 'sample-data', 'exports', 'aws-team'), '--case', join(folder, 'case')]
  try {
    expect((await runCli(args)).out).toMatch(/^ingest done: \S+$/)
    expect((await runCli(args)).out).toMatch(/^ingest done: \S+ \(1 file taken over from the last run\)$/)
    expect((await runCli([...args, '--fresh'])).out).toMatch(/^ingest done: \S+$/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
