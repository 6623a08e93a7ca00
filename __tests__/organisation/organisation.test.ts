import fc from 'fast-check';
import { nextBatch, type Candidate } from '../../src/organisation/batch.js';
import { everySize, halves, pagesOf, queryOf, readSearchPage, searchesFor, type CodeSearch } from '../../src/organisation/code-search.js';
import { readFullName, readList, isAccountName } from '../../src/organisation/repository-name.js';
import { accessRows, readRecord, recordFile, type AccessRow, type ScanRecord } from '../../src/organisation/record.js';
import { joinedHtml, joinedMarkdown, joinedRows, type Joined } from '../../src/organisation/table.js';

const commit = (letter: string): string => letter.repeat(40);
const row: AccessRow = {
  origin: 'https://app.contoso.com',
  workspace: null,
  api: 'orders',
  product: null,
  operations: ['get-order'],
  environments: '',
  allowed: 'yes',
  methods: ['GET'],
  credentials: false,
  path: 'policy.xml',
  line: 4,
  since: '2024-05-01',
};
const record = (more: Partial<ScanRecord> = {}): ScanRecord => ({
  schemaVersion: 1,
  repository: 'contoso/orders',
  commit: commit('a'),
  tool: '1.0.0',
  scanned: '2026-01-01',
  fault: null,
  counts: { error: 1, warning: 0, info: 0 },
  policies: 1,
  rows: [row],
  more: 0,
  sarif: 'uploaded',
  ...more,
});
const joined = (records: readonly ScanRecord[], more: Partial<Joined> = {}): Joined => ({
  organisation: 'contoso',
  server: 'https://github.example.com',
  records,
  waiting: 0,
  troubles: [],
  ...more,
});

describe('names', () => {
  test.each(['contoso/orders', 'a/b.c', 'a/_-.x', 'A/.github'])('%s is one', (name) => {
    expect(readFullName(name)).toBe(name);
  });

  test.each(['contoso', 'a/b/c', '../x', 'a/..', './a', 'a/.', 'a b/c', 'a/b"', 'a/b\n', 'a/<b>', 'ä/b', '', null, 5])('%j is none', (name) => {
    expect(readFullName(name)).toBeNull();
  });

  test.each([
    ['contoso', true],
    ['a-b', true],
    ['contoso org:other', false],
    ['-a', false],
    ['', false],
    ['a'.repeat(40), false],
  ])('an account called %j: %s', (name, is) => {
    expect(isAccountName(name)).toBe(is);
  });

  test('a list: bare names are the organisation’s, each once', () => {
    expect(readList('orders, fabrikam/a\nContoso/Orders  contoso/b', 'contoso')).toEqual({
      names: ['contoso/orders', 'fabrikam/a', 'contoso/b'],
      wrong: [],
    });
    expect(readList('orders ../x', '')).toEqual({ names: [], wrong: ['orders', '../x'] });
  });
});

describe('code search', () => {
  test('looks in the organisation alone, and says sizes only where it is parted', () => {
    const [search] = searchesFor('contoso') as [CodeSearch];
    expect(queryOf(search)).toBe('"allowed-origins" cors org:contoso');
    expect(queryOf({ ...search, sizes: { from: 1, to: 9 } })).toBe('"allowed-origins" cors org:contoso size:1..9');
  });

  test('halves part the sizes without a gap, and end', () => {
    fc.assert(
      fc.property(fc.nat(everySize.to), fc.nat(everySize.to), (one, other) => {
        const sizes = { from: Math.min(one, other), to: Math.max(one, other) };
        const [search] = searchesFor('contoso') as [CodeSearch];
        const parts = halves({ ...search, sizes });
        if (sizes.from === sizes.to) return parts === null;
        if (parts === null) return false;
        const [small, large] = parts.map((part) => part.sizes) as [CodeSearch['sizes'], CodeSearch['sizes']];
        return small.from === sizes.from && small.to >= small.from && large.from === small.to + 1 && large.to === sizes.to && large.from <= large.to;
      }),
    );
  });

  test('a page is read, whatever is in it', () => {
    const item = (name: unknown) => ({ repository: { full_name: name } });
    expect(readSearchPage({ total_count: 3, incomplete_results: true, items: [item('a/b'), item('a/../x'), item('a/b')] })).toEqual({
      total: 3,
      isIncomplete: true,
      repositories: ['a/b'],
    });
    for (const odd of [null, [], {}, { total_count: '1' }, { total_count: 1, incomplete_results: false, items: [item(5)] }])
      expect(readSearchPage(odd)).toBeNull();
  });

  test.each([
    [0, 0],
    [1, 1],
    [100, 1],
    [101, 2],
    [5000, 10],
  ])('%d results are on %d pages', (total, pages) => {
    expect(pagesOf(total)).toBe(pages);
  });
});

describe('batches', () => {
  const all: readonly Candidate[] = Array.from({ length: 600 }, (_, index) => ({ repository: `contoso/r${index}`, commit: commit('a') }));
  const done = (some: readonly Candidate[]): readonly ScanRecord[] => some.map((one) => record(one));

  test('600 repositories are three runs, each repository once', () => {
    const runs: (readonly Candidate[])[] = [];
    for (let batch = nextBatch(all, [], '1.0.0'); batch.now.length > 0; batch = nextBatch(all, done(runs.flat()), '1.0.0')) runs.push(batch.now);
    expect(runs.map((run) => run.length)).toEqual([256, 256, 88]);
    expect(new Set(runs.flat()).size).toBe(600);
  });

  test('what has a record of the same commit by the same version is not scanned again; new ones come first', () => {
    const records = [
      ...done(all.slice(0, 3)),
      record({ repository: 'CONTOSO/R3', commit: commit('b') }),
      record({ repository: 'contoso/r4', tool: '0.9.0' }),
    ];
    expect(nextBatch(all.slice(0, 6), records, '1.0.0').now.map(({ repository }) => repository)).toEqual(['contoso/r5', 'contoso/r3', 'contoso/r4']);
    expect(nextBatch(all.slice(0, 6), records, '1.0.0', 2)).toMatchObject({ waiting: 1 });
  });
});

describe('records', () => {
  test('are read back as they were written, and nothing else is', () => {
    expect(readRecord(JSON.parse(JSON.stringify(record())))).toEqual(record());
    for (const odd of [
      null,
      {},
      { ...record(), repository: '../x' },
      { ...record(), commit: 'HEAD' },
      { ...record(), rows: [{ ...row, since: '<b>' }] },
    ])
      expect(readRecord(odd)).toBeNull();
  });

  test('have one file a repository, below their folder', () => {
    expect(recordFile('Contoso/.github')).toBe('contoso+.github.json');
  });

  test('hold who may call, and not who may not', () => {
    const after = { methods: ['GET'], headers: [], credentials: true, exposed: [], maxAge: null, otherwise: [] } as const;
    const origins = (['yes', 'no', 'unknown'] as const).map((allowed) => ({
      origin: `https://${allowed}.example`,
      after: { ...after, allowed, decidedBy: allowed === 'yes' ? { path: 'p.xml', line: 2 } : null },
    }));
    const change = {
      targets: [{ workspace: null, product: null, api: 'orders', operations: ['a'] }],
      environments: ['dev', 'prod'],
      origins,
      causes: [{ path: 'q.xml', line: 9 }],
    };
    const rows = accessRows([change] as unknown as Parameters<typeof accessRows>[0], (path) => (path === 'p.xml' ? '2025-01-01' : null));
    expect(rows).toEqual([
      {
        ...row,
        origin: 'https://yes.example',
        operations: ['a'],
        environments: 'dev, prod',
        credentials: true,
        path: 'p.xml',
        line: 2,
        since: '2025-01-01',
      },
      {
        ...row,
        origin: 'https://unknown.example',
        operations: ['a'],
        environments: 'dev, prod',
        allowed: 'unknown',
        credentials: true,
        path: 'q.xml',
        line: 9,
        since: null,
      },
    ]);
  });
});

describe('the table', () => {
  test('says who may call what, where and since when; everybody first', () => {
    const text = joinedMarkdown(joined([record({ rows: [row, { ...row, origin: '*', since: null, credentials: true }] })]));
    expect(text.split('\n').filter((line) => /^\| (?!-)/.test(line))).toEqual([
      '| Pages from | May call | How | Repository and place | Since |',
      expect.stringMatching(/^\| every origin \| `orders`, 1 operation \| GET; with cookies \| .*`policy\.xml:4` \| not known \|$/),
      expect.stringMatching(/^\| `https:\/\/app\.contoso\.com` \| `orders`, 1 operation \| GET \| .*`policy\.xml:4` \| 2024-05-01 \|$/),
    ]);
    expect(joinedHtml(joined([record()]))).toContain(`href="https://github.example.com/contoso/orders/blob/${commit('a')}/policy.xml#L4"`);
  });

  test('says what it does not show', () => {
    const text = joinedMarkdown(
      joined([record({ fault: 'wrong key', sarif: 'refused', more: 7, rows: [] })], { waiting: 3, troubles: ['contoso/x: it is empty'] }),
    );
    for (const part of ['3 repositories are still to be scanned', 'were not taken by code scanning', 'wrong key', '7 more rows', 'it is empty'])
      expect(text).toContain(part);
  });

  test('stays within its bytes', () => {
    const rows = Array.from({ length: 2000 }, () => ({ ...row, path: `${'x/'.repeat(120)}policy.xml` }));
    const records = [1, 2, 3].map((number) => record({ repository: `contoso/r${number}`, rows }));
    const text = joinedMarkdown(joined(records));
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toMatch(/more rows on the page/);
  });

  test('nothing from a repository is markup, a mention, a link of its own or a command', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=y>',
        '`|`|x',
        '@everyone',
        '![x](http://evil)',
        '::error::x',
        '##[error]x',
        '\n\n# x',
        '|\n|',
        '\u202e',
        'javascript:x',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        const bad = { ...row, origin: a, api: b, product: c, workspace: a, methods: [c], environments: b, path: c };
        const page = joined([record({ rows: [bad], fault: a })], { troubles: [b] });
        const html = joinedHtml(page);
        const tags = [...html.matchAll(/<\/?([a-z!]+)/gi)].map(([, tag = '']) => tag.toLowerCase());
        expect(new Set(tags)).toEqual(
          new Set([
            '!doctype',
            'html',
            'head',
            'meta',
            'title',
            'style',
            'body',
            'h',
            'ul',
            'li',
            'table',
            'thead',
            'tbody',
            'tr',
            'th',
            'td',
            'code',
            'br',
            'a',
            ...(a === '*' ? ['strong'] : []),
          ]),
        );
        for (const [, target = ''] of html.matchAll(/href="([^"]*)"/g))
          expect(target).toMatch(/^https:\/\/github\.example\.com\/contoso\/orders\/blob\//);
        const text = joinedMarkdown(page);
        expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
        for (const whole of [html, text]) {
          expect(whole).not.toMatch(/^\s*::|##\[|##vso\[/m);
          expect(whole).not.toContain('\u202e');
        }
        expect(text.replace(/(`+)[\s\S]*?\1/g, '')).not.toMatch(/<script|<img|@everyone|!\[/);
      }),
      { numRuns: 300 },
    );
  });

  test('is sorted, whatever the order of the records', () => {
    const records = ['c', 'a', 'b'].map((name) => record({ repository: `contoso/${name}` }));
    expect(joinedRows({ records })).toEqual(joinedRows({ records: [...records].reverse() }));
  });
});
