/** What the terminal shows: fits the width, and nothing from a log can move the cursor or become a formula. */
import { describe, expect, it } from 'vitest'
import { csvLines, harmlessJson, tableLines, wrap } from '../../src/cli/listing.js'
import { progressLine, startProgress } from '../../src/cli/progress.js'
import { styled, type Terminal, text, widthOf, written } from '../../src/cli/terminal.js'

const hostile = '\u001b[2J\u001b]0;owned\u0007\r\n\t\u202eevil\u2066\u009b31m\u0000\u200b\ud800'
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b]/

describe('hostile text', () => {
  it('cannot reach the terminal raw in a string, a template or a styled word', () => {
    for (const part of [hostile, text`x ${hostile} y`, styled('bold', 'plain'), text`${text`${hostile}`}`])
      expect(written(part, false)).not.toMatch(dangerous)
    const coloured = written(styled('red', hostile), true)
    expect(coloured.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '')).not.toMatch(dangerous)
  })

  it('cannot pass for a line of ours', () => {
    const forged = { plain: hostile, ansi: hostile }
    expect(written(forged, true)).not.toMatch(dangerous)
    expect(written(text`${forged}`, true)).not.toMatch(dangerous)
    expect(written(styled('red', forged), true).replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(dangerous)
  })

  it('stays on one line of a table', () => {
    const lines = [...tableLines([{ key: 'a' }, { key: 'b' }], [{ a: hostile, b: 'two\nlines' }], 40)].map(
      (line) => line.plain,
    )
    for (const line of lines) expect(line).not.toMatch(/[\n\r\t]|\u001b|\u202e/)
  })

  it('reads back the same from JSON that is safe to show', () => {
    const shown = harmlessJson({ hostile })
    expect(shown).not.toMatch(dangerous)
    expect(JSON.parse(shown)).toEqual({ hostile })
  })
})

describe('CSV', () => {
  it('begins no cell of text with what a spreadsheet runs', () => {
    const cells = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=cmd|"/c calc"!A1']
    for (const cell of cells) {
      const [, line] = [...csvLines([{ key: 'a' }], [{ a: cell }])]
      expect(line!.replace(/^"/, '')[0]).toBe("'")
    }
  })

  it('keeps numbers numbers, and quotes what must be quoted', () => {
    expect([
      ...csvLines([{ key: 'n' }, { key: 't' }, { key: 'l' }], [{ n: -5, t: 'a "b", c', l: ['=x', 'y'] }]),
    ]).toEqual(['n,t,l', '-5,"a ""b"", c","\'=x, y"'])
  })
})

describe('tables', () => {
  const columns = [{ key: 'id' }, { key: 'n', type: 'number' as const }, { key: 'message' }]
  const rows = [
    { id: 'OPS-1', n: 5, message: 'a short one' },
    {
      id: 'OPS-2',
      n: 12345,
      message: 'a much longer message that does not fit into the width of this terminal 漢字漢字漢字 and goes on',
    },
  ]

  it('fit the width, wide characters counted as shown', () => {
    for (const width of [30, 40, 60, 80]) {
      const lines = [...tableLines(columns, rows, width)]
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
      expect(
        lines
          .map((line) => line.plain)
          .join(' ')
          .replace(/\s+/g, ''),
      ).toContain('漢字漢字漢字andgoeson'.slice(0, 4))
    }
  })

  it('lose no word when they wrap', () => {
    const words = [...tableLines(columns, rows, 40)].map((line) => line.plain).join(' ')
    for (const word of ['longer', 'terminal', '12345', 'OPS-2']) expect(words).toContain(word)
  })

  it('part no name, time or number, and tell what is too long for a column below its row', () => {
    const wide = [
      { key: 'id' },
      { key: 'severity' },
      { key: 'task' },
      { key: 'person' },
      { key: 'time', type: 'time' as const },
      { key: 'message' },
    ]
    const row = {
      id: 'F-9490a27127b7',
      severity: 'critical',
      task: '70fa98e0-014a-4990-a158-1a3e05062069',
      person: 'somebody.with.a.long.name@corp.example',
      time: 1_772_555_838_186_000,
      message:
        'somebody executed AttachRolePolicy of arn:aws:iam::aws:policy/CloudWatchLogsFullAccess; nobody approved it',
    }
    for (const width of [40, 60, 80, 120, 200]) {
      const lines = [...tableLines(wide, [row, { ...row, person: null }], width)]
      for (const line of lines) expect([width, widthOf(line) <= width]).toEqual([width, true])
      const shown = lines.map((line) => line.plain).join('\n')
      for (const whole of ['F-9490a27127b7', 'critical', '2026-03-03 16:37:18.186', 'AttachRolePolicy'])
        expect([width, shown.includes(whole)]).toEqual([width, true])
      expect([width, lines.length <= 1 + 2 * 12]).toEqual([width, true])
    }
    const narrow = [...tableLines(wide, [row], 80)].map((line) => line.plain)
    expect(narrow.slice(0, 3)).toEqual([
      'ID              SEVERITY  TIME',
      'F-9490a27127b7  critical  2026-03-03 16:37:18.186',
      '  task 70fa98e0-014a-4990-a158-1a3e05062069',
    ])
    expect(narrow[3]).toBe('  person somebody.with.a.long.name@corp.example')
    expect(
      [...tableLines(wide, [{ ...row, message: hostile.repeat(40) }], 60)].map((one) => one.plain).join(''),
    ).not.toMatch(dangerous)
  })

  it('keep one row a line where there is no terminal', () => {
    expect([...tableLines(columns, rows, null)]).toHaveLength(3)
  })

  it('break a word only where it must be broken', () => {
    expect(wrap('arn:aws:iam::123456789012:role/x', 10)).toEqual(['arn:aws:', 'iam::12345', '6789012:', 'role/x'])
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
  })
})

describe('progress', () => {
  const fake = (isInteractive: boolean) => {
    let now = 0
    const lines: string[] = []
    const status: string[] = []
    const terminal: Terminal = {
      out: () => {},
      err: (part) => lines.push(written(part, false)),
      status: (line) => status.push(line),
      columns: null,
      isInteractive,
      clock: () => now,
      peakMemory: () => 0,
    }
    return { terminal, lines, status, tick: (seconds: number) => (now += seconds) }
  }

  it('says counts and time left', () => {
    expect(
      progressLine('reading', { done: 500, total: 2000, unit: 'steps', records: 12_000, detail: 'a.json' }, 10),
    ).toBe('reading 25 % (500 of 2,000), 12,000 records, 30 s left: a.json')
    expect(progressLine('reading', { done: 0, total: 0, unit: 'bytes' }, 0)).toBe('reading 100 % (0 B of 0 B)')
  })

  it('keeps one line fresh on a terminal, says little in a log, and nothing when quiet', () => {
    for (const [isInteractive, quiet] of [
      [true, false],
      [false, false],
      [false, true],
    ] as const) {
      const { terminal, lines, status, tick } = fake(isInteractive)
      const progress = startProgress(terminal, quiet)
      progress.stage('reading')
      for (let i = 0; i < 100; i++) {
        tick(0.25)
        progress.update({ done: i, total: 100, unit: 'steps' })
      }
      progress.end()
      expect(progress.timings).toEqual([{ name: 'reading', seconds: 25 }])
      if (quiet) expect([...lines, ...status]).toEqual([])
      else if (isInteractive) expect([lines.length, status.length > 50]).toEqual([0, true])
      else expect(lines).toHaveLength(3)
    }
  })
})

describe('the width of a text', () => {
  it('is the sum of its characters, however many they are and whatever they are', () => {
    for (const [char, columns] of [
      ['x', 1],
      ['ä', 1],
      ['漢', 2],
      ['😀', 2],
      ['\u200b', 0],
    ] as const) {
      expect([char, widthOf(char.repeat(10))]).toEqual([char, 10 * columns])
      // a library that takes the square of the length would not come back from this
      expect([char, widthOf(char.repeat(200_000))]).toEqual([char, 200_000 * columns])
      expect([char, widthOf(`a${char} b`.repeat(50_000))]).toEqual([char, (3 + columns) * 50_000])
    }
  }, 20_000)
})
