import { checkMode, readHeader, readMethod, readPage } from '../explain/asked-request.js';
import { explainIn } from '../explain/explain-in.js';
import { Explainer, type Destination, type ExplainRequest } from '../explain/explanation.js';
import { explanationReport, explanationsJson } from '../report/explanation-text.js';
import type { ExplanationReport } from '../report/published.js';
import { environmentsNote } from '../report/sentences/environments.js';
import type { ExplainOptions, PageRequest, State } from './argument-types.js';
import { openState } from './open.js';
import { fileOf } from '../layouts/tree.js';
import { settingsOf } from './given-settings.js';

/** Explains one browser request, from the page to the verdict: one explanation, or one for each distinct answer of the environments. */
export async function explainFunction(state: State, request: PageRequest, options: ExplainOptions): Promise<readonly ExplanationReport[]> {
  const asked = askedOf(request);
  const { tree, close } = await openState(state, 'head');
  try {
    const settings = await settingsOf(options, fileOf(tree));
    const explanations = await explainIn(
      options.environment ?? null,
      (environment, use) => use(new Explainer(tree, settings, environment)),
      async (explainer) => [await explainer.explain(asked)],
      { keyOf: (explanation) => explanationsJson([explanation]), noteOf: environmentsNote },
    );
    return explanations.map(explanationReport);
  } finally {
    close();
  }
}

function askedOf(asked: PageRequest): ExplainRequest {
  const { headers = [], credentials = 'same-origin', mode, key = null } = asked;
  const page = readPage(asked.origin);
  const request = { origin: page.origin, method: readMethod(asked.method), headers: headers.map(readHeader), credentials };
  if (mode !== undefined) checkMode(mode, request, key);
  return {
    request,
    destination: destinationOf(asked.to),
    product: asked.product ?? null,
    key,
    initiator: 'fetch',
    observation: null,
    ...(mode === undefined ? {} : { mode }),
    ...(page.given === null ? {} : { given: page.given }),
  };
}

function destinationOf(to: PageRequest['to']): Destination {
  if (typeof to === 'string') return { kind: 'url', url: to };
  return { kind: 'name', workspace: to.workspace ?? null, api: to.api, operation: to.operation ?? null };
}
