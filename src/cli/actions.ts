/** What each command does. Parts that only some commands need are loaded when they are needed. */
import { readFileSync } from 'node:fs'
import { parseConfig } from '../config.js'
import { describeRules } from '../pipeline.js'
import { requireWhole } from '../store/unfinished.js'
import { listConnectors, listRules, showConnector, showLint, showRule, testRules } from './catalogue.js'
import { certifyActions } from './certify.js'
import { explainFinding } from './explain.js'
import { exportCase, revealNames } from './export.js'
import { listFindings } from './findings.js'
import { readOutput } from './listing.js'
import type { Actions } from './program.js'
import { listTasks, showControls, showCoverage, showIdentity, showTask } from './show.js'
import { runSql } from './sql.js'
import type { Terminal } from './terminal.js'
import { readRate, readTimeOption, readWhole } from './values.js'

/** The actions of the command line on a terminal. */
export function actionsOf(terminal: Terminal): Actions {
  const done = async (work: Promise<unknown> | unknown) => {
    await work
    return 0
  }
  const connectors = async () => (await import('../../connectors/index.js')).connectors
  return {
    analyze: async (paths, options) =>
      (await import('./run.js')).runStages(terminal, ['ingest', 'correlate', 'detect', 'report'], paths, options),
    ingest: async (paths, options) => (await import('./run.js')).runStages(terminal, ['ingest'], paths, options),
    correlate: async (options) => (await import('./run.js')).runStages(terminal, ['correlate'], null, options),
    detect: async (options) => (await import('./run.js')).runStages(terminal, ['detect'], null, options),
    report: async (options) => (await import('./run.js')).runStages(terminal, ['report'], null, options),
    tasks: (options) => done(listTasks(terminal, options.case, readOutput(options.output), options)),
    task: (ref, options) => done(showTask(terminal, options.case, ref, readOutput(options.output))),
    findings: (options) => done(listFindings(terminal, options.case, readOutput(options.output), options)),
    diff: async (earlier, later, list, options) =>
      (await import('./diff.js')).showDiff(terminal, earlier, later, list, options),
    explain: async (id, options) => {
      const { configOf } = await import('./run.js')
      await requireWhole(options.case)
      const rules = new Map(
        describeRules(configOf(options.case) ?? parseConfig('', null)).map((rule) => [rule.rule, rule]),
      )
      return done(explainFinding(terminal, options.case, id, readOutput(options.output), rules))
    },
    event: async (id, options) => {
      const { showEvent } = await import('./event.js')
      const { mappingsOf } = await import('./mapping.js')
      await requireWhole(options.case)
      const known = [...(await connectors()), ...mappingsOf(options.case)]
      return done(showEvent(terminal, options.case, id, readOutput(options.output), known, options))
    },
    identity: (alias, options) => done(showIdentity(terminal, options.case, alias, readOutput(options.output))),
    holds: async (name, options) => {
      const { showHoldings } = await import('./holds.js')
      return done(
        showHoldings(terminal, options.case, name, readOutput(options.output), readTimeOption('--at', options.at)),
      )
    },
    coverage: (list, options) => done(showCoverage(terminal, options.case, readOutput(options.output), list)),
    controls: (control, options) => done(showControls(terminal, options.case, readOutput(options.output), control)),
    export: (folder, options) =>
      done(
        options.reveal === undefined
          ? exportCase(terminal, folder ?? options.case, options)
          : revealNames(terminal, folder ?? options.case, options.reveal, options.out),
      ),
    sql: (query, options) =>
      done(runSql(terminal, options.case, query === '-' ? readFileSync(0, 'utf8') : query, readOutput(options.output))),
    notes: async (options) =>
      done((await import('./notes.js')).listNotes(terminal, options.case, readOutput(options.output))),
    explore: async (folder, options) => {
      const { exploreCase, readPort } = await import('./explore.js')
      const { mappingsOf } = await import('./mapping.js')
      const { untilStopped } = await import('./process-terminal.js')
      const of = folder ?? options.case
      await requireWhole(of)
      const known = [...(await connectors()), ...mappingsOf(of)]
      const given = { port: readPort(options.port), author: options.as ?? null, root: options.root }
      return done(exploreCase(terminal, of, known, given, untilStopped()))
    },
    certify: certifyActions(terminal),
    connectorsList: async (options) => done(listConnectors(terminal, readOutput(options.output), await connectors())),
    connectorsShow: async (id, options) =>
      done(showConnector(terminal, readOutput(options.output), await connectors(), id)),
    connectorsNew: async (file, options) =>
      done((await import('./mapping.js')).proposeFor(terminal, file, options, await connectors())),
    connectorsCheck: async (mapping, file, options) => {
      const { checkMapping } = await import('./mapping.js')
      return checkMapping(terminal, mapping, file, readOutput(options.output), options, await connectors())
    },
    rulesList: (options) => done(listRules(terminal, readOutput(options.output), options.control)),
    rulesShow: (id, options) => done(showRule(terminal, readOutput(options.output), id)),
    rulesLint: (paths, options) => showLint(terminal, readOutput(options.output), paths, options.cases),
    rulesTest: (ids, options) => testRules(terminal, readOutput(options.output), ids, options.cases, options.rules),
    completion: async (shell, program) => {
      const { renderCompletion } = await import('./completion.js')
      terminal.out(renderCompletion(program, shell).trimEnd())
      return 0
    },
    init: async (paths, options) => (await import('./init.js')).runInit(terminal, paths, options, await connectors()),
    simulate: async (options) => {
      if (options.certification) {
        const { simulateQuarters } = await import('../simulate/quarters.js')
        const key = simulateQuarters({ seed: readWhole('--seed', options.seed), out: options.out })
        if (!options.quiet)
          for (const [name, { period, population }] of [
            ['first', key.first],
            ['second', key.second],
          ] as const)
            terminal.out(
              `${period}  ${population.length} holdings at its end, exports in ${options.out}/${name}/exports`,
            )
        return 0
      }
      const { simulate } = await import('../simulate/simulate.js')
      const rates = Object.fromEntries((options.rate ?? []).map(readRate))
      const made = await simulate({
        seed: readWhole('--seed', options.seed),
        tasks: readWhole('--tasks', options.tasks),
        out: options.out,
        rates,
      })
      if (!options.quiet) {
        terminal.out(`${made.tasks} tasks by ${made.people} people, ${made.from} to ${made.to}`)
        terminal.out(`exports     ${made.exports}`)
        terminal.out(`answer key  ${made.answerKey}`)
      }
      return 0
    },
  }
}
