/** Completion in real shells: what follows a word is what the program takes. A shell that is not installed skips its tests, aloud. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Shell, shells } from '../../src/cli/completion.js'
import { runCli } from './run-cli.js'

const isThere = (shell: Shell) => spawnSync(shell, ['--version']).status === 0
const files = {} as Record<Shell, string>
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-completion-'))
  for (const shell of shells) {
    const { out, code } = await runCli(['completion', shell])
    expect(code).toBe(0)
    files[shell] = join(folder, `completion.${shell}`)
    writeFileSync(files[shell], `${out}\n`)
  }
})

/** What is offered behind some words; the last one is being typed. */
const asked: [string[], string[]][] = [
  [['an'], ['analyze']],
  [['findings', '--sev'], ['--severity']],
  [
    ['findings', '--severity', ''],
    ['critical', 'high', 'medium', 'low', 'info'],
  ],
  [['findings', '--case', 'x', '--verdict', 'g'], ['gap']],
  [['connectors', 'n'], ['new']],
  [['rules', 'list', '--out'], ['--output']],
  [['coverage', 'ga'], ['gaps']],
  [['completion', ''], [...shells]],
]

describe.skipIf(!isThere('bash'))(`bash${isThere('bash') ? '' : ' (skipped: it is not installed)'}`, () => {
  it.each(asked)('%j', (words, offered) => {
    const script = `source "$0"; COMP_WORDS=(approvenance "$@"); COMP_CWORD=$#; _approvenance; printf '%s\\n' "\${COMPREPLY[@]}"`
    const out = execFileSync('bash', ['-c', script, files.bash, ...words], { encoding: 'utf8' })
    expect(out.trim().split('\n')).toEqual(offered)
  })
})

describe.skipIf(!isThere('fish'))(`fish${isThere('fish') ? '' : ' (skipped: it is not installed)'}`, () => {
  it.each(asked)('%j', (words, offered) => {
    const out = execFileSync(
      'fish',
      [
        '--no-config',
        '-c',
        'source $argv[1]; complete -C "$argv[2]"',
        files.fish,
        ['approvenance', ...words].join(' '),
      ],
      { encoding: 'utf8', env: { ...process.env, HOME: tmpdir() } },
    )
    const found = out
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]!)
    expect(found.sort()).toEqual([...offered].sort())
  })
})

describe.skipIf(!isThere('zsh'))(`zsh${isThere('zsh') ? '' : ' (skipped: it is not installed)'}`, () => {
  it('reads the script, and finds its function', () => {
    const out = execFileSync(
      'zsh',
      [
        '-f',
        '-c',
        'autoload -Uz compinit && compinit -D -u; source "$1"; print -r -- "$_comps[approvenance]"; whence -w _approvenance',
        'zsh',
        files.zsh,
      ],
      { encoding: 'utf8' },
    )
    expect(out).toBe('_approvenance\n_approvenance: function\n')
  })

  it.each(asked)('%j', (words, offered) => {
    // the completion system itself needs a terminal: what the function hands to it is caught instead
    const script = `
      compdef() { : }; compadd() { [[ $1 == -- ]] && shift; print -rl -- "$@" }; _files() { : }; _message() { : }
      _describe() { local -a all; all=("\${(@P)2}"); print -rl -- "\${(@)all%%:*}" }
      source "$1"; shift; words=(approvenance "$@"); CURRENT=$#words; _approvenance`
    const out = execFileSync('zsh', ['-f', '-c', script, 'zsh', files.zsh, ...words], { encoding: 'utf8' })
    const typed = words.at(-1)!
    expect(
      out
        .trim()
        .split('\n')
        .filter((word) => word.startsWith(typed)),
    ).toEqual(offered)
  })
})

describe('completion', () => {
  it('refuses a shell it does not know', async () => {
    const { code, err } = await runCli(['completion', 'tcsh'])
    expect([code, err]).toEqual([2, expect.stringContaining('bash, zsh, fish')])
  })
})
