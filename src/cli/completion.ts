/** Shell completion, written out once: commands, options and the words they take, so that no program runs while somebody types. */
import type { Argument, Command, Option } from 'commander'

/** Shells that can be completed in. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What may follow: words of ours, a folder, a file, or something only the operator knows. */
type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'folder' | 'file' | 'free' }

/** A command as completion sees it. Words and flags are our own and hold letters, digits and hyphens only. */
interface Node {
  /** Words behind the program's name: `connectors list`; empty for the program itself. */
  readonly at: string
  readonly commands: readonly { readonly name: string; readonly what: string }[]
  readonly options: readonly {
    readonly flags: readonly string[]
    readonly what: string
    readonly value: Value | null
  }[]
  /** What any of its arguments may be; completion does not count which one is being typed. */
  readonly takes: readonly Value[]
}

/** The script that a shell reads to complete the program's commands. */
export function renderCompletion(program: Command, shell: Shell): string {
  const nodes = nodesOf(program, '')
  return { bash: renderBash, zsh: renderZsh, fish: renderFish }[shell](program.name(), nodes)
}

function nodesOf(command: Command, at: string): Node[] {
  const shown = command.createHelp().visibleCommands(command)
  return [
    {
      at,
      commands: shown.map((one) => ({ name: one.name(), what: one.description() })),
      options: command
        .createHelp()
        .visibleOptions(command)
        .map((option) => ({
          flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
          what: option.description,
          value: option.required || option.optional ? takes(option) : null,
        })),
      takes: command.registeredArguments.map(takes).filter(({ kind }) => kind !== 'free'),
    },
    ...command.commands.flatMap((one) => nodesOf(one, at === '' ? one.name() : `${at} ${one.name()}`)),
  ]
}

/** What an option or argument takes, by its choices or by the name it has in the help. */
function takes(one: Option | Argument): Value {
  if (one.argChoices !== undefined && one.argChoices.length > 0) return { kind: 'words', words: one.argChoices }
  const name = 'flags' in one ? (/[<[]([\w-]+)/.exec(one.flags)?.[1] ?? '') : one.name()
  if (/^(case|folder|baseline)$/.test(name)) return { kind: 'folder' }
  return { kind: /^(paths?|file|mapping|keyfile)$/.test(name) ? 'file' : 'free' }
}

const firstSentence = (what: string) => what.replace(/\.$/, '').replace(/\s+/g, ' ')
/** Text between single quotes of a POSIX shell. */
const quoted = (words: string) => `'${words.replaceAll("'", "'\\''")}'`
const steps = (nodes: readonly Node[]) => nodes.map(({ at }) => at).filter((at) => at !== '')
/** Patterns for an option behind a command. */
const cases = (at: string, flags: readonly string[]) => flags.map((flag) => quoted(`${at} ${flag}`)).join('|')
/** Branches of a POSIX `case`: behind each option that takes a value, what the shell says to it. */
const branches = (nodes: readonly Node[], answer: (value: Value) => string) =>
  nodes.flatMap(({ at, options }) =>
    options.flatMap(({ flags, value }) =>
      value === null ? [] : [`    ${cases(at, flags)}) ${answer(value)}; return ;;`],
    ),
  )

function renderBash(name: string, nodes: readonly Node[]): string {
  const found = (value: Value) =>
    value.kind === 'words'
      ? `compgen -W $'${value.words.join('\\n')}' -- "$cur"`
      : `compgen ${value.kind === 'folder' ? '-d' : '-f'} -- "$cur"`
  const reply = (values: readonly Value[]) => {
    const known = values.filter(({ kind }) => kind !== 'free').map(found)
    return known.length === 0 ? 'COMPREPLY=()' : `COMPREPLY=($(${known.join('; ')}))`
  }
  const values = branches(nodes, (value) => reply([value]))
  const places = nodes.map(({ at, commands, options, takes }) => {
    const flags: Value = { kind: 'words', words: options.flatMap((option) => option.flags) }
    const rest: readonly Value[] =
      commands.length > 0 ? [{ kind: 'words', words: commands.map((one) => one.name) }] : takes
    return `    ${quoted(at)}) if [[ $cur == -* ]]; then ${reply([flags])}; else ${reply(rest)}; fi ;;`
  })
  return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' i IFS=$'\\n'
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${steps(nodes).map(quoted).join('|')}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${places.join('\n')}
  esac
}
complete -o filenames -F _${name} ${name}
`
}

function renderZsh(name: string, nodes: readonly Node[]): string {
  const described = (word: string, what: string) => quoted(`${word.replaceAll(':', '\\:')}:${firstSentence(what)}`)
  const words = (value: Value) =>
    value.kind === 'words'
      ? `compadd -- ${value.words.map(quoted).join(' ')}`
      : value.kind === 'folder'
        ? '_files -/'
        : value.kind === 'file'
          ? '_files'
          : '_message value'
  const values = branches(nodes, words)
  const places = nodes.map(({ at, commands, options, takes }) => {
    const flags = options.flatMap((option) => option.flags.map((flag) => described(flag, option.what)))
    const subs = commands.map((one) => described(one.name, one.what))
    return `    ${quoted(at)})
      if [[ $cur == -* ]]; then
        found=(${flags.join(' ')})
        _describe option found
      else
        ${subs.length > 0 ? `found=(${subs.join(' ')})\n        _describe command found` : takes.map(words).join('; ') || '_message argument'}
      fi ;;`
  })
  return `#compdef ${name}
# zsh completion of ${name}: ${name} completion zsh > a folder of $fpath/_${name}
_${name}() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in
      ${steps(nodes).map(quoted).join('|')}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${places.join('\n')}
  esac
}
if [[ \${funcstack[1]} == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

function renderFish(name: string, nodes: readonly Node[]): string {
  const plain = (words: string) => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const within = (at: string) => `-n ${plain(`__${name}_at ${at === '' ? "''" : `"${at}"`}`)}`
  const words = (value: Value) =>
    value.kind === 'words'
      ? ` -x -a ${plain(value.words.join(' '))}`
      : value.kind === 'folder'
        ? " -x -a '(__fish_complete_directories)'"
        : value.kind === 'file'
          ? ' -r -F'
          : ' -x'
  const lines = nodes.flatMap(({ at, commands, options, takes }) => [
    ...commands.map(
      (one) => `complete -c ${name} ${within(at)} -f -a ${plain(one.name)} -d ${plain(firstSentence(one.what))}`,
    ),
    // fish offers files unless it is told not to
    ...(commands.length > 0 || takes.some(({ kind }) => kind === 'file')
      ? []
      : [`complete -c ${name} ${within(at)} -f`]),
    ...takes.flatMap((value) =>
      value.kind === 'file' ? [] : [`complete -c ${name} ${within(at)} ${words(value).replace(' -x', '').trim()}`],
    ),
    ...options.map(({ flags, what, value }) => {
      const named = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
      return `complete -c ${name} ${within(at)} ${named.join(' ')}${value === null ? '' : words(value)} -d ${plain(firstSentence(what))}`
    }),
  ])
  return `# fish completion of ${name}: ${name} completion fish > ~/.config/fish/completions/${name}.fish
function __${name}_at
    set -l at ''
    for word in (commandline -opc)[2..]
        switch (string trim -- "$at $word")
            case ${steps(nodes).map(plain).join(' ')}
                set at (string trim -- "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
}
