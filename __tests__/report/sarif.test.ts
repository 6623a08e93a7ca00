import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { reportedRule } from '../../src/report/reported-rule.js';
import { rules as catalogue } from '../../src/rules/catalogue.js';
import { reportSarif, sarifLog } from '../../src/report/sarif.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { review as anyReview } from './arbitrary.js';
import { aboveBase, bigReview, finding, portal, review, rules, withoutBase } from './fixtures.js';

const options = { toolVersion: '0.1.0', rules };

/** The part of SARIF 2.1.0's schema that the log uses, closed: a property the standard does not know is an error here. */
const object = (properties: Readonly<Record<string, object>>, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const message = object({ text: { type: 'string' } }, ['text']);
const artifactLocation = object({ uri: { type: 'string', pattern: "^[A-Za-z0-9\\-_.!~*'()%/]+$" }, uriBaseId: { const: '%SRCROOT%' } }, ['uri']);
const positive = { type: 'integer', minimum: 1 };
const region = object({ startLine: positive, startColumn: positive, endLine: positive, endColumn: positive }, ['startLine']);
const location = object({ physicalLocation: object({ artifactLocation, region }, ['artifactLocation']) });
const related = object({
  id: { type: 'integer', minimum: -1 },
  physicalLocation: object({ artifactLocation, region }, ['artifactLocation']),
  message,
});
const level = { enum: ['none', 'note', 'warning', 'error'] };
const schema = object(
  {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: object(
        {
          tool: object({
            driver: object(
              {
                name: { type: 'string' },
                version: { type: 'string' },
                semanticVersion: { type: 'string' },
                informationUri: { type: 'string' },
                rules: {
                  type: 'array',
                  items: object(
                    {
                      id: { type: 'string' },
                      shortDescription: message,
                      fullDescription: message,
                      help: message,
                      helpUri: { type: 'string' },
                      defaultConfiguration: object({ level }),
                      properties: object({
                        tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
                        // As code scanning reads them (GitHub Docs, "SARIF support for code scanning").
                        precision: { enum: ['very-high', 'high', 'medium', 'low'] },
                        'security-severity': { type: 'string', pattern: '^(?:10|[0-9])\\.[0-9]$' },
                      }),
                    },
                    ['id'],
                  ),
                  uniqueItems: true,
                },
              },
              ['name'],
            ),
          }),
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          invocations: {
            type: 'array',
            items: object(
              {
                executionSuccessful: { type: 'boolean' },
                toolExecutionNotifications: {
                  type: 'array',
                  items: object({ level, message, locations: { type: 'array', items: location } }, ['message']),
                },
              },
              ['executionSuccessful'],
            ),
          },
          results: {
            type: 'array',
            items: object(
              {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level,
                message,
                locations: { type: 'array', items: location, minItems: 1 },
                relatedLocations: { type: 'array', items: related, minItems: 1, uniqueItems: true },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
                baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
                fixes: {
                  type: 'array',
                  minItems: 1,
                  items: object(
                    {
                      description: message,
                      artifactChanges: {
                        type: 'array',
                        minItems: 1,
                        items: object(
                          {
                            artifactLocation,
                            replacements: {
                              type: 'array',
                              minItems: 1,
                              items: object({ deletedRegion: region, insertedContent: message }, ['deletedRegion']),
                            },
                          },
                          ['artifactLocation', 'replacements'],
                        ),
                      },
                    },
                    ['artifactChanges'],
                  ),
                },
                suppressions: {
                  type: 'array',
                  items: object(
                    {
                      kind: { enum: ['inSource', 'external'] },
                      status: { enum: ['accepted', 'underReview', 'rejected'] },
                      justification: { type: 'string' },
                    },
                    ['kind'],
                  ),
                },
                properties: object({ certainty: { type: 'string' }, cause: { type: 'string' } }),
              },
              ['message'],
            ),
          },
        },
        ['tool'],
      ),
    },
  },
  ['version', 'runs'],
);
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

test.each([
  ['the portal', portal],
  ['the big review', bigReview()],
  ['nothing', review()],
])('the log of %s is SARIF', (_, one) => {
  expect([validate(JSON.parse(reportSarif(one, options))), validate.errors]).toEqual([true, null]);
});

test('the log of any review is SARIF', () => {
  fc.assert(
    fc.property(anyReview, (one) => {
      expect([validate(JSON.parse(reportSarif(one, options))), validate.errors]).toEqual([true, null]);
    }),
    { numRuns: 300 },
  );
});

test('every result points at its rule, known or not, and no two share a fingerprint', () => {
  const [run] = sarifLog(bigReview(), options).runs;
  const results = run?.results ?? [];
  for (const result of results) expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
  const hashes = results.map((result) => result.partialFingerprints.primaryLocationLineHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('levels, baseline and suppressions', () => {
  const log = sarifLog(
    review({
      findings: [finding({ severity: 'info' }), finding({ severity: 'error', status: 'existing' })],
      ignored: [
        { finding: finding({ severity: 'warning' }), reason: 'agreed', from: 'comment', addedByChange: false },
        { finding: finding(), reason: 'later', from: 'configuration', addedByChange: false },
      ],
    }),
    options,
  );
  const seen = log.runs[0]?.results.map((result) => [result.level, result.baselineState, 'suppressions' in result ? result.suppressions : null]);
  expect(seen).toEqual([
    ['note', 'new', null],
    ['error', 'unchanged', null],
    ['warning', 'new', [{ kind: 'inSource', status: 'accepted', justification: 'agreed' }]],
    ['error', 'new', [{ kind: 'external', status: 'accepted', justification: 'later' }]],
  ]);
});

test('a finding names the element that decides, where it stands elsewhere, and each rule its precision and severity', () => {
  const [run] = sarifLog(portal, options).runs;
  const causes = rootCauses(portal);
  for (const result of run?.results ?? []) {
    const cause = causes.find(({ id }) => id === result.properties.cause);
    const at = result.locations[0]?.physicalLocation;
    const isElsewhere = cause !== undefined && (at?.artifactLocation.uri !== cause.path || at.region.startLine !== cause.line);
    const related = 'relatedLocations' in result ? (result.relatedLocations ?? []) : [];
    expect(related.some(({ message }) => message.text === 'decides')).toBe(isElsewhere);
  }
  expect((run?.results ?? []).some((result) => 'relatedLocations' in result)).toBe(true);
  const rule = (certainty: 'documented' | 'inferred', severity: 'error' | 'info') => {
    const { precision, 'security-severity': rank } = sarifLog(review(), {
      ...options,
      rules: [{ id: 'a', title: 'a', help: 'a', severity, certainty }],
    }).runs[0]?.tool.driver.rules[0]?.properties ?? { precision: '', 'security-severity': '' };
    return [precision, rank];
  };
  expect([rule('documented', 'error'), rule('inferred', 'info')]).toEqual([
    ['very-high', '8.0'],
    ['medium', '2.0'],
  ]);
});

test('a rule says how it is filed, and only what is about security has a rank among weaknesses', () => {
  const filed = (id: string) => {
    const rule = catalogue.find((one) => one.id === id);
    if (rule === undefined) throw new Error(id);
    return sarifLog(review(), { ...options, rules: [reportedRule(rule, null)] }).runs[0]?.tool.driver.rules[0]?.properties;
  };
  expect(filed('wildcard-origin')).toEqual({
    tags: ['security', 'external/cwe/cwe-942', 'cors', 'azure-api-management'],
    precision: 'very-high',
    'security-severity': '5.0',
  });
  expect(filed('max-age-capped')).toEqual({ tags: ['style', 'cors', 'azure-api-management'], precision: 'very-high' });
});

test('a scan has no baseline', () => {
  const results = sarifLog(review({ mode: 'scan', findings: [finding()] }), options).runs[0]?.results ?? [];
  expect(results.map((result) => 'baselineState' in result)).toEqual([false]);
});

/** Applies a replacement as the standard defines regions: by line and column, the end column excluded, newlines part of the text. */
function apply(
  text: string,
  region: { readonly startLine: number; readonly endLine: number; readonly endColumn?: number },
  inserted: string,
): string {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) if (text[index] === '\n') starts.push(index + 1);
  const start = starts[region.startLine - 1] ?? text.length;
  const lineStart = starts[region.endLine - 1] ?? text.length;
  const lineEnd = text.slice(lineStart).search(/\r?\n/);
  const end = region.endColumn === undefined ? (lineEnd === -1 ? text.length : lineStart + lineEnd) : lineStart + region.endColumn - 1;
  return text.slice(0, start) + inserted + text.slice(end);
}

test.each([
  ['lines replaced', 'a\nb\nc\n', 2, 2, ['x', 'y'], 'a\nx\ny\nc\n', '\n'],
  ['the last line, no final newline', 'a\nb', 2, 2, ['x'], 'a\nx', '\n'],
  ['lines deleted leave no empty line', 'a\nb\nc\nd\n', 2, 3, [], 'a\nd\n', '\n'],
  ['an empty line is not a deletion', 'a\nb\nc\n', 2, 2, [''], 'a\n\nc\n', '\n'],
  ['a file with CRLF keeps it', 'a\r\nb\r\nc\r\n', 2, 2, ['x', 'y'], 'a\r\nx\r\ny\r\nc\r\n', '\r\n'],
])('fixes: %s', (_, before, startLine, endLine, lines, after, newline) => {
  const patch = ['--- a/p', '+++ b/p', '@@ -1 +1 @@', `-b${newline.slice(0, -1)}`, `+x${newline.slice(0, -1)}`, ''].join('\n');
  const suggestion = { ...aboveBase, patch, edits: [{ path: 'p', startLine, endLine, lines }] };
  const [result] = sarifLog(review({ findings: [finding({ suggestions: [suggestion] })] }), options).runs[0]?.results ?? [];
  const [replacement] = result?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
  expect(replacement === undefined ? null : apply(before, replacement.deletedRegion, replacement.insertedContent?.text ?? '')).toBe(after);
});

test('edits of one file are one change, other files have their own; paths are encoded', () => {
  const edit = { startLine: 1, endLine: 1, lines: ['x'] };
  const suggestion = {
    ...withoutBase,
    edits: [
      { path: 'a b/ü;rev=1/policy.xml', ...edit },
      { path: 'policy.xml', ...edit },
      { path: 'policy.xml', ...edit, startLine: 5, endLine: 6 },
    ],
  };
  const [result] = sarifLog(review({ findings: [finding({ suggestions: [suggestion] })] }), options).runs[0]?.results ?? [];
  expect(result?.fixes?.[0]?.artifactChanges.map((change) => [change.artifactLocation.uri, change.replacements.length])).toEqual([
    ['a%20b/%C3%BC%3Brev%3D1/policy.xml', 1],
    ['policy.xml', 2],
  ]);
});
