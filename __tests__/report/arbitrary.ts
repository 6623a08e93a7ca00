import fc from 'fast-check';
import type { Access } from '../../src/cors/access.js';
import type { Change, Finding, Review, Suggestion, Target } from '../../src/review/review.js';
import { hostileTexts } from './fixtures.js';
import { effectWith, problem, titled } from './said.js';
import { noteFromElsewhere } from '../../src/review/note.js';

/** Reviews of any shape, every text of them hostile. */

const characters = [
  ...'`~|<>@#[]()!*_\\&$:/.-+= \n\r\t"\'{}%;ab01',
  '\u202e',
  '\u200b',
  '\u0000',
  '\u001b',
  '\ud800',
  'é',
  '😀',
  '::',
  '::ERROR',
  '##[',
  '##Vso[',
  '\u0085',
  '{0}',
  '](0)',
  '```',
  'https://',
  'www.',
  '@org',
];

export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom(...characters), maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...hostileTexts),
);

const name = fc.oneof(text, fc.constantFrom('orders', 'GET', 'x-request-id'));
const path = fc.oneof(
  text.map((part) => `apis/${part}/policy.xml`),
  fc.constant('apis/orders/policy.xml'),
);
const line = fc.integer({ min: 1, max: 100_000 });
const location = fc.record({ path, line });
const certainty = fc.constantFrom('documented' as const, 'reported' as const, 'inferred' as const, 'unknown' as const);
const severity = fc.constantFrom('error' as const, 'warning' as const, 'info' as const);
const names = fc.oneof(fc.constant('*' as const), fc.uniqueArray(name, { maxLength: 9 }));

export const access: fc.Arbitrary<Access> = fc.record({
  allowed: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
  methods: names,
  headers: names,
  credentials: fc.constantFrom(true, false, 'unknown' as const),
  exposed: names,
  maxAge: fc.oneof(fc.nat(86_400), fc.constant(null), fc.constant('unknown' as const)),
  decidedBy: fc.option(location),
  why: text.map((policy) => ({ code: 'decided' as const, reason: { code: 'refused' as const, policy } })),
  certainty,
  otherwise: fc.constant([]),
  alone: fc.constant([]),
});

const target: fc.Arbitrary<Target> = fc.record({
  workspace: fc.option(name),
  product: fc.option(name),
  api: fc.option(name),
  operations: fc.uniqueArray(name, { maxLength: 6 }),
  operationsInApi: fc.nat(9),
  root: fc.oneof(fc.constant(''), name),
});

const change: fc.Arbitrary<Change> = fc.record({
  targets: fc.array(target, { minLength: 1, maxLength: 5 }),
  environment: fc.option(name),
  environments: fc.option(fc.array(name, { maxLength: 3 })),
  kind: fc.constantFrom('widened' as const, 'narrowed' as const, 'mixed' as const, 'unknown' as const),
  origins: fc.array(
    fc.record({
      origin: fc.oneof(name, fc.constantFrom('*', 'null', '{{portal}}')),
      direction: fc.constantFrom('widened' as const, 'narrowed' as const, 'mixed' as const, 'unknown' as const),
      before: access,
      after: access,
      changes: fc.constant([]),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  causes: fc.array(location, { maxLength: 5 }),
  certainty,
  existence: fc.constantFrom('changed' as const, 'added' as const, 'removed' as const),
});

export const suggestion: fc.Arbitrary<Suggestion> = fc.record({
  title: text.map(titled),
  edits: fc.array(
    fc
      .record({ path, startLine: line, lines: fc.array(text, { maxLength: 3 }), more: fc.nat(5) })
      .map(({ more, ...edit }) => ({ ...edit, endLine: edit.startLine + more })),
    { minLength: 1, maxLength: 3 },
  ),
  effect: text.map(effectWith),
  keepsInheritedPolicies: fc.boolean(),
  certainty,
  patch: fc.array(text, { maxLength: 4 }).map((lines) => `--- a/x\n+++ b/x\n@@ -1 +1 @@\n${lines.join('\n')}\n`),
  isSafe: fc.boolean(),
  onChangedLines: fc.boolean(),
  fitsBlock: fc.boolean(),
});

export const finding: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.constantFrom('inherited-cors-decides', 'wildcard-origin', 'null-origin'),
    severity,
    certainty,
    status: fc.constantFrom('new' as const, 'existing' as const),
    says: text.map(problem),
    path,
    line,
    elsewhere: fc.array(fc.record({ path, line }), { maxLength: 5 }),
    inner: fc.option(fc.record({ element: name, line: fc.nat(), column: fc.nat() })),
    fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
    environment: fc.option(name),
    environments: fc.option(fc.array(name, { maxLength: 3 })),
    targets: fc.array(target, { maxLength: 4 }),
    suggestions: fc.array(suggestion, { maxLength: 3 }),
  })
  .map((one) => ({ ...one, endLine: one.line }));

export const review: fc.Arbitrary<Review> = fc.record({
  mode: fc.constantFrom('review' as const, 'scan' as const),
  base: text,
  head: text,
  conclusion: fc.constantFrom('pass' as const, 'fail' as const),
  failOn: fc.constantFrom('error' as const, 'warning' as const, 'info' as const, 'never' as const),
  counts: fc.record({ error: fc.nat(99), warning: fc.nat(99), info: fc.nat(99), existing: fc.nat(99) }),
  operations: fc.record({ total: fc.nat(9999), changed: fc.nat(9999) }),
  coverage: fc.record({ changed: fc.nat(99), reviewed: fc.nat(99) }),
  changes: fc.array(change, { maxLength: 4 }),
  findings: fc.array(finding, { maxLength: 6 }),
  ignored: fc.array(
    fc.record({ finding, reason: text, from: fc.constantFrom('comment' as const, 'configuration' as const), addedByChange: fc.boolean() }),
    { maxLength: 3 },
  ),
  unreviewed: fc.array(
    fc.record({
      path,
      says: text.map((taken) => ({ code: 'another-taken' as const, given: { taken } })),
      scopeEntry: fc.option(text),
      entry: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
  provenUnchanged: fc.boolean(),
  untold: fc.constant(null),
  serviceFilesChanged: fc.nat(5),
  assumptions: fc.array(text, { maxLength: 2 }),
  notes: fc.array(text.map(noteFromElsewhere), { maxLength: 3 }),
});
