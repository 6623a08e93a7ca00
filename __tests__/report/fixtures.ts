import { nullUnderWildcard, secondCorsDecoratesActual, unresolvedMatches } from '../../src/cors/questions.js';
import type { Question } from '../../src/cors/worlds.js';
import type { Access } from '../../src/cors/access.js';
import type { Change, Finding, OriginChange, Review, Suggestion, Target } from '../../src/review/review.js';
import type { ReportedRule } from '../../src/report/reported-rule.js';
import { effectWith, noEffect, problem, titled } from './said.js';
import { noteFromElsewhere } from '../../src/review/note.js';
import { type EffectGroup } from '../../src/review/effect.js';

/** Reviews built by hand: what the reports are shown on. */

/** Why an access is not known: it is there in one case, and not in the other. */
export function hangsOn({ readings }: Question): Access['why'] {
  return { code: 'depends', yes: readings.slice(0, 1), no: readings.slice(1) };
}

export function access(given: Partial<Access> = {}): Access {
  return {
    allowed: 'yes',
    methods: ['GET', 'PUT'],
    headers: '*',
    credentials: true,
    exposed: [],
    maxAge: 300,
    decidedBy: { path: 'policy.xml', line: 3 },
    why: { code: 'decided', reason: { code: 'listed' } },
    certainty: 'documented',
    otherwise: [],
    alone: [],
    ...given,
  };
}

export const noAccess: Access = access({
  allowed: 'no',
  methods: [],
  headers: [],
  credentials: false,
  maxAge: null,
  why: { code: 'decided', reason: { code: 'not-listed' } },
});

export function target(given: Partial<Target> = {}): Target {
  return {
    workspace: null,
    product: null,
    api: 'orders',
    operations: ['get-order', 'list-orders', 'put-order'],
    operationsInApi: 3,
    root: '',
    ...given,
  };
}

export function originChange(given: Partial<OriginChange> = {}): OriginChange {
  const { direction = 'narrowed' } = given;
  const names = (of: typeof direction): '*' | readonly string[] => (direction === of ? '*' : []);
  const changes: OriginChange['changes'] =
    direction === 'narrowed' || direction === 'widened'
      ? [{ what: 'access', gained: names('widened'), lost: names('narrowed'), holding: { when: 'always', certainty: 'documented' } }]
      : [];
  return { origin: 'https://app.contoso.com', direction, before: access(), after: noAccess, changes, ...given };
}

export function change(given: Partial<Change> = {}): Change {
  return {
    targets: [target()],
    environment: null,
    environments: null,
    kind: 'narrowed',
    origins: [originChange()],
    causes: [{ path: 'policy.xml', line: 3 }],
    certainty: 'documented',
    existence: 'changed',
    ...given,
  };
}

const appGains: EffectGroup = {
  targets: [target()],
  origins: [{ origin: 'https://app.contoso.com', change: { kind: 'access', how: 'gains' } }],
};

export const aboveBase: Suggestion = {
  title: { code: 'move-above-base', given: { listing: ['https://contoso.developer.azure-api.net'] } },
  edits: [
    {
      path: 'apis/orders/policy.xml',
      startLine: 3,
      endLine: 9,
      lines: [
        '    <cors allow-credentials="true" terminate-unmatched-request="false">',
        '      <allowed-origins>',
        '        <origin>https://app.contoso.com</origin>',
        '        <origin>https://contoso.developer.azure-api.net</origin>',
        '      </allowed-origins>',
        '    </cors>',
        '    <base />',
      ],
    },
  ],
  effect: { ...noEffect, groups: [appGains] },
  keepsInheritedPolicies: true,
  certainty: 'documented',
  patch: `--- a/apis/orders/policy.xml
+++ b/apis/orders/policy.xml
@@ -1,11 +1,11 @@
 <policies>
   <inbound>
-    <base />
-    <cors allow-credentials="true">
+    <cors allow-credentials="true" terminate-unmatched-request="false">
       <allowed-origins>
         <origin>https://app.contoso.com</origin>
+        <origin>https://contoso.developer.azure-api.net</origin>
       </allowed-origins>
     </cors>
-    
+    <base />
   </inbound>
 </policies>
`,
  isSafe: false,
  onChangedLines: false,
  fitsBlock: true,
};

export const withoutBase: Suggestion = {
  title: { code: 'drop-base', given: {} },
  edits: [{ path: 'apis/orders/policy.xml', startLine: 3, endLine: 3, lines: [] }],
  effect: { ...noEffect, groups: [appGains], noLongerRun: [{ name: 'rate-limit', checks: null, at: { path: 'policy.xml', line: 9 } }] },
  keepsInheritedPolicies: false,
  certainty: 'inferred',
  patch:
    '--- a/apis/orders/policy.xml\n+++ b/apis/orders/policy.xml\n@@ -1,5 +1,4 @@\n <policies>\n   <inbound>\n-    <base />\n     <cors allow-credentials="true">\n       <allowed-origins>\n',
  isSafe: false,
  onChangedLines: true,
  fitsBlock: true,
};

export function finding(given: Partial<Finding> = {}): Finding {
  return {
    rule: 'inherited-cors-decides',
    severity: 'error',
    certainty: 'documented',
    status: 'new',
    says: {
      code: 'inherited-cors-decides',
      given: {
        inherited: { kind: 'global', workspace: null, id: null, operation: null },
        portal: null,
        at: { path: 'policy.xml', line: 3 },
        own: { path: 'apis/orders/policy.xml', line: 5 },
        harms: [{ origins: ['https://app.contoso.com'], outcome: 'blocked', holding: { when: 'always', certainty: 'documented' } }],
      },
    },
    path: 'apis/orders/policy.xml',
    line: 4,
    endLine: 8,
    inner: null,
    elsewhere: [],
    fingerprint: '5f1c9a70d3',
    environment: null,
    environments: null,
    targets: [target()],
    suggestions: [aboveBase, withoutBase],
    ...given,
  };
}

export function review(given: Partial<Review> = {}): Review {
  return {
    mode: 'review',
    base: 'main',
    head: 'enable-portal',
    conclusion: 'pass',
    failOn: 'error',
    counts: { error: 0, warning: 0, info: 0, existing: 0 },
    operations: { total: 14, changed: 0 },
    coverage: { changed: 1, reviewed: 1 },
    changes: [],
    findings: [],
    ignored: [],
    unreviewed: [],
    provenUnchanged: false,
    untold: null,
    serviceFilesChanged: 1,
    assumptions: [],
    notes: [],
    ...given,
  };
}

/** The pull request that turns on CORS for the developer portal, and by it takes orders away from its own application. */
export const portal: Review = review({
  conclusion: 'fail',
  counts: { error: 1, warning: 1, info: 0, existing: 1 },
  operations: { total: 14, changed: 14 },
  changes: [
    change({
      kind: 'mixed',
      targets: [target(), target({ product: 'starter' })],
      origins: [
        originChange(),
        originChange({
          origin: 'https://contoso.developer.azure-api.net',
          direction: 'widened',
          before: noAccess,
          after: access({ methods: '*', exposed: '*' }),
        }),
      ],
    }),
    change({
      kind: 'widened',
      targets: [
        target({ api: 'customers', operations: ['get', 'list'], operationsInApi: 8 }),
        target({ api: 'stock', operations: [], operationsInApi: 3 }),
      ],
      origins: [
        originChange({
          origin: 'https://contoso.developer.azure-api.net',
          direction: 'widened',
          before: noAccess,
          after: access({ methods: '*', exposed: '*' }),
        }),
      ],
    }),
    change({
      kind: 'unknown',
      environment: 'prod',
      environments: ['prod'],
      targets: [target({ api: 'legacy', operations: ['a', 'b', 'c', 'd'], operationsInApi: 9 })],
      origins: [
        originChange({
          origin: '*',
          direction: 'unknown',
          before: access({ methods: ['GET'], headers: [], credentials: false, maxAge: null }),
          after: access({
            allowed: 'unknown',
            methods: ['GET'],
            headers: [],
            credentials: false,
            maxAge: null,
            why: hangsOn(secondCorsDecoratesActual),
          }),
        }),
        originChange({
          origin: 'null',
          direction: 'unknown',
          before: noAccess,
          after: access({ allowed: 'unknown', why: hangsOn(nullUnderWildcard) }),
        }),
      ],
      causes: [
        { path: 'policy.xml', line: 3 },
        { path: 'configuration.prod.yaml', line: 12 },
      ],
      certainty: 'unknown',
    }),
  ],
  findings: [
    finding({
      rule: 'wildcard-origin',
      severity: 'warning',
      certainty: 'reported',
      says: { code: 'wildcard-origin', given: { holding: null } },
      path: 'apis/stock/policy.xml',
      line: 5,
      endLine: 5,
      fingerprint: 'b00c',
      suggestions: [],
      targets: [target({ api: 'stock', operations: [], operationsInApi: 3 })],
    }),
    finding(),
    finding({
      rule: 'method-case',
      severity: 'warning',
      status: 'existing',
      says: { code: 'method-case', given: { name: 'patch', meant: 'PATCH', isSeveral: false } },
      path: 'apis/legacy/policy.xml',
      line: 7,
      fingerprint: '0aa1',
      suggestions: [],
      targets: [],
    }),
  ],
  ignored: [
    {
      finding: finding({ rule: 'null-origin', path: 'apis/files/policy.xml', line: 6, suggestions: [] }),
      reason: 'kiosk pages are opened from disk, see the ticket of 3 March',
      from: 'comment',
      addedByChange: true,
    },
  ],
  unreviewed: [
    {
      path: 'legacy/gateway.xml',
      says: { code: 'no-scope', given: {} },
      scopeEntry: 'scopes:\n  legacy/gateway.xml: global\n',
      entry: { path: 'legacy/gateway.xml', scope: 'global' },
    },
  ],
  assumptions: ['second-cors-decorates-actual=yes'],
  notes: [{ code: 'ignore-unmatched', given: { at: { path: '.github/apim-cors.yml', line: 4 }, rule: 'wildcard-origin', path: 'apis/old/**' } }],
});

export const unchanged: Review = review({ provenUnchanged: true, serviceFilesChanged: 3 });
export const untouched: Review = review({ serviceFilesChanged: 0, coverage: { changed: 0, reviewed: 0 }, operations: { total: 0, changed: 0 } });

/** Everything a pull request could try, in every place where its text is shown. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '</summary></details><img src=x onerror=alert(1)>',
  '@octocat please | approve | this',
  'see #1 and octo-org/octo-repo#2 and GH-3 and 0123456789abcdef0123456789abcdef01234567',
  '[click](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example mail@evil.example',
  '```\n````suggestion\nrm -rf\n````',
  '`` ` ``` unbalanced ` ticks',
  '::error file=x::pwned\n::set-output name=x::y %0A ##[error]x',
  '\u001b[31mred\u001b[0m \u202Egpj.exe\u2066 \u0007 \u200b \ufeff',
  '--> <!-- marker -->',
  '\\| a \\\\| b |\n| --- |',
  '# heading\n\n- list\n\n1. item\n\n> quote\n\n    code\n\n***',
  '$x$ :tada: ~~gone~~ **bold** _under_ &lt;b&gt; &#64;octocat',
  'javascript:alert(1) data:text/html,<b>',
  '\ud800 lone surrogate and \u0000 nul',
  'a'.repeat(5000),
];

/** 800 operations in 40 groups, 60 findings, and hostile text in every name. */
export function bigReview(): Review {
  const hostile = (index: number): string => hostileTexts[index % hostileTexts.length] ?? '';
  const changes = Array.from({ length: 40 }, (_, group) => {
    const operations = Array.from({ length: 20 }, (__, operation) => `operation-${group}-${operation}`);
    return change({
      kind: (['widened', 'narrowed', 'mixed', 'unknown'] as const)[group % 4] ?? 'unknown',
      targets: [
        target({
          api: group % 3 === 0 ? hostile(group) : `api-${group}`,
          operations,
          operationsInApi: 20,
          root: group % 2 === 0 ? 'artifacts' : hostile(group + 1),
        }),
      ],
      environment: group % 10 === 0 ? hostile(group) : null,
      environments: group % 10 === 0 ? [hostile(group)] : null,
      origins: [
        originChange({ origin: hostile(group), after: access({ methods: [hostile(group + 1)], headers: [hostile(group + 2)] }) }),
        originChange({
          origin: `https://app-${group}.contoso.com`,
          after: access({ allowed: 'unknown', why: hangsOn(unresolvedMatches(hostile(group + 3), 'https://app.contoso.com')) }),
        }),
        ...Array.from({ length: 9 }, (__, index) => originChange({ origin: `https://site-${index}.contoso.com` })),
      ],
      causes: [{ path: `apis/${hostile(group)}/policy.xml`, line: group + 1 }],
    });
  });
  const findings = Array.from({ length: 60 }, (_, index) =>
    finding({
      severity: (['error', 'warning', 'info'] as const)[index % 3] ?? 'info',
      status: index % 7 === 0 ? 'existing' : 'new',
      says: problem(hostile(index)),
      path: index % 4 === 0 ? `apis/${hostile(index)}/policy.xml` : `apis/api-${index}/policy.xml`,
      line: index + 1,
      endLine: index + 1,
      fingerprint: `fingerprint-${index}`,
      environment: index % 9 === 0 ? hostile(index) : null,
      environments: index % 9 === 0 ? [hostile(index)] : null,
      targets: [target({ api: hostile(index + 5) })],
      suggestions:
        index % 2 === 0
          ? [
              {
                ...aboveBase,
                title: titled(hostile(index + 1)),
                effect: effectWith(hostile(index + 2)),
                patch: `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n${hostile(index)
                  .split('\n')
                  .map((line) => `+${line}`)
                  .join('\n')}\n`,
              },
              withoutBase,
            ]
          : [],
    }),
  );
  const count = (severity: string): number => findings.filter((one) => one.status === 'new' && one.severity === severity).length;
  return review({
    conclusion: 'fail',
    base: hostile(0),
    head: hostile(8),
    counts: {
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      existing: findings.filter((one) => one.status === 'existing').length,
    },
    operations: { total: 1200, changed: 800 },
    changes,
    findings,
    ignored: hostileTexts.map((reason, index) => ({
      finding: finding({ rule: hostile(index + 1), path: reason }),
      reason,
      from: index % 2 === 0 ? 'comment' : 'configuration',
      addedByChange: index % 3 === 0,
    })),
    unreviewed: hostileTexts.map((reason) => ({
      path: reason,
      says: { code: 'another-taken', given: { taken: reason } },
      scopeEntry: `scopes:\n  ${JSON.stringify(reason)}: global`,
      entry: { path: reason, scope: 'api', api: reason },
    })),
    assumptions: hostileTexts.slice(0, 3),
    notes: hostileTexts.map(noteFromElsewhere),
  });
}

export const rules: readonly ReportedRule[] = [
  {
    id: 'inherited-cors-decides',
    title: 'An inherited <cors> answers before this one',
    help: 'API Management runs the first <cors> of the effective inbound section.',
    severity: 'error',
    docsUrl: 'https://example.com/docs/rules/inherited-cors-decides.md',
  },
  { id: 'wildcard-origin', title: 'Any site may read the answers', help: 'Name the origins that need it.', severity: 'warning' },
];
