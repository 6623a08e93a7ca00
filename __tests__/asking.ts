import { defaultSettings, parseSettings } from '../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../src/explain/explanation.js';
import { repository } from '../src/layouts/apiops/example.js';
import type { Review } from '../src/review/review.js';
import { reviewTrees, scanTree } from '../src/review/run.js';
import { memoryTree } from './memory-tree.js';
import { messageOf } from './report/said.js';

/** Policies kept as artifacts, by path: what stands round them is the example's. */
export type Files = Readonly<Record<string, string>>;
/** What of the browser's request a test is about. */
export type Asked = Partial<ExplainRequest['request']>;

/** The web app that asks, where nobody else is named. */
export const app = 'https://app.contoso.com';

const options = { settings: defaultSettings, today: '2026-06-15' };

export const scan = (files: Files): Promise<Review> => scanTree(memoryTree(repository(files)), options);
export const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), options);

/** One request of the web app to the API 'orders'. `assume`: entries of the configuration's map. */
export function ask(files: Files, request: Asked = {}, more: Partial<ExplainRequest> = {}, assume = ''): Promise<Explanation> {
  return explainRequest(
    memoryTree(repository(files)),
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'omit', ...request },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
      ...more,
    },
    assume === '' ? defaultSettings : parseSettings(`assume: { ${assume} }`, '.github/apim-cors.yml'),
    null,
  );
}

/** A header of the request, whatever its value. */
export const header = (name: string) => ({ name, value: null });

/** What a rule says, one finding a line. */
export const messages = ({ findings }: Review, rule: string): string =>
  findings
    .filter((one) => one.rule === rule)
    .map(messageOf)
    .join('\n');
