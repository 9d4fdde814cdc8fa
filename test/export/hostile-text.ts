/** What is dangerous in a spreadsheet, a terminal or a page, and must arrive as text. */
export const hostile: readonly string[] = [
  ...[
    '=HYPERLINK("http://x.example","y")',
    "+1+cmd|'/c calc'!A0",
    '-2+3',
    '@SUM(1,2)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\uff1d1',
  ],
  ...['a;=1+1', 'a,"=1', '<script>alert(1)</script>', '\u001b[2J\u202e', '[x](javascript:alert(1))', "'quoted'"],
]
