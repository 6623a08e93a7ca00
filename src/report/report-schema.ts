/** A JSON Schema, as a value. */
export type JsonSchema = { readonly [keyword: string]: unknown };

function object(properties: Readonly<Record<string, JsonSchema>>, description?: string): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function array(items: JsonSchema, description?: string): JsonSchema {
  return { ...(description === undefined ? {} : { description }), type: 'array', items };
}

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const line: JsonSchema = { type: 'integer', minimum: 1, description: '1-based' };
const path: JsonSchema = { type: 'string', minLength: 1, description: "Relative to the repository's (or folder's) root, with `/`." };
const certainty: JsonSchema = { enum: ['documented', 'reported', 'inferred', 'unknown'] };
const namesOrAny = (description: string): JsonSchema => ({ description, oneOf: [{ const: '*' }, { type: 'array', items: text, uniqueItems: true }] });
const reference = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });

const suggestion: Readonly<Record<string, JsonSchema>> = {
  title: text,
  edits: { ...array(reference('edit')), minItems: 1 },
  effect: { ...text, description: 'What changes for whom, and which inherited policies no longer run.' },
  keepsInheritedPolicies: { type: 'boolean' },
  certainty,
};

/** The schema of the JSON report (JSON Schema, draft 2020-12). */
export const reviewSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:apim-cors-review:review:2',
  title: 'APIM CORS Review: the JSON report of `review` and `scan`',
  ...object({
    schemaVersion: { const: 2 },
    tool: object({ name: { const: 'apim-cors-review' }, version: { type: 'string', minLength: 1 } }),
    base: text,
    head: text,
    conclusion: { enum: ['pass', 'fail'] },
    counts: object(
      { error: count, warning: count, info: count, existing: count },
      'The first three count new findings; `existing` those that base has too.',
    ),
    operations: object({ total: count, changed: count }, 'Operations of the APIs that were evaluated.'),
    headline: { ...text, description: 'Verdict, victim and API in one sentence.' },
    coverage: object(
      { changed: count, reviewed: count },
      'Policies that the change touches (`scan`: that exist), and how many of them were evaluated; the others are under `unreviewed`.',
    ),
    changes: array(reference('change'), 'Operations that change alike are one entry. Empty for `scan`.'),
    findings: array(reference('finding')),
    causes: array(reference('cause'), 'What people see: one entry a root cause, worst first. Every finding belongs to exactly one.'),
    contracts: array(reference('clause'), 'What becomes of the promises of the contracts file: one entry a clause and environment.'),
    unreviewed: array(object({ path, reason: text, entry: { oneOf: [reference('scopeEntry'), { type: 'null' }] } }), 'Seen, and not evaluated.'),
    truncated: {
      description:
        'What is counted and not listed, for there is too much of it: findings, groups of operations that change, origins in them, operations in all targets. null: all is listed.',
      oneOf: [object({ findings: count, changes: count, origins: count, operations: count }), { type: 'null' }],
    },
  }),
  $defs: {
    clause: object({
      name: text,
      path: { ...path, description: 'Of the contracts file.' },
      line,
      environment: { ...textOrNull, description: 'null: the artifacts as they are.' },
      before: { enum: ['kept', 'broken', 'undecided', null], description: 'In base; null: the clause is new, or there is no base.' },
      result: { enum: ['kept', 'broken', 'undecided'] },
      decidedBy: { oneOf: [object({ path, line }), { type: 'null' }] },
      counterexample: {
        oneOf: [
          object({
            origin: text,
            method: text,
            url: text,
            headers: array(text),
            credentials: { enum: ['omit', 'include'] },
            product: textOrNull,
            key: { enum: ['none', 'header', 'query', null] },
            code: textOrNull,
          }),
          { type: 'null' },
        ],
      },
      repairs: array(reference('suggestion')),
    }),
    target: object({
      workspace: textOrNull,
      product: { ...textOrNull, description: 'null: no product context (no key that selects one).' },
      api: { ...textOrNull, description: 'null: whatever inherits the global policy.' },
      operations: array(text, 'Empty: the API as a whole.'),
    }),
    location: object({ path, line }),
    scopeEntry: {
      description: 'An entry for `scopes:`. Scope and ids are a guess from the names of the file and its folders.',
      oneOf: [
        object({ path, scope: { const: 'global' } }),
        object({ path, scope: { const: 'product' }, product: text }),
        object({ path, scope: { const: 'api' }, api: text }),
        object({ path, scope: { const: 'operation' }, api: text, operation: text }),
        object({ path, scope: { const: 'fragment' }, fragment: text }),
      ],
    },
    access: object(
      {
        allowed: { enum: ['yes', 'no', 'unknown'] },
        methods: namesOrAny('Upper case.'),
        headers: namesOrAny('Lower case, sorted.'),
        credentials: { enum: [true, false, 'unknown'] },
        exposed: namesOrAny('Lower case, sorted.'),
        maxAge: { description: 'Seconds.', oneOf: [{ type: 'integer', minimum: 0 }, { type: 'null' }, { const: 'unknown' }] },
        decidedBy: { oneOf: [reference('location'), { type: 'null' }] },
        why: text,
        certainty,
        otherwise: array(
          object({
            when: { type: 'object', additionalProperties: text, description: 'Open points and their readings: all of them hold.' },
            allowed: { enum: ['yes', 'no', 'unknown'] },
          }),
          'What other readings decide; where `allowed` is unknown, each outcome.',
        ),
      },
      'What a browser page of that origin can do, as the leanings of the open points decide it.',
    ),
    change: object({
      targets: array(reference('target')),
      environments: {
        oneOf: [array(text), { type: 'null' }],
        description: 'The environments in which it is so; null: in all of them; none: in the files as they are.',
      },
      kind: {
        enum: ['widened', 'narrowed', 'mixed', 'unknown'],
        description: 'As the leanings decide it. unknown: the readings disagree on the direction.',
      },
      origins: array(
        object({
          origin: { ...text, description: '`*`: every origin that no policy names; `null`: the null origin.' },
          before: reference('access'),
          after: reference('access'),
        }),
      ),
      causes: array(reference('location')),
    }),
    edit: object(
      { path, startLine: line, endLine: line, lines: array(text, 'Without line endings. Empty: the lines are deleted.') },
      'Replaces whole lines, inclusive.',
    ),
    suggestion: object(suggestion),
    repair: object({
      ...suggestion,
      safe: {
        type: 'boolean',
        description:
          'Under every reading everybody has at least what they had in base (`scan`: what they have now), nobody but the harmed has more than in head, and all inherited policies still run.',
      },
    }),
    reach: object({ origins: { ...array(text), minItems: 1 }, targets: array(reference('target')) }),
    dependence: {
      ...object(
        {
          point: { type: 'string', minLength: 1 },
          isOfBase: {
            type: 'boolean',
            description: 'It is about the policies as base has them, and so are its outcomes. Left out: about those of head.',
          },
          outcomes: array(
            object({ value: text, says: { enum: ['allowed', 'blocked', 'unknown'] }, leaning: { type: 'boolean' } }),
            'The leaning first.',
          ),
        },
        'An open point, and what becomes of those concerned under its readings.',
      ),
      required: ['point', 'outcomes'],
    },
    cause: object({
      id: { type: 'string', minLength: 1, description: 'Stable as the fingerprints of its findings.' },
      severity: { enum: ['error', 'warning', 'info'] },
      status: { enum: ['new', 'existing'] },
      certainty,
      title: { type: 'string', maxLength: 80, description: 'Who can no longer, may no longer, can now or may now call what.' },
      path,
      line,
      findings: { ...array(text, 'Fingerprints.'), minItems: 1 },
      loses: array(reference('reach')),
      mayLose: array(reference('reach'), 'Under some readings only.'),
      gains: array(reference('reach')),
      mayGain: array(reference('reach'), 'Under some readings only.'),
      depends: array(reference('dependence')),
      repairs: array(reference('repair'), 'Each resulting text once.'),
    }),
    finding: object({
      rule: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
      severity: { enum: ['error', 'warning', 'info'] },
      certainty,
      status: { enum: ['new', 'existing'], description: 'existing: base has it too (same fingerprint).' },
      message: text,
      path,
      line,
      endLine: line,
      fingerprint: { type: 'string', minLength: 1, description: 'Stable across rebases, reformatting and line shifts.' },
      places: {
        ...array(
          object({ path, line, environments: { oneOf: [array(text), { type: 'null' }] }, fingerprint: text }),
          'Where it is so: the place above first, then those that the finding stands for too, each with the fingerprint that it would have by itself. `environments` null: all.',
        ),
        minItems: 1,
      },
      targets: array(reference('target')),
      suggestions: array(reference('suggestion'), 'Best first; each one verified before it is listed.'),
    }),
  },
};

/** The text of `schema/review.schema.json`. */
export function reviewSchemaText(): string {
  return `${JSON.stringify(reviewSchema, null, 2)}\n`;
}
