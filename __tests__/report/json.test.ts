import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { reportJson, reviewReport } from '../../src/report/json.js';
import { reviewSchema, reviewSchemaText } from '../../src/report/report-schema.js';
import { review } from './arbitrary.js';
import { bigReview, finding, portal, review as reviewOf } from './fixtures.js';

const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false }).compile(reviewSchema);

/** Every object schema of the schema, with where it stands. */
function objectSchemas(value: unknown, at = '#'): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value).flatMap(([key, below]) => objectSchemas(below, `${at}/${key}`));
  return 'properties' in value ? [[at, { ...value }], ...entries] : entries;
}

test('the committed schema is the one the reports are made by', () => {
  expect(readFileSync(join(__dirname, '../../schema/review.schema.json'), 'utf8')).toBe(reviewSchemaText());
});

test('the schema leaves no object open and no field optional', () => {
  const schemas = objectSchemas(reviewSchema);
  expect(schemas.length).toBeGreaterThan(10);
  for (const [at, schema] of schemas) {
    expect([at, schema['additionalProperties']]).toEqual([at, false]);
    // A point of base is the exception: all others have the shape that is promised.
    const always = Object.keys(schema['properties'] ?? {}).filter((name) => name !== 'isOfBase' || at !== '#/$defs/dependence');
    expect([at, schema['required']]).toEqual([at, always]);
  }
});

test.each([
  ['the portal', portal],
  ['the big review', bigReview()],
  ['nothing', reviewOf()],
])('the report of %s is valid', (_, one) => {
  expect([validate(JSON.parse(reportJson(one, '0.1.0'))), validate.errors]).toEqual([true, null]);
});

test('the report of any review is valid and prints alike twice', () => {
  fc.assert(
    fc.property(review, (one) => {
      const text = reportJson(one, '0.1.0');
      expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null]);
      expect(reportJson({ ...one, findings: [...one.findings].reverse() }, '0.1.0').length).toBe(text.length);
      expect(text.endsWith('}\n')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('a report with a field too many, or one of another kind, is not valid', () => {
  const report = reviewReport(portal, '0.1.0');
  for (const wrong of [
    { ...report, extra: 1 },
    { ...report, schemaVersion: 1 },
    { ...report, conclusion: 'maybe' },
    { ...report, counts: { error: 0, warning: 0, info: 0 } },
    { ...report, findings: report.findings.map((one) => ({ ...one, line: 0 })) },
  ]) {
    expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
  }
});

test('the fields stand in the published order and nothing else is reported', () => {
  const report = reviewReport(portal, '0.1.0');
  expect(Object.keys(report)).toEqual([
    'schemaVersion',
    'tool',
    'base',
    'head',
    'conclusion',
    'counts',
    'operations',
    'headline',
    'coverage',
    'changes',
    'findings',
    'causes',
    'contracts',
    'unreviewed',
    'truncated',
  ]);
  expect(Object.keys(report.changes[0] ?? {})).toEqual(['targets', 'environments', 'kind', 'origins', 'causes']);
  expect(Object.keys(report.changes[0]?.origins[0]?.before ?? {})).toEqual([
    'allowed',
    'methods',
    'headers',
    'credentials',
    'exposed',
    'maxAge',
    'decidedBy',
    'why',
    'certainty',
    'otherwise',
  ]);
  expect(Object.keys(report.findings[0]?.suggestions[0] ?? {})).toEqual(['title', 'edits', 'effect', 'keepsInheritedPolicies', 'certainty']);
  expect(Object.keys(report.findings[0]?.targets[0] ?? {})).toEqual(['workspace', 'product', 'api', 'operations']);
});

test('findings come new before existing, worst first, then by place', () => {
  const shuffled = [
    finding({ status: 'existing', severity: 'error', path: 'a' }),
    finding({ severity: 'info', path: 'a' }),
    finding({ severity: 'error', path: 'b', line: 9 }),
    finding({ severity: 'error', path: 'b', line: 10 }),
    finding({ severity: 'error', path: 'a', line: 99 }),
  ];
  const order = (list: typeof shuffled): readonly string[] =>
    reviewReport(reviewOf({ findings: list }), '0.1.0').findings.map((one) => `${one.status} ${one.severity} ${one.path}:${one.line}`);
  expect(order(shuffled)).toEqual(['new error a:99', 'new error b:9', 'new error b:10', 'new info a:4', 'existing error a:4']);
  expect(order([...shuffled].reverse())).toEqual(order(shuffled));
});
