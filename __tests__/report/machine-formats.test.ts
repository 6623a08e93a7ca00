import { createTwoFilesPatch } from 'diff';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { reportAnnotations } from '../../src/report/annotations.js';
import { placesOfCause } from '../../src/report/cause-places.js';
import { azureWarning, reportAzure, uploadSummary } from '../../src/report/azure.js';
import { reportGitlab } from '../../src/report/gitlab.js';
import { reportJunit } from '../../src/report/junit.js';
import { reportRdjson, replacedBy } from '../../src/report/rdjson.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { applyLineEdits } from '../../src/text/edit.js';
import type { Review } from '../../src/review/review.js';
import { review as anyReview, text as anyText } from './arbitrary.js';
import { problem } from './said.js';
import { aboveBase, bigReview, finding, hostileTexts, portal, review, rules } from './fixtures.js';

const runs = { numRuns: 60 };
const fresh = (one: Review) => rootCauses(one).filter(({ status }) => status === 'new');
const freshPlaces = (one: Review) => fresh(one).flatMap(placesOfCause);

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * A line as the agent of Azure Pipelines reads it (azure-pipelines-agent, Command.cs and CommandStringConvertor.cs): the prefix anywhere in the line,
 * up to the first closing bracket; properties between semicolons; escapes put back, percent signs last. null: it is no command.
 */
function asAgent(line: string): Command | null {
  const start = line.toLowerCase().indexOf('##vso[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return null;
  const back = (text: string): string =>
    text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%5D', ']').replaceAll('%AZP25', '%');
  const inside = line.slice(start + '##vso['.length, end);
  const [name = '', ...rest] = inside.split(' ');
  const pairs = rest
    .join(' ')
    .split(';')
    .flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [] : [[pair.slice(0, at).trim(), back(pair.slice(at + 1))] as const];
    });
  return { name, properties: Object.fromEntries(pairs), text: back(line.slice(end + 1)) };
}

describe('azure', () => {
  const lineEnds = /\r\n|[\n\r\u0085\u2028\u2029\v\f]/;

  test('the agent reads one issue for each place of each new error and warning, whatever their texts hold, and nothing else', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        const lines = reportAzure(one).join('\n').split(lineEnds);
        const read = lines.map(asAgent);
        const places = freshPlaces(one);
        expect(places.length === 0 ? [''] : places.map(({ finding: { severity } }) => severity)).toEqual(
          read.map((command) => command?.properties['type'] ?? (places.length === 0 ? '' : 'info')),
        );
        for (const command of read) {
          if (command === null) continue;
          expect(command.name).toBe('task.logissue');
          expect(Object.keys(command.properties)).toEqual(['type', 'sourcepath', 'linenumber', 'columnnumber', 'code']);
          expect(command.text).not.toMatch(/##[^\s#[]*\[/);
        }
        // The other family: formats of the log.
        for (const line of lines) if (asAgent(line) === null) expect(line).not.toMatch(/##[^\s#[]*\[|^\s*::/);
      }),
      runs,
    );
  });

  test('what the agent reads is what was said', () => {
    const path = 'a;b]c%3B/policy.xml';
    const [command] = reportAzure(review({ findings: [finding({ says: problem('50% of ]; it'), path, line: 7, suggestions: [] })] })).map(asAgent);
    expect(command?.properties).toMatchObject({ type: 'error', sourcepath: path, linenumber: '7' });
    expect(command?.text).toContain('50% of ]; it');
    expect(reportAzure(review({ findings: [finding({ status: 'existing' })] }))).toEqual([]);
    expect(asAgent(uploadSummary('/tmp/a;b].md'))).toEqual({ name: 'task.uploadsummary', properties: {}, text: '/tmp/a;b].md' });
  });
});

test('azure: a warning of ours is one command and no other, whatever the host said', () => {
  const said = fc.oneof(
    anyText,
    fc.constantFrom('x]##vso[task.setvariable variable=a]b', '%AZP25%5D##VSO[task.complete]', 'a\r\n##[error]b', ...hostileTexts),
  );
  fc.assert(
    fc.property(said, (text) => {
      const lines = azureWarning(text).split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/);
      expect(lines).toHaveLength(1);
      const command = asAgent(lines[0] ?? '');
      expect([command?.name, command?.properties]).toEqual(['task.logissue', { type: 'warning' }]);
      // What stands behind it starts none.
      expect(azureWarning(text).slice('##vso['.length)).not.toMatch(/##[^\s#[]*\[/);
    }),
    runs,
  );
});

describe('gitlab', () => {
  /** What GitLab requires of an entry (GitLab Docs, "Code Quality", "Code quality report format"); its own reader checks a part of that (app/validators/json_schemas/codeclimate.json). */
  const validate = new Ajv2020({ strict: false }).compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      additionalProperties: false,
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', minLength: 1 },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^/]' },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
          },
        },
      },
    },
  });

  test('any review is a report of Code Quality, each fingerprint once', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        const entries = JSON.parse(reportGitlab(one)) as { fingerprint: string }[];
        expect([validate(entries), validate.errors]).toEqual([true, null]);
        expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
      }),
      runs,
    );
    expect(JSON.parse(reportGitlab(portal))).toHaveLength(rootCauses(portal).length);
  });
});

describe('rdjson', () => {
  const position = { type: 'object', properties: { line: { type: 'integer', minimum: 1 } }, required: ['line'], additionalProperties: false };
  const range = { type: 'object', properties: { start: position, end: position }, required: ['start'], additionalProperties: false };
  /** The part of DiagnosticResult that is written, closed (reviewdog, proto/rdf/jsonschema). */
  const validate = new Ajv2020({ strict: false }).compile({
    type: 'object',
    required: ['source', 'diagnostics'],
    additionalProperties: false,
    properties: {
      source: { type: 'object', properties: { name: { type: 'string' }, url: { type: 'string' } }, additionalProperties: false },
      diagnostics: {
        type: 'array',
        items: {
          type: 'object',
          required: ['message', 'location', 'severity'],
          additionalProperties: false,
          properties: {
            message: { type: 'string', minLength: 1 },
            location: {
              type: 'object',
              properties: { path: { type: 'string', minLength: 1 }, range },
              required: ['path'],
              additionalProperties: false,
            },
            severity: { enum: ['UNKNOWN_SEVERITY', 'ERROR', 'WARNING', 'INFO'] },
            code: { type: 'object', properties: { value: { type: 'string' }, url: { type: 'string' } }, additionalProperties: false },
            suggestions: {
              type: 'array',
              items: { type: 'object', properties: { range, text: { type: 'string' } }, required: ['range', 'text'], additionalProperties: false },
            },
          },
        },
      },
    },
  });

  test('any review is a result, with one diagnostic for each place of each new cause', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        const result = JSON.parse(reportRdjson(one, rules)) as { diagnostics: unknown[] };
        expect([validate(result), validate.errors]).toEqual([true, null]);
        expect(result.diagnostics).toHaveLength(freshPlaces(one).length);
      }),
      runs,
    );
  });

  test('a safe repair is a suggestion where it stands, and another is none', () => {
    const diagnosticsOf = (isSafe: boolean) =>
      (
        JSON.parse(reportRdjson(review({ findings: [finding({ suggestions: [{ ...aboveBase, isSafe, fitsBlock: true }] })] }), rules)) as {
          diagnostics: { location: { path: string; range: object }; suggestions?: { range: object }[] }[];
        }
      ).diagnostics;
    const [safe] = diagnosticsOf(true);
    expect(safe?.suggestions?.map(({ range: one }) => one)).toEqual([safe?.location.range]);
    expect(safe?.location.path).toBe(aboveBase.edits[0]?.path);
    expect(diagnosticsOf(false)[0]?.suggestions).toBeUndefined();
  });

  test('the lines of a suggestion, put in the place of its range, are the repaired file', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', '-- d', '+ e'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lines, lines, fc.constantFrom('\n', '\r\n'), (old, now, ending) => {
        const [before, after] = [old, now].map((some) => some.map((one) => one + ending).join('')) as [string, string];
        fc.pre(before !== after);
        const replaced = replacedBy(createTwoFilesPatch('a/x', 'b/x', before, after, '', '', { context: 3 }).replace(/^=+\n/, ''));
        fc.pre(replaced !== null);
        const { range: place, text } = replaced;
        expect(applyLineEdits(before, [{ startLine: place.start.line, endLine: place.end.line, lines: text.split('\n') }])).toBe(after);
      }),
      { numRuns: 300 },
    );
    const far = ['x', ...Array.from({ length: 20 }, () => 'same'), 'y'].join('\n');
    expect(replacedBy(createTwoFilesPatch('a', 'b', far, far.replace('x', 'X').replace('y', 'Y'), '', '', { context: 3 }))).toBeNull();
    expect(replacedBy('')).toBeNull();
  });
});

describe('junit', () => {
  /** The elements of a file, parsed strictly: what is no XML is an error. Attributes are those of the Jenkins schema and `file`, `line` of GitLab. */
  function parsed(text: string): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
    const found: { name: string; attributes: Record<string, string> }[] = [];
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes: attributes }));
    parser.write(text).close();
    return found;
  }
  const counts = ['tests', 'failures', 'errors', 'skipped'];
  const known: Readonly<Record<string, readonly string[]>> = {
    testsuites: counts.slice(0, -1),
    testsuite: ['name', ...counts],
    testcase: ['name', 'classname', 'file', 'line'],
    failure: ['type', 'message'],
    skipped: ['message'],
    'system-out': [],
  };

  test('any review is a file whose counts are right, and that fails where the review does', () => {
    fc.assert(
      fc.property(anyReview, (one) => {
        const elements = parsed(reportJunit(one));
        for (const { name, attributes } of elements) expect(known[name]).toEqual(expect.arrayContaining(Object.keys(attributes)));
        const count = (name: string): string => String(elements.filter((element) => element.name === name).length);
        const suite = { tests: count('testcase'), failures: count('failure'), errors: '0', skipped: count('skipped') };
        for (const { name, attributes } of elements) if (name === 'testsuite') expect(attributes).toMatchObject(suite);
        if (one.conclusion === 'fail') expect(suite.failures).not.toBe('0');
      }),
      runs,
    );
  });

  test('the threshold decides what fails', () => {
    const one = (failOn: Review['failOn'], conclusion: Review['conclusion']): readonly string[] =>
      parsed(
        reportJunit(
          review({
            failOn,
            conclusion,
            findings: [finding({ severity: 'warning' }), finding({ fingerprint: 'b', severity: 'error', line: 90, status: 'existing' })],
          }),
        ),
      )
        .map(({ name }) => name)
        .filter((name) => !name.startsWith('test'));
    expect(one('warning', 'fail')).toEqual(['system-out', 'failure', 'skipped']);
    expect(one('error', 'pass')).toEqual(['system-out', 'system-out', 'skipped']);
    expect(one('error', 'fail')).toEqual(['failure', 'system-out', 'skipped']);
    expect(parsed(reportJunit(bigReview())).length).toBeGreaterThan(10);
  });
});

describe('a cause with several places', () => {
  const names = ['books', 'orders', 'users'];
  const paths = names.map((name) => `apis/${name}/policy.xml`);
  const says = { code: 'loopback-origin', given: { names: ['http://localhost:4200'], kind: 'loopback', like: null, credentials: false } } as const;
  const found = (path: string, line: number) =>
    finding({ rule: 'loopback-origin', severity: 'warning', says, path, line, endLine: line, suggestions: [], fingerprint: `f-${path}` });
  const several = (line: number): Review => review({ findings: paths.map((path) => found(path, line)) });

  test('is at each of them in every format, under one rule', () => {
    const at = paths.map((path) => ({ path, line: 7 }));
    const one = several(7);
    expect(rootCauses(one)).toHaveLength(1);
    const gitlab = JSON.parse(reportGitlab(one)) as { check_name: string; location: { path: string; lines: { begin: number } } }[];
    expect(gitlab.map(({ location: { path, lines } }) => ({ path, line: lines.begin }))).toEqual(at);
    expect(new Set(gitlab.map(({ check_name: name }) => name))).toEqual(new Set(['loopback-origin']));
    const { diagnostics } = JSON.parse(reportRdjson(one, rules)) as {
      diagnostics: { location: { path: string; range: { start: { line: number } } } }[];
    };
    expect(diagnostics.map(({ location: { path, range } }) => ({ path, line: range.start.line }))).toEqual(at);
    const cases = [...reportJunit(one).matchAll(/file="([^"]*)" line="(\d+)"/g)].map(([, path, line]) => ({ path, line: Number(line) }));
    expect(cases).toEqual(at);
    expect(reportAzure(one).map((line) => asAgent(line)?.properties['sourcepath'])).toEqual(paths);
    expect(reportAnnotations(one).map((line) => /file=([^,]*),line=7/.exec(line)?.[1])).toEqual(paths);
    // What does not fit is counted, each cause once before the second place of any.
    const two = review({ findings: [...one.findings, finding({ severity: 'warning', suggestions: [] })] });
    const lines = reportAnnotations(two, { perLevel: 2 });
    expect(lines.slice(0, 2).map((line) => /file=([^,]*),/.exec(line)?.[1])).toContain(finding({}).path);
    expect(lines.at(-1)).toMatch(/^2 more problems/);
  });

  test('has one stable fingerprint a place: neither lines, nor another place, nor the order change it', () => {
    const prints = (one: Review) => {
      const entries = JSON.parse(reportGitlab(one)) as { fingerprint: string; location: { path: string } }[];
      return new Map(entries.map(({ fingerprint, location: { path } }) => [path, fingerprint]));
    };
    const all = prints(several(7));
    expect(new Set(all.values()).size).toBe(3);
    expect(prints(several(9))).toEqual(all);
    expect(prints(review({ findings: paths.slice(1).map((path) => found(path, 3)) }))).toEqual(new Map([...all].slice(1)));
    expect(prints(review({ findings: [found(paths[2] ?? '', 1)] })).get(paths[2] ?? '')).toBe(all.get(paths[2] ?? ''));
    // Places that a finding names, and that have none of their own, as well.
    const told = (path: string) =>
      review({
        findings: [
          {
            ...found(path, 1),
            elsewhere: [
              { path: 'x.xml', line: 4 },
              { path: 'x.xml', line: 8 },
            ],
          },
        ],
      });
    expect([...(JSON.parse(reportGitlab(told('a.xml'))) as { fingerprint: string }[])].map(({ fingerprint }) => fingerprint)).toHaveLength(3);
  });
});
